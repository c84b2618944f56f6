"""Rule INI008: an initiative that runs is ready in all four pillars, as the latest answers to the survey show."""

from __future__ import annotations

from timonel.kinds import Initiative
from timonel.lookups.facts import Facts
from timonel.lookups.initiatives import is_running
from timonel.lookups.readiness import PILLARS, latest_assessment, readiness
from timonel.model import Base
from timonel.rules import Places, rule
from timonel.text import Text
from timonel.words.labels import in_sentence


@rule("INI008", applies=lambda initiative, facts: is_running(initiative) and facts.whole("assessment"))
def started_unready(initiative: Initiative, facts: Facts, min_score: float) -> Places:
    """Running, with no assessment that shows readiness in every pillar."""
    latest = latest_assessment(initiative, facts)
    scores = {} if latest is None else readiness(latest, facts)
    low = [pillar for pillar in PILLARS if (0 if latest is None else scores.get(pillar, 100)) < min_score]
    if low:
        labels = _pillar_labels(facts.base)
        pillars = [in_sentence(labels.get(pillar, pillar)) for pillar in low]
        related = [] if latest is None else [latest.at("answers")]
        yield initiative.at("status", related=related, pillars=pillars, min_score=min_score)


def _pillar_labels(base: Base) -> dict[str, Text]:
    """Return what people call the pillars, as the schema says."""
    found: dict[str, Text] = base.schema.kinds["question"].fields["pillar"].get("x-labels", {})
    return found
