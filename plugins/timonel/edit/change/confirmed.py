"""Confirmations stay what they were: whole ones whole, and of others only what had changed before is told as changed."""

from __future__ import annotations

from typing import Any

from timonel.edit.change.draft import Draft
from timonel.edit.change.foretold import Names
from timonel.governance import Result
from timonel.kinds import Confirmation
from timonel.lookups.confirmations import condition, fingerprint, material, stated
from timonel.model import Base, Entity


def follow(draft: Draft, before: Result, after: Result, names: Names) -> None:
    """Let confirmations say of entities with new names what they said of them before.

    Args:
        draft: what changes.
        before: what the check says now.
        after: what it would say with the new names.
        names: ``kind:id`` → ``kind:id``.
    """
    for one in before.base.all(Confirmation):
        now = _named(before.base, one)
        then = after.base.find(names.get(now.key, now.key)) if now else None
        if one.key in draft.gone or now is None or then is None:
            continue
        old = {each["field"]: each["value"] for each in stated(before.base, now)}
        new = {each["field"]: each["value"] for each in stated(after.base, then)}
        if one.fingerprint == fingerprint(material(before.base, now)):
            _set(draft, one, ("fingerprint",), fingerprint(material(after.base, then)))
        for place, each in enumerate(one.stated):
            if each.value == old.get(each.field) and each.field in new:
                _set(draft, one, ("stated", place, "value"), new[each.field])
        for place, need in enumerate(one.needs):
            known, later = before.base.find(need.entity), after.base.find(names.get(need.entity, need.entity))
            if known and later and condition(before.facts, known) == need.fingerprint:
                _set(draft, one, ("needs", place, "fingerprint"), condition(after.facts, later))


def _named(base: Base, confirmation: Confirmation) -> Entity | None:
    links = (one for one in base.outgoing.get(confirmation.key, ()) if one.path[0] == "entity")
    return next((base.find(f"{one.kind}:{one.id}") for one in links), None)


def _set(draft: Draft, one: Confirmation, path: tuple[str | int, ...], value: str) -> None:
    holder: Any = one.raw
    try:
        for key in path:
            holder = holder[key]
    except (KeyError, IndexError, TypeError):  # the schema refused it
        return
    if holder == value:
        return
    place: Any = draft.of(one)
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
