"""What the columns of a table mean in a base, and which of their cells say that there is nothing to say."""

from __future__ import annotations

from collections.abc import Mapping

from timonel.exchange.intake import values
from timonel.exchange.intake.head import Head
from timonel.exchange.intake.percent import Percent
from timonel.exchange.sheets.cells import Cell, plain, several
from timonel.exchange.sheets.layout import Column, Sheet
from timonel.model import Base


class Means:
    """What the columns of a table mean in a base.

    Args:
        base: the base.
        sheet: the sheet of the model.
        found: the headers.
        beside: column number → the column of another sheet that it fills.
        lang: the language of the headers.
    """

    def __init__(self, base: Base, sheet: Sheet, found: Head, beside: Mapping[int, Column], lang: str | None) -> None:
        self.beside, self.lang = beside, lang
        self.percent = Percent(base, {place: one.column for place, one in found.means.items() if one.column})
        self._names_people = sheet.key in ("person", "role")

    def may_be_vacant(self, column: Column) -> bool:
        """Whether a column names people, or what they do: there a vacancy names nobody."""
        return bool(column.targets) or (self._names_people and column.keys == ("name",))

    def says_nothing(self, cell: Cell, column: Column) -> bool:
        """Whether a cell says that there is nothing to say, or, of who does something, that nobody does."""
        is_one = self.may_be_vacant(column) and not (column.many and several(cell))
        nothing = values.is_nothing(cell, column) or (is_one and values.is_vacant(cell))
        return nothing and not self.is_known(cell, column)

    def is_known(self, cell: Cell, column: Column) -> bool:
        """Whether a word that often says nothing is one of the field's own here: a status, a term of that name."""
        if column.form == "enum":
            return values.enumerated(plain(cell), column) is not None
        names, word = self.percent.names, plain(cell)
        return any(names.by_name(kind, [word]) or word in names.ids.get(kind, ()) for kind in column.targets)
