"""What the files of a base gave, for the same base loaded again: what nobody has touched is neither read nor linked anew."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

from timonel.load.entity import Part
from timonel.load.files import File
from timonel.model import Base, DocPage, Entity, Misfit, Reference
from timonel.schema import Schema
from timonel.source import Document, Value


class Edit(NamedTuple):
    """How a base differs from the one before, where nothing came or went.

    Attributes:
        replaced: the entities that are others now → what they were.
        outgoing: ``kind:id`` of what makes other references.
        backlinks: ``kind:id`` of what other references lead to.
    """

    replaced: Mapping[Entity, Entity]
    outgoing: AbstractSet[str]
    backlinks: AbstractSet[str]


# A file may lend what it gave to so many later states of it: each time its bytes stay in memory.
_LENT = 8


class Known(NamedTuple):
    """A file, what it gives, and how many earlier states of it lent some of that."""

    document: Document
    parts: Sequence[Part]
    lent: int = 0


class Kept:
    """What files gave; entities and pages of files that did not change stay the same objects.

    Attributes:
        read: the files of the last time.
        files: path → document and what it gives.
        before: the same of the time before.
        base: the base that they made.
        edit: how it differs from the one before; None where that has to be found out.
        slips: the misfits of texts in other languages.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self.read: Sequence[File] = ()
        self.files: dict[str, Known] = {}
        self.before: Mapping[str, Known] = {}
        self.base: Base | None = None
        self.edit: Edit | None = None
        self.slips: Sequence[Misfit] = ()
        self._first: Sequence[Misfit] = ()
        self._noted: dict[str, Sequence[Misfit]] = {}
        self._pages: dict[str, tuple[bytes, DocPage]] = {}

    def turn(self, files: Sequence[File], misfits: Iterable[Misfit]) -> Mapping[str, Known]:
        """Return, of what is kept, what these files give still; nothing else is kept any longer.

        Args:
            files: files that can be read.
            misfits: what is wrong with others, and with pages.
        """
        before, self.files = self.files, {}
        self.before, self._first, self._noted = before, [*misfits], {}
        known = ((file, before.get(file.path)) for file in files)
        return {file.path: one for file, one in known if one is not None and one.document.data == file.data}

    def keep(self, document: Document, parts: Sequence[Part]) -> None:
        """Keep what a file gives."""
        before = self.before.get(document.path)
        lent = 0 if before is None else before.lent
        if before is not None and before.document is not document:
            lent = lent + 1 if {*map(id, parts)} & {*map(id, before.parts)} else 0
        self.files[document.path] = Known(document, parts, lent)

    def note(self, path: str, misfits: Sequence[Misfit]) -> None:
        """Keep what is wrong with a file."""
        if misfits:
            self._noted[path] = misfits
        else:
            self._noted.pop(path, None)

    def misfits(self, paths: Iterable[str]) -> list[Misfit]:
        """Return what is wrong with what was read, in the order of these paths."""
        noted = (one for path in paths if path in self._noted for one in self._noted[path])
        return [*self._first, *noted, *self.slips]

    @staticmethod
    def earlier(document: Document, before: Known | None) -> Callable[[int, Value, int, int], Part | None]:
        """Return what gives what a value of a list gave before, where nobody can tell it from what it gives now.

        The entity is then the same object, so that nothing that read it has to look again. It may hold the file as it was:
        there the value stands at the same lines and columns.

        Args:
            document: the file.
            before: what it gave before.
        """
        if before is None or before.lent >= _LENT or not isinstance(before.document.value, list):
            return lambda *_: None
        parts, old, new = before.parts, before.document.marks, document.marks

        def known(number: int, value: Any, node: int, size: int) -> Part | None:  # noqa: ANN401 - a YAML value
            part = parts[number] if number < len(parts) else None
            if part is None or part.entity is None or part.misfits or part.foreign or part.node != node:
                return None
            unmoved = old[node : node + size] == new[node : node + size]
            # Of old, this form knows no references: equal values are equal bytes, and 1 is neither 1.0 nor true.
            return part if unmoved and marshal.dumps(part.value, 0) == marshal.dumps(value, 0) else None

        return known

    def page(self, file: File, made: Callable[[File], DocPage]) -> DocPage:
        """Return the page that a file is, made where it is not as it was."""
        before = self._pages.get(file.path)
        if before is None or before[0] != file.data:
            before = self._pages[file.path] = file.data, made(file)
        return before[1]

    def settled(
        self, schema: Schema, entities: Mapping[str, Mapping[str, Entity]], known: Mapping[str, set[str]]
    ) -> Mapping[Entity, Sequence[Reference]]:
        """Return the entities whose references lead where they led before, with these.

        None, where anything came or went that has an id; not those with a reference that leads nowhere, nor of kinds
        that name items of what they refer to.
        """
        base = self.base
        if base is None or any(
            base.entities[kind].keys() != entities[kind].keys() or base.known[kind] != known[kind] for kind in entities
        ):
            return {}
        lost = {one.subject for one in base.misfits if one.code == "DAT003"}
        plain = [
            name
            for name, kind in schema.kinds.items()
            if all(link.item is None for links in kind.links.values() for link in links)
        ]
        outgoing = base.outgoing
        return {one: outgoing.get(one.key, ()) for kind in plain for one in base.of(kind) if one.key not in lost}
