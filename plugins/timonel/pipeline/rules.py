"""The rules run again after an edit: those of each entity that read what moved; what the others found stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from timonel.lookups.facts import Facts
from timonel.model import Base, DocPage, Entity, Place
from timonel.pipeline.tracer import Record, Tracer
from timonel.rules import Outcome, Rule, asks, own_outcome, refused
from timonel.rules.own import apart
from timonel.settings import Settings

Holder = Entity | DocPage


class _Run(NamedTuple):
    """What a rule said of one entity, where that is not the usual: that it concerns it, holds, and reads nothing else."""

    concerns: bool
    places: Sequence[Place]
    fails: bool
    record: Record


_USUAL = _Run(True, (), False, frozenset())  # noqa: FBT003 - the parts of one value


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

    def check(self, base: Base, halt: Callable[[], bool]) -> list[Outcome] | None:
        """Return what the rules find in the base that the tracer shows, in their order; None where they were halted.

        Args:
            base: the base.
            halt: whether nobody waits for it any more.
        """
        moved = self._tracer.moved
        verdicts = apart.begin(base, self._today, [one for one in self._own if self._is_stale(base, one)])
        stale = {id(record) for record in self._records if not moved.isdisjoint(record)}
        for code, one in self._ours.items():
            if halt():
                verdicts()  # a process is not left behind
                return None
            before = self._outcomes.get(code)
            if before is None or one.is_stale(moved, stale):
                self._outcomes[code] = one.outcome(base, self._tracer, stale, self._records)
        self._records = {record: record for one in self._ours.values() for record in one.records()}
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


class _Rule:
    """One rule, and what it said of each entity."""

    def __init__(self, rule: Rule, values: Mapping[str, object]) -> None:
        self.rule = rule
        self._applies, self._asks = asks(rule, values)
        self._seen: Mapping[Holder, None] = {}
        self._runs: dict[Holder, _Run] = {}

    def records(self) -> Iterable[Record]:
        """Return what its runs read."""
        return {id(run.record): run.record for run in self._runs.values()}.values()

    def is_stale(self, moved: set[tuple[object, ...]], stale: set[int]) -> bool:
        """Whether anything that it looks at, or that it read, moved."""
        kind = self.rule.selects
        if (kind,) in moved if kind else moved:
            return True
        return any(id(run.record) in stale for run in self._runs.values())

    def outcome(self, base: Base, tracer: Tracer, stale: set[int], records: dict[Record, Record]) -> Outcome:
        """Run it where it has to, and return what it finds."""
        seen, runs, fresh = self._looked_at(base), self._runs, dict[Holder, _Run]()
        known = self._seen
        for one in seen:
            run = runs.get(one, _USUAL) if one in known else None
            if run is None or id(run.record) in stale:
                run = self._run(one, tracer, records)
            if run is not _USUAL:
                fresh[one] = run
        self._seen, self._runs = dict.fromkeys(seen), fresh
        places = [place for run in fresh.values() for place in run.places]
        passed = sum(not run.concerns for run in fresh.values())
        return Outcome(self.rule, places, len(seen) - passed, sum(run.fails for run in fresh.values()))

    def _looked_at(self, base: Base) -> Sequence[Holder]:
        if self.rule.selects == "organization" and base.organization is None:
            return ()
        seen: Sequence[Holder] = base.judged(self.rule.selects) if self.rule.selects else [*base]
        return [*seen, *base.pages] if self.rule.pages else seen

    def _run(self, one: Holder, tracer: Tracer, records: dict[Record, Record]) -> _Run:
        (concerns, found), record = tracer.recorded(lambda: self._found(one))
        if isinstance(one, Entity):
            record -= {(one.kind, one.id)}  # another one under its name is run anew
        if concerns and not found and not record:
            return _USUAL
        places = [place for place in found if not refused(place)]
        return _Run(concerns, places, bool(places), records.setdefault(record, record))

    def _found(self, one: Holder) -> tuple[bool, Sequence[Place]]:
        if not self._applies(one):
            return False, ()
        return True, self._asks(one)
