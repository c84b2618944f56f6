"""How a base uses words: which texts hold words to avoid, which abbreviations nobody defines; one quick pass each."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from string import ascii_lowercase, ascii_uppercase, digits
from typing import NamedTuple

from timonel.kinds import System, Term
from timonel.model import Base, DocPage, Entity
from timonel.rules.wording import Phrases, normal, same, used
from timonel.schema import walk
from timonel.source import Path
from timonel.text import Text, pick

ByFile = Mapping[str, Sequence[Entity]]
# From a file's bytes to these bytes (in lower case where case does not count) and what was found in them.
Search = Callable[[bytes], tuple[bytes, Collection[bytes]]]

_CAPITALS = re.compile(r"(?<!\w)([A-Z]{2,6})s?(?!\w)")
# All other bytes become spaces, so that splitting leaves runs of these.
_ONLY_CAPITALS = bytes(code if chr(code) in ascii_uppercase else 32 for code in range(256))
_ONLY_LETTERS = bytes(code if chr(code) in ascii_lowercase + digits else 32 for code in range(256))
_NO_ABBREVIATION = re.compile(r"[IVX]+|TBD|TODO|NA")  # Roman numerals and placeholders
# Line ends of YAML that other programs do not count, and anchors: lines then do not tell entities apart.
_UNCLEAR = re.compile(rb"\r(?!\n)|\xc2\x85|\xe2\x80[\xa8\xa9]|[ \[,][&*][^\s*]")
_ENTITIES = 3  # an abbreviation counts from this many entities on
_MANY = 40  # from this many words on, splitting a file is quicker than searching it for each


class Avoided(NamedTuple):
    """A word that a term says to avoid: the term, the language, and the phrases in which the word is fine."""

    term: Term
    lang: str
    fine: Phrases[None]


class Use(NamedTuple):
    """A word to avoid where it stands: key path (of a page: line and column), the word, the terms to use instead."""

    keys: Path
    word: str
    lang: str
    terms: Sequence[Term]


class Abbreviation(NamedTuple):
    """An abbreviation without one meaning: its uses (entity, key path) and the terms that define it (none, or several)."""

    word: str
    uses: Sequence[tuple[Entity, Path]]
    terms: Sequence[Term]


def texts(base: Base, entity: Entity) -> Iterator[tuple[Path, str, str]]:
    """Yield key path, language and text of all that an entity says; proper names (`x-same`) are in no language."""
    described = base.schema.kinds[entity.kind].texts
    for field, value in entity.fields.items():
        for one in described.get(field, ()):
            for keys, text in walk(value, one.path, (field,)):
                if isinstance(text, dict):
                    yield from (((*keys, lang), lang, said) for lang, said in text.items() if said)
                elif isinstance(text, str) and not one.same:
                    yield keys, base.languages[0], text


def language(base: Base, code: str | None) -> str:
    """Return the base's language that a code means: `es-MX` is `es`, none is the first."""
    short = (code or base.languages[0]).partition("-")[0]
    return next((lang for lang in base.languages if lang.partition("-")[0] == short), short)


def avoided(base: Base) -> Mapping[str, Phrases[Avoided]]:
    """Return language → the words that terms say to avoid, less those that nobody should look for."""
    found: dict[str, list[tuple[str, Avoided]]] = {}
    for term in base.all(Term):
        for one in term.avoid:
            if one.word and one.check is not False:
                lang = language(base, one.lang)
                fine = Phrases([(phrase, None) for phrase in one.except_], lang)
                found.setdefault(lang, []).append((one.word, Avoided(term, lang, fine)))
    return {lang: Phrases(words, lang) for lang, words in found.items()}


def avoided_uses(base: Base, by_file: ByFile) -> Mapping[str, Sequence[Use]]:
    """Return ``kind:id`` or ``page:<path>`` → the words to avoid that it uses, each once, in reading order."""
    phrases = avoided(base)
    found: dict[str, Sequence[Use]] = {}
    for entity in mentioning(base, by_file, _search_phrases(phrases.values())) if phrases else ():
        uses: dict[tuple[str, str], Use] = {}
        for keys, lang, text in texts(base, entity):
            if lang in phrases:
                for use in _uses(phrases[lang], text, entity):
                    uses.setdefault((lang, same(use.word)), use._replace(keys=keys))
        if uses:
            found[entity.key] = [*uses.values()]
    for page in base.pages:
        if page.lang in phrases:
            uses = {}
            for use in _uses(phrases[page.lang], page.text, page):
                uses.setdefault((page.lang, same(use.word)), use)
            if uses:
                found[page.key] = [*uses.values()]
    return found


def _uses(phrases: Phrases[Avoided], text: str, holder: Entity | DocPage) -> Iterator[Use]:
    """Yield the words to avoid in one text; a page's key path is line and column."""
    if not any(True for _ in phrases.find(normal(text))):
        return
    plain = used(text, page=isinstance(holder, DocPage))
    at: dict[int, list[Avoided]] = {}
    ends: dict[int, int] = {}
    for found in phrases.find(plain):
        at.setdefault(found.start, []).append(found.value)
        ends[found.start] = found.end
    for start, meant in at.items():
        if any(one.term is holder for one in meant):
            continue
        end = ends[start]
        left = [one for one in meant if not any(f.start <= start and end <= f.end for f in one.fine.find(plain))]
        if left:
            place = (plain.count("\n", 0, start) + 1, start - plain.rfind("\n", 0, start))
            terms = [*dict.fromkeys(one.term for one in left)]
            yield Use(place, " ".join(plain[start:end].split()), left[0].lang, terms)


