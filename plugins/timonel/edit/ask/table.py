"""A batch of measurements from a CSV file: headers by name or label, decimal commas, and row numbers for what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

from timonel.delimited import DelimitedError, records
from timonel.edit.ask.answers import reference
from timonel.edit.text.append import RefusedError
from timonel.edit.text.measure import Fields, item_of, number_of, problems
from timonel.governance import Result
from timonel.text import Said, fold, said

_MAX_ROWS = 100_000
_FIELDS = ("of", "in", "date", "value", "probability", "impact", "by", "note")
_NUMBERS = ("value", "probability", "impact")
_TOLD = ("name", "owner", "last")  # columns of `measuring.blank` that are there for people


def read(data: bytes, result: Result, date: str) -> tuple[list[Fields], list[tuple[int, Said]]]:
    """Return the measurements of a CSV file, and what is wrong with which row (the first after the headers is 2).

    Args:
        data: the file's bytes.
        result: what the check says of the base.
        date: the day of rows that name none.

    Raises:
        RefusedError: it is no such table.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RefusedError(said("bytes that are not UTF-8: save the file as UTF-8")) from None
    try:
        rows = [*islice(records(text), _MAX_ROWS + 1)]
    except DelimitedError as error:
        raise RefusedError(error.problem) from None
    if len(rows) > _MAX_ROWS:
        raise RefusedError(said("more than {number} rows: hand them in in several files", number=_MAX_ROWS))
    columns = _columns(rows[0] if rows else [], result)
    items: list[Fields] = []
    wrong: list[tuple[int, Said]] = []
    taken: set[str] = set()
    for number, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        if any(cell.strip() for cell in row[len(rows[0]) :]):
            wrong.append((number, said("more cells than headers")))
            continue
        cells = {name: row[at].strip() for name, at in columns.items() if at < len(row)}
        if "last" in columns and not any(cells.get(name) for name in _NUMBERS):  # nobody has filled it in
            continue
        item = _item(cells, result, date)
        wrong += [(number, problem) for problem in problems(result, item, taken)]
        items.append(item)
    return items, wrong


def _columns(head: list[str], result: Result) -> Mapping[str, int]:
    """Return field → column."""
    labels: dict[str, str] = {}
    for name in _FIELDS:
        label = result.base.schema.label("measurement", name)
        labels |= dict.fromkeys([name, *map(fold, [label] if isinstance(label, str) else label.values())], name)
    labels |= dict.fromkeys(_TOLD, "") | {"last": "last"}
    unknown = [cell for cell in head if cell.strip() and fold(cell.strip()) not in labels]
    names = [labels.get(fold(cell.strip()), "") for cell in head]
    if unknown or "of" not in names or any(name and names.count(name) > 1 for name in names):
        raise RefusedError(
            said("the first row must name columns, each once, out of: {columns}", columns=", ".join(_FIELDS))
        )
    return {name: at for at, name in enumerate(names) if name}


def _item(cells: Mapping[str, str], result: Result, date: str) -> Fields:
    base, schema = result.base, result.base.schema.kinds["measurement"].fields
    of = {"of": reference(schema["of"], cells.get("of", ""), base), "date": cells.get("date") or date}
    by = reference(schema["by"], cells.get("by", ""), base) if cells.get("by") else ""
    of |= {"in": cells["in"]} if cells.get("in") else {}
    values: dict[str, Any] = {name: number_of(cells[name]) for name in _NUMBERS if cells.get(name)}
    return item_of(result, of | values, by, cells.get("note", ""))
