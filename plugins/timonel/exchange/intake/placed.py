"""The rows of a list's own sheet: each with the number and the id of the item that says the same already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from timonel.exchange.intake.understanding import Understood
from timonel.exchange.sheets.cells import Cell, CellError, plain
from timonel.exchange.sheets.headers import Header
from timonel.exchange.sheets.layout import Column
from timonel.exchange.sheets.references import Names
from timonel.exchange.sheets.table import Bad
from timonel.model import Base, Entity
from timonel.text import fold, slug

Cells = Sequence[Cell | Bad]


def placed(one: Understood, base: Base) -> Understood:
    """Return a table of a list's items, each with the number and the id of the one that says the same already."""
    header = one.header
    if header is None or len(header.sheet.lists) != 1:
        return one
    by_key = {column.key: place for place, column in header.columns.items()}
    required = {column.keys for column in header.sheet.columns if column.required and column.keys not in ((), ("id",))}
    main = {place: column for place, column in header.columns.items() if column.keys in required}
    lacking = [key for key in ("@1", "id") if key in header.sheet.by_key and key not in by_key]
    if "@parent" not in by_key or not main or not lacking:
        return one
    width = max(map(len, one.table.rows.values()), default=0)
    finder = _Items(one, base, main)
    rows: dict[int, list[Cell | Bad]] = {}
    for number, cells in one.table.rows.items():
        told = _usable(cells, by_key["@1"]) if "@1" in by_key else None
        found = finder.of(plain(_usable(cells, by_key["@parent"])), cells, told)
        rows[number] = [*cells, *[None] * (width - len(cells)), *(found[key] for key in lacking)]
    more = {width + place: header.sheet.by_key[key] for place, key in enumerate(lacking)}
    fresh = Header(header.sheet, header.row, {**header.columns, **more}, header.titles)
    return replace(one, table=one.table._replace(rows=rows), header=fresh)


class _Items:
    """Finds the items that rows speak of; used once."""

    def __init__(self, one: Understood, base: Base, main: Mapping[int, Column]) -> None:
        assert one.header is not None  # noqa: S101 - `placed` has looked
        self.base, self.main, self.names = base, main, Names(base)
        self.kind, self.list = one.header.sheet.kind.name, one.header.sheet.lists[0]
        self.ids: dict[str, set[str]] = {}
        self.used: dict[str, set[int | None]] = {}

    def of(self, owner: str, cells: Cells, told: Cell) -> Mapping[str, Cell]:
        """Return number and id of a row's item; None for the number of a new one, and for the id of one that says nothing.

        Args:
            owner: what the row says of whose item it is.
            cells: the row.
            told: the number that it says itself.
        """
        entity = self._entity(owner)
        items = self._items(entity) if entity is not None else []
        used = self.used.setdefault(fold(owner), set())  # two steps may have one name
        same = (place for place, item in enumerate(items, 1) if place not in used and self._same(item, cells))
        number = int(plain(told)) if plain(told).isdecimal() else next(same, None)
        used.add(number)
        old = items[number - 1].get("id") if number and number <= len(items) else None
        taken = self.ids.setdefault(fold(owner), {str(item.get("id")) for item in items})
        texts = (slug(plain(cell)) for place in self.main if (cell := _usable(cells, place)) is not None)
        text = next(filter(None, texts), "")
        return {"@1": number, "id": old or (_fresh(text, taken) if text else None)}

    def _entity(self, key: str) -> Entity | None:
        ids = {key} if key in self.base.entities.get(self.kind, {}) else self.names.by_name(self.kind, [key])
        return self.base.find(f"{self.kind}:{next(iter(ids))}") if len(ids) == 1 else None

    def _items(self, entity: Entity) -> list[dict[str, Any]]:
        found: Any = entity.fields
        for key in self.list:
            found = found.get(key) if isinstance(found, dict) else None
        return [one if isinstance(one, dict) else {} for one in found] if isinstance(found, list) else []

    def _same(self, item: Mapping[str, Any], cells: Cells) -> bool:
        return all(self._says(item, column, _usable(cells, place)) for place, column in self.main.items())

    def _says(self, item: Mapping[str, Any], column: Column, cell: Cell) -> bool:
        value: Any = item
        for key in column.keys:
            value = value.get(key) if isinstance(value, dict) else None
        word = plain(cell)
        if column.targets:
            try:
                word = self.names.meant(word, column.targets)
            except CellError:
                return False
        texts = value.values() if isinstance(value, dict) else (value,)
        return any(isinstance(text, str) and fold(text) == fold(word) for text in texts)


def _fresh(id_: str, taken: set[str]) -> str:
    """Return an id that no other item has, and note it."""
    found, number = id_, 2
    while found in taken:
        found, number = f"{id_}-{number}", number + 1
    taken.add(found)
    return found


def _usable(cells: Cells, place: int) -> Cell:
    cell = _at(cells, place)
    return None if isinstance(cell, Bad) else cell


def _at(cells: Cells, place: int) -> Cell | Bad:
    return cells[place] if place < len(cells) else None
