"""What is drawn, as the graphviz package writes it for Graphviz; data never gets out of its quotes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import NamedTuple

from graphviz import Digraph, escape, nohtml

from timonel.site.escape import shown

_ENTITY = re.compile(r"&(?=#?\w+;)")
_NODE = {"shape": "box", "fontname": "Arial", "fontsize": "12", "margin": "0.12,0.06", "height": "0.4"}
_EDGE = {"fontname": "Arial", "fontsize": "11", "arrowsize": "0.7"}
# Without a name: Graphviz orders named ones by where their names lie in memory, and draws accordingly.
_LANE = {"cluster": "true", "class": "kb-lane", "labeljust": "l", "margin": "8"}


class Box(NamedTuple):
    """A node: its name, the lines that it says, its classes, where it leads, and attributes of Graphviz."""

    name: str
    lines: Sequence[str]
    classes: Sequence[str]
    href: str | None
    attributes: Mapping[str, str]


class Line(NamedTuple):
    """An edge: the names of its ends, its classes, what stands beside it, and attributes of Graphviz."""

    source: str
    target: str
    classes: Sequence[str]
    words: str
    attributes: Mapping[str, str]


class Drawing(NamedTuple):
    """All that is drawn, in this order.

    Attributes:
        graph: attributes of the graph.
        least: least width of a node, in inches.
        width: characters of a line of a label.
        ranks: names of nodes that stand side by side.
        lanes: boxes by the name of the frame around them.
        outside: boxes in no frame.
        lines: edges.
    """

    graph: Mapping[str, str]
    least: float
    width: int
    ranks: Sequence[Sequence[str]]
    lanes: Mapping[str, Sequence[Box]]
    outside: Sequence[Box]
    lines: Sequence[Line]

    def dot(self) -> str:
        """Return the drawing as DOT."""
        graph = Digraph(graph_attr=self.graph, node_attr={**_NODE, "width": str(self.least)}, edge_attr=_EDGE)
        for names in self.ranks:
            with graph.subgraph(graph_attr={"rank": "same"}) as rank:
                for name in names:
                    rank.node(name)
        for name, boxes in self.lanes.items():
            with graph.subgraph(graph_attr={**_LANE, "label": label([name], 2 * self.width)}) as lane:
                self._add(lane, boxes)
        self._add(graph, self.outside)
        for line in self.lines:
            text = {"label": label([line.words], self.width)} if line.words else {}
            graph.edge(line.source, line.target, _attributes={**_classes(line), **text, **line.attributes})
        source: str = graph.source
        return source

    def _add(self, graph: Digraph, boxes: Sequence[Box]) -> None:
        for box in boxes:
            link = {"URL": literal(box.href)} if box.href else {}
            text = label(box.lines, self.width) if box.lines else ""
            graph.node(box.name, text, _attributes={"id": box.name, **_classes(box), **link, **box.attributes})


def _classes(thing: Box | Line) -> dict[str, str]:
    return {"class": " ".join(f"kb-{one}" for one in thing.classes)} if thing.classes else {}


def clean(text: str) -> str:
    """Return text as one line of characters that may stand in XML; controls come out as pictures of them."""
    return shown(" ".join(text.split()))


def label(texts: Sequence[str], width: int) -> str:
    """Return texts as a label, each on lines of its own: wrapped first, then escaped."""
    lines = (line for text in texts for line in wrap(clean(text), width, break_on_hyphens=False) or [""])
    inside: str = nohtml("\\n".join(map(literal, lines)))
    return inside


def literal(text: str) -> str:
    r"""Return text that Graphviz shows as it is once it is quoted: no ``\N``, no entities, no HTML."""
    inside: str = escape(_ENTITY.sub("&\N{WORD JOINER}", text).replace("&", "&amp;"))
    return inside
