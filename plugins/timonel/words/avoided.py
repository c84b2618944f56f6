"""Words that terms say to avoid, and the texts of a base that use them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from string import ascii_lowercase, digits
from typing import NamedTuple

from timonel.kinds import Term
from timonel.model import Base, DocPage, Entity
from timonel.source import Path
from timonel.text import Said, pick, said
from timonel.words.inflection import normal
from timonel.words.usage import MANY, ByFile, Search, language, mentioning, texts
from timonel.words.wording import Phrases, same, used

# All other bytes become spaces, so that splitting leaves runs of these.
_ONLY_LETTERS = bytes(code if chr(code) in ascii_lowercase + digits else 32 for code in range(256))


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
    for entity in mentioning(base, by_file, words_of(phrases.values())) if phrases else ():
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
            *before, begun = plain[:start].split("\n")
            place = len(before) + 1, _as_written(text.split("\n")[len(before)], len(begun)) + 1
            terms = [*dict.fromkeys(one.term for one in left)]
            yield Use(place, " ".join(plain[start:end].split()), left[0].lang, terms)


def _as_written(line: str, composed: int) -> int:
    """Return how many characters of a line as it is written become so many composed ones: there an accent is none."""
    return bisect_left(range(len(line)), composed, key=lambda at: len(normal(line[:at])))


def words_of(phrases: Iterable[Phrases[Avoided]]) -> Search:
    """Return a search for the words of phrases, in any case."""
    stems = {stem for one in phrases for stem in one.stems}
    runs = {run for one in phrases for run in one.runs}
    needs = [need for one in phrases for need in one.needs]
    wanted = runs.union(*(run for _, words in needs for run in words))

    def search(data: bytes) -> tuple[bytes, Collection[bytes]]:
        lowered = data.lower()
        if b"" in runs:  # a word without one plain letter
            return lowered, (b"",)
        if len(stems) <= MANY and not any(map(lowered.__contains__, stems)):
            return lowered, ()
        present = wanted.intersection(lowered.translate(_ONLY_LETTERS).split())
        if len(needs) > MANY:
            return lowered, runs & present
        whole = (longest for longest, words in needs if all(not present.isdisjoint(one) or b"" in one for one in words))
        return lowered, present & frozenset[bytes]().union(*whole)

    return search


def preferred(use: Use) -> Said:
    """Return how a message shows a word to avoid: the word as written, and the terms to use instead."""
    instead = [said("“{name}”", name=pick(term.name, use.lang)) for term in use.terms]
    return said("“{word}” → {terms}", word=use.word, terms=instead)
