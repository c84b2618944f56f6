"""The list of a kind: a table that sorts, filters and leaves as CSV, with the columns that its schema suggests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from timonel.schema import Kind
from timonel.site.desk import Desk
from timonel.site.views.default import cell, is_fact
from timonel.site.writer import Writer
from timonel.text import pick

OverviewPage = tuple[str, str, Callable[[Writer], None], Mapping[str, Any]]  # path, title, writer, front matter
_COLUMNS = 6
_NOT_COLUMNS = ("id", "name", "description", "notes", "links", "source", "tags", "email")


def pages(desk: Desk) -> Iterator[OverviewPage]:
    """Yield an index page for each kind that has entities."""
    for kind in desk.schema.kinds.values():
        if any(desk.shows(entity) for entity in desk.base.of(kind.name)):
            yield f"{kind.folder}/index", pick(kind.plural, desk.lang), partial(write, kind=kind), {}


def write(w: Writer, kind: Kind) -> None:
    """Write the index page of a kind: what it is, and the table."""
    desk = w.desk
    w.title(pick(kind.plural, desk.lang))
    w.add(desk.c.lede(pick(kind.schema.get("x-description"), desk.lang)))
    table(
        w,
        kind.name,
        [name for name, schema in kind.fields.items() if name not in _NOT_COLUMNS and is_fact(schema)][:_COLUMNS],
    )


def table(
    w: Writer,
    kind: str,
    fields: list[str],
    more: Mapping[str, Callable[[Any], Any]] | None = None,
    *,
    gaps: bool = True,
) -> None:
    """Add the table of a kind's entities.

    Args:
        w: the page.
        kind: the kind.
        fields: the fields that are columns, after the name and before the gaps.
        more: heading → function of the entity that gives the cell, for columns that are no field.
        gaps: whether the last column counts the gaps in each entity's own entry.
    """
    desk, schemas = w.desk, w.desk.schema.kinds[kind].fields
    entities = desk.sorted(desk.base.of(kind))
    columns: list[dict[str, Any]] = [{"key": "name", "label": desk.label(kind, "name"), "wide": True}]
    columns += [{"key": field, "label": desk.label(kind, field)} for field in fields]
    others = [[value(entity) for entity in entities] for value in (more or {}).values()]
    columns += [
        {"key": f"more{at}", "label": heading, "number": all(map(_is_count, cells))}
        for at, (heading, cells) in enumerate(zip(more or {}, others, strict=True))
    ]
    if gaps:
        columns.append({"key": "gaps", "label": desk.t("Gaps"), "number": True})
    rows = []
    for at, entity in enumerate(entities):
        cells = [w.link(entity)]
        cells += [
            cell(w, schemas[field], entity.fields.get(field, schemas[field].get("x-default"))) for field in fields
        ]
        cells += [column[at] for column in others]
        if gaps:
            n = len(desk.gaps(entity.key))
            cells.append({"text": str(n), "sort": n, "href": w.href(entity, "gaps") if n else None})
        rows.append(cells)
    filters = [field for field in fields if "enum" in schemas[field] or "x-ref" in schemas[field]]
    w.add(desk.c.table(f"list-{kind}", desk.kind_plural(kind), columns, rows, filters=filters))


def _is_count(cell: object) -> bool:
    return cell is None or (isinstance(cell, Mapping) and cell.get("text") == str(cell.get("sort")))
