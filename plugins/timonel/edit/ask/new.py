"""A new entity: fields from answers, an id from its name, a file where it belongs, and what the check would say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from timonel.edit.ask.answers import Node, path_of, understand
from timonel.edit.text.append import Grown, RefusedError, put_all
from timonel.edit.text.entity_file import home, render
from timonel.edit.text.trial import opened, refusals
from timonel.files import OutsideError, leads_out, within
from timonel.governance import Finding, Result
from timonel.model import Base
from timonel.schema import Kind
from timonel.text import nearest, pick, said, slug

_DIGITS = 6  # of an item's number: no list is longer


class Plan(NamedTuple):
    """A file to be, what keeps it from being written, and the gaps that it opens."""

    path: str
    text: str
    refused: Sequence[Finding]
    gaps: Sequence[Finding]


def put_in(fields: dict[str, Any], kind: Kind, assignment: str, base: Base) -> None:
    """Put one ``path=value`` into fields; a list field that is named again gets one item more.

    Args:
        fields: the fields so far; changed.
        kind: the entity's kind.
        assignment: a field, or a path to a part of it (``name.es``, ``steps.1.role``), a "=" and an answer.
        base: the base, whose names stand for ids.

    Raises:
        RefusedError: the path leads nowhere.
    """
    path, sign, answer = assignment.partition("=")
    path = path_of(kind, path)
    keys = path.split(".")
    if not sign or not all(keys):
        raise RefusedError(said("`{text}`: write it as field=value", text=assignment))
    node: Node = kind.schema
    holder: Any = fields
    for number, key in enumerate(keys):
        last = number == len(keys) - 1
        if isinstance(holder, list):
            node = node.get("items", {})
            holder = _item(holder, key, node, assignment, last=last)
        else:
            node = _below(node, key, path)
            if last:
                _assign(holder, key, understand(node, answer, base))
            else:
                holder = _opened(holder, key, node, base)


def _below(node: Node, key: str, path: str) -> Node:
    known = node.get("properties", {})
    if key in known:
        return known[key]  # type: ignore[no-any-return]
    if key.startswith("x-") or not known:
        return {}
    close = nearest(key, known, 1)
    if close:
        raise RefusedError(said("there is no field `{field}`: did you mean `{word}`?", field=path, word=close[0]))
    raise RefusedError(said("there is no field `{field}`; there are: {fields}", field=path, fields=", ".join(known)))


def _opened(holder: dict[str, Any], key: str, node: Node, base: Base) -> Any:  # noqa: ANN401 - a mapping or a list
    """Return what a path goes on in: the mapping or list of a field, made where it is not there."""
    there = holder.get(key)
    if node.get("x-text") and isinstance(there, str):  # `name=…` first, `name.en=…` after it
        there = holder[key] = {base.languages[0]: there}
    if not isinstance(there, dict | list):
        there = holder[key] = [] if node.get("type") == "array" else {}
    return there


def _item(holder: list[Any], key: str, node: Node, assignment: str, *, last: bool) -> Any:  # noqa: ANN401 - its fields
    """Return an item of a list by its number from 1; the one after the last is new."""
    number = int(key) if key.isdecimal() and len(key) < _DIGITS else 0
    if not 1 <= number <= len(holder) + 1 or last or "properties" not in node:
        raise RefusedError(said("`{text}`: items of a list are numbered from 1, one after the other", text=assignment))
    if number > len(holder):
        holder.append({})
    return holder[number - 1]


def _assign(holder: dict[str, Any], key: str, value: Any) -> None:  # noqa: ANN401 - a YAML value
    there = holder.get(key)
    if isinstance(there, list) and isinstance(value, list):
        there += value
    elif isinstance(there, dict) and isinstance(value, dict):
        there |= value
    else:
        holder[key] = value


def free_id(base: Base, kind: Kind, name: Any) -> str:  # noqa: ANN401 - a Text, if it is one
    """Return an id for a name that nothing of the kind has yet; "" where the name gives none."""
    words: Any = pick(name, base.languages[0]) if isinstance(name, str | dict) else ""
    stem = slug(words) if isinstance(words, str) else ""
    taken = {*base.entities.get(kind.name, ()), *base.known.get(kind.name, ())}
    ids = (f"{stem}{suffix}" for suffix in ("", *(f"-{number}" for number in range(2, len(taken) + 3))))
    return next(one for one in ids if one not in taken) if stem else ""


def plan(root: Path, before: Result, kind: Kind, fields: Mapping[str, Any], *, use_cache: bool = True) -> Plan:
    """Return the file of a new entity, and what the check would say of it.

    Raises:
        RefusedError: it has no id that could name a file, or the file is there.
    """
    id_ = fields.get("id")
    if not isinstance(id_, str) or not id_.replace("-", "").isalnum():
        wrong = kind.problems({**fields, "id": "x"}) or kind.problems(dict(fields))  # without a name there is no id
        raise RefusedError(wrong[0].detail if wrong else said("`{value}` is not written as it must be", value=str(id_)))
    path = home(kind, id_)
    try:
        within(root, f"data/{kind.folder}")
    except OutsideError as error:
        raise RefusedError(said("{path}: {problem}", path=f"data/{kind.folder}", problem=error.problem)) from None
    if leads_out(root, root / path):
        raise RefusedError(said("{path} leads out of the knowledge base", path=path))
    if (root / path).exists():
        raise RefusedError(said("{path} is there already: nothing is overwritten", path=path))
    text = render(kind, fields)
    found = opened(root, before, {path: text.encode()}, use_cache=use_cache)
    refused = refusals(found)
    return Plan(path, text, refused, [one for one in found if one not in refused])


def write(root: Path, done: Plan) -> None:
    """Write a planned file.

    Raises:
        NotWrittenError: somebody was faster.
        OSError: it cannot be written.
    """
    put_all(root, [Grown(done.path, done.text.encode())], "new")
