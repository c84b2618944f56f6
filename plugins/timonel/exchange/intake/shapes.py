"""Tables that are no table of one kind: a risk register in one sheet, a RACI matrix, columns that are rows."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from timonel.exchange.intake.orders import ALL, Orders
from timonel.exchange.sheets.cells import Cell, plain
from timonel.exchange.sheets.layout import Column, Sheet
from timonel.exchange.sheets.table import Bad, Note, Spot, Table, at, is_filled
from timonel.text import is_empty, said

# Places beside a sheet's own columns that a header may mean → sheet and column of their own, "" where they go nowhere.
_BESIDE: Mapping[str, Mapping[str, str]] = {
    "risk": {
        "measurement.probability": "measurement probability",
        "measurement.impact": "measurement impact",
        "measurement.date": "measurement date",
        "actions.statement": "risk.actions statement",
        "actions.owner": "risk.actions owner",
        "actions.due": "risk.actions due",
        "score": "",
    },
    "role": {"holders.person": "role.holders person"},
}
PLACES: Mapping[str, tuple[str, ...]] = {kind: (*places,) for kind, places in _BESIDE.items()}
RACI = {"R": "responsible", "A": "accountable", "C": "consulted", "I": "informed"}
_LETTERS = re.compile(r"[RACI](?:\s*[/,;&+\s–-]\s*[RACI]|[RACI])*\*?\Z", re.IGNORECASE)
_ROLES = 2  # columns of letters that a matrix has at least
_DEEP = 30


def places(sheet: Sheet, known: Mapping[str, Sheet]) -> Iterator[str]:
    """Yield what may be said of a column beside a sheet's own: those of its lists, "steps.name"."""
    yield from PLACES.get(sheet.key, ())
    for key, other in known.items():
        if not sheet.lists and len(other.lists) == 1 and other.kind is sheet.kind:
            name = key.removeprefix(f"{sheet.key}.")
            yield from (f"{name}.{one}" for column in other.columns for one in (column.key, ".".join(column.keys)))


def column_of(sheet: Sheet, place: str, known: Mapping[str, Sheet], lang: str) -> Column | None:
    """Return the column of another sheet that a place beside a sheet's own columns fills, None where it fills none."""
    other, _space, key = _BESIDE.get(sheet.key, {}).get(place, "").partition(" ")
    if not other and place not in PLACES.get(sheet.key, ()):
        other, key = list_of(sheet, place, known)
    found = known[other].by_key if other else {}
    return found.get(key) or found.get(f"{key}.{lang}")


def list_of(sheet: Sheet, place: str, known: Mapping[str, Sheet]) -> tuple[str, str]:
    """Return the sheet of the list that a place is of, and the rest of it; nothing where it is of none."""
    names = [
        one.removeprefix(f"{sheet.key}.")
        for one, other in known.items()
        if other.kind is sheet.kind and len(other.lists) == 1
    ]
    name = next((one for one in names if place.startswith(f"{one}.")), "")
    return (f"{sheet.key}.{name}", place.removeprefix(f"{name}.")) if name else ("", "")


def turned(table: Table) -> Table:
    """Return a table whose columns are the rows of another."""
    spread = [_spread(cells) for cells in table.rows.values()]
    deep = max(map(len, spread), default=0)
    rows: dict[int, list[Cell | Bad]] = {}
    for place in range(deep):
        cells = [cells[place] if place < len(cells) else None for cells in spread]
        if any(one not in (None, "") for one in cells):
            rows[place + 1] = cells
    return Table(table.name, rows, {}, table.notes)


def _spread(cells: Sequence[Cell | Bad]) -> list[Cell | Bad]:
    """Return cells, one that is merged over several columns in each of them."""
    found = [*cells]
    for place, one in enumerate(cells):
        if isinstance(one, Bad) and one.width > 1:
            found.extend([None] * (place + one.width - len(found)))
            found[place : place + one.width] = [one.value] * one.width
    return found


def letters(cell: Cell | Bad) -> frozenset[str]:
    """Return the letters of a cell of a RACI matrix, none where it holds something else."""
    text = plain(cell) if isinstance(cell, str) else ""
    return frozenset(text.upper()) & RACI.keys() if _LETTERS.match(text) else frozenset()


def is_matrix(table: Table) -> bool:
    """Whether the cells of most of a table's columns are letters of RACI, and nothing else."""
    return bool(_matrix(table))


def _matrix(table: Table) -> tuple[int, list[int]] | None:
    """Return the row with the names of the roles, and their columns."""
    counts: dict[int, list[int]] = {}
    rows = [*table.rows.items()]
    for number, cells in rows:
        for place, cell in enumerate(cells):
            if letters(cell):
                counts.setdefault(place, []).append(number)
    numbers = sorted({number for several in counts.values() for number in several})
    first = next((one for one in numbers if _says_letters(table.rows[one], counts)), None)
    if first is None:
        return None
    heads = [number for number, cells in rows[:_DEEP] if number < first and len([one for one in cells if one]) > _ROLES]
    if not heads:
        return None
    row = heads[-1]
    titles = table.rows[row]
    places = []
    for place, numbers in sorted(counts.items()):
        titled = place < len(titles) and isinstance(titles[place], str) and plain(titles[place])  # type: ignore[arg-type] # not Bad
        others = [
            number for number, cells in rows
            if number > row and place < len(cells) and isinstance(cells[place], str) and number not in numbers
            and not _legend(cells) and not is_empty(cells[place])
        ]  # fmt: skip
        if titled and len(others) <= len(numbers) * _STRAY and not _explained(table, place, numbers):
            places.append(place)
    return (row, places) if len(places) >= _ROLES else None


