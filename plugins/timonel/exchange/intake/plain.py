"""Tables in plain text, whatever saved them: CSV with any delimiter and encoding that programs write, and Markdown tables."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from timonel.delimited import DelimitedError, records
from timonel.exchange.csv import unescaped
from timonel.exchange.sheets.cells import Cell
from timonel.exchange.sheets.table import MAX_COLUMNS, MAX_ROWS, Note, Spot, Table, UnreadableError
from timonel.text import said

_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*\Z")  # the line below a Markdown table's headers
_CELL_END = re.compile(r"(?<!\\)\|")
_STRONG = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_EMPHASIS = re.compile(r"(\*\*|__|\*|`)(?=\S)(.+?)(?<=\S)\1")
_MANY = 2  # bytes that are no text: so many, and the file is none


def read(name: str, data: bytes) -> Table:
    """Return a file of plain text as a table.

    Args:
        name: the file's name, without its ending.
        data: its bytes.

    Raises:
        UnreadableError: it is no text, or no table.
    """
    text, notes = _decoded(name, data)
    lines = text.splitlines()
    is_markdown = any(_RULE.match(line) and "|" in line for line in lines)
    found = _markdown(lines) if is_markdown else _delimited(text)
    rows: dict[int, list[Cell]] = {}
    for number, cells in found:
        if number > MAX_ROWS or len(cells) > MAX_COLUMNS:
            raise UnreadableError(said("the file is too large: leave in it what you want to import"))
        if any(cells):
            rows[number] = [*cells]
    return Table(name, rows, {}, notes)


def _decoded(name: str, data: bytes) -> tuple[str, list[Note]]:
    """Return bytes as text: as their mark says, else UTF-8, else as Windows writes western languages."""
    encoding = next((one for mark, one in _MARKS.items() if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding), []
    except UnicodeDecodeError:
        pass
    if data.count(b"\0") >= _MANY:
        raise UnreadableError(said("bytes that are no text: save the file as CSV UTF-8"))
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise UnreadableError(said("bytes that are not UTF-8: save the file as CSV UTF-8")) from None
    return text, [Note(Spot(name), said("read as Windows-1252, because it is not UTF-8"))]


def _delimited(text: str) -> Iterator[tuple[int, list[str]]]:
    try:
        for number, cells in enumerate(records(text), 1):
            yield number, [unescaped(one) for one in cells]
    except DelimitedError as error:
        raise UnreadableError(error.problem) from None


def _markdown(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of Markdown tables; the lines around them are titles and remarks, as in a sheet."""
    for number, line in enumerate(lines, 1):
        if "|" not in line:
            yield number, [line.strip().lstrip("#").strip()]
        elif not _RULE.match(line):
            cells = _CELL_END.split(line.strip().removeprefix("|").removesuffix("|"))
            yield number, [_bare(one) for one in cells]


def _bare(cell: str) -> str:
    """Return a cell of a Markdown table as text."""
    text = re.sub(r"<br\s*/?>", "\n", cell.strip(), flags=re.IGNORECASE).replace("\\|", "|")
    text = _STRONG.sub(r"\1", text)  # a name has no marks; elsewhere little is lost
    whole = _EMPHASIS.fullmatch(text)
    return whole[2] if whole else text
