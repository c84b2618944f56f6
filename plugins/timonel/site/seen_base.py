"""A base, each read of which is written down: its entities, fields and references tell that they are asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from timonel.model import Base, Entity, Reference
from timonel.site.keyed import Fields, Keyed
from timonel.site.reads import Reads

KINDS, BACK, OUT, KNOWN = "#", "<", ">", "?"
WHOLE = ("misfits", "files", "pages", "unlisted")  # parts of a base that are read as a whole, as its references are
SAME = ("schema", "languages", "settings_file")  # the same for all pages: whoever compares looks at them first


class SeenBase(Base):
    """A base, each read of which is written down."""

    _reads: Reads
    _base: Base
    _entities: Mapping[str, Mapping[str, Entity]]
    _found: dict[str, tuple[Entity | None, int | None]]
    new: dict[Entity, Entity]

    def __init__(self, reads: Reads, base: Base) -> None:
        object.__setattr__(self, "_reads", reads)
        object.__setattr__(self, "_base", base)
        object.__setattr__(self, "new", {})
        object.__setattr__(self, "_found", {})
        for name in SAME:
            object.__setattr__(self, name, getattr(base, name))
        kinds = {kind: {id_: self._entity(one) for id_, one in found.items()} for kind, found in base.entities.items()}
        entities = {kind: Keyed(found, reads, f"{KINDS}{kind}") for kind, found in kinds.items()}
        object.__setattr__(self, "_entities", entities)

    def _entity(self, one: Entity) -> Entity:
        fields = Fields(one.fields, self._reads, one.key)
        made = type(one)(one.kind, one.id, fields, one.document, one.place, one.node, one.refused)
        self.new[one] = made
        return made

    @property
    def entities(self) -> Mapping[str, Mapping[str, Entity]]:
        return self._entities

    def find(self, key: str) -> Entity | None:
        known = self._found.get(key)
        if known is None:
            kind, _, id_ = key.partition(":")
            number = self._reads.number((f"{KINDS}{kind}", id_)) if kind in self._entities else None
            known = self._found[key] = super().find(key), number
        if known[1] is not None:
            self._reads.noted.add(known[1])
        return known[0]

    @cached_property
    def _references(self) -> Sequence[Reference]:
        return [Reference(self.new[one.source], *one[1:]) for one in self._base.references]

    @cached_property
    def backlinks(self) -> Mapping[str, Sequence[Reference]]:
        found: dict[str, list[Reference]] = {}
        for reference in self._references:
            found.setdefault(f"{reference.kind}:{reference.id}", []).append(reference)
        return Keyed(found, self._reads, BACK)

    @cached_property
    def outgoing(self) -> Mapping[str, Sequence[Reference]]:
        found: dict[str, list[Reference]] = {}
        for reference in self._references:
            found.setdefault(reference.source.key, []).append(reference)
        return Keyed(found, self._reads, OUT)

    @property
    def references(self) -> Sequence[Reference]:
        self._reads.note("references")
        return self._references

    @cached_property
    def known(self) -> Mapping[str, frozenset[str]]:
        return Keyed(self._base.known, self._reads, KNOWN)


def _part(name: str) -> property:
    def read(self: SeenBase) -> Any:  # noqa: ANN401 - any part of a base
        self._reads.note(name)
        return getattr(self._base, name)

    return property(read)


for _name in WHOLE:
    setattr(SeenBase, _name, _part(_name))
