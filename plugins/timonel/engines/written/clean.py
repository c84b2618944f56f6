"""HTML of strangers, written anew: elements and attributes that are known to do nothing by themselves, and no others."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_KEPT = frozenset(
    [
        "a",
        "abbr",
        "address",
        "article",
        "aside",
        "audio",
        "b",
        "bdi",
        "bdo",
        "blockquote",
        "br",
        "caption",
        "cite",
        "code",
        "col",
        "colgroup",
        "data",
        "dd",
        "del",
        "details",
        "dfn",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "i",
        "img",
        "input",
        "ins",
        "kbd",
        "label",
        "li",
        "main",
        "mark",
        "nav",
        "ol",
        "p",
        "picture",
        "pre",
        "q",
        "s",
        "samp",
        "section",
        "small",
        "source",
        "span",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "time",
        "tr",
        "track",
        "u",
        "ul",
        "var",
        "video",
        "wbr",
    ]
)
# With all that is inside: none of it is text.
_GONE = frozenset(
    ["script", "style", "iframe", "object", "embed", "applet", "noscript", "noembed", "noframes", "template", "svg", "math", "textarea", "select", "title", "xmp", "plaintext", "frameset", "head"]
)  # fmt: skip
_ATTRIBUTES = frozenset(
    ["align", "alt", "aria-current", "aria-describedby", "aria-hidden", "aria-label", "aria-labelledby", "checked", "cite", "class", "colspan", "controls", "data-search-exclude", "datetime", "dir", "disabled", "download", "for", "headers", "height", "href", "id", "kind", "label", "lang", "loop", "muted", "name", "open", "poster", "preload", "rel", "reversed", "role", "rowspan", "scope", "span", "src", "srclang", "start", "tabindex", "target", "title", "type", "value", "width"]
)  # fmt: skip
_ADDRESSES = frozenset({"href", "src", "poster", "cite"})
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_SCHEMES = frozenset({"http:", "https:", "mailto:", "tel:"})
_ALIGNED = re.compile(r"text-align: *(?:left|right|center);?")
_INPUTS = frozenset({"checkbox", "radio"})
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_QUOTED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def clean(html: str) -> tuple[str, list[str]]:
    """Return HTML without what could run or fetch something, and the names of what was taken out."""
    writer = _Writer()
    writer.feed(html)
    writer.close()
    return "".join(writer.out), sorted(writer.gone)


class _Writer(HTMLParser):
    """Writes what it reads, as far as it is harmless."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self.gone: set[str] = set()
        self._inside, self._depth = "", 0  # an element of which nothing is kept, and how many of its name are open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._start(tag, attrs, ">")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._start(tag, attrs, " />")

    def _start(self, tag: str, attrs: list[tuple[str, str | None]], end: str) -> None:
        if self._inside:
            self._depth += tag == self._inside and end == ">"
        elif tag in _GONE:
            self.gone.add(tag)
            self._inside, self._depth = tag, 1
        elif tag not in _KEPT or (tag == "input" and dict(attrs).get("type") not in _INPUTS):
            self.gone.add(tag)
        else:
            self.out.append(f"<{tag}{''.join(self._attribute(*one) for one in attrs)}{end}")

    def _attribute(self, name: str, value: str | None) -> str:
        if not _is_harmless(name, value or ""):
            self.gone.add(name)
            return ""
        return f" {name}" if value is None else f' {name}="{value.translate(_QUOTED)}"'

    def handle_endtag(self, tag: str) -> None:
        if self._inside:
            self._depth -= tag == self._inside
            if not self._depth:
                self._inside = ""
        elif tag in _KEPT:
            self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._add(data.translate(_TEXT))

    def handle_entityref(self, name: str) -> None:
        self._add(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._add(f"&#{name};")

    def _add(self, text: str) -> None:
        if not self._inside:
            self.out.append(text)


def _is_harmless(name: str, value: str) -> bool:
    if name == "style":
        return bool(_ALIGNED.fullmatch(value))
    if name in _ADDRESSES:
        scheme = _SCHEME.match(re.sub(r"[\x00-\x20]", "", value))
        return scheme is None or scheme[0].lower() in _SCHEMES
    return name in _ATTRIBUTES and not (name == "id" and value.startswith("__"))  # those are the theme's own
