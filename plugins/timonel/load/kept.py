"""What the files of a base gave, for the same base loaded again: what nobody has touched is neither read nor linked anew."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from timonel.load.entity import Part
from timonel.load.files import File
from timonel.model import Base, DocPage, Entity, Reference
from timonel.schema import Schema
from timonel.source import Document, Value

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
        files: path → document and what it gives.
        base: the base that they made.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self.files: dict[str, Known] = {}
        self.base: Base | None = None
        self._earlier: Mapping[str, Known] = {}
        self._pages: dict[str, tuple[bytes, DocPage]] = {}

    def turn(self, files: Sequence[File]) -> Mapping[str, Known]:
        """Return, of what is kept, what these files give still; nothing else is kept any longer."""
        before, self.files = self.files, {}
        self._earlier = before
        known = ((file, before.get(file.path)) for file in files)
        return {file.path: one for file, one in known if one is not None and one.document.data == file.data}

    def keep(self, document: Document, parts: Sequence[Part]) -> None:
        """Keep what a file gives."""
        before = self._earlier.get(document.path)
        lent = 0 if before is None else before.lent
        if before is not None and before.document is not document:
            lent = lent + 1 if {*map(id, parts)} & {*map(id, before.parts)} else 0
        self.files[document.path] = Known(document, parts, lent)

    def earlier(self, document: Document) -> Callable[[int, Value, int, int], Part | None]:
        """Return what gives what a value of a list gave before, where nobody can tell it from what it gives now.

        The entity is then the same object, so that nothing that read it has to look again. It may hold the file as it was:
        there the value stands at the same lines and columns.
        """
        before = self._earlier.get(document.path)
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
