"""Which initiatives belong together: programmes with their parts, and the order in which pages list them."""

from __future__ import annotations

from typing import TypeVar

from timonel.kinds import Initiative
from timonel.lookups.initiatives import naming
from timonel.model import Entity
from timonel.site.context import Context
from timonel.site.views.shared import charts
from timonel.site.writer import Writer

E = TypeVar("E", bound=Entity)


def parts_of(ctx: Context, programme: Initiative) -> list[Initiative]:
    """Return the initiatives that are directly part of a programme, whatever their status, by their start."""
    found = [one for one in ctx.base.all(Initiative) if one.part_of == programme.id]
    return sorted(found, key=lambda one: (one.start or "~", one.id))


def below(ctx: Context, programme: Initiative) -> list[Initiative]:
    """Return all that is part of a programme, directly or through another."""
    found: dict[str, Initiative] = {}
    waiting = [programme]
    while waiting:
        for one in parts_of(ctx, waiting.pop()):
            if one.id not in found and one.id != programme.id:
                found[one.id] = one
                waiting.append(one)
    return [*found.values()]


def tops(ctx: Context) -> list[Initiative]:
    """Return the programmes that are part of no other."""
    return [
        one
        for one in ctx.base.all(Initiative)
        if one.type == "programme" and ctx.base.get(Initiative, one.part_of) is None
    ]


def in_order(ctx: Context) -> list[Initiative]:
    """Return all initiatives: each programme followed by its parts, then those outside any."""
    first = [each for one in tops(ctx) for each in (one, *below(ctx, one))]
    return [*{one.id: one for one in (*first, *ctx.base.all(Initiative))}.values()]


def own(ctx: Context, view: type[E], initiative: Initiative) -> list[E]:
    """Return what of a kind belongs to an initiative itself, not to its parts."""
    return [one for one in ctx.base.all(view) if one.fields.get("initiative") == initiative.id]


def theirs(w: Writer, view: type[E], initiative: Initiative) -> bool:
    """Say how many more a programme's projects have; whether they have any."""
    n = sum(one.fields.get("initiative") != initiative.id for one in naming(w.ctx.base, view, initiative))
    if n:
        charts.note(
            w,
            w.ctx.t("On the pages of its projects: 1 more.")
            if n == 1
            else w.ctx.t("On the pages of its projects: {n} more.", n=n),
        )
    return bool(n)
