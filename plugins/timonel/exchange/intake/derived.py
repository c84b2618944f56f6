"""The sheets of their own that a table's further columns fill: measurements and actions of a risk register, holders of roles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from timonel.exchange.intake import shapes
from timonel.exchange.intake.understanding import Understood
from timonel.exchange.sheets.cells import Cell, CellError, meant, plain
from timonel.exchange.sheets.headers import Header
from timonel.exchange.sheets.layout import Column, Sheet
from timonel.exchange.sheets.references import Names
from timonel.exchange.sheets.table import Bad, Table
from timonel.model import Base, Entity
from timonel.text import fold, slug


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
    names = dict.fromkeys(
        shapes.list_of(one.header.sheet, key, known)[0].removeprefix(f"{one.header.sheet.key}.") for key in places
    )
    for name in filter(None, names):
        yield from _items(one, known, name, places, owners)


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
    for number, cells in _whole(one).rows.items():
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
    several: list[dict[int, list[Cell | Bad]]] = []
    used: dict[str, set[int]] = {}
    for number, cells in _whole(one).rows.items():
        told = _at(cells, main)
        if told is None or not owners.key(cells):
            continue
        entity = owners.entity(cells)
        items = _list(entity, name) if entity is not None else []
        for turn, part in enumerate(one.parts(told)):
            key = entity.id if entity is not None else owners.key(cells)
            said = {column: part if place == main else _at(cells, place) for place, column in columns.items()}
            its = _number(items, said, columns[main], owners.names, used.setdefault(key, set()))
            code = slug(plain(part)) if by_id and not isinstance(part, Bad) else None
            row = [*cells, *[None] * (wide - len(cells)), key, its, code]
            row[main] = part
            several += [{}] if len(several) <= turn else []
            several[turn][number] = row
    for rows in several:
        yield _derived(one, sheet, rows, {**columns, **more})


def _list(entity: Entity, name: str) -> Sequence[Any]:
    """Return the items of an entity's list, "budget.lines"."""
    found: Any = entity.fields
    for key in name.split("."):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found if isinstance(found, list) else []


def _number(
    items: Sequence[Any], said: Mapping[Column, Cell | Bad], main: Column, names: Names, used: set[int]
) -> int | None:
    """Return the number of the item that says the same already, or else of the one that speaks of the same."""
    free = {number: item for number, item in enumerate(items, 1) if number not in used and isinstance(item, dict)}
    whole = [one for one, item in free.items() if all(_says(item, *pair, names) for pair in said.items())]
    alike = [one for one, item in free.items() if _says(item, main, said[main], names)]
    found = whole[0] if whole else alike[0] if len(alike) == 1 else None
    used |= {found} if found else set()
    return found


def _says(item: Mapping[str, Any], column: Column, cell: Cell | Bad, names: Names) -> bool:
    """Whether an item of a list says what a cell says."""
    value: Any = item
    for key in column.keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    if isinstance(cell, Bad) or not plain(cell) or value is None:
        return not isinstance(cell, Bad) and not plain(cell) and value is None
    if column.form in ("int", "number"):
        return bool(_meant(cell, column) == value)
    texts = {fold(plain(one)) for one in (value.values() if isinstance(value, Mapping) else (value,))}
    ids = {id_ for kind in column.targets for id_ in names.by_name(kind, [plain(cell)])}
    return fold(plain(cell)) in texts or bool(ids & {str(value)}) or slug(plain(cell)) in texts


def _meant(cell: Cell, column: Column) -> object:
    try:
        return meant(cell, column)
    except CellError:
        return None


def _derived(
    one: Understood, sheet: Sheet, rows: Mapping[int, Sequence[Cell | Bad]], columns: Mapping[int, Column]
) -> tuple[Table, Header]:
    assert one.header is not None  # noqa: S101 - `further` has looked
    return _whole(one)._replace(rows=rows), Header(sheet, one.header.row, columns, one.header.titles)


def _whole(one: Understood) -> Table:
    return one.whole or one.table


def _width(one: Understood) -> int:
    return max(map(len, _whole(one).rows.values()), default=0)


def _at(cells: Sequence[Cell | Bad], place: int) -> Cell | Bad:
    return cells[place] if place < len(cells) else None
