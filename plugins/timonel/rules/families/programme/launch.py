"""Family INI about what must be there before technology reaches people: pilots, change, training, customer data."""

from __future__ import annotations

from typing import NamedTuple

from timonel.kinds import ChangeAction, Initiative, Phase, Pilot
from timonel.lookups.calendar import days_before
from timonel.lookups.facts import Facts
from timonel.lookups.initiatives import decided_go, has_begun, has_started, launched, naming, systems_of, under_way
from timonel.lookups.status import is_open
from timonel.model import Base, Entity, Place
from timonel.rules import Places, rule

_TRIALS = ("pilot", "prototype")


def _reached(initiative: Initiative, facts: Facts) -> bool:
    """Whether an initiative reached its launch, and all pilots could be read."""
    readable = facts.whole("pilot", "initiative", "decision", "decided", "type", "real_data")
    return is_open(initiative) and readable and bool(_arrival_of_launch(initiative, facts))


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


class _Arrival(NamedTuple):
    """Where something new reaches people: a launch or a pilot, the place that says so, and on which day."""

    what: Entity
    place: Place
    on: str


def _arrival_of_launch(initiative: Initiative, facts: Facts) -> list[_Arrival]:
    """Return the launch that an initiative reached, with "that day"."""
    launch = launched(facts.base, initiative, facts.today)
    if launch is None:
        return []
    phase = facts.base.get(Phase, initiative.phases[launch[0]].phase) or initiative
    return [_Arrival(phase, initiative.at("phases", launch[0], "status"), launch[1])]


def _arrivals(initiative: Initiative, facts: Facts, grace: int) -> list[_Arrival]:
    """Return the launch, and the pilots and prototypes that started: their date may pass overnight, so after a grace."""
    since = days_before(facts.today, grace)
    pilots = [one for one in naming(facts.base, Pilot, initiative) if one.type in _TRIALS and has_started(one, since)]
    found = [_Arrival(one, one.at("start"), one.start or since) for one in pilots]
    return [*_arrival_of_launch(initiative, facts), *found]


def _told(initiative: Initiative, arrivals: list[_Arrival], changes: list[ChangeAction]) -> Place:
    """Return the place of a finding about arrivals: the launch's where it is among them."""
    own = next((one.place.keys for one in arrivals if one.place.entity is initiative), ())
    related = [one.place for one in arrivals if one.place.entity is not initiative]
    related += [one.at("status") for one in changes]
    return initiative.at(*own, related=related, what=[one.what for one in arrivals])


def _changes(initiative: Initiative, base: Base, type_: str) -> list[ChangeAction]:
    return [one for one in naming(base, ChangeAction, initiative) if one.type == type_]


def _meets_people(initiative: Initiative, facts: Facts, grace: int) -> bool:
    readable = facts.whole("change-action", "initiative", "type", "status", "start")
    return is_open(initiative) and readable and bool(_arrivals(initiative, facts, grace))


@rule("INI015", applies=_meets_people)
def technology_before_change(initiative: Initiative, facts: Facts, grace: int) -> Places:
    """A pilot, prototype or launch before any culture change had begun."""
    culture = _changes(initiative, facts.base, "culture")
    arrivals = _arrivals(initiative, facts, grace)
    if early := [one for one in arrivals if not any(has_begun(each, one.on) for each in culture)]:
        yield _told(initiative, early, culture)


def _learning(initiative: Initiative, facts: Facts, grace: int) -> list[_Arrival]:
    """Return the launch and the pilots under way: where people work with something new."""
    since = days_before(facts.today, grace)
    pilots = [one for one in naming(facts.base, Pilot, initiative) if has_started(one, since)]
    found = [_Arrival(one, one.at("start"), facts.today) for one in pilots if under_way(one, facts.today)]
    return [*_arrival_of_launch(initiative, facts), *found]


def _needs_training(initiative: Initiative, facts: Facts, grace: int) -> bool:
    readable = facts.whole("change-action", "initiative", "type", "status", "start")
    return is_open(initiative) and readable and bool(_learning(initiative, facts, grace))


@rule("INI016", applies=_needs_training)
def launch_without_training(initiative: Initiative, facts: Facts, grace: int) -> Places:
    """A launch passed with no training done, or one in progress or a pilot under way with none begun."""
    trainings = _changes(initiative, facts.base, "training")
    launch = launched(facts.base, initiative, facts.today)
    passed = launch is not None and initiative.phases[launch[0]].status == "passed"
    done = any(one.status == "done" for one in trainings)
    begun = any(has_begun(one, facts.today) for one in trainings)
    arrivals = _learning(initiative, facts, grace)
    if untrained := [one for one in arrivals if not (done if passed and one.what.kind == "phase" else begun)]:
        yield _told(initiative, untrained, trainings)


def _has_data_at_hand(initiative: Initiative, facts: Facts) -> bool:
    launch = launched(facts.base, initiative, facts.today)
    readable = facts.whole("data-asset", "personal", "master", "copies") and facts.whole("system")
    return is_open(initiative) and readable and launch is not None


@rule("INI017", applies=_has_data_at_hand)
def customer_database_not_ready(initiative: Initiative, facts: Facts) -> Places:
    """A launch with no system that holds customers' data."""
    holding = {one.id for asset in facts.personal.values() for one in facts.holding(asset)}
    if not any(one.id in holding for one in systems_of(facts.base, initiative)):
        yield initiative.at("systems")
