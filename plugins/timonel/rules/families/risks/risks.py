"""Rules about risks: watched, owned, answered with actions, and learned from."""

from __future__ import annotations

from timonel.kinds import Risk, RiskAction, Role
from timonel.lookups.calendar import days_before, months_before
from timonel.lookups.facts import Facts
from timonel.lookups.initiatives import is_over
from timonel.lookups.status import is_active
from timonel.model import Base
from timonel.rules import Places, rule
from timonel.text import Said, Text, is_empty, said


def is_open(risk: Risk, base: Base) -> bool:
    """Whether somebody still watches a risk: it is open, and its initiative is not over."""
    return is_active(risk) and not is_over(base, risk.initiative)


# Working days within which the next measurement is due; a month is a calendar month.
_WORKING_DAYS = {"daily": 1, "weekly": 5}


@rule("RSK001", applies=is_open)
def risk_not_measured(risk: Risk, facts: Facts, base: Base) -> Places:
    """An open risk that was not measured at its cadence."""
    last = facts.last(risk)
    cadence = base.schema.kinds["risk"].fields["cadence"].get("x-labels", {}).get(risk.cadence, risk.cadence)
    if last is None:
        yield risk.at("cadence", cadence=cadence, when=said("never"))
    elif _overdue(risk.cadence, last.date, facts):
        yield risk.at("cadence", related=(last.at("date"),), cadence=cadence, when=last.date)


def _overdue(cadence: str, last: str, facts: Facts) -> bool:
    if cadence in _WORKING_DAYS:
        return facts.working_days_since(last) > _WORKING_DAYS[cadence]
    due = months_before(last, -1)
    return due < facts.today and facts.working_days_since(due) > 0


@rule("RSK002", applies=is_open)
def risk_without_owner(risk: Risk, base: Base) -> Places:
    """An open risk that nobody watches, or without a response."""
    missing = [name for name in ("owner", "response") if is_empty(risk.fields.get(name))]
    if missing:
        case = missing[0] if len(missing) == 1 else "both"
        yield risk.at(missing[0], missing=[base.schema.label("risk", name) for name in missing], case=case)


@rule("RSK003", applies=is_open)
def severe_risk_without_action(risk: Risk, facts: Facts, severe: int) -> Places:
    """A severe open risk that nobody does anything about."""
    exposure = facts.exposure(facts.last(risk))
    if exposure is not None and exposure >= severe and risk.response != "accept" and not risk.actions:
        yield risk.at("actions", exposure=exposure)


def _severe(risk: Risk, facts: Facts, severe: int) -> bool:
    """Whether an open risk is severe by its last measurement."""
    return is_open(risk, facts.base) and (facts.exposure(facts.last(risk)) or 0) >= severe


@rule("RSK008", applies=_severe)
def severe_risk_measured_rarely(risk: Risk, facts: Facts) -> Places:
    """A severe risk that is looked at more seldom than daily, or weekly where it is accepted or transferred."""
    enough = ("daily", "weekly") if risk.response in ("accept", "transfer") else ("daily",)
    if risk.cadence not in enough:
        cadence, wanted = facts.named("risk", "cadence", [risk.cadence, enough[-1]])
        yield risk.at("cadence", exposure=facts.exposure(facts.last(risk)), cadence=cadence, wanted=wanted)


def _has_open_actions(risk: Risk, base: Base) -> bool:
    return is_open(risk, base) and any(not one.done for one in risk.actions)


@rule("RSK009", applies=_has_open_actions)
def action_without_date_or_owner(risk: Risk) -> Places:
    """An action that nobody must carry out, or by no day."""
    lacking = [
        (n, [field for field in ("owner", "due") if is_empty(getattr(one, field))])
        for n, one in enumerate(risk.actions)
        if not one.done and (is_empty(one.owner) or is_empty(one.due))
    ]
    if lacking:
        places = [("actions", n, fields[0]) for n, fields in lacking]
        yield risk.at(
            *places[0],
            related=[risk.at(*one) for one in places[1:]],
            actions=[_wish(fields, risk.actions[n].statement) for n, fields in lacking],
            missing=[_given(fields, risk.actions[n].statement) for n, fields in lacking],
            case="missing",
        )


