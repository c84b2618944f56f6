"""Where the company is heading: its goals, what they follow from, and the objectives and initiatives that serve each."""

from __future__ import annotations

from collections.abc import Iterator

from timonel.kinds import Goal, Initiative, Objective
from timonel.rules.facts import is_active
from timonel.site import fields
from timonel.site.desk import Desk
from timonel.site.draft import Draft
from timonel.site.kit import Card, Cell, Column
from timonel.site.views.programme.objectives import progress, progress_word
from timonel.site.views.shared import entity_page
from timonel.site.writer import Writer


def pages(desk: Desk) -> Iterator[Draft]:
    """Yield the goals."""
    if desk.base.of("goal"):
        yield Draft("goals/index", desk.kind_plural("goal"), overview, searched=False)


def overview(w: Writer) -> None:
    """Write the goals under what they follow from, each with what serves it."""
    desk, t = w.desk, w.desk.t
    organization = desk.facts.organization
    w.title(desk.kind_plural("goal"))
    w.lede(
        t(
            "CRM has no mission of its own: what it promises serves what the whole company wants. A goal that nothing serves, or an objective that serves none, is a question to ask."
        )
    )
    for source in ("mission", "vision"):
        mine = [one for one in desk.base.all(Goal) if one.derives_from == source]
        if mine:
            w.heading(desk.label("organization", source), source)
            w.text(organization.fields.get(source) if organization else None)
            w.add(desk.c.cards([_card(w, one) for one in mine], t("Goals that follow from it")))
    w.heading(t("What serves each goal"), "served")
    nothing = Cell(t("nothing serves it yet"), badge="warning")
    w.table(
        "served-table",
        t("What serves each goal"),
        desk.base.all(Goal),
        [
            fields.named(w, "goal", key="goal"),
            Column(
                "objectives",
                desk.kind_plural("objective"),
                lambda goal: [_progress(w, each) for each in objectives(desk, goal)] or nothing,
            ),
            Column(
                "initiatives",
                desk.kind_plural("initiative"),
                lambda goal: [_with_status(w, each) for each in initiatives(desk, goal)] or nothing,
            ),
        ],
        plain=True,
    )
    loose = [w.link(one) for one in desk.base.all(Objective) if is_active(one) and not one.goal]
    if loose:
        w.heading(t("Objectives that serve no goal"), "loose")
        w.add(desk.c.value(loose))


def objectives(desk: Desk, goal: Goal) -> list[Objective]:
    """Return the objectives that serve a goal, the open ones first."""
    return sorted(
        (one for one in desk.base.all(Objective) if one.goal == goal.id),
        key=lambda one: (one.status != "open", one.due or "9999"),
    )


def initiatives(desk: Desk, goal: Goal) -> list[Initiative]:
    """Return the initiatives that serve a goal."""
    return [one for one in desk.base.all(Initiative) if goal.id in one.goals]


def _card(w: Writer, goal: Goal) -> Card:
    desk, t = w.desk, w.desk.t
    counts = (("objective", len(objectives(desk, goal))), ("initiative", len(initiatives(desk, goal))))
    meta = [t("{kind}: {n}", kind=desk.kind_plural(kind), n=n) for kind, n in counts if n]
    return Card(desk.name(goal), w.href(goal), note=w.inline(goal.statement), meta=meta)


def _progress(w: Writer, objective: Objective) -> Cell:
    desk = w.desk
    active = is_active(objective)
    word = progress_word(desk, progress(desk, objective)) if active else desk.chosen(objective, "status")
    return w.link(objective)._replace(note=word)


def _with_status(w: Writer, initiative: Initiative) -> Cell:
    return w.link(initiative)._replace(note=w.desk.chosen(initiative, "status"))


def goal_page(w: Writer, goal: Goal) -> None:
    """Write the middle of a goal's page: what it says, what it follows from, what serves it."""
    desk, t = w.desk, w.desk.t
    organization = desk.facts.organization
    entity_page.facts(w, goal)
    w.heading(desk.label("goal", "statement"), "statement")
    w.prose(goal.statement)
    if organization is not None:
        w.heading(t("It follows from: {what}", what=desk.label("organization", goal.derives_from)), "source")
        w.text(organization.fields.get(goal.derives_from))
    mine = objectives(desk, goal)
    w.heading(t("Objectives that serve it"), "objectives")
    if mine:
        w.table(
            "objectives-table",
            t("Objectives that serve it"),
            mine,
            [
                fields.head(desk, "objective", lambda objective: w.link(objective, gap=True), wide=True),
                Column("progress", t("Progress"), lambda objective: progress_word(desk, progress(desk, objective))),
                fields.column(w, "objective.due"),
                fields.column(w, "objective.status"),
                fields.column(w, "objective.owner"),
            ],
            plain=True,
        )
    else:
        w.notice("none", t("nothing serves it yet"), t("No objective says by how much, or by when."))
    served = initiatives(desk, goal)
    if served:
        w.heading(t("Initiatives that serve it"), "initiatives")
        w.add(
            desk.c.cards(
                [
                    Card(desk.name(x), w.href(x), note=w.inline(x.purpose) or None, badges=[desk.status(x)])
                    for x in served
                ]
            )
        )


VIEWS = {"goal": goal_page}
