"""Rules about what is measured: indicators that are defined, and read while they matter."""

from __future__ import annotations

from timonel.kinds import Indicator, Process, Touchpoint
from timonel.model import Base, Entity
from timonel.rules import Places, rule
from timonel.rules.facts import PERIOD_DAYS, Facts, is_active
from timonel.text import is_empty


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


@rule("OBJ005", applies=is_awaited)
def indicator_stale(indicator: Indicator, facts: Facts) -> Places:
    """An indicator without a recent measurement."""
    last = facts.last(indicator)
    if last is None:
        yield indicator.at("frequency", when={"es": "nunca", "en": "never"})
    elif indicator.frequency and 2 * facts.days_since(last.date) > 3 * PERIOD_DAYS[indicator.frequency]:
        yield indicator.at("frequency", related=(last.at("date"),), when=last.date)


@rule("OBJ006")
def indicator_without_source(indicator: Indicator, base: Base) -> Places:
    """An indicator that does not say how it is calculated, or where its values come from."""
    missing = [name for name in ("formula", "unit", "frequency") if is_empty(indicator.fields.get(name))]
    if is_empty(indicator.system) and is_empty(indicator.collection):
        missing.append("system")
    if missing:
        labels = [_label(base, name) for name in missing]
        yield indicator.at(missing[0], missing=labels)


def _label(base: Base, name: str) -> object:
    if name != "system":
        return base.schema.label("indicator", name)
    return {"es": "sistema o forma de recogida", "en": "system or way of collecting"}
