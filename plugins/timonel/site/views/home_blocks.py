"""Blocks of the home page for those who steer: objectives against target, gates due, next meetings."""

from __future__ import annotations

from timonel.kinds import Forum, Initiative, InitiativePhase, Objective, Phase, Waiver
from timonel.lookups.calendar import days_before
from timonel.lookups.status import is_active
from timonel.site import fields
from timonel.site.kit import Action, Column, Number
from timonel.site.views.governance.overview import SOON
from timonel.site.views.people.assignment import date
from timonel.site.views.people.forums import next_meeting
from timonel.site.views.programme import phases
from timonel.site.views.programme.objectives import bar
from timonel.site.views.risks.exposure import happened
from timonel.site.views.shared.subscribe import subscribe
from timonel.site.writer import Writer
from timonel.text import many

_SHOWN = 5
_AHEAD = 120  # days: a gate beyond is no news yet


def today(w: Writer) -> None:
    """Add the state of the day as numbers, each the way to what it counts; what there is none of is not told, but gaps."""
    ctx, t, today_ = w.ctx, w.ctx.t, w.ctx.facts.today
    way, errors, warnings = w.href("governance/gaps"), ctx.result.count("error"), ctx.result.count("warning")
    found = [
        Number(ctx.number(errors), t(many("error", "errors", errors)), way, "error" if errors else "ok"),
        Number(ctx.number(warnings), t(many("warning", "warnings", warnings)), way, "warning" if warnings else "ok"),
    ]
    if there := happened(ctx):
        label = t(many("issue that is there", "issues that are there", len(there)))
        found.append(Number(ctx.number(len(there)), label, w.href("risks/index", "happened"), "warning"))
    late = [one for one in ctx.base.all(Objective) if is_active(one) and one.due and one.due < today_]
    if late:
        label = t(many("objective overdue", "objectives overdue", len(late)))
        found.append(Number(ctx.number(len(late)), label, w.href("objectives/index"), "warning"))
    gates = sorted((due, one.key, one) for due, one, _, _ in _gates(w))
    if gates:
        due, _, one = gates[0]
        found.append(Number(ctx.date(due), t("next gate"), w.href(one, "phases"), "warning" if due < today_ else None))
    soon = [one for one in ctx.base.all(Waiver) if today_ <= one.expires <= days_before(today_, -SOON)]
    if soon:
        label = t(many("waiver that ends soon", "waivers that end soon", len(soon)))
        found.append(Number(ctx.number(len(soon)), label, w.href("governance/waivers"), "warning"))
    w.heading(t("Today"), "today")
    w.add(ctx.c.numbers(found))


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
    ctx, t, found = w.ctx, w.ctx.t, _gates(w)
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


def _gates(w: Writer) -> list[tuple[str, Initiative, InitiativePhase, Phase]]:
    """Return the next gate of each active initiative, where its date is past or near."""
    ctx, until = w.ctx, days_before(w.ctx.facts.today, -_AHEAD)
    return [
        (following[0].due, initiative, *following)
        for initiative in ctx.base.all(Initiative)
        if (following := phases.following(ctx, initiative)) and following[0].due and following[0].due <= until
    ]


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
        if ways := subscribe(w):
            w.add(ctx.c.actions(ways))
