"""Family ROL in initiatives: who leads them, who answers for them, who is on the team, who does the work."""

from __future__ import annotations

from collections.abc import Iterator

from timonel.kinds import Area, Initiative, Person, Process, Role, Task
from timonel.lookups.facts import Facts
from timonel.lookups.initiatives import forums_of, holders_of, is_over, is_running, naming, processes_of, serves
from timonel.lookups.status import is_active
from timonel.model import Base
from timonel.rules import Places, rule
from timonel.rules.families.people.decisions import SIDES, side_of
from timonel.text import is_empty, said


def is_open(initiative: Initiative) -> bool:
    return is_active(initiative) or initiative.status == "proposed"


@rule("ROL003", applies=is_open)
def initiative_without_sponsor_or_lead(initiative: Initiative, facts: Facts, grace: int) -> Places:
    """No sponsor, no lead once it is approved, a seat that nobody holds for it, or one person who holds both today."""
    wanted = ("sponsor", "lead") if is_active(initiative) else ("sponsor",)
    missing = facts.missing(initiative, *wanted)
    empty = [field for field in wanted if is_active(initiative) and _unheld(initiative, field, facts, grace)]
    both = _people(initiative, "sponsor", facts) & _people(initiative, "lead", facts)
    if missing or empty:
        roles = facts.base.many(Role, [str(initiative.fields[field]) for field in empty])
        reasons = [said("it has no {seat}", seat=seat) for seat in missing.values()]
        reasons += [said("nobody holds “{role}” for it", role=role) for role in roles]
        first = next(field for field in wanted if field in missing or field in empty)
        yield initiative.at(first, related=[one.at("holders") for one in roles], reasons=reasons)
    elif is_active(initiative) and both:
        people = facts.base.many(Person, sorted(both)) or sorted(both)
        yield initiative.at("lead", reasons=[said("sponsor and lead are in the same hands: {people}", people=people)])


def _unheld(initiative: Initiative, field: str, facts: Facts, grace: int) -> bool:
    """Whether those who hold the role in a seat have not served this initiative for more than ``grace`` days.

    A role that nobody holds at all is ROL001.
    """
    role = facts.base.get(Role, initiative.fields.get(field))
    if role is None or "holders" in role.refused or not facts.holders(role.id) or holders_of(facts, role, initiative):
        return False
    left = [one.until for one in role.holders if one.until and one.until < facts.today and serves(one, initiative)]
    return not left or facts.days_since(max(left)) > grace


def _people(initiative: Initiative, field: str, facts: Facts) -> set[str]:
    """Return who holds today, in the initiative, the role that a field of it names."""
    role = facts.base.get(Role, initiative.fields.get(field))
    return {one.person for one in holders_of(facts, role, initiative)} if role else set()


@rule("ROL004", applies=is_active)
def business_not_accountable(initiative: Initiative, base: Base) -> Places:
    """An active initiative with no accountable area, or one of technology."""
    area = base.get(Area, initiative.accountable_area)
    if is_empty(initiative.accountable_area) or (area is not None and area.type == "technology"):
        yield initiative.at("accountable_area")


def runs_with_readable_roles(initiative: Initiative, facts: Facts) -> bool:
    return is_running(initiative) and facts.whole("role", "duties", "area", "holders")


@rule("ROL008", applies=runs_with_readable_roles)
def control_points_uncovered(initiative: Initiative, facts: Facts) -> Places:
    """A running initiative with no internal holder at the control point of business or of technology."""
    duties = [f"{side}-control-point" for side in SIDES if not _controls(initiative, side, facts)]
    if duties:
        roles = [role for duty in duties for role in facts.by_duty.get(duty, ())]
        related = [role.at("holders") for role in roles]
        yield initiative.at(related=related, missing=facts.named("role", "duties", duties))


def _controls(initiative: Initiative, side: str, facts: Facts) -> bool:
    roles = (
        role for role in facts.by_duty.get(f"{side}-control-point", ()) if side_of(role, facts.base) in (side, "?")
    )
    return any(facts.is_internal(one.person) for role in roles for one in holders_of(facts, role, initiative))


def in_work(task: Task, base: Base) -> bool:
    return not is_over(base, task.initiative)


@rule("ROL013", applies=in_work)
def task_without_accountable(task: Task, facts: Facts) -> Places:
    """A task for which nobody answers, or that nobody does."""
    missing = facts.missing(task, "accountable", "responsible")
    if missing:
        yield task.at(next(iter(missing)), missing=[*missing.values()])


def has_areas(initiative: Initiative, facts: Facts) -> bool:
    readable = facts.whole("role", "area") and facts.whole("forum", "members", "chair") and facts.whole("task")
    return readable and is_active(initiative) and bool(_involved(initiative, facts.base))


def _involved(initiative: Initiative, base: Base) -> dict[str, Process | None]:
    """Return the areas that an initiative lists or that its processes belong to (then with the first of those)."""
    found: dict[str, Process | None] = dict.fromkeys(initiative.areas)
    for process in processes_of(base, initiative):
        if process.area:
            found.setdefault(process.area, process)
    return found


@rule("ROL014", applies=has_areas)
def area_not_on_team(initiative: Initiative, base: Base) -> Places:
    """Each area of an active initiative with no role in its team, its forums or its tasks."""
    present = {role.area for role in base.many(Role, [*_working(initiative, base)])}
    for id_, process in _involved(initiative, base).items():
        area = base.get(Area, id_)
        if area is not None and id_ not in present:
            keys = ("processes",) if process else ("areas", initiative.areas.index(id_))
            related = [process.at("area")] if process else []
            yield initiative.at(*keys, related=related, distinct=id_, area=area)


def _working(initiative: Initiative, base: Base) -> Iterator[str]:
    """Yield the roles that work in an initiative: its lead, its team, its forums, and who has a part in its tasks."""
    yield from initiative.team
    yield initiative.lead or ""
    for forum in forums_of(base, initiative):
        yield forum.chair or ""
        yield from (one.role for one in forum.members)
    for task in naming(base, Task, initiative):
        yield from (*task.responsible, task.accountable or "", *task.consulted)


def needs_skills(task: Task, base: Base) -> bool:
    """Whether a task of an active initiative asks for skills and somebody does it (nobody is ROL013)."""
    initiative = base.get(Initiative, task.initiative)
    readable = len(base.many(Role, task.responsible)) == len(task.responsible)
    return initiative is not None and is_active(initiative) and readable and bool(task.skills and task.responsible)


@rule("ROL017", applies=needs_skills)
def skill_uncovered(task: Task, base: Base) -> Places:
    """A task that needs a skill that none of its responsible roles has."""
    known = {id_ for role in base.many(Role, task.responsible) for id_ in role.skills}
    lacking = [n for n, id_ in enumerate(task.skills) if id_ not in known]
    if lacking:
        skills = [base.find(f"skill:{task.skills[n]}") or task.skills[n] for n in lacking]
        yield task.at("skills", lacking[0], skills=skills)
