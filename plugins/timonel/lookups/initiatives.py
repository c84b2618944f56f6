"""What the rules mean by "of an initiative": its parts, what names it, what it changes; its phases, pilots and launch.

Every family takes these words from here; when things happen (decided, begun, under way) is told by day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from timonel.kinds import (
    ChangeAction,
    Country,
    Forum,
    Indicator,
    Initiative,
    InitiativePhase,
    Objective,
    Phase,
    Pilot,
    Process,
    Risk,
    Role,
    RoleHolder,
    System,
    Touchpoint,
)
from timonel.lookups.facts import Facts
from timonel.lookups.status import is_active
from timonel.model import Base, Entity

E = TypeVar("E", bound=Entity)

# A programme does not have what a part in one of these statuses would bring.
_OUT = ("proposed", "cancelled")


def parts(base: Base, initiative: Initiative) -> list[Initiative]:
    """Return an initiative and, of a programme, its parts: neither those still proposed nor those cancelled."""
    found = {initiative.id: initiative}
    waiting = [initiative]
    while waiting:
        for reference in base.backlinks.get(waiting.pop().key, ()):
            part = reference.source
            if reference.path != ("part_of",) or not isinstance(part, Initiative) or whole(base, part) is None:
                continue
            if part.id not in found and part.status not in _OUT:
                found[part.id] = part
                waiting.append(part)
    return [*found.values()]


def programmes(base: Base, initiative: Initiative) -> list[Initiative]:
    """Return the programmes that an initiative is part of, nearest first."""
    found: dict[str, Initiative] = {}
    above = whole(base, initiative)
    while above is not None and above.id not in found:
        found[above.id] = above
        above = whole(base, above)
    return [*found.values()]


def whole(base: Base, initiative: Initiative) -> Initiative | None:
    """Return what an initiative is part of; None where it is in a circle, or a programme inside a project (INI022)."""
    above = base.get(Initiative, initiative.part_of)
    if above is None or (initiative.type == "programme" and above.type == "project"):
        return None
    return None if initiative.id in above_all(base, initiative) else above


def is_part(base: Base, initiative: Initiative) -> bool:
    """Whether an initiative is part of another (which may be unknown: that has its own finding)."""
    lost = initiative.part_of is not None and base.get(Initiative, initiative.part_of) is None
    return lost or whole(base, initiative) is not None


def above_all(base: Base, initiative: Initiative) -> list[str]:
    """Return the ids that `part_of` leads to, nearest first, whatever they are; in a circle, the initiative's own last."""
    found: list[str] = []
    above = base.get(Initiative, initiative.part_of)
    while above is not None and above.id not in found:
        found.append(above.id)
        above = base.get(Initiative, above.part_of) if above.id != initiative.id else None
    return found


def naming(base: Base, view: type[E], initiative: Initiative, *fields: str) -> Iterator[E]:
    """Yield what of a kind names an initiative, or a part of it, in its field `initiative` (or in ``fields``)."""
    for one in parts(base, initiative):
        for reference in base.backlinks.get(one.key, ()):
            if isinstance(reference.source, view) and reference.path[0] in (fields or ("initiative",)):
                yield reference.source


def processes_of(base: Base, initiative: Initiative) -> list[Process]:
    """Return the processes that an initiative or its parts list, less the retired ones."""
    ids = dict.fromkeys(id_ for one in parts(base, initiative) for id_ in one.processes)
    return [one for one in base.many(Process, [*ids]) if one.status != "retired"]


def changing(base: Base, process: Process) -> list[Initiative]:
    """Return the active initiatives that a process is of: those that list it, or whose parts do."""
    return _listing(base, process, "processes")


def using(base: Base, system: System) -> list[Initiative]:
    """Return the active initiatives that a system is of: those that list it, or whose parts do."""
    return _listing(base, system, "systems")


def _listing(base: Base, entity: Entity, field: str) -> list[Initiative]:
    found: dict[str, Initiative] = {}
    for reference in base.backlinks.get(entity.key, ()):
        one = reference.source
        if reference.path[0] == field and isinstance(one, Initiative):
            above = programmes(base, one) if one.status not in _OUT else []
            found.update({each.id: each for each in (one, *above) if is_active(each)})
    return [*found.values()]


def touching(base: Base, touchpoint: Touchpoint) -> list[Initiative]:
    """Return the active initiatives that a touchpoint is of, by way of its processes."""
    found: dict[str, Initiative] = {}
    for reference in base.backlinks.get(touchpoint.key, ()):
        process = reference.source
        if reference.path[0] == "touchpoints" and isinstance(process, Process) and process.status != "retired":
            found.update({one.id: one for one in changing(base, process)})
    return [*found.values()]


def countries_of(base: Base, initiatives: Iterable[Initiative]) -> list[Country]:
    """Return the countries of initiatives, each once."""
    return base.many(Country, [*dict.fromkeys(id_ for one in initiatives for id_ in one.countries)])


def forums_of(base: Base, initiative: Initiative) -> list[Forum]:
    """Return the forums of an initiative: its own, its parts', its programmes', and those of all initiatives."""
    ids = {one.id for one in (*parts(base, initiative), *programmes(base, initiative))}
    return [one for one in base.all(Forum) if not one.initiatives or not ids.isdisjoint(one.initiatives)]


