"""Text and addresses of a page's HTML in Markdown, where each sign that is one there says no more than itself."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape

# Stand in code for signs that would be taken for something else; controls never come from data.
_HIDDEN = {"&": "\x00", "\n": "\x0e", " ": "\x0f"}
_APART = str.maketrans(_HIDDEN)
_ENTITY = re.compile(r"&(?:#\d+|\w+);")
# Signs of Markdown, and of HTML; in HTML of ours all of them are entities.
_SIGNS = {**{sign: f"\\{sign}" for sign in "\\`*_[]~|"}, "<": "&lt;", ">": "&gt;", "&": "&amp;", "\n": " "}
_BEGINS = re.compile(r"(?:(\d{1,9})(?=[.)])|(?=[-+#=:]))")  # what makes more than a paragraph of a line
_TICKS = re.compile("`+")
_OUTSIDE = re.compile(r"[a-zA-Z][\w+.-]*:|//")
_UNFIT = re.compile(r"[\s()<>\\\"`|]")


def spelled(text: str) -> str:
    """Return text of HTML as text of Markdown."""
    return _ENTITY.sub(_sign, text)


def plain(text: str) -> str:
    """Return what is left in a text that stands for something else, as what it stands for."""
    for sign, hidden in _HIDDEN.items():
        text = text.replace(hidden, sign)
    return text


def begun(line: str) -> str:
    """Return a line that begins a paragraph, and is nothing else."""
    return _BEGINS.sub(r"\1\\", line, count=1) if _BEGINS.match(line) else line


def code(text: str) -> str:
    """Return what stands in ``<code>`` as code."""
    inner = " ".join(unescape(text).split()).replace("|", "\\|").replace("&", _HIDDEN["&"])
    ticks = _ticks(inner, 1)
    space = " " if inner.startswith("`") or inner.endswith("`") else ""
    return f"{ticks}{space}{inner}{space}{ticks}" if inner else ""


def fenced(text: str) -> str:
    """Return what stands in ``<pre>`` as a block of code, in one line for the time being."""
    inner = unescape(text).strip("\n")
    fence = _ticks(inner, 3)
    return f"{fence}\n{inner}\n{fence}".translate(_APART)


def _ticks(inner: str, least: int) -> str:
    """Return a fence that does not stand in a text."""
    return "`" * max(least, 1 + max(map(len, _TICKS.findall(inner)), default=0))


@lru_cache(1 << 13)
def address(href: str) -> str:
    """Return the way to what a link leads to: to the Markdown of a page; nothing within the page."""
    href = unescape(href)
    if not _OUTSIDE.match(href):
        href = beside(re.split("[?#]", href, maxsplit=1)[0])
    return _UNFIT.sub(lambda found: f"%{ord(found[0]):02X}" if found[0].isascii() else "%20", href).replace(
        "&", "&amp;"
    )


def beside(way: str) -> str:
    """Return the way to the Markdown of the page that a way leads to."""
    if way.endswith(".html"):
        return f"{way[:-5]}.md"
    if way.endswith("/") or way in (".", ".."):
        return f"{way.rstrip('/')}/index.md".removeprefix("./")
    return way


@lru_cache(256)
def _of(entity: str) -> str:
    made = unescape(entity)
    return _SIGNS.get(made, made)


def _sign(found: re.Match[str]) -> str:
    return _of(found[0])
