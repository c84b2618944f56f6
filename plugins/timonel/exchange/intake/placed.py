"""The rows of a list's own sheet: each with the number and the id of the item that says the same already."""

from __future__ import annotations

from dataclasses import replace

from timonel.exchange.intake.standing import Entities, Items
from timonel.exchange.intake.understanding import Understood
from timonel.exchange.sheets.cells import Cell, plain
from timonel.exchange.sheets.headers import Header
from timonel.exchange.sheets.table import Bad, at
from timonel.model import Base


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
    finder = Items(Entities(base, header.sheet.kind.name), header.sheet, [*main.values()])
    rows: dict[int, list[Cell | Bad]] = {}
    for number, cells in one.table.rows.items():
        owner, told = at(cells, by_key["@parent"]), at(cells, by_key["@1"]) if "@1" in by_key else None
        own = int(plain(told)) if not isinstance(told, Bad) and plain(told).isdecimal() else None
        said = {column: at(cells, place) for place, column in main.items()}
        found = finder.find("" if isinstance(owner, Bad) else plain(owner), said, own)
        missing = {"@1": found.number, "id": found.id}
        rows[number] = [*cells, *[None] * (width - len(cells)), *(missing[key] for key in lacking)]
    more = {width + place: header.sheet.by_key[key] for place, key in enumerate(lacking)}
    fresh = Header(header.sheet, header.row, {**header.columns, **more}, header.titles)
    return replace(one, table=one.table._replace(rows=rows), header=fresh)
