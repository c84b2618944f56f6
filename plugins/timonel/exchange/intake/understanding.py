"""A table as somebody made it, understood: as an export would have written it, with what was left out or read in its own way."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from timonel.exchange.intake import rows as in_rows
from timonel.exchange.intake import shapes
from timonel.exchange.intake.head import Head, head, hits
from timonel.exchange.intake.joining import joined
from timonel.exchange.intake.kinds import sheet_of
from timonel.exchange.intake.meaning import Means
from timonel.exchange.intake.orders import Orders
from timonel.exchange.intake.reading import Read, Reader, Rows
from timonel.exchange.intake.titles import Meaning, Titles, language
from timonel.exchange.sheets.cells import Cell
from timonel.exchange.sheets.headers import Header, names
from timonel.exchange.sheets.layout import Sheet, squeezed
from timonel.exchange.sheets.table import Bad, Note, Refusal, Spot, Table
from timonel.model import Base
from timonel.text import Said, nearest, said

_LIKENESS = 0.8  # so alike, the name of a sheet is a kind's with a typing error
_KNOWN = 3  # words by which a table lies on its side


@dataclass(frozen=True)
class Understood:
    """A table that is understood.

    Attributes:
        table: as an export would have written it.
        header: what its columns are; None where it is none of the model's.
        head: all that its headers mean, the places beside the columns too.
        lang: the language of its texts, where somebody or its headers say it.
        notes: what was left out, or read in its own way.
        refused: what is not understood.
        whole: the table with all its rows, where several are read as one.
        split: the signs that stand between the items of a list in a cell.
        read: how its words are read.
    """

    table: Table
    header: Header | None
    head: Head | None
    lang: str | None
    notes: Sequence[Note]
    refused: Sequence[Refusal]
    whole: Table | None = None
    split: str | None = None
    read: Read = field(default_factory=lambda: Read({}, {}, None))

    def parts(self, cell: Cell | Bad) -> Sequence[Cell | Bad]:
        """Return what a cell of a list names, one thing each."""
        if not self.split or not isinstance(cell, str):
            return [cell]
        return [part.strip() for part in re.split(f"[{re.escape(self.split)}]", cell) if part.strip()]


def understood(table: Table, base: Base, known: Sequence[Sheet], orders: Orders, stem: str) -> Understood:
    """Return what a table means.

    Args:
        table: the table as it was read.
        base: the base.
        known: the sheets of the model.
        orders: what a person said of it.
        stem: the file's name without its ending.
    """
    if orders.transpose:
        table = shapes.turned(table)
    if not table.rows:
        return _without(table, [])
    sheet, how = sheet_of(table, known, orders, base.languages, stem)
    if sheet is None:
        return _without(table, [_stranger(table, known, base.languages)])
    by_key = {one.key: one for one in known}
    titles = Titles(sheet, base.languages, shapes.places(sheet, by_key))
    made = shapes.from_matrix(table, orders) if sheet.key == "task" else None
    table = made or table
    if _lies(table, titles, orders):
        problem = said("its columns look like rows")
        return _without(table, [Refusal(Spot(table.name), problem, said("turn it: --transpose"))])
    found = head(table, titles, orders)
    lang = _language(found, titles, base.languages, shapes.RACI.values() if made else ())
    tongue = orders.text_lang or lang
    rows, left = in_rows.kept(table, found, table.wide)
    rows, found = _everywhere(rows, _spoken(found, titles, tongue), titles, orders)
    beside = {
        place: column
        for place, means in found.means.items()
        if means.column is None
        and (column := shapes.column_of(sheet, means.key, by_key, tongue or base.languages[0])) is not None
    }
    reader = Reader(table.name, found, rows, orders, Means(base, sheet, found, beside, lang))
    cells = reader.read()
    columns = {place: one.column for place, one in found.means.items() if one.column and place not in reader.out}
    one_each = cells if sheet.lists else joined(cells, columns)
    notes = [
        *(one for one in table.notes if one.left or one.spot.row > found.row or not one.spot.row),  # none of headers
        *([Note(Spot(table.name), how)] if how else []),
        *([Note(Spot(table.name, found.row), _doubt(sheet))] if how and len(found.problems) > len(found.means) else []),
        *_fewer(table, len(cells), len(one_each)),
        *left,
        *reader.notes,
    ]
    refused = [
        Refusal(Spot(table.name, found.row, place, found.titles.get(place, "")), problem, hint)
        for place, problem, hint in found.problems
        if place not in reader.out
    ]
    return Understood(
        table._replace(rows=one_each), Header(sheet, found.row, columns, found.titles), found, tongue, notes,
        [*refused, *reader.refused], table._replace(rows=cells), orders.split, reader.how,
    )  # fmt: skip


def _doubt(sheet: Sheet) -> Said:
    return said("if these are not {kind}, say what they are: --kind", kind=sheet.kind.plural)


def _without(table: Table, refused: Sequence[Refusal]) -> Understood:
    """Return a table of which nothing is taken."""
    return Understood(table, None, None, None, table.notes, refused)


def _language(found: Head, titles: Titles, base: Sequence[str], ours: Collection[str]) -> str | None:
    """Return the language that the headers are written in, whatever somebody said that they mean.

    Args:
        found: the headers.
        titles: what a header means.
        base: the base's languages.
        ours: headers that nobody wrote.
    """
    written = {place: title for place, title in found.titles.items() if place in found.means and title not in ours}
    return language((titles.find(title) or found.means[place] for place, title in written.items()), base)


def _fewer(table: Table, rows: int, one_each: int) -> Iterator[Note]:
    if one_each < rows:
        told = said(
            "rows that speak of the same are read as one: {number} of {all}", number=str(one_each), all=str(rows)
        )
        yield Note(Spot(table.name), told)


def _everywhere(rows: Rows, found: Head, titles: Titles, orders: Orders) -> tuple[Rows, Head]:
    """Return rows and their headers with a column more for each field that is the same in every row."""
    width = max([*map(len, rows.values()), *(place + 1 for place in found.titles)], default=0)
    means, problems = dict(found.means), [*found.problems]
    for place, key in enumerate(orders.everywhere, width):
        if one := titles.of_key(key, orders.text_lang):
            means[place] = one
        else:
            problems.append((place, said("this kind has no field `{field}`", field=key), None))
    more = [*orders.everywhere.values()]
    wide = {number: [*cells, *[None] * (width - len(cells)), *more] for number, cells in rows.items()}
    return wide if more else rows, found._replace(means=means, problems=problems)


def _lies(table: Table, titles: Titles, orders: Orders) -> bool:
    """Whether the words that would be headers stand one below the other."""
    if orders.transpose or orders.header_row or orders.columns:
        return False
    return hits(shapes.turned(table), titles, orders) >= max(_KNOWN, hits(table, titles, orders) + 1)


def _stranger(table: Table, known: Sequence[Sheet], languages: Sequence[str]) -> Refusal:
    """Return what is said of a table of which nobody knows what it holds."""
    told = names(known)
    close = nearest(squeezed(table.name), told, 1, _LIKENESS)
    hint = (
        said("did you mean `{word}`?", word=told[close[0]].title(languages[0]))
        if close
        else said("say which: --kind process, for example; or leave the sheet out")
    )
    return Refusal(Spot(table.name), said("no kind of entity is called so: name the sheet after one"), hint)


def _spoken(found: Head, titles: Titles, lang: str | None) -> Head:
    """Return a head whose texts are in the language of its headers, where a header names none."""
    means = {place: _in(one, titles, lang) for place, one in found.means.items()}
    return found._replace(means=means)


def _in(one: Meaning, titles: Titles, lang: str | None) -> Meaning:
    column = one.column
    if lang is None or column is None or column.lang in (None, lang) or not one.langs:
        return one
    other = titles.of_key(f"{'.'.join(column.keys)}.{lang}")
    return one._replace(key=other.key, column=other.column) if other else one
