"""Blocks of the home page for those who steer: objectives against target, gates due, next meetings."""

from __future__ import annotations

from timonel.kinds import Forum, Initiative, Objective
from timonel.rules.facts import days_before, is_active
from timonel.site.desk import Cell
from timonel.site.views import gates
from timonel.site.views.forums import next_meeting
from timonel.site.views.holding import date
from timonel.site.views.objectives import bar
from timonel.site.writer import Writer

_SHOWN = 5
_AHEAD = 120  # days: a gate beyond is no news yet


def objectives(w: Writer) -> None:
    """Add the open objectives that fall due first, as bars, with the way to all of them."""
    desk = w.desk
    found = sorted(
        (one for one in desk.base.all(Objective) if is_active(one) and one.target is not None),
        key=lambda one: (one.due or "~", one.id),
    )
    if found:
        title = desk.t("Objectives against target")
        w.heading(title, "objectives")
        w.add(desk.c.bars([{**bar(w, one), "note": _due(w, one)} for one in found[:_SHOWN]], title))
        w.add(desk.c.actions([{"text": desk.t("All objectives"), "href": w.href("objectives/index")}]))


def _due(w: Writer, one: Objective) -> str | None:
    """Return by when an objective is to be reached, and whether that day has passed."""
    cell = date(w, one.due)
    return " · ".join(str(part) for part in (cell["text"], cell.get("note")) if part) if cell else None


def gates_due(w: Writer) -> None:
    """Add the next gate of each active initiative, where its date is past or near."""
    desk, t = w.desk, w.desk.t
    until = days_before(desk.facts.today, -_AHEAD)
    found: list[tuple[str, list[Cell]]] = []
    for one in desk.base.all(Initiative):
        following = gates.following(desk, one)
        if following is None or not following[0].due or following[0].due > until:
            continue
        step, phase = following
        n, m = gates.proven(step, phase)
        proof = t("{n} of {m}", n=n, m=m) if m else None
        found.append(
            (
                following[0].due,
                [
                    {**w.link(one), "href": w.href(one, "phases")},
                    w.link(phase),
                    date(w, step.due),
                    proof,
                    w.role(one.lead),
                ],
            )
        )
    if found:
        columns = [
            {"key": "initiative", "label": desk.kind_title("initiative"), "wide": True}, {"key": "phase", "label": desk.kind_title("phase")},
            {"key": "due", "label": t("Gate")}, {"key": "proof", "label": t("Criteria with evidence")},
            {"key": "lead", "label": desk.label("initiative", "lead")},
        ]  # fmt: skip
        w.heading(t("Gates due"), "gates")
        w.add(
            desk.c.table(
                "gates-due",
                t("Gates due"),
                columns,
                [row for _, row in sorted(found, key=lambda one: one[0])],
                plain=True,
            )
        )


def meetings(w: Writer) -> None:
    """Add the governance bodies that meet next, those that should have met already first."""
    desk, t = w.desk, w.desk.t
    found = [(cell["sort"], one, cell) for one in desk.base.all(Forum) if (cell := next_meeting(desk, one))]
    if found:
        columns = [
            {"key": "forum", "label": desk.kind_title("forum"), "wide": True}, {"key": "when", "label": t("When")},
            {"key": "chair", "label": desk.label("forum", "chair")},
        ]  # fmt: skip
        rows = [
            [w.link(one), cell, w.role(one.chair)]
            for _, one, cell in sorted(found, key=lambda each: (each[0], each[1].id))[:_SHOWN]
        ]
        w.heading(t("Next meetings"), "meetings")
        w.add(desk.c.table("next-meetings", t("Next meetings"), columns, rows, plain=True))