_STRAY = 0.1  # of a column's cells may be something else: they are told


def _says_letters(cells: Sequence[Cell | Bad], places: Collection[int]) -> bool:
    """Whether a row has more letters than other words in columns of letters: the initials of roles may look like some."""
    filled = [one for place in places if is_filled(one := at(cells, place)) and not is_empty(one)]
    return sum(bool(letters(one)) for one in filled) * 2 > len(filled)


def _legend(cells: Sequence[Cell | Bad]) -> bool:
    """Whether a row explains the letters: «R = Responsible»."""
    return (
        any(isinstance(one, str) and re.match(r"\(?[RACI]\)?\s*(?:[=:–-]|\Z)", one) for one in cells[:1])
        or sum(one not in (None, "") for one in cells) <= 1
    )


def from_matrix(table: Table, orders: Orders) -> Table | None:
    """Return a RACI matrix as a table of tasks, None where a table is none.

    The columns of the letters come behind all others: who is responsible, accountable, consulted, informed. What
    somebody says of a column of letters (``--map "Ana=role:gerente-de-crm"``) is the role that it stands for.
    """
    found = _matrix(table)
    if found is None:
        return None
    row, places = found
    edge = _edge(table, places[-1])
    width = min(edge, max(map(len, table.rows.values())))
    beside = [one for cells in table.rows.values() for one in cells[edge:] if is_filled(one)]
    titles = [_role(one, orders) if place in places else one for place, one in enumerate(table.rows[row][:edge])]
    out = [place for place in places if not titles[place]]
    names = {place: plain(one) for place, one in enumerate(titles) if not isinstance(one, Bad)}
    rows: dict[int, list[Cell | Bad]] = {}
    for number, cells in table.rows.items():
        wide: list[Cell | Bad] = [
            None if place in places and number > row else one for place, one in enumerate(cells[:edge])
        ]
        wide += [None] * (width - len(wide))
        if number == row:
            wide = [None if place in places else one for place, one in enumerate(wide)]
            wide += RACI.values()
        elif number > row:
            told = {place: letters(cells[place]) for place in places if place < len(cells) and place not in out}
            stray = [
                cells[one]
                for one in told
                if not told[one] and cells[one] not in (None, "") and not is_empty(cells[one])
            ]
            wide += [
                "; ".join(dict.fromkeys(names[place] for place, one in told.items() if letter in one)) or None
                for letter in RACI
            ]
            if stray and any(told.values()):
                wide[width] = _stray(stray[0])
        rows[number] = wide
    notes = [*table.notes, *(Note(Spot(table.name, row, place), said("left out, as you say"), 1) for place in out)]
    if beside:
        notes.append(Note(Spot(table.name, 0, edge + 1), said("beside the matrix: left out"), len(beside)))
    heads = {names[place]: Spot(table.name, row, place, names[place]) for place in reversed(places) if place not in out}
    return Table(table.name, rows, {}, notes, table.wide, heads)


def found_at(table: Table, spot: Spot, word: object) -> Spot:
    """Return where people find a word that is told of: in a matrix it is a header, and its letters are no columns."""
    if not table.heads or spot.title not in RACI.values():
        return spot
    return table.heads.get(str(word)) or Spot(spot.sheet, spot.row)


def _explained(table: Table, place: int, numbers: Sequence[int]) -> bool:
    """Whether a column of letters stands behind a blank one, and what each means beside it: a legend."""
    alone = not any(is_filled(at(cells, place - 1)) for cells in table.rows.values())
    texts = [at(table.rows[number], place + 1) for number in numbers]
    return alone and place > 0 and all(isinstance(one, str) and is_filled(one) and not letters(one) for one in texts)


def _edge(table: Table, last: int) -> int:
    """Return the first column behind a matrix that is blank: what stands beyond it is a legend."""
    place = last + 1
    while any(is_filled(at(cells, place)) for cells in table.rows.values()):
        place += 1
    return place


def _role(title: Cell | Bad, orders: Orders) -> Cell | Bad:
    """Return the role that a column of letters stands for, nothing where it is left out."""
    if isinstance(title, Bad):
        return title
    told = orders.column(plain(title))
    told = orders.value(ALL, plain(title)) if told is None else told
    return title if told is None else str(told).removeprefix("role:").strip()


def _stray(cell: Cell | Bad) -> Bad:
    value = plain(cell) if not isinstance(cell, Bad) else "…"
    return Bad(said("`{value}` is no letter of RACI", value=value))
