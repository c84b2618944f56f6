"""The map of systems: what is joined to what, which hold the same personal data apart, and which stand alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from timonel.kinds import DataAsset, System
from timonel.lookups.silos import silos
from timonel.site.pictures.picture import Picture, Scene
from timonel.site.pictures.sketch import Sketch
from timonel.text import listed, pick

# From what customers touch to what keeps the books: the order in which systems stand from top to bottom.
TIERS: Mapping[str, str] = {
    "touch": "What customers meet", "run": "What runs the relationship", "join": "What joins and unifies", "keep": "What keeps data and books",
}  # fmt: skip
_TIER: Mapping[str, str] = {
    **dict.fromkeys(("pos", "ecommerce", "mobile-app", "contact-center", "chatbot", "social-listening", "iot", "help-desk"), "touch"),
    **dict.fromkeys(("crm", "marketing-automation", "loyalty", "ai"), "run"),
    **dict.fromkeys(("integration", "mdm", "cdp"), "join"),
}  # fmt: skip
_ORDER = [*TIERS]
_AMONG = "1 integration among them", "{n} integrations among them"
_SILOS = "1 silo", "{n} silos"
_DATABASES = "1 shared database", "{n} shared databases"


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


def system_tiers(scene: Scene) -> Picture:
    """Return what systems in use are for, from what customers touch down, with how many ways lead from one to another.

    Each leads to the picture of its own systems, whose anchor is its name behind "map-".
    """
    sketch = Sketch(scene, "system-tiers", width=44, least=4.2, rankdir="TB", ranksep="0.55", nodesep="0.6")
    everything = sorted((x for x in scene.base.all(System) if x.status != "retired"), key=_depth)
    depth = {one.id: number for number, one in enumerate(everything)}
    tiers = {one.id: tier(one) for one in everything}
    inside, across = Counter[str](), dict[Pair, list[str]]()
    for pair, join in _joins(everything, depth).items():
        here, there = tiers[pair[0]], tiers[pair[1]]
        if here == there:
            inside[here] += 1
        else:
            across.setdefault((here, there), []).append(join.way)
    databases = Counter((tiers[one], tiers[other]) for one, other in _shared(everything, depth))
    pairs = [(a.id, b.id) for a, b, _ in silos(scene.facts) if a.id in tiers and b.id in tiers]
    apart = Counter(tuple(sorted((tiers[a], tiers[b]), key=_ORDER.index)) for a, b in pairs)
    names = {}
    for name, title in TIERS.items():
        if mine := [one for one in everything if tiers[one.id] == name]:
            lines = [f"{scene.say(title)} ({len(mine)})", ", ".join(scene.name(one) for one in mine)]
            among = (_AMONG, inside[name]), (_DATABASES, databases[name, name])
            lines += [_counted(scene, *counted, n) for counted, n in among if n]
            names[name] = sketch.node(name, lines, ["tier"], href=f"#map-{name}")
    for (here, there), ways in across.items():
        words = _counted(scene, "1 integration", "{n} integrations", len(ways))
        way = next(iter({*ways})) if len({*ways}) == 1 else "both"
        sketch.edge(names[here], names[there], words, words=words, dir=_ARROWS.get(way, "both"))
    for kind, counted, found in (("shared", _DATABASES, databases), ("gap", _SILOS, apart)):
        for (here, there), n in found.items():
            if here != there or kind == "gap":
                words = _counted(scene, *counted, n)
                sketch.edge(names[here], names[there], words, kind, words=words, dir="none")
    return sketch.picture()


def tier(system: System) -> str:
    """Return what a system is for, as `TIERS` has it."""
    return _TIER.get(system.category, "keep")


def _counted(scene: Scene, one: str, several: str, n: int) -> str:
    return scene.say(one if n == 1 else several).replace("{n}", str(n))


def systems(scene: Scene, only: str = "", *, retired: bool = True) -> Picture:
    """Return every system with its integrations, silos marked, and those without integrations in a box of their own.

    Args:
        scene: the base and its reader.
        only: a tier; then its systems stand in a box, with those that they are joined to around it.
        retired: whether systems that are retired are shown; around a tier they never are.
    """
    sketch = Sketch(scene, "systems", width=16, rankdir="TB", ranksep="0.6", nodesep="0.3")
    shown = (x for x in scene.base.all(System) if (retired and not only) or x.status != "retired")
    everything = sorted(shown, key=_depth)
    depth = {one.id: number for number, one in enumerate(everything)}
    own = {one.id for one in everything if not only or tier(one) == only}
    joins = {pair: join for pair, join in _joins(everything, depth).items() if not own.isdisjoint(pair)}
    shared = [pair for pair in _shared(everything, depth) if not own.isdisjoint(pair)]
    apart = {
        (a.id, b.id): assets
        for a, b, assets in silos(scene.facts)
        if not own.isdisjoint((a.id, b.id)) and {a.id, b.id} <= depth.keys()
    }
    kept = {id_ for pair in (*joins, *shared, *apart) for id_ in pair}
    everything = [one for one in everything if one.id in own | kept]
    if apart:
        sketch.legend["gap"] = scene.say("Silo, or with open gaps")
    names = {}
    for one in everything:
        classes = ("silo", *(() if scene.gaps(one) else ("gap",))) if any(one.id == far for _, far in apart) else ()
        mine = scene.say(TIERS[only]) if only and one.id in own else ""
        group = mine if one.id in kept else scene.say("Without integrations")
        names[one.id] = sketch.entity(one, *classes, group=group)
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
    return _ORDER.index(tier(system)), system.id


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
