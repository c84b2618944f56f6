"""The sheets of their own that a table's further columns fill: measurements and actions of a risk register, holders of roles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from timonel.exchange.intake import shapes
from timonel.exchange.intake.standing import Entities, Items
from timonel.exchange.intake.understanding import Understood
from timonel.exchange.sheets.cells import Cell, plain
from timonel.exchange.sheets.headers import Header
from timonel.exchange.sheets.layout import Column, Sheet
from timonel.exchange.sheets.table import Bad, Table, at
from timonel.model import Base, Entity


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
    owners = _Owners(one.header, base)
    if "measurement.probability" in places and "measurement.impact" in places:
        yield _measurements(one, known["measurement"], places, owners, today)
    names = dict.fromkeys(
        shapes.list_of(one.header.sheet, key, known)[0].removeprefix(f"{one.header.sheet.key}.") for key in places
    )
    for name in filter(None, names):
        yield from _items(one, known, name, places, owners)


class _Owners(Entities):
    """Of which entity a row speaks: its id, or the name by which it will be found."""

    def __init__(self, header: Header, base: Base) -> None:
        super().__init__(base, header.sheet.kind.name)
        self.columns = header.columns

    def key(self, cells: Sequence[Cell | Bad]) -> str:
        found = {
            column.keys: plain(cell)
            for place, column in self.columns.items()
            if not isinstance(cell := at(cells, place), Bad)
        }
        return found.get(("id",), "") or found.get(("name",), "")

    def entity(self, cells: Sequence[Cell | Bad]) -> Entity | None:
        return self.find(self.key(cells))


def _measurements(
    one: Understood, sheet: Sheet, places: Mapping[str, int], owners: _Owners, today: str
) -> tuple[Table, Header]:
    """Return what was measured of risks; what was measured last and is the same is not measured again."""
    columns = {key: sheet.by_key[key] for key in ("of", "date", "probability", "impact")}
    rows: dict[int, list[Cell | Bad]] = {}
    for number, cells in _whole(one).rows.items():
        probability, impact = (at(cells, places[f"measurement.{key}"]) for key in ("probability", "impact"))
        when = at(cells, places["measurement.date"]) if "measurement.date" in places else None
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
) -> Iterator[tuple[Table, Header]]:
    """Yield items of a list of the rows' entities, the first of each cell, then the second; what is there keeps its number."""
    assert one.header is not None  # noqa: S101 - `further` has looked
    sheet = known[f"{one.header.sheet.key}.{name}"]
    lang = one.lang or owners.base.languages[0]
    columns: dict[int, Column] = {}
    for key, place in places.items():
        column = shapes.column_of(one.header.sheet, key, known, lang)
        if key.startswith(f"{name}.") and column is not None:
            columns[place] = column
    required = {
        column.keys for column in sheet.columns if column.required
    }  # a text, in whichever language the sheet is
    main = next((place for place, column in columns.items() if column.keys in required), next(iter(columns)))
    by_id = "id" in sheet.by_key and sheet.by_key["id"] not in columns.values()
    wide = _width(one)
    more = {
        wide: sheet.by_key["@parent"],
        wide + 1: sheet.by_key["@1"],
        **({wide + 2: sheet.by_key["id"]} if by_id else {}),
    }
    finder = Items(owners, sheet, [columns[main]])
    several: list[dict[int, list[Cell | Bad]]] = []
    for number, cells in _whole(one).rows.items():
        told, owner = at(cells, main), owners.key(cells)
        if told is None or not owner:
            continue
        for turn, part in enumerate(one.parts(told)):
            said = {column: part if place == main else at(cells, place) for place, column in columns.items()}
            found = finder.find(owner, said)
            row = [*cells, *[None] * (wide - len(cells)), owner, *found]
            row[main] = part
            several += [{}] if len(several) <= turn else []
            several[turn][number] = row
    for rows in several:
        yield _derived(one, sheet, rows, {**columns, **more})


def _derived(
    one: Understood, sheet: Sheet, rows: Mapping[int, Sequence[Cell | Bad]], columns: Mapping[int, Column]
) -> tuple[Table, Header]:
    assert one.header is not None  # noqa: S101 - `further` has looked
    return _whole(one)._replace(rows=rows), Header(sheet, one.header.row, columns, one.header.titles)


def _whole(one: Understood) -> Table:
    return one.whole or one.table


def _width(one: Understood) -> int:
    return max(map(len, _whole(one).rows.values()), default=0)
