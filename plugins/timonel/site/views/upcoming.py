"""What falls due for one or more roles by the calendar: measurements of their risks and indicators, gates of their initiatives."""

from __future__ import annotations

from collections.abc import Iterator

from timonel.kinds import Indicator, Initiative, Risk, Role
from timonel.model import Entity
from timonel.rules.facts import PERIOD_DAYS, Facts, days_before, is_active, months_before
from timonel.rules.objectives import is_awaited
from timonel.site.desk import Cell
from timonel.site.views import gates
from timonel.site.views.holding import Column, Duties, date

_AHEAD = 7  # days: a measurement beyond is no news yet
_LAST = "9999-12-31"  # the calendar's last day
_WORKING_DAYS = {"daily": 1, "weekly": 5}  # of a risk, as RSK001 counts them


def measurements(its: Duties) -> None:
    """Add the risks and indicators of the roles whose next measurement is due, or soon, the most urgent first."""
    desk, t = its.desk, its.desk.t
    columns: list[Column] = [
        {"key": "what", "label": t("What to measure"), "wide": True}, {"key": "kind", "label": t("Kind")},
        {"key": "often", "label": t("How often")}, {"key": "last", "label": t("Last measured")}, {"key": "due", "label": t("Due")},
    ]  # fmt: skip
    rows: list[tuple[Role | None, list[Cell]]] = [
        (
            role,
            [
                its.w.link(one),
                {"text": desk.kind_title(one.kind), "key": one.kind},
                desk.choice(one, "cadence" if one.kind == "risk" else "frequency"),
                desk.date_cell(last.date) if (last := desk.facts.last(one)) else {"text": t("never"), "sort": ""},
                date(its.w, due),
            ],
        )
        for due, role, one in to_measure(its)
    ]
    its.table(t("Measurements due"), "measurements", columns, rows, filters=("kind", "often"))


def to_measure(its: Duties) -> list[tuple[str, Role, Entity]]:
    """Return what the roles must measure by a week from now: until when, the role, the risk or indicator."""
    facts = its.desk.facts
    until = days_before(facts.today, -_AHEAD)
    found = [
        (due, role, one)
        for role in its.roles
        for one, _ in facts.owned.get(role.id, ())
        if isinstance(one, Risk | Indicator) and (due := next_measurement(facts, one)) and due <= until
    ]
    return sorted(found, key=lambda each: (each[0], each[2].key))


def next_measurement(facts: Facts, one: Risk | Indicator) -> str | None:
    """Return by which day a risk or indicator must be measured again; None where nobody waits for that."""
    last = facts.last(one)
    if isinstance(one, Risk):
        if not is_active(one):
            return None
        if last is None:
            return facts.today
        return _after(facts, last.date, one.cadence)
    if not one.frequency or not is_awaited(one, facts, facts.base):
        return None
    return days_before(last.date, -PERIOD_DAYS[one.frequency]) if last else facts.today


def _after(facts: Facts, last: str, cadence: str) -> str:
    """Return by which day a risk is measured again: working days after the last time, or the same day of the next month."""
    found = last if cadence in _WORKING_DAYS else months_before(last, -1)
    left = _WORKING_DAYS.get(cadence, 0)
    while left > 0 and found < _LAST:
        found = days_before(found, -1)
        left -= facts.is_working_day(found)
    return found


def gates_due(its: Duties) -> None:
    """Add the next gate of each active initiative that the roles lead or sponsor, the earliest first."""
    desk, t, w = its.desk, its.desk.t, its.w
    columns: list[Column] = [
        {"key": "initiative", "label": desk.kind_title("initiative"), "wide": True}, {"key": "phase", "label": desk.kind_title("phase")},
        {"key": "due", "label": t("Gate")}, {"key": "proof", "label": t("Criteria with evidence")}, {"key": "as", "label": t("As")},
    ]  # fmt: skip
    rows = []
    for role, one, field in next_gates(its):
        found = gates.following(desk, one)
        if found is not None:
            step, phase = found
            n, m = gates.proven(step, phase)
            proof = t("{n} of {m}", n=n, m=m) if m else None
            part = desk.label("initiative", field)
            initiative = {**w.link(one), "href": w.href(one, "phases")}
            rows.append((step.due or "~", (role, [initiative, w.link(phase), date(w, step.due), proof, part])))
    its.table(t("Gates due"), "gates", columns, [row for _, row in sorted(rows, key=lambda each: each[0])])


def next_gates(its: Duties) -> Iterator[tuple[Role, Initiative, str]]:
    """Yield the initiatives under way, with a gate to come, that the roles lead or sponsor, each with role and field."""
    for role in its.roles:
        for one, field in its.desk.facts.owned.get(role.id, ()):
            if isinstance(one, Initiative) and field in ("lead", "sponsor") and gates.following(its.desk, one):
                yield role, one, field