def _wish(fields: list[str], action: Text) -> Said:
    """Return an action with what it lacks."""
    if len(fields) > 1:
        return said("“{action}”, with no owner and no date", action=action)
    if fields == ["owner"]:
        return said("“{action}”, with no owner", action=action)
    return said("“{action}”, with no date", action=action)


def _given(fields: list[str], action: Text) -> Said:
    """Return what an action is to be given."""
    if len(fields) > 1:
        return said("`owner` and `due` in “{action}”", action=action)
    if fields == ["owner"]:
        return said("`owner` in “{action}”", action=action)
    return said("`due` in “{action}”", action=action)


def _accepted(risk: Risk, facts: Facts, severe: int) -> bool:
    return _severe(risk, facts, severe) and risk.response == "accept"


@rule("RSK011", applies=_accepted)
def severe_risk_accepted_by_nobody(risk: Risk, facts: Facts, today: str) -> Places:
    """A severe risk that is accepted, and nobody with the right to do so says that they accept it."""
    found, exposure = risk.acceptance, facts.exposure(facts.last(risk))
    if found is None:
        yield risk.at("acceptance", exposure=exposure, how=said("nobody has accepted it"))
        return
    by = facts.base.approver(found.by)
    if isinstance(by, Role) and by.type != "governance":
        yield risk.at(
            "acceptance", "by", exposure=exposure, how=said("{role} accepted it, a role that does not govern", role=by)
        )
    elif found.until is not None and found.until < today:
        yield risk.at(
            "acceptance", "until", exposure=exposure, how=said("it was accepted until {date}", date=found.until)
        )


def has_actions(risk: Risk, base: Base) -> bool:
    """Whether a risk that still matters has actions: what a closed one left undone, nobody waits for."""
    return risk.status != "closed" and bool(risk.actions) and not is_over(base, risk.initiative)


@rule("RSK005", applies=has_actions)
def action_overdue(risk: Risk, today: str) -> Places:
    """An action past its due date and not done."""
    late = [(number, one) for number, one in enumerate(risk.actions) if _late(one, today)]
    if late:
        statements, dates = [one.statement for _, one in late], [one.due for _, one in late]
        yield risk.at("actions", late[0][0], "due", actions=statements, dates=dates)


def _late(action: RiskAction, today: str) -> bool:
    return action.due is not None and action.due < today and not action.done


def has_a_past(risk: Risk, facts: Facts, window: int) -> bool:
    """Whether an open risk was measured before the window that today's exposure is compared with."""
    return is_open(risk, facts.base) and facts.exposure(facts.last(risk, days_before(facts.today, window))) is not None


@rule("RSK006", applies=has_a_past)
def risk_rising(risk: Risk, facts: Facts, step: int, window: int) -> Places:
    """An open risk that is clearly greater than it was."""
    then = facts.last(risk, days_before(facts.today, window))
    now = facts.last(risk)
    before, after = facts.exposure(then), facts.exposure(now)
    if then and now and before is not None and after is not None and after >= before + step:
        yield risk.at(related=(then.at("date"), now.at("date")), before=before, after=after, days=window)


def is_materialized(risk: Risk) -> bool:
    """Whether it happened."""
    return risk.status == "materialized"


@rule("RSK007", applies=is_materialized)
def materialized_without_lesson(risk: Risk, base: Base) -> Places:
    """A risk that happened and taught nothing."""
    links = base.backlinks.get(risk.key, ())
    if not any(link.source.kind == "lesson" and link.path[0] == "applies_to" for link in links):
        yield risk.at("status")
