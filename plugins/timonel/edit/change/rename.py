"""Another id: everything that names the entity follows, and nothing else changes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from timonel.edit.change.assign import unknown
from timonel.edit.change.draft import Draft, RefusedError
from timonel.edit.change.foretold import Names
from timonel.edit.change.planned import Planned, planned
from timonel.governance import Result
from timonel.load.entity import identity
from timonel.model import Base, Entity
from timonel.text import said

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DAY = re.compile(r"\d{4}-\d\d-\d\d-")


def rename(root: Path, result: Result, key: str, new: str, *, use_cache: bool = True) -> Planned:
    """Return what giving an entity another id does; nothing is written.

    Args:
        root: the base's folder.
        result: what the check says of the base now.
        key: the entity, ``kind:id``.
        new: its id to be.
        use_cache: whether to read and write what is kept between runs.

    Raises:
        RefusedError: it cannot have that id, or a file cannot be changed.
    """
    entity = result.base.find(key)
    if entity is None:
        raise RefusedError(unknown(result.base, key))
    _may_be(result.base, entity, new)
    draft = Draft(root, result)
    names = {key: f"{entity.kind}:{new}"}
    fields = draft.of(entity)
    fields["id"] = new
    fields["formerly"] = [*(one for one in fields.get("formerly") or () if one != new), entity.id]
    follow(draft, names)
    return planned(root, result, draft, draft_names(draft, names), use_cache=use_cache)


def _may_be(base: Base, entity: Entity, new: str) -> None:
    kind = base.schema.kinds[entity.kind]
    if "id" not in kind.required:
        raise RefusedError(said("the id of {key} follows from what it speaks of: change that", key=entity.key))
    if not _ID.fullmatch(new):
        raise RefusedError(
            said("`{value}` is no id: small letters without accents, digits and single hyphens between them", value=new)
        )
    there = base.find(f"{entity.kind}:{new}")
    if new == entity.id:
        raise RefusedError(said("{key} has that id already", key=entity.key))
    if there is not None or new in base.known.get(entity.kind, ()):
        raise RefusedError(
            said(
                "there is {other} already; `timonel merge {key} {id}` makes one of both",
                other=f"{entity.kind}:{new}", key=entity.key, id=new,
            )
        )  # fmt: skip


def follow(draft: Draft, names: Names) -> None:
    """Let every reference to what has another name, and every file that is called after it, follow.

    Args:
        draft: what changes.
        names: ``kind:id`` → ``kind:id``.
    """
    for old, new in draft_names(draft, names).items():
        draft.refer(old, new)
        draft.mention(old, new)
    for old, new in names.items():
        draft.homes |= dict(_homes(draft.base, old, new.partition(":")[2]))


def draft_names(draft: Draft, names: Names) -> Mapping[str, str]:
    """Return the new names, and those of what is called after what it speaks of: measurements, waivers, confirmations."""
    found = dict(names)
    for old, new in names.items():
        for reference in draft.base.backlinks.get(old, ()):
            source = reference.source
            kind = draft.base.schema.kinds[source.kind]
            id_ = identity(kind, _with(source.fields, old, new))
            if id_ and id_ != source.id and "id" not in kind.required:
                found[source.key] = f"{source.kind}:{id_}"
    return found


def _with(fields: Mapping[str, object], old: str, new: str) -> Mapping[str, object]:
    ids = {old: new, old.partition(":")[2]: new.partition(":")[2]}
    return {name: ids.get(value, value) if isinstance(value, str) else value for name, value in fields.items()}


def _homes(base: Base, old: str, new: str) -> Iterator[tuple[str, str]]:
    """Yield path → path of the files that are called after an entity, where the new name is free."""
    kind, _, id_ = old.partition(":")
    for path in base.files:
        place = PurePosixPath(path)
        day = _DAY.match(place.stem)
        stem = place.stem[len(day[0]) :] if day else place.stem
        mine = place.parts[1:2] in ((base.schema.kinds[kind].folder,), ("measurements",), ("confirmations",))
        if (
            stem == id_
            and mine
            and (day is not None or kind == "person" or place.parts[1] == base.schema.kinds[kind].folder)
        ):
            home = str(place.with_name(f"{day[0] if day else ''}{new}{place.suffix}"))
            if home not in base.files:
                yield path, home
