"""What pages say of a risk's exposure: now, before and on average, when it was measured, and which actions are due."""

from __future__ import annotations

from collections.abc import Sequence

from timonel.kinds import Risk, RiskAction
from timonel.rules.facts import day, days_before
from timonel.site.desk import Desk
from timonel.site.kit import Cell, count
from timonel.site.views.shared.blocks import change

WINDOW = 30  # days of a risk's trend
_SOON = 14  # days in which an action's date is near


def exposure(desk: Desk, risk: Risk, days_ago: int = 0) -> int | None:
    """Return a risk's exposure today or some days ago, None where it was not measured by then."""
    facts = desk.facts
    return facts.exposure(facts.last(risk, days_before(facts.today, days_ago)))


def exposure_cell(desk: Desk, risk: Risk) -> Cell | None:
    """Return a risk's exposure today as a number that sorts, None where it was not measured."""
    now = exposure(desk, risk)
    return None if now is None else count(now)


def trend(desk: Desk, risk: Risk) -> Cell | None:
    """Return how a risk's exposure changed in the window; None where there is nothing to compare."""
    now = exposure(desk, risk)
    return None if now is None else change(desk, now, exposure(desk, risk, WINDOW))


def last_measured(desk: Desk, risk: Risk, *, cadence: bool = False) -> Cell:
    """Return when a risk was last measured, (how often it should be,) and whether its next measurement is late."""
    last = desk.facts.last(risk)
    cell = (desk.date_cell(last.date) if last else None) or Cell(desk.t("not measured"), sort="")
    notes = [desk.chosen(risk, "cadence")] if cadence else []
    if any(one.code == "RSK001" for one in desk.result.by_subject.get(risk.key, ())):
        notes.append(desk.t("late"))
    return cell._replace(note=" · ".join(notes))


def mean_exposure(desk: Desk, risks: Sequence[Risk]) -> list[tuple[str, float]]:
    """Return day → mean exposure of risks, each by its latest measurement up to that day; unmeasured ones do not count."""
    events: dict[str, dict[str, int]] = {}
    for risk in risks:
        for one in desk.facts.measured.get(risk.key, ()):
            found = desk.facts.exposure(one)
            if found is not None:
                events.setdefault(one.date, {})[risk.id] = found
    known: dict[str, int] = {}
    series = []
    for date in sorted(events):
        known |= events[date]
        series.append((date, sum(known.values()) / len(known)))
    return series


def due_badges(desk: Desk, action: RiskAction) -> list[Cell]:
    """Return a badge for an action not done that is overdue, or nearly."""
    if action.due is None or action.done:
        return []
    left = (day(action.due) - day(desk.facts.today)).days
    if left < 0:
        return [Cell(desk.t("1 day late") if left == -1 else desk.t("{n} days late", n=-left), badge="warning")]
    if left <= _SOON:
        return [
            Cell(
                desk.t("today") if left == 0 else desk.t("in 1 day") if left == 1 else desk.t("in {n} days", n=left),
                badge="next",
            )
        ]
    return []
