"""What became of gaps between two days: opened, on entries that came in between or not, closed, and how long that took."""

from __future__ import annotations

from typing import NamedTuple

from timonel.history.recorded import Recorded


class Course(NamedTuple):
    """What happened after a day.

    Attributes:
        since: the day.
        opened: gaps that were opened after it.
        on_new: how many of these are of entries that came after it: a base that grows, not one that gets worse.
        closed: gaps that were closed after it.
        days_to_close: how many days these were there, the median; None without any.
    """

    since: str
    opened: int
    on_new: int
    closed: int
    days_to_close: float | None


def course(past: Recorded, since: str) -> Course:
    """Return what happened after a recorded day.

    Args:
        past: what is recorded.
        since: the ISO date of the day.
    """
    from statistics import median  # noqa: PLC0415 - fractions and decimals, for one page

    opened = [one for one in past.gaps if one.opened > since]
    closed = [one for one in past.gaps if (one.closed or "") > since]
    new = sum(past.entries.get(one.entity, "") > since for one in opened)
    took = [one.days(since) for one in closed]
    return Course(since, len(opened), new, len(closed), float(median(took)) if took else None)
