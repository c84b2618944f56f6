"""Fields of one entity or of many: another owner in bulk, another area, another state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from timonel.edit.ask.answers import kind_of, kinds_near, path_of, understand
from timonel.edit.ask.new import put_in
from timonel.edit.change.draft import Draft, RefusedError
from timonel.edit.change.planned import Planned, planned
from timonel.edit.text.append import RefusedError as NoFieldError
from timonel.edit.text.surgeon import equal
from timonel.governance import Result
from timonel.model import Base, Entity
from timonel.schema import Kind
from timonel.text import Said, nearest, said


def assign(
    root: Path, result: Result, words: Sequence[str], where: Sequence[str] = (), *, use_cache: bool = True
) -> Planned:
    """Return what setting fields does; nothing is written.

    Args:
        root: the base's folder.
        result: what the check says of the base now.
        words: entities (``kind:id``), or with ``where`` at most a kind; and assignments: ``field=value``, ``field=`` (takes
            the field away), ``field+=value`` and ``field-=value`` (an item of a list).
        where: ``field=value`` that the entities have, all of them.
        use_cache: whether to read and write what is kept between runs.

    Raises:
        RefusedError: an entity, a field or a value is none.
    """
    orders = [one for one in words if "=" in one]
    named = [one for one in words if "=" not in one]
    if not orders:
        raise RefusedError(said("nothing is set: write field=value"))
    entities = [*_having(result.base, named, where)] if where else [_found(result.base, one) for one in named]
    if not entities:
        raise RefusedError(
            said("no entity has these values") if where else said("name an entity as kind:id, or say --where")
        )
    draft = Draft(root, result)
    for entity in entities:
        for one in orders:
            try:
                _set(draft.of(entity), result.base.schema.kinds[entity.kind], one, result.base)
            except NoFieldError as error:
                raise RefusedError(said("{key}: {problem}", key=entity.key, problem=error.problem)) from None
    return planned(root, result, draft, {}, use_cache=use_cache)


def _found(base: Base, key: str) -> Entity:
    entity = base.find(key)
    if entity is None:
        raise RefusedError(unknown(base, key))
    return entity


def unknown(base: Base, key: str) -> Said:
    """Return what is said of a key that names nothing, or something that cannot be read."""
    kind, _, id_ = key.partition(":")
    if id_ in base.known.get(kind, ()):
        return said("{key} is there, and cannot be read: `timonel check` says why", key=key)
    close = nearest(key, [one.key for one in base])
    if close:
        return said("there is no {key}; the nearest there are: {ids}", key=key, ids=", ".join(close))
    return said("there is no {key}", key=key)


def _having(base: Base, named: Sequence[str], where: Sequence[str]) -> Iterator[Entity]:
    """Yield the entities that have some values, of one kind or of all that have such fields."""
    kinds: list[Kind] = []
    for word in named:
        kind = kind_of(base, word)
        if kind is None:
            close = kinds_near(base, word) or base.schema.kinds
            raise RefusedError(said("there is no kind `{kind}`; there are: {kinds}", kind=word, kinds=", ".join(close)))
        kinds.append(kind)
    asked = [one.partition("=")[::2] for one in where]
    for text, (name, _) in zip(where, asked, strict=True):
        if not name:
            raise RefusedError(said("`{text}`: write it as field=value", text=text))
    for kind in kinds or base.schema.kinds.values():
        names = [path_of(kind, name).split(".") for name, _ in asked]
        if all(path[0] in kind.fields for path in names):
            for entity in base.of(kind.name):
                if all(_has(base, kind, entity, path, word) for path, (_, word) in zip(names, asked, strict=True)):
                    yield entity


def _has(base: Base, kind: Kind, entity: Entity, path: Sequence[str], word: str) -> bool:
    node: Any = kind.schema
    value: Any = entity.fields
    for key in path:
        node = node.get("properties", {}).get(key, {})
        value = value.get(key) if isinstance(value, Mapping) else None
    if not word:
        return value is None
    wanted = understand(node, word, base)
    if isinstance(value, list):
        items = wanted if isinstance(wanted, list) else [wanted]
        return all(any(equal(one, item) for one in value) for item in items)
    return equal(value, wanted) or (isinstance(value, dict) and word in value.values())


def _set(fields: dict[str, Any], kind: Kind, order: str, base: Base) -> None:
    path, _, answer = order.partition("=")
    path, sign = path_of(kind, path.rstrip("+-")), path[-1:] if path[-1:] in ("+", "-") else ""
    keys = path.split(".")
    if keys == ["id"]:
        raise NoFieldError(said("`timonel rename` gives another id"))
    holder: Any = fields
    for key in keys[:-1]:
        holder = holder.get(key) if isinstance(holder, dict) else None
    there = holder.get(keys[-1]) if isinstance(holder, dict) else None
    if sign == "-":
        probe: dict[str, Any] = {}
        put_in(probe, kind, f"{path}={answer}", base)
        gone = _at(probe, keys)
        items = gone if isinstance(gone, list) else [gone]
        if not isinstance(there, list):
            raise NoFieldError(said("there is no list `{field}`", field=path))
        holder[keys[-1]] = [one for one in there if not any(equal(one, item) for item in items)]
        if not holder[keys[-1]]:
            del holder[keys[-1]]
        return
    if not answer:
        put_in({}, kind, f"{path}=x", base)  # a field that there is none of is told
        if isinstance(holder, dict):
            holder.pop(keys[-1], None)
        return
    if not sign and isinstance(there, list | dict) and isinstance(holder, dict):
        del holder[keys[-1]]
    put_in(fields, kind, f"{path}={answer}", base)


def _at(value: Any, keys: Sequence[str]) -> Any:  # noqa: ANN401 - a YAML value
    for key in keys:
        value = value[key]
    return value
