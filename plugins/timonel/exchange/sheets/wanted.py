"""What the rows of tables want of a base: entities as they shall be, and for each value the cell that says so."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from timonel.exchange.sheets.cells import Cell, plain
from timonel.exchange.sheets.headers import Header
from timonel.exchange.sheets.layout import Column
from timonel.exchange.sheets.table import Bad, Spot, Table, at
from timonel.model import Entity
from timonel.schema import Kind

Yaml = Any  # a value as YAML gives it
Keys = tuple[str | int, ...]


@dataclass(eq=False)
class Row:
    """One row of a table, with what its columns are."""

    header: Header
    table: Table
    number: int

    def cell(self, place: int) -> Cell | Bad:
        return at(self.table.rows[self.number], place)

    def spot(self, place: int | None = None) -> Spot:
        return Spot(self.table.name, self.number, place, self.header.titles.get(place, "") if place is not None else "")

    def of(self, key: str) -> tuple[int, Cell | Bad]:
        """Return place and cell of the column with a key; -1 where there is none."""
        place = next((place for place, column in self.header.columns.items() if column.key == key), -1)
        return place, self.cell(place) if place >= 0 else None

    @property
    def empty(self) -> bool:
        return not any(
            plain(cell) if not isinstance(cell, Bad) else True for cell in map(self.cell, self.header.columns)
        )

    @property
    def bare(self) -> bool:
        """Whether it says nothing but whose item it would be."""
        cells = [self.cell(place) for place, column in self.header.columns.items() if not column.role]
        return not any(isinstance(cell, Bad) or plain(cell) for cell in cells)


@dataclass(eq=False)
class Wanted:
    """An entity as the tables want it.

    Attributes:
        kind: its kind.
        id: its id.
        entity: the entity as it is, None for a new one.
        fields: the fields that it shall have.
        rows: id() of a mapping in ``fields`` → the row that it comes from.
        refused: key paths (from a row's mapping) whose cells were refused already, by id() of the mapping.
        items: (lists, places) → the list item that stood there.
    """

    kind: Kind
    id: str
    entity: Entity | None
    fields: dict[str, Yaml]
    rows: dict[int, Row] = field(default_factory=dict)
    refused: set[tuple[int, tuple[str, ...]]] = field(default_factory=set)
    items: dict[tuple[tuple[tuple[str, ...], ...], tuple[int, ...]], dict[str, Yaml]] = field(default_factory=dict)

    @cached_property
    def seen(self) -> dict[str, Yaml]:
        """The fields as an export shows them: without what the schema refused of them."""
        return deepcopy(dict(self.entity.fields)) if self.entity else {}

    @property
    def key(self) -> str:
        """``kind:id``."""
        return f"{self.kind.name}:{self.id}"

    @property
    def changed(self) -> bool:
        """Whether it shall be something else than it is."""
        return self.entity is None or self.fields != self.entity.raw

    def spot(self, keys: Keys) -> tuple[Spot | None, bool]:
        """Return the cell that a key path comes from, or its row, and whether that cell was refused already."""
        row, own, rest = self._row(keys)
        if row is None:
            return None, False
        known = any(rest[: len(path)] == path for place, path in self.refused if place == own)
        for length in range(len(rest), 0, -1):
            for place, column in row.header.columns.items():
                if rest[:length] in ((*column.keys, column.lang), column.keys):
                    return row.spot(place), known
        return row.spot(), known

    def column(self, keys: Keys) -> Column | None:
        """Return the column in which a key path would stand if the sheet had it."""
        row, _, rest = self._row(keys)
        found = (one for one in row.header.sheet.columns if one.keys == rest) if row else iter(())
        return next(found, None)

    def _row(self, keys: Keys) -> tuple[Row | None, int, tuple[str, ...]]:
        """Return the row of the innermost mapping on a path that has one, that mapping's id(), and the rest of the path."""
        holder: Yaml = self.fields
        row, own, rest = self.rows.get(id(holder)), id(holder), list[str]()
        for key in keys:
            holder = _inner(holder, key)
            rest.append(str(key))
            if isinstance(holder, dict) and id(holder) in self.rows:
                row, own, rest = self.rows[id(holder)], id(holder), []
        return row, own, tuple(rest)


def _inner(holder: Yaml, key: str | int) -> Yaml:
    if isinstance(holder, list) and isinstance(key, int):
        return holder[key] if key < len(holder) else None
    return holder.get(key) if isinstance(holder, dict) else None
