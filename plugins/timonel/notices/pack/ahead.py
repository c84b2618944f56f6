"""What a body watches: risks, money, dates, gaps that only it closes, seats that are empty, waivers, what is confirmed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from timonel.kinds import (
    Benefit,
    Commitment,
    Confirmation,
    Initiative,
    Objective,
    Phase,
    Pilot,
    Risk,
    RiskAction,
    Role,
    Waiver,
)
from timonel.lookups.benefits import inherited
from timonel.lookups.calendar import days_before
from timonel.lookups.confirmations import answering, can_be_confirmed, changes, latest, losses
from timonel.lookups.facts import Facts
from timonel.lookups.initiatives import is_over
from timonel.lookups.money import PEOPLE, TECHNOLOGY, Spent, spent, whole
from timonel.lookups.status import goes_ahead, is_active, of_the_method, resolved
from timonel.model import Entity
from timonel.notices.document import Value
from timonel.notices.pack.evidence import WINDOW, exposure
from timonel.notices.pack.meeting import Meeting
from timonel.text import Said, said

DAYS = 90


class Watched(NamedTuple):
    """A risk: its exposure today and a month ago, and the action against it that is due next."""

    risk: Risk
    now: int | None
    then: int | None
    action: RiskAction | None

    @property
    def rises(self) -> int:
        """By how much it is higher than a month ago; less than nothing where it is lower."""
        return 0 if self.now is None or self.then is None else self.now - self.then


def risks(m: Meeting) -> list[Watched]:
    """Return the open risks: those that rose first, then the gravest."""
    found = []
    for one in m.base.all(Risk):
        if is_active(one) and not is_over(m.base, one.initiative) and m.concerns(one):
            open_ = sorted((each for each in one.actions if not each.done), key=lambda each: each.due or "~")
            action = open_[0] if open_ else None
            found.append(Watched(one, exposure(m.facts, one), exposure(m.facts, one, WINDOW), action))
    return sorted(found, key=lambda each: (each.rises <= 0, -(each.now or 0), -each.rises, each.risk.id))


class Money(NamedTuple):
    """What an initiative has spent in all, on technology and on people."""

    initiative: Initiative
    all: Spent
    technology: Spent | None
    people: Spent | None


def money(m: Meeting) -> list[Money]:
    """Return the initiatives under way that have a budget."""
    found = [one for one in m.base.all(Initiative) if goes_ahead(one) and m.concerns(one)]
    return [Money(one, each, spent(one, TECHNOLOGY), spent(one, PEOPLE)) for one in found if (each := whole(one))]


def budgets(m: Meeting) -> Spent | None:
    """Return what is planned and spent of the budgets under way; None where they have several currencies, or there are none."""
    found = [one.all for one in money(m)]
    return total(found) if found and m.currency else None


def total(found: Sequence[Spent]) -> Spent:
    """Return what is planned and spent in all."""
    return Spent(sum(one.planned for one in found), sum(one.spent for one in found))


def last(m: Meeting) -> str:
    """Return the last day of those months."""
    return days_before(m.on, -DAYS)


def dates(m: Meeting) -> list[tuple[str, list[Said]]]:
    """Return what falls due in the next months, by day, the earliest first."""
    end = last(m)
    days: dict[str, list[Said]] = {}
    for day, what, whose in _dates(m):
        if m.today <= day <= end:
            role = next(iter(answering(m.base, whose)), None) if whose else None
            days.setdefault(day, []).append(said("{what} ({role})", what=what, role=role) if role else what)
    return sorted(days.items())


def _dates(m: Meeting) -> Iterator[tuple[str, Said, Entity | None]]:
    """Yield days, what falls due on them, and the entry whose owner answers for it."""
    yield from _gates(m)
    yield from _sessions(m)
    for pilot in m.own(m.base.all(Pilot)):
        if pilot.end and pilot.decision is None:
            yield pilot.end, said("{name} ends", name=pilot), pilot
        if pilot.start and pilot.start > m.today:
            yield pilot.start, said("{name} is to begin", name=pilot), pilot
    for objective in filter(is_active, m.own(m.base.all(Objective))):
        if objective.due:
            yield objective.due, said("objective: {name}", name=objective), objective
    for benefit in filter(is_active, m.own(m.base.all(Benefit))):
        due = inherited(m.base, benefit, "due")
        if isinstance(due, str):
            yield due, said("benefit: {name}", name=benefit), benefit


def _sessions(m: Meeting) -> Iterator[tuple[str, Said, Entity | None]]:
    """Yield the sessions, the days that resolutions set, and the waivers' ends."""
    if m.day:
        yield m.day, said("this session"), None
    if m.following:
        yield m.following, said("the next session"), None
    for one in m.resolutions:
        if one.due and resolved(one) == "agreed":
            yield one.due, said("resolution: {name}", name=one), one
        elif one.due and resolved(one) == "proposed":
            yield one.due, said("if agreed, carried out: {name}", name=one), one
    for waiver in waivers(m):
        found = m.base.find(waiver.entity)
        yield (
            waiver.expires,
            said("waiver of {code} ends: {name}", code=waiver.rule, name=found or waiver.entity),
            found,
        )


