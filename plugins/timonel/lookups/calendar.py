"""Days and months before others, on a calendar that ends."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

PERIOD_DAYS = {
    "daily": 1,
    "weekly": 7,
    "biweekly": 14,
    "monthly": 31,
    "quarterly": 92,
    "half-yearly": 183,
    "yearly": 366,
}


def day(text: str) -> date:
    """Return an ISO date as a date."""
    return date.fromisoformat(text)


@cache
def months_before(today: str, months: int) -> str:
    """Return the ISO date that many calendar months before, on the month's last day where it has no such day."""
    start = day(today)
    year, month = divmod(start.year * 12 + start.month - 1 - months, 12)
    if not date.min.year <= year <= date.max.year:
        return (date.min if months > 0 else date.max).isoformat()
    for number in range(start.day, 27, -1):
        try:
            return date(year, month + 1, number).isoformat()
        except ValueError:
            continue
    return date(year, month + 1, min(start.day, 28)).isoformat()


def days_before(today: str, days: int) -> str:
    """Return the ISO date that many days before, or after; the calendar's first or last day where it ends sooner."""
    try:
        return (day(today) - timedelta(days)).isoformat()
    except OverflowError:
        return (date.min if days > 0 else date.max).isoformat()


def gone(first: str | None, last: str | None, today: str) -> float | None:
    """Return which share of the time between two days is gone (0–1); None where there is none between them."""
    if not first or not last or last <= first:
        return None
    return min(max((day(today) - day(first)).days, 0) / (day(last) - day(first)).days, 1.0)
