"""A table as somebody made it, understood: as an export would have written it, with what was left out or read in its own way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from timonel.exchange.intake import rows as in_rows
from timonel.exchange.intake import shapes, values
from timonel.exchange.intake.head import Head, head, hits, numbered
from timonel.exchange.intake.kinds import sheet_of
from timonel.exchange.intake.orders import Orders
from timonel.exchange.intake.percent import Percent
from timonel.exchange.intake.titles import Meaning, Titles, language
from timonel.exchange.sheets.cells import Cell, CellError, plain
from timonel.exchange.sheets.headers import Header, names
from timonel.exchange.sheets.layout import PARENT, Column, Sheet, squeezed
from timonel.exchange.sheets.table import Bad, Note, Spot, Table
from timonel.model import Base
from timonel.text import Said, nearest, said, slug

_LIKENESS = 0.8  # so alike, the name of a sheet is a kind's with a typing error
_HIGHEST = 5  # of a scale
_KNOWN = 3  # words by which a table lies on its side


class Refused(NamedTuple):
    """What cannot be understood, where, and what to do."""

    spot: Spot
    problem: Said
    hint: Said | None


class Read(NamedTuple):
    """How the words of a table are read, where it is not plain to see.

    Attributes:
        values: column number → word → the value that it is read as, None where nobody knows; labels of values are none.
        scale: word → number, of probabilities and impacts.
        dates: the order of day, month and year.
    """

    values: dict[int, dict[str, Cell]]
    scale: dict[str, int]
    dates: str | None


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
    refused: Sequence[Refused]
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
    notes = [*table.notes]
    if not table.rows:
        return Understood(table, None, None, None, notes, ())
    sheet, how = sheet_of(table, known, orders, base.languages, stem)
    if sheet is None:
        return _nothing(table, known, base.languages, notes)
    if how:
        notes.append(Note(Spot(table.name), how))
    by_key = {one.key: one for one in known}
    made = shapes.from_matrix(table, orders) if sheet.key == "task" else None
    table = made or table
    titles = Titles(sheet, base.languages, shapes.places(sheet, by_key))
    if _lies(table, titles, orders):
        problem = said("its columns look like rows")
        return Understood(
            table, None, None, None, notes, [Refused(Spot(table.name), problem, said("turn it: --transpose"))]
        )
    found = head(table, titles, orders)
    written = [
        titles.find(title) or means
        for place, means in found.means.items()
        if (title := found.titles.get(place, "")) not in (shapes.RACI.values() if made else ())
    ]
    lang = language(written, base.languages)  # of the headers, whatever somebody said that they mean
    kept, left = in_rows.kept(table, found, table.wide)
    table, found = _everywhere(
        table._replace(rows={found.row: table.rows.get(found.row, ()), **kept}), found, titles, orders
    )
    found = _spoken(found, titles, orders.text_lang or lang)
    kept = {number: [*cells] for number, cells in table.rows.items() if number > found.row}
    beside = {
        place: column
        for place, means in found.means.items()
        if means.column is None
        and (column := shapes.column_of(sheet, means.key, by_key, orders.text_lang or lang or base.languages[0]))
    }
    percent = Percent(base, {place: one.column for place, one in found.means.items() if one.column})
    reader = _Reader(table, found, kept, orders, lang, beside, percent)
    if sheet.key in ("person", "role"):  # where a vacancy names nobody
        reader.people = frozenset(one for one in sheet.columns if one.keys == ("name",))
    cells = reader.read()
    refused = [
        *(Refused(Spot(table.name, found.row, place, found.titles.get(place, "")), problem, hint) for place, problem, hint in found.problems if place not in reader.out),
        *reader.refused,
    ]  # fmt: skip
    columns = {place: one.column for place, one in found.means.items() if one.column and place not in reader.out}
    header = Header(sheet, found.row, columns, found.titles)
    joined = _joined(cells, columns) if not sheet.lists else cells
    if len(joined) < len(cells):
        told = said(
            "rows that speak of the same are read as one: {number} of {all}",
            number=str(len(joined)),
            all=str(len(cells)),
        )
        notes.append(Note(Spot(table.name), told))
    notes += [*left, *reader.notes]
    whole = table._replace(rows=cells)
    return Understood(
        table._replace(rows=joined),
        header,
        found,
        orders.text_lang or lang,
        notes,
        refused,
        whole,
        orders.split,
        reader.how,
    )


def _everywhere(table: Table, found: Head, titles: Titles, orders: Orders) -> tuple[Table, Head]:
    """Return a table and its headers with a column more for each field that is the same in every row."""
    width = max(map(len, table.rows.values()), default=0)
    means, problems = dict(found.means), [*found.problems]
    for place, key in enumerate(orders.everywhere, width):
        if one := titles.of_key(key, orders.text_lang):
            means[place] = one
        else:
            problems.append((place, said("this kind has no field `{field}`", field=key), None))
    more = [*orders.everywhere.values()]
    rows = {
        number: [*cells, *[None] * (width - len(cells)), *more] if number > found.row and any(cells) else cells
        for number, cells in table.rows.items()
    }
    return table._replace(rows=rows), found._replace(means=means, problems=problems)


def _joined(rows: Mapping[int, list[Cell | Bad]], columns: Mapping[int, Column]) -> dict[int, list[Cell | Bad]]:
    """Return rows, those of the same id or name as one where they agree: their lists are put together."""
    found: dict[int, list[Cell | Bad]] = {}
    first: dict[str, int] = {}
    keys = [place for place, column in columns.items() if column.keys == ("id",)] or [
        place for place, column in columns.items() if column.keys == ("name",)
    ]
    for number, cells in rows.items():
        key = " ".join(plain(one) for place in keys if not isinstance(one := _at(cells, place), Bad) and one)
        other = found.get(first.setdefault(key, number)) if key else None
        if other is None or not all(_agree(other, cells, place, column) for place, column in columns.items()):
            found[number] = [*cells]
            continue
        for place, column in columns.items():
            new, old = _at(cells, place), _at(other, place)
            other.extend([None] * (place + 1 - len(other)))
            both = [line for one in (old, new) if one and not isinstance(one, Bad) for line in plain(one).split("\n")]
            other[place] = (
                "\n".join(dict.fromkeys(both)) if column.many and both else old if old not in (None, "") else new
            )
    return found


def _agree(one: Sequence[Cell | Bad], other: Sequence[Cell | Bad], place: int, column: Column) -> bool:
    a, b = _at(one, place), _at(other, place)
    return column.many or a in (None, "") or b in (None, "") or a == b


def _at(cells: Sequence[Cell | Bad], place: int) -> Cell | Bad:
    return cells[place] if place < len(cells) else None


def _lies(table: Table, titles: Titles, orders: Orders) -> bool:
    """Whether the words that would be headers stand one below the other."""
    if orders.transpose or orders.header_row or orders.columns:
        return False
    return hits(shapes.turned(table), titles, orders) >= max(_KNOWN, hits(table, titles, orders) + 1)


def _nothing(table: Table, known: Sequence[Sheet], languages: Sequence[str], notes: Sequence[Note]) -> Understood:
    """Return what is said of a table of which nobody knows what it holds."""
    told = names(known)
    close = nearest(squeezed(table.name), told, 1, _LIKENESS)
    word = told[close[0]].title(languages[0]) if close else ""
    hint = (
        said("did you mean `{word}`?", word=word)
        if word
        else said("say which: --kind process, for example; or leave the sheet out")
    )
    problem = said("no kind of entity is called so: name the sheet after one")
    return Understood(table, None, None, None, notes, [Refused(Spot(table.name), problem, hint)])


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


class _Reader:
    """Reads the cells of a table's rows; used once."""

    def __init__(  # noqa: PLR0913, PLR0917 - what is known of a table
        self, table: Table, found: Head, rows: Mapping[int, Sequence[Cell | Bad]], orders: Orders, lang: str | None,
        beside: Mapping[int, Column], percent: Percent,
    ) -> None:  # fmt: skip
        self.table, self.head, self.orders, self.lang, self.beside = table, found, orders, lang, beside
        self.rows: dict[int, list[Cell | Bad]] = {number: [*cells] for number, cells in rows.items()}
        self.percent = percent
        self.people: frozenset[Column] = frozenset()
        self.before: dict[int, list[Cell | Bad]] = {number: [*cells] for number, cells in rows.items()}
        self.out: set[int] = set()
        self.refused: list[Refused] = []
        self.notes: list[Note] = []
        self.how = Read({}, {}, orders.dates)

    def read(self) -> dict[int, list[Cell | Bad]]:
        """Return the rows as an export would have written them."""
        if self._is_export():
            return self.rows
        self._leave_out()
        self._fill_down()
        for place, means in self.head.means.items():
            if place not in self.out and means.column is not None:
                self._ids(place) if means.column.key == "id" else self._column(place, means.column)
        self._places()
        self._nameless()
        return self.rows

    def _nameless(self) -> None:
        """Leave out rows that name nothing: «TBD», a vacancy, a number alone."""
        columns = {place: one.column for place, one in self.head.means.items() if one.column and place not in self.out}
        names = [place for place, column in columns.items() if column.keys == ("name",)]
        for number, cells in [*self.rows.items()]:
            rest = [one for one in columns if columns[one].keys != ("id",) and _at(cells, one) not in (None, "")]
            was = [str(one) for place in names if (one := _at(self.before[number], place)) not in (None, "")]
            gone = bool(was) and all(_at(cells, place) in (None, "") for place in names)
            if names and (gone or not rest):
                del self.rows[number]
                nobody = (
                    said("“{word}” is no name: left out", word=was[0]) if was else said("it names nothing: left out")
                )
                self.notes.append(Note(Spot(self.table.name, number), nobody, 1))

    def _is_export(self) -> bool:
        """Whether an export wrote the headers: then cells mean what an export says, to the letter."""
        means, orders = [*self.head.means.values()], self.orders
        told = orders.values or orders.fill_down or orders.split or orders.dates or orders.scale or self.head.out
        as_exported = all(one.weight == 0 for one in means)
        ours = any(one.column and (one.column.lang or one.column.role == PARENT) for one in means)
        return as_exported and ours and not told

    def _leave_out(self) -> None:
        """Leave out what somebody said, and columns that only number the rows."""
        told = {place: said("left out, as you say") for place in self.head.out}
        for place in numbered(self.head.titles):
            means = self.head.means.get(place)
            problem = place in {one for one, *_ in self.head.problems}
            if (problem or (means and means.key == "id")) and self._are_numbers(place):
                told[place] = said("it only numbers the rows: left out")
        for place, why in told.items():
            self.out.add(place)
            filled = self._filled(place)
            for number in filled:
                self.rows[number][place] = None
            if filled:
                self._note(place, why, len(filled))

    def _are_numbers(self, place: int) -> bool:
        texts = [plain(one) for one in self._cells(place) if not isinstance(one, Bad)]
        return all(one.rstrip(".)").isdecimal() for one in texts if one)

    def _fill_down(self) -> None:
        for place, title in self.head.titles.items():
            if squeezed(title) in map(squeezed, self.orders.fill_down):
                above: Cell | Bad = None
                for cells in self.rows.values():
                    cells.extend([None] * (place + 1 - len(cells)))
                    above = cells[place] = cells[place] if cells[place] not in (None, "") else above

    def _ids(self, place: int) -> None:
        """Read the codes that people give as ids; running numbers are none."""
        if self._are_numbers(place) and self._filled(place):
            self.out.add(place)
            self._note(place, said("running numbers are no identifiers: left out"), len(self._filled(place)))
            return
        changed = []
        for number in self._filled(place):
            cell = self.rows[number][place]
            if isinstance(cell, str) and (code := slug(cell)) and code != cell.strip():
                self.rows[number][place] = code
                changed.append((cell, code))
        if changed:
            self._note(place, said("written as `{id}`, and the others alike", id=changed[0][1]))

    def _column(self, place: int, column: Column) -> None:
        title = self.head.titles.get(place, "")
        how, note = values.manner(column, (one for one in self._cells(place)), self.orders, self.lang)
        if note:
            self._note(place, note)
            self.how = self.how._replace(dates=how.dates or self.how.dates)
        blank: dict[str, int] = {}
        for number in self._filled(place):
            cell = self.rows[number][place]
            if isinstance(cell, Bad):
                continue
            told = self.orders.value(title, plain(cell))
            is_one = (column.targets or column in self.people) and not (column.many and values.several(cell))
            says_nothing = values.is_nothing(cell) or (is_one and values.is_vacant(cell))
            if told is None and says_nothing and not self._is_known(cell, column):
                blank[plain(cell)] = blank.get(plain(cell), 0) + 1
                self.rows[number][place] = None
                continue
            try:
                if column.form in ("int", "number"):
                    cell = self.percent.read(cell, column, self.rows[number])
                self.rows[number][place] = found = values.read(cell, column, title, self.orders, how)
                if column.form == "enum" and (told is not None or values.is_other_word(cell, column)):
                    self.how.values.setdefault(place, {})[plain(cell)] = found
            except CellError as error:
                self.rows[number][place] = None
                if column.form == "enum":
                    self.how.values.setdefault(place, {})[plain(cell)] = None
                self._refuse(number, place, error.problem, error.hint)
        for word, count in blank.items():
            self._note(place, said("“{word}” says nothing yet: left blank", word=word), count)

    def _is_known(self, cell: Cell, column: Column) -> bool:
        """Whether a word that often says nothing is one of the field's own here: a status, a term of that name."""
        if column.form == "enum":
            return values.enumerated(plain(cell), column) is not None
        names = self.percent.names
        return any(
            names.by_name(kind, [plain(cell)]) or plain(cell) in names.ids.get(kind, ()) for kind in column.targets
        )

    def _places(self) -> None:
        """Read what goes into sheets of its own: words of a scale become its numbers."""
        for place, means in self.head.means.items():
            if means.column is not None or place in self.out:
                continue
            if means.key == "score":
                filled = self._filled(place)
                self.out.add(place)
                if filled:
                    self._note(place, said("it follows from probability and impact: left out"), len(filled))
            elif means.key.endswith((".probability", ".impact")):
                self._scale(place)
            elif place in self.beside:
                self._column(place, self.beside[place])

    def _scale(self, place: int) -> None:
        told: dict[str, int] = {}
        for number in self._filled(place):
            cell = self.rows[number][place]
            if isinstance(cell, Bad):
                continue
            if values.is_nothing(cell):
                self.rows[number][place] = None
                continue
            told_so = self.orders.value(self.head.titles.get(place, ""), plain(cell))
            try:
                self.rows[number][place] = found = self._step(cell if told_so is None else told_so, place)
            except CellError as error:
                self.rows[number][place] = None
                self._refuse(number, place, error.problem, error.hint)
                continue
            if not isinstance(cell, int | float) and not plain(cell).isdecimal():
                told.setdefault(plain(cell), found)
        self.how.scale.update(told)
        if told:
            scale = ", ".join(
                f"{word} = {number}" for word, number in sorted(told.items(), key=lambda one: (-one[1], one[0]))
            )
            self._note(place, said("read on a scale of 5: {scale}; else say --scale", scale=scale))

    def _step(self, cell: Cell, place: int) -> int:
        number = shapes.step(cell, self.orders.scale)
        if number is None:
            text = plain(cell)
            digits = (
                text
                if text.isdecimal()
                else "".join(one for one in text.split()[0] if one.isdecimal())
                if text[:1].isdigit()
                else ""
            )
            number = int(digits) if digits and "%" not in text else 0
        if not 1 <= number <= _HIGHEST:
            title = self.head.titles.get(place, "")
            raise CellError(
                said("`{value}` is on no scale of 5", value=plain(cell)),
                said('say what it stands for: --scale "{word}=4" (column “{name}”)', word=plain(cell), name=title),
            )
        return number

    def _cells(self, place: int) -> Iterable[Cell | Bad]:
        return [cells[place] for cells in self.rows.values() if place < len(cells)]

    def _filled(self, place: int) -> list[int]:
        return [number for number, cells in self.rows.items() if place < len(cells) and cells[place] not in (None, "")]

    def _note(self, place: int, told: Said, left: int = 0) -> None:
        self.notes.append(Note(Spot(self.table.name, 0, place, self.head.titles.get(place, "")), told, left))

    def _refuse(self, number: int, place: int, problem: Said, hint: Said | None) -> None:
        self.refused.append(
            Refused(Spot(self.table.name, number, place, self.head.titles.get(place, "")), problem, hint)
        )
