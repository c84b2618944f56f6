"""What pages say of a risk's exposure: now, before and on average, when it was measured, and which actions are due."""

from __future__ import annotations

from collections.abc import Sequence

from timonel.kinds import Issue, Risk, RiskAction
from timonel.lookups.calendar import day, days_before
from timonel.lookups.status import is_active
from timonel.site.context import Context
from timonel.site.kit import Cell, Value, count
from timonel.site.views.shared.blocks import change
from timonel.text import many

WINDOW = 30  # days of a risk's trend
_SOON = 14  # days in which an action's date is near


def exposure(ctx: Context, risk: Risk, days_ago: int = 0) -> int | None:
    """Return a risk's exposure today or some days ago, None where it was not measured by then."""
    facts = ctx.facts
    return facts.exposure(facts.last(risk, days_before(facts.today, days_ago)))


def happened(ctx: Context) -> list[Issue | Risk]:
    """Return what has already happened and is not over: risks that came true by exposure, then open issues, the gravest first."""
    grave = {"high": 0, "medium": 1, "low": 2}
    issues = [one for one in ctx.base.all(Issue) if is_active(one)]
    risks = [one for one in ctx.base.all(Risk) if one.status == "materialized"]
    return [
        *sorted(risks, key=lambda one: (-(exposure(ctx, one) or 0), one.id)),
        *sorted(issues, key=lambda one: (grave.get(one.impact or "", len(grave)), one.opened or "~", one.id)),
    ]


def exposure_cell(ctx: Context, risk: Risk) -> Cell | None:
    """Return a risk's exposure today as a number that sorts, None where it was not measured."""
    now = exposure(ctx, risk)
    return None if now is None else count(now)


def trend(ctx: Context, risk: Risk) -> Cell | None:
    """Return how a risk's exposure changed in the window; None where there is nothing to compare."""
    now = exposure(ctx, risk)
    return None if now is None else change(ctx, now, exposure(ctx, risk, WINDOW))


def risen(ctx: Context, risk: Risk) -> int:
    """Return by how much a risk's exposure rose in the window, less than 0 where it fell; 0 where there is nothing to compare."""
    now, before = exposure(ctx, risk), exposure(ctx, risk, WINDOW)
    return 0 if now is None or before is None else now - before


def last_measured(ctx: Context, risk: Risk, *, cadence: bool = False) -> Value:
    """Return when a risk was last measured, (how often it should be,) and whether its next measurement is late.

    One that has happened or is closed is measured no more.
    """
    last = ctx.facts.last(risk)
    cell = (ctx.date_cell(last.date) if last else None) or Cell(ctx.t("not measured"), sort="")
    often = ctx.chosen(risk, "cadence") if cadence and is_active(risk) else None
    cell = cell._replace(note=often)
    late = any(one.code == "RSK001" for one in ctx.result.by_subject.get(risk.key, ()))
    return [cell, Cell(ctx.t("late"), badge="warning")] if late else cell


def next_action(ctx: Context, risk: Risk) -> Cell | None:
    """Return when the next thing is to be done about a risk, as it stands below its title; None without any day."""
    due = min((one.due for one in risk.actions if one.due and not one.done), default=None)
    if due is None or risk.status == "closed":
        return None
    left = (day(due) - day(ctx.facts.today)).days
    if left < 0:
        return Cell(
            ctx.t(many("Next action overdue by 1 day", "Next action overdue by {n} days", -left)),
            "#actions",
            badge="warning",
        )
    near = ctx.t(many("in 1 day", "in {n} days", left)) if 0 < left <= _SOON else ""
    return Cell(ctx.t("Next action by {date}", date=ctx.date(due)), "#actions", note=near)


def mean_exposure(ctx: Context, risks: Sequence[Risk]) -> list[tuple[str, float]]:
    """Return day → mean exposure of risks, each by its latest measurement up to that day; unmeasured ones do not count."""
    events: dict[str, dict[str, int]] = {}
    for risk in risks:
        for one in ctx.facts.measured.get(risk.key, ()):
            found = ctx.facts.exposure(one)
            if found is not None:
                events.setdefault(one.date, {})[risk.id] = found
    known: dict[str, int] = {}
    series = []
    for date in sorted(events):
        known |= events[date]
        series.append((date, sum(known.values()) / len(known)))
    return series


def due_badges(ctx: Context, action: RiskAction) -> list[Cell]:
    """Return a badge for an action not done that is overdue, or nearly."""
    if action.due is None or action.done:
        return []
    left = (day(action.due) - day(ctx.facts.today)).days
    if left < 0:
        return [Cell(ctx.t("1 day late") if left == -1 else ctx.t("{n} days late", n=-left), badge="warning")]
    if left <= _SOON:
        return [
            Cell(
                ctx.t("today") if left == 0 else ctx.t("in 1 day") if left == 1 else ctx.t("in {n} days", n=left),
                badge="next",
            )
        ]
    return []
