"""Graphviz's SVG made fit for a page: no colours, unique ids, no names of our own on show, good for screen readers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree as ET

_XLINK = "{http://www.w3.org/1999/xlink}"
_DROPPED = frozenset({"id", "class", "font-family", "stroke-width", "stroke-dasharray", "style"})
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
    root = _page_ready(svg, prefix, title, desc, names or {})
    root.set("style", f"--w:{root.get('width')}px")  # its first size, before any script runs, is the one that fits
    return _written(root)


def standalone(svg: bytes, title: str, desc: str, names: Mapping[str, str] | None = None) -> str:
    """Return an SVG file of its own, readable outside the site, by day and by night."""
    root = _page_ready(svg, "picture", title, desc, names or {})
    style = ET.Element("style")
    style.text = _STYLE.replace("\n", "")
    root.insert(2, style)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{_written(root)}\n'


def _written(root: ET.Element) -> str:
    # The style's ">" need no escape in XML, and would be none in an HTML page.
    return ET.tostring(root, encoding="unicode", short_empty_elements=True)


def _page_ready(svg: bytes, prefix: str, title: str, desc: str, names: Mapping[str, str]) -> ET.Element:
    drawn = ET.fromstring(svg)  # noqa: S314 - Graphviz wrote it, on this machine; comments and DOCTYPE end here
    width, height = (re.sub(r"[a-z]+$", "", drawn.get(side, "0")) for side in ("width", "height"))
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg", "xmlns:xlink": "http://www.w3.org/1999/xlink",
            "width": width, "height": height, "viewBox": drawn.get("viewBox", f"0 0 {width} {height}"),
            "role": "group", "aria-labelledby": f"{prefix}-title {prefix}-desc",
            "font-family": FONT, "text-anchor": "middle",
        },
    )  # fmt: skip
    for name, words in (("title", title), ("desc", desc)):
        ET.SubElement(root, name, {"id": f"{prefix}-{name}"}).text = words
    sizes = Counter(one.get("font-size", "") for one in drawn.iter() if one.tag.endswith("}text"))
    size = sizes.most_common(1)[0][0] if sizes else "12.00"
    root.set("font-size", _short(size))
    for child in drawn:
        root.extend(_cleaned(child, prefix, size, names))
    return root


def _cleaned(element: ET.Element, prefix: str, size: str, names: Mapping[str, str]) -> Iterator[ET.Element]:
    """Yield what an element of Graphviz becomes: nothing (titles, background), its children (wrappers), or itself."""
    tag = element.tag.rpartition("}")[2]
    id_ = element.get("id", "")
    children = [new for child in element for new in _cleaned(child, prefix, size, names)]
    if tag == "title":
        return
    if tag == "g" and id_.startswith("a_"):
        yield from children
        return
    new = ET.Element(tag)
    new.text = element.text if tag == "text" else None
    classes = element.get("class", "").split()
    if tag == "g":
        own = [one for one in classes if one.startswith("kb-") or one == "graph"]
        if own:
            new.set("class", " ".join(own))
        if "graph" in classes:
            children = [one for one in children if one.tag != "polygon"]
        if "node" in classes:
            new.set("id", f"{prefix}-{id_}")
            _named(children, names.get(id_))
    for key, value in element.items():
        if kept := _attribute(tag, key, value, size):
            new.set(*kept)
    new.extend(children)
    yield new


def _named(children: list[ET.Element], name: str | None) -> None:
    """Give a node's link, where it has one, the name that a screen reader says."""
    for child in children:
        if name and child.tag == "a":
            child.set("aria-label", name)


def _attribute(tag: str, key: str, value: str, size: str) -> tuple[str, str] | None:
    """Return what an attribute becomes, or None where the page's CSS or the root says it."""
    if key == f"{_XLINK}href":
        return "xlink:href", value
    if key in {"fill", "stroke"}:
        return (key, value) if value == "none" and tag != "text" else None
    said_by_root = {"font-size": size, "text-anchor": "middle"}.get(key) == value
    if said_by_root or key in _DROPPED or key.startswith("{"):
        return None
    if key == "font-size":
        return key, _short(value)
    return key, value.replace("scale(1 1) rotate(0) ", "") if key == "transform" else value


def _short(number: str) -> str:
    return number.rstrip("0").rstrip(".") if "." in number else number
