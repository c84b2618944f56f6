"""Where the company is heading: its goals, what they follow from, and the objectives and initiatives that serve each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from timonel.kinds import Goal, Initiative, Objective, Organization
from timonel.rules.facts import is_active
from timonel.site.desk import Cell, Desk
from timonel.site.views import default, inventory
from timonel.site.views.objectives import progress, progress_word
from timonel.site.views.organization import organization_page
from timonel.site.writer import Writer


def pages(desk: Desk) -> Iterator[inventory.OverviewPage]:
    """Yield the goals, and the company itself as a page of the menu."""
    if desk.base.of("organization"):
        yield "organization/index", desk.kind_title("organization"), company, {"search": {"exclude": True}}
    if desk.base.of("goal"):
        yield "goals/index", desk.kind_plural("goal"), overview, {"search": {"exclude": True}}


def company(w: Writer) -> None:
    """Write what the company's own page says, where the menu leads."""
    organization = w.desk.facts.organization
    for one in w.desk.base.all(Organization):
        if one is organization:
            w.title(w.desk.name(one))
            w.add(w.desk.c.lede(w.inline(one.description) if one.description else ""))
            organization_page(w, one)
            w.add(
                w.desk.c.actions([{"text": w.desk.t("Its gaps, and what refers to it"), "href": w.href(one, "gaps")}])
            )


def overview(w: Writer) -> None:
    """Write the goals under what they follow from, each with what serves it."""
    desk, t = w.desk, w.desk.t
    organization = desk.facts.organization
    w.title(desk.kind_plural("goal"))
    w.add(
        desk.c.lede(
            t(
                "CRM has no mission of its own: what it promises serves what the whole company wants. A goal that nothing serves, or an objective that serves none, is a question to ask."
            )
        )
    )
    for source in ("mission", "vision"):
        mine = [one for one in desk.base.all(Goal) if one.derives_from == source]
        if mine:
            w.heading(desk.label("organization", source), source)
            w.text(organization.fields.get(source) if organization else None)
            w.add(desk.c.cards([_card(w, one) for one in mine], t("Goals that follow from it")))
    w.heading(t("What serves each goal"), "served")
    columns = [
        {"key": "goal", "label": desk.kind_title("goal"), "wide": True}, {"key": "objectives", "label": desk.kind_plural("objective")},
        {"key": "initiatives", "label": desk.kind_plural("initiative")},
    ]  # fmt: skip
    nothing = {"text": t("nothing serves it yet"), "badge": "warning"}
    rows = [
        [
            w.link(one),
            [_progress(w, each) for each in objectives(desk, one)] or nothing,
            [_with_status(w, each) for each in initiatives(desk, one)] or nothing,
        ]
        for one in desk.base.all(Goal)
    ]
    w.add(desk.c.table("served-table", t("What serves each goal"), columns, rows, plain=True))
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


def _card(w: Writer, goal: Goal) -> dict[str, Any]:
    desk, t = w.desk, w.desk.t
    counts = (("objective", len(objectives(desk, goal))), ("initiative", len(initiatives(desk, goal))))
    meta = [t("{kind}: {n}", kind=desk.kind_plural(kind), n=n) for kind, n in counts if n]
    return {"text": desk.name(goal), "href": w.href(goal), "note": w.inline(goal.statement), "meta": meta}


def _progress(w: Writer, one: Objective) -> Cell:
    word = (
        progress_word(w.desk, progress(w.desk, one))
        if is_active(one)
        else (w.desk.choice(one, "status") or {}).get("text")
    )
    return {**w.link(one), "note": word}


def _with_status(w: Writer, one: Initiative) -> Cell:
    return {**w.link(one), "note": (w.desk.choice(one, "status") or {}).get("text")}


def goal_page(w: Writer, goal: Goal) -> None:
    """Write the middle of a goal's page: what it says, what it follows from, what serves it."""
    desk, t = w.desk, w.desk.t
    organization = desk.facts.organization
    default.facts(w, goal)
    w.heading(desk.label("goal", "statement"), "statement")
    w.prose(goal.statement)
    if organization is not None:
        w.heading(t("It follows from: {what}", what=desk.label("organization", goal.derives_from)), "source")
        w.text(organization.fields.get(goal.derives_from))
    mine = objectives(desk, goal)
    w.heading(t("Objectives that serve it"), "objectives")
    if mine:
        columns = [
            {"key": "objective", "label": desk.kind_title("objective"), "wide": True}, {"key": "progress", "label": t("Progress")},
            {"key": "due", "label": desk.label("objective", "due")}, {"key": "status", "label": desk.label("objective", "status")}, {"key": "owner", "label": desk.label("objective", "owner")},
        ]  # fmt: skip
        rows = [
            [
                w.link(one, gap=True),
                progress_word(desk, progress(desk, one)),
                desk.date_cell(one.due),
                desk.choice(one, "status"),
                w.role(one.owner),
            ]
            for one in mine
        ]
        w.add(desk.c.table("objectives-table", t("Objectives that serve it"), columns, rows, plain=True))
    else:
        w.add(desk.c.notice("none", t("nothing serves it yet"), t("No objective says by how much, or by when.")))
    served = initiatives(desk, goal)
    if served:
        w.heading(t("Initiatives that serve it"), "initiatives")
        w.add(
            desk.c.cards(
                [
                    {
                        **w.link(one),
                        "badges": [desk.status(one)],
                        "note": w.inline(one.purpose) if one.purpose else None,
                    }
                    for one in served
                ]
            )
        )


VIEWS = {"goal": goal_page}
