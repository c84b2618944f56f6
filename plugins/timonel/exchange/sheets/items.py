"""The rows that are items of a list, such as the steps of a process, put into that list."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from timonel.exchange.sheets.cells import plain
from timonel.exchange.sheets.filling import Filler
from timonel.exchange.sheets.layout import Sheet
from timonel.exchange.sheets.table import Bad
from timonel.exchange.sheets.wanted import Row, Wanted
from timonel.text import said

Yaml = Any  # a value as YAML gives it


class Group:
    """The rows that are items of one list; used once."""

    def __init__(self, taking: Filler, one: Wanted, sheet: Sheet, above: tuple[int, ...]) -> None:
        self.taking, self.one, self.sheet, self.above = taking, one, sheet, above

    def take(self, rows: Sequence[tuple[Row, int | None]]) -> None:
        """Change the items that rows stand for, and add those that there are not."""
        holder = self._holder()
        if holder is None:
            spot = rows[0][0].spot()
            self.taking.refuse(
                spot, said("there is no item {number} that this could belong to", number=str(self.above[-1]))
            )
            return
        old = self._list(holder)
        result = [*old]
        taken: set[int] = set()
        last = -1
        for row, number in rows:
            place = self._match(row, number, old)
            if place is None and row.bare:
                continue
            if place in taken:
                problem = said(
                    "the item {number} stands twice: leave the number of a new one empty", number=str(number or "")
                )
                self.taking.refuse(row.spot(), problem)
                continue
            item: dict[str, Yaml] = old[place] if place is not None else {}
            if place is not None:
                taken.add(place)
                last = next(index for index, one in enumerate(result) if one is item)
            else:  # below the row before it; without one, at the top of what follows
                last = last + 1 if last >= 0 or (any(one for _, one in rows) and not number) else len(result)
                result.insert(last, item)
            self.one.rows[id(item)] = row
            self.taking.fill(row, self.one, item, deepcopy(item))
            if number:
                self.one.items[self.sheet.lists, (*self.above, number)] = item
        if len(result) != len(old):
            self._store(holder, result)

    def _match(self, row: Row, number: int | None, old: Sequence[Yaml]) -> int | None:
        """Return which item a row stands for: the one with its id, else the one with its number."""
        _, cell = row.of("id")
        if cell is not None and not isinstance(cell, Bad):
            for place, one in enumerate(old):
                if isinstance(one, dict) and one.get("id") == plain(cell):
                    return place
        if number and 0 < number <= len(old) and isinstance(old[number - 1], dict):
            return number - 1
        return None

    def _holder(self) -> dict[str, Yaml] | None:
        """Return the mapping that has the list: the entity, or an item of the list around it."""
        lists = self.sheet.lists
        refused = self.one.entity is not None and lists[0][0] in self.one.entity.refused
        top = self.one.seen if refused else self.one.fields  # what the schema refused has other numbers in the file
        if len(lists) == 1:
            return top
        known = self.one.items.get((lists[:-1], self.above))
        if known is not None:
            return known
        found: Yaml = top
        for keys, number in zip(lists[:-1], self.above, strict=True):
            for key in keys:
                found = found.get(key) if isinstance(found, dict) else None
            if not isinstance(found, list) or not 0 < number <= len(found):
                return None
            found = found[number - 1]
        return found if isinstance(found, dict) else None

    def _list(self, holder: dict[str, Yaml]) -> list[Yaml]:
        found: Yaml = holder
        for key in self.sheet.lists[-1]:
            found = found.get(key) if isinstance(found, dict) else None
        return found if isinstance(found, list) else []

    def _store(self, holder: dict[str, Yaml], items: list[Yaml]) -> None:
        *path, name = self.sheet.lists[-1]
        for key in path:
            holder = holder.setdefault(key, {})
        holder[name] = items
