"""A file that came with Timonel and that somebody has changed since, brought up to a newer one, field by field."""

from __future__ import annotations

import json
from collections.abc import Container, Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from timonel.edit.text.surgery import Change, rewritten
from timonel.schema import Kind
from timonel.source import Broken, Document, parse

Seals = Mapping[str, Mapping[str, str]]  # id ("" where a file is one entity) → field → seal of its value
Yaml = Any  # a value as `parse` gives it
Fields = Mapping[str, Yaml]
_LENGTH = 12  # of a seal; it tells a value from another one of the same field, and from nothing else


class Kept(NamedTuple):
    """What both have changed, and stays as the base has it.

    Attributes:
        path: the file.
        id: of the entity, "" where the file is one, or is compared as a whole.
        field: of the entity, "" where it is compared as a whole.
        mine: what the base has.
        new: what the newer Timonel has.
    """

    path: str
    id: str
    field: str
    mine: Yaml
    new: Yaml


class Renewed(NamedTuple):
    """A file's bytes then (b"" where nothing is left), and what both have changed."""

    data: bytes
    kept: Sequence[Kept]


def seals(path: str, data: bytes) -> Seals:
    """Return the seals of the entities in a file, none where they have no ids or it cannot be read."""
    found = _entities(_value(path, data)) or {}
    return {id_: {name: _seal(value) for name, value in one.items()} for id_, one in found.items()}


def renewed(mine: Document, new: bytes, began: Seals, kind: Kind, taken: Container[str]) -> Renewed | None:
    """Return a file with what somebody has not touched as a newer Timonel has it.

    Args:
        mine: the file as it is.
        new: as the newer one has it.
        began: what it began as.
        kind: of its entities.
        taken: ids of the kind that other files hold.

    Returns:
        None where it cannot be done entity by entity.
    """
    there, then = _entities(mine.value), _entities(_value(mine.path, new))
    if not (there and then) or not began or isinstance(mine.value, list) == ("" in then):
        return None
    merge = _Merge(mine.path, began)
    changes: list[Change] = []
    gone: set[int] = set()
    for number, (id_, old) in enumerate(there.items()):
        fields = merge.fields(id_, old, then.get(id_))
        if fields is None:
            gone.add(number)
        elif fields != old:
            changes.append(Change(() if id_ == "" else (number,), fields))
    added = [one for id_, one in then.items() if not (id_ in there or id_ in began or id_ in taken)]
    if len(gone) == len(there):  # nothing of it was touched, and nothing of it is left
        return Renewed(new if added else b"", merge.kept)
    if not (changes or added or gone):
        return Renewed(mine.data, merge.kept)
    data = rewritten(mine, changes, added, kind.schema, gone)
    return None if data is None else Renewed(data, merge.kept)


class _Merge:
    """Decides of each entity of a file what is whose; used once."""

    def __init__(self, path: str, began: Seals) -> None:
        self.path, self.began = path, began
        self.kept: list[Kept] = []

    def fields(self, id_: str, old: Fields, new: Fields | None) -> Fields | None:
        """Return what an entity is to be, None where it goes; what both have changed is noted."""
        was = self.began.get(id_)
        if was is None:  # somebody else's, of the same name
            if new is not None and old != new:
                self.kept.append(Kept(self.path, id_, "", old, new))
            return old
        if new is None:
            return None if was == {name: _seal(value) for name, value in old.items()} else old
        fields = dict(old)
        for name in {**old, **new}:
            mine, then = _seal_of(old, name), _seal_of(new, name)
            if then in (mine, was.get(name)):
                continue
            if mine != was.get(name):
                self.kept.append(Kept(self.path, id_, name, old.get(name), new.get(name)))
            elif name in new:
                fields[name] = new[name]
            else:
                del fields[name]
        return fields


def _value(path: str, data: bytes) -> Yaml:
    document = parse(path, data)
    return None if isinstance(document, Broken) else document.value


def _entities(value: Yaml) -> Mapping[str, Fields] | None:
    """Return the entities of a document by id, None where some have none, or two the same."""
    if isinstance(value, dict):
        return {"": value}
    if not isinstance(value, list) or not all(
        isinstance(one, dict) and isinstance(one.get("id"), str) for one in value
    ):
        return None
    found = {one["id"]: one for one in value}
    return found if len(found) == len(value) else None


def _seal_of(fields: Fields, name: str) -> str | None:
    return _seal(fields[name]) if name in fields else None


def _seal(value: Yaml) -> str:
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:_LENGTH]
