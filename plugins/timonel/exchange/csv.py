"""The base as CSV: one file per sheet, comma-separated, UTF-8.

A text that a spreadsheet would take for a formula gets an apostrophe before it, and so does one that begins with an
apostrophe; reading takes one off again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping

from timonel.delimited import DelimitedError, records
from timonel.exchange import Options
from timonel.exchange.sheets.cells import Cell
from timonel.exchange.sheets.layout import Sheet, sheets
from timonel.exchange.sheets.rows import rows
from timonel.exchange.sheets.table import MAX_COLUMNS, MAX_ROWS, Table, UnreadableError
from timonel.model import Base
from timonel.text import said

KNOWS = frozenset({"bom", "kind", "lists", "template"})
_DANGEROUS = re.compile(r"[=+\-@\t\r\n']")


def write(base: Base, options: Options) -> bytes | Mapping[str, bytes]:
    """Return the sheet that a kind or list names, or file name → bytes of all that hold something."""
    found = sheets(base.schema, base.languages, options.kind)
    if options.kind:
        return _file(base, found[0], options)
    files = {f"{one.file}.csv": _file(base, one, options) for one in found}
    empty = {f"{one.file}.csv": _file(base, one, options._replace(template=True)) for one in found}
    return {name: data for name, data in files.items() if options.template or data != empty[name]}


def _file(base: Base, sheet: Sheet, options: Options) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")  # as RFC 4180 says
    writer.writerow(one.title(options.lang) for one in sheet.columns)
    if not options.template:
        writer.writerows([escaped(cell) for cell in row] for row in rows(base, sheet, options.lang))
    return text.getvalue().encode("utf-8-sig" if options.bom else "utf-8")


def escaped(cell: Cell) -> str:
    """Return a cell as text that no spreadsheet calculates; a number stays one."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if isinstance(cell, str) and _DANGEROUS.match(text) else text


def unescaped(text: str) -> str:
    """Return what `escaped` was given."""
    return text[1:] if text.startswith("'") and _DANGEROUS.match(text[1:]) else text


def read(name: str, data: bytes) -> Table:
    """Return a CSV file as a table; the first line says whether commas, semicolons or tabs stand between its cells.

    Args:
        name: the file's name, without ``.csv``.
        data: its bytes.

    Raises:
        UnreadableError: it is no CSV file.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableError(said("bytes that are not UTF-8: save the file as CSV UTF-8")) from None
    rows: dict[int, list[Cell]] = {}
    try:
        for number, cells in enumerate(records(text), 1):
            if number > MAX_ROWS or len(cells) > MAX_COLUMNS:
                raise UnreadableError(said("the file is too large: leave in it what you want to import"))
            if any(cells):
                rows[number] = [unescaped(one) for one in cells]
    except DelimitedError as error:
        raise UnreadableError(error.problem) from None
    return Table(name, rows)
