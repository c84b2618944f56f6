"""A workbook from anywhere, as tables; read within limits, whatever is in it."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from datetime import date
from typing import Any

from timonel.exchange.sheets.cells import Cell, decoded
from timonel.exchange.sheets.layout import MARK
from timonel.exchange.sheets.plain import plain
from timonel.exchange.sheets.table import MAX_COLUMNS, MAX_ROWS, Bad, Note, Spot, Table, UnreadableError, formula
from timonel.limits import LimitError, limited
from timonel.text import said

Page = Any  # openpyxl ships no types
_OVER_ROWS = MAX_COLUMNS + 1  # the width of what is merged over rows and columns: what it covers nobody sees
_SECONDS, _MEGABYTES = 40, 1024  # what the largest workbook that passes `plain` takes, several times


def read(data: bytes) -> list[Table]:
    """Return the sheets of a workbook, those left out whose name begins with an underscore.

    Raises:
        UnreadableError: it is no workbook, or one that no careful program opens.
    """
    try:
        tables: list[Table] = limited(_tables, plain(data), seconds=_SECONDS, megabytes=_MEGABYTES)
    except LimitError:
        raise UnreadableError(said("the workbook is too large: leave in it what you want to import")) from None
    return tables


def _tables(data: bytes) -> list[Table]:
    import openpyxl  # noqa: PLC0415 - 100 ms

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl does not know: it does not concern cells
            book = openpyxl.load_workbook(io.BytesIO(data), keep_links=False)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - whatever openpyxl stumbles over, the file is what is wrong
        raise UnreadableError(said("the workbook is damaged: open it and save it again as .xlsx")) from None
    if not book.worksheets:  # the strict form of the format, which openpyxl does not read
        raise UnreadableError(said("no workbook: save it as .xlsx"))
    return [_table(one) for one in book.worksheets if not one.title.startswith("_")]


def _table(page: Page) -> Table:
    name = page.title
    if page.sheet_state != "visible":
        return Table(name, {}, {}, [Note(Spot(name), said("a hidden sheet: left out"), 1)])
    cells = page._cells  # noqa: SLF001 - the public ways make a cell for every place of the used area, a billion at worst
    rows, struck = _rows(name, cells)
    hidden = {
        place
        for one in page.column_dimensions.values()
        if one.hidden and one.min
        for place in range(one.min - 1, min(one.max or one.min, MAX_COLUMNS))
    }
    notes, wide = _spread(page, rows, hidden)
    shown_by = _filtered(page)
    filtered = said("a filter hides the row: left out; take the filter away if it is to come in")
    for row in [one for one in rows if page.row_dimensions[one].hidden]:
        del rows[row]
        struck.pop(row, None)
        notes.append(Note(Spot(name, row), filtered if row in shown_by else said("a hidden row: left out"), 1))
    notes += [*_without(name, rows, hidden), *_crossed_out(name, rows, struck)]
    marks = {column - 1: mark for column, mark in _marks(cells)}
    return Table(name, dict(sorted(rows.items())), marks, notes, frozenset(wide))


def _filtered(page: Page) -> range:
    """Return the rows among which a filter chooses, none where it shows all."""
    chosen, area = page.auto_filter.filterColumn, re.search(r"(\d+):\D*(\d+)\Z", page.auto_filter.ref or "")
    return range(int(area[1]), int(area[2]) + 1) if chosen and area else range(0)


_Rows = dict[int, list[Cell | Bad]]


def _rows(name: str, cells: Page) -> tuple[_Rows, dict[int, set[int]]]:
    """Return the rows of a sheet, and row → the columns of cells that are crossed out, which are in none."""
    rows: _Rows = {}
    struck: dict[int, set[int]] = {}
    for (row, column), cell in sorted(cells.items()):
        value = _value(cell)
        if value is None or value == "":
            continue
        if row > MAX_ROWS or column > MAX_COLUMNS:
            raise UnreadableError(
                said("the sheet “{name}” is too large: leave in it what you want to import", name=name)
            )
        if cell.has_style and cell.font.strike:
            struck.setdefault(row, set()).add(column - 1)
            continue
        _put(rows.setdefault(row, []), column - 1, value)
    return rows, struck


def _put(cells: list[Cell | Bad], place: int, value: Cell | Bad) -> None:
    cells.extend([None] * (place + 1 - len(cells)))
    cells[place] = value


def _spread(page: Page, rows: _Rows, hidden: set[int]) -> tuple[list[Note], set[int]]:
    """Let cells merged downwards count for each of their rows; return what is said of it, and the rows of one wide cell."""
    notes, wide = list[Note](), set[int]()
    for first, last, column, width in _merged(page):
        cells = rows.get(first, [])
        if column > len(cells) or cells[column - 1] in (None, "") or column - 1 in hidden:
            continue
        value = cells[column - 1]
        if width > 1:
            if sum(one not in (None, "") for one in cells) == 1:
                wide.add(first)
            elif not isinstance(value, Bad):
                sideways = width if width != _OVER_ROWS else 1
                cells[column - 1] = Bad(said("merged cells: unmerge them"), value if sideways > 1 else None, sideways)
            continue
        for row in range(first + 1, last + 1):
            if row in rows:
                _put(rows[row], column - 1, value)
        if last > first:
            notes.append(Note(Spot(page.title, first, column - 1), said("merged cells: each counts for all its rows")))
    return notes, wide


def _without(name: str, rows: _Rows, hidden: set[int]) -> Iterator[Note]:
    """Empty the hidden columns, and yield what is said of them."""
    for place in sorted(hidden):
        filled = [row for row in rows.values() if place < len(row) and row[place] not in (None, "")]
        title = next((str(row[place]) for row in filled if not isinstance(row[place], Bad)), "")
        for row in filled:
            row[place] = None
        if filled:
            yield Note(Spot(name, 0, place, title), said("a hidden column: left out"), len(filled))


def _crossed_out(name: str, rows: dict[int, list[Cell | Bad]], struck: dict[int, set[int]]) -> Iterator[Note]:
    """Yield what is said of what people crossed out; a row is out where little of it is left."""
    for row, places in sorted(struck.items()):
        left = [one for one in rows.get(row, ()) if one not in (None, "")]
        if len(left) < len(places):
            rows.pop(row, None)
            yield Note(Spot(name, row), said("crossed out: left out"), 1)
        else:
            for place in sorted(places):
                yield Note(Spot(name, row, place), said("crossed out: left out"), 1)


def _value(cell: Page) -> Cell | Bad:
    if cell.data_type == "f":
        return formula()
    if cell.data_type == "e":
        return Bad(said("the error {value}: write a value", value=str(cell.value)))
    value = cell.value
    if isinstance(value, str):
        return decoded(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in (cell.number_format or ""):
        return f"{round(value * 100, 10):g} %"  # as people see it
    if value is None or isinstance(value, bool | int | float | date):
        return value
    return Bad(said("a time of day: write a date, or a text"))


def _merged(page: Page) -> Iterator[tuple[int, int, int, int]]:
    """Yield first row, last row, column and number of columns of each merged area, as `plain` has left them."""
    for area in sorted(page.merged_cells.ranges, key=lambda one: (one.min_col, one.min_row)):
        if area.min_row <= MAX_ROWS and area.min_col <= MAX_COLUMNS:
            is_one = area.min_row == area.max_row and area.min_col == area.max_col  # of several rows and columns
            width = _OVER_ROWS if is_one else area.max_col - area.min_col + 1
            yield area.min_row, min(area.max_row, MAX_ROWS), area.min_col, width


def _marks(cells: Page) -> Iterator[tuple[int, str]]:
    for (_, column), cell in cells.items():
        if getattr(cell, "comment", None):
            for line in str(cell.comment.text).splitlines():
                if line.startswith(MARK):
                    yield column, line.removeprefix(MARK).strip()
