"""What of a base a row speaks of: the entity, and the item of one of its lists that says the same already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from timonel.exchange.sheets.cells import Cell, CellError, meant, plain
from timonel.exchange.sheets.ids import fresh, id_of
from timonel.exchange.sheets.layout import Column, Sheet
from timonel.exchange.sheets.references import Names
from timonel.exchange.sheets.table import Bad
from timonel.model import Base, Entity
from timonel.text import fold

Said = Mapping[Column, Cell | Bad]


class Entities:
    """Finds the entities of a kind that rows speak of, by id or name."""

    def __init__(self, base: Base, kind: str) -> None:
        self.base, self.kind, self.names = base, kind, Names(base)

    def find(self, key: str) -> Entity | None:
        """Return the one entity with an id, or else a name; None where there is none, or more than one."""
        ids = {key} if key in self.base.entities.get(self.kind, {}) else self.names.by_name(self.kind, [key])
        return self.base.find(f"{self.kind}:{next(iter(ids))}") if len(ids) == 1 else None


class Item(NamedTuple):
    """The number (from 1) of the item that a row speaks of, None for a new one; and its id, or one that none other has."""

    number: int | None
    id: str | None


class Items:
    """Finds the items of a list that rows speak of, each once.

    Args:
        entities: finds whose items they are.
        sheet: the sheet of the list.
        main: the columns that say which item it is.
    """

    def __init__(self, entities: Entities, sheet: Sheet, main: Sequence[Column]) -> None:
        self.entities, self.path, self.main = entities, sheet.lists[0], main
        self.ids: dict[str, set[str]] = {}
        self.used: dict[str, set[int]] = {}

    def find(self, owner: str, said: Said, number: int | None = None) -> Item:
        """Return the item that a row speaks of: the one that says all of it, else the next of which it speaks.

        Args:
            owner: what the row says of whose item it is.
            said: what it says of the item.
            number: the number that it says itself.
        """
        items = self._items(self.entities.find(owner))
        used = self.used.setdefault(fold(owner), set())  # two steps may have one name
        free = {place: item for place, item in enumerate(items, 1) if place not in used}
        for columns in (said, self.main) if number is None else ():
            same = (place for place, item in free.items() if all(self._says(item, one, said[one]) for one in columns))
            number = number or next(same, None)
        used |= {number} if number else set()
        old = items[number - 1].get("id") if number and number <= len(items) else None
        taken = self.ids.setdefault(fold(owner), {str(item.get("id")) for item in items})
        texts = (id_of(plain(cell)) for one in self.main if not isinstance(cell := said[one], Bad))
        text = next(filter(None, texts), "")
        id_ = old or (fresh(text, taken) if text else None)
        taken |= {str(id_)}
        return Item(number, id_)

    def _items(self, entity: Entity | None) -> list[dict[str, Any]]:
        found: Any = entity.fields if entity is not None else None
        for key in self.path:
            found = found.get(key) if isinstance(found, Mapping) else None
        return [one if isinstance(one, dict) else {} for one in found] if isinstance(found, list) else []

    def _says(self, item: Mapping[str, Any], column: Column, cell: Cell | Bad) -> bool:
        """Whether an item says what a cell says."""
        value: Any = item
        for key in column.keys:
            value = value.get(key) if isinstance(value, Mapping) else None
        if isinstance(cell, Bad) or not plain(cell) or value is None:
            return not isinstance(cell, Bad) and not plain(cell) and value is None
        if column.form in ("int", "number"):
            return bool(_meant(cell, column) == value)
        word = plain(cell)
        if column.targets:
            try:
                word = self.entities.names.meant(word, column.targets)
            except CellError:
                return False
        texts = value.values() if isinstance(value, Mapping) else (value,)
        return fold(word) in {fold(plain(one)) for one in texts}


def _meant(cell: Cell, column: Column) -> object:
    try:
        return meant(cell, column)
    except CellError:
        return None
