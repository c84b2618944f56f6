"""A result, its facts and what pages share, each read of which is written down; the values are those of the result itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from timonel.governance import Finding, Result
from timonel.lookups.facts import Facts
from timonel.model import Base, Entity
from timonel.site.context import Context, Known
from timonel.site.keyed import Keyed
from timonel.site.reads import Reads, called
from timonel.site.seen_base import SeenBase

if TYPE_CHECKING:
    from timonel.cache import Cache
    from timonel.graph.impact import Impact
    from timonel.site.urls import Urls

T = TypeVar("T")
FINDINGS, SUBJECTS, OUTCOMES, SCORE, ROOT = "findings", "subjects", "outcomes", "score", "root"


class _SeenFacts(Facts):
    """Facts, each look-up of which is written down."""

    def __init__(self, reads: Reads, base: Base, facts: Facts) -> None:
        super().__init__(base, facts.settings, facts.today, facts.enforcing)
        self.reads = reads
        self._impacts: dict[Entity, tuple[Impact, set[int]]] = {}

    def impact(self, entity: Entity) -> Impact:
        found = self._impacts.get(entity)
        if found is None:
            with self.reads.recording() as read:
                found = self._impacts[entity] = super().impact(entity), read
        self.reads.noted |= found[1]  # by each page that asks, not by the first alone
        return found[0]

    def once(self, make: Callable[[Facts], T]) -> T:
        found: T = self.reads.look(called("facts", make), lambda: make(self))
        return found


class _SeenResult(Result):
    """A result, each read of which is written down."""

    reads: Reads
    result: Result

    def __init__(self, reads: Reads, result: Result) -> None:
        for name, value in {"reads": reads, "result": result, "base": SeenBase(reads, result.base)}.items():
            object.__setattr__(self, name, value)
        for name in ("settings", "rules", "ran", "hidden"):  # as above
            object.__setattr__(self, name, getattr(result, name))
        object.__setattr__(self, "facts", _SeenFacts(reads, self.base, result.facts))

    @property
    def findings(self) -> Sequence[Finding]:
        self.reads.note(FINDINGS)
        return self.result.findings

    @cached_property
    def by_subject(self) -> Mapping[str, Sequence[Finding]]:
        return Keyed(self.result.by_subject, self.reads, SUBJECTS)

    @cached_property
    def outcomes(self) -> Mapping[str, Any]:
        return Keyed(self.result.outcomes, self.reads, OUTCOMES)

    @cached_property
    def score(self) -> Mapping[str, Any]:
        return Keyed(self.result.score, self.reads, SCORE)

    @property
    def root(self) -> Any:  # noqa: ANN401 - a path, or none
        """The folder: who asks for it looks at its history."""
        self.reads.note(ROOT)
        return self.result.root


class SeenContext(Context):
    """What pages share, each look-up of which is written down."""

    def __init__(self, reads: Reads, result: Result, lang: str, urls: Urls, cache: Cache) -> None:
        self.reads = reads
        self._told: dict[Entity, tuple[int, Known]] = {}
        self._advised: dict[Finding, tuple[str, set[int]]] = {}
        super().__init__(_SeenResult(reads, result), lang, urls, cache)

    def known(self, entity: Entity) -> Known:
        found = self._told.get(entity)
        if found is None:
            found = self._told[entity] = self.reads.number((entity.key, "name")), super().known(entity)
        self.reads.noted.add(found[0])  # by each page that asks, not by the first alone
        return found[1]

    def name(self, entity: Entity) -> str:
        found = self._told.get(entity)
        if found is None:
            return super().name(entity)
        self.reads.noted.add(found[0])
        return found[1].name

    def advice(self, finding: Finding) -> str:
        found = self._advised.get(finding)
        if found is None:
            with self.reads.recording() as read:
                found = self._advised[finding] = super().advice(finding), read
        self.reads.noted |= found[1]  # as above
        return found[0]

    def once(self, make: Callable[[Context], T]) -> T:
        found: T = self.reads.look(called("pages", make), lambda: make(self))
        return found


class _Seen:
    """A look-up of facts, or of what pages share, as an attribute that notes who asks for it."""

    def __init__(self, name: str, make: Callable[[Any], Any]) -> None:
        self._name, self._make = name, make

    def __get__(self, one: Any, _owner: object) -> Any:  # noqa: ANN401 - facts, or a context
        """Return what it gives."""
        value, number = one.__dict__.get(self._name) or self._first(one)
        if number is not None:
            one.reads.noted.add(number)
        return value

    def _first(self, one: Any) -> tuple[Any, int | None]:  # noqa: ANN401 - as above
        one.reads.look(self._name, partial(self._make, one))
        look = one.reads.looks[self._name]
        found = one.__dict__[self._name] = look.value, look.number
        return found


for _seeing in (_SeenFacts, SeenContext):
    for _owner in _seeing.__mro__:
        for _name, _attribute in [*vars(_owner).items()]:
            if isinstance(_attribute, cached_property) and _name != "locale":  # is of the language alone
                setattr(_seeing, _name, _Seen(f"{_seeing.__name__}:{_name}", _attribute.func))


def again(ctx: Context, name: str) -> None:
    """Make a look-up by its name; what it gives and reads is then in ``looks``."""
    where, made, *function = name.split(":")
    if function:
        holder: Any = ctx.facts if where == "facts" else ctx
        holder.once(partial(getattr(import_module(made), function[0]), *function[1:]))
    else:
        getattr(ctx if where == SeenContext.__name__ else ctx.facts, made)
