"""The rules run again after an edit: those of each entity that read what moved; what the others found stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from timonel.lookups.facts import Facts
from timonel.model import Base, DocPage, Entity, Place
from timonel.pipeline.tracer import Record, Token, Tracer
from timonel.rules import Outcome, Rule, asks, own_outcome, refused
from timonel.rules.own import apart
from timonel.settings import Settings

Holder = Entity | DocPage


class _Run(NamedTuple):
    """What a rule said of one entity, where that is not the usual: that it concerns it, holds, and reads nothing else."""

    concerns: bool
    places: Sequence[Place]
    record: Record


_OLD = 2  # times as many records as there are of runs: then those that nobody has any more are dropped
_USUAL = _Run(True, (), frozenset())  # noqa: FBT003 - the parts of one value


class Rerun:
    """Runs the same rules on one base after another.

    Args:
        tracer: what writes down what they read.
        facts: what they read, and their base.
        settings: the settings.
        rules: the rules, each with a function or one's own.
    """

    def __init__(self, tracer: Tracer, facts: Facts, settings: Settings, rules: Iterable[Rule]) -> None:
        self._tracer, self._today = tracer, facts.today
        values = {"base": facts.base, "facts": facts, "today": facts.today}
        wanted = [one for one in rules if one.function is not None or one.own is not None]
        self._ours = {
            one.code: _Rule(one, {**values, **one.options, **settings.options.get(one.code, {})})
            for one in wanted
            if one.own is None
        }
        self._own = [one for one in wanted if one.own is not None]
        self._order = [one.code for one in wanted]
        self._outcomes: dict[str, Outcome] = {}
        self._records: dict[Record, Record] = {}
        self._number = 0

    def check(self, base: Base, halt: Callable[[], bool]) -> list[Outcome] | None:
        """Return what the rules find in the base that the tracer shows, in their order; None where they were halted.

        Args:
            base: the base.
            halt: whether nobody waits for it any more.
        """
        moved = self._tracer.moved
        verdicts = apart.begin(base, self._today, [one for one in self._own if self._is_stale(base, one)])
        stale, seen = {id(record) for record in self._records if not moved.isdisjoint(record)}, _Seen(base)
        for code, one in self._ours.items():
            if halt():
                verdicts()  # a process is not left behind
                return None
            before = self._outcomes.get(code)
            if before is None or one.is_stale(moved, stale):
                self._outcomes[code] = one.outcome(seen.of(one.rule), self._tracer, stale, self._records)
        if len(self._records) > _OLD * self._number:  # most of them are of runs that are long over
            self._records = {record: record for one in self._ours.values() for record in one.records()}
            self._number = len(self._records)
        told = verdicts()
        for rule in self._own:
            if rule.code in told:
                self._outcomes[rule.code] = own_outcome(base, rule, told[rule.code])
        return [self._outcomes[code] for code in self._order]

    def _is_stale(self, base: Base, rule: Rule) -> bool:
        """Whether an own rule may see something that moved: of its kind, or of those that one of its kind may name."""
        links = (link for some in base.schema.kinds[rule.selects].links.values() for link in some)
        kinds = {rule.selects, *(kind for link in links for kind in link.kinds)}
        moved = self._tracer.moved
        return rule.code not in self._outcomes or any((kind,) in moved or ("*" in kinds) for kind in kinds)


class _Seen:
    """What rules look at in a base: name → holder, in its order, the same for all that look at the same."""

    def __init__(self, base: Base) -> None:
        self._base = base
        self._known: dict[tuple[str, bool], Mapping[str, Holder]] = {}

    def of(self, rule: Rule) -> Mapping[str, Holder]:
        """Return what a rule looks at."""
        asked = rule.selects, rule.pages
        if asked not in self._known:
            self._known[asked] = dict(self._looked_at(rule))
        return self._known[asked]

    def _looked_at(self, rule: Rule) -> Iterator[tuple[str, Holder]]:
        if rule.selects == "organization" and self._base.organization is None:
            return
        yield from ((one.key, one) for one in (self._base.judged(rule.selects) if rule.selects else self._base))
        yield from ((one.path, one) for one in (self._base.pages if rule.pages else ()))


class _Rule:
    """One rule, and what it said of each entity."""

    def __init__(self, rule: Rule, values: Mapping[str, object]) -> None:
        self.rule = rule
        self._applies, self._asks = asks(rule, values)
        self._seen: Mapping[str, Holder] = {}
        self._runs: dict[str, _Run] = {}
        self._places: Sequence[Place] = ()
        self._passed = self._failed = 0

    def records(self) -> Iterable[Record]:
        """Return what its runs read."""
        return {id(run.record): run.record for run in self._runs.values()}.values()

    def is_stale(self, moved: set[Token], stale: set[int]) -> bool:
        """Whether anything that it looks at, or that it read, moved."""
        kind = self.rule.selects
        if (kind,) in moved if kind else moved:
            return True
        return bool(stale) and any(id(run.record) in stale for run in self._runs.values())

    def outcome(
        self, seen: Mapping[str, Holder], tracer: Tracer, stale: set[int], records: dict[Record, Record]
    ) -> Outcome:
        """Run it where it has to, and return what it finds.

        Args:
            seen: what it looks at.
            tracer: writes down what it reads.
            stale: the records, by their identity, of which something moved.
            records: the same record of several runs, once.
        """
        known, self._seen = self._seen, seen
        if tracer.replaced is None:
            fresh = dict.fromkeys(name for name, one in seen.items() if known.get(name) is not one)
        else:
            fresh = dict.fromkeys(one.key for one in tracer.replaced if one.key in seen)
        others = [
            name for name, run in self._runs.items() if id(run.record) in stale and name in seen and name not in fresh
        ]
        is_as_it_was = tracer.replaced is not None
        for name in (*fresh, *others):
            before, run = self._runs.get(name, _USUAL), self._run(seen[name], tracer, records)
            is_as_it_was &= before.concerns == run.concerns and not (before.places or run.places)
            if run is not before:
                self._runs[name] = run
        if not is_as_it_was:
            self._count(seen)
        return Outcome(self.rule, self._places, len(seen) - self._passed, self._failed)

    def _count(self, seen: Mapping[str, Holder]) -> None:
        """Count anew what its runs say, in the order of what it looks at."""
        self._runs = {name: self._runs[name] for name in seen if name in self._runs}
        runs = self._runs.values()
        self._places = [place for run in runs for place in run.places]
        self._passed, self._failed = sum(not run.concerns for run in runs), sum(bool(run.places) for run in runs)

    def _run(self, one: Holder, tracer: Tracer, records: dict[Record, Record]) -> _Run:
        (concerns, found), record = tracer.recorded(lambda: self._found(one))
        if isinstance(one, Entity):
            record -= {(one.kind, one.id)}  # another one under its name is run anew
        if concerns and not found and not record:
            return _USUAL
        places = [place for place in found if not refused(place)]
        return _Run(concerns, places, records.setdefault(record, record))

    def _found(self, one: Holder) -> tuple[bool, Sequence[Place]]:
        if not self._applies(one):
            return False, ()
        return True, self._asks(one)