def mentioning(base: Base, by_file: ByFile, search: Search) -> list[Entity]:
    """Return the entities in whose lines the search finds something: those that a closer look is worth."""
    found: list[Entity] = []
    for entities in by_file.values():
        data, hits = search(entities[0].document.data)
        if hits:
            whole = len(entities) == 1 or len(hits) > _MANY or _UNCLEAR.search(data)
            found += entities if whole else _nearby(entities, data, hits)
    return found if b"" not in search(b"")[1] else [*base]


def _search_phrases(phrases: Iterable[Phrases[Avoided]]) -> Search:
    """Return a search for the words of phrases, in any case."""
    stems = {stem for one in phrases for stem in one.stems}
    runs = {run for one in phrases for run in one.runs}

    def search(data: bytes) -> tuple[bytes, Collection[bytes]]:
        lowered = data.lower()
        if len(stems) <= _MANY and not any(stem in lowered for stem in stems):
            return lowered, ()
        return lowered, runs.intersection(lowered.translate(_ONLY_LETTERS).split())

    return search


def _search_words(words: Iterable[str]) -> Search:
    """Return a search for words as they are."""
    wanted = [word.encode() for word in words]
    return lambda data: (data, [word for word in wanted if word in data])


def _nearby(entities: Sequence[Entity], data: bytes, hits: Iterable[bytes]) -> list[Entity]:
    """Return those of a file's entities in whose lines a hit stands."""
    starts = [entity.line()[0] for entity in entities]
    numbers: set[int] = set()
    for hit in hits:
        line, before, place = 1, 0, data.find(hit)
        while place >= 0:
            line += data.count(b"\n", before, place)
            numbers.add(max(bisect_right(starts, line) - 1, 0))
            before, place = place, data.find(hit, place + 1)
    return [entities[number] for number in sorted(numbers)]


def abbreviations(base: Base, by_file: ByFile) -> Mapping[str, Sequence[Abbreviation]]:
    """Return ``kind:id`` → the abbreviations that it is the first to use, of those that not exactly one term defines."""
    defined = _defined(base)
    known = {word for word, terms in defined.items() if len(terms) == 1}
    known.update(word for one in base.all(System) for text in (one.name, one.vendor) for word in _capitals(text))
    frequent = [word for word, number in _runs(by_file).items() if number >= _ENTITIES and word not in known]
    wanted = {word for word in frequent if not _NO_ABBREVIATION.fullmatch(word) and not _is_code(word)}
    uses: dict[str, list[tuple[Entity, Path]]] = {}
    for entity in mentioning(base, by_file, _search_words(wanted)):
        for word, keys in _first_uses(base, entity, wanted).items():
            uses.setdefault(word, []).append((entity, keys))
    found: dict[str, list[Abbreviation]] = {}
    for word, places in sorted(uses.items()):
        if len(places) >= _ENTITIES:
            places.sort(key=lambda one: one[0].key)
            found.setdefault(places[0][0].key, []).append(Abbreviation(word, places, defined.get(word, ())))
    return found


def _defined(base: Base) -> Mapping[str, Sequence[Term]]:
    """Return abbreviation → the terms that have it as abbreviation, name or synonym."""
    found: dict[str, dict[str, Term]] = {}
    for term in base.all(Term):
        for word in (term.abbreviation or "", *_every(term.name), *_listed(term.synonyms)):
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


def _runs(by_file: ByFile) -> Mapping[str, int]:
    """Return runs of 2–6 capitals → how many entities may hold them, at most."""
    counted: Counter[bytes] = Counter()
    for entities in by_file.values():
        found = entities[0].document.data.translate(_ONLY_CAPITALS).split()
        counted.update(found if len(entities) > 1 else {*found})
    return {run.decode(): number for run, number in counted.items() if 2 <= len(run) <= 6}  # noqa: PLR2004 - as `_CAPITALS`


def _every(text: Text | None) -> Iterable[str]:
    return () if text is None else (text,) if isinstance(text, str) else text.values()


def _listed(by_language: Mapping[str, Sequence[str]] | None) -> Iterable[str]:
    return [word for listed in (by_language or {}).values() for word in listed]


def _is_code(word: str) -> bool:
    """Whether capitals are an ISO code of a language, a country or a currency."""
    from babel import Locale  # noqa: PLC0415 - only asked for the few that nothing else explains
    from babel.core import get_global  # noqa: PLC0415

    english = Locale("en")
    short = len(word) == 2 and word.lower() in english.languages  # noqa: PLR2004 - ISO 639-1
    return short or word in english.territories or word in english.currencies or word in get_global("territory_aliases")


def preferred(use: Use) -> dict[str, str]:
    """Return how a message shows a word to avoid: the word as written, and the terms to use instead."""
    instead = [pick(term.name, use.lang) for term in use.terms]
    return {
        "es": f"«{use.word}» → {', '.join(f'«{one}»' for one in instead)}",
        "en": f"“{use.word}” → {', '.join(f'“{one}”' for one in instead)}",
    }
