"""Marks of time below a chart: months, quarters or years, whichever a reader can tell apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from timonel.site.context import Context
from timonel.site.kit import Tick

_MOST = 13  # marks that are still told apart
_STEPS = (1, 3, 6, 12, 24, 60, 120, 600)  # months between two of them


def between(ctx: Context, first: date, last: date, hidden: Sequence[tuple[int, int]] = ()) -> list[Tick]:
    """Return the first days of months between two days, as close as they can be told apart; January by its year.

    Args:
        ctx: the language.
        first: the first day.
        last: the last day.
        hidden: spans of days that have no marks.
    """
    months = [one for one in _months(first, last) if not any(start < one.toordinal() < end for start, end in hidden)]
    step = next(step for step in _STEPS if len(months) <= step * _MOST or step == _STEPS[-1])
    return [
        Tick(one.toordinal(), ctx.date(one.isoformat(), "y" if one.month == 1 else "LLL") or "")
        for one in months
        if (one.year * 12 + one.month - 1) % step == 0
    ]


def _months(first: date, last: date) -> Iterator[date]:
    """Yield the first days of the months that begin between two days."""
    for number in range(first.year * 12 + first.month, last.year * 12 + last.month):
        yield date(number // 12, number % 12 + 1, 1)
