"""Family OBJ about initiatives: they pursue something, serve the company's vision, and are measured while they run."""

from __future__ import annotations

from timonel.kinds import Indicator, Initiative, Organization
from timonel.lookups.calendar import months_before
from timonel.lookups.facts import Facts
from timonel.lookups.initiatives import indicators_of, is_part, is_running, objectives_of
from timonel.lookups.status import is_active
from timonel.lookups.unwritten import is_unwritten
from timonel.model import Base
from timonel.rules import Places, rule
from timonel.text import is_empty, said

_WHOSE = {
    "users": said("users"),
    "customers": said("customers"),
}
_UNWRITTEN = {"mission": said("mission"), "vision": said("vision")}


@rule("OBJ008", applies=lambda initiative, facts: is_active(initiative) and facts.whole("objective", "initiative"))
def initiative_without_objective(initiative: Initiative, base: Base) -> Places:
    """An initiative that pursues nothing anybody wrote down."""
    if not objectives_of(base, initiative):
        yield initiative.at()


def _measurable(initiative: Initiative, facts: Facts) -> bool:
    """Whether an initiative is running, and everything that could measure it was read."""
    kinds = ("objective", "indicator", "process", "measurement")
    return is_running(initiative) and all(facts.whole(kind) for kind in kinds)


@rule("OBJ009", applies=_measurable)
def perception_unmeasured(initiative: Initiative, base: Base, facts: Facts, months: int) -> Places:
    """Nobody asked users, or customers, lately."""
    since = months_before(facts.today, months)
    asked = {one.perception_of for one in indicators_of(base, initiative) if _measured_since(one, since, facts)}
    if silent := [whose for whose in _WHOSE if whose not in asked]:
        case = silent[0] if len(silent) == 1 else "both"
        yield initiative.at(whose=[_WHOSE[one] for one in silent], months=months, case=case)


def _measured_since(indicator: Indicator, since: str, facts: Facts) -> bool:
    last = facts.last(indicator)
    return last is not None and last.date >= since


def _pursues(initiative: Initiative, facts: Facts) -> bool:
    """Whether a running initiative has objectives: without any, that is its gap."""
    return _measurable(initiative, facts) and bool(objectives_of(facts.base, initiative))


@rule("OBJ010", applies=_pursues)
def running_unmeasured(initiative: Initiative, base: Base, facts: Facts) -> Places:
    """It runs, and no indicator of its objectives was ever measured."""
    objectives = objectives_of(base, initiative)
    if not any(f"indicator:{one.indicator}" in facts.measured for one in objectives):
        indicator = next((one.indicator for one in objectives if one.indicator), "…")
        related = [one.at("indicator") for one in objectives]
        yield initiative.at("status", related=related, indicator=indicator)


def _any_active(_organization: Organization, base: Base) -> bool:
    return any(is_active(one) for one in base.all(Initiative))


@rule("OBJ011", applies=_any_active)
def swot_missing(organization: Organization, facts: Facts) -> Places:
    """A company that starts an initiative without having looked at what it is good at, and what not."""
    if missing := facts.missing(organization, "swot.strengths", "swot.weaknesses"):
        yield organization.at(*next(iter(missing)).split("."), missing=[*missing.values()])


@rule("OBJ015")
def mission_not_written(organization: Organization) -> Places:
    """A mission or a vision that still asks to be written, as a new base has it."""
    for field, text in (("mission", organization.mission), ("vision", organization.vision)):
        if is_unwritten(text):
            yield organization.at(field, what=_UNWRITTEN[field], field=field)


@rule("OBJ012", applies=lambda initiative, base: is_active(initiative) and _leads(initiative, base))
def crm_vision_adrift(initiative: Initiative) -> Places:
    """No vision of its own to lead it, or one that serves no goal of the company."""
    if is_empty(initiative.vision) and "vision" not in initiative.refused:
        yield initiative.at("vision", what=_NO_VISION)
    elif not initiative.goals:
        yield initiative.at("goals", what=_NO_GOAL)


def _leads(initiative: Initiative, base: Base) -> bool:
    """Whether an initiative is a programme, or a project outside any: the others take their programme's vision."""
    return initiative.type == "programme" or not is_part(base, initiative)


_NO_VISION = said("has no vision")
_NO_GOAL = said("has a vision that serves no corporate goal")
