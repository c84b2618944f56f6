"""Family OBJ about objectives: measurable, tied to what the company wants, owned, and looked at when they fall due."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from timonel.kinds import Indicator, Initiative, Objective, Pilot
from timonel.languages import known
from timonel.lookups.calendar import days_before
from timonel.lookups.facts import Facts
from timonel.lookups.initiatives import naming
from timonel.lookups.status import is_active
from timonel.model import Base
from timonel.rules import Places, rule
from timonel.text import Said, fold, is_empty, said


@cache
def _dates() -> re.Pattern[str]:
    """Return what days, months and years look like: they say when, not how much."""
    return re.compile("|".join((
        r"\d{4}-\d{2}-\d{2}|\b(?:19|20)\d{2}\s*[-–/]\s*(?:19|20)?\d{2}\b|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}",
        *(pattern for one in known().values() for pattern in one.dates),
        r"\b[qt][1-4]\b|\b(?:19|20)\d{2}\b(?![.,]?\d|\s*%)",
    )))  # fmt: skip


# The target of a mark `[text](objective:x-2)` is not read.
_TARGETS = re.compile(r"\]\([^)]*\)")


def not_dropped(objective: Objective) -> bool:
    return objective.status != "dropped"


@rule("OBJ001", applies=not_dropped)
def objective_without_indicator(objective: Objective) -> Places:
    """Nobody can tell whether it was reached."""
    if is_empty(objective.indicator):
        yield objective.at("indicator")


def _baseline(objective: Objective, facts: Facts) -> float | None:
    """Return where an objective starts: the value given, else the indicator's first measurement."""
    series = facts.measured.get(f"indicator:{objective.indicator}", ())
    first = next((one.value for one in series if one.value is not None), None)
    return first if objective.baseline is None else objective.baseline


def _worse(objective: Objective, baseline: float | None, base: Base) -> bool:
    """Whether the target is worse than the baseline, in the indicator's direction; to hold is fine."""
    indicator = base.get(Indicator, objective.indicator)
    if objective.target is None or baseline is None or indicator is None:
        return False
    if indicator.direction == "up":
        return objective.target < baseline
    return indicator.direction == "down" and objective.target > baseline


@rule("OBJ002", applies=is_active)
def objective_not_measurable(objective: Objective, facts: Facts) -> Places:
    """An objective without target, date or baseline, or whose target is a step back."""
    baseline = _baseline(objective, facts)
    missing = [*facts.missing(objective, "target", "due")]
    if baseline is None and "baseline" not in objective.refused and facts.whole("measurement"):
        missing.append("baseline")
    if missing:
        yield objective.at(missing[0], reasons=[_UNMEASURABLE[field] for field in missing])
    elif _worse(objective, baseline, facts.base):
        yield objective.at("target", reasons=[_STEP_BACK])


_UNMEASURABLE: Mapping[str, Said] = {
    "target": said("it has no target"),
    "due": said("it has no date"),
    "baseline": said("it has no baseline"),
}
_STEP_BACK = said("its target is worse than its baseline")


@rule("OBJ003", applies=not_dropped)
def objective_not_tied_to_mission(objective: Objective) -> Places:
    """An objective that serves no goal of the company."""
    if is_empty(objective.goal):
        yield objective.at("goal")


@rule("OBJ004", applies=not_dropped)
def vague_objective(objective: Objective, words: Sequence[str]) -> Places:
    """A statement that names no quantity in any of its languages."""
    statement = objective.statement
    versions = [statement] if isinstance(statement, str) else [*statement.values()]
    if not any(has_quantity(version, frozenset(map(fold, words))) for version in versions):
        yield objective.at("statement")


def has_quantity(text: str, words: frozenset[str]) -> bool:
    """Whether a text says how much: a digit, % or a number word, once dates and years are taken out."""
    plain = _dates().sub(" ", fold(_TARGETS.sub("]", text)))
    return "%" in plain or any(char.isdigit() for char in plain) or not words.isdisjoint(re.findall(r"\w+", plain))


def _compared(objective: Objective, base: Base) -> bool:
    """Whether an open objective of a project says of which day its baseline is, and its project has begun."""
    initiative = base.get(Initiative, objective.initiative)
    return (
        is_active(objective) and objective.baseline_date is not None and initiative is not None
        and initiative.type == "project" and not initiative.permanent and bool(_first_trial(base, initiative) or initiative.start)
    )  # fmt: skip


def _first_trial(base: Base, initiative: Initiative) -> str | None:
    """Return when an initiative's first pilot or prototype started."""
    pilots = (one for one in naming(base, Pilot, initiative) if one.type in ("pilot", "prototype"))
    return min((one.start for one in pilots if one.start), default=None)


@rule("OBJ014", applies=_compared)
def baseline_after_change(objective: Objective, base: Base, grace: int) -> Places:
    """A baseline measured when the change had already begun."""
    initiative = base.get(Initiative, objective.initiative)
    if initiative is None or objective.baseline_date is None:
        return
    trial, start = _first_trial(base, initiative), initiative.start
    if trial is not None and objective.baseline_date > trial:
        why = said("the first pilot started on {date}", date=trial)
    elif trial is None and start is not None and objective.baseline_date > days_before(start, -grace):
        why = said("the project started on {date}", date=start)
    else:
        return
    yield objective.at("baseline_date", date=objective.baseline_date, why=why)


def _past_due(objective: Objective, facts: Facts) -> bool:
    due = is_active(objective) and objective.due is not None and objective.due < facts.today
    return due and facts.whole("measurement")


@rule("OBJ007", applies=_past_due)
def objective_overdue(objective: Objective, facts: Facts) -> Places:
    """Past its date, still open, and its target missed or not measured."""
    indicator = facts.base.get(Indicator, objective.indicator)
    last = None if indicator is None else facts.last(indicator, objective.due)
    if last is None or last.value is None:
        yield objective.at("due", due=objective.due, reason=_UNMEASURED)
    elif objective.target is not None and _misses(last.value, objective.target, objective, facts):
        reason = said("missed its target")
        yield objective.at("due", related=[last.at("value")], due=objective.due, reason=reason)


_UNMEASURED = said("nobody had measured it")


def _misses(value: float, target: float, objective: Objective, facts: Facts) -> bool:
    """Whether a value falls short of a target; without a direction, the way from baseline to target tells it."""
    indicator = facts.base.get(Indicator, objective.indicator)
    baseline = _baseline(objective, facts)
    rises = baseline is None or baseline <= target
    if indicator is not None and indicator.direction is not None:
        rises = indicator.direction == "up"
    return value < target if rises else value > target


@rule("OBJ013", applies=is_active)
def objective_without_owner(objective: Objective, base: Base) -> Places:
    """An objective, or its indicator, that nobody owns."""
    indicator = base.get(Indicator, objective.indicator)
    unowned = indicator is not None and is_empty(indicator.owner) and "owner" not in indicator.refused
    if is_empty(objective.owner):
        yield objective.at("owner", what=[_ITSELF, _ITS_INDICATOR] if unowned else [_ITSELF])
    elif unowned and indicator is not None:
        yield objective.at("indicator", related=[indicator.at("owner")], what=[_ITS_INDICATOR], indicator=indicator.key)


_ITSELF = said("this objective")
_ITS_INDICATOR = said("this objective's indicator")
