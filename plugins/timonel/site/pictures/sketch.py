"""Collects what a picture shows, and writes it as DOT for Graphviz; data never gets out of its quotes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from textwrap import wrap

from timonel.model import Entity
from timonel.site.escape import shown
from timonel.site.pictures.picture import Edge, Key, Node, Picture, Scene

MOST_NODES, MOST_EDGES = 150, 200  # above which a graph is no picture
_ENTITY = re.compile(r"&(?=#?\w+;)")
# Shapes tell kinds apart without colour.
_SHAPES = {
    "touchpoint": "style=rounded", "role": "style=rounded", "step": "style=rounded", "system": "shape=component",
    "data-asset": "shape=cylinder", "area": "shape=tab", "stage": 'shape=cds margin="0.25,0.16"',
    "choice": 'shape=hexagon margin="0.02,0.06"',
    "start": "shape=oval height=0.3 width=0.6", "end": "shape=oval height=0.3 width=0.6 peripheries=2",
    "more": "shape=plain",
}  # fmt: skip
_STATUS = {"candidate": "planned", "planned": "planned", "legacy": "legacy", "retired": "retired"}


class Sketch:
    """Collects nodes and edges, and writes them as DOT.

    Args:
        scene: the base and its reader.
        name: name of the view.
        width: characters of a line of a label.
        least: least width of a node, in inches.
        graph: attributes of the graph.
    """

    def __init__(self, scene: Scene, name: str, width: int = 22, least: float = 1.1, **graph: str) -> None:
        self.scene, self.name, self.width, self.least = scene, name, width, least
        self.graph = {"rankdir": "LR", "ranksep": "0.5", "nodesep": "0.14", **graph}
        self.nodes: dict[object, Node] = {}
        self.edges: dict[Edge, None] = {}
        self.lanes: dict[str, list[str]] = {}
        self.legend: dict[str, str] = {}
        self._drawn: dict[str, str] = {}
        self.first: list[str] = []  # lines before the lanes
        self.lines: list[str] = []  # lines after all nodes

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

    def node(  # noqa: PLR0913, PLR0917 - the parts of one value
        self,
        key: object,
        lines: Sequence[str],
        classes: Sequence[str],
        entity: Entity | None = None,
        group: str = "",
        extra: str = "",
    ) -> str:
        """Add a node and return its name; ``group`` names the lane it stands in."""
        name = f"n{len(self.nodes) + 1}"
        href = self.scene.href(entity) if entity else None
        label = ", ".join(clean(line) for line in lines)
        self.nodes[key] = Node(name, label, tuple(classes), entity, href, group)
        if group:
            self.lanes.setdefault(group, []).append(name)
        link = f" URL={quoted(href)}" if href else ""
        shape = next((f" {_SHAPES[one]}" for one in reversed(classes) if one in _SHAPES), "")
        styles = " ".join(f"kb-{one}" for one in ("node", *classes))
        text = "\\n".join(wrapped(line, self.width) for line in lines)
        self._drawn[name] = f'{name} [id={name} class="{styles}" label="{text}"{link}{shape}{extra}]'
        return name

    def edge(  # noqa: PLR0913 - the parts of one value
        self,
        source: str,
        target: str,
        relation: str,
        *classes: str,
        note: str = "",
        label: str = "",
        attributes: str = "",
    ) -> None:
        """Add an edge, unless it is there."""
        new = Edge(source, target, relation, note)
        if new in self.edges:
            return
        self.edges[new] = None
        styles = " ".join(f"kb-{one}" for one in ("edge", *classes))
        text = f' label="{wrapped(label, self.width)}"' if label else ""
        self.lines.append(f'{source} -> {target} [class="{styles}"{text}{attributes and " "}{attributes}]')

    def invisible(self, name: str, group: str) -> None:
        """Add a mark that takes part in the layout and is not drawn."""
        self.lanes[group].append(name)
        self._drawn[name] = f'{name} [style=invis shape=point width=0 height=0 label=""]'

    def picture(self) -> Picture:
        """Return the picture."""
        graph = {"bgcolor": "transparent", "fontname": "Arial", "fontsize": "12", "pad": "0.1", **self.graph}
        lanes = []
        for label, names in self.lanes.items():
            text = wrapped(label, 2 * self.width)
            # Without a name: Graphviz orders named ones by where their names lie in memory, and draws accordingly.
            head = f'subgraph {{ cluster=true class="kb-lane" labeljust=l margin=8 label="{text}"'
            lanes += [head, *(self._drawn[name] for name in names), "}"]
        inside = {name for names in self.lanes.values() for name in names}
        dot = [
            "digraph {",
            f"graph [{' '.join(f'{key}={quoted(value)}' for key, value in graph.items())}]",
            f'node [shape=box fontname=Arial fontsize=12 margin="0.12,0.06" height=0.4 width={self.least}]',
            "edge [fontname=Arial fontsize=11 arrowsize=0.7]",
            *self.first,
            *lanes,
            *(line for name, line in self._drawn.items() if name not in inside),
            *self.lines,
            "}",
        ]
        legend = tuple(Key(kind, label) for kind, label in self.legend.items())
        return Picture(self.name, "\n".join(dot) + "\n", tuple(self.nodes.values()), tuple(self.edges), legend)


def clean(text: str) -> str:
    """Return text as one line of characters that may stand in XML; controls come out as pictures of them."""
    return shown(" ".join(text.split()))


def wrapped(text: str, width: int) -> str:
    """Return text as the inside of a DOT label: wrapped first, then escaped."""
    lines = wrap(clean(text), width, break_on_hyphens=False) or [""]
    return "\\n".join(escaped(line) for line in lines)


def escaped(text: str) -> str:
    r"""Return text so that Graphviz shows it literally: no ``\N``, no entities, no end of the string."""
    joined = _ENTITY.sub("&\N{WORD JOINER}", text).replace("&", "&amp;")
    return joined.replace("\\", "\\\\").replace('"', '\\"')


def quoted(text: str) -> str:
    """Return text as a quoted DOT value."""
    return f'"{escaped(text)}"'
