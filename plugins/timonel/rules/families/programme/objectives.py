"""Rules about what is measured: indicators that are defined, and read while they matter."""

from __future__ import annotations

from timonel.kinds import Indicator
from timonel.lookups.facts import Facts
from timonel.lookups.indicators import is_awaited
from timonel.model import Base
from timonel.rules import Places, rule
from timonel.text import is_empty, said
from timonel.words.labels import in_sentence


@rule("OBJ005", applies=is_awaited)
def indicator_stale(indicator: Indicator, facts: Facts) -> Places:
    """An indicator without a recent measurement."""
    last = facts.last(indicator)
    if last is None:
        yield indicator.at("frequency", when=said("never"))
    elif indicator.frequency and facts.is_stale(last.date, indicator.frequency):
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
        return in_sentence(base.schema.label("indicator", name))
    return said("system or way of collecting")
