"""What is felt when something is gone: along references that mean dependence, up to what customers and objectives notice."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from timonel.model import Base, Entity
from timonel.source import Path
from timonel.text import Said, many, said

# What is told of: what customers meet, and what the company wants.
FELT = ("touchpoint", "stage", "process", "objective")
_CONDITIONS = {
    "process": "If this process stops", "system": "If this system stops", "role": "If this role is vacant",
    "person": "If this person leaves", "risk": "If this risk happens",
}  # fmt: skip
_COUNTED = {
    "stage": ("1 stage", "{n} stages"), "process": ("1 process", "{n} processes"),
    "objective": ("1 objective", "{n} objectives"),
}  # fmt: skip


class Link(NamedTuple):
    """``target`` feels it when ``source`` is gone, because of a field of either: ``kind`` and key path without numbers.

    ``inverse`` says that the field is the target's: it names the source.
    """

    source: str
    target: str
    kind: str
    path: tuple[str, ...]
    inverse: bool


class Felt(NamedTuple):
    """An entity that feels it, and the shortest way there."""

    entity: Entity
    path: tuple[Link, ...]


@dataclass(frozen=True)
class Impact:
    """What is felt when an entity is gone.

    Attributes:
        entity: what is gone.
        felt: what feels it, the nearest first.
        in_force: whether it is there today; nothing feels the loss of what is not.
        vacant: whether it is a role that nobody holds, so that the loss is today's.
    """

    entity: Entity
    felt: Sequence[Felt]
    in_force: bool = True
    vacant: bool = False

    def of(self, kind: str) -> list[Felt]:
        """Return what of a kind feels it."""
        return [one for one in self.felt if one.entity.kind == kind]

    @property
    def counts(self) -> dict[str, int]:
        """How many of each kind feel it, and how many of the touchpoints are moments of truth."""
        moments = sum(is_moment_of_truth(one.entity) for one in self.felt)
        return {**{kind: len(self.of(kind)) for kind in FELT}, "moment_of_truth": moments}

    @property
    def condition(self) -> str:
        """What is supposed to happen, as the beginning of a sentence."""
        return "While this role is vacant" if self.vacant else _CONDITIONS.get(self.entity.kind, "If this is gone")

    @property
    def sentence(self) -> Said:
        """What then is felt, in numbers."""
        if not self.in_force:
            return said("It is not in force today: nothing would stop with it.")
        condition, counts = said(self.condition), self.counts
        found = [many(*_COUNTED[kind], counts[kind]) for kind in _COUNTED if counts[kind]]
        if not self.felt:
            return said(
                "{condition}, the effect reaches no touchpoint, stage, process or objective, as far as the knowledge base knows.",
                condition=condition,
            )
        if counts["touchpoint"]:
            touchpoints = many("1 touchpoint", "{n} touchpoints", counts["touchpoint"])
            if counts["moment_of_truth"]:
                moments = many("1 moment of truth", "{n} moments of truth", counts["moment_of_truth"])
                touchpoints = said("{touchpoints} ({moments})", touchpoints=touchpoints, moments=moments)
            return said("{condition}, the effect reaches {found}.", condition=condition, found=[touchpoints, *found])
        return said("{condition}, the effect reaches {found}, but no touchpoint.", condition=condition, found=found)


def is_moment_of_truth(entity: Entity) -> bool:
    """Whether an entity is a touchpoint that decides whether a customer stays."""
    return entity.kind == "touchpoint" and bool(entity.fields.get("moment_of_truth"))


def is_end(key: str) -> bool:
    """Whether what feels it passes nothing on: a stage that loses a touchpoint keeps its others."""
    return key.startswith("stage:")


def dependants(
    base: Base, in_force: Callable[[Entity], bool], sole_holders: Mapping[str, str]
) -> Mapping[str, Sequence[Link]]:
    """Return ``kind:id`` → what feels its loss first, in the order of files.

    A field's ``x-impact`` says whether its entity "needs" what it names, "carries" it (holds it up), or "both".

    Args:
        base: the base.
        in_force: whether an entity is there today: what is not feels nothing.
        sole_holders: role id → the person who holds it, where nobody else does.
    """
    meant = {
        (kind.name, field, *(key for key in one.path if key != "*")): one.impact
        for kind in base.schema.kinds.values()
        for field, links in kind.links.items()
        for one in links
    }
    known: dict[
        tuple[str, Path], tuple[str | None, tuple[str, ...]]
    ] = {}  # the same few fields name thousands of things
    found: dict[str, dict[str, Link]] = {}
    for reference in base.references:
        field = reference.source.kind, reference.path
        if field not in known:
            path = tuple(key for key in reference.path if isinstance(key, str))
            known[field] = meant.get((reference.source.kind, *path)), path
        impact, path = known[field]
        if not impact:
            continue
        named = base.find(f"{reference.kind}:{reference.id}")
        held = (reference.source.kind, *path) == ("role", "holders", "person")
        if named is None or (held and sole_holders.get(reference.source.id) != named.id):
            continue
        for way, lost, other in (("needs", named, reference.source), ("carries", reference.source, named)):
            if impact in (way, "both") and in_force(other) and other is not lost:
                link = Link(lost.key, other.key, reference.source.kind, path, lost is named)
                found.setdefault(lost.key, {}).setdefault(other.key, link)
    return {key: [*links.values()] for key, links in found.items()}


def felt(base: Base, start: Entity, links: Mapping[str, Sequence[Link]]) -> list[Felt]:
    """Return what feels it when ``start`` is gone, each with the shortest way there, the nearest first."""
    came: dict[str, tuple[Link, ...]] = {start.key: ()}
    waiting = deque(came)
    while waiting:
        key = waiting.popleft()
        for link in links.get(key, ()) if key == start.key or not is_end(key) else ():
            if link.target not in came:
                came[link.target] = (*came[key], link)
                waiting.append(link.target)
    del came[start.key]
    entities = ((base.find(key), way) for key, way in came.items())
    return [Felt(entity, way) for entity, way in entities if entity is not None and entity.kind in FELT]
