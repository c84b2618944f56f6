"""On which single role, system or person most hangs: what of the customers' life is felt if it alone is gone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from timonel.graph import network
from timonel.graph.impact import FELT, is_end, is_moment_of_truth
from timonel.graph.network import Ask, at_once
from timonel.lookups.facts import Facts
from timonel.lookups.status import is_active
from timonel.model import Entity

SINGLE = ("role", "system", "person")


class Ranked(NamedTuple):
    """Something that stands alone, and how much of each kind feels it when it is gone, as `Impact.counts` has it."""

    entity: Entity
    counts: Mapping[str, int]


def ranking(facts: Facts, ask: Ask = at_once) -> list[Ranked]:
    """Return the roles, systems and people whose loss is felt, those first whose loss most touchpoints feel.

    Args:
        facts: what is known of the base.
        ask: answers questions about the whole graph.
    """
    base = facts.base
    felt = [one for kind in FELT for one in base.of(kind)]
    single = [one for kind in SINGLE for one in base.of(kind) if is_active(one)]
    following = {key: [link.target for link in found] for key, found in facts.dependants.items() if not is_end(key)}
    reached = ask(network.reached, following, [one.key for one in felt], [one.key for one in single])
    masks = {kind: _mask(one.kind == kind for one in felt) for kind in FELT}
    masks["moment_of_truth"] = _mask(map(is_moment_of_truth, felt))
    counts = [{kind: (bits & mask).bit_count() for kind, mask in masks.items()} for bits in reached]
    ranked = [Ranked(one, found) for one, found in zip(single, counts, strict=True) if any(found.values())]
    return sorted(ranked, key=_place)


def _mask(holds: Iterable[bool]) -> int:
    return sum(1 << place for place, it_does in enumerate(holds) if it_does)


def _place(one: Ranked) -> tuple[object, ...]:
    first = ("touchpoint", "moment_of_truth", "stage", "process", "objective")
    return (*(-one.counts[kind] for kind in first), SINGLE.index(one.entity.kind), one.entity.id)
