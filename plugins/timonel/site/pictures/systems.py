"""The map of systems: what is joined to what, which hold the same personal data apart, and which stand alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from timonel.kinds import DataAsset, System
from timonel.lookups.silos import silos
from timonel.site.pictures.picture import Picture, Scene
from timonel.site.pictures.sketch import Sketch
from timonel.text import listed, pick

# From what customers touch to what keeps the books: the order in which systems stand from top to bottom.
_FRONT = ("pos", "ecommerce", "mobile-app", "contact-center", "chatbot", "social-listening", "iot", "help-desk")
_MIDDLE = ("crm", "marketing-automation", "loyalty", "integration", "ai")


@dataclass
class _Join:
    """All integrations between two systems: which way data go, which data and how."""

    ways: set[str] = field(default_factory=set)  # seen from the first of the two
    data: dict[str, None] = field(default_factory=dict)
    methods: dict[str, None] = field(default_factory=dict)

    @property
    def way(self) -> str:
        """The direction that holds for all of them."""
        return "both" if len(self.ways) > 1 else "".join(self.ways)


_ARROWS = {"in": "back", "out": "forward", "both": "both", "": "none"}
Pair = tuple[str, str]


def systems(scene: Scene) -> Picture:
    """Return every system with its integrations, silos marked, and those without integrations in a box of their own."""
    sketch = Sketch(scene, "systems", width=16, rankdir="TB", ranksep="0.6", nodesep="0.3")
    everything = sorted(scene.base.all(System), key=_depth)
    depth = {one.id: number for number, one in enumerate(everything)}
    joins, shared = _joins(everything, depth), _shared(everything, depth)
    apart = {(one.id, far.id): assets for one, far, assets in silos(scene.facts)}
    kept = {id_ for pair in (*joins, *shared, *apart) for id_ in pair}
    if apart:
        sketch.legend["gap"] = scene.say("Silo, or with open gaps")
    names = {}
    for one in everything:
        classes = ("silo", *(() if scene.gaps(one) else ("gap",))) if any(one.id == far for _, far in apart) else ()
        names[one.id] = sketch.entity(one, *classes, group="" if one.id in kept else scene.say("Without integrations"))
    for pair, join in joins.items():
        relation, note = scene.relation("system", "integrations", "system", inverse=True), _note(scene, join)
        sketch.edge(names[pair[0]], names[pair[1]], relation, note=note, dir=_ARROWS[join.way])
    for pair in shared:
        relation = scene.relation("system", "shares_database_with")
        sketch.edge(names[pair[0]], names[pair[1]], relation, "shared", words=relation, dir="none")
    for (near, far), assets in apart.items():
        note = listed([scene.name(one) for one in assets], scene.lang)
        sketch.edge(names[near], names[far], scene.say("Not joined"), "gap", note=note, words=note, dir="none")
    return sketch.picture()


def _depth(system: System) -> tuple[int, str]:
    column = 0 if system.category in _FRONT else 1 if system.category in _MIDDLE else 2
    return column, system.id


def _joins(everything: Sequence[System], depth: Mapping[str, int]) -> dict[Pair, _Join]:
    """Return the integrations by pair of systems, whichever of the two names the other."""
    found: dict[Pair, _Join] = {}
    for one in everything:
        for each in one.integrations:
            if each.system not in depth or each.system == one.id:
                continue
            pair = _pair(one.id, each.system, depth)
            join = found.setdefault(pair, _Join())
            turned = {"in": "out", "out": "in"}.get(each.direction or "", each.direction)
            way = each.direction if pair[0] == one.id else turned
            join.ways |= {way} if way else set()
            join.data |= dict.fromkeys(each.data)
            join.methods |= dict.fromkeys([each.method] if each.method else [])
    return found


def _shared(everything: Sequence[System], depth: Mapping[str, int]) -> list[Pair]:
    pairs = (
        _pair(one.id, id_, depth)
        for one in everything
        for id_ in one.shares_database_with
        if id_ in depth and id_ != one.id
    )
    return [*dict.fromkeys(pairs)]


def _pair(one: str, other: str, depth: Mapping[str, int]) -> Pair:
    return (one, other) if depth[one] <= depth[other] else (other, one)


def _note(scene: Scene, join: _Join) -> str:
    """Return what the table says of an integration: which way, which data, how."""
    direction = scene.base.schema.kinds["system"].fields["integrations"]["items"]["properties"]["direction"]
    way = pick(direction.get("x-labels", {}).get(join.way), scene.lang)
    data = listed([scene.name(one) for one in scene.base.many(DataAsset, [*join.data])], scene.lang)
    return " · ".join(part for part in (way, data, ", ".join(join.methods)) if part)
