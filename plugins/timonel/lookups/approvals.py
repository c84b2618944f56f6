"""What somebody has approved of an entity: exceptions, confirmations, resolutions, gates, a risk as it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from timonel.kinds import Confirmation, Resolution, Waiver
from timonel.lookups.status import resolved
from timonel.model import Base, Entity
from timonel.text import Said, said

_AGREED = ("agreed", "done")


class Approval(NamedTuple):
    """Something of an entity that somebody has approved.

    Attributes:
        date: the ISO day, "" where nobody has written it down.
        what: what it is.
        by: who: ``kind:id``, or an id of a role.
        until: the last ISO day on which it holds, "" where it has none.
        source: what says so.
    """

    date: str
    what: Said | Entity
    by: str
    until: str
    source: Entity


def approvals(base: Base, entity: Entity) -> list[Approval]:
    """Return what somebody has approved of an entity, the latest first.

    Args:
        base: the base.
        entity: one of it.
    """
    return sorted([*_named(base, entity), *_own(base, entity)], key=lambda one: one.date, reverse=True)


def _named(base: Base, entity: Entity) -> Iterator[Approval]:
    """Yield what others say of it; a resolution once, in how many places soever it names it."""
    resolutions = dict[str, Resolution]()
    for reference in base.backlinks.get(entity.key, ()):
        one = reference.source
        if isinstance(one, Waiver) and reference.path[0] == "entity":
            yield Approval(
                one.approved or "", said("exception to {rule}", rule=one.rule), one.approved_by or "", one.expires, one
            )
        elif isinstance(one, Confirmation) and reference.path[0] == "entity":
            yield Approval(one.date, said("confirmed that it is true"), f"person:{one.by}", one.until, one)
        elif isinstance(one, Resolution) and one.date and resolved(one) in _AGREED:
            resolutions[one.key] = one
    for one in resolutions.values():
        yield Approval(one.date or "", one, f"forum:{one.forum}", "", one)


def _own(base: Base, entity: Entity) -> Iterator[Approval]:
    """Yield what it says itself."""
    if isinstance(entity, Resolution) and entity.date and resolved(entity) in _AGREED:
        yield Approval(entity.date, said("agreed"), f"forum:{entity.forum}", "", entity)
    for phase in entity.fields.get("phases") or () if entity.kind == "initiative" else ():
        if isinstance(phase, dict) and phase.get("approved_by"):
            gate = said("the gate of {phase}", phase=base.find(f"phase:{phase['phase']}") or phase["phase"])
            yield Approval(str(phase.get("passed") or ""), gate, phase["approved_by"], "", entity)
    accepted = entity.fields.get("acceptance")
    if isinstance(accepted, dict) and accepted.get("by"):
        told = str(accepted.get("date") or ""), str(accepted.get("until") or "")
        yield Approval(told[0], said("the risk as it is"), accepted["by"], told[1], entity)
