"""What has a day: sessions, gates, measurements, promises, exceptions, confirmations and benefits, with whom each concerns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from timonel.kinds import (
    Benefit,
    ChangeAction,
    Commitment,
    Confirmation,
    Forum,
    Indicator,
    Initiative,
    Issue,
    Objective,
    Resolution,
    Risk,
    Waiver,
)
from timonel.lookups.benefits import inherited
from timonel.lookups.calendar import days_before
from timonel.lookups.confirmations import answering, latest
from timonel.lookups.facts import Facts
from timonel.lookups.initiatives import phases_of
from timonel.lookups.measuring import next_measurement
from timonel.lookups.status import goes_ahead, is_active, resolved
from timonel.model import Base, Entity
from timonel.text import Said, pick, said

_PAST = 31  # days for which a session that was held is told


@dataclass(frozen=True, eq=False)
class Dated:
    """Something that falls on a day.

    Attributes:
        what: what it is: "meeting", "gate", "measurement" and the like.
        day: the ISO date.
        about: what it is about, and whose page tells more.
        words: what it is, in words.
        roles: the ids of the roles that it concerns.
        key: tells it from others of the same sort that are about the same.
        anchor: where on that page.
        files: the files in which its day stands.
        keys: the way to the field that says so, or that is to say that it is done.
    """

    what: str
    day: str
    about: Entity
    words: Said
    roles: Sequence[str]
    key: str = ""
    anchor: str = ""
    files: Sequence[str] = ()
    keys: tuple[str | int, ...] = ()

    @property
    def is_session(self) -> bool:
        """Whether it is the next session of a body, which may be one of a series."""
        return self.what == "meeting" and not self.key


def dated(facts: Facts) -> Sequence[Dated]:
    """Return all that has a day and is not done, the earliest first; sessions that were held lately, too."""
    found = [
        one
        for part in (_meetings, _gates, _measurements, _actions, _promised, _awaited, _ending)
        for one in part(facts)
    ]
    return sorted(found, key=lambda one: (one.day, one.what, one.about.key, one.key))


def by_role(facts: Facts) -> Mapping[str, Sequence[Dated]]:
    """Return role's id → what has a day and concerns it, in order."""
    found: dict[str, list[Dated]] = {}
    for one in facts.once(dated):
        for role in one.roles:
            found.setdefault(role, []).append(one)
    return found


def identity(base: Base, entity: Entity) -> str:
    """Return the id by which others have known an entity from the first: that of before it was renamed.

    An id that something else has taken since is that one's.
    """
    taken = base.entities.get(entity.kind, {})
    return next((one for one in entity.fields.get("formerly") or () if one not in taken), entity.id)


def _roles(base: Base, *ids: str | None) -> list[str]:
    there = base.entities.get("role", {})
    named = (one.removeprefix("role:") for one in ids if one)
    return [one for one in dict.fromkeys(named) if one in there]


def sitting(base: Base, forum: Forum) -> list[str]:
    """Return the ids of the roles that sit in a body: who chairs it, then its members."""
    return _roles(base, forum.chair, *(one.role for one in forum.members))


def _meetings(facts: Facts) -> Iterator[Dated]:
    base, since = facts.base, days_before(facts.today, _PAST)
    for forum in base.all(Forum):
        roles, words = sitting(base, forum), Said("{name}", {"name": forum})
        if forum.next:
            yield Dated("meeting", forum.next, forum, words, roles, files=[forum.file])
        for day in sorted({one.date for one in forum.meetings} - {forum.next}):
            if day >= since:
                yield Dated("meeting", day, forum, words, roles, day, "meetings", [forum.file])


def _gates(facts: Facts) -> Iterator[Dated]:
    base = facts.base
    for one in filter(goes_ahead, base.all(Initiative)):
        for n, step, phase in phases_of(base, one):
            if step.due and step.status in ("pending", "in-progress"):
                words = said("Gate “{phase}” of {initiative}", phase=phase, initiative=one)
                approver = step.approved_by if (step.approved_by or "").startswith("role:") else None
                roles = _roles(base, one.lead, one.sponsor, approver)
                key, keys = identity(base, phase), ("phases", n, "status")
                yield Dated("gate", step.due, one, words, roles, key, "phases", [one.file], keys)


