"""Graphviz's SVG made fit for a page: no colours, unique ids, no names of our own on show, good for screen readers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from html import unescape
from itertools import starmap

# Graphviz writes each element alike, with no "<", ">" or quote in a text or value: expressions take it apart in a fraction of the
# time that a parser needs to tell of each element. Groups whose name begins with "a_" are only there for a link.
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
_SIZE = re.compile(r'<text\b[^>]* font-size="([^"]*)"')
_UNSEEN = re.compile(r'<(?:!--.*?--|title>[^<]*</title|g id="a_[^"]*")>', re.DOTALL)
_BACKGROUND = re.compile(r'(<g [^>]*\bclass="graph"[^>]*>)<polygon\b[^>]*>')
_GROUP = re.compile(r'<g id="([^"]*)" class="([^"]*)"([^>]*)>(<a\b[^>]*>)?')
_OTHER_SIZE = re.compile(r'(?<= font-size=")[^"]*')
_ELSEWHERE = (  # what the page's CSS says, or the root
    r' (?=[a-z])(?:(?:font-family|stroke-width|stroke-dasharray|style|xml:\w+|xlink:(?!href)\w+)="[^"]*"'
    r'|(?:fill|stroke)="(?!none")[^"]*"|text-anchor="middle"|font-size="{}")'
)
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot);)#?\w+;")
_QUOTE = re.compile(r">[^<>]*&quot;[^<>]*<")
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
    """What Graphviz drew, written anew: without titles, background and wrappers.

    Attributes:
        sides: width, height and what of the drawing they show, as attributes of the whole.
    """

    def __init__(self, svg: bytes, prefix: str, names: Mapping[str, str]) -> None:
        self._prefix, self._names = prefix, names
        root, _, inner = svg.decode().partition("<svg")[2].partition(">")
        own = dict(_ATTRIBUTE.findall(root))
        width, height = (re.sub(r"[a-z]+$", "", own.get(side, "0")) for side in ("width", "height"))
        self.sides = {"width": width, "height": height, "viewBox": own.get("viewBox", f"0 0 {width} {height}")}
        inner = inner.rpartition("</svg>")[0].replace("&#45;", "-")
        sizes = Counter(_SIZE.findall(inner))
        self._size = sizes.most_common(1)[0][0] if sizes else "12.00"
        self._inner = self._changed(_plain(inner) if "&" in inner else inner)

    def _changed(self, inner: str) -> str:
        """Return what Graphviz drew as it stands in a page."""
        inner = _UNSEEN.sub("", inner).replace("\n", "").replace("\t", " ").replace("</a></g>", "</a>")
        inner = _GROUP.sub(self._group, _BACKGROUND.sub(r"\1", inner, count=1))
        inner = _elsewhere(self._size).sub("", inner).replace("scale(1 1) rotate(0) ", "")
        if ' font-size="' in inner:
            inner = _OTHER_SIZE.sub(lambda found: _short(found[0]), inner)
        for empty in ('"/>', '"></text>', '"></g>'):
            inner = inner.replace(empty, '" />')
        return _QUOTE.sub(lambda found: found[0].replace("&quot;", '"'), inner) if "&quot;" in inner else inner

    def _group(self, found: re.Match[str]) -> str:
        """Return how a group begins, and the link that it may be, as it stands in a page."""
        id_, classes, rest, link = found.groups("")
        kept, is_node = _kept(classes)
        if not is_node:
            return f"<g{kept}{rest}>{link}"
        name = self._names.get(id_)
        if link and name:
            link = f"{link[:-1]}{_attribute('aria-label', name)}>"
        return f'<g{kept} id="{self._prefix}-{id_}"{rest}>{link}'

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
        return f"<svg{''.join(starmap(_attribute, own.items()))}>{words}{style}{self._inner}</svg>"


@lru_cache  # few, of thousands of groups
def _kept(classes: str) -> tuple[str, bool]:
    """Return which classes of a group are for a page, as an attribute, and whether it is a node."""
    named = classes.split()
    kept = [one for one in named if one.startswith("kb-") or one == "graph"]
    return _attribute("class", " ".join(kept)) if kept else "", "node" in named


def _attribute(key: str, value: str) -> str:
    """Return an attribute with the space before it."""
    return f' {key}="{value.translate(_QUOTED) if _MARKUP.search(value) else value}"'


@lru_cache  # nearly all pictures have one size
def _elsewhere(size: str) -> re.Pattern[str]:
    """Return what finds the attributes that stand elsewhere; ``size`` is that of the root's font."""
    return re.compile(_ELSEWHERE.format(re.escape(size)))


def _plain(text: str) -> str:
    """Return XML with the signs as they are that need not be written otherwise."""
    return _ENTITY.sub(lambda found: unescape(found[0]).translate(_QUOTED), text)


def _short(number: str) -> str:
    return number.rstrip("0").rstrip(".") if "." in number else number
