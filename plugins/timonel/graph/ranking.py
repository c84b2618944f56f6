"""On which single role, system or person most hangs: what of the customers' life is felt if it alone is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from timonel.graph import network
from timonel.graph.impact import FELT, Link, is_end, is_moment_of_truth
from timonel.model import Base, Entity

SINGLE = ("role", "system", "person")
Ask = Callable[..., Any]  # takes a question of `network` and what it is about, gives its answer


class Ranked(NamedTuple):
    """Something that stands alone, and how much of each kind feels it when it is gone, as `Impact.counts` has it."""

    entity: Entity
    counts: Mapping[str, int]


def at_once(question: Callable[..., Any], *about: object) -> Any:  # noqa: ANN401 - the question's answer
    """Answer a question without looking whether the answer is kept."""
    return question(*about)


def ranking(
    base: Base, links: Mapping[str, Sequence[Link]], in_force: Callable[[Entity], bool], ask: Ask = at_once
) -> list[Ranked]:
    """Return the roles, systems and people whose loss is felt, those first whose loss most touchpoints feel.

    Args:
        base: the base.
        links: what feels the loss of what, as `impact.dependants` says.
        in_force: whether an entity is there today.
        ask: answers questions about the whole graph.
    """
    felt = [one for kind in FELT for one in base.of(kind)]
    single = [one for kind in SINGLE for one in base.of(kind) if in_force(one)]
    following = {key: [link.target for link in found] for key, found in links.items() if not is_end(key)}
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
