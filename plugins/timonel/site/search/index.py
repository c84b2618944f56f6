"""The index of the search in parts, so that a browser asks for few of them: words, and what the pages with them say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import groupby
from typing import Any

from timonel.site.search.cards import names
from timonel.site.search.entries import LEVELS, Entry, Packed, packed, ready
from timonel.site.search.places import Places

FOLDER = "search"
ROOT = "index"
_WORDS, _PAGES = 32_000, 16_000  # characters of a part
_DOORS = ("terms", "processes", "roles", "decisions", "governance/gaps", "guia/bienvenida")
_ENDS = ("/", "/index.html", ".html")  # of addresses, on a server and in a folder
Part = tuple[str | int, list[str]]  # what it begins with, and what it holds
_KEY = 3  # letters: words that begin with the same stand together


class Memory:
    """What was made of the pages before, in one language: of the same, the same is not made again.

    Args:
        note: what another one noted.
        entries: the pages of which it had made an index last.

    Attributes:
        places: where words stand in the pages.
    """

    def __init__(self, note: tuple[Any, Any] | None = None, entries: Iterable[Entry] = ()) -> None:
        self._words: dict[str, tuple[str, list[int], Packed]]
        self._names: tuple[object, list[list[Any]]]
        self._files: dict[str, tuple[str, tuple[bytes, bytes]]] = {}
        self._words, self._names = note or ({}, (None, []))
        terms = {term: [*places] for term, (_, places, _) in self._words.items()}
        self.places = Places(
            entries, terms, {form: term for term, one in self._words.items() for form in one[0].split()}
        )

    @property
    def note(self) -> tuple[Any, Any]:
        """What was made of these pages, as plain values."""
        return {term: self._words[term] for term in self.places.terms}, self._names

    def word(self, term: str, forms: str, places: list[int]) -> Packed:
        """Return a word with its forms and pages as the index holds them, and how much room they take."""
        known = self._words.get(term)
        if known is None or known[:2] != (forms, places):
            # Of the room as `ready`: plain words, and as many characters more as there are commas.
            text = packed([term, forms, *_steps(places)])
            known = self._words[term] = forms, [*places], (text, len(text) + 1 + len(places))
        return known[2]

    def encoded(self, name: str, text: str) -> tuple[bytes, bytes]:
        """Return what the file of a part holds, and what tells it from others; the same object for the same text as before."""
        known = self._files.get(name)
        if known is None or known[0] != text:
            data = f'kbFound("{name}",{text})\n'.encode(errors="replace")
            known = self._files[name] = text, (data, blake2b(data, digest_size=16).digest())
        return known[1]

    def names(self, entries: Iterable[Entry], lang: str) -> list[list[Any]]:
        """Return what pages are called, as `cards.names`."""
        called = [(number, one["called"]) for number, one in enumerate(entries) if "called" in one]
        if self._names[0] != called:
            self._names = called, names(called, lang)
        return self._names[1]


def files(
    entries: Sequence[Entry], lang: str, told: Mapping[str, Any], memory: Memory | None = None
) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of all parts; the first that a browser asks for comes last.

    Args:
        entries: the pages.
        lang: the language.
        told: what else the search is told: how kinds are called, what words mean.
        memory: what was made before.
    """
    memory = memory or Memory()
    words, forms = _postings(entries, memory)
    groups, pages = [*_together(words, _WORDS)], [*_grouped(one["shown"] for one in entries)]
    parts = {
        **_named("w", groups),
        **_named("p", pages),
        "forms": packed(" ".join(forms)),
        "related": packed(told["related"]),
    }
    parts |= _answers(entries, memory.names(entries, lang), told["card"]) if told["card"] else {}
    kinds = sorted({str(one["kind"]) for one in entries})
    runs = [[kinds.index(kind), len([*some])] for kind, some in groupby(str(one["kind"]) for one in entries)]
    made = {name: memory.encoded(name, data) for name, data in parts.items()}
    seen = blake2b(b"".join(seal for _, seal in made.values()), digest_size=6)
    root = {
        "version": seen.hexdigest(), "count": len(entries), "levels": LEVELS,
        "words": [first for first, _ in groups], "pages": [first for first, _ in pages],
        "kinds": kinds, "runs": runs, "start": [*_doors(entries)], **{key: one for key, one in told.items() if key != "related"}, "card": bool(told["card"]),
    }  # fmt: skip
    made[ROOT] = memory.encoded(ROOT, packed(root))
    for name, (data, _) in made.items():
        yield f"{FOLDER}/{name}.js", data


def _named(name: str, groups: Iterable[Part]) -> dict[str, str]:
    return {f"{name}{number}": f"[{','.join(group)}]" for number, (_, group) in enumerate(groups)}


def _answers(entries: Sequence[Entry], called: Iterable[list[Any]], told: Mapping[str, Any]) -> dict[str, str]:
    """Return the parts that answer questions: how they are understood, names, and what pages answer."""
    nothing = ready(0)
    found = [*_together(((one[0], ready(one)) for one in called), _PAGES)]
    cards = [*_grouped(one.get("answer", nothing) for one in entries)]
    ask = {**told, "names": [first for first, _ in found], "answers": [first for first, _ in cards]}
    return {**_named("n", found), **_named("a", cards), "ask": packed(ask)}


def _doors(entries: Iterable[Entry]) -> Iterator[tuple[str, str]]:
    """Yield title and address of the pages to begin with where nobody knows what to ask."""
    known = {one["at"]: one["title"] for one in entries}
    for path in _DOORS:
        at = next((f"{path}{end}" for end in _ENDS if f"{path}{end}" in known), None)
        if at is not None:
            yield known[at], at


def _postings(entries: Sequence[Entry], memory: Memory) -> tuple[list[tuple[str, Packed]], list[str]]:
    """Return each word, with its forms and pages as the index holds them, in order, and all forms."""
    memory.places.turn(entries)
    found, words = memory.places.terms, memory.places.forms
    known = defaultdict[str, list[str]](list)
    forms = sorted(words)
    for form in forms:
        known[words[form]].append(form)
    return [(term, memory.word(term, " ".join(known[term]), found[term])) for term in sorted(found)], forms


def _steps(places: Sequence[int]) -> Iterator[int]:
    """Yield where a word stands, each page counted from the one before."""
    last = 0
    for place in places:
        yield place - last
        last = place - place % LEVELS


def _together(words: Iterable[tuple[str, Packed]], most: int) -> Iterator[Part]:
    """Yield first letters and words of each part; words that begin alike stay together."""
    first, group, size = "", list[str](), 0
    for key, some in groupby(words, lambda one: one[0][:_KEY]):
        found = [one for _, one in some]
        length = sum(one[1] for one in found)
        if group and size + length > most:
            yield first, group
            group, size = [], 0
        first = first if group else key
        group += [one[0] for one in found]
        size += length
    if group:
        yield first, group


def _grouped(values: Iterable[Packed]) -> Iterator[Part]:
    """Yield first number and values of each part."""
    first, group, size = 0, list[str](), 0
    for number, (text, length) in enumerate(values):
        if group and size + length > _PAGES:
            yield first, group
            first, group, size = number, [], 0
        group.append(text)
        size += length
    if group:
        yield first, group
