"""The cells of a table read as people mean them, column by column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from timonel.exchange.intake import scale, values
from timonel.exchange.intake.head import Head, numbered
from timonel.exchange.intake.meaning import Means
from timonel.exchange.intake.orders import Orders
from timonel.exchange.sheets.cells import Cell, CellError, plain
from timonel.exchange.sheets.layout import PARENT, Column, squeezed
from timonel.exchange.sheets.table import Bad, Note, Refusal, Spot, at, is_filled
from timonel.text import Said, said, short, slug

_NAMED = 10  # rows of which each is named
Rows = dict[int, list[Cell | Bad]]


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


class Reader:
    """Reads the cells of a table's rows; used once."""

    def __init__(self, name: str, found: Head, rows: Rows, orders: Orders, means: Means) -> None:
        self.name, self.head, self.orders, self.means = name, found, orders, means
        self.rows: Rows = {number: [*cells] for number, cells in rows.items()}
        self.before = rows
        self.out: set[int] = set()
        self.refused: list[Refusal] = []
        self.notes: list[Note] = []
        self.how = Read({}, {}, orders.dates)
        self._unfinished: dict[int, tuple[int, str]] = {}

    def read(self) -> Rows:
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
        self._leave_unfinished()
        return self.rows

    def _leave_unfinished(self) -> None:
        """Leave out rows that say of a text which each must have only that it is still to be written."""
        for number, (place, word) in self._unfinished.items():
            if self.rows.pop(number, None) is not None:
                title = self.head.titles.get(place, "")
                told = said(
                    "“{word}” under “{name}”: the row is unfinished, and left out", word=short(word), name=title
                )
                self.notes.append(Note(Spot(self.name, number), told, 1))

    def _nameless(self) -> None:
        """Leave out rows that name nothing: «TBD», a vacancy, a number alone."""
        columns = {place: one.column for place, one in self.head.means.items() if one.column and place not in self.out}
        names = [place for place, column in columns.items() if column.keys == ("name",)]
        for number, cells in [*self.rows.items()]:
            rest = [one for one in columns if columns[one].keys != ("id",) and at(cells, one) not in (None, "")]
            was = [str(one) for place in names if (one := at(self.before[number], place)) not in (None, "")]
            gone = bool(was) and all(at(cells, place) in (None, "") for place in names)
            if names and (gone or not rest):
                del self.rows[number]
                nobody = (
                    said("“{word}” is no name: left out", word=was[0]) if was else said("it names nothing: left out")
                )
                self.notes.append(Note(Spot(self.name, number), nobody, 1))

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
                    above = cells[place] = cells[place] if is_filled(cells[place]) else above

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
        orders = self._listing(place, column)
        how, note = values.manner(column, (one for one in self._cells(place)), self.orders, self.means.lang)
        if note:
            self._note(place, note)
            self.how = self.how._replace(dates=how.dates or self.how.dates)
        blank: dict[str, list[int]] = {}
        for number in self._filled(place):
            cell = self.rows[number][place]
            if isinstance(cell, Bad):
                continue
            told = self.orders.value(title, plain(cell))
            if told is None and self.means.says_nothing(cell, column):
                self.rows[number][place] = None
                if place in self.means.beside or not values.is_main(column):
                    blank.setdefault(plain(cell), []).append(number)
                else:
                    self._unfinished.setdefault(number, (place, plain(cell)))
                continue
            try:
                if column.form in ("int", "number"):
                    cell = self.means.percent.read(cell, column, self.rows[number])
                self.rows[number][place] = found = values.read(cell, column, title, orders, how)
                if column.form == "enum" and (told is not None or values.is_other_word(cell, column)):
                    self.how.values.setdefault(place, {})[plain(cell)] = found
            except CellError as error:
                self.rows[number][place] = None
                if column.form == "enum":
                    self.how.values.setdefault(place, {})[plain(cell)] = None
                self._refuse(number, place, error.problem, error.hint)
        self._words(place, column)
        self._blanks(place, blank)

    def _blanks(self, place: int, blank: Mapping[str, Sequence[int]]) -> None:
        """Say which cells say nothing: by their rows, as long as these are few."""
        title = self.head.titles.get(place, "")
        for word, numbers in blank.items():
            told = said("“{word}” says nothing yet: left blank", word=word)
            if len(numbers) > _NAMED:
                self._note(place, told, len(numbers))
            else:
                self.notes += [Note(Spot(self.name, number, place, title), told, 1) for number in numbers]

    def _words(self, place: int, column: Column) -> None:
        """Say how words were read that are none of the labels of a choice, where nobody said it."""
        title, words = self.head.titles.get(place, ""), self.how.values.get(place, {})
        told = {
            word: value for word, value in words.items() if value is not None and self.orders.value(title, word) is None
        }
        names = column.node.get("x-labels", {})
        shown: list[Said] = [
            said("{word} = {value}", word=short(word), value=names.get(str(value), str(value)))
            for word, value in told.items()
        ]
        if shown:
            self._note(place, said("read as: {words}", words=shown))

    def _listing(self, place: int, column: Column) -> Orders:
        """Return the orders for a column: commas between short words stand between the items of a list."""
        texts = [plain(one) for one in self._cells(place) if isinstance(one, str)]
        found = values.commas(texts, column) if not self.orders.split else None
        if found is None:
            return self.orders
        if not found:
            self._note(place, said('it has commas: if they stand between several, say --split ","'))
            return self.orders
        self._note(place, said('its commas stand between several: “{word}”; else say --split ";"', word=short(found)))
        return replace(self.orders, split=",")

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
            elif place in self.means.beside:
                self._column(place, self.means.beside[place])

    def _scale(self, place: int) -> None:
        told: dict[str, int] = {}
        title = self.head.titles.get(place, "")
        most = scale.highest(self._cells(place))
        for number in self._filled(place):
            cell = self.rows[number][place]
            if isinstance(cell, Bad):
                continue
            if values.is_nothing(cell):
                self.rows[number][place] = None
                continue
            told_so = self.orders.value(title, plain(cell))
            try:
                found = (
                    scale.step(cell, self.orders.scale, title, most)
                    if told_so is None
                    else scale.step(told_so, self.orders.scale, title)
                )
                self.rows[number][place] = found
            except CellError as error:
                self.rows[number][place] = None
                self._refuse(number, place, error.problem, error.hint)
                continue
            if not isinstance(cell, int | float) and not plain(cell).isdecimal():
                told.setdefault(plain(cell), found)
        self.how.scale.update(told)
        if told:
            shown = ", ".join(
                f"{word} = {number}" for word, number in sorted(told.items(), key=lambda one: (-one[1], one[0]))
            )
            self._note(place, said("read on a scale of 5: {scale}; else say --scale", scale=shown))

    def _cells(self, place: int) -> Iterable[Cell | Bad]:
        return [cells[place] for cells in self.rows.values() if place < len(cells)]

    def _filled(self, place: int) -> list[int]:
        return [number for number, cells in self.rows.items() if place < len(cells) and is_filled(cells[place])]

    def _note(self, place: int, told: Said, left: int = 0) -> None:
        self.notes.append(Note(Spot(self.name, 0, place, self.head.titles.get(place, "")), told, left))

    def _refuse(self, number: int, place: int, problem: Said, hint: Said | None) -> None:
        self.refused.append(Refusal(Spot(self.name, number, place, self.head.titles.get(place, "")), problem, hint))
