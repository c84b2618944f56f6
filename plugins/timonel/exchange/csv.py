"""The base as CSV: one file per sheet, comma-separated, UTF-8.

A text that a spreadsheet would take for a formula gets an apostrophe before it, and so does one that begins with an
apostrophe; reading takes one off again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping

from timonel.exchange import Options
from timonel.exchange.sheets.cells import Cell
from timonel.exchange.sheets.layout import Sheet, sheets
from timonel.exchange.sheets.rows import rows
from timonel.model import Base

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
