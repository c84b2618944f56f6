"""A base as tables: one row per entity or list item, one cell per column of the layout."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from timonel.exchange.sheets.cells import Cell, get, shown
from timonel.exchange.sheets.layout import PARENT, PLACE, Sheet
from timonel.model import Base, Entity
from timonel.schema import Kind


def rows(base: Base, sheet: Sheet, lang: str, owner: str | None = None) -> Iterator[list[Cell]]:
    """Yield the rows of a sheet, in the order of files; with an owner, those that a role is responsible for."""
    return (cells for _, _, cells in rows_of(base, sheet, lang, owner))


def rows_of(
    base: Base, sheet: Sheet, lang: str, owner: str | None = None
) -> Iterator[tuple[Entity, tuple[int, ...], list[Cell]]]:
    """Yield the rows of a sheet, each with its entity and, of an item, its place in each list, from 1."""
    first = base.languages[0]
    for entity in base.of(sheet.kind.name):
        if owner is not None and not is_owned(entity, sheet.kind, owner):
            continue
        for places, item in items(entity.fields, sheet.lists):
            yield entity, places, [
                entity.id if one.role == PARENT
                else places[int(one.key[1:]) - 1] if one.role == PLACE
                else shown(get(item, one, first), one, lang)
                for one in sheet.columns
            ]  # fmt: skip


def is_owned(entity: Entity, kind: Kind, role: str) -> bool:
    """Whether a role is responsible for an entity."""
    return any(entity.fields.get(name) in (role, f"role:{role}") for name in kind.responsible)


def items(fields: Any, lists: Sequence[tuple[str, ...]]) -> Iterator[tuple[tuple[int, ...], dict[str, Any]]]:  # noqa: ANN401 - a YAML value
    """Yield the mappings at the end of a path of lists, each with its places from 1; without lists the mapping itself."""
    if not lists:
        yield (), fields
        return
    value = fields
    for key in lists[0]:
        value = value.get(key) if isinstance(value, dict) else None
    for number, item in enumerate(value if isinstance(value, list) else (), 1):
        if isinstance(item, dict):
            for places, found in items(item, lists[1:]):
                yield (number, *places), found
