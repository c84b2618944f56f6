"""What the latest answers to the readiness survey say of an initiative, pillar by pillar."""

from __future__ import annotations

from timonel.kinds import Assessment, Initiative, Question
from timonel.lookups.facts import Facts
from timonel.lookups.initiatives import programmes

PILLARS = ("processes", "people", "data", "technology")
# The highest answer of the survey.
_BEST = 4


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
