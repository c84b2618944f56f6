"""Abbreviations that a base uses and that nobody defines, or two terms do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice
from string import ascii_uppercase, digits
from typing import NamedTuple

from timonel.kinds import System, Term
from timonel.languages import SOURCE
from timonel.model import Base, Entity
from timonel.source import Path
from timonel.text import Text, is_empty
from timonel.words.usage import TOGETHER, ByFile, Search, mentioning, texts
from timonel.words.wording import used

_CAPITALS = re.compile(r"(?<!\w)([A-Z]{2,6})s?(?!\w)")
_RUN = re.compile(rb"[A-Z]{2,6}")
# All other bytes become spaces, so that splitting leaves runs of capitals and digits.
_ONLY_CAPITALS = bytes(code if chr(code) in ascii_uppercase + digits else 32 for code in range(256))
_NO_ABBREVIATION = re.compile(r"[IVX]+|NA")  # Roman numerals, and "not applicable"
_ENTITIES = 3  # an abbreviation counts from this many entities on


class Abbreviation(NamedTuple):
    """An abbreviation without one meaning: its uses (entity, key path) and the terms that define it (none, or several)."""

    word: str
    uses: Sequence[tuple[Entity, Path]]
    terms: Sequence[Term]


def abbreviations(base: Base, by_file: ByFile) -> Mapping[str, Sequence[Abbreviation]]:
    """Return ``kind:id`` → abbreviations that not exactly one term defines, at the first entity that uses them."""
    defined = _defined(base)
    known = {word for word, terms in defined.items() if len(terms) == 1}
    known.update(word for one in base.all(System) for text in (one.name, one.vendor) for word in _capitals(text))
    frequent = [word for word, number in _runs(base, by_file).items() if number >= _ENTITIES and word not in known]
    wanted = {word for word in frequent if not (_NO_ABBREVIATION.fullmatch(word) or is_empty(word))}
    uses: dict[str, list[tuple[Entity, Path]]] = {}
    for entity in mentioning(by_file, words_as_they_are(base, wanted)) if wanted else ():
        for word, keys in _first_uses(base, entity, wanted).items():
            uses.setdefault(word, []).append((entity, keys))
    found: dict[str, list[Abbreviation]] = {}
    for word, places in sorted(uses.items()):
        if len(places) >= _ENTITIES and not _is_code(word):
            places.sort(key=lambda one: one[0].key)
            found.setdefault(places[0][0].key, []).append(Abbreviation(word, places, defined.get(word, ())))
    return found


def _defined(base: Base) -> Mapping[str, Sequence[Term]]:
    """Return abbreviation → the terms that have it as abbreviation, name or synonym."""
    found: dict[str, dict[str, Term]] = {}
    for term in base.all(Term):
        for word in (*_every(term.abbreviation), *_every(term.name), *_listed(term.synonyms)):
            if _CAPITALS.fullmatch(word):
                found.setdefault(word, {})[term.id] = term
    return {word: [*terms.values()] for word, terms in found.items()}


def _first_uses(base: Base, entity: Entity, wanted: Collection[str]) -> Mapping[str, Path]:
    """Return wanted abbreviation → the first field of an entity that uses it."""
    found: dict[str, Path] = {}
    for keys, _, text in texts(base, entity):
        for word in _CAPITALS.findall(used(text)):
            if word in wanted:
                found.setdefault(word, keys)
    return found


def _capitals(text: Text | None) -> list[str]:
    return [word for one in _every(text) for word in _CAPITALS.findall(one)]


def _runs(base: Base, by_file: ByFile) -> Mapping[str, int]:
    """Return runs of 2–6 capitals → how many entities may hold them, at most."""
    counted: Counter[bytes] = Counter()
    read = base.files
    files = (read[path].data for path in by_file)
    while some := [*islice(files, TOGETHER)]:
        counted.update(b" ".join(some).translate(_ONLY_CAPITALS).split())
    return {run.decode(): number for run, number in counted.items() if _RUN.fullmatch(run)}


def words_as_they_are(base: Base, words: Iterable[str]) -> Search:
    """Return a search for words as they are."""
    wanted, read = [word.encode() for word in words], base.files
    return lambda path: ((data := read[path].data), [word for word in wanted if word in data])


def _every(text: Text | None) -> Iterable[str]:
    return () if text is None else (text,) if isinstance(text, str) else text.values()


def _listed(by_language: Mapping[str, Sequence[str]] | None) -> Iterable[str]:
    return [word for listed in (by_language or {}).values() for word in listed]


def _is_code(word: str) -> bool:
    """Whether capitals are an ISO code of a language, a country or a currency."""
    from babel import Locale  # noqa: PLC0415 - only asked for the few that nothing else explains
    from babel.core import get_global  # noqa: PLC0415

    english = Locale(SOURCE)
    short = len(word) == 2 and word.lower() in english.languages  # noqa: PLR2004 - ISO 639-1
    return short or word in english.territories or word in english.currencies or word in get_global("territory_aliases")