def _measurements(facts: Facts) -> Iterator[Dated]:
    base = facts.base
    measured: Sequence[Risk | Indicator] = [*base.all(Risk), *base.all(Indicator)]
    for one in measured:
        due = next_measurement(facts, one)
        if due and (roles := _roles(base, one.owner)):
            last = facts.last(one)
            words = said("Measure: {name}", name=one)
            yield Dated("measurement", due, one, words, roles, files=[one.file, *([last.file] if last else [])])


def _actions(facts: Facts) -> Iterator[Dated]:
    """Yield what was promised against risks; an action has no id: what it says tells it from others."""
    for risk in facts.base.all(Risk):
        seen: dict[str, int] = {}
        for n, action in enumerate(risk.actions if risk.status != "closed" else ()):
            text = pick(action.statement, facts.settings.lang)
            seen[text] = seen.get(text, 0) + 1
            if action.due and not action.done:
                words = said("{what} (risk: {risk})", what=action.statement, risk=risk)
                key = text if seen[text] == 1 else f"{text}\0{seen[text]}"
                roles = _roles(facts.base, action.owner or risk.owner)
                keys = ("actions", n, "due")
                yield Dated("action", action.due, risk, words, roles, key, "actions", [risk.file], keys)


def _promised(facts: Facts) -> Iterator[Dated]:
    base = facts.base
    for one in base.all(Resolution):
        if one.due and resolved(one) == "agreed":
            yield _due("resolution", one.due, one, said("Agreed: {name}", name=one), _roles(base, one.owner))
    for change in base.all(ChangeAction):
        if change.end and change.status != "done":
            yield _due("change", change.end, change, said("Finish: {name}", name=change), _roles(base, change.owner))
    for issue in base.all(Issue):
        if issue.due and issue.status == "open":
            yield _due("issue", issue.due, issue, said("Issue to be solved: {name}", name=issue), _owners(base, issue))
    for promise in base.all(Commitment):
        about = base.find(promise.entity)
        if about is not None:
            words = said("Promised: to close {code} of {name}", code=promise.rule, name=about)
            roles = _roles(base, promise.by)
            yield Dated("commitment", promise.until, about, words, roles, promise.rule, files=[promise.file])


def _awaited(facts: Facts) -> Iterator[Dated]:
    base = facts.base
    for goal in filter(is_active, base.all(Objective)):
        if goal.due:
            yield _due("objective", goal.due, goal, said("Objective due: {name}", name=goal), _owners(base, goal))
    for benefit in filter(is_active, base.all(Benefit)):
        day = inherited(base, benefit, "due")
        if isinstance(day, str):
            files = [benefit.file] if benefit.due else [benefit.file, *_serving(base, benefit)]
            words = said("Benefit due: {name}", name=benefit)
            yield Dated("benefit", day, benefit, words, _owners(base, benefit), files=files)


def _serving(base: Base, benefit: Benefit) -> list[str]:
    return [one.file for key in benefit.serves if (one := base.find(key)) is not None]


def _due(what: str, day: str, one: Entity, words: Said, roles: Sequence[str]) -> Dated:
    field = "end" if what == "change" else "due"
    return Dated(what, day, one, words, roles, files=[one.file], keys=(field,))


def _owners(base: Base, entity: Entity) -> list[str]:
    return [one.id for one in answering(base, entity)]


def _ending(facts: Facts) -> Iterator[Dated]:
    """Yield the exceptions and the confirmations that end."""
    base = facts.base
    for waiver in base.all(Waiver):
        about = base.find(waiver.entity)
        if about is not None:
            words = said("Waiver of {code} ends: {name}", code=waiver.rule, name=about)
            approver = waiver.approved_by if not waiver.approved_by.startswith("resolution:") else None
            roles = [*dict.fromkeys((*_roles(base, approver), *_owners(base, about)))]
            yield Dated("waiver", waiver.expires, about, words, roles, waiver.rule, files=[waiver.file])
    for key in dict.fromkeys(one.entity for one in base.all(Confirmation)):
        about = base.find(key)
        last = latest(facts, about) if about else None
        if about is not None and last is not None:
            words = said("Confirm again: {name}", name=about)
            yield Dated("confirmation", last.until, about, words, _owners(base, about), files=[last.file])


def concerning(facts: Facts, roles: Iterable[str]) -> list[Dated]:
    """Return what has a day and concerns any of some roles, each once, in order."""
    mine, kept = {*roles}, facts.once(dated)
    return [one for one in kept if not mine.isdisjoint(one.roles)]
