"""Graphviz's SVG made fit for a page: no colours, unique ids, no names of our own on show, good for screen readers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from itertools import starmap
from typing import NamedTuple
from xml.parsers import expat

_DROPPED = frozenset({"id", "class", "font-family", "stroke-width", "stroke-dasharray", "style"})
_SIZE = re.compile(rb'<text\b[^>]* font-size="([^"]*)"')
_MARKUP = re.compile(r'[&<>"\r\n\t]')
# What `xml.sax.saxutils` does takes as long to load as twenty pictures to draw.
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_QUOTED = {**_TEXT, **str.maketrans({'"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#09;"})}
FONT = 'Arial, "Liberation Sans", sans-serif'
# Colours of the site (assets/timonel.css) for a picture that leaves it.
_STYLE = """
svg{--g:#fff;--i:#16252a;--m:#4d5f66;--l:#d8e0e2;--e:#74868c;--a:#0b5563;--ai:#fff;--r:#fff;--u:#f5f8f8;
--t:#e6f0f1;--x:#a3231c;--xt:#fbebe9;--yf:#e7eaf5;--ys:#4d5d97;--rf:#f7efdf;--rs:#80622a;--af:#f0eaf4;
--as:#735889;--df:#e5f2e8;--ds:#3b744d;background:var(--g)}
@media(prefers-color-scheme:dark){svg{--g:#0f181b;--i:#dfe8ea;--m:#a3b4b9;--l:#2c3b40;--e:#81949a;--a:#82d0d7;
--ai:#0b2227;--r:#18262a;--u:#152124;--t:#17343a;--x:#ff9f96;--xt:#3b1f1d;--yf:#20263f;--ys:#94a4dd;
--rf:#352b17;--rs:#d3b273;--af:#2d2436;--as:#bb9fd2;--df:#19301f;--ds:#85c497}}text{fill:var(--i)}
.kb-stage{--f:var(--a);--s:var(--a);--c:var(--ai)}.kb-touchpoint{--f:var(--t);--s:var(--a)}
.kb-process,.kb-step{--f:var(--r);--s:var(--a)}.kb-system{--f:var(--yf);--s:var(--ys)}
.kb-role,.kb-person{--f:var(--rf);--s:var(--rs)}.kb-area,.kb-forum{--f:var(--af);--s:var(--as)}
.kb-data-asset{--f:var(--df);--s:var(--ds)}.kb-choice{--f:var(--t);--s:var(--a)}
.kb-gap{--f:var(--xt);--s:var(--x);--c:var(--i)}
.kb-node :is(path,polygon,ellipse,polyline){fill:var(--f,var(--u));stroke:var(--s,var(--e));stroke-width:1.2}
.kb-node text{fill:var(--c,var(--i))}
.kb-node:is(.kb-gap,.kb-here) :is(path,polygon,ellipse){stroke-width:2.5}
.kb-node:is(.kb-planned,.kb-legacy) :is(path,polygon){stroke-dasharray:5 3}.kb-node.kb-retired{opacity:.6}
.kb-node.kb-retired text{text-decoration:line-through}.kb-more :is(path,polygon){stroke:none;fill:none}
.kb-edge path{fill:none;stroke:var(--e);stroke-width:1.2}
.kb-edge :is(polygon,ellipse){fill:var(--e);stroke:var(--e)}.kb-edge text{fill:var(--m)}
.kb-edge.kb-gap path{stroke:var(--x);stroke-dasharray:5 3}.kb-edge.kb-gap text{fill:var(--x)}
.kb-lane>:is(polygon,path){fill:var(--u);stroke:var(--l)}.kb-lane>text{fill:var(--m);font-weight:600}
a:is(:hover,:focus-visible) text{text-decoration:underline}
"""


def finish(svg: bytes, prefix: str, title: str, desc: str, names: Mapping[str, str] | None = None) -> str:
    """Return one line of SVG to stand in a page, coloured by the page's CSS.

    Args:
        svg: what Graphviz drew.
        prefix: what makes its ids unique in the page.
        title: its name.
        desc: what it shows, in a sentence.
        names: node → what a screen reader says of it (`Picture.names`).
    """
    drawn = _Drawn(svg, prefix, names or {})
    # Its first size, before any script runs, is the one that fits.
    return drawn.written(title, desc, {"style": f"--w:{drawn.sides['width']}px"})


def standalone(svg: bytes, title: str, desc: str, names: Mapping[str, str] | None = None) -> str:
    """Return an SVG file of its own, readable outside the site, by day and by night."""
    style = f"<style>{_STYLE.replace(chr(10), '').translate(_TEXT)}</style>"
    drawn = _Drawn(svg, "picture", names or {})
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{drawn.written(title, desc, {}, style)}\n'


class _Drawn:
    """What Graphviz drew, written anew as it is read: without titles, background and wrappers.

    Attributes:
        sides: width, height and what of the drawing they show, as attributes of the whole.
    """

    def __init__(self, svg: bytes, prefix: str, names: Mapping[str, str]) -> None:
        self._prefix, self._names = prefix, names
        self.sides = dict[str, str]()
        sizes = Counter(_SIZE.findall(svg))
        self._size = sizes.most_common(1)[0][0].decode() if sizes else "12.00"
        self._said = {("font-size", self._size), ("text-anchor", "middle")}  # by the root
        self._out = list[str]()
        self._is_begun = False  # whether the last tag still lacks its end
        self._around = list[_Around]()  # what stands around
        self._left_out = 0  # how deep in something that is left out
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._start, self._end
        self._parser.Parse(svg, True)  # noqa: FBT003 - expat's; Graphviz wrote it, comments and DOCTYPE end here

    def written(self, title: str, desc: str, more: Mapping[str, str], style: str = "") -> str:
        """Return it as one line."""
        prefix = self._prefix
        own = {
            "xmlns": "http://www.w3.org/2000/svg", "xmlns:xlink": "http://www.w3.org/1999/xlink", **self.sides,
            "role": "group", "aria-labelledby": f"{prefix}-title {prefix}-desc",
            "font-family": FONT, "text-anchor": "middle", "font-size": _short(self._size), **more,
        }  # fmt: skip
        words = "".join(
            f"<{name}{_attribute('id', f'{prefix}-{name}')}{f'>{text.translate(_TEXT)}</{name}>' if text else ' />'}"
            for name, text in (("title", title), ("desc", desc))
        )
        return f"<svg{''.join(starmap(_attribute, own.items()))}>{words}{style}{''.join(self._out)}</svg>"

    def _start(self, tag: str, own: Mapping[str, str]) -> None:
        around = self._around[-1] if self._around else None
        if around is None:
            width, height = (re.sub(r"[a-z]+$", "", own.get(side, "0")) for side in ("width", "height"))
            self.sides = {"width": width, "height": height, "viewBox": own.get("viewBox", f"0 0 {width} {height}")}
            self._around.append(_Around(""))
        elif self._left_out or tag == "title" or (tag == "polygon" and around.is_graph):
            self._left_out += 1
        elif tag == "g" and own.get("id", "").startswith("a_"):
            self._around.append(around._replace(tag=""))
        else:
            self._begin(tag, own, around)

    def _begin(self, tag: str, own: Mapping[str, str], around: _Around) -> None:
        """Write the beginning of an element."""
        begun, new = f"<{tag}", _Around(tag)
        if tag == "g":
            classes, id_ = own.get("class", "").split(), own.get("id", "")
            kept = [one for one in classes if one.startswith("kb-") or one == "graph"]
            if kept:
                begun += _attribute("class", " ".join(kept))
            if "node" in classes:
                begun += _attribute("id", f"{self._prefix}-{id_}")
            new = _Around(tag, "graph" in classes, self._names.get(id_) if "node" in classes else None)
        for key, value in own.items():
            if (key, value) not in self._said and key not in _DROPPED and (":" not in key or key == "xlink:href"):
                begun += _changed(tag, key, value)
        if tag == "a" and around.name:
            begun += _attribute("aria-label", around.name)
        self._out.append(f">{begun}" if self._is_begun else begun)
        self._is_begun = True
        self._around.append(new)
        if tag == "text":
            self._parser.CharacterDataHandler = self._text

    def _text(self, text: str) -> None:
        text = text.translate(_TEXT)
        self._out.append(f">{text}" if self._is_begun else text)
        self._is_begun = False

    def _end(self, tag: str) -> None:
        if self._left_out:
            self._left_out -= 1
        elif self._around.pop().tag:
            self._out.append(" />" if self._is_begun else f"</{tag}>")
            self._is_begun = False
            self._parser.CharacterDataHandler = None


class _Around(NamedTuple):
    """An element: its tag, "" where none is written; whether it is the whole graph; what its link is called, of a node."""

    tag: str
    is_graph: bool = False
    name: str | None = None


def _attribute(key: str, value: str) -> str:
    """Return an attribute with the space before it."""
    return f' {key}="{value.translate(_QUOTED) if _MARKUP.search(value) else value}"'


def _changed(tag: str, key: str, value: str) -> str:
    """Return what an attribute becomes that neither the page's CSS nor the root says."""
    if key in {"fill", "stroke"}:
        return f' {key}="none"' if value == "none" and tag != "text" else ""
    if key == "font-size":
        value = _short(value)
    elif key == "transform":
        value = value.replace("scale(1 1) rotate(0) ", "")
    return _attribute(key, value)


def _short(number: str) -> str:
    return number.rstrip("0").rstrip(".") if "." in number else number
