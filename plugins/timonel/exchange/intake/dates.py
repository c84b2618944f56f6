"""Dates as people write them, in the order that their column shows or somebody says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from timonel import languages
from timonel.exchange.sheets.cells import Cell, CellError, iso, plain
from timonel.text import fold, said

_PARTS = re.compile(r"(\d{1,4})[./\-\s](\d{1,2})[./\-\s](\d{1,4})(?:[ T]00:00(?::00)?)?\Z")
_DAY = r"(\d{1,2})(?:st|nd|rd|th|\.?[oº°])?"
_MONTH = r"([a-z]{3,12})\.?"
_YEAR = r"[,\s\-./]*(?:del?\s+)?(\d{4}|\d{2})\Z"
_DAY_FIRST = re.compile(rf"{_DAY}[\s\-./]*(?:de\s+)?{_MONTH}{_YEAR}")  # «12 de marzo de 2026», 12-Dec-24
_MONTH_FIRST = re.compile(rf"{_MONTH}\s+{_DAY}{_YEAR}")  # March 5, 2026
_MONTHS = 12
_SHORT = 2  # digits of a day, a month, or a year without its century
_CENTURY = 2000
NAMES = {"dmy": said("day/month/year"), "mdy": said("month/day/year"), "ymd": said("year/month/day")}


def read(cell: Cell, order: str | None) -> Cell:
    """Return a date as ISO text; what looks like none stays as it is.

    Args:
        cell: the cell.
        order: of day, month and year ("dmy"), None where nothing says it.

    Raises:
        CellError: it is no day of the calendar, or can be read in two ways.
    """
    if isinstance(cell, date):
        return iso(cell)
    text = fold(plain(cell))
    worded = [(found[1], found[2], found[3]) for found in [_DAY_FIRST.match(text)] if found]
    worded += [(found[2], found[1], found[3]) for found in [_MONTH_FIRST.match(text)] if found]
    for day, name, year in worded:
        if month := _months().get(name[:3]):
            return _made(int(year), month, int(day), text)
    parts = _PARTS.match(text)
    if parts is None:
        return cell
    order = "ymd" if len(parts[1]) > _SHORT else order
    if order is None:
        raise CellError(
            said("`{value}` can be read in two ways", value=plain(cell)),
            said("say which: --dates dmy (day first) or --dates mdy (month first)"),
        )
    found = dict(zip(order, map(int, parts.groups()), strict=True))
    return _made(found["y"], found["m"], found["d"], plain(cell))


def order_of(texts: Sequence[str]) -> str | None:
    """Return the order in which all of a column's dates can be read, None where there is more than one or none."""
    parts = [found for one in texts if (found := _PARTS.match(one)) and len(found[1]) <= _SHORT]
    late = [any(int(one[place]) > _MONTHS for one in parts) for place in (1, 2)]
    return {(True, False): "dmy", (False, True): "mdy"}.get((late[0], late[1]))


def is_doubtful(text: str) -> bool:
    """Whether a date can be read with the day first and with the month first, as two days."""
    parts = _PARTS.match(text)
    if parts is None or len(parts[1]) > _SHORT:
        return False
    return parts[1] != parts[2] and max(int(parts[1]), int(parts[2])) <= _MONTHS


def _made(year: int, month: int, day: int, text: str) -> str:
    try:
        return date(year + _CENTURY if year < 10**_SHORT else year, month, day).isoformat()
    except ValueError:
        raise CellError(said("`{value}` is no date: write it as 2026-11-20", value=text)) from None


@cache
def _months() -> Mapping[str, int]:
    """Return the first letters of the months, in every language → their numbers."""
    from babel.dates import get_month_names  # noqa: PLC0415 - only where a date has a word

    found = {"set": 9}  # as «setiembre» is written, too
    for one in languages.known().values():
        for number, name in get_month_names("wide", locale=one.locale).items():
            found.setdefault(fold(name)[:3], number)
    return found
