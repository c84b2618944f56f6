"""Rules of family REQ: what is asked of the CRM, for whose good, and in whose voice."""

from __future__ import annotations

from timonel.kinds import Initiative, Requirement
from timonel.lookups.facts import Facts
from timonel.lookups.initiatives import is_over, naming
from timonel.model import Base
from timonel.rules import Places, rule


def _must(requirement: Requirement, base: Base) -> bool:
    accepted = requirement.priority == "must" and requirement.status == "accepted"
    return accepted and not is_over(base, requirement.initiative)


@rule("REQ001", applies=_must)
def requirement_untraced(requirement: Requirement) -> Places:
    """An accepted must that serves no process, touchpoint or objective."""
    if not requirement.serves:
        yield requirement.at("serves")


def _running(initiative: Initiative, facts: Facts) -> bool:
    return initiative.status == "running" and facts.whole("requirement", "initiative", "voice", "status")


@rule("REQ002", applies=_running)
def voice_not_in_requirements(initiative: Initiative, base: Base, facts: Facts) -> Places:
    """A running initiative with no requirement voiced by users, or none by customers."""
    kept = [one for one in naming(base, Requirement, initiative) if one.status != "rejected"]
    heard = {one.voice for one in kept}
    missing = [voice for voice in ("users", "customers") if voice not in heard]
    if missing:
        yield initiative.at(voice=missing[0], missing=facts.named("requirement", "voice", missing))
