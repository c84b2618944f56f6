"""What the search knows of a page: what it is, what it is called in every way people may type it, and what its sections say."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from typing import TYPE_CHECKING, Any

from timonel.site.search.cards import CALLED
from timonel.site.search.terms import quiet, stems, words

if TYPE_CHECKING:
    from timonel.site import Page
    from timonel.site.urls import Urls

GUIDE, OWN = (
    "guide",
    "page",
)  # what pages written by hand are, for the search: those that come with Timonel, and the others
_GUIDE = "guia/"
LEVELS = 32  # of how much a word says of a page
_HEADING = re.compile(r"#{1,6} (.+?)(?: \{#([\w-]+)\})?\Z")
# What is no text of the page: pictures, tools, and what the components mark (none of them holds its own tag inside).
# The long ones come first, and what is in them is passed over text by text: a picture has hundreds of tags.
_LEFT_OUT = re.compile(
    r"<(?=(svg|nav|pre)\b)(?:[^<]++|<(?!/\1>))*+</\1>"
    r"|<(?=(\w+)\b[^>]*\bdata-search-exclude\b)(?:[^<]++|<(?!/\2>))*+</\2>"
)
_EXCLUDED = re.compile(r"<(\w+)\b[^>]*\bdata-search-exclude\b")
_MARKS = ("data-search-exclude", "<svg", "<nav", "<pre")
_TAG = re.compile(r"<[^>]+>")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+")
_STRAY = re.compile(r" (?=[.,;:!?)»…])|(?<=[(«¿¡]) ")  # where a link ended before a full stop, or began after a bracket
_MOST = 700  # characters of a section of a generated page: enough to find it by, and a light index
# BM25 over fields: what a word in it counts, how far its length takes that back, and how long it usually is. Fixed, so that
# what is known of a page changes with the page alone.
_FIELDS = {"title": (5.0, 0.5, 4), "names": (3.0, 0.3, 6), "heads": (1.5, 0.5, 6), "text": (1.0, 0.6, 60)}
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_SOON = 1.2  # how soon more of the same word says no more

Entry = dict[str, Any]
Packed = tuple[str, int]
Section = tuple[str, str, str]  # anchor, heading, text; the first has neither of the former


def entry(page: Page, urls: Urls) -> Entry:
    """Return what the search is to know of a generated page."""
    sections = [*_sections(page)]
    if page.front.get("search") == {"exclude": True}:
        sections = sections[:1]
    elif hidden := _hidden(sections, page.title, page.said, page.lang):
        sections.append(("", "", hidden))
    names = [word for word in dict.fromkeys(page.words) if word != page.title]
    found = made(urls.final(page.path), page.title, page.kind, names, sections, page.lang, page.beside)
    return {**found, "called": page.card[CALLED], "answer": ready(page.card)} if page.card else found


def hosts(docs: Iterable[Mapping[str, Any]], lang: str) -> Iterator[Entry]:
    """Yield what the search is to know of pages written by hand.

    Args:
        docs: the sections as the host's own search has them, HTML, each page's in a row.
        lang: the language.
    """
    for location, found in groupby(docs, lambda one: str(one["location"]).partition("#")[0]):
        parts = [
            (str(one["location"]).partition("#")[2], html.unescape(_TAG.sub("", one["title"])), text_of(one["text"]))
            for one in found
        ]
        title = parts[0][1]
        sections = [
            ("" if number == 0 else part[0], part[1] if part[0] else "", part[2]) for number, part in enumerate(parts)
        ]
        yield made(location, title, GUIDE if location.startswith(_GUIDE) else OWN, (), sections, lang)


def made(  # noqa: PLR0913, PLR0917 - all that a page is found by
    location: str,
    title: str,
    kind: str,
    names: Sequence[str],
    sections: Sequence[Section],
    lang: str,
    beside: Sequence[str] = (),
) -> Entry:
    """Return what the search knows of a page, with how much each word says of it."""
    fields = {
        "title": title,
        "names": " ".join(names),
        "heads": " ".join(heading for _, heading, _ in sections),
        "text": " ".join(text for _, _, text in sections),
    }
    terms, forms = _weighed(fields, lang)
    parts = [[anchor, heading, text] for anchor, heading, text in sections if text or heading]
    return {
        "at": location,
        "title": title,
        "kind": kind,
        "shown": ready([location, title, [*names], parts, *([[*beside]] if beside else [])]),
        "terms": terms,
        "forms": forms,
    }


def packed(value: object) -> str:
    """Return a value as the index holds it."""
    return _JSON.encode(value)


def ready(value: object) -> Packed:
    """Return a value as the index holds it, and how much room it takes."""
    return packed(value), len(str(value))


def _weighed(fields: Mapping[str, str], lang: str) -> tuple[dict[str, int], dict[str, str]]:
    """Return word → how much it says of a page, and form → word of those in which the words stand there."""
    roots, dull = stems(lang), quiet(lang)
    sums, forms = dict[str, float](), dict[str, str]()
    for name, text in fields.items():
        weight, share, usual = _FIELDS[name]
        found = [*words(text)]
        loud = [word for word in found if word not in dull] if name in {"heads", "text"} else found
        factor = weight / (1 - share + share * len(loud) / usual)
        for word in loud:
            term = forms[word] = roots[word]
            sums[term] = sums.get(term, 0.0) + factor
    return {term: max(1, round((LEVELS - 1) * said / (_SOON + said))) for term, said in sums.items()}, forms


def _hidden(sections: Iterable[Section], title: str, said: Sequence[str], lang: str) -> str:
    """Return what an entity says that its page has in tables, which repeat others, and pictures, or too far down."""
    as_written = {*title.split(), *chain.from_iterable(f"{heading} {text}".split() for _, heading, text in sections)}
    others = [text for text in said if not as_written.issuperset(text.split())]
    if not others:  # on most pages
        return ""
    dull, shown = quiet(lang), {*words(" ".join(as_written))}
    found, size = list[str](), 0
    for one in chain.from_iterable(map(_SENTENCE.split, others)):
        loud = {word for word in words(one) if word not in dull}
        if 2 * len(loud - shown) > len(loud) and size < 2 * _MOST:
            found.append(one)
            size += len(one)
    return " ".join(found)


def _sections(page: Page) -> Iterator[Section]:
    """Yield the sections of a page; the first is what stands before any of them."""
    anchor, title, texts = "", "", list[str]()
    for block in page.blocks:
        heading = _HEADING.match(block) if block.startswith("#") else None
        if heading is None:
            if sum(map(len, texts)) < _MOST:  # else nobody would see it
                texts.append(text_of(block))
        elif heading[2] and not block.startswith("# "):  # the title begins no section
            yield anchor, title, " ".join(filter(None, texts))[:_MOST]
            anchor, title, texts = heading[2], html.unescape(heading[1]), []
    yield anchor, title, " ".join(filter(None, texts))[:_MOST]


def text_of(block: str) -> str:
    """Return what a block of HTML says, as plain text."""
    first = _EXCLUDED.match(block)
    end = f"</{first[1]}>" if first else ""
    if end and block.find(end) == len(block) - len(end):  # most of what pages hold: tables, pictures
        return ""
    if any(mark in block for mark in _MARKS):
        block = _LEFT_OUT.sub(" ", block)
    return _STRAY.sub("", " ".join(html.unescape(_TAG.sub(" ", block)).split()))
