"""Several rows that speak of the same thing, as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from timonel.exchange.sheets.cells import Cell, plain
from timonel.exchange.sheets.layout import Column
from timonel.exchange.sheets.table import Bad, at, is_filled


def joined(rows: Mapping[int, list[Cell | Bad]], columns: Mapping[int, Column]) -> dict[int, list[Cell | Bad]]:
    """Return rows, those of the same id or name as one where they agree: their lists are put together."""
    found: dict[int, list[Cell | Bad]] = {}
    first: dict[str, int] = {}
    keys = [place for place, column in columns.items() if column.keys == ("id",)] or [
        place for place, column in columns.items() if column.keys == ("name",)
    ]
    for number, cells in rows.items():
        key = " ".join(plain(one) for place in keys if not isinstance(one := at(cells, place), Bad) and one)
        other = found.get(first.setdefault(key, number)) if key else None
        if other is None or not all(_agree(other, cells, place, column) for place, column in columns.items()):
            found[number] = [*cells]
            continue
        for place, column in columns.items():
            old, new = at(other, place), at(cells, place)
            other.extend([None] * (place + 1 - len(other)))
            other[place] = _both(old, new) if column.many else old if is_filled(old) else new
    return found


def _agree(one: Sequence[Cell | Bad], other: Sequence[Cell | Bad], place: int, column: Column) -> bool:
    a, b = at(one, place), at(other, place)
    return column.many or not is_filled(a) or not is_filled(b) or a == b


def _both(one: Cell | Bad, other: Cell | Bad) -> Cell:
    """Return a list of what two cells list, each thing once."""
    cells = [cell for cell in (one, other) if cell and not isinstance(cell, Bad)]
    return "\n".join(dict.fromkeys(line for cell in cells for line in plain(cell).split("\n"))) or None
