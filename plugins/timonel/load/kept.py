"""What the files of a base gave, for the same base loaded again: what nobody has touched is neither read nor linked anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from timonel.load.entity import Part
from timonel.load.files import File
from timonel.model import Base, DocPage, Entity, Reference
from timonel.schema import Schema
from timonel.source import Document

Known = tuple[Document, Sequence[Part]]


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
        self._pages: dict[str, tuple[bytes, DocPage]] = {}

    def turn(self, files: Sequence[File]) -> Mapping[str, Known]:
        """Return, of what is kept, what these files give still; nothing else is kept any longer."""
        before, self.files = self.files, {}
        known = ((file, before.get(file.path)) for file in files)
        return {file.path: one for file, one in known if one is not None and one[0].data == file.data}

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
