"""Family BEN: what the business gains has an owner who reaps it, can be checked, and adds up to what was promised."""

from __future__ import annotations

from collections.abc import Iterator

from timonel.kinds import Area, Benefit, Indicator, Initiative, Pilot, Role
from timonel.lookups.benefits import inherited
from timonel.lookups.calendar import PERIOD_DAYS, days_before, months_before
from timonel.lookups.facts import Facts
from timonel.lookups.initiatives import launches, naming, parts, processes_of
from timonel.lookups.status import goes_ahead, is_active
from timonel.model import Base
from timonel.rules import Places, rule
from timonel.text import is_empty, said

_NEEDED = ("indicator", "target", "due")
_FORGOTTEN_AFTER = 24  # months after which nobody expects a benefit to be measured any more


def _initiative(base: Base, benefit: Benefit) -> Initiative | None:
    return base.get(Initiative, benefit.initiative)


def _promised(benefit: Benefit, base: Base) -> bool:
    """Whether a benefit is of an initiative on which the company spends."""
    initiative = _initiative(base, benefit)
    return initiative is not None and goes_ahead(initiative) and benefit.status != "dropped"


@rule("BEN001", applies=_promised)
def benefit_without_owner(benefit: Benefit) -> Places:
    """A benefit that nobody answers for."""
    if is_empty(benefit.owner):
        yield benefit.at("owner")


def _expected(benefit: Benefit, base: Base) -> bool:
    """Whether a benefit is still expected from an active initiative."""
    initiative = _initiative(base, benefit)
    return initiative is not None and is_active(initiative) and is_active(benefit)


@rule("BEN002", applies=_expected)
def benefit_unmeasurable(benefit: Benefit, base: Base, facts: Facts) -> Places:
    """A benefit without indicator, target or date, its own or its objective's."""
    lacking = [name for name in _NEEDED if is_empty(inherited(base, benefit, name))]
    if missing := facts.missing(benefit, *lacking):
        yield benefit.at(next(iter(missing)), missing=[*missing.values()])


def _works_from(benefit: Benefit, base: Base) -> str | None:
    """Return the day from which anything of a benefit's initiative works: a pilot decided go, or the launch."""
    initiative = _initiative(base, benefit)
    return min(_working(base, initiative), default=None) if initiative else None


def _working(base: Base, initiative: Initiative) -> Iterator[str]:
    for pilot in naming(base, Pilot, initiative):
        day = pilot.decided or pilot.end
        if pilot.type in ("pilot", "prototype") and pilot.decision == "go" and day:
            yield day
    for part in parts(base, initiative):
        for phase in launches(base, part):
            if day := phase.passed or phase.due:
                yield day


def _dated(benefit: Benefit, base: Base) -> bool:
    """Whether it is known when a benefit is due, and when something of its initiative works."""
    due = inherited(base, benefit, "due")
    return _expected(benefit, base) and due is not None and _works_from(benefit, base) is not None


@rule("BEN003", applies=_dated)
def benefit_before_anything_works(benefit: Benefit, base: Base) -> Places:
    """A benefit due before there is anything that could bring it."""
    due, works = inherited(base, benefit, "due"), _works_from(benefit, base)
    if works is not None and due < works:
        yield benefit.at("due", due=due, works=works)


def _to_be_seen(benefit: Benefit, facts: Facts, grace: int) -> bool:
    """Whether a benefit should show by now: it is past due, or its initiative was launched, not too long ago."""
    base, initiative = facts.base, _initiative(facts.base, benefit)
    if initiative is None or not is_active(benefit) or initiative.status == "cancelled":
        return False
    due, indicator = inherited(base, benefit, "due"), base.get(Indicator, inherited(base, benefit, "indicator"))
    if indicator is None or (due is not None and due < months_before(facts.today, _FORGOTTEN_AFTER)):
        return False
    late = due is not None and due < days_before(facts.today, grace)
    return late or any(phase.status == "passed" for part in parts(base, initiative) for phase in launches(base, part))


@rule("BEN004", applies=_to_be_seen)
def benefit_forgotten(benefit: Benefit, facts: Facts, months: int) -> Places:
    """A benefit that should show by now, and whose indicator nobody looks at."""
    indicator = facts.base.get(Indicator, inherited(facts.base, benefit, "indicator"))
    if indicator is None:
        return
    last = facts.last(indicator)
    period = PERIOD_DAYS.get(indicator.frequency or "", 0)
    since = min(days_before(facts.today, period * 3 // 2), months_before(facts.today, months))
    if last is None or last.date < since:
        when = last.date if last else said("never")
        yield benefit.at("indicator", related=[indicator.at()], indicator=indicator, last=when)


def _own(initiative: Initiative, base: Base) -> list[Benefit]:
    """Return what an initiative itself is to bring; a programme's parts have their own cases."""
    links = base.backlinks.get(initiative.key, ())
    found = [one.source for one in links if one.path == ("initiative",) and isinstance(one.source, Benefit)]
    return [one for one in found if one.status != "dropped"]


def _sums(initiative: Initiative, base: Base) -> tuple[float, float] | None:
    """Return what the business case promises and what its benefits are worth, or None where one is not known."""
    case, found = initiative.business_case, _own(initiative, base)
    promised = case.expected_return if case else None
    if case is None or promised is None or promised.value is None:
        return None
    if not found or any(one.worth is None for one in found):
        return None
    if promised.unit == "amount":
        gain: float = promised.value
    elif case.investment is not None:
        gain = case.investment * (1 + promised.value / 100)
    else:
        return None
    years = case.horizon_months / 12 if case.horizon_months else None
    if years is None and any(one.worth and one.worth.per == "year" for one in found):
        return None
    return gain, sum(one.worth.amount * (years or 1 if one.worth.per == "year" else 1) for one in found if one.worth)


@rule("BEN005", applies=lambda initiative, base: is_active(initiative) and _sums(initiative, base) is not None)
def case_does_not_add_up(initiative: Initiative, base: Base, factor: float) -> Places:
    """A business case that promises another sum than its benefits are worth together."""
    promised, worth = _sums(initiative, base) or (0.0, 0.0)
    if promised > worth * factor or worth > promised * factor:
        related = [one.at("worth") for one in _own(initiative, base)]
        yield initiative.at("business_case", "expected_return", related=related, promised=promised, worth=worth)


def _owned(benefit: Benefit, base: Base) -> bool:
    return _expected(benefit, base) and base.get(Role, benefit.owner) is not None


@rule("BEN006", applies=_owned)
def benefit_owned_by_its_builder(benefit: Benefit, base: Base) -> Places:
    """A benefit owned by who builds the thing, not by who reaps it."""
    initiative, owner = _initiative(base, benefit), base.get(Role, benefit.owner)
    if initiative is None or owner is None:
        return
    area = base.get(Area, owner.area)
    leads = owner.id == initiative.lead and not (initiative.type == "programme" and initiative.permanent)
    builds = owner.type in ("delivery", "partner") or (area is not None and area.type == "technology") or leads
    if builds and not any(one.owner == owner.id for one in processes_of(base, initiative)):
        yield benefit.at("owner", owner=owner)
