"""Family ROL: roles that somebody holds, decisions that somebody may take, work that somebody answers for."""

from __future__ import annotations

from collections.abc import Sequence

from timonel.kinds import Initiative, Person, Process, Role, RoleHolder
from timonel.lookups.calendar import days_before
from timonel.lookups.facts import Facts
from timonel.lookups.initiatives import holders_of, is_running, launches, serves
from timonel.rules import Places, rule
from timonel.text import said

_CONTROL_POINTS = frozenset({"business-control-point", "technology-control-point"})
# How many of the things that a role owns a message names.
_NAMED = 3


def owns_something(role: Role, facts: Facts) -> bool:
    return role.id in facts.owned


@rule("ROL001", applies=owns_something)
def owner_role_vacant(role: Role, facts: Facts, grace: int) -> Places:
    """A role that owns something active and that nobody has held for more than ``grace`` days."""
    since = facts.vacant_since(role)
    if since == "" or (since is not None and facts.days_since(since) > grace):
        owned = facts.owned[role.id]
        things = [*{thing.key: thing for thing, _ in owned}.values()]
        related = [thing.at(field) for thing, field in owned]
        yield role.at("holders", related=related, number=len(things), things=things[:_NAMED])


def works_for_us(role: Role) -> bool:
    return role.type not in ("customer", "partner")


@rule("ROL002", applies=works_for_us)
def role_without_responsibilities(role: Role, facts: Facts) -> Places:
    """A role with no responsibilities, or no skills."""
    missing = facts.missing(role, "responsibilities", "skills")
    if missing:
        yield role.at(next(iter(missing)), missing=[*missing.values()])


def is_internal_seat(role: Role, facts: Facts) -> bool:
    """Whether a role that somebody holds today is one of those that the company keeps for its own people."""
    keeps = bool(role.internal_only) or not _CONTROL_POINTS.isdisjoint(role.duties) or bool(_processes(role, facts))
    return keeps and bool(facts.holders(role.id))


def _processes(role: Role, facts: Facts) -> list[Process]:
    """Return the active processes that a role owns."""
    owned = facts.owned.get(role.id, ())
    return [thing for thing, field in owned if isinstance(thing, Process) and field == "owner"]


@rule("ROL007", applies=is_internal_seat)
def consultant_in_internal_seat(role: Role, facts: Facts) -> Places:
    """Only external holders in a role that is internal, a control point, or a process owner."""
    if not any(facts.is_internal(one.person) for one in facts.holders(role.id)):
        yield role.at("holders", related=[process.at("owner") for process in _processes(role, facts)])


def holds_roles(person: Person, facts: Facts) -> bool:
    return bool(_roles(person, facts))


def _roles(person: Person, facts: Facts) -> list[Role]:
    """Return the roles that a person holds today."""
    found: dict[str, Role] = {}
    for reference in facts.base.backlinks.get(person.key, ()):
        role = reference.source
        if isinstance(role, Role) and any(one.person == person.id for one in facts.holders(role.id)):
            found[role.id] = role
    return [*found.values()]


@rule("ROL009", applies=holds_roles)
def person_overloaded(person: Person, facts: Facts, max_roles: int, max_processes: int) -> Places:
    """A person with more than ``max_roles`` roles, or more than ``max_processes`` processes through them."""
    roles = _roles(person, facts)
    processes = [process for role in roles for process in _processes(role, facts)]
    over = []
    if len(roles) > max_roles:
        over.append(said("{n} roles (the limit is {limit})", n=len(roles), limit=max_roles))
    if len(processes) > max_processes:
        over.append(said("{n} processes (the limit is {limit})", n=len(processes), limit=max_processes))
    if over:
        yield person.at(related=[role.at("holders") for role in roles], over=over)


def _awaiting_launch(facts: Facts) -> list[tuple[Initiative, str, bool]]:
    """Return the running initiatives with their launch ahead, until when they need an analyst, and if one stays."""
    analysts = [one for role in facts.by_duty.get("requirements-analysis", ()) for one in role.holders]
    found = []
    for initiative in filter(is_running, facts.base.all(Initiative)):
        phases = launches(facts.base, initiative)
        ahead = not any(phase.status == "passed" for phase in phases)
        if ahead and (phases or initiative.type == "project"):  # a programme may leave the launching to its projects
            day = max([facts.today, *(phase.due for phase in phases if phase.due)])
            stays = any(serves(one, initiative) and facts.holds(one, day) for one in analysts)
            found.append((initiative, day, stays))
    return found


