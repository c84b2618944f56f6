"""What the rules mean by "of an initiative": its parts, what names it, the processes it changes, its launch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from timonel.kinds import Initiative, InitiativePhase, Phase, Process, Role, RoleHolder
from timonel.model import Base, Entity
from timonel.rules.facts import Facts, is_active

E = TypeVar("E", bound=Entity)


def parts(base: Base, initiative: Initiative) -> list[Initiative]:
    """Return an initiative and, of a programme, its parts: neither those still proposed nor those cancelled."""
    found = {initiative.id: initiative}
    waiting = [initiative]
    while waiting:
        for reference in base.backlinks.get(waiting.pop().key, ()):
            part = reference.source
            if reference.path == ("part_of",) and isinstance(part, Initiative) and part.id not in found:
                if part.status not in ("proposed", "cancelled"):
                    found[part.id] = part
                    waiting.append(part)
    return [*found.values()]


def programmes(base: Base, initiative: Initiative) -> list[Initiative]:
    """Return the programmes that an initiative is part of, nearest first."""
    found: dict[str, Initiative] = {}
    above = base.get(Initiative, initiative.part_of)
    while above is not None and above.id not in found and above.id != initiative.id:
        found[above.id] = above
        above = base.get(Initiative, above.part_of)
    return [*found.values()]


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
    found: dict[str, Initiative] = {}
    for reference in base.backlinks.get(process.key, ()):
        one = reference.source
        if reference.path[0] == "processes" and isinstance(one, Initiative):
            above = programmes(base, one) if one.status not in ("proposed", "cancelled") else []
            found.update({each.id: each for each in (one, *above) if is_active(each)})
    return [*found.values()]


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
