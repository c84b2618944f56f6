"""Family INI about the way through the phases: in order, with evidence, and without standing still."""

from __future__ import annotations

from collections.abc import Iterator

from timonel.kinds import ChangeAction, Indicator, Initiative, InitiativePhase, Phase, Pilot
from timonel.lookups.facts import Facts
from timonel.lookups.initiatives import has_begun, is_reached, is_running, naming, objectives_of, parts, phases_of
from timonel.lookups.status import is_open
from timonel.model import Base
from timonel.rules import Places, rule
from timonel.text import Said, is_empty, said


def _on_the_way(initiative: Initiative, facts: Facts) -> bool:
    """Whether an initiative has left or entered any phase."""
    moved = any(one.status != "pending" for one in initiative.phases)
    return moved and is_open(initiative) and facts.whole("phase", "order")


@rule("INI004", applies=_on_the_way)
def phase_skipped(initiative: Initiative, base: Base) -> Places:
    """A later phase reached while an earlier one is pending (listed or not), or one skipped without evidence."""
    mine = phases_of(base, initiative)
    furthest = max((phase.order for _, one, phase in mine if is_reached(one)), default=None)
    left: dict[str, tuple[Phase, int | None]] = {
        phase.id: (phase, n)
        for n, one, phase in mine
        if (one.status == "skipped" and not _has_evidence(one))
        or (one.status == "pending" and furthest is not None and phase.order < furthest)
    }
    listed = {phase.id for _, _, phase in mine}
    for phase in base.all(Phase):
        # The company's own phases (type other) need not concern every initiative.
        if phase.id not in listed and phase.type != "other" and furthest is not None and phase.order < furthest:
            left[phase.id] = (phase, None)
    if left:
        phases = sorted((phase for phase, _ in left.values()), key=lambda one: one.order)
        first = next((n for n in (left[one.id][1] for one in phases) if n is not None), None)
        keys = ("phases",) if first is None else ("phases", first, "status")
        yield initiative.at(*keys, phases=phases)


def _has_evidence(phase: InitiativePhase) -> bool:
    return any(not is_empty(one.note) or not is_empty(one.url) for one in phase.evidence)


def _passed(initiative: Initiative, base: Base) -> list[tuple[int, InitiativePhase, Phase]]:
    return [each for each in phases_of(base, initiative) if each[1].status == "passed"]


@rule("INI005", applies=lambda initiative, base: is_open(initiative) and bool(_passed(initiative, base)))
def phase_without_evidence(initiative: Initiative, base: Base) -> Places:
    """A phase passed that nobody approved, or one of whose criteria has no evidence."""
    lacking: list[tuple[int, str, Said]] = []
    for n, one, phase in _passed(initiative, base):
        proven = {each.criterion for each in one.evidence if not is_empty(each.note) or not is_empty(each.url)}
        if is_empty(one.approved_by):
            lacking.append((n, "approved_by", said("“{phase}”, which nobody approved", phase=phase)))
        elif left := [criterion.statement for criterion in phase.criteria if criterion.id not in proven]:
            what = said("“{phase}”, without evidence of: {criteria}", phase=phase, criteria=left)
            lacking.append((n, "evidence", what))
    if lacking:
        position, field, _ = lacking[0]
        related = [initiative.at("phases", n, name) for n, name, _ in lacking[1:]]
        yield initiative.at("phases", position, field, related=related, phases=[phase for _, _, phase in lacking])


def _moving(initiative: Initiative, facts: Facts) -> bool:
    """Whether an initiative is running and all that could show movement was read."""
    kinds = ("pilot", "change-action", "objective", "measurement")
    return is_running(initiative) and all(facts.whole(kind) for kind in kinds)


@rule("INI020", applies=_moving)
def initiative_stalled(initiative: Initiative, facts: Facts, days: int) -> Places:
    """Nothing passed, decided, begun, finished or measured for ``days``."""
    moves = [on for on in _movements(initiative, facts) if on <= facts.today]
    if not moves or facts.days_since(max(moves)) >= days:
        yield initiative.at("status", days=days)


def _movements(initiative: Initiative, facts: Facts) -> Iterator[str]:
    """Yield the days on which an initiative moved; to start is to move, too."""
    base = facts.base
    for one in parts(base, initiative):
        yield from (day for phase in one.phases if phase.status == "passed" for day in [phase.passed] if day)
    yield from (day for day in [initiative.start] if day)
    yield from (one.decided for one in naming(base, Pilot, initiative) if one.decided)
    for change in naming(base, ChangeAction, initiative):
        if change.start and has_begun(change, facts.today):
            yield change.start
        if change.end and change.status == "done":
            yield change.end
    indicators = base.many(Indicator, [one.indicator for one in objectives_of(base, initiative) if one.indicator])
    yield from (last.date for last in map(facts.last, indicators) if last is not None)
