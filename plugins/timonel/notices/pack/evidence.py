"""What the base knows of something that a body decides about: measured, proven, counted, and what cannot be measured."""

from __future__ import annotations

from collections.abc import Iterator

from timonel.kinds import Forum, Indicator, Initiative, Objective, Pilot, Risk, System
from timonel.lookups.calendar import days_before
from timonel.lookups.facts import Facts
from timonel.lookups.initiatives import following, proven
from timonel.lookups.status import is_active
from timonel.model import Entity
from timonel.notices.document import Value
from timonel.notices.pack.meeting import Meeting
from timonel.text import Said, many, said

WINDOW = 30  # days of a risk's trend


def evidence(m: Meeting, entity: Entity) -> Iterator[Said]:
    """Yield what is known of something, in short sentences."""
    if isinstance(entity, Pilot):
        yield from _pilot(m, entity)
    elif isinstance(entity, Initiative):
        yield from _gate(m, entity)
    elif isinstance(entity, Objective):
        yield way(m, entity)
    elif isinstance(entity, Indicator):
        yield measured(m, entity)
    elif isinstance(entity, Risk):
        yield said("{name}: {exposure}", name=entity, exposure=exposed(m.facts, entity))
    elif isinstance(entity, Forum):
        last = max((one.date for one in entity.meetings if one.date <= m.today), default=None)
        yield said("{name}: last met on {date}", name=entity, date=last) if last else said("{name}: has not met", name=entity)  # fmt: skip
    elif isinstance(entity, System):
        touchpoints = m.facts.impact(entity).counts["touchpoint"]
        met = many("1 touchpoint", "{n} touchpoints", touchpoints)
        yield said("{name}: {touchpoints} rest on it", name=entity, touchpoints=met)


def _pilot(m: Meeting, pilot: Pilot) -> Iterator[Said]:
    """Yield how a pilot stands against what it is judged by: in it, and in the whole where that is all there is."""
    unknown, known = list[object](), list[Said]()
    for one in pilot.success:
        indicator = m.base.get(Indicator, one.indicator)
        if indicator is None:
            unknown.append(m.words(one.statement, 60))
        elif (indicator.key, pilot.key) not in m.facts.measured_in:
            unknown.append(indicator)
            last = m.facts.last(indicator)
            if last is not None and last.value is not None:
                known.append(_against(m, indicator, last.value, one.target))
    total = len(pilot.success)
    if len(known) < len(unknown):  # else these name them
        yield said("not measured in the pilot: {n} of its {m} criteria, {what}", n=len(unknown), m=total, what=unknown)
    elif total and not unknown:
        yield said("all {m} criteria measured in the pilot", m=total)
    if known:
        yield said("in the whole operation, not in the pilot: {values}", values=known)


def _against(m: Meeting, indicator: Indicator, value: float, target: float | None) -> Said:
    now = m.amount(value, indicator.unit)
    if target is None:
        return said("{indicator} {value}", indicator=indicator, value=now)
    goal = m.amount(target, indicator.unit)
    return said("{indicator} {value} (target {target})", indicator=indicator, value=now, target=goal)


def _gate(m: Meeting, one: Initiative) -> Iterator[Said]:
    found = following(m.base, one)
    if found is None:
        return
    n, total = proven(*found)
    yield said("gate “{phase}”: evidence for {n} of its {m} criteria", phase=found[1], n=n, m=total)


def measured(m: Meeting, indicator: Indicator) -> Said:
    """Return the last value of an indicator, or that it cannot be measured."""
    last = m.facts.last(indicator)
    if last is None or last.value is None:
        return said("{name}: cannot be measured", name=indicator)
    value = m.amount(last.value, indicator.unit)
    aims = [one for one in m.base.all(Objective) if one.indicator == indicator.id and is_active(one)]
    target = next((one.target for one in aims if one.target is not None), None)
    if target is None:
        return said("{name}: {value} on {date}", name=indicator, value=value, date=last.date)
    goal = m.amount(target, indicator.unit)
    return said("{name}: {value} on {date}, target {target}", name=indicator, value=value, date=last.date, target=goal)


def reading(m: Meeting, objective: Objective, value: float | None) -> Value:
    """Return a value of what an objective is measured by, with its unit; None without one."""
    indicator = m.base.get(Indicator, objective.indicator)
    return None if value is None else m.amount(value, indicator.unit if indicator else None)


def way(m: Meeting, objective: Objective) -> Said:
    """Return where an objective started, where it is and where it should be."""
    indicator = m.base.get(Indicator, objective.indicator)
    last = m.facts.last(indicator) if indicator else None
    if indicator is None or last is None or last.value is None:
        return said("cannot be measured")
    values = {"start": objective.baseline, "now": last.value, "target": objective.target}
    told = {name: reading(m, objective, value) or said("not set") for name, value in values.items()}
    return said("{indicator}: {start} at the start, {now} today, target {target}", indicator=indicator, **told)


def exposed(facts: Facts, risk: Risk) -> Said:
    """Return a risk's exposure today and a month ago."""
    now, then = exposure(facts, risk), exposure(facts, risk, WINDOW)
    if now is None:
        return said("cannot be measured")
    if then is None:
        return said("exposure {now}, {n} days ago not measured", now=now, n=WINDOW)
    return said("exposure {now}, {n} days ago {then}", now=now, n=WINDOW, then=then)


def exposure(facts: Facts, risk: Risk, ago: int = 0) -> int | None:
    """Return a risk's exposure some days ago, None where it was not measured by then."""
    return facts.exposure(facts.last(risk, days_before(facts.today, ago)))
