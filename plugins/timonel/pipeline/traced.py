"""A base and its facts as rules see them, each read of which is written down."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar

from timonel.lookups.facts import Facts
from timonel.model import Base, DocPage, Entity, Misfit, Reference
from timonel.pipeline.tracer import BACK, FILES, KNOWN, MISFITS, OUT, PAGES, REFERENCES, UNLISTED, Tracer
from timonel.schema import Schema
from timonel.settings import Settings
from timonel.source import Broken, Document

T = TypeVar("T")


class _TracedBase(Base):
    """A base, each read of which is written down."""

    _tracer: Tracer

    def __init__(self, tracer: Tracer) -> None:
        object.__setattr__(self, "_tracer", tracer)

    @property
    def entities(self) -> Mapping[str, Mapping[str, Entity]]:
        return self._tracer.kinds

    @property
    def known(self) -> Mapping[str, frozenset[str]]:
        return self._tracer.shown(KNOWN)

    @property
    def backlinks(self) -> Mapping[str, Sequence[Reference]]:
        return self._tracer.shown(BACK)

    @property
    def outgoing(self) -> Mapping[str, Sequence[Reference]]:
        return self._tracer.shown(OUT)

    @property
    def references(self) -> Sequence[Reference]:
        found: Sequence[Reference] = self._tracer.whole(REFERENCES)
        return found

    @property
    def pages(self) -> Sequence[DocPage]:
        found: Sequence[DocPage] = self._tracer.whole(PAGES)
        return found

    @property
    def files(self) -> Mapping[str, Document | Broken]:
        found: Mapping[str, Document | Broken] = self._tracer.whole(FILES)
        return found

    @property
    def misfits(self) -> Sequence[Misfit]:
        found: Sequence[Misfit] = self._tracer.whole(MISFITS)
        return found

    @property
    def unlisted(self) -> Mapping[str, int]:
        found: Mapping[str, int] = self._tracer.whole(UNLISTED)
        return found

    @property
    def schema(self) -> Schema:
        return self._tracer.plain.schema

    @property
    def languages(self) -> tuple[str, ...]:
        return self._tracer.plain.languages


class _TracedFacts(Facts):
    """Facts, each look-up of which goes by way of a tracer."""

    def __init__(self, tracer: Tracer, settings: Settings, today: str, enforcing: Mapping[str, Sequence[str]]) -> None:
        super().__init__(_TracedBase(tracer), settings, today, enforcing)
        self.tracer = tracer

    def once(self, make: Callable[[Facts], T]) -> T:
        return self.tracer.look(make, lambda: make(self))


def _traced(name: str, make: Callable[[Facts], Any]) -> property:
    return property(lambda self: self.tracer.look(f".{name}", lambda: make(self)))


for _owner in Facts.__mro__:
    for _name, _attribute in vars(_owner).items():
        if isinstance(_attribute, cached_property):
            setattr(_TracedFacts, _name, _traced(_name, _attribute.func))


def traced(tracer: Tracer, settings: Settings, today: str, enforcing: Mapping[str, Sequence[str]]) -> Facts:
    """Return facts of a base, each read of which a tracer writes down.

    They and their base stay the same from edit to edit, for look-ups that keep them; what they show is the base of now.
    """
    return _TracedFacts(tracer, settings, today, enforcing)
