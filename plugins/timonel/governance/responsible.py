"""Who must act on a finding: what its card says, else the usual ones, else whoever a vacant role reports to.

Where nobody holds any of these, the first of them is named all the same: its holder is the first thing to find.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from timonel.kinds import Role
from timonel.lookups.facts import Facts
from timonel.model import Base, Entity
from timonel.rules import Rule


def responsible(facts: Facts, rule: Rule | None, entity: Entity) -> Sequence[str]:
    """Return who must act on a finding (``role:id``), as the card says or as the first that exists of the usual ones.

    A role that somebody holds goes first; where nobody holds any, it is the vacant one that owns the thing.
    """
    answers, vacant = facts.once(_answering), ""
    for role_id in _candidates(facts, rule, entity):
        held = answers.get(role_id)
        if held:
            return (f"role:{held}",)
        if not vacant and role_id in answers:
            vacant = role_id
    return (f"role:{vacant}",) if vacant else ()


def stands_in(facts: Facts, role_id: str) -> str | None:
    """Return who acts for a role: itself, or the next above it that somebody holds today; None where nobody does."""
    return facts.once(_answering).get(role_id)


def _candidates(facts: Facts, rule: Rule | None, entity: Entity) -> Iterable[str]:
    base, owner = facts.base, facts.settings.vocabulary_owner
    if rule is not None and rule.responsible:
        yield from _along(base, entity, rule.responsible.split("."))
    if entity.kind == "term" and not entity.fields.get("owner") and owner:
        yield owner.partition(":")[2]
    for field in base.schema.kinds[entity.kind].responsible:
        yield from _roles(entity.fields.get(field))
    for field in ("lead", "sponsor"):
        yield from _along(base, entity, ["initiative", field])
    yield from _along(base, entity, ["area", "head"])
    if entity.kind == "area":
        yield from _roles(entity.fields.get("head"))
    for forum in base.of("forum"):
        if forum.fields.get("type") == "steering":
            yield from _roles(forum.fields.get("chair"))


def _along(base: Base, entity: Entity, path: Sequence[str]) -> Iterable[str]:
    """Yield the roles at the end of a path of references ("initiative.lead")."""
    value: Any = entity.fields.get(path[0])
    if len(path) == 1:
        yield from _roles(value)
    elif isinstance(value, str):
        links = base.schema.kinds[entity.kind].links.get(path[0], ())
        kind = next((one.kinds[0] for one in links if not one.path), path[0])
        other = base.find(value if ":" in value else f"{kind}:{value}")
        if other is not None:
            yield from _along(base, other, path[1:])


def _roles(value: object) -> Iterable[str]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            yield one.removeprefix("role:")


def _answering(facts: Facts) -> Mapping[str, str | None]:
    """Return role → itself, or the next above it that somebody holds today."""
    return {role.id: _held(facts, role.id) for role in facts.base.all(Role)}


def _held(facts: Facts, role_id: str) -> str | None:
    """Return the role, or the next above it that somebody holds today."""
    seen: set[str] = set()
    while role_id not in seen:
        seen.add(role_id)
        role = facts.base.get(Role, role_id)
        if role is None:
            return None
        if facts.holders(role_id):
            return role_id
        if not role.reports_to:
            return None
        role_id = role.reports_to
    return None
