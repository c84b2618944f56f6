"""Rule INI008: an initiative that runs is ready in all four pillars, as the latest answers to the survey show."""

from __future__ import annotations

from timonel.kinds import Assessment, Initiative, Question
from timonel.model import Base
from timonel.rules import Places, rule
from timonel.rules.facts import Facts, in_sentence
from timonel.rules.initiatives_facts import is_running, programmes
from timonel.text import Text

PILLARS = ("processes", "people", "data", "technology")
# The highest answer of the survey.
_BEST = 4


@rule("INI008", applies=lambda initiative, facts: is_running(initiative) and facts.whole("assessment"))
def started_unready(initiative: Initiative, facts: Facts, min_score: float) -> Places:
    """Running, with no assessment that shows readiness in every pillar."""
    latest = latest_assessment(initiative, facts)
    scores = {} if latest is None else facts.once(_weights_of).scores(latest)
    low = [pillar for pillar in PILLARS if (0 if latest is None else scores.get(pillar, 100)) < min_score]
    if low:
        labels = _pillar_labels(facts.base)
        pillars = [in_sentence(labels.get(pillar, pillar)) for pillar in low]
        related = [] if latest is None else [latest.at("answers")]
        yield initiative.at("status", related=related, pillars=pillars, min_score=min_score)


def _latest(facts: Facts) -> dict[str | None, Assessment]:
    """Return initiative (None: the organisation) → its latest assessment up to today; of one day, the later in order."""
    found: dict[str | None, Assessment] = {}
    for one in facts.base.all(Assessment):
        if one.date <= facts.today and (one.initiative not in found or found[one.initiative].date <= one.date):
            found[one.initiative] = one
    return found


def latest_assessment(initiative: Initiative, facts: Facts) -> Assessment | None:
    """Return the latest assessment of an initiative, else of its programme, else of the organisation as a whole."""
    latest = facts.once(_latest)
    ids = [initiative.id, *(programme.id for programme in programmes(facts.base, initiative)), None]
    return next((latest[id_] for id_ in ids if id_ in latest), None)


def readiness(assessment: Assessment, facts: Facts) -> dict[str, float]:
    """Return pillar → 0–100 of an assessment; a pillar without questions is not there."""
    return facts.once(_weights_of).scores(assessment)


class _Weights:
    """What each question of the readiness survey counts for in its pillar."""

    def __init__(self, questions: list[Question]) -> None:
        self.of = {one.id: (one.pillar, one.weight) for one in questions}
        self.totals: dict[str, float] = {}
        for pillar, weight in self.of.values():
            self.totals[pillar] = self.totals.get(pillar, 0) + weight

    def scores(self, assessment: Assessment) -> dict[str, float]:
        """Return pillar → 0–100; what nobody answered counts 0, a pillar without questions is not there."""
        sums = {pillar: 0.0 for pillar, total in self.totals.items() if total}
        for answer in assessment.answers:
            pillar, weight = self.of.get(answer.question, ("", 0))
            if pillar in sums:
                sums[pillar] += weight * answer.score
        return {pillar: 100 * found / (_BEST * self.totals[pillar]) for pillar, found in sums.items()}


def _weights_of(facts: Facts) -> _Weights:
    return _Weights([*facts.base.all(Question)])


def _pillar_labels(base: Base) -> dict[str, Text]:
    """Return what people call the pillars, as the schema says."""
    found: dict[str, Text] = base.schema.kinds["question"].fields["pillar"].get("x-labels", {})
    return found
