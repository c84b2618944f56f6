"""A workbook from anywhere, as tables: refused where it is no plain xlsx, so that nothing in it can run or blow up."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date
from typing import Any

from timonel.exchange.sheets.cells import Cell, decoded
from timonel.exchange.sheets.layout import MARK
from timonel.exchange.sheets.table import MAX_COLUMNS, MAX_ROWS, Bad, Table, UnreadableError, formula
from timonel.text import said

Page = Any  # openpyxl ships no types
_MAX_BYTES = 64 * 2**20
_MAX_PARTS = 2000
_OLE = b"\xd0\xcf\x11\xe0"  # .xls, and xlsx behind a password


def read(data: bytes) -> list[Table]:
    """Return the sheets of a workbook, those left out whose name begins with an underscore.

    Raises:
        UnreadableError: it is no workbook, or one that no careful program opens.
    """
    _look_at(data)
    import openpyxl  # noqa: PLC0415 - 100 ms

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl does not know: it does not concern cells
            book = openpyxl.load_workbook(io.BytesIO(data), keep_links=False)
    except Exception:  # noqa: BLE001 - whatever openpyxl stumbles over, the file is what is wrong
        raise UnreadableError(said("the workbook is damaged: open it and save it again as .xlsx")) from None
    if not book.worksheets:  # the strict form of the format, which openpyxl does not read
        raise UnreadableError(said("no workbook: save it as .xlsx"))
    return [_table(one) for one in book.worksheets if not one.title.startswith("_")]


def _look_at(data: bytes) -> None:
    """Refuse what is not a plain workbook, before anything is unpacked."""
    if data.startswith(_OLE):
        raise UnreadableError(said("an old .xls file, or one behind a password: save it as .xlsx without a password"))
    if not zipfile.is_zipfile(io.BytesIO(data)):
        raise UnreadableError(said("no workbook: save it as .xlsx"))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            parts = file.infolist()
            if any(one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for one in parts):
                raise UnreadableError(said("no workbook: save it as .xlsx"))
            if len(parts) > _MAX_PARTS or sum(one.file_size for one in parts) > _MAX_BYTES:
                raise UnreadableError(said("the workbook is too large: leave in it what you want to import"))
            names = {one.filename.lower() for one in parts}
            if not any(name.startswith("xl/") for name in names):
                raise UnreadableError(said("no workbook: save it as .xlsx"))
            if any("vbaproject" in name or "macrosheets" in name for name in names):
                raise UnreadableError(said("the workbook has macros: save it as .xlsx, without them"))
            if any("externallinks/" in name for name in names):
                raise UnreadableError(said("the workbook is linked to others: break the links and save it again"))
            if any(_declares(file.read(one)) for one in parts if one.filename.lower().endswith((".xml", ".rels"))):
                raise UnreadableError(said("the workbook is damaged: open it and save it again as .xlsx"))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError):
        raise UnreadableError(said("the workbook is damaged: open it and save it again as .xlsx")) from None


def _declares(xml: bytes) -> bool:
    """Whether a part declares entities, or hides in another encoding that it does; no spreadsheet program writes such."""
    return b"<!DOCTYPE" in xml or b"<!ENTITY" in xml or xml[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in xml[:64]


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
