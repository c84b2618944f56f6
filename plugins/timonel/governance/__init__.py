"""One result out of what the rules found: severity, waivers, who must act, fingerprints, and the score by pillar."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from timonel.governance.finding import SEVERITIES, Finding, Spot
from timonel.governance.judge import Judge, unblocked
from timonel.governance.score import PILLARS, PillarScore, scores
from timonel.kinds import Role
from timonel.lookups.facts import Facts
from timonel.model import Base, Misfit
from timonel.rules import Outcome, Rule, check, enforcing
from timonel.settings import Settings

if TYPE_CHECKING:
    from timonel.governance.hidden import Hidden  # which a check never needs

__all__ = [
    "PILLARS",
    "SEVERITIES",
    "Finding",
    "PillarScore",
    "Result",
    "Spot",
    "concluded",
    "in_force",
    "judge",
]


@dataclass(frozen=True, eq=False)
class Result:
    """What a check of a base says.

    Attributes:
        root: the folder that it was read from, None for anything else.
        hidden: what has been left out of it, for everybody to see the rest (`published`); None where all is there.
    """

    base: Base
    settings: Settings
    facts: Facts
    rules: Mapping[str, Rule]
    findings: Sequence[Finding]
    outcomes: Mapping[str, Outcome]
    score: Mapping[str, PillarScore]
    ran: frozenset[str]
    root: Path | None = None
    hidden: Hidden | None = None

    @property
    def today(self) -> str:
        """The ISO date that the check took for today."""
        return self.facts.today

    def count(self, severity: str | None = None, status: str = "open") -> int:
        """Return how many findings have a severity (any without one) and a status."""
        return sum(one.status == status and severity in (None, one.severity) for one in self.findings)

    def open_in(self, pillar: str) -> list[Finding]:
        """Return the open findings of a pillar's rules."""
        return [one for one in self.findings if one.status == "open" and one.rule.pillar == pillar]

    @cached_property
    def by_subject(self) -> Mapping[str, Sequence[Finding]]:
        """``kind:id`` → its findings."""
        found: dict[str, list[Finding]] = {}
        for one in self.findings:
            found.setdefault(one.spot.subject, []).append(one)
        return found

    def owned_by(self, key: str) -> Result:
        """Return the result with only those findings that a role or person (``role:id``, ``person:id``) must act on."""
        kind, _, id_ = key.partition(":")
        roles = {key}
        if kind == "person":
            roles = {
                role.key
                for role in self.base.all(Role)
                if any(one.person == id_ for one in self.facts.holders(role.id))
            }
        return replace(self, findings=[one for one in self.findings if roles.intersection(one.responsible)])

    def reaches(self, level: str) -> bool:
        """Whether an open finding is at a severity or above it ("never" is reached by none)."""
        levels = SEVERITIES[: SEVERITIES.index(level) + 1] if level in SEVERITIES else ()
        return any(one.status == "open" and one.severity in levels for one in self.findings)


def judge(  # noqa: PLR0913, PLR0917 - all that decides what is found
    base: Base, settings: Settings, rules: Mapping[str, Rule], today: str, wanted: Iterable[str] | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> Result:  # fmt: skip
    """Run the rules on a base and return the result.

    Args:
        base: the base.
        settings: its settings.
        rules: code → rule.
        today: the ISO date to take for today.
        wanted: the codes to run; all without it.
        meanwhile: what else is to be done, while another process runs them.
    """
    facts = Facts(base, settings, today, enforcing(rules))
    active = in_force(settings, rules, today, wanted)
    ran = check(base, facts, settings, active, meanwhile)
    return concluded(base, settings, rules, facts, active, ran)


def in_force(settings: Settings, rules: Mapping[str, Rule], today: str, wanted: Iterable[str] | None) -> list[Rule]:
    """Return the rules that run: the wanted ones, less those that the settings leave out."""
    codes = set(rules) if wanted is None else set(wanted)
    return [one for code, one in rules.items() if code in codes and not settings.ignored(code, today)]


def concluded(  # noqa: PLR0913, PLR0917 - all that a check has found
    base: Base,
    settings: Settings,
    rules: Mapping[str, Rule],
    facts: Facts,
    active: Sequence[Rule],
    ran: Iterable[Outcome],
    judging: Callable[[Base, Settings, Facts, Mapping[str, Rule]], Judge] = Judge,
) -> Result:
    """Return the result of what rules found.

    Args:
        base: the base.
        settings: its settings.
        rules: code → rule.
        facts: the base's facts.
        active: the rules that ran.
        ran: what they found.
        judging: makes what makes the findings.
    """
    ran = [*ran]
    outcomes = {outcome.rule.code: outcome for outcome in ran if outcome.problem is None}
    stuck = {outcome.rule.code: _stuck(outcome) for outcome in ran if outcome.problem is not None}
    base = replace(base, misfits=[*base.misfits, *stuck.values()]) if stuck else base
    findings = judging(base, settings, facts, {one.code: one for one in active if one.code not in stuck})
    found = [*findings.from_misfits(), *findings.from_outcomes(outcomes.values())]
    found = unblocked(findings.waived(found))
    order = {severity: number for number, severity in enumerate(SEVERITIES)}
    found.sort(
        key=lambda one: (
            order[one.severity],
            one.code,
            one.spot.subject,
            [str(key) for key in one.spot.keys],
            one.fingerprint,
        )
    )
    return Result(base, settings, facts, rules, found, outcomes, scores(outcomes, settings), frozenset(findings.rules))


def _stuck(outcome: Outcome) -> Misfit:
    """Return what is to be told of an own rule that could not be run."""
    rule, keys = outcome.rule, ("assert",)
    assert outcome.problem is not None  # noqa: S101 - whoever asks has looked
    return Misfit("DAT002", f"file:{rule.file}", rule.file, *rule.line, keys, outcome.problem, outcome.hint, rule.code)
