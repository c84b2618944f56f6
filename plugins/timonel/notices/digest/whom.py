"""Whom a digest is for: a person with all roles that they hold, a role, or a body; and what concerns them."""

from __future__ import annotations

from typing import NamedTuple

from timonel.governance import Result
from timonel.kinds import Forum, Person, Resolution, Role
from timonel.lookups.confirmations import answering
from timonel.lookups.dated import sitting
from timonel.model import Base, Entity


class Whom(NamedTuple):
    """Who receives a digest.

    Attributes:
        entity: the person, role or body.
        roles: the ids of the roles that it speaks for.
        keys: those, and the entity itself, as ``kind:id``.
        sits: the ids of the bodies that they sit in: what these resolve concerns them.
    """

    entity: Entity
    roles: frozenset[str]
    keys: frozenset[str]
    sits: frozenset[str]

    def concerns(self, base: Base, entity: Entity) -> bool:
        """Whether an entry is theirs: they answer for it, it names them, or it is a role or body of theirs."""
        if entity.key in self.keys or any(
            f"{one.kind}:{one.id}" in self.keys for one in base.outgoing.get(entity.key, ())
        ):
            return True
        if isinstance(entity, Resolution) and entity.forum in self.sits:
            return True
        return not isinstance(self.entity, Forum) and any(one.id in self.roles for one in answering(base, entity))


def whom(result: Result, key: str) -> Whom | None:
    """Return who is meant by ``person:x``, ``role:x`` or ``forum:x``; None where there is none.

    Args:
        result: what the check says, with the people who are not published, too.
        key: who.
    """
    entity = result.base.find(key)
    if isinstance(entity, Person):
        held = [
            role.id
            for role in result.base.all(Role)
            if any(one.person == entity.id for one in result.facts.holders(role.id))
        ]
    elif isinstance(entity, Role):
        held = [entity.id]
    elif isinstance(entity, Forum):
        held = []
    else:
        return None
    sits = [one.id for one in result.base.all(Forum) if not {*held}.isdisjoint(sitting(result.base, one))]
    keys = [entity.key, *(f"role:{one}" for one in held)]
    return Whom(entity, frozenset(held), frozenset(keys), frozenset(sits))


def known(base: Base) -> list[str]:
    """Return who can be meant."""
    return [one.key for kind in ("person", "role", "forum") for one in base.of(kind)]
