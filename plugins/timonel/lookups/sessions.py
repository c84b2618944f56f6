"""When a body meets: the day that is set for its next session, and those that its rule of recurrence (RFC 5545) gives after it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from itertools import islice
from typing import NamedTuple

from timonel.kinds import Forum

_NEVER = re.compile(r"INTERVAL=0*(;|$)")  # libraries wait for ever for its second day
_COUNT = re.compile(r";?\bCOUNT=[^;]*")
_AHEAD = timedelta(days=3 * 366)  # a rule that gives no day for that long gives none
_MOST = 400  # days of a rule that are looked at


class Series(NamedTuple):
    """The sessions that are to come: the first, as the rule has it, the rule, and the day that the first was moved to."""

    start: str
    rule: str
    moved: str | None = None


def series(forum: Forum) -> Series | None:
    """Return the sessions of a body that meets by a rule; None where it has none, or nobody set its next day.

    A next session on a day that the rule does not give stands for the one in the same week, month or year.
    """
    if not forum.recurs or not forum.next:
        return None
    rule, first = forum.recurs.removeprefix("RRULE:"), forum.next
    days = [*islice(_days(rule, first), 1)]
    if not days:
        return None
    if days[0] == first:
        return Series(first, rule)
    start = next((day for day in _days(rule, _opening(rule, first)) if day >= _opening(rule, first)), days[0])
    return Series(start, rule, first)


def following(forum: Forum, after: str) -> str | None:
    """Return the first session after a day: the next one that is set, else as the rule gives them; None where nobody knows."""
    if forum.next and forum.next > after:
        return forum.next
    known = series(forum)
    if known is None:
        return None
    return next((day for day in _days(known.rule, known.start) if day > after and day != known.start), None)


def _opening(rule: str, day: str) -> str:
    """Return the first day of the period of a rule that a day lies in."""
    start = datetime.fromisoformat(day)
    if "FREQ=WEEKLY" in rule:
        return (start - timedelta(start.weekday())).date().isoformat()
    if "FREQ=MONTHLY" in rule:
        return f"{day[:8]}01"
    return f"{day[:5]}01-01" if "FREQ=YEARLY" in rule else day


@cache
def _days(rule: str, start: str) -> tuple[str, ...]:
    """Return the days of a rule from a day on; none where it cannot be followed.

    They are asked for again and again; a rule that gives no day is followed to the end of time, for `until` ends only one that does.
    """
    from dateutil.rrule import rrule, rrulestr  # noqa: PLC0415 - a check never asks

    first = datetime.fromisoformat(start)
    if _NEVER.search(rule):
        return ()
    try:
        found = rrulestr(_COUNT.sub("", rule), dtstart=first)
        if isinstance(found, rrule) and found._until is None:  # noqa: SLF001 - nothing else tells
            found = found.replace(until=first + _AHEAD)
        return tuple(one.date().isoformat() for one in islice(found, _MOST))
    except (ValueError, OverflowError, TypeError):  # as the schema lets it stand, and no calendar does
        return ()


def between(forum: Forum, after: str, until: str) -> Iterator[str]:
    """Yield the days after one and up to another on which a body meets, as far as anybody knows."""
    known = {one.date for one in forum.meetings if after < one.date <= until}
    day = following(forum, after)
    while day is not None and day <= until:
        known.add(day)
        day = following(forum, day)
    yield from sorted(known)
