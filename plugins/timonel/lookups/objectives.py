"""How far an objective is: its way from baseline to target, beside its time."""

from __future__ import annotations

from timonel.kinds import Indicator, Objective
from timonel.lookups.calendar import gone
from timonel.lookups.facts import Facts
from timonel.lookups.status import is_active


def share_of_way(facts: Facts, one: Objective) -> float | None:
    """Return how much of the way from baseline to target is done, in percent; None where it cannot be measured.

    Below 0 it is further away than at the start.
    """
    found, start, target = readings(facts, facts.base.get(Indicator, one.indicator)), one.baseline, one.target
    if not found or start is None or target is None or target == start:
        return None
    return 100 * (found[-1][1] - start) / (target - start)


def share_of_time(facts: Facts, one: Objective) -> float | None:
    """Return how much of its time is gone, in percent up to 100; None where its first or last day is not known.

    It begins on the day of the baseline; where nobody wrote that down, with the first reading.
    """
    first = one.baseline_date
    if first is None:
        first = next((date for date, _ in readings(facts, facts.base.get(Indicator, one.indicator))), None)
    share = gone(first, one.due, facts.today)
    return None if share is None else 100 * share


def readings(facts: Facts, one: Indicator | None) -> list[tuple[str, float]]:
    """Return an indicator's ISO dates and values, the oldest first."""
    if one is None:
        return []
    return [(each.date, each.value) for each in facts.measured.get(one.key, ()) if each.value is not None]


def overdue(facts: Facts, one: Objective) -> int:
    """Return for how many days an objective should have been reached."""
    return max(facts.days_since(one.due), 0) if one.due and is_active(one) else 0
