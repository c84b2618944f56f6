"""The tags of a page as marks in its text: what begins a line there, where links and code are."""

from __future__ import annotations

import re

from timonel.site.clean.text import address

# Controls never come from data: escaping replaces them.
BEGIN = "\x01"  # and one of these, which say what begins
PARAGRAPH, LIST, NUMBERED, ENDED, ITEM, TABLE, ROW, HEAD, CAPTION, DRAWN, BLOCK = "pulearthcdx"
CELL, CODE, LINK = "\x03", ("\x04", "\x05"), ("\x06", "\x07", "\x08")
_FLOWING = ("p", "div", "section", "aside", "nav", "figure", "figcaption", "details")
_HREF = re.compile(r'\bhref="([^"]*)"')
_LINKED = re.compile(f"{LINK[0]}([^{LINK[1]}]*){LINK[1]}([^{LINK[0]}{LINK[2]}]*){LINK[2]}")
_MOST = 1 << 15  # tags that are known; most of them are links


class _Tags(dict[str, str]):
    """Tag, without its brackets → what stands for it."""

    def __missing__(self, tag: str) -> str:
        name = tag.partition(" ")[0]
        if name == "a":
            href = _HREF.search(tag)
            made = f"{LINK[0]}{address(href[1]) if href else ''}{LINK[1]}"
        else:
            made = _MADE.get(name, "")
        if len(self) >= _MOST:
            self.clear()
        self[tag] = made
        return made


_MADE = {
    **{f"{end}{name}": BEGIN + PARAGRAPH for name in _FLOWING for end in ("", "/")},
    "ul": BEGIN + LIST, "dl": BEGIN + LIST, "ol": BEGIN + NUMBERED,
    **dict.fromkeys(("/ul", "/dl", "/ol"), BEGIN + ENDED),
    "li": BEGIN + ITEM, "/li": BEGIN + PARAGRAPH, "dt": f"{BEGIN}{ITEM}**", "/dt": ":** ", "/dd": BEGIN + PARAGRAPH,
    "table": BEGIN + TABLE, "caption": BEGIN + CAPTION, "tr": BEGIN + ROW, "th": CELL, "td": CELL,
    "/thead": BEGIN + HEAD, "/table": BEGIN + DRAWN,
    **{f"{end}{name}": "**" for name in ("strong", "b") for end in ("", "/")}, "em": "*", "/em": "*", "s": "~~", "/s": "~~",
    "q": "“", "/q": "”", "code": CODE[0], "/code": CODE[1], "/a": LINK[2],
    **{f"h{level}": f"{BEGIN}{level}" for level in range(1, 7)}, **{f"/h{level}": BEGIN + PARAGRAPH for level in range(1, 7)},
}  # fmt: skip
TAGS = _Tags()


def linked(text: str) -> str:
    """Return text with its links as Markdown has them; one that leads nowhere is a text."""
    return _LINKED.sub(lambda found: f"[{found[2].strip()}]({found[1]})" if found[1] and found[2] else found[2], text)
