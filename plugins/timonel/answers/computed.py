"""What is asked and no single field holds: who holds a role, the next meeting, what happens without something, counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from timonel.answers.facts import Fact, Word, naming, told
from timonel.answers.fields import Field
from timonel.governance import Result
from timonel.kinds import Area, Decision, Forum, Indicator, Initiative, Objective, Person, Phase, Risk, Role
from timonel.lookups.facts import Facts
from timonel.model import Entity
from timonel.text import said

_GOES_ON = ("pending", "in-progress")


def _holders(result: Result, about: Entity) -> list[Fact]:
    """Tell who holds a role, or that nobody does."""
    if not isinstance(about, Role):
        return []
    label = said("Held today by")
    people = [result.base.get(Person, one.person) for one in result.facts.holders(about.id)]
    if not people:
        return [Fact(about, "role.holders", label, (), [said("vacant")], ["vacant"])]
    if not result.settings.names_people:
        return []
    return naming(Field("role", ("holders",)), about, label, people)


def held(result: Result, about: Entity) -> Sequence[Role]:
    """Return the roles that a person holds today."""
    return result.facts.once(_held).get(about.id, ())


def _held(facts: Facts) -> dict[str, list[Role]]:
    """Return person's id → the roles that they hold today."""
    found: dict[str, list[Role]] = {}
    for role in facts.base.all(Role):
        for person in dict.fromkeys(one.person for one in facts.holders(role.id)):
            found.setdefault(person, []).append(role)
    return found


def _roles(result: Result, about: Entity) -> list[Fact]:
    plural = result.base.schema.kinds["role"].plural
    return naming(Field("role", ("holders", "person")), about, plural, held(result, about))


def _who(result: Result, about: Entity) -> list[Fact]:
    return _holders(result, about) if about.kind == "role" else _roles(result, about)


def _may_not(result: Result, about: Entity) -> list[Fact]:
    """Tell what a role may not decide: what is closed to it, or to its area unless it is the one who decides."""
    area = result.base.get(Area, about.area) if isinstance(about, Role) and about.area else None
    field = Field("decision", ("forbidden",))
    closed = [one for fact in told(result, "may-not", about) for one in fact.found]
    if area is not None:
        its = (one for fact in told(result, "may-not", area) for one in fact.found)
        closed += [one for one in its if isinstance(one, Decision) and not _takes_part(result, about, one)]
    return naming(field, about, said("May not decide"), closed)


def _takes_part(result: Result, role: Entity, decision: Decision) -> bool:
    """Whether a role decides something, by itself or with a vote in a forum."""
    forums = [one for one in result.base.all(Forum) if decision.id in one.decides]
    sits = any(role.id == one.chair or any(x.role == role.id and x.vote for x in one.members) for one in forums)
    return decision.decider == role.id or sits


def _next_meeting(result: Result, about: Entity) -> list[Fact]:
    if not isinstance(about, Forum):
        return []
    ahead = [day for day in (about.next, *(one.date for one in about.meetings)) if day and day > result.today]
    if not ahead:
        return []
    first = min(ahead)
    hour: Word = (
        said("{date} at {hour}", date=date.fromisoformat(first), hour=about.at_)
        if about.at_
        else date.fromisoformat(first)
    )
    return [Fact(about, "forum.next", said("Next meeting"), (), [hour], [first])]


def _last_meeting(result: Result, about: Entity) -> list[Fact]:
    past = [one.date for one in about.meetings if one.date <= result.today] if isinstance(about, Forum) else []
    if not past:
        return []
    return [Fact(about, "forum.meetings.date", said("Last meeting"), (), [date.fromisoformat(max(past))], [max(past)])]


def _value(result: Result, about: Entity) -> list[Fact]:
    """Tell the latest measurement: of an indicator, of the one that an objective names, or of a risk."""
    measured = result.base.get(Indicator, about.indicator) if isinstance(about, Objective) else about
    last = result.facts.last(measured) if isinstance(measured, Indicator | Risk) else None
    if measured is None or last is None:
        return []
    number = last.value if isinstance(measured, Indicator) else result.facts.exposure(last)
    if number is None:
        return []
    unit = measured.unit or "" if isinstance(measured, Indicator) else ""
    label = said("Latest value") if isinstance(measured, Indicator) else said("Exposure")
    shown = said("{amount} ({date})", amount=_amount(number, unit), date=date.fromisoformat(last.date))
    return [Fact(measured, "measurement.value", label, (), [shown], [number])]


def _amount(number: float, unit: str) -> Word:
    return said("{n} {unit}", n=float(number), unit=unit) if unit else float(number)


def _set(asked: str) -> Callable[[Result, Entity], list[Fact]]:
    """Return what tells a target or a baseline, in the unit of its indicator."""

    def tell(result: Result, about: Entity) -> list[Fact]:
        indicator = result.base.get(Indicator, getattr(about, "indicator", None))
        unit = indicator.unit or "" if indicator else ""
        return [one._replace(words=[_amount(float(one.values[0]), unit)]) for one in told(result, asked, about)]

    return tell


def _phase(result: Result, about: Entity) -> list[Fact]:
    """Tell the phases that an initiative is in today."""
    now = [one.phase for one in about.phases if one.status == "in-progress"] if isinstance(about, Initiative) else []
    label = result.base.schema.kinds["phase"].title
    return naming(Field("initiative", ("phases", "phase")), about, label, result.base.many(Phase, now))


def _gate(result: Result, about: Entity) -> list[Fact]:
    """Tell when the next gate of an initiative is due."""
    ahead = [one for one in about.phases if one.status in _GOES_ON and one.due] if isinstance(about, Initiative) else []
    first = min(ahead, key=lambda one: one.due or "", default=None)
    phase = result.base.get(Phase, first.phase) if first else None
    if first is None or first.due is None or phase is None:
        return []
    shown = said("{phase}, {date}", phase=phase, date=date.fromisoformat(first.due))
    return [Fact(about, "initiative.phases.due", said("Next gate"), (), [shown], [first.due])]


def _impact(result: Result, about: Entity) -> list[Fact]:
    found = result.facts.impact(about)
    return [Fact(about, "", said("Impact"), (), [found.sentence], [one.entity.key for one in found.felt])]


def _gaps(result: Result, about: Entity) -> list[Fact]:
    found = [one for one in result.by_subject.get(about.key, ()) if one.status == "open"]
    words: list[Word] = [said("{code} ({summary})", code=one.code, summary=one.rule.summary) for one in found]
    return [Fact(about, "", said("Open gaps"), (), words or [0.0], [one.code for one in found])]


# What is asked → the kinds that it is asked of, the likeliest first (none: as the fields say, or any), and what tells it.
COMPUTED: Mapping[str, tuple[Sequence[str], Callable[[Result, Entity], list[Fact]]]] = {
    "holders": (("role", "person"), _who),
    "roles-of": (("person",), _roles),
    "may-not": (("role", "area"), _may_not),
    "next-meeting": (("forum",), _next_meeting),
    "last-meeting": (("forum",), _last_meeting),
    "value": (("indicator", "objective", "risk"), _value),
    "target": ((), _set("target")),
    "baseline": ((), _set("baseline")),
    "phase": (("initiative",), _phase),
    "gate": (("initiative",), _gate),
    "impact": (("system", "process", "role", "person", "data-asset", "touchpoint", "channel", "area", "risk"), _impact),
    "gaps": ((), _gaps),
}
