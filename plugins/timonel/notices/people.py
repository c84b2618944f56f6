"""Roles first, holders small: how a notice names who must act."""

from __future__ import annotations

from timonel.governance import Result
from timonel.kinds import Person, Role
from timonel.notices.document import Small, Value
from timonel.text import said


def role_of(result: Result, key: str | None) -> Value:
    """Return a role (``role:id``, or its id) with who holds it today in small; an unknown one as it is written."""
    role = result.base.get(Role, key.removeprefix("role:")) if key else None
    if role is None:
        return key
    people = [result.base.get(Person, one.person) or one.person for one in result.facts.holders(role.id)]
    return Small(role, people or said("vacant"))
