"""By which day a risk or an indicator must be measured again."""

from __future__ import annotations

from timonel.kinds import Indicator, Risk
from timonel.lookups.calendar import PERIOD_DAYS, days_before, months_before
from timonel.lookups.facts import Facts
from timonel.lookups.indicators import is_awaited
from timonel.lookups.initiatives import is_over
from timonel.lookups.status import is_active

_LAST = "9999-12-31"  # the calendar's last day
_WORKING_DAYS = {"daily": 1, "weekly": 5}  # daily, and the cadence of a risk, as rules count them


def next_measurement(facts: Facts, one: Risk | Indicator) -> str | None:
    """Return by which day a risk or indicator must be measured again; None where nobody waits for that."""
    last = facts.last(one)
    if isinstance(one, Risk):
        if not is_active(one) or is_over(facts.base, one.initiative):
            return None
        if last is None:
            return facts.today
        return _after(facts, last.date, one.cadence)
    if not one.frequency or not is_awaited(one, facts, facts.base):
        return None
    if last is not None and one.frequency == "daily":
        return _after(facts, last.date, one.frequency)
    return days_before(last.date, -PERIOD_DAYS[one.frequency]) if last else facts.today


def _after(facts: Facts, last: str, cadence: str) -> str:
    """Return by which day a risk is measured again: working days after the last time, or the same day of the next month."""
    found = last if cadence in _WORKING_DAYS else months_before(last, -1)
    left = _WORKING_DAYS.get(cadence, 0)
    while left > 0 and found < _LAST:
        found = days_before(found, -1)
        left -= facts.is_working_day(found)
    return found
