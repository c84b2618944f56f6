"""The base as a workbook that people fill in: a sheet per kind and per list, with choices, help and filters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from timonel.exchange import Options
from timonel.exchange.sheets.cells import Cell, choices
from timonel.exchange.sheets.gaps import Marked, marked
from timonel.exchange.sheets.layout import MARK, Column, Sheet, sheets
from timonel.exchange.sheets.page import SPAN, Page, head, saved, text
from timonel.exchange.sheets.rows import rows_of
from timonel.model import Base
from timonel.text import pick, said, say

KNOWS = frozenset({"kind", "lists", "owner", "template"})
LISTS = "_timonel"  # the hidden sheet with what may be chosen
_ROOM = 500  # rows below the last one that still have choices
_WIDTHS = {"text": 42, "string": 24, "enum": 20, "bool": 12, "date": 13, "int": 10, "number": 12}
_FORMATS = {"date": "yyyy-mm-dd", "int": "0", "number": "General"}
_OLDEST = "1900-03-01"  # before it, spreadsheets count days in different ways
_GAP = "FFE699"  # behind a cell in which something is missing


def write(base: Base, options: Options) -> bytes:
    """Return the workbook of a base: all that holds something, or with ``template`` all kinds and lists without rows.

    With ``owner``, what that role is responsible for; the cells that gaps are about are marked.
    """
    from openpyxl import Workbook  # noqa: PLC0415 - 100 ms

    found = sheets(base.schema, base.languages, options.kind)
    book = Workbook(write_only=True)
    book.properties.creator = "Timonel"
    book.properties.created = SPAN
    tables = [(one, [] if options.template else [*rows_of(base, one, options.lang, options.owner)]) for one in found]
    if options.owner:
        tables = [(one, cells) for one, cells in tables if cells]
    elif not options.kind:  # a page of links for every kind would hide the sheets that matter
        tables = [(one, cells) for one, cells in tables if cells or not one.lists or _asked(one, options)]
    lists = _Lists(base, options.lang)
    names = _names([one for one, _ in tables], options.lang)
    for sheet, cells in tables:
        gaps = marked(sheet, [(entity, places) for entity, places, _ in cells], options.gaps, options.lang)
        _sheet(book.create_sheet(names[sheet.key]), sheet, [row for *_, row in cells], lists, gaps)
    lists.write(book)
    return saved(book)


def _asked(sheet: Sheet, options: Options) -> bool:
    return options.template and sheet.lists[-1] != ("links",)


def _names(found: Sequence[Sheet], lang: str) -> dict[str, str]:
    """Return the name of each sheet; a number tells those apart that were cut to the same."""
    names: dict[str, str] = {}
    for one in found:
        name, number = one.title(lang), 2
        while name.casefold() in map(str.casefold, names.values()):
            name, number = f"{one.title(lang)[:28]} {number}", number + 1
        names[one.key] = name
    return names


class _Lists:
    """What may be chosen in drop-downs, one column each of a hidden sheet; collected while sheets are written."""

    def __init__(self, base: Base, lang: str) -> None:
        self.base, self.lang = base, lang
        self.columns: dict[tuple[str, ...], tuple[str, ...]] = {}

    def range_of(self, column: Column) -> str | None:
        """Return the range with a column's choices, None where there are none."""
        if column.targets in ((), ("*",), ("rule",)):
            found = tuple(choices(column, self.lang))
            key = ("", *found)
        else:
            key = column.targets
            several = len(key) > 1
            found = tuple(
                one.key if several else one.id
                for kind in key
                if kind in self.base.entities
                for one in self.base.of(kind)
            )
        if not found:
            return None
        self.columns.setdefault(key, found)
        letter = _letter([*self.columns].index(key) + 1)
        return f"{LISTS}!${letter}$1:${letter}${len(found)}"

    def write(self, book: Page) -> None:
        """Add the hidden sheet."""
        sheet = book.create_sheet(LISTS)
        sheet.sheet_state = "hidden"
        for number in range(max(map(len, self.columns.values()), default=0)):
            sheet.append([text(sheet, one[number]) if number < len(one) else None for one in self.columns.values()])


