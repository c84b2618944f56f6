"""The score of each pillar; there is none over all of them, for one number would hide the weakest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from timonel.rules import Outcome
from timonel.settings import Settings

PILLARS = ("processes", "people", "data", "technology")
_WEIGHT = {"error": 5, "warning": 2, "info": 1}


@dataclass(frozen=True)
class PillarScore:
    """Score of one pillar.

    Attributes:
        value: 0–100, or None where nothing could be measured: for the trend, since hundreds of trivial passes keep it high.
        measured: how many of its rules had something to look at.
        rules: how many rules it has.
        clean: how many of the measured ones found nothing: what people are told first.
    """

    value: float | None
    measured: int
    rules: int
    clean: int


def scores(outcomes: Mapping[str, Outcome], settings: Settings) -> Mapping[str, PillarScore]:
    """Return the score of each pillar: the weighted mean of its measured rules' pass rates."""
    found = {}
    for pillar in PILLARS:
        mine = [one for one in outcomes.values() if one.rule.pillar == pillar]
        measured = [one for one in mine if one.population]
        weights = [_WEIGHT[settings.severity.get(one.rule.code, one.rule.severity)] for one in measured]
        passed = [(one.population - one.failed) / one.population for one in measured]
        total = sum(weights)
        value = round(100 * sum(w * p for w, p in zip(weights, passed, strict=True)) / total, 1) if total else None
        found[pillar] = PillarScore(value, len(measured), len(mine), sum(not one.failed for one in measured))
    return found
