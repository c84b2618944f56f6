"""How much of a pack fits on a sheet of A4: its lines are estimated from its letters, and the last rows of what is longest go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil

from timonel.notices.document import Link, Section, Value
from timonel.notices.reading import Reader
from timonel.text import said

_HEADING, _ROW, _CARD = 1.7, 0.35, 0.6  # lines that a heading takes, and the space around a row of a table and a card
_CELL, _OF_TWO = 0.45, 0.75  # share of a table's width that its widest column has: of several columns, of two


@dataclass(frozen=True)
class Shelf:
    """A section before it is cut to the room that there is.

    Attributes:
        section: with all its rows.
        most: how many rows it shows at most.
        page: where the others are.
        least: how many it shows while there are others to be cut instead.
    """

    section: Section
    most: int
    page: str
    least: int = 3


@dataclass(frozen=True)
class Sheet:
    """A sheet of paper: what stands across it, what in two columns, and how large it is.

    Attributes:
        width: letters of a line across it.
        lines: how many it has.
        across: keys of the sections that take its whole width.
        untitled: keys of the sections whose rows say what they are.
        beside: keys of the sections that stand beside each other → share of the width; the others flow through two columns.
    """

    width: int
    lines: int
    across: frozenset[str]
    beside: Mapping[str, float] = field(default_factory=dict)
    untitled: frozenset[str] = frozenset()


DECIDE = Sheet(
    148,
    83,
    frozenset({"summary", "moved", "open", "seats"}),
    {"since": 0.38, "objectives": 0.6},
    frozenset({"summary", "seats"}),
)
WATCH = Sheet(128, 83, frozenset({"risks", "money"}))


def fit(shelves: Sequence[Shelf], head: Sequence[Value], sheet: Sheet, reader: Reader) -> list[Section]:
    """Return sections that fit on a sheet together; each keeps a row at least, and says how many more there are.

    Args:
        shelves: the sections with all their rows.
        head: the sentences above them.
        sheet: where they stand.
        reader: who reads them.
    """
    used = 3.0 + sum(_wrapped(reader.text(one), sheet.width) for one in head)
    heights = {one.section.key: [*_heights(one, sheet, reader)] for one in shelves}
    counts = {one.section.key: min(one.most, len(one.section.rows)) for one in shelves}
    while used + _height(shelves, heights, counts, sheet) > sheet.lines:
        spare = [one for one in shelves if counts[one.section.key] > one.least] or shelves
        longest = max(spare, key=lambda one: _gain(heights[one.section.key], counts[one.section.key]))
        if counts[longest.section.key] <= 1:
            break
        counts[longest.section.key] -= 1
    return [_cut(one, counts[one.section.key]) for one in shelves]


def _gain(heights: Sequence[float], count: int) -> float:
    """Return how long the rows of a section are: nothing where one is left."""
    return sum(heights[1 : count + 1]) if count > 1 else 0


def _height(shelves: Sequence[Shelf], heights: dict[str, list[float]], counts: dict[str, int], sheet: Sheet) -> float:
    """Return how many lines sections take together; the first height of each is that of its heading."""
    tall = {key: sum(some[: counts[key] + 1]) for key, some in heights.items()}
    keys = [one.section.key for one in shelves]
    across = sum(tall[key] for key in keys if key in sheet.across)
    beside = max((tall[key] for key in keys if key in sheet.beside), default=0.0)
    rest = [tall[key] for key in keys if key not in sheet.across and key not in sheet.beside]
    return across + beside + max(sum(rest) / 2 + 2, max(rest, default=0.0) / (1 if len(rest) > 1 else 2))


def _heights(shelf: Shelf, sheet: Sheet, reader: Reader) -> list[float]:
    """Return the lines of a section's heading with what stands below it, and of each of its rows."""
    section = shelf.section
    half = sheet.width // 2 - 2
    width = (
        sheet.width if section.key in sheet.across else round(sheet.width * sheet.beside.get(section.key, 0)) or half
    )
    head = (0 if section.key in sheet.untitled else _HEADING) + sum(
        _wrapped(reader.text(one), width) for one in section.lines
    )
    head += 1 if section.form == "table" else 0
    head += 1 if len(section.rows) > shelf.most or not section.rows else 0
    return [head, *(_row(section, row, width, reader) for row in section.rows)]


def _row(section: Section, row: Sequence[Value], width: int, reader: Reader) -> float:
    told = [reader.text(one) for one in row]
    if section.form == "cards":
        labels = [reader.text(one.label) for one in section.heads]
        return _CARD + sum(_wrapped(f"{a} {b}", width) for a, b in zip(labels, told, strict=True) if b)
    if section.form == "figures":  # two beside each other
        return _wrapped(" · ".join(told), width // 2 - 2) / 2
    if section.form == "list":
        return _wrapped(" · ".join(told), width - 4)
    cell = round(width * (_OF_TWO if len(told) == 2 else _CELL))  # noqa: PLR2004 - two columns
    return _ROW + max(ceil(sum(map(len, told)) / width), *(_wrapped(one, cell) for one in told))


def _wrapped(text: str, width: int) -> int:
    return ceil(len(text) / width)


def _cut(shelf: Shelf, count: int) -> Section:
    left = len(shelf.section.rows) - count
    more = Link(said("{n} more", n=left), shelf.page) if left else shelf.section.more
    return replace(
        shelf.section, rows=shelf.section.rows[:count], more=more, total=shelf.section.total or len(shelf.section.rows)
    )