def _letter(number: int) -> str:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - as above

    return str(get_column_letter(number))


def _sheet(page: Page, sheet: Sheet, cells: Sequence[Sequence[Cell]], lists: _Lists, gaps: Marked) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415 - as above

    lang = lists.lang
    page.freeze_panes = f"{_letter(2 + len(sheet.lists))}2"
    last = _letter(len(sheet.columns))
    page.auto_filter.ref = f"A1:{last}{len(cells) + 1}"
    for number, column in enumerate(sheet.columns, 1):
        letter = _letter(number)
        width = 26 if column.many and column.form != "text" else _WIDTHS[column.form]
        page.column_dimensions[letter].width = max(width, min(len(column.title(lang)) + 4, 30))
        page.column_dimensions[letter].number_format = _FORMATS.get(column.form, "@")
        area = None if column.many else lists.range_of(column)
        if area:
            free = bool(column.targets)  # a name, or an id that the workbook adds, is as good as a known id
            choice = DataValidation("list", formula1=area, allow_blank=True, showErrorMessage=not free)
            choice.add(f"{letter}2:{letter}{len(cells) + _ROOM}")
            page.data_validations.append(choice)
    page.append([*_header(page, sheet, lists)])
    for number, row in enumerate(cells):
        found = [_cell(page, cell, column) for cell, column in zip(row, sheet.columns, strict=True)]
        page.append(
            [
                _gap(page, one, gaps[number, place]) if (number, place) in gaps else one
                for place, one in enumerate(found)
            ]
        )


def _gap(page: Page, cell: Page, told: Sequence[str]) -> Page:
    """Return a cell that shows what is missing in it."""
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - as above
    from openpyxl.comments import Comment  # noqa: PLC0415 - as above
    from openpyxl.styles import PatternFill  # noqa: PLC0415 - as above

    cell = cell or WriteOnlyCell(page)
    cell.fill = PatternFill("solid", fgColor=_GAP)
    cell.comment = Comment("\n".join(told), "Timonel", height=120, width=320)
    return cell


def _header(page: Page, sheet: Sheet, lists: _Lists) -> Iterator[Page]:
    from openpyxl.comments import Comment  # noqa: PLC0415 - as above

    for column in sheet.columns:
        cell = head(page, column.title(lists.lang), "1F4E5F" if column.required else "5B7F8C")
        cell.comment = Comment(_help(sheet, column, lists), "Timonel", height=160, width=320)
        yield cell


def _help(sheet: Sheet, column: Column, lists: _Lists) -> str:
    """Return what the comment of a header says, and in its last line for import which column it is."""
    lang, kinds = lists.lang, lists.base.schema.kinds
    lines = [pick(sheet.kind.title, lang) if column.role else column.help(lang)]
    if column.required:
        lines.append(say("Required.", lang))
    if column.many and column.form == "text":
        lines.append(say("One item per line (Alt+Enter).", lang))
    elif column.many:
        lines.append(say("Several, with ; between them.", lang))
    values, named = choices(column, lang), [kinds[one].plural for one in column.targets if one in kinds]
    if values:
        lines.append(f"{say('One of:', lang)} {', '.join(values)}.")
    if named:
        lines.append(say(said("Identifier or name, from: {kinds}.", kinds=named), lang))
    return "\n".join([*(one for one in lines if one), f"{MARK}{sheet.key} {column.key}"])


def _cell(page: Page, cell: Cell, column: Column) -> Page:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - as above

    if cell is None:
        return None
    if isinstance(cell, str):
        if column.form == "date" and not column.many and _OLDEST <= cell <= "9999-12-31":
            found = WriteOnlyCell(page, _day(cell) or cell)
            found.number_format = "yyyy-mm-dd"
            return found
        found = text(page, cell)
        found.number_format = "@"
        return found
    return WriteOnlyCell(page, cell)


def _day(iso: str) -> date | None:
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None
