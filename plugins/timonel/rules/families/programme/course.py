"""Family INI about the course of an initiative: inside which programme, on time, in order, and without loose ends."""

from __future__ import annotations

from timonel.kinds import Initiative, InitiativePhase, Phase
from timonel.lookups.calendar import days_before
from timonel.lookups.facts import Facts
from timonel.lookups.initiatives import above_all, phases_of
from timonel.lookups.status import goes_ahead, is_active
from timonel.model import Base, Entity
from timonel.rules import Places, rule
from timonel.text import said

_IN_ORDER = ("pilot", "prototype", "launch", "follow-up")
_SHOWN = 5  # how many loose ends a message names
# What belongs to one initiative alone, and should not outlive it.
_OWN = ("risk", "issue", "objective", "change-action", "pilot")


@rule("INI022", applies=lambda initiative: initiative.part_of is not None)
def part_of_cycle(initiative: Initiative, base: Base) -> Places:
    """Part of itself, of a circle, or a programme that is part of a project."""
    above = base.get(Initiative, initiative.part_of)
    circle = above_all(base, initiative)
    if initiative.id in circle:
        if initiative.id == min(circle):
            others = base.many(Initiative, [id_ for id_ in circle if id_ != initiative.id])
            how = (
                said("goes round in a circle with {others}", others=[*others]) if others else said("is part of itself")
            )
            yield initiative.at("part_of", related=[one.at("part_of") for one in others], how=how)
    elif above is not None and initiative.type == "programme" and above.type == "project":
        yield initiative.at("part_of", how=said("is a programme inside the project {name}", name=above))


def _ahead(initiative: Initiative, base: Base) -> list[tuple[int, InitiativePhase, Phase]]:
    """Return the phases with a date that an initiative has not left, in order."""
    mine = phases_of(base, initiative)
    return [each for each in mine if each[1].due is not None and each[1].status in ("pending", "in-progress")]


@rule("INI023", applies=lambda initiative, base: goes_ahead(initiative) and bool(_ahead(initiative, base)))
def phase_overdue(initiative: Initiative, base: Base, today: str, grace: int) -> Places:
    """A phase whose date passed, and that is neither passed nor put off."""
    since = days_before(today, grace)
    for n, one, phase in _ahead(initiative, base):
        if one.due is not None and one.due < since:
            yield initiative.at("phases", n, "due", phase=phase, due=one.due)
            return


def _passed(initiative: Initiative, base: Base) -> list[tuple[int, InitiativePhase, Phase]]:
    mine = phases_of(base, initiative)
    return [each for each in mine if each[2].type in _IN_ORDER and each[1].status == "passed" and each[1].passed]


@rule("INI024", applies=lambda initiative, base: len(_passed(initiative, base)) > 1)
def phases_out_of_order(initiative: Initiative, base: Base) -> Places:
    """A later phase that passed before an earlier one."""
    latest: tuple[int, InitiativePhase, Phase] | None = None
    for each in _passed(initiative, base):
        n, one, phase = each
        if latest is not None and one.passed and latest[1].passed and one.passed < latest[1].passed:
            related = [initiative.at("phases", latest[0], "passed")]
            yield initiative.at(
                "phases", n, "passed", related=related,
                phase=phase, passed=one.passed, earlier=latest[2], before=latest[1].passed,
            )  # fmt: skip
            return
        latest = each


def _undecided(pilot: Entity) -> bool:
    return pilot.fields.get("decision") is None


def _loose(initiative: Initiative, base: Base) -> list[Entity]:
    """Return what names an initiative and is still open, planned or undecided."""
    found = []
    for reference in base.backlinks.get(initiative.key, ()):
        one = reference.source
        if (
            reference.path == ("initiative",)
            and one.kind in _OWN
            and (is_active(one) if one.kind != "pilot" else _undecided(one))
        ):
            found.append(one)
    return sorted(found, key=lambda one: one.key)


@rule("INI026", applies=lambda initiative: initiative.status in ("finished", "cancelled"))
def loose_ends(initiative: Initiative, base: Base, facts: Facts) -> Places:
    """What a finished or cancelled initiative left open."""
    found = _loose(initiative, base)
    if found:
        status = facts.named("initiative", "status", [initiative.status])
        related = [one.at("status") for one in found]
        yield initiative.at("status", related=related, things=found[:_SHOWN], number=len(found), status=status)
