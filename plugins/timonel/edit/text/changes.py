"""Entities as somebody wants them, turned into files: which bytes each would hold, and what the check would say then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from timonel.edit.text import measure
from timonel.edit.text.entity_file import home, render
from timonel.edit.text.surgery import Change, rewritten
from timonel.edit.text.trial import opened
from timonel.files import leads_out
from timonel.governance import Finding, Result
from timonel.journal import Write
from timonel.model import Entity
from timonel.schema import Kind
from timonel.source import Document, parse
from timonel.text import Said, said

LIST = "data/waivers/waivers.yaml"


class Entry(NamedTuple):
    """An entity as it shall be; ``entity`` is the one that there is, None for a new one."""

    kind: Kind
    id: str
    entity: Entity | None
    fields: Mapping[str, Any]

    @property
    def key(self) -> str:
        """``kind:id``."""
        return f"{self.kind.name}:{self.id}"


class Prepared(NamedTuple):
    """What would be written.

    Attributes:
        files: path → what it is and would be.
        places: ``kind:id`` → the file that it would stand in.
        stuck: entities that cannot be written, and why.
        opened: what the check would find that it does not find now.
    """

    files: Mapping[str, Write]
    places: Mapping[str, str]
    stuck: Sequence[tuple[Entry, Said]]
    opened: Sequence[Finding]


def prepare(root: Path, result: Result, entries: Sequence[Entry], *, use_cache: bool = True) -> Prepared:
    """Return the files that entities would make, and what the check would say; nothing is written.

    Args:
        root: the base's folder.
        result: what the check says of the base now.
        entries: the entities, new or changed.
        use_cache: whether to read and write what is kept between runs.

    Raises:
        OSError: a file cannot be read.
    """
    work = _Work(root, result)
    jobs: dict[str, list[Entry]] = {}
    for one in entries:
        path = one.entity.file if one.entity else work.home(one)
        jobs.setdefault(path, []).append(one)
    for path, found in jobs.items():
        work.do(path, found)
    files = {path: one.new for path, one in work.files.items()}
    found_then = opened(root, result, files, use_cache=use_cache) if files else []
    return Prepared(work.files, work.places, work.stuck, found_then)


class _Work:
    """Files in the making; used once."""

    def __init__(self, root: Path, result: Result) -> None:
        self.root, self.result = root, result
        self.files: dict[str, Write] = {}
        self.places: dict[str, str] = {}
        self.stuck: list[tuple[Entry, Said]] = []

    def home(self, one: Entry) -> str:
        """Return the file in which a new entity belongs: the list that holds all others, else a file of its own."""
        if one.kind.name == "measurement":
            return measure.path_of(self.result, one.fields)
        if one.kind.name in ("confirmation", "commitment"):
            return home(one.kind, str(one.fields["by"]))
        there = self.result.base.of(one.kind.name)
        files = {other.file for other in there}
        if len(files) == 1 and all(other.place for other in there):
            return files.pop()
        return LIST if one.kind.name == "waiver" else home(one.kind, one.id)

    def do(self, path: str, found: Sequence[Entry]) -> None:
        """Change and add entities in one file."""
        if leads_out(self.root, self.root / path):
            self.stuck += [(one, said("{path} leads out of the knowledge base", path=path)) for one in found]
            return
        kind, new = found[0].kind, [one for one in found if one.entity is None]
        document = self.result.base.files.get(path)
        own = "id" in kind.required and path == home(kind, new[0].id) if new else False
        if own and (document is not None or (self.root / path).exists()):
            self.stuck += [(one, said("{path} is there already: nothing is overwritten", path=path)) for one in new]
            return
        if own:
            self._put(path, None, render(kind, new[0].fields).encode(), found)
            return
        document = document or parse(path, b"")
        changes = [Change(tuple(map(int, one.entity.place)), one.fields) for one in found if one.entity]
        data = None
        if isinstance(document, Document):
            data = rewritten(document, changes, [one.fields for one in new], kind.schema)
        if data is not None and isinstance(document, Document):
            self._put(path, document.data if path in self.result.base.files else None, data, found)
        elif len(new) < len(found) or "id" not in kind.required:
            problem = said("{file} is written in a way that only a person can change: do it there", file=path)
            self.stuck += [(one, problem) for one in found]
        else:  # a list that takes no more: files of their own
            for one in new:
                self.do(home(kind, one.id), [one])

    def _put(self, path: str, old: bytes | None, new: bytes, found: Sequence[Entry]) -> None:
        self.files[path] = Write(old, new)
        self.places |= {one.key: path for one in found}
