"""Which sheet and which columns a table means: by the marks an export leaves, by names in any language, by keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from timonel import languages as spoken
from timonel.exchange.sheets.cells import plain
from timonel.exchange.sheets.layout import PARENT, PLACE, Column, Sheet, squeezed
from timonel.exchange.sheets.table import Bad, Table
from timonel.text import Said, nearest, pick, said

_DEEP = 10  # rows among which the headers stand, below a title at most
_BEGINNING = 5  # letters by which a sheet is known that is called by the beginning of its name


class Header(NamedTuple):
    """What the first row of a table means.

    Attributes:
        sheet: the sheet.
        row: number of the row with the headers.
        columns: column number (from 0) → column.
        titles: column number → the header as it stands there.
        problems: column number → what is wrong with a header, and what may be meant.
    """

    sheet: Sheet
    row: int
    columns: Mapping[int, Column]
    titles: Mapping[int, str]
    problems: Sequence[tuple[int, Said, Said | None]]


def sheet_of(table: Table, known: Sequence[Sheet], wanted: str | None) -> Sheet | None:
    """Return the sheet that a table is: the one asked for, else the one that it is named after, else that of its marks.

    Args:
        table: the table.
        known: all sheets.
        wanted: key of the sheet that a person says it is.
    """
    by_key = {one.key: one for one in known}
    if wanted:
        return by_key.get(wanted)
    marks = Counter(mark.partition(" ")[0] for mark in table.marks.values())
    marked = by_key.get(marks.most_common(1)[0][0]) if marks else None
    if marked and squeezed(table.name) in {squeezed(marked.title(lang)) for lang in spoken.known()}:
        return marked
    return _named(squeezed(table.name), names(known)) or marked


def _named(name: str, told: Mapping[str, Sheet]) -> Sheet | None:
    if name in told or len(name) < _BEGINNING:
        return told.get(name)
    kinds = {one.key: one for longer, one in told.items() if longer.startswith(name) and not one.lists}
    return next(iter(kinds.values())) if len(kinds) == 1 else None  # «Lecciones» for «Lecciones aprendidas»


def names(known: Sequence[Sheet]) -> dict[str, Sheet]:
    """Return name → sheet, the names as `squeezed`: keys, folders, and titles in each language."""
    found: dict[str, Sheet] = {}
    for one in reversed(known):  # a kind's own sheet before its lists
        found |= {squeezed(name): one for name in (one.key, one.file, *map(one.title, spoken.known()))}
        if not one.lists:
            found |= {squeezed(pick(one.kind.title, lang)): one for lang in spoken.known()}
    return found


def header_of(table: Table, sheet: Sheet, languages: Sequence[str]) -> Header:
    """Return what a table's headers mean."""
    known = _known(sheet, languages)
    row = _header_row(table, known)
    columns: dict[int, Column] = {}
    titles: dict[int, str] = {}
    problems: list[tuple[int, Said, Said | None]] = []
    used = {
        place
        for number, cells in table.rows.items()
        if number > row
        for place, cell in enumerate(cells)
        if cell not in (None, "")
    }
    cells = table.rows.get(row, ())
    for place in range(max(len(cells), max(used, default=-1) + 1)):
        cell = cells[place] if place < len(cells) else None
        title = titles[place] = "" if isinstance(cell, Bad) else plain(cell)
        column = known.get(_squeezed(title)) or sheet.by_key.get(table.marks.get(place, "").partition(" ")[2])
        if isinstance(cell, Bad):
            problems.append((place, cell.problem, None))
        elif column is None and title:
            close = nearest(_squeezed(title), known, 1)
            hint = said("did you mean `{word}`?", word=known[close[0]].title(languages[0])) if close else None
            problems.append((place, said("no column of this sheet is called so"), hint))
        elif column is None and place in used:
            problems.append((place, said("a column without a header: name it, or delete it"), None))
        elif column in columns.values():
            problems.append((place, said("this column stands twice"), None))
        elif column is not None:
            columns[place] = column
    return Header(sheet, row, columns, titles, problems)


def _header_row(table: Table, known: Mapping[str, Column]) -> int:
    """Return the first row in which half of the cells are headers, else the first with two of them, else the first."""
    first = [*table.rows.items()][:_DEEP]
    for least in (0.5, 0.0):
        for number, cells in first:
            words = [_squeezed(plain(one)) for one in cells if one is not None and not isinstance(one, Bad)]
            hits = sum(word in known for word in words)
            if hits and hits >= least * len(words) and (hits > 1 or len(words) == 1 or least):
                return number
    return first[0][0] if first else 1


def _known(sheet: Sheet, languages: Sequence[str]) -> dict[str, Column]:
    """Return header → column, as `_squeezed`; where two columns may be meant, the earlier and better name counts."""
    found: dict[str, Column] = {}
    for ways in (_exact, _loose):
        for column in sheet.columns:
            for name in ways(column, languages):
                found.setdefault(_squeezed(name), column)
    found.pop("", None)
    return found


def _exact(column: Column, languages: Sequence[str]) -> Iterator[str]:
    yield column.key
    yield from map(column.title, dict.fromkeys((*spoken.known(), *languages)))


def _loose(column: Column, languages: Sequence[str]) -> Iterator[str]:
    """Yield shorter names: a text's without its language means the first one; the last words of a path."""
    if column.lang in (None, languages[0]):
        for lang in dict.fromkeys((*spoken.known(), *languages)):
            words = [pick(one.get("x-title"), lang) for one in column.about]
            yield " ".join(words)
            yield words[0] if column.role == PARENT else words[-1]
        yield ".".join(column.keys)
    if column.lang:
        for lang in dict.fromkeys((*spoken.known(), *languages)):
            yield f"{pick(column.about[-1].get('x-title'), lang)} {column.lang}"
    if column.role == PLACE:
        yield from ("#", *(word for one in spoken.known().values() for word in one.places))
    if column.keys == ("id",):
        yield from ("id", *(word for one in spoken.known().values() for word in one.ids))


def _squeezed(name: str) -> str:
    return squeezed(name) or name.strip()
