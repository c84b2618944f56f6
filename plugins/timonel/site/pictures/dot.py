"""What is drawn: boxes, lines and frames, as values; `digraph` writes them for Graphviz."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from timonel.site.escape import shown


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
        from timonel.site.pictures import digraph  # noqa: PLC0415 - where pictures are kept, nobody waits for it to load

        return digraph.written(self)


def clean(text: str) -> str:
    """Return text as one line of characters that may stand in XML; controls come out as pictures of them."""
    return shown(" ".join(text.split()))
