"""The index of the search in parts, so that a browser asks for few of them: words, and what the pages with them say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import groupby
from typing import Any

from timonel.site.search.cards import names
from timonel.site.search.entries import LEVELS, Entry
from timonel.site.search.terms import endings, stem

FOLDER = "search"
ROOT = "index"
_WORDS, _PAGES = 32_000, 16_000  # characters of a part
_DOORS = ("terms", "processes", "roles", "decisions", "governance/gaps", "guia/bienvenida")
_KEY = 3  # letters: words that begin with the same stand together


def files(entries: Sequence[Entry], lang: str, told: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of all parts; the first that a browser asks for comes last.

    Args:
        entries: the pages.
        lang: the language.
        told: what else the search is told: how kinds are called, what words mean.
    """
    words, forms = _postings(entries, lang)
    groups = [*_parted(words, _WORDS)]
    pages = [*_paged(entries)]
    parts: dict[str, Any] = {f"w{number}": group for number, (_, group) in enumerate(groups)}
    parts |= {f"p{number}": group for number, (_, group) in enumerate(pages)}
    parts["forms"] = " ".join(forms)
    parts |= _answers(entries, lang, told["card"]) if told["card"] else {}
    packed = {name: _packed(value) for name, value in parts.items()}
    kinds = sorted({str(one["kind"]) for one in entries})
    runs = [[kinds.index(kind), len([*some])] for kind, some in groupby(str(one["kind"]) for one in entries)]
    seen = blake2b(digest_size=6)
    for data in packed.values():
        seen.update(data.encode(errors="replace"))
    root = {
        "version": seen.hexdigest(), "count": len(entries), "levels": LEVELS,
        "words": [first for first, _ in groups], "pages": [first for first, _ in pages],
        "kinds": kinds, "runs": runs, "start": [*_doors(entries)], **told, "card": bool(told["card"]),
    }  # fmt: skip
    for name, data in {**packed, ROOT: _packed(root)}.items():
        yield f"{FOLDER}/{name}.js", f'kbFound("{name}",{data})\n'.encode(errors="replace")


def _answers(entries: Sequence[Entry], lang: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts that answer questions: how they are understood, names, and what pages answer."""
    found = [
        *_parted(names([(number, one["card"]) for number, one in enumerate(entries) if "card" in one], lang), _PAGES)
    ]
    cards = [*_grouped([one.get("card", 0) for one in entries])]
    return {
        **{f"n{number}": group for number, (_, group) in enumerate(found)},
        **{f"a{number}": group for number, (_, group) in enumerate(cards)},
        "ask": {**told, "names": [first for first, _ in found], "answers": [first for first, _ in cards]},
    }


def _doors(entries: Iterable[Entry]) -> Iterator[tuple[str, str]]:
    """Yield title and address of the pages to begin with where nobody knows what to ask."""
    known = {re.sub(r"(/index)?\.html$|/$", "", one["at"]): one for one in entries}
    return ((known[path]["title"], known[path]["at"]) for path in _DOORS if path in known)


def _packed(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _postings(entries: Sequence[Entry], lang: str) -> tuple[list[list[Any]], list[str]]:
    """Return each word with its forms and pages, in order, and all forms."""
    ends, found, forms = endings(lang), dict[str, list[int]](), set[str]()
    last = dict[str, int]()
    for number, one in enumerate(entries):
        forms.update(one["forms"])
        for term, level in one["terms"].items():
            if term in found:
                found[term].append((number - last[term]) * LEVELS + level)
            else:
                found[term] = [number * LEVELS + level]
            last[term] = number
    known = dict[str, list[str]]()
    every = sorted(forms)
    for form in every:
        known.setdefault(stem(form, ends), []).append(form)
    return [[term, " ".join(known[term]), *found[term]] for term in sorted(found)], every


def _parted(words: Iterable[list[Any]], most: int) -> Iterator[tuple[str, list[list[Any]]]]:
    """Yield first letters and words of each part; words that begin alike stay together."""
    first, group, size = "", list[list[Any]](), 0
    for key, some in groupby(words, lambda one: one[0][:_KEY]):
        found = [*some]
        length = sum(len(str(one)) for one in found)
        if group and size + length > most:
            yield first, group
            group, size = [], 0
        first = first if group else key
        group, size = group + found, size + length
    if group:
        yield first, group


def _paged(entries: Iterable[Entry]) -> Iterator[tuple[int, list[list[Any]]]]:
    """Yield first number and pages of each part."""
    return _grouped([[one["at"], one["title"], one["names"], one["parts"]] for one in entries])


def _grouped(values: Iterable[Any]) -> Iterator[tuple[int, list[Any]]]:
    """Yield first number and values of each part."""
    first, group, size = 0, list[Any](), 0
    for number, shown in enumerate(values):
        length = len(str(shown))
        if group and size + length > _PAGES:
            yield first, group
            first, group, size = number, [], 0
        group.append(shown)
        size += length
    if group:
        yield first, group