def is_over(base: Base, initiative_id: str | None) -> bool:
    """Whether an initiative is finished or cancelled, so that what belongs to it alone is past."""
    initiative = base.get(Initiative, initiative_id)
    return initiative is not None and initiative.status in ("finished", "cancelled")


def is_running(initiative: Initiative) -> bool:
    return initiative.status == "running"


def launches(base: Base, initiative: Initiative) -> list[InitiativePhase]:
    """Return the phases of type launch that an initiative goes through itself."""
    found = ((one, base.get(Phase, one.phase)) for one in initiative.phases)
    return [one for one, phase in found if phase is not None and phase.type == "launch"]


def is_reached(phase: InitiativePhase) -> bool:
    """Whether a phase is in progress or passed."""
    return phase.status in ("in-progress", "passed")


def holders_of(facts: Facts, role: Role, initiative: Initiative) -> list[RoleHolder]:
    """Return who holds a role today in an initiative: those whose `initiatives` is empty or lists it."""
    return [one for one in facts.holders(role.id) if serves(one, initiative)]


def serves(holder: RoleHolder, initiative: Initiative) -> bool:
    """Whether a holder of a role holds it in an initiative, whenever that is."""
    return not holder.initiatives or initiative.id in holder.initiatives


# What an initiative has, beside what `naming` finds


def systems_of(base: Base, initiative: Initiative) -> list[System]:
    """Return the systems in use (pilot, active or legacy) that an initiative or its parts list."""
    ids = dict.fromkeys(id_ for one in parts(base, initiative) for id_ in one.systems)
    return [one for one in base.many(System, [*ids]) if is_active(one)]


def touchpoints_of(base: Base, initiative: Initiative) -> list[Touchpoint]:
    """Return the touchpoints, less the retired ones, of an initiative's processes."""
    ids = dict.fromkeys(id_ for process in processes_of(base, initiative) for id_ in process.touchpoints)
    return [one for one in base.many(Touchpoint, [*ids]) if one.status != "retired"]


def objectives_of(base: Base, initiative: Initiative) -> list[Objective]:
    """Return the objectives of an initiative, less those dropped."""
    return [one for one in naming(base, Objective, initiative) if one.status != "dropped"]


def indicators_of(base: Base, initiative: Initiative) -> list[Indicator]:
    """Return the indicators of an initiative's objectives and processes."""
    ids = [one.indicator for one in objectives_of(base, initiative) if one.indicator]
    ids += [id_ for process in processes_of(base, initiative) for id_ in process.indicators]
    return base.many(Indicator, [*dict.fromkeys(ids)])


def risks_of(base: Base, initiative: Initiative) -> list[Risk]:
    """Return the risks of an initiative and of the programmes it is part of."""
    found = {one.id: one for one in naming(base, Risk, initiative)}
    for programme in programmes(base, initiative):
        for reference in base.backlinks.get(programme.key, ()):
            if isinstance(reference.source, Risk):
                found.setdefault(reference.source.id, reference.source)
    return [*found.values()]


# When: phases, launch, pilots, changes. A date that nobody wrote down contradicts nothing.


def following(base: Base, one: Initiative) -> tuple[InitiativePhase, Phase] | None:
    """Return the next gate of an initiative under way: the first phase that is not behind it; None where it has none."""
    if one.status not in ("approved", "running"):
        return None
    steps = ((step, phase) for _, step, phase in phases_of(base, one))
    return next((each for each in steps if each[0].status in ("in-progress", "pending")), None)


def proven(step: InitiativePhase, phase: Phase) -> tuple[int, int]:
    """Return how many criteria of a gate have evidence, of how many."""
    found = {one.criterion for one in step.evidence}
    return sum(one.id in found for one in phase.criteria), len(phase.criteria)


def phases_of(base: Base, initiative: Initiative) -> list[tuple[int, InitiativePhase, Phase]]:
    """Return the phases that an initiative goes through itself, in order, each with its place in its list."""
    found = [(n, one, base.get(Phase, one.phase)) for n, one in enumerate(initiative.phases)]
    return sorted(((n, one, phase) for n, one, phase in found if phase is not None), key=lambda each: each[2].order)


def launched(base: Base, initiative: Initiative, today: str) -> tuple[int, str] | None:
    """Return the place of the launch that an initiative reached first, and "that day": when it passed, else today."""
    found = [
        (min(one.passed or today, today) if one.status == "passed" else today, n)
        for n, one, phase in phases_of(base, initiative)
        if phase.type == "launch" and is_reached(one)
    ]
    return min(found)[::-1] if found else None


def decided_go(pilot: Pilot, on: str) -> bool:
    """Whether a pilot was decided go by a day."""
    return pilot.decision == "go" and (pilot.decided or pilot.end or on) <= on


def has_started(pilot: Pilot, on: str) -> bool:
    """Whether a pilot had started by a day."""
    return pilot.start is not None and pilot.start <= on


def under_way(pilot: Pilot, on: str) -> bool:
    """Whether a pilot is under way on a day: from its start until it is decided (or ends)."""
    over = pilot.decided <= on if pilot.decided else pilot.end is not None and pilot.end < on
    return has_started(pilot, on) and not over


def has_begun(change: ChangeAction, on: str) -> bool:
    """Whether a change had begun by a day: it is in progress or done, and its start is that day or before."""
    return change.status in ("in-progress", "done") and (change.start or on) <= on
