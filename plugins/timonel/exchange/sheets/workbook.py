"""A workbook from anywhere, as tables; read within limits, whatever is in it."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from datetime import date
from typing import Any

from timonel.exchange.sheets.cells import Cell, decoded
from timonel.exchange.sheets.layout import MARK
from timonel.exchange.sheets.plain import plain
from timonel.exchange.sheets.table import MAX_COLUMNS, MAX_ROWS, Bad, Table, UnreadableError, formula
from timonel.limits import LimitError, limited
from timonel.text import said

Page = Any  # openpyxl ships no types
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
    cells = page._cells  # noqa: SLF001 - the public ways make a cell for every place of the used area, a billion at worst
    rows: dict[int, list[Cell | Bad]] = {}
    for (row, column), cell in sorted(cells.items()):
        value = _value(cell)
        if value is None or value == "":
            continue
        if row > MAX_ROWS or column > MAX_COLUMNS:
            raise UnreadableError(
                said("the sheet “{name}” is too large: leave in it what you want to import", name=page.title)
            )
        found = rows.setdefault(row, [])
        found.extend([None] * (column - len(found)))
        found[column - 1] = value
    for row, column in _merged(page):
        found = rows.setdefault(row, [])
        found.extend([None] * (column - len(found)))
        found[column - 1] = Bad(said("merged cells: unmerge them"))
    return Table(page.title, dict(sorted(rows.items())), {column - 1: mark for column, mark in _marks(cells)})


def _value(cell: Page) -> Cell | Bad:
    if cell.data_type == "f":
        return formula()
    if cell.data_type == "e":
        return Bad(said("the error {value}: write a value", value=str(cell.value)))
    value = cell.value
    if isinstance(value, str):
        return decoded(value)
    if value is None or isinstance(value, bool | int | float | date):
        return value
    return Bad(said("a time of day: write a date, or a text"))


def _merged(page: Page) -> Iterator[tuple[int, int]]:
    for area in page.merged_cells.ranges:
        if area.min_row <= MAX_ROWS and area.min_col <= MAX_COLUMNS:
            yield area.min_row, area.min_col


def _marks(cells: Page) -> Iterator[tuple[int, str]]:
    for (_, column), cell in cells.items():
        if getattr(cell, "comment", None):
            for line in str(cell.comment.text).splitlines():
                if line.startswith(MARK):
                    yield column, line.removeprefix(MARK).strip()
