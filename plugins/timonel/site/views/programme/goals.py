"""Where the company is heading: its goals, what they follow from, and the objectives and initiatives that serve each."""

from __future__ import annotations

from collections.abc import Iterator

from timonel.kinds import Goal, Initiative, Objective
from timonel.lookups.objectives import share_of_way
from timonel.lookups.status import is_active
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Card, Cell, Column
from timonel.site.views.programme.objectives import progress_word
from timonel.site.views.shared import entity_page
from timonel.site.writer import Writer


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the goals."""
    if ctx.base.of("goal"):
        yield Draft("goals/index", ctx.kind_plural("goal"), overview, searched=False)


def overview(w: Writer) -> None:
    """Write the goals under what they follow from, each with what serves it."""
    ctx, t = w.ctx, w.ctx.t
    organization = ctx.facts.organization
    w.title(ctx.kind_plural("goal"))
    w.lede(
        t(
            "CRM has no mission of its own: what it promises serves what the whole company wants. A goal that nothing serves, or an objective that serves none, is a question to ask."
        )
    )
    for source in ("mission", "vision"):
        mine = [one for one in ctx.base.all(Goal) if one.derives_from == source]
        if mine:
            w.heading(ctx.label("organization", source), source)
            w.text(organization.fields.get(source) if organization else None)
            w.add(ctx.c.cards([_card(w, one) for one in mine], t("Goals that follow from it")))
    w.heading(t("What serves each goal"), "served")
    nothing = Cell(t("nothing serves it yet"), badge="warning")
    w.table(
        "served-table",
        t("What serves each goal"),
        ctx.base.all(Goal),
        [
            fields.named(w, "goal", key="goal"),
            Column(
                "objectives",
                ctx.kind_plural("objective"),
                lambda goal: [_progress(w, each) for each in objectives(ctx, goal)] or nothing,
            ),
            Column(
                "initiatives",
                ctx.kind_plural("initiative"),
                lambda goal: [_with_status(w, each) for each in initiatives(ctx, goal)] or nothing,
            ),
        ],
        plain=True,
    )
    loose = [w.link(one) for one in ctx.base.all(Objective) if is_active(one) and not one.goal]
    if loose:
        w.heading(t("Objectives that serve no goal"), "loose")
        w.add(ctx.c.value(loose))


def objectives(ctx: Context, goal: Goal) -> list[Objective]:
    """Return the objectives that serve a goal, the open ones first."""
    return sorted(
        (one for one in ctx.base.all(Objective) if one.goal == goal.id),
        key=lambda one: (one.status != "open", one.due or "9999"),
    )


def initiatives(ctx: Context, goal: Goal) -> list[Initiative]:
    """Return the initiatives that serve a goal."""
    return [one for one in ctx.base.all(Initiative) if goal.id in one.goals]


def _card(w: Writer, goal: Goal) -> Card:
    ctx, t = w.ctx, w.ctx.t
    counts = (("objective", len(objectives(ctx, goal))), ("initiative", len(initiatives(ctx, goal))))
    meta = [t("{kind}: {n}", kind=ctx.kind_plural(kind), n=n) for kind, n in counts if n]
    return Card(ctx.name(goal), w.href(goal), note=w.inline(goal.statement), meta=meta)


def _progress(w: Writer, objective: Objective) -> Cell:
    ctx = w.ctx
    active = is_active(objective)
    word = progress_word(ctx, share_of_way(ctx.facts, objective)) if active else ctx.chosen(objective, "status")
    return w.link(objective)._replace(note=word)


def _with_status(w: Writer, initiative: Initiative) -> Cell:
    return w.link(initiative)._replace(note=w.ctx.chosen(initiative, "status"))


def goal_page(w: Writer, goal: Goal) -> None:
    """Write the middle of a goal's page: what it says, what it follows from, what serves it."""
    ctx, t = w.ctx, w.ctx.t
    organization = ctx.facts.organization
    entity_page.facts(w, goal)
    w.heading(ctx.label("goal", "statement"), "statement")
    w.prose(goal.statement)
    if organization is not None:
        w.heading(t("It follows from: {what}", what=ctx.label("organization", goal.derives_from)), "source")
        w.text(organization.fields.get(goal.derives_from))
    mine = objectives(ctx, goal)
    w.heading(t("Objectives that serve it"), "objectives")
    if mine:
        w.table(
            "objectives-table",
            t("Objectives that serve it"),
            mine,
            [
                fields.head(ctx, "objective", lambda objective: w.link(objective, gap=True), wide=True),
                Column(
                    "progress", t("Progress"), lambda objective: progress_word(ctx, share_of_way(ctx.facts, objective))
                ),
                fields.column(w, "objective.due"),
                fields.column(w, "objective.status"),
                fields.column(w, "objective.owner"),
            ],
            plain=True,
        )
    else:
        w.notice("none", t("nothing serves it yet"), t("No objective says by how much, or by when."))
    served = initiatives(ctx, goal)
    if served:
        w.heading(t("Initiatives that serve it"), "initiatives")
        w.add(
            ctx.c.cards(
                [Card(ctx.name(x), w.href(x), note=w.inline(x.purpose) or None, badges=[ctx.status(x)]) for x in served]
            )
        )


VIEWS = {"goal": goal_page}
