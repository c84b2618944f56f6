"""Family INI about pilots: small, with criteria of success, decided, and able to show something early."""

from __future__ import annotations

from timonel.kinds import Indicator, Initiative, Pilot
from timonel.lookups.calendar import day, months_before
from timonel.lookups.facts import Facts
from timonel.lookups.initiatives import decided_go, has_started, is_over, is_running, naming
from timonel.lookups.status import is_open
from timonel.model import Base
from timonel.rules import Places, rule
from timonel.text import Said, is_empty, said


def _counts(pilot: Pilot, base: Base) -> bool:
    """Whether a pilot can still be planned, run or decided: its initiative is not over."""
    return not is_over(base, pilot.initiative)


@rule("INI006", applies=_counts)
def pilot_without_success_criteria(pilot: Pilot) -> Places:
    """No criterion of success, or one that says nothing that could be checked."""
    if not pilot.success:
        yield pilot.at("success")
    for n, one in enumerate(pilot.success):
        if is_empty(one.statement) and (is_empty(one.indicator) or one.target is None):
            yield pilot.at("success", n)
            return


def _over(pilot: Pilot, base: Base, today: str) -> bool:
    """Whether a pilot has ended or was decided."""
    return _counts(pilot, base) and (pilot.decision is not None or (pilot.end is not None and pilot.end < today))


@rule("INI007", applies=_over)
def pilot_without_decision(pilot: Pilot, facts: Facts) -> Places:
    """A pilot that ended with no decision, or was decided without a word on what to adjust."""
    fields = ("adjustments",) if pilot.decision in ("go", "adjust") else ("decision",)
    if missing := facts.missing(pilot, *fields):
        yield pilot.at(fields[0], missing=[*missing.values()])


def _judged(pilot: Pilot, base: Base, today: str) -> bool:
    """Whether a pilot of an initiative that is not over has begun, and has a criterion with an indicator."""
    initiative = base.get(Initiative, pilot.initiative)
    alive = initiative is None or is_open(initiative)
    return alive and has_started(pilot, today) and any(one.indicator for one in pilot.success)


@rule("INI027", applies=_judged)
def pilot_judged_by_the_whole(pilot: Pilot, base: Base, facts: Facts) -> Places:
    """A criterion whose indicator was measured for everybody, and never in the pilot."""
    found = [(n, base.get(Indicator, one.indicator)) for n, one in enumerate(pilot.success)]
    unmeasured = {one: n for n, one in reversed(found) if one and (one.key, pilot.key) not in facts.measured_in}
    if unmeasured:
        indicators = sorted(unmeasured, key=unmeasured.__getitem__)
        yield pilot.at(
            "success",
            unmeasured[indicators[0]],
            "indicator",
            related=[one.at() for one in indicators],
            indicators=indicators,
            rows=[f"`{{of: {one.key}, in: {pilot.key}, date: {facts.today}, value: …}}`" for one in indicators],
        )


def _running_for_long(initiative: Initiative, facts: Facts, months: int) -> bool:
    long = initiative.start is not None and initiative.start < months_before(facts.today, months)
    return is_running(initiative) and long and facts.whole("pilot", "quick_win", "decision", "initiative")


@rule("INI018", applies=_running_for_long)
def no_quick_win(initiative: Initiative, base: Base, today: str, months: int) -> Places:
    """Months of work and no pilot decided go whose result could be shown to everybody."""
    pilots = naming(base, Pilot, initiative)
    if not any(one.quick_win and decided_go(one, today) for one in pilots):
        yield initiative.at("start", months=months)


@rule("INI019", applies=_counts)
def pilot_not_small(pilot: Pilot, days: int, max_processes: int) -> Places:
    """A pilot without an end, too long, or with too many processes."""
    reasons: list[tuple[str, Said]] = []
    if pilot.end is None and "end" not in pilot.refused:
        reasons.append(("end", said("has no end date")))
    if pilot.start and pilot.end and (length := (day(pilot.end) - day(pilot.start)).days) > days:
        reasons.append(("end", said("lasts {length} days", length=length)))
    if (number := len(pilot.processes)) > max_processes:
        reasons.append(("processes", said("takes in {number} processes", number=number)))
    if reasons:
        yield pilot.at(reasons[0][0], reasons=[reason for _, reason in reasons])
