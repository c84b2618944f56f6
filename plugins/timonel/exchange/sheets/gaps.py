"""Which cells of a sheet gaps are about: the one of the field, else the one that says whose row it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from timonel.exchange.sheets.layout import Sheet
from timonel.governance import Finding
from timonel.governance.finding import Keys
from timonel.model import Entity

Marked = Mapping[tuple[int, int], Sequence[str]]  # (row, column), from 0 → what is told of the cell


def marked(sheet: Sheet, rows: Sequence[tuple[Entity, tuple[int, ...]]], gaps: Sequence[Finding], lang: str) -> Marked:
    """Return the cells of a sheet that gaps are about.

    Args:
        sheet: the sheet.
        rows: the entity of each row, and of an item its place in each list, from 1.
        gaps: the findings.
        lang: the language in which they are told.
    """
    found: dict[tuple[int, int], list[str]] = {}
    of: dict[str, list[Finding]] = {}
    for gap in gaps:
        of.setdefault(gap.spot.subject, []).append(gap)
    for number, (entity, places) in enumerate(rows):
        for gap in of.get(entity.key, ()):
            place = _column(sheet, places, gap.spot.keys)
            if place is not None:
                found.setdefault((number, place), []).append(f"{gap.code} {gap.brief(lang)}")
    return found


def _column(sheet: Sheet, places: tuple[int, ...], keys: Keys) -> int | None:
    """Return the column of a row that a key path leads to; None where it leads to another row or sheet."""
    way: list[str | int] = []
    for path, number in zip(sheet.lists, places, strict=True):
        way += [*path, number - 1]
    if [*keys[: len(way)]] != way:
        return None
    rest = keys[len(way) :]
    for place, column in enumerate(sheet.columns):
        if column.keys and rest[: len(column.keys)] == column.keys:
            return place
    inside = any(isinstance(one, int) for one in rest)  # an item: it has a row of its own
    return None if inside else 0
