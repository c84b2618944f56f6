"""Rules INI010 and INI025: initiatives that work with the same customers know of each other."""

from __future__ import annotations

from typing import NamedTuple

from timonel.kinds import Initiative
from timonel.lookups.facts import Facts
from timonel.lookups.initiatives import processes_of, programmes, systems_of, touchpoints_of
from timonel.lookups.status import is_active
from timonel.model import Base
from timonel.rules import Places, rule
from timonel.text import said

# How many of the things that two projects share a message names.
_SHOWN = 3


class _Reach(NamedTuple):
    """What the active initiatives of one type work with (`kind:id`), and who works with each thing."""

    things: dict[str, list[str]]
    initiatives: dict[str, list[str]]


def _reach_of(facts: Facts) -> dict[str, _Reach]:
    """Return what active programmes, and active projects, work with."""
    held: dict[str, list[str]] = {}
    for asset in facts.personal.values():
        for system in facts.holding(asset):
            held.setdefault(system.id, []).append(asset.key)
    found = {"programme": _Reach({}, {}), "project": _Reach({}, {})}
    for one in filter(is_active, facts.base.all(Initiative)):
        things, initiatives = found[one.type]
        things[one.id] = [*dict.fromkeys(_works_with(one, facts, held))]
        for key in things[one.id]:
            initiatives.setdefault(key, []).append(one.id)
    return found


def _works_with(initiative: Initiative, facts: Facts, held: dict[str, list[str]]) -> list[str]:
    """Return what an initiative works with; data are those that its work uses, collects, stores or shares abroad."""
    processes, touchpoints = processes_of(facts.base, initiative), touchpoints_of(facts.base, initiative)
    data = [id_ for process in processes for id_ in process.data]
    data += [id_ for touchpoint in touchpoints for id_ in touchpoint.collects]
    data += initiative.cross_border.shared_data if initiative.cross_border else []
    stored = [key for system in systems_of(facts.base, initiative) for key in held.get(system.id, ())]
    personal = [facts.personal[id_].key for id_ in data if id_ in facts.personal]
    return [*(one.key for one in processes), *(one.key for one in touchpoints), *personal, *stored]


@rule("INI010", applies=is_active)
def parallel_initiatives(initiative: Initiative, facts: Facts) -> Places:
    """Two active programmes, or two projects that share something, with no relation declared; each pair."""
    reach = facts.once(_reach_of)[initiative.type]
    shared: dict[str, list[str]] = {}
    if initiative.type == "programme":
        shared = {id_: [] for id_ in reach.things}
    for key in reach.things[initiative.id]:
        for id_ in reach.initiatives[key]:
            shared.setdefault(id_, []).append(key)
    for other in facts.base.many(Initiative, sorted(id_ for id_ in shared if id_ > initiative.id)):
        if not _related(initiative, other, facts.base):
            named = [facts.base.find(key) for key in shared[other.id][:_SHOWN]]
            what = named or _CUSTOMERS
            yield initiative.at("related", related=[other.at("related")], distinct=other.id, other=other, what=what)


def _beside(initiative: Initiative, base: Base) -> bool:
    """Whether a project is active while a programme is."""
    programmes_there = (one for one in base.all(Initiative) if one.type == "programme" and is_active(one))
    return initiative.type == "project" and is_active(initiative) and any(programmes_there)


@rule("INI025", applies=_beside)
def project_beside_the_programme(initiative: Initiative, facts: Facts) -> Places:
    """A project outside a programme that shares something with it, and neither says so."""
    reach = facts.once(_reach_of)
    shared: dict[str, list[str]] = {}
    for key in reach["project"].things[initiative.id]:
        for id_ in reach["programme"].initiatives.get(key, ()):
            shared.setdefault(id_, []).append(key)
    others = [one for one in facts.base.many(Initiative, sorted(shared)) if not _related(initiative, one, facts.base)]
    if others:
        keys = dict.fromkeys(key for one in others for key in shared[one.id])
        what = [facts.base.find(key) for key in [*keys][:_SHOWN]]
        yield initiative.at("part_of", related=[one.at() for one in others], others=others, what=what)


# Two programmes need share nothing else.
_CUSTOMERS = said("customers")


def _related(one: Initiative, other: Initiative, base: Base) -> bool:
    """Whether one initiative names the other, one is part of the other, or a programme holds both."""
    named = {each.initiative for each in one.related}, {each.initiative for each in other.related}
    above = {each.id for each in programmes(base, one)}, {each.id for each in programmes(base, other)}
    within = other.id in above[0] or one.id in above[1] or bool(above[0] & above[1])
    return other.id in named[0] or one.id in named[1] or within
