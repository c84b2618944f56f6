"""Blocks of the home page for those who steer: objectives against target, gates due, next meetings."""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup

from timonel.kinds import Forum, Initiative, InitiativePhase, Objective, Phase, Waiver
from timonel.lookups.calendar import days_before
from timonel.lookups.initiatives import following, proven
from timonel.lookups.status import is_active
from timonel.site import escape
from timonel.site.kit import Action, Cell, Column, Number, Value
from timonel.site.views.governance.waivers import SOON
from timonel.site.views.people.assignment import date
from timonel.site.views.people.bodies import next_meeting
from timonel.site.views.programme import phases
from timonel.site.views.programme.objectives import bar
from timonel.site.views.risks.exposure import happened
from timonel.site.views.shared.subscribe import subscribe
from timonel.site.writer import Writer
from timonel.text import many

_SHOWN = 6
_EACH = 3  # of gates, of meetings
_AHEAD = 120  # days: a gate beyond is no news yet


def today(w: Writer) -> list[Number]:
    """Return the state of the day as numbers, each the way to what it counts; what there is none of is not told, but gaps."""
    ctx, t, today_ = w.ctx, w.ctx.t, w.ctx.facts.today
    way, errors, warnings = w.href("governance/gaps"), ctx.result.count("error"), ctx.result.count("warning")
    found = [
        Number(ctx.number(errors), t(many("error", "errors", errors)), way, "error" if errors else "ok"),
        Number(ctx.number(warnings), t(many("warning", "warnings", warnings)), way, "warning" if warnings else "ok"),
    ]
    if there := happened(ctx):
        label = t(many("issue that has happened", "issues that have happened", len(there)))
        found.append(Number(ctx.number(len(there)), label, w.href("risks/index", "happened"), "warning"))
    late = [one for one in ctx.base.all(Objective) if is_active(one) and one.due and one.due < today_]
    if late:
        label = t(many("objective overdue", "objectives overdue", len(late)))
        found.append(Number(ctx.number(len(late)), label, w.href("objectives/index"), "warning"))
    gates = sorted((due, one.key, one, step, phase) for due, one, step, phase in _gates(w))
    if gates:
        due, _, one, step, phase = gates[0]
        proof = phases.proof_count(ctx, step, phase)
        label = " · ".join(filter(None, (t("next gate"), proof)))
        found.append(Number(ctx.date(due), label, w.href(one, "phases"), "warning" if due < today_ else None))
    soon = [one for one in ctx.base.all(Waiver) if today_ <= one.expires <= days_before(today_, -SOON)]
    if soon:
        label = t(many("waiver that ends soon", "waivers that end soon", len(soon)))
        found.append(Number(ctx.number(len(soon)), label, w.href("governance/waivers"), "warning"))
    return found


def objectives(w: Writer) -> Markup | None:
    """Return the open objectives that fall due first, as bars, with the way to all of them."""
    ctx = w.ctx
    found = sorted(
        (one for one in ctx.base.all(Objective) if is_active(one) and one.target is not None),
        key=lambda one: (one.due or "~", one.id),
    )
    if not found:
        return None
    title = ctx.t("Objectives against target")
    bars = ctx.c.bars([bar(w, objective, note=_due(w, objective)) for objective in found[:_SHOWN]], title)
    return _titled(
        title, "objectives", bars, ctx.c.actions([Action(ctx.t("All objectives"), w.href("objectives/index"))])
    )


def _titled(title: str, anchor: str, *blocks: Markup) -> Markup:
    """Return blocks under a heading of their own."""
    return Markup('<h2 id="{}">{}</h2>{}').format(anchor, escape.html(title), Markup("").join(blocks))


def _due(w: Writer, one: Objective) -> str | None:
    """Return by when an objective is to be reached, and whether that day has passed."""
    cell = date(w, one.due)
    return " · ".join(part for part in (cell.text, cell.note) if part) if cell else None


def dates(w: Writer) -> Markup | None:
    """Return the gates and meetings that come next, what should have been already first, with the way to a calendar."""
    ctx, t = w.ctx, w.ctx.t
    found = [*_next_gates(w), *_next_meetings(w)]
    if not found:
        return None
    title = t("Next dates")
    columns = [
        Column[_Date]("what", t("What"), lambda one: one.what, wide=True),
        Column[_Date]("when", t("When"), lambda one: one.when),
        Column[_Date]("who", t("Who"), lambda one: one.who),
    ]
    rows = sorted(found, key=lambda one: one[:2])
    table = ctx.c.table("next-dates", title, rows, columns, plain=True, folds=False)
    ways = subscribe(w)
    return _titled(title, "dates", table, *([ctx.c.actions(ways)] if ways else []))


class _Date(NamedTuple):
    """What comes: its day and key, what it is, when and who leads it."""

    day: str
    key: str
    what: Cell
    when: Value
    who: Cell | None


def _next_gates(w: Writer) -> list[_Date]:
    """Return the next gates, the first of them."""
    ctx, found = w.ctx, list[_Date]()
    for due, one, step, phase in sorted(_gates(w), key=lambda row: (row[0], row[1].id))[:_EACH]:
        n, m = proven(step, phase)
        words = ctx.t("{phase}: {n} of {m} criteria with evidence", phase=ctx.name(phase), n=n, m=m)
        note = words if m else ctx.name(phase)
        cell = w.link(one)._replace(href=w.href(one, "phases"), note=note)
        found.append(_Date(due, one.key, cell, _when(date(w, due)), w.role(one.lead)))
    return found


def _next_meetings(w: Writer) -> list[_Date]:
    """Return the bodies that meet next, those that should have met already first."""
    ctx = w.ctx
    cells = [(str(cell.sort), one, cell) for one in ctx.base.all(Forum) if (cell := next_meeting(ctx, one))]
    return [
        _Date(day, one.key, w.link(one)._replace(note=ctx.t("Meeting")), _when(cell), w.role(one.chair))
        for day, one, cell in sorted(cells, key=lambda row: (row[0], row[1].id))[:_EACH]
    ]


def _when(cell: Cell | None) -> Value:
    """Return a day with its remark as a chip: it has passed, or is only reckoned."""
    if cell is None or not cell.note:
        return cell
    return [cell._replace(note=None), Cell(cell.note, badge="warning")]


def _gates(w: Writer) -> list[tuple[str, Initiative, InitiativePhase, Phase]]:
    """Return the next gate of each active initiative, where its date is past or near."""
    ctx, until = w.ctx, days_before(w.ctx.facts.today, -_AHEAD)
    return [
        (found[0].due, initiative, *found)
        for initiative in ctx.base.all(Initiative)
        if (found := following(ctx.base, initiative)) and found[0].due and found[0].due <= until
    ]
