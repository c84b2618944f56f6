"""Family ROL, decision rights: one decider each, nobody above the limits, and limits for both sides."""

from __future__ import annotations

from collections.abc import Iterator

from timonel.kinds import Area, Decision, Forum, Initiative, Organization, Role
from timonel.lookups.facts import Facts
from timonel.lookups.initiatives import is_over
from timonel.lookups.status import is_active
from timonel.model import Base
from timonel.rules import Places, rule
from timonel.text import is_empty, said

# The types of area between which decisions are shared out.
SIDES = ("business", "technology")


def side_of(role: Role, base: Base) -> str | None:
    """Return the type of a role's area, "?" where that could not be read."""
    area = base.get(Area, role.area)
    return area.type if area else "?" if role.area else None


def in_force(decision: Decision, base: Base, facts: Facts) -> bool:
    """Whether a decision right still matters, and all forums could be read: one of them may decide."""
    return not is_over(base, decision.initiative) and facts.whole("forum", "decides", "chair")


def _deciding(decision: Decision, base: Base) -> list[Forum]:
    """Return the forums that decide something."""
    found = base.backlinks.get(decision.key, ())
    return [one.source for one in found if isinstance(one.source, Forum) and one.path[0] == "decides"]


@rule("ROL005", applies=in_force)
def decision_without_decider(decision: Decision, base: Base) -> Places:
    """A decision that neither a role nor a forum takes, or that both do."""
    forums = _deciding(decision, base)
    if is_empty(decision.decider) != bool(forums):
        how = said("{deciders} decide it at once", deciders=[*_named(decision, base), *forums]) if forums else _NOBODY
        yield decision.at("decider", related=[one.at("decides") for one in forums], how=how)


_NOBODY = said("no role and no forum takes it")


def _named(decision: Decision, base: Base) -> list[object]:
    return [base.get(Role, decision.decider) or decision.decider] if decision.decider else []


def forbids(decision: Decision, base: Base, facts: Facts) -> bool:
    return in_force(decision, base, facts) and bool(decision.forbidden) and bool([*_deciders(decision, base)])


def _deciders(decision: Decision, base: Base) -> Iterator[Role]:
    """Yield who takes a decision: its decider, and the chairs of the forums that decide it."""
    ids = (decision.decider, *(one.chair for one in _deciding(decision, base)))
    yield from base.many(Role, [id_ for id_ in ids if id_])


@rule("ROL006", applies=forbids)
def decision_conflict(decision: Decision, base: Base) -> Places:
    """A decider whom the same decision forbids, directly or through its area."""
    for role in _deciders(decision, base):
        names = {role.key, f"area:{role.area}"}
        position = next((n for n, one in enumerate(decision.forbidden) if one in names), None)
        if position is not None:
            chaired = [one.at("chair") for one in _deciding(decision, base) if one.chair == role.id]
            yield decision.at("forbidden", position, related=[*chaired, role.at("area")], decider=role)
            return


def needs_decisions(_: Organization, base: Base, facts: Facts) -> bool:
    readable = facts.whole("decision") and facts.whole("role", "area") and facts.whole("area", "type")
    return readable and any(is_active(one) for one in base.all(Initiative))


@rule("ROL016", applies=needs_decisions)
def decision_rights_undefined(organization: Organization, base: Base, facts: Facts) -> Places:
    """Nobody wrote what business and technology may decide, each, and what they may not."""
    decisions = [one for one in base.all(Decision) if not is_over(base, one.initiative)]
    deciders = base.many(Role, [one.decider for one in decisions if one.decider])
    may = {side_of(role, base) for role in deciders}
    may_not = {_forbidden_side(name, base) for one in decisions for name in one.forbidden}
    unclear = [side for side in SIDES if side not in may or side not in may_not]
    if unclear:
        yield organization.at(sides=facts.named("area", "type", unclear))


def _forbidden_side(name: str, base: Base) -> str | None:
    """Return the type of the area that a decision forbids, or of the forbidden role's area."""
    found = base.find(name)
    if isinstance(found, Area):
        return found.type
    return side_of(found, base) if isinstance(found, Role) else None
