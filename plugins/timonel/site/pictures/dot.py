"""What is drawn, written for Graphviz; the graphviz package quotes, and data never gets out of its quotes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from textwrap import wrap
from typing import NamedTuple

from graphviz import escape, nohtml
from graphviz.quoting import quote

from timonel.site.escape import shown

_ENTITY = re.compile(r"&(?=#?\w+;)")
_NODES = '\tnode [fontname=Arial fontsize=12 height=0.4 margin="0.12,0.06" shape=box'
_EDGES = "\tedge [arrowsize=0.7 fontname=Arial fontsize=11]"
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
        lines = ["digraph {", *([_said("\tgraph", self.graph)] if self.graph else [])]
        lines += [f"{_NODES} width={quoted(str(self.least))}]", _EDGES]
        for names in self.ranks:
            lines += ["\t{", "\t\tgraph [rank=same]", *(f"\t\t{quoted(name)}" for name in names), "\t}"]
        for name, boxes in self.lanes.items():
            lane = {**_LANE, "label": label((name,), 2 * self.width)}
            lines += ["\t{", _said("\t\tgraph", lane), *(f"\t{self._box(box)}" for box in boxes), "\t}"]
        lines += map(self._box, self.outside)
        lines += map(self._line, self.lines)
        return "\n".join([*lines, "}\n"])

    def _box(self, box: Box) -> str:
        link = {"URL": literal(box.href)} if box.href else {}
        text = label(tuple(box.lines), self.width) if box.lines else ""
        return _said(f"\t{quoted(box.name)}", {"id": box.name, **_classes(box), **link, **box.attributes}, text)

    def _line(self, line: Line) -> str:
        text = {"label": label((line.words,), self.width)} if line.words else {}
        ends = f"\t{quoted(line.source)} -> {quoted(line.target)}"
        return _said(ends, {**_classes(line), **text, **line.attributes})


@lru_cache(maxsize=1 << 15)  # names and addresses stand in many pictures
def quoted(text: str) -> str:
    """Return text as a value of DOT, which is never HTML."""
    inside: str = quote(nohtml(text))
    return inside


def _said(what: str, attributes: Mapping[str, str], text: str | None = None) -> str:
    """Return a statement with its attributes; ``text`` is its label, and stands first."""
    first = [] if text is None else [f"label={quoted(text)}"]
    given = " ".join([*first, *(f"{key}={quoted(value)}" for key, value in sorted(attributes.items()))])
    return f"{what} [{given}]" if given else what


def _classes(thing: Box | Line) -> dict[str, str]:
    return {"class": " ".join(f"kb-{one}" for one in thing.classes)} if thing.classes else {}


def clean(text: str) -> str:
    """Return text as one line of characters that may stand in XML; controls come out as pictures of them."""
    return shown(" ".join(text.split()))


@lru_cache(maxsize=1 << 14)  # as above
def label(texts: tuple[str, ...], width: int) -> str:
    """Return texts as a label, each on lines of its own: wrapped first, then escaped."""
    lines = (line for text in texts for line in wrap(clean(text), width, break_on_hyphens=False) or [""])
    inside: str = nohtml("\\n".join(map(literal, lines)))
    return inside


def literal(text: str) -> str:
    r"""Return text that Graphviz shows as it is once it is quoted: no ``\N``, no entities, no HTML."""
    inside: str = escape(_ENTITY.sub("&\N{WORD JOINER}", text).replace("&", "&amp;"))
    return inside
