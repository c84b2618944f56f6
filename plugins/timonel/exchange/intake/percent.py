"""Percentages: «75 %» is the number that people see, where what is measured is measured in percent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from timonel import languages
from timonel.exchange.intake import words
from timonel.exchange.sheets.cells import Cell, CellError, plain
from timonel.exchange.sheets.layout import Column
from timonel.exchange.sheets.references import Names
from timonel.exchange.sheets.table import Bad
from timonel.model import Base
from timonel.text import fold, said

_PERCENT = re.compile(r"([-+]?\d{1,12}(?:[.,]\d{1,10})?)\s*%\Z")


class Percent:
    """Reads the percentages of a table.

    Args:
        base: the base, which knows the units of its indicators.
        columns: column number → column, of the table.
    """

    def __init__(self, base: Base, columns: Mapping[int, Column]) -> None:
        self.base, self.columns, self.names = base, columns, Names(base)

    def read(self, cell: Cell, column: Column, cells: Sequence[Cell | Bad]) -> Cell:
        """Return a cell as a number, if it is a percentage.

        Args:
            cell: the cell.
            column: its column.
            cells: its row.

        Raises:
            CellError: nothing says that the unit is percent.
        """
        found = _PERCENT.match(plain(cell)) if isinstance(cell, str) else None
        if found is None:
            return cell
        unit = "%" if any("%" in column.help(lang) for lang in languages.known()) else self._unit(cells)
        if not any(word in fold(unit) for word in words.phrases("percent")):
            raise CellError(
                said("`{value}` is a percentage, and nothing says that its unit is %", value=plain(cell)),
                said("write the number alone, or name the indicator whose unit is %"),
            )
        return found[1].replace(",", ".")

    def _unit(self, cells: Sequence[Cell | Bad]) -> str:
        """Return the unit of a row: its own, that of the indicator it names, or of the entity that it speaks of."""
        for place, column in self.columns.items():
            cell = cells[place] if place < len(cells) else None
            if isinstance(cell, Bad) or not plain(cell):
                continue
            if column.keys == ("unit",):
                return plain(cell)
            if column.targets and "indicator" in column.targets:
                word = plain(cell).removeprefix("indicator:")
                ids = {word} if word in self.names.ids.get("indicator", ()) else self.names.by_name("indicator", [word])
                units = {str(one.fields.get("unit", "")) for id_ in ids if (one := self.base.find(f"indicator:{id_}"))}
                return units.pop() if len(units) == 1 else ""
        return ""
