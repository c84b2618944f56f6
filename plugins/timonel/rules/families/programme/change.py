"""Rules of family CHG: change management, without which the best system is left unused."""

from __future__ import annotations

from timonel.kinds import ChangeAction, Initiative, Process, Role
from timonel.lookups.facts import Facts
from timonel.lookups.initiatives import changing, is_over, is_running, naming
from timonel.model import Base
from timonel.rules import Places, rule
from timonel.text import is_empty

_NEEDED = ("communication", "training", "culture")


def _running(initiative: Initiative, facts: Facts) -> bool:
    return initiative.status == "running" and facts.whole("change-action", "initiative", "type")


@rule("CHG001", applies=_running)
def change_plan_incomplete(initiative: Initiative, base: Base, facts: Facts) -> Places:
    """A running initiative that lacks communication, training or culture among its changes."""
    planned = {change.type for change in naming(base, ChangeAction, initiative)}
    missing = [one for one in _NEEDED if one not in planned]
    if missing:
        yield initiative.at(type=missing[0], missing=facts.named("change-action", "type", missing))


def _in_change(facts: Facts) -> frozenset[str]:
    """Return the ids of the processes that a running initiative changes."""
    base = facts.base
    listed = dict.fromkeys(id_ for one in base.all(Initiative) for id_ in one.processes)
    found = (one for one in base.many(Process, [*listed]) if any(map(is_running, changing(base, one))))
    return frozenset(one.id for one in found)


def _works_in(role: Role, base: Base, facts: Facts) -> list[Process]:
    """Return the processes of running initiatives that a role owns or has a step in."""
    changed = facts.once(_in_change)
    found: dict[str, Process] = {}
    for link in base.backlinks.get(role.key, ()) if changed else ():
        process = link.source
        if isinstance(process, Process) and link.path[0] in ("owner", "steps") and process.status != "retired":
            found[process.id] = process
    return [one for one in found.values() if one.id in changed]


def _affected(role: Role, base: Base, facts: Facts) -> bool:
    return facts.whole("change-action", "audience") and bool(_works_in(role, base, facts))


@rule("CHG002", applies=_affected)
def audience_forgotten(role: Role, base: Base, facts: Facts) -> Places:
    """A role whose work changes and to whom, or to whose area, no change is addressed."""
    keys = [role.key] if is_empty(role.area) else [role.key, f"area:{role.area}"]
    links = [link for key in keys for link in base.backlinks.get(key, ())]
    if not any(isinstance(link.source, ChangeAction) and link.path[0] == "audience" for link in links):
        processes = _works_in(role, base, facts)
        yield role.at(related=[process.at() for process in processes], processes=processes)


def _dated(change: ChangeAction, base: Base) -> bool:
    return bool(change.end) and not is_over(base, change.initiative)


@rule("CHG003", applies=_dated)
def change_overdue(change: ChangeAction, today: str) -> Places:
    """A change past its end and not done."""
    if change.end and change.end < today and change.status != "done":
        yield change.at("end", date=change.end)
