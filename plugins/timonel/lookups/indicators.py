"""Whether somebody waits for an indicator's next value."""

from __future__ import annotations

from timonel.kinds import Indicator, Process, Touchpoint
from timonel.lookups.facts import Facts
from timonel.lookups.status import is_active
from timonel.model import Base, Entity


def is_awaited(indicator: Indicator, facts: Facts, base: Base) -> bool:
    """Whether somebody waits for its next value: it was measured, or an open objective or moment of truth uses it."""
    if indicator.key in facts.measured:
        return True
    users = [link.source for link in base.backlinks.get(indicator.key, ())]
    return any(_waits(user, facts, base) for user in users)


def _waits(user: Entity, facts: Facts, base: Base) -> bool:
    if user.kind == "objective":
        return is_active(user)
    if not isinstance(user, Process):
        return False
    met = base.many(Touchpoint, user.touchpoints)
    return any(one.moment_of_truth and is_active(one) and user in facts.serving.get(one.id, ()) for one in met)