def analyses(role: Role, facts: Facts) -> bool:
    """Whether a role has analysed requirements for a running initiative that still has its launch ahead."""
    waiting = facts.once(_awaiting_launch) if "requirements-analysis" in role.duties else ()
    return any(_works(holder, initiative) for holder in role.holders for initiative, *_ in waiting)


def _works(holder: RoleHolder, initiative: Initiative) -> bool:
    """Whether somebody holds a role in an initiative, and did not leave it before that began."""
    return serves(holder, initiative) and (holder.until or "9999") >= (initiative.start or "")


@rule("ROL010", applies=analyses)
def analyst_leaves_early(role: Role, facts: Facts) -> Places:
    """An analyst who leaves a running initiative before its launch, with no other one left."""
    for initiative, day, stays in facts.once(_awaiting_launch):
        leaving = [
            (one.until, number)
            for number, one in enumerate(role.holders)
            if not stays and one.until and one.until < day and _works(one, initiative)
        ]
        if leaving:
            until, number = max(leaving)
            related = [initiative.at("phases")]
            yield role.at("holders", number, "until", related=related, date=until, initiative=initiative)
            return


def leads_change(role: Role) -> bool:
    return "change-leadership" in role.duties


@rule("ROL011", applies=leads_change)
def change_leader_without_duties(role: Role, facts: Facts) -> Places:
    """A role that leads the change, without resolving conflicts or setting priorities."""
    missing = [duty for duty in ("conflict-resolution", "prioritization") if duty not in role.duties]
    if missing:
        yield role.at("duties", missing=facts.named("role", "duties", missing))


def _led(role: Role, facts: Facts) -> list[Initiative]:
    """Return the active initiatives that a role leads; not those in which none of those who hold it serves."""
    owned = facts.owned.get(role.id, ())
    led = [thing for thing, field in owned if isinstance(thing, Initiative) and field == "lead"]
    return [one for one in led if not facts.holders(role.id) or holders_of(facts, role, one)]


def leads(role: Role, facts: Facts) -> bool:
    return bool(_led(role, facts))


@rule("ROL012", applies=leads)
def lead_as_administrator(role: Role, facts: Facts) -> Places:
    """The lead of an active initiative whose role lacks liaison or progress tracking."""
    missing = [duty for duty in ("liaison", "progress-tracking") if duty not in role.duties]
    if missing:
        led = _led(role, facts)
        names = facts.named("role", "duties", missing)
        yield role.at("duties", related=[one.at("lead") for one in led], initiatives=led, missing=names)


def has_holders_and_a_charge(role: Role, facts: Facts) -> bool:
    return owns_something(role, facts) and bool(facts.holders(role.id))


@rule("ROL019", applies=has_holders_and_a_charge)
def term_ending(role: Role, facts: Facts, days: int) -> Places:
    """A role that owns something and whose last holder, or last internal one, soon leaves it to nobody."""
    horizon = days_before(facts.today, -days)
    everybody = [*enumerate(role.holders)]
    internal = [(number, one) for number, one in everybody if facts.is_internal(one.person)]
    ends = [_ending(some, facts) for some in (everybody, internal)]
    soon = [(until, number) for until, number in filter(None, ends) if until <= horizon]
    if soon and not facts.holders(role.deputy, days_before(soon[0][0], -1)):
        until, number = soon[0]
        yield role.at("holders", number, "until", date=until, number=len({one.key for one, _ in facts.owned[role.id]}))


def _ending(holders: Sequence[tuple[int, RoleHolder]], facts: Facts) -> tuple[str, int] | None:
    """Return the day on which the last of some holders leaves with nobody after them, and their place."""
    there = [(one.until, number) for number, one in holders if facts.holds(one, facts.today)]
    if not there or not all(until for until, _ in there):
        return None
    until, number = max((until or "", number) for until, number in there)
    follows = any(facts.holds(one, days_before(until, -1)) for _, one in holders)
    return None if follows else (until, number)


def reports(role: Role) -> bool:
    return role.reports_to is not None


@rule("ROL015", applies=reports)
def reporting_cycle(role: Role, facts: Facts) -> Places:
    """Roles that report to each other in a circle."""
    circle = facts.base.many(Role, facts.reporting_circles.get(role.id, ()))
    if circle:
        yield role.at("reports_to", related=[one.at("reports_to") for one in circle[1:]], circle=circle)
