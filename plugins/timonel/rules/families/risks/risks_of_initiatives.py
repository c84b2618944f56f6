"""Rule RSK004: an initiative has looked at the four Ps: process, perception, privacy and politics."""

from __future__ import annotations

from timonel.kinds import Initiative
from timonel.lookups.facts import Facts
from timonel.lookups.initiatives import risks_of
from timonel.lookups.status import is_active
from timonel.model import Base
from timonel.rules import Places, rule
from timonel.words.labels import in_sentence

_FOUR_PS = ("process", "perception", "privacy", "politics")


def _planned_or_active(initiative: Initiative, facts: Facts) -> bool:
    wanted = is_active(initiative) or initiative.status == "proposed"
    return wanted and facts.whole("risk", "category", "initiative") and facts.whole("measurement")


@rule("RSK004", applies=_planned_or_active)
def four_ps_not_assessed(initiative: Initiative, base: Base, facts: Facts) -> Places:
    """One of the four obstacles without a risk that somebody measured."""
    risks = [one for one in risks_of(base, initiative) if one.category in _FOUR_PS]
    measured = {one.category for one in risks if facts.last(one) is not None}
    if missing := [category for category in _FOUR_PS if category not in measured]:
        labels = base.schema.kinds["risk"].fields["category"].get("x-labels", {})
        unmeasured = [one.at() for one in risks if one.category in missing]
        names = [in_sentence(labels.get(one, one)) for one in missing]
        yield initiative.at(related=unmeasured, category=missing[0], missing=names)
