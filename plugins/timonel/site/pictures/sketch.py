"""Collects what a picture shows: nodes and edges, in lanes and ranks, with their words and a legend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from timonel.model import Entity
from timonel.site.pictures.dot import Box, Drawing, Line, clean
from timonel.site.pictures.picture import Edge, Key, Node, Picture, Scene

MOST_NODES, MOST_EDGES = 150, 200  # above which a graph is no picture
_GRAPH = {
    "bgcolor": "transparent", "fontname": "Arial", "fontsize": "12", "pad": "0.1", "rankdir": "LR", "ranksep": "0.5", "nodesep": "0.14",
}  # fmt: skip
# Shapes tell kinds apart without colour.
_SHAPES: Mapping[str, Mapping[str, str]] = {
    "touchpoint": {"style": "rounded"}, "role": {"style": "rounded"}, "step": {"style": "rounded"},
    "system": {"shape": "component"}, "data-asset": {"shape": "cylinder"}, "area": {"shape": "tab"},
    "stage": {"shape": "cds", "margin": "0.25,0.16"}, "choice": {"shape": "hexagon", "margin": "0.02,0.06"},
    "start": {"shape": "oval", "height": "0.3", "width": "0.6"},
    "end": {"shape": "oval", "height": "0.3", "width": "0.6", "peripheries": "2"},
    "more": {"shape": "plain"},
}  # fmt: skip
_INVISIBLE = {"style": "invis", "shape": "point", "width": "0", "height": "0"}
_STATUS = {"candidate": "planned", "planned": "planned", "legacy": "legacy", "retired": "retired"}


class Sketch:
    """Collects nodes and edges, and hands them out as a picture.

    Args:
        scene: the base and its reader.
        name: name of the view.
        width: characters of a line of a label.
        least: least width of a node, in inches.
        graph: attributes of the graph.
    """

    def __init__(self, scene: Scene, name: str, width: int = 22, least: float = 1.1, **graph: str) -> None:
        self.scene, self.name, self.width, self.least = scene, name, width, least
        self.nodes: dict[object, Node] = {}
        self.edges: dict[Edge, None] = {}
        self.legend: dict[str, str] = {}
        self.lanes: dict[str, list[Box]] = {}
        self._ranks: list[Sequence[str]] = []
        self._outside: list[Box] = []
        self._lines: list[Line] = []
        self._graph = {**_GRAPH, **graph}

    def entity(self, entity: Entity, *classes: str, more: Sequence[str] = (), group: str = "") -> str:
        """Return the name of an entity's node, drawn once in a group, with further lines under its name."""
        key = (entity.key, group)
        if key in self.nodes:
            return self.nodes[key].id
        scene, kind = self.scene, entity.kind
        shown, meaning = kind, scene.name(scene.base.schema.kinds[kind].title)
        if kind == "process":
            type_ = str(entity.fields["type"])
            shown = "support" if type_ == "support" else "process"
            meaning = f"{meaning}: {scene.value('process', 'type', type_).lower()}"
        found = {shown: meaning}
        status = str(entity.fields.get("status", ""))
        if kind in {"process", "touchpoint", "system"} and status in _STATUS:
            found[_STATUS[status]] = scene.value(kind, "status", status)
        if scene.gaps(entity):
            found["gap"] = scene.say("Has open gaps")
        self.legend |= {one: words for one, words in found.items() if one not in self.legend}
        return self.node(key, [scene.name(entity), *more], (*found, *classes), entity, group)

    def node(  # noqa: PLR0913, PLR0917 - what a node is
        self,
        key: object,
        lines: Sequence[str],
        classes: Sequence[str],
        entity: Entity | None = None,
        group: str = "",
        href: str | None = None,
    ) -> str:
        """Add a node and return its name; ``group`` names the lane it stands in, ``href`` where it leads without an entity."""
        name = f"n{len(self.nodes) + 1}"
        href = self.scene.href(entity) if entity else href
        spoken = ", ".join(clean(line) for line in lines)
        self.nodes[key] = Node(name, spoken, tuple(classes), entity, href, group)
        shape = next((_SHAPES[one] for one in reversed(classes) if one in _SHAPES), {})
        where = self.lane(group) if group else self._outside
        where.append(Box(name, tuple(lines), ("node", *classes), href, shape))
        return name

    def edge(
        self, source: str, target: str, relation: str, *classes: str, note: str = "", words: str = "", **attributes: str
    ) -> None:
        """Add an edge, unless it is there; ``words`` stand beside it."""
        new = Edge(source, target, relation, note)
        if new in self.edges:
            return
        self.edges[new] = None
        self._lines.append(Line(source, target, ("edge", *classes), words, attributes))

    def lane(self, group: str) -> list[Box]:
        """Return what stands in a lane; the first to be asked for is drawn first."""
        return self.lanes.setdefault(group, [])

    def abreast(self, names: Sequence[str]) -> None:
        """Have nodes stand in one rank."""
        self._ranks.append(names)

    def invisible(self, name: str, group: str) -> None:
        """Add a mark that takes part in the layout and is not drawn."""
        self.lane(group).append(Box(name, (), (), None, _INVISIBLE))

    def holding(self, *names: str) -> None:
        """Have nodes stand one after the other, without a line."""
        self._lines += [Line(*pair, (), "", {"style": "invis", "weight": "0"}) for pair in pairwise(names)]

    def picture(self) -> Picture:
        """Return the picture."""
        drawing = Drawing(self._graph, self.least, self.width, self._ranks, self.lanes, self._outside, self._lines)
        legend = tuple(Key(kind, words) for kind, words in self.legend.items())
        return Picture(self.name, drawing, tuple(self.nodes.values()), tuple(self.edges), legend)
