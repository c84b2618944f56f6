"""Which rows of a table are rows of it: not its headings, totals, legends, nor the headers said again."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from statistics import median

from timonel.exchange.intake import words
from timonel.exchange.intake.head import Head, repeated
from timonel.exchange.sheets.cells import Cell, plain
from timonel.exchange.sheets.table import Bad, Note, Spot, Table
from timonel.text import Said, fold, said

_FIGURE = re.compile(r"[-+€$£%\s\d.,]+\Z")
_AFTER = re.compile(r"\s*(?:[:=–(-]|\Z)")  # behind a word that stands alone, or before what it explains
_LETTER = re.compile(r"(?:[raci] ?[=:–-] |\*)")  # explains a letter of a matrix, or a star
_WIDE = 3  # columns that a row must fill to be one of the table again below blank rows
_FAR = 2  # blank rows after which a table is over


def kept(table: Table, head: Head, wide: Collection[int] = ()) -> tuple[dict[int, list[Cell | Bad]], list[Note]]:
    """Return the rows of a table below its headers, and what is said of those left out.

    Args:
        table: the table.
        head: its headers.
        wide: numbers of rows whose only cell covers several columns.
    """
    below = {number: cells for number, cells in table.rows.items() if number > head.row and _filled(cells)}
    usual = median(len(_filled(cells)) for cells in below.values()) if below else 0
    rows: dict[int, list[Cell | Bad]] = {}
    notes: list[Note] = []
    last, over = head.row, False
    for number, cells in below.items():
        blank = number - last - 1
        why = said("below the table: left out") if over else _why(blank, cells, usual, head)
        if not why and number in wide and usual > 1:
            why = said("a heading: left out")
        if why:
            over = over or (blank > 0 and why.msgid == "below the table: left out")
            notes.append(Note(Spot(table.name, number), why, 1))
        else:
            rows[number] = [*cells]
        last = number
    while rows and usual >= _WIDE and len(_filled(rows[end := max(rows)])) == 1:
        notes.append(Note(Spot(table.name, end), said("below the table: left out"), 1))
        del rows[end]
    for number, why in _headings(rows, usual):
        notes.append(Note(Spot(table.name, number), why, 1))
        del rows[number]
    return rows, sorted(notes, key=lambda one: one.spot.row)


def _why(blank: int, cells: Sequence[Cell | Bad], usual: float, head: Head) -> Said | None:
    """Return why a row is none of the table, None where it is one."""
    filled = _filled(cells)
    first = fold(str(filled[0]))
    if repeated(cells, head.titles):
        return said("the headers again: left out")
    others, sparse = filled[1:], len(filled) < usual
    figures = all(isinstance(one, int | float | Bad) or _FIGURE.match(str(one)) for one in others)
    if any(_begins(first, name, alone=True) for name in ("total", "mean")) or (
        sparse and figures and others and _begins(first, "total")
    ):
        return said("a total: left out")
    explains = _LETTER.match(first) or _begins(first, "below", alone=not sparse)
    if explains and (blank or not others) and (sparse or _begins(first, "below", alone=True)):
        return said("below the table: left out")
    if blank >= _FAR and (sparse or usual < _WIDE):
        return said("below the table: left out")
    if blank and len(filled) * 2 < usual:
        return said("below the table: left out")
    return None


def _begins(text: str, name: str, *, alone: bool = False) -> bool:
    """Whether a text begins with one of the phrases of a name; ``alone``: and stops there, or explains it.

    Args:
        text: without accents, in lower case.
        name: what phrases (`words.phrases`).
        alone: whether «Key» and «Key: R = …» count and «Key supplier fails» does not.
    """
    found = (
        rest for one in words.phrases(name) if text.startswith(one) and not (rest := text[len(one) :])[:1].isalnum()
    )
    return any(not alone or _AFTER.match(rest) for rest in found)


def _headings(rows: Mapping[int, Sequence[Cell | Bad]], usual: float) -> list[tuple[int, Said]]:
    """Return the rows that say one word in capitals, or with a colon, above rows that say more."""
    if usual <= 1:
        return []
    found = []
    for number, cells in rows.items():
        filled = _filled(cells)
        text = plain(filled[0]) if len(filled) == 1 and isinstance(filled[0], str) else ""
        if text and (_shouts(text, rows, _first(cells)) or text.endswith(":")):
            found.append((number, said("a heading: left out")))
    return found


def _shouts(text: str, rows: Mapping[int, Sequence[Cell | Bad]], place: int) -> bool:
    """Whether a text is all capitals where the other rows are not."""
    if not text.isupper() or (len(text.split()) == 1 and len(text) <= _SHORT and not text.isalpha()):
        return False
    others = [
        str(cells[place]) for cells in rows.values() if place < len(cells) and cells[place] not in (None, "", text)
    ]
    return bool(others) and sum(one.isupper() for one in others) * 2 < len(others)


_SHORT = 6  # letters of a code


def _first(cells: Sequence[Cell | Bad]) -> int:
    return next(place for place, one in enumerate(cells) if isinstance(one, Bad) or plain(one))


def _filled(cells: Sequence[Cell | Bad]) -> list[Cell | Bad]:
    return [one for one in cells if one is not None and (isinstance(one, Bad) or plain(one))]
