"""Systems that hold the same personal data and are not joined, and the groups in which systems exchange data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from timonel.graph import network, reach
from timonel.graph.network import Ask, at_once
from timonel.kinds import DataAsset, System
from timonel.lookups.facts import Facts

Silo = tuple[System, System, list[DataAsset]]


def silos(facts: Facts) -> list[Silo]:
    """Return pairs of systems met by customers that hold the same personal data and are not joined, with those data."""
    return facts.once(_silos)


def exchanging(facts: Facts) -> Mapping[tuple[str, str], int]:
    """Return two active systems, by their ids in order → by how many integrations or shared databases they are joined."""
    return facts.once(_exchanging)


def groups(facts: Facts, ask: Ask = at_once) -> list[list[System]]:
    """Return the groups of systems that exchange data more among themselves than with others, the largest first.

    A system that holds personal data and exchanges none is alone.

    Args:
        facts: what is known of the base.
        ask: answers questions about the whole graph.
    """
    weights = [(*pair, number) for pair, number in sorted(exchanging(facts).items())]
    found = ask(network.communities, weights)
    joined = {id_ for ids in found for id_ in ids}
    holding = {one.id for asset in facts.personal.values() for one in facts.holding(asset) if one.id in facts.joined}
    return [facts.base.many(System, ids) for ids in (*found, *([id_] for id_ in sorted(holding - joined)))]


def _exchanging(facts: Facts) -> Mapping[tuple[str, str], int]:
    joined = facts.joined  # each integration stands at both of its ends
    found = Counter((id_, other) for id_, others in joined.items() for other in others if id_ < other)
    for system in facts.base.many(System, [*joined]):
        for other in system.shares_database_with:
            if other in joined and other != system.id:
                found[min(system.id, other), max(system.id, other)] += 1
    return found


def _silos(facts: Facts) -> list[Silo]:
    following: dict[str, list[str]] = {id_: [] for id_ in facts.joined}
    for one, other in exchanging(facts):
        following[one].append(other)
        following[other].append(one)
    found: dict[tuple[str, str], Silo] = {}
    for asset in facts.personal.values():
        holding = [one for one in facts.holding(asset) if one.id in following and one.id in facts.at_touchpoints]
        together = reach([one.id for one in holding[:1]], following)
        for far in holding[1:]:
            if far.id not in together:
                found.setdefault((holding[0].id, far.id), (holding[0], far, []))[2].append(asset)
    return [*found.values()]