def _gates(m: Meeting) -> Iterator[tuple[str, Said, Entity | None]]:
    for one in filter(goes_ahead, m.own(m.base.all(Initiative))):
        for step in one.phases:
            if step.due and step.status in ("pending", "in-progress"):
                phase = m.base.get(Phase, step.phase) or step.phase
                yield step.due, said("gate “{phase}”: {initiative}", phase=phase, initiative=one), one


def vacancies(m: Meeting) -> list[Role]:
    """Return the roles that nobody holds today, those that sit in the body first."""
    found = [one for one in m.base.all(Role) if m.facts.is_vacant(one) and _wanted(m, one)]
    return sorted(found, key=lambda one: (one.id not in m.roles, one.id))


def _wanted(m: Meeting, role: Role) -> bool:
    """Whether somebody waits for a role to be held: it sits here, was held, or has something in its charge."""
    return role.id in m.roles or bool(role.holders) or bool(m.facts.owned.get(role.id))


def waivers(m: Meeting) -> list[Waiver]:
    """Return the waivers in force on the day of the data, those that end first at the top."""
    return sorted((one for one in m.base.all(Waiver) if one.expires >= m.today), key=lambda one: one.expires)


def acts(m: Meeting) -> tuple[int, int, list[tuple[Value, int]]]:
    """Return the actions against risks up to the session after this.

    Returns:
        How many fall due, how many are late today, and how many each role carries out of both, the busiest first.
    """
    found = [
        (each.due, each.owner or one.risk.owner)
        for one in risks(m)
        for each in one.risk.actions
        if not each.done and each.due and each.due <= m.until
    ]
    late = sum(due < m.today for due, _ in found)
    roles = Counter(owner for _, owner in found if owner)
    by = sorted(roles.items(), key=lambda one: (-one[1], one[0]))
    return len(found) - late, late, [(m.base.get(Role, id_) or id_, count) for id_, count in by]


def promises(m: Meeting) -> list[Commitment]:
    """Return the promises to close gaps whose day has passed while the gap is open, the latest first."""
    late = [one for one in m.base.all(Commitment) if one.until < m.today and _is_open(m, one)]
    return sorted(late, key=lambda one: one.until)


def _is_open(m: Meeting, one: Commitment) -> bool:
    return any(gap.code == one.rule and gap.status == "open" for gap in m.result.by_subject.get(one.entity, ()))


class Confirmed(NamedTuple):
    """How many entries can be confirmed, how many hold, and how many changed or ran out since."""

    all: int
    holds: int
    changed: int
    lapsed: int


def confirmed(facts: Facts) -> Confirmed | None:
    """Return how many entries are confirmed; None where the base confirms none at all."""
    if not facts.base.all(Confirmation):
        return None
    count = {"holds": 0, "changed": 0, "lapsed": 0, "": 0}
    for one in facts.base:
        if can_be_confirmed(facts.base, one) and not of_the_method(one):
            count[_state(facts, one)] += 1
    return Confirmed(sum(count.values()), count["holds"], count["changed"], count["lapsed"])


def _state(facts: Facts, entity: Entity) -> str:
    found = latest(facts, entity)
    if found is None:
        return ""
    if changes(facts.base, entity, found) or losses(facts, found):
        return "changed"
    return "lapsed" if found.until < facts.today else "holds"
