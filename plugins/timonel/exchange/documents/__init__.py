"""A document as a workbook: a sheet for each section, after one that says what it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from timonel.exchange.sheets.page import SPAN, Page, head, saved, text
from timonel.notices.document import Document, Section, Value
from timonel.notices.reading import Reader

_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_LONGEST = 31  # letters of a sheet's name
_WIDTHS = (60, 28)  # of the first column, and of the others
_COLOUR = "1F4E5F"


def render(document: Document, reader: Reader) -> bytes:
    """Return a document as a workbook, the same bytes for the same document."""
    from openpyxl import Workbook  # noqa: PLC0415 - 100 ms

    book = Workbook(write_only=True)
    book.properties.creator = "Timonel"
    book.properties.created = SPAN
    names: list[str] = []
    tables = [one for one in document.sections if one.rows]
    if len(tables) != 1 or document.lines:
        _told(book.create_sheet(_name(reader.text(document.title), names)), document, reader)
    for one in tables:
        _table(book.create_sheet(_name(reader.text(one.title), names)), one, reader)
    return saved(book)


def _name(title: str, names: list[str]) -> str:
    """Return what a sheet is called: no two alike, whatever they were cut to."""
    words = title.translate(_NOT_IN_NAMES).strip(" '")
    name, number = words[:_LONGEST] or "-", 2
    while name.casefold() in map(str.casefold, names):
        name, number = f"{words[: _LONGEST - 4]} {number}", number + 1
    names.append(name)
    return name


def _told(page: Page, document: Document, reader: Reader) -> None:
    """Fill the sheet of sentences: what the document says besides its tables."""
    page.column_dimensions["A"].width = _WIDTHS[0] * 2
    page.append([head(page, reader.text(document.title), _COLOUR)])
    for line in _sentences(document):
        page.append([text(page, reader.text(line))])


def _sentences(document: Document) -> Iterator[Value]:
    yield from document.lines
    for part in document.parts:
        yield from [part.title] if part.title else ()
        for one in part.sections:
            if one.says and (one.lines or one.more or not one.rows):
                yield from (one.title, *one.lines, *([one.none] if one.none and not one.rows else ()))
                yield from [one.more] if one.more else ()
    yield from [document.foot] if document.foot else ()


def _table(page: Page, section: Section, reader: Reader) -> None:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - as above

    last = get_column_letter(len(section.heads))
    page.freeze_panes = "B2"
    page.auto_filter.ref = f"A1:{last}{len(section.rows) + 1}"
    for number in range(len(section.heads)):
        page.column_dimensions[get_column_letter(number + 1)].width = _WIDTHS[number > 0]
    page.append([head(page, reader.text(one.label), _COLOUR) for one in section.heads])
    for row in section.rows:
        page.append([_cell(page, one, reader) for one in row])


def _cell(page: Page, value: Value, reader: Reader) -> Page:
    """Return a value as a cell: days and numbers as such, all else as text that may lead somewhere."""
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - as above
    from openpyxl.styles import Alignment  # noqa: PLC0415 - as above

    if isinstance(value, date):
        cell = WriteOnlyCell(page, value)
        cell.number_format = "yyyy-mm-dd"
        return cell
    if isinstance(value, int | float):
        return WriteOnlyCell(page, value)
    cell = text(page, reader.text(value))
    href = next((one.href for one in reader.pieces(value) if one.href), None)
    if href and "://" in href:
        cell.hyperlink = href
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
