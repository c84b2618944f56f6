"""Rule INI010: two initiatives that work with the same customers know of each other."""

from __future__ import annotations

from timonel.kinds import Initiative
from timonel.model import Base
from timonel.rules import Places, rule
from timonel.rules.facts import Facts, is_active
from timonel.rules.initiatives_facts import processes_of, programmes, systems_of, touchpoints_of
from timonel.text import Text

# How many of the things that two projects share a message names.
_SHOWN = 3


def _reach_of(facts: Facts) -> dict[str, dict[str, dict[str, None]]]:
    """Return type → active initiative → the processes, touchpoints and personal data that it works with (`kind:id`)."""
    held: dict[str, list[str]] = {}
    for asset in facts.personal.values():
        for system in facts.holding(asset):
            held.setdefault(system.id, []).append(asset.key)
    found: dict[str, dict[str, dict[str, None]]] = {"programme": {}, "project": {}}
    for one in facts.base.all(Initiative):
        if is_active(one):
            found[one.type][one.id] = dict.fromkeys(_works_with(one, facts, held))
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


def _has_neighbours(initiative: Initiative, facts: Facts) -> bool:
    """Whether an initiative is active, and not the only one of its type."""
    return is_active(initiative) and len(facts.once(_reach_of)[initiative.type]) > 1


@rule("INI010", applies=_has_neighbours)
def parallel_initiatives(initiative: Initiative, facts: Facts) -> Places:
    """Two active programmes, or two projects that share something, with no relation declared; each pair."""
    same_type = facts.once(_reach_of)[initiative.type]
    mine = same_type[initiative.id]
    for id_, theirs in same_type.items():
        other = facts.base.get(Initiative, id_)
        shared = [key for key in mine if key in theirs]
        if other is None or id_ <= initiative.id or not (shared or initiative.type == "programme"):
            continue
        if not _related(initiative, other, facts.base):
            what = [facts.base.find(key) for key in shared[:_SHOWN]]
            yield initiative.at(
                "related", related=[other.at("related")], distinct=id_, other=other, what=what or [_CUSTOMERS]
            )


# Two programmes need share nothing else.
_CUSTOMERS: Text = {"es": "los clientes", "en": "customers"}


def _related(one: Initiative, other: Initiative, base: Base) -> bool:
    """Whether one initiative names the other, one is part of the other, or a programme holds both."""
    named = {each.initiative for each in one.related}, {each.initiative for each in other.related}
    above = {each.id for each in programmes(base, one)}, {each.id for each in programmes(base, other)}
    within = other.id in above[0] or one.id in above[1] or bool(above[0] & above[1])
    return other.id in named[0] or one.id in named[1] or within
