"""What carries the places in which customers are met, under which of them it stands: the service behind a stage."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from timonel.kinds import Assistant, Indicator, Issue, Process, Risk, System, Touchpoint
from timonel.lookups.facts import Facts
from timonel.lookups.status import is_active, is_felt
from timonel.model import Entity

A = TypeVar("A", bound=Entity)
B = TypeVar("B", bound=Entity)


class Service(NamedTuple):
    """What stands behind touchpoints: each thing with the places of those that it carries, from 0.

    Attributes:
        front: the customer-facing processes, active and planned ones.
        support: what supports these directly.
        deeper: what supports that, directly or through others.
        systems: those of the touchpoints and of the processes that customers face.
        further: those that only the supporting processes use.
        assistants: the virtual assistants.
        indicators: what shows how the customer-facing processes go.
        troubles: what has happened or may, there or in what carries them.
    """

    front: Mapping[Process, Sequence[int]]
    support: Mapping[Process, Sequence[int]]
    deeper: Sequence[Process]
    systems: Mapping[System, Sequence[int]]
    further: Sequence[System]
    assistants: Mapping[Assistant, Sequence[int]]
    indicators: Mapping[Indicator, Sequence[int]]
    troubles: Mapping[Issue | Risk, Sequence[int]]


def service(facts: Facts, touchpoints: Sequence[Touchpoint]) -> Service:
    """Return what stands behind some touchpoints."""
    base = facts.base
    places = {one: [n] for n, one in enumerate(touchpoints)}
    front = _behind(places.items(), lambda one: facts.meant_for.get(one.id, ()))
    support = _behind(front.items(), lambda one: [x for x in facts.supporters.get(one.id, ()) if x not in front])
    using: list[tuple[Touchpoint | Process, Sequence[int]]] = [*places.items(), *front.items()]
    systems = _behind(using, lambda one: base.many(System, one.systems))
    deeper = _deeper(facts, support, {*front, *support})
    behind = [x for one in (*support, *deeper) for x in base.many(System, one.systems)]
    assistants = [one for one in base.all(Assistant) if is_active(one)]
    known = {one.id: n for n, one in enumerate(touchpoints)}
    carriers: list[tuple[Entity, Sequence[int]]] = [*using, *support.items(), *systems.items()]
    return Service(
        front,
        support,
        deeper,
        systems,
        [one for one in dict.fromkeys(behind) if one not in systems],
        {one: under for one in assistants if (under := sorted(known[x] for x in one.touchpoints if x in known))},
        _behind(front.items(), lambda one: base.many(Indicator, one.indicators)),
        _behind(carriers, lambda one: _troubles(facts, one)),
    )


def _behind(found: Iterable[tuple[A, Sequence[int]]], of: Callable[[A], Iterable[B]]) -> dict[B, list[int]]:
    """Return what some things lead to, each with all the places of those that lead to it."""
    behind: dict[B, set[int]] = {}
    for one, places in found:
        for other in of(one):
            behind.setdefault(other, set()).update(places)
    return {one: sorted(places) for one, places in behind.items()}


def _deeper(facts: Facts, support: Iterable[Process], known: set[Process]) -> list[Process]:
    found, waiting = dict[Process, None](), [*support]
    while waiting:
        for one in facts.supporters.get(waiting.pop(0).id, ()):
            if one not in known and one not in found:
                found[one] = None
                waiting.append(one)
    return [*found]


def _troubles(facts: Facts, entity: Entity) -> list[Issue | Risk]:
    named = (x.source for x in facts.base.backlinks.get(entity.key, ()) if x.path[0] == "affects")
    return [one for one in named if isinstance(one, Issue | Risk) and is_felt(one)]
