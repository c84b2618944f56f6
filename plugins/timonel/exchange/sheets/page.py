"""What every workbook that is written takes care of: text stays text, and the same content gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import Any

from timonel.exchange.sheets.cells import encoded

Page = Any  # openpyxl ships no types
SPAN = datetime(1980, 1, 1)  # noqa: DTZ001 - a zip file knows no zones; the least that it can hold
_FORMULA = tuple("=+-@\t\r\n'")


def text(page: Page, words: str) -> Page:
    """Return a cell with text that no spreadsheet calculates, whatever it begins with."""
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - 100 ms

    cell = WriteOnlyCell(page)
    cell.value = encoded(words)
    cell.data_type = "s"
    if words.startswith(_FORMULA):
        cell.quotePrefix = True  # so it stays text when somebody edits the cell
    return cell


def head(page: Page, words: str, colour: str) -> Page:
    """Return the heading of a column."""
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415 - as above

    cell = text(page, words)
    cell.font = Font(bold=True, color="FFFFFF")
    cell.fill = PatternFill("solid", fgColor=colour)
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    return cell


def saved(book: Page) -> bytes:
    """Return a workbook's bytes, without the time at which it was written."""
    written = io.BytesIO()
    book.save(written)
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(written.getvalue())) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for one in old.infolist():
            content = old.read(one)
            if one.filename == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", content)
            fresh = zipfile.ZipInfo(one.filename, SPAN.timetuple()[:6])
            fresh.compress_type, fresh.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            fresh.create_system = 3  # the same wherever it is made
            new.writestr(fresh, content)
    return file.getvalue()
