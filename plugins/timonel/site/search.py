"""The search index: what each page is called, in every way people may type it, and what its sections say."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from timonel.languages import of
from timonel.site import Page
from timonel.site.urls import Urls
from timonel.text import fold

# Besides Material's fields: `names` says what else a page is called. Accents, plurals and typing errors are assets/search.js's.
FIELDS = {"title": {"boost": 1000.0}, "text": {"boost": 1.0}, "tags": {"boost": 1e6}, "names": {"boost": 500.0}}
_HEADING = re.compile(r"#{1,6} (.+?)(?: \{#([\w-]+)\})?\Z")
# What is no text of the page: pictures, tools, and what the components mark (none of them holds its own tag inside).
_LEFT_OUT = re.compile(
    r"<(\w+)\b[^>]*\bdata-search-exclude\b.*?</\1>|<svg\b.*?</svg>|<nav\b.*?</nav>|<pre\b.*?</pre>", re.DOTALL
)
_EXCLUDED = re.compile(r"<(\w+)\b[^>]*\bdata-search-exclude\b")
_MARKS = ("data-search-exclude", "<svg", "<nav", "<pre")
_TAG = re.compile(r"<[^>]+>")
_SPACES = re.compile(r"\s+")
_STRAY = re.compile(r" (?=[.,;:!?)»…])|(?<=[(«¿¡]) ")  # where a link ended before a full stop, or began after a bracket
_MOST = 700  # characters of a section: enough to find it by, and a light index


def complete(index: dict[str, Any], pages: Iterable[Page], urls: Urls, languages: Sequence[str]) -> dict[str, Any]:
    """Return the index of a search plugin with the generated pages added.

    Args:
        index: as the plugin wrote it, with the hand-written pages.
        pages: the generated pages.
        urls: how pages are addressed.
        languages: the base's languages.
    """
    return joined(index, [entry for page in pages for entry in entries(page, urls)], languages)


def joined(index: dict[str, Any], ours: Sequence[dict[str, Any]], languages: Sequence[str]) -> dict[str, Any]:
    """Return the index of a search plugin with the entries of the generated pages.

    Args:
        index: as the plugin wrote it, with the hand-written pages.
        ours: the entries.
        languages: the base's languages, any of which somebody may type.
    """
    index["config"]["fields"] = {**index["config"].get("fields", {}), **FIELDS}
    index["config"]["words"] = _words(languages)
    return {**index, "docs": [*index["docs"], *ours]}


def _words(languages: Sequence[str]) -> dict[str, Any]:
    """Return what assets/search.js must know of the languages."""
    spoken = [of(lang) for lang in languages]
    return {
        "little": sorted({fold(word) for one in spoken for word in one.little}),
        "endings": "".join(sorted({letter for one in spoken for letter in one.endings})),
        "alike": {letter: other for one in spoken for letter, other in one.alike.items()},
    }


def files(index: dict[str, Any], urls: Urls) -> Iterator[tuple[str, bytes]]:
    """Yield the files of an index; where there is no server to ask, it is a script too."""
    text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    yield "search_index.json", text.encode()
    if urls.style == "html":
        yield "search_index.js", f"var __index = {text}".encode()


def entries(page: Page, urls: Urls) -> Iterator[dict[str, Any]]:
    """Yield a page's entries: one for the page, one for each section that says something."""
    location = urls.final(page.path)
    whole = page.front.get("search") != {"exclude": True}
    anchor, title, texts = "", page.title, list[str]()
    for block in (*page.blocks, "# end"):
        heading = _HEADING.match(block)
        if heading is None:
            texts.append(text_of(block))
            continue
        if block.startswith("# ") and heading[2]:  # the title begins no section
            continue
        text = " ".join(part for part in texts if part)[:_MOST]
        if not anchor and (page.title == title):
            first = {
                "location": location,
                "title": html.escape(page.title, quote=False),
                "text": html.escape(text, quote=False),
            }
            if heading[2] or block == "# end":
                names = [word for word in dict.fromkeys(page.words) if word != page.title]
                yield {**first, "names": names} if names else first
        elif text and whole:
            yield {
                "location": f"{location}#{anchor}",
                "title": html.escape(title, quote=False),
                "text": html.escape(text, quote=False),
            }
        if heading[2]:
            anchor, title, texts = heading[2], html.unescape(heading[1]), []


def text_of(block: str) -> str:
    """Return what a block of HTML says, as plain text."""
    first = _EXCLUDED.match(block)
    end = f"</{first[1]}>" if first else ""
    if end and block.find(end) == len(block) - len(end):  # most of what pages hold: tables, pictures
        return ""
    if any(mark in block for mark in _MARKS):
        block = _LEFT_OUT.sub(" ", block)
    return _STRAY.sub("", _SPACES.sub(" ", html.unescape(_TAG.sub(" ", block)))).strip()
