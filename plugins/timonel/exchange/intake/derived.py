"""The sheets of their own that a table's further columns fill: measurements and actions of a risk register, holders of roles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from timonel.exchange.intake import shapes
from timonel.exchange.intake.understanding import Understood
from timonel.exchange.sheets.cells import Cell, plain
from timonel.exchange.sheets.headers import Header
from timonel.exchange.sheets.layout import Column, Sheet
from timonel.exchange.sheets.references import Names
from timonel.exchange.sheets.table import Bad, Table
from timonel.model import Base, Entity
from timonel.text import fold


def further(one: Understood, base: Base, known: Mapping[str, Sheet], today: str) -> Iterator[tuple[Table, Header]]:
    """Yield the further tables of an understood one, which stand in the same rows.

    Args:
        one: the understood table.
        base: the base, in which what is there already is not added again.
        known: key → sheet.
        today: the ISO date of what was measured where no column says one.
    """
    if one.header is None or one.head is None:
        return
    places = {means.key: place for place, means in one.head.means.items() if means.column is None}
    owners = _Owners(one, base)
    if "measurement.probability" in places and "measurement.impact" in places:
        yield _measurements(one, known["measurement"], places, owners, today)
    if "actions.statement" in places:
        yield _items(one, known, "actions", places, owners)
    if "holders.person" in places:
        yield _items(one, known, "holders", places, owners)


class _Owners:
    """Of which entity a row speaks: its id, or the name by which it will be found."""

    def __init__(self, one: Understood, base: Base) -> None:
        assert one.header is not None  # noqa: S101 - `further` has looked
        self.kind, self.base, self.columns = one.header.sheet.kind.name, base, one.header.columns
        self.names = Names(base)

    def key(self, cells: Sequence[Cell | Bad]) -> str:
        found = {
            column.keys: plain(cell)
            for place, column in self.columns.items()
            if not isinstance(cell := _at(cells, place), Bad)
        }
        return found.get(("id",), "") or found.get(("name",), "")

    def entity(self, cells: Sequence[Cell | Bad]) -> Entity | None:
        key = self.key(cells)
        ids = {key} if key in self.base.entities.get(self.kind, {}) else self.names.by_name(self.kind, [key])
        return self.base.find(f"{self.kind}:{ids.pop()}") if len(ids) == 1 else None


def _measurements(
    one: Understood, sheet: Sheet, places: Mapping[str, int], owners: _Owners, today: str
) -> tuple[Table, Header]:
    """Return what was measured of risks; what was measured last and is the same is not measured again."""
    columns = {key: sheet.by_key[key] for key in ("of", "date", "probability", "impact")}
    rows: dict[int, list[Cell | Bad]] = {}
    for number, cells in one.table.rows.items():
        probability, impact = (_at(cells, places[f"measurement.{key}"]) for key in ("probability", "impact"))
        when = _at(cells, places["measurement.date"]) if "measurement.date" in places else None
        if probability is None or impact is None:
            continue
        entity = owners.entity(cells)
        last = _last(owners.base, entity) if entity is not None else None
        if last is not None and not when and (last.get("probability"), last.get("impact")) == (probability, impact):
            continue
        key = owners.key(cells)
        named = f"risk:{entity.id}" if entity is not None else key
        rows[number] = [*cells, *[None] * (_width(one) - len(cells)), named, when or today]
    places_of = {places["measurement.probability"]: columns["probability"], places["measurement.impact"]: columns["impact"],
                 _width(one): columns["of"], _width(one) + 1: columns["date"]}  # fmt: skip
    return _derived(one, sheet, rows, places_of)


def _last(base: Base, entity: Entity) -> Mapping[str, Any] | None:
    found = [
        one.fields for one in base.of("measurement") if one.fields.get("of") == entity.key and "in" not in one.fields
    ]
    return max(found, key=lambda one: str(one.get("date")), default=None)


def _items(
    one: Understood, known: Mapping[str, Sheet], name: str, places: Mapping[str, int], owners: _Owners
) -> tuple[Table, Header]:
    """Return items of a list of the rows' entities; one that is there already keeps its number."""
    assert one.header is not None  # noqa: S101 - `further` has looked
    sheet = known[f"{one.header.sheet.key}.{name}"]
    lang = one.lang or owners.base.languages[0]
    columns: dict[int, Column] = {}
    for key, place in places.items():
        column = shapes.column_of(one.header.sheet, key, known, lang)
        if key.startswith(f"{name}.") and column is not None:
            columns[place] = column
    main = next(place for place, column in columns.items() if column.required)
    rows: dict[int, list[Cell | Bad]] = {}
    for number, cells in one.table.rows.items():
        told = _at(cells, main)
        if told is None or not owners.key(cells):
            continue
        entity = owners.entity(cells)
        items = entity.fields.get(name) if entity is not None else None
        its = _number(items, columns[main], told) if isinstance(items, list) else None
        rows[number] = [
            *cells,
            *[None] * (_width(one) - len(cells)),
            entity.id if entity is not None else owners.key(cells),
            its,
        ]
    columns |= {_width(one): sheet.by_key["@parent"], _width(one) + 1: sheet.by_key["@1"]}
    return _derived(one, sheet, rows, columns)


def _number(items: Sequence[Any], column: Column, told: Cell | Bad) -> int | None:
    """Return the number of the item that says the same already."""
    for number, item in enumerate(items, 1):
        value = item.get(column.keys[0]) if isinstance(item, dict) else None
        texts = value.values() if isinstance(value, dict) else (value,)
        if any(
            isinstance(text, str) and not isinstance(told, Bad) and fold(text) == fold(plain(told)) for text in texts
        ):
            return number
    return None


def _derived(
    one: Understood, sheet: Sheet, rows: Mapping[int, Sequence[Cell | Bad]], columns: Mapping[int, Column]
) -> tuple[Table, Header]:
    assert one.header is not None  # noqa: S101 - `further` has looked
    return one.table._replace(rows=rows), Header(sheet, one.header.row, columns, one.header.titles)


def _width(one: Understood) -> int:
    return max(map(len, one.table.rows.values()), default=0)


def _at(cells: Sequence[Cell | Bad], place: int) -> Cell | Bad:
    return cells[place] if place < len(cells) else None
