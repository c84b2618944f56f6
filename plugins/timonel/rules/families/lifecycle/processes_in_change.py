"""Family PRO, where an initiative changes processes: ready for technology, good for their users, really changed."""

from __future__ import annotations

from timonel.kinds import Initiative, Pilot, Process, Touchpoint
from timonel.lookups.calendar import days_before
from timonel.lookups.facts import Facts
from timonel.lookups.initiatives import changing, has_started, is_reached, is_running, launches, naming, processes_of
from timonel.lookups.status import is_active
from timonel.model import Base, Entity
from timonel.rules import Places, rule
from timonel.text import is_empty


def _with_technology(facts: Facts) -> dict[str, list[list[Entity]]]:
    """Return process id → the pilots and prototypes, or initiatives with their launch, that put technology on it."""
    found: dict[str, list[list[Entity]]] = {}
    for initiative in filter(is_active, facts.base.all(Initiative)):
        ids = [process.id for process in processes_of(facts.base, initiative)]
        pilots = [one for one in naming(facts.base, Pilot, initiative) if one.type != "proof-of-concept"]
        begun = [one for one in pilots if has_started(one, facts.today)]
        everywhere: list[Entity] = [one for one in begun if not one.processes]
        if any(is_reached(phase) for phase in launches(facts.base, initiative)):
            everywhere.append(initiative)
        if everywhere:
            for id_ in ids:
                found.setdefault(id_, []).append(everywhere)
        for pilot in begun:
            for id_ in set(pilot.processes).intersection(ids):
                found.setdefault(id_, []).append([pilot])
    return found


def _causes(process: Process, facts: Facts, grace: int) -> list[Entity]:
    """Return what puts technology on a process; a pilot's start may pass overnight, so after a grace."""
    since = days_before(facts.today, grace)
    found = dict.fromkeys(one for each in facts.once(_with_technology).get(process.id, ()) for one in each)
    return [one for one in found if not isinstance(one, Pilot) or has_started(one, since)]


def has_technology(process: Process, facts: Facts, grace: int) -> bool:
    return bool(_causes(process, facts, grace))


@rule("PRO003", applies=has_technology)
def technology_on_immature_process(process: Process, facts: Facts, min_level: int, grace: int) -> Places:
    """A process below ``min_level`` (undiagnosed: 0) under a started pilot, a prototype or a launch."""
    level = process.maturity.level if process.maturity else 0
    if level < min_level:
        causes = _causes(process, facts, grace)
        related = [one.at("start" if isinstance(one, Pilot) else "phases") for one in causes]
        keys = ("maturity", "level") if process.maturity else ("maturity",)
        yield process.at(*keys, related=related, level=level, causes=causes)


def is_multichannel(process: Process, base: Base) -> bool:
    """Whether a customer-facing process that an active initiative changes meets customers in several channels."""
    if process.type != "customer-facing" or process.status == "retired":
        return False
    touchpoints = [one for one in base.many(Touchpoint, process.touchpoints) if one.status != "retired"]
    return len({id_ for one in touchpoints for id_ in one.channels}) > 1 and bool(changing(base, process))


@rule("PRO009", applies=is_multichannel)
def multichannel_without_word_of_mouth(process: Process) -> Places:
    """A process in several channels that does not say what customers will tell others about it."""
    if is_empty(process.word_of_mouth):
        yield process.at("word_of_mouth")


def is_changing(process: Process, base: Base) -> bool:
    return process.status != "retired" and bool(changing(base, process))


@rule("PRO012", applies=is_changing)
def no_user_benefit(process: Process, base: Base) -> Places:
    """A process that an active initiative changes without saying what its users gain."""
    if is_empty(process.user_benefit):
        initiatives = changing(base, process)
        yield process.at("user_benefit", related=[one.at("processes") for one in initiatives], initiatives=initiatives)


def has_readable_processes(initiative: Initiative, base: Base) -> bool:
    """Whether an initiative is running and all processes that it lists could be read."""
    return is_running(initiative) and len(base.many(Process, initiative.processes)) == len(initiative.processes)


@rule("PRO015", applies=has_readable_processes)
def declared_not_changed(initiative: Initiative, base: Base) -> Places:
    """A running initiative none of whose processes aims higher, or was assessed since it began."""
    if not any(_moves(process, initiative.start) for process in processes_of(base, initiative)):
        yield initiative.at("processes")


def _moves(process: Process, start: str | None) -> bool:
    maturity = process.maturity
    if maturity is None:
        return False
    return (maturity.target or 0) > maturity.level or (start is not None and maturity.assessed >= start)
