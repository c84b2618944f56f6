"""The base as it shall be: entities with other fields, entities that go, files that move; and the bytes that this makes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from timonel.edit.text.surgeon import equal
from timonel.edit.text.surgery import Change, rewritten
from timonel.files import leads_out
from timonel.governance import Result
from timonel.journal import Write
from timonel.model import Entity, whose
from timonel.source import Document
from timonel.text import Said, said

Swap = Callable[[str], str]


class RefusedError(Exception):
    """A change that cannot be made: a line for each reason."""

    def __init__(self, *problems: Said) -> None:
        """Say why."""
        super().__init__(problems)
        self.problems = problems


class Draft:
    """Collects what changes; used once.

    Args:
        root: the base's folder.
        result: what the check says of the base now.
    """

    def __init__(self, root: Path, result: Result) -> None:
        self.root, self.base = root, result.base
        self.fields: dict[str, dict[str, Any]] = {}
        self.gone: set[str] = set()
        self.homes: dict[str, str] = {}  # path of a file → where it moves to

    def of(self, entity: Entity) -> dict[str, Any]:
        """Return the fields of an entity as its file has them, to be changed."""
        if entity.key not in self.fields:
            self.fields[entity.key] = deepcopy(entity.raw)
        return self.fields[entity.key]

    def refer(self, old: str, new: str | None) -> None:
        """Let everything that names an entity name another, or nothing.

        Args:
            old: ``kind:id`` of what is named.
            new: ``kind:id`` of what is named instead; None takes the references away.
        """
        for reference in self.base.backlinks.get(old, ()):
            if reference.source.key not in self.gone:
                put(self.of(reference.source), reference.path, old, new)

    def mention(self, old: str, new: str) -> None:
        """Let the links in texts that lead to an entity lead to another.

        Args:
            old: ``kind:id`` of where they lead.
            new: ``kind:id`` of where they shall lead.
        """
        link = f"]({old})"
        files = {path for path, one in self.base.files.items() if link.encode() in one.data}
        for entity in self.base if files else ():
            if entity.file in files and entity.key not in self.gone:
                _said(self.of(entity), link, f"]({new})")

    @property
    def changed(self) -> Mapping[str, dict[str, Any]]:
        """``kind:id`` (as it was) → fields, of what is not as it was and stays."""
        there = ((key, self.base.find(key), fields) for key, fields in self.fields.items())
        return {
            key: fields for key, one, fields in there if one and key not in self.gone and not equal(one.raw, fields)
        }

    def files(self) -> Mapping[str, Write]:
        """Return path → what it is and shall be.

        Raises:
            RefusedError: a file is written in a way that only a person can change.
        """
        found: dict[str, Write] = {}
        stuck: list[Said] = []
        touched = [one for one in map(self.base.find, {**self.changed, **dict.fromkeys(self.gone)}) if one]
        for path in sorted({one.file for one in touched} | self.homes.keys()):
            document = self.base.files[path]
            there = [one for one in touched if one.file == path]
            if leads_out(self.root, self.root / path) or not isinstance(document, Document):
                stuck.append(said("{path} leads out of the knowledge base", path=path))
                continue
            new = self._bytes(document, there)
            if new is None:
                stuck.append(said("{file} is written in a way that only a person can change: do it there", file=path))
                continue
            home = self.homes.get(path, path)
            if home != path or not new:
                found[path] = Write(document.data, b"", is_gone=True)
            if new:
                found[home] = Write(None if home != path else document.data, new)
        if stuck:
            raise RefusedError(*stuck)
        return found

    def _bytes(self, document: Document, there: Iterable[Entity]) -> bytes | None:
        """Return what a file holds then: b"" where nothing is left, None where it cannot be cut."""
        there = [*there]
        if not there:
            return document.data
        gone = {int(one.place[0]) if one.place else 0 for one in there if one.key in self.gone}
        all_ = len(document.value) if isinstance(document.value, list) else 1
        if len(gone) == all_:
            return b""
        changes = [
            Change(tuple(map(int, one.place)), self.fields[one.key]) for one in there if one.key not in self.gone
        ]
        kind = self.base.schema.kinds[there[0].kind]
        return rewritten(document, changes, (), kind.schema, gone)


def _said(value: Any, old: str, new: str) -> None:  # noqa: ANN401 - a YAML value
    """Put another link into the texts of a value."""
    for key, one in [*value.items()] if isinstance(value, dict) else [*enumerate(value)]:
        if isinstance(one, str):
            value[key] = one.replace(old, new)
        elif isinstance(one, dict | list):
            _said(one, old, new)


def put(fields: Any, path: Iterable[str | int], old: str, new: str | None) -> None:  # noqa: ANN401 - a YAML value
    """Put another name where a reference stands; short forms end a step before their path does.

    Args:
        fields: the entity's, as its file has them; changed.
        path: the way to the reference.
        old: ``kind:id`` of what it names.
        new: ``kind:id`` of what it shall name; None takes it away.
    """
    kind, _, id_ = old.partition(":")
    value, holder, last = fields, None, None
    for key in path:
        if isinstance(value, str):
            break
        holder, last, value = value, key, value[key]
    if holder is None or not isinstance(value, str) or ":".join(whose(value, (kind,))) != old:
        return
    if new is None:
        del holder[last]
    else:
        holder[last] = new if value == old and value != id_ else new.partition(":")[2]
