"""The list of a kind: a table that sorts, filters and leaves as CSV, with the columns that its schema suggests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

from timonel.governance import SEVERITIES
from timonel.model import Entity
from timonel.schema import Kind
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Column
from timonel.site.views.shared.blocks import folded
from timonel.site.writer import Writer
from timonel.text import pick

E = TypeVar("E", bound=Entity)
_COLUMNS = 6
_FEW = 3  # that are seen at once: there is nothing to choose from
_NOT_COLUMNS = ("id", "name", "description", "notes", "links", "source", "tags", "email")


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield an index page for each kind that has entities."""
    for kind in ctx.schema.kinds.values():
        if any(ctx.shows(entity) for entity in ctx.base.of(kind.name)):
            yield Draft(f"{kind.folder}/index", pick(kind.plural, ctx.lang), partial(write, kind=kind))


def write(w: Writer, kind: Kind) -> None:
    """Write the index page of a kind: what it is, and the table."""
    ctx = w.ctx
    w.title(pick(kind.plural, ctx.lang))
    w.lede(pick(kind.schema.get("x-description"), ctx.lang))
    names = [name for name, schema in kind.fields.items() if name not in _NOT_COLUMNS and fields.is_fact(schema)]
    first = [name for name in ("status", *kind.responsible, "due") if name in names]  # how it stands, whose, by when
    table(w, kind.name, ctx.base.of(kind.name), [*dict.fromkeys([*first, *names])][:_COLUMNS])


def table(  # noqa: PLR0913 - the parts of one table
    w: Writer,
    kind: str,
    entities: Sequence[E],
    names: Sequence[str],
    more: Sequence[Column[E]] = (),
    *,
    first: Sequence[Column[E]] = (),
    gaps: bool = True,
    lead: str = "",
    fold: bool = False,
    urgency: Callable[[E], tuple[float, ...]] | None = None,
) -> None:
    """Add the table of a kind's entities.

    Args:
        w: the page.
        kind: the kind.
        entities: those to list; they are put in order: those with gaps first.
        names: the fields that are columns, after the name and before the gaps.
        more: columns that are no field.
        first: those of them that stand right after the name.
        gaps: whether the last column counts the gaps in each entity's own entry, where any has one.
        lead: the column whose values stand beside the name on phones, where the first that counts says little.
        fold: whether it stands behind a line that opens it, because the page has told it otherwise.
        urgency: what comes first, the greatest before all; without it, what has the gravest gaps, and last what is retired. What is alike stands by name.
    """
    ctx, schemas = w.ctx, w.ctx.schema.kinds[kind].fields
    columns: list[Column[E]] = [fields.head(ctx, f"{kind}.name", w.link, wide=True), *first]
    for name in names:
        chosen = len(entities) > _FEW and ("enum" in schemas[name] or "x-ref" in schemas[name])
        columns.append(fields.column(w, f"{kind}.{name}", filter=chosen))
    has = gaps and any(
        ctx.gaps(one.key) for one in entities
    )  # a column in which nothing stands takes room from the others
    columns += [*more, *([fields.gaps(w)] if has else [])]
    columns = [replace(column, lead=True) if column.key == lead else column for column in columns]
    urgent = urgency or (lambda one: (one.fields.get("status") != "retired", *(gravity(ctx, one) if gaps else ())))
    rows, title = sorted(ctx.sorted(entities), key=urgent, reverse=True), ctx.kind_plural(kind)
    if fold:
        summary = ctx.t("See as a table ({n})", n=len(rows))
        w.add(folded(summary, ctx.c.table(f"list-{kind}", title, rows, columns, folds=False)))
    else:
        w.table(f"list-{kind}", title, rows, columns)


def gravity(ctx: Context, entity: Entity) -> tuple[float, ...]:
    """Return how many errors, warnings and notes an entry has: the gravest gaps come first."""
    found = ctx.gaps(entity.key)
    return tuple(sum(one.severity == severity for one in found) for severity in SEVERITIES)
