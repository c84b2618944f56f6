"""Family INI about what must be there before technology reaches people: pilots, change, training, customer data."""

from __future__ import annotations

from collections.abc import Iterator

from timonel.kinds import ChangeAction, Initiative, Pilot
from timonel.model import Place
from timonel.rules import Places, rule
from timonel.rules.facts import Facts, days_before
from timonel.rules.initiatives import not_cancelled
from timonel.rules.initiatives_facts import (
    decided_go,
    has_begun,
    has_started,
    launched,
    naming,
    systems_of,
    under_way,
)

_TRIALS = ("pilot", "prototype")


def _reached(initiative: Initiative, facts: Facts) -> bool:
    """Whether an initiative reached its launch, and all pilots could be read."""
    readable = facts.whole("pilot", "initiative", "decision", "decided", "type", "real_data")
    return not_cancelled(initiative) and readable and launched(facts.base, initiative, facts.today) is not None


def _launch(initiative: Initiative, facts: Facts) -> tuple[int, str]:
    """Return the place of the launch in the initiative's phases, and "that day"."""
    return launched(facts.base, initiative, facts.today) or (0, facts.today)


@rule("INI001", applies=_reached)
def launch_without_pilot(initiative: Initiative, facts: Facts) -> Places:
    """A launch before any pilot or prototype was decided go."""
    position, on = _launch(initiative, facts)
    pilots = [one for one in naming(facts.base, Pilot, initiative) if one.type in _TRIALS]
    if not any(decided_go(one, on) for one in pilots):
        yield initiative.at("phases", position, "status", related=[one.at("decision") for one in pilots])


@rule("INI003", applies=_reached)
def no_prototype_with_real_data(initiative: Initiative, facts: Facts) -> Places:
    """A launch before a prototype with real data was decided go."""
    position, on = _launch(initiative, facts)
    prototypes = [one for one in naming(facts.base, Pilot, initiative) if one.type == "prototype"]
    if not any(one.real_data and decided_go(one, on) for one in prototypes):
        yield initiative.at("phases", position, "status", related=[one.at("real_data") for one in prototypes])


def _technology_arrives(initiative: Initiative, facts: Facts, grace: int) -> list[tuple[Place, str]]:
    """Return where technology reaches people, and the day by which each asks for a change begun.

    A pilot's start is a date that may pass overnight: it counts only after ``grace`` days.
    """
    since = days_before(facts.today, grace)
    pilots = [one for one in naming(facts.base, Pilot, initiative) if one.type in _TRIALS and has_started(one, since)]
    found = [(one.at("start"), one.start or since) for one in pilots]
    if (launch := launched(facts.base, initiative, facts.today)) is not None:
        found.append((initiative.at("phases", launch[0], "status"), launch[1]))
    return found


def _meets_people(initiative: Initiative, facts: Facts, grace: int) -> bool:
    readable = facts.whole("change-action", "initiative", "type", "status", "start")
    return not_cancelled(initiative) and readable and bool(_technology_arrives(initiative, facts, grace))


@rule("INI015", applies=_meets_people)
def technology_before_change(initiative: Initiative, facts: Facts, grace: int) -> Places:
    """A pilot, prototype or launch before any culture change had begun."""
    culture = [one for one in naming(facts.base, ChangeAction, initiative) if one.type == "culture"]
    early = [
        place
        for place, on in _technology_arrives(initiative, facts, grace)
        if not any(has_begun(one, on) for one in culture)
    ]
    if early:
        own = next((place.keys for place in early if place.entity is initiative), ())
        related = [place for place in early if place.entity is not initiative]
        what = list(dict.fromkeys(place.entity for place in early))
        yield initiative.at(*own, related=[*related, *(one.at("start") for one in culture)], what=what)


def _learning(initiative: Initiative, facts: Facts, grace: int) -> Iterator[tuple[Place, bool]]:
    """Yield where people work with something new, and whether their training should be done by now."""
    launch = launched(facts.base, initiative, facts.today)
    if launch is not None:
        passed = initiative.phases[launch[0]].status == "passed"
        yield initiative.at("phases", launch[0], "status"), passed
    since = days_before(facts.today, grace)
    for pilot in naming(facts.base, Pilot, initiative):
        if under_way(pilot, facts.today) and has_started(pilot, since):
            yield pilot.at("start"), False


def _needs_training(initiative: Initiative, facts: Facts, grace: int) -> bool:
    readable = facts.whole("change-action", "initiative", "type", "status", "start")
    return not_cancelled(initiative) and readable and any(_learning(initiative, facts, grace))


@rule("INI016", applies=_needs_training)
def launch_without_training(initiative: Initiative, facts: Facts, grace: int) -> Places:
    """A launch or a pilot whose people nobody has trained."""
    trainings = [one for one in naming(facts.base, ChangeAction, initiative) if one.type == "training"]
    done = any(one.status == "done" for one in trainings)
    begun = any(has_begun(one, facts.today) for one in trainings)
    untrained = [place for place, passed in _learning(initiative, facts, grace) if not (done if passed else begun)]
    if untrained:
        own = next((place.keys for place in untrained if place.entity is initiative), ())
        related = [place for place in untrained if place.entity is not initiative]
        yield initiative.at(*own, related=related, what=[place.entity for place in untrained])


def _has_data_at_hand(initiative: Initiative, facts: Facts) -> bool:
    launch = launched(facts.base, initiative, facts.today)
    readable = facts.whole("data-asset", "personal", "master", "copies") and facts.whole("system")
    return not_cancelled(initiative) and readable and launch is not None


@rule("INI017", applies=_has_data_at_hand)
def customer_database_not_ready(initiative: Initiative, facts: Facts) -> Places:
    """A launch with no system that holds customers' data."""
    holding = {one.id for asset in facts.personal.values() for one in facts.holding(asset)}
    if not any(one.id in holding for one in systems_of(facts.base, initiative)):
        yield initiative.at("systems")
