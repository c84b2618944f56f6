"""Blocks of the home page for those who steer: objectives against target, gates due, next meetings."""

from __future__ import annotations

from timonel.kinds import Forum, Initiative, Objective
from timonel.lookups.calendar import days_before
from timonel.lookups.status import is_active
from timonel.site import fields
from timonel.site.kit import Action, Column
from timonel.site.views.people.assignment import date
from timonel.site.views.people.forums import next_meeting
from timonel.site.views.programme import phases
from timonel.site.views.programme.objectives import bar
from timonel.site.writer import Writer

_SHOWN = 5
_AHEAD = 120  # days: a gate beyond is no news yet


def objectives(w: Writer) -> None:
    """Add the open objectives that fall due first, as bars, with the way to all of them."""
    ctx = w.ctx
    found = sorted(
        (one for one in ctx.base.all(Objective) if is_active(one) and one.target is not None),
        key=lambda one: (one.due or "~", one.id),
    )
    if found:
        title = ctx.t("Objectives against target")
        w.heading(title, "objectives")
        w.add(ctx.c.bars([bar(w, objective, note=_due(w, objective)) for objective in found[:_SHOWN]], title))
        w.add(ctx.c.actions([Action(ctx.t("All objectives"), w.href("objectives/index"))]))


def _due(w: Writer, one: Objective) -> str | None:
    """Return by when an objective is to be reached, and whether that day has passed."""
    cell = date(w, one.due)
    return " · ".join(part for part in (cell.text, cell.note) if part) if cell else None


def gates_due(w: Writer) -> None:
    """Add the next gate of each active initiative, where its date is past or near."""
    ctx, t = w.ctx, w.ctx.t
    until = days_before(ctx.facts.today, -_AHEAD)
    found = [
        (following[0].due, initiative, *following)
        for initiative in ctx.base.all(Initiative)
        if (following := phases.following(ctx, initiative)) and following[0].due and following[0].due <= until
    ]
    if found:
        w.heading(t("Gates due"), "gates")
        w.table(
            "gates-due",
            t("Gates due"),
            sorted(found, key=lambda row: row[0]),
            [
                fields.head(
                    ctx, "initiative", lambda row: w.link(row[1])._replace(href=w.href(row[1], "phases")), wide=True
                ),
                fields.head(ctx, "phase", lambda row: w.link(row[3])),
                Column("due", t("Gate"), lambda row: date(w, row[0])),
                Column("proof", t("Criteria with evidence"), lambda row: phases.proof_count(ctx, row[2], row[3])),
                fields.head(ctx, "initiative.lead", lambda row: w.role(row[1].lead)),
            ],
            plain=True,
        )


def meetings(w: Writer) -> None:
    """Add the governance bodies that meet next, those that should have met already first."""
    ctx, t = w.ctx, w.ctx.t
    found = [(str(cell.sort), one, cell) for one in ctx.base.all(Forum) if (cell := next_meeting(ctx, one))]
    if found:
        w.heading(t("Next meetings"), "meetings")
        w.table(
            "next-meetings",
            t("Next meetings"),
            sorted(found, key=lambda each: (each[0], each[1].id))[:_SHOWN],
            [
                fields.head(ctx, "forum", lambda row: w.link(row[1]), wide=True),
                Column("when", t("When"), lambda row: row[2]),
                fields.head(ctx, "forum.chair", lambda row: w.role(row[1].chair)),
            ],
            plain=True,
        )
