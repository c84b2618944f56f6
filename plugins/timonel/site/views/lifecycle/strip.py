"""The stages in their order, each with how many touchpoints it has and the gaps that reach it: told alike everywhere."""

from __future__ import annotations

from timonel.kinds import Stage
from timonel.lookups.status import is_active
from timonel.site.context import Context
from timonel.site.kit import Cell, StageLink
from timonel.site.views.shared.standing import worst
from timonel.site.writer import Writer
from timonel.text import many


def in_order(ctx: Context) -> list[Stage]:
    """Return the stages in their order."""
    return sorted(ctx.base.all(Stage), key=lambda one: (one.order, one.id))


def strip(w: Writer) -> list[StageLink]:
    """Return all stages for the `stages` component."""
    return [stage_link(w, stage) for stage in w.ctx.once(in_order)]


def stage_link(w: Writer, stage: Stage) -> StageLink:
    """Return a stage with its touchpoints, active and planned ones, and the open gaps of it and of what carries it."""
    ctx = w.ctx
    met = ctx.facts.met.get(stage.id, ())
    active = sum(map(is_active, met))
    parts = [ctx.t(many("1 touchpoint", "{n} touchpoints", active))]
    if planned := len(met) - active:
        parts.append(ctx.t(many("1 planned", "{n} planned", planned)))
    counted = (stage, *ctx.facts.holding_up(stage))
    gaps = sum(len(ctx.gaps(one.key)) for one in counted)
    told = ctx.t(many("1 gap", "{n} gaps", gaps))
    badges = [Cell(told, w.href(stage, "gaps"), badge=worst(w, counted))] if gaps else []
    return StageLink(ctx.name(stage), w.href(stage), " · ".join(parts), badges)
