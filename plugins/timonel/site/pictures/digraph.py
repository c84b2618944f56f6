"""A drawing as Graphviz reads it (DOT); the graphviz package quotes, and data never gets out of its quotes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from textwrap import wrap

from graphviz import escape, nohtml
from graphviz.quoting import quote

from timonel.site.pictures.dot import Box, Drawing, Line, clean

_ENTITY = re.compile(r"&(?=#?\w+;)")
_NODES = '\tnode [fontname=Arial fontsize=12 height=0.4 margin="0.12,0.06" shape=box'
_EDGES = "\tedge [arrowsize=0.7 fontname=Arial fontsize=11]"
# Without a name: Graphviz orders named ones by where their names lie in memory, and draws accordingly.
_LANE = {"cluster": "true", "class": "kb-lane", "labeljust": "l", "margin": "8"}


def written(drawing: Drawing) -> str:
    """Return a drawing as DOT."""
    lines = ["digraph {", *([_said("\tgraph", drawing.graph)] if drawing.graph else [])]
    lines += [f"{_NODES} width={quoted(str(drawing.least))}]", _EDGES]
    for names in drawing.ranks:
        lines += ["\t{", "\t\tgraph [rank=same]", *(f"\t\t{quoted(name)}" for name in names), "\t}"]
    for name, boxes in drawing.lanes.items():
        lane = {**_LANE, "label": label((name,), 2 * drawing.width)}
        lines += ["\t{", _said("\t\tgraph", lane), *(f"\t{_box(box, drawing.width)}" for box in boxes), "\t}"]
    lines += (_box(box, drawing.width) for box in drawing.outside)
    lines += (_line(line, drawing.width) for line in drawing.lines)
    return "\n".join([*lines, "}\n"])


def _box(box: Box, width: int) -> str:
    link = {"URL": literal(box.href)} if box.href else {}
    text = label(tuple(box.lines), width) if box.lines else ""
    return _said(f"\t{quoted(box.name)}", {"id": box.name, **_classes(box), **link, **box.attributes}, text)


def _line(line: Line, width: int) -> str:
    text = {"label": f"  {label((line.words,), width)}  "} if line.words else {}  # words stand beside a line, not on it
    ends = f"\t{quoted(line.source)} -> {quoted(line.target)}"
    return _said(ends, {**_classes(line), **text, **line.attributes})


def _classes(thing: Box | Line) -> dict[str, str]:
    return {"class": " ".join(f"kb-{one}" for one in thing.classes)} if thing.classes else {}


def _said(what: str, attributes: Mapping[str, str], text: str | None = None) -> str:
    """Return a statement with its attributes; ``text`` is its label, and stands first."""
    first = [] if text is None else [f"label={quoted(text)}"]
    given = " ".join([*first, *(f"{key}={quoted(value)}" for key, value in sorted(attributes.items()))])
    return f"{what} [{given}]" if given else what


@lru_cache(maxsize=1 << 15)  # names and addresses stand in many pictures
def quoted(text: str) -> str:
    """Return text as a value of DOT, which is never HTML."""
    inside: str = quote(nohtml(text))
    return inside


@lru_cache(maxsize=1 << 14)  # as above
def label(texts: tuple[str, ...], width: int) -> str:
    """Return texts as a label, each on lines of its own: wrapped first, then escaped."""
    lines = (line for text in texts for line in wrap(clean(text), width, break_on_hyphens=False) or [""])
    return "\\n".join(map(literal, lines))


def literal(text: str) -> str:
    r"""Return text that Graphviz shows as it is once it is quoted: no ``\N``, no entities, no HTML."""
    inside: str = escape(_ENTITY.sub("&\N{WORD JOINER}", text).replace("&", "&amp;"))
    return inside
