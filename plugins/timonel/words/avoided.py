"""Words that terms say to avoid, and the texts of a base that use them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from string import ascii_lowercase, digits
from typing import NamedTuple

from timonel.kinds import Term
from timonel.model import Base, DocPage, Entity
from timonel.source import Path
from timonel.text import Said, pick, said
from timonel.words.inflection import normal
from timonel.words.usage import MANY, ByFile, Search, around, language, mentioning, runs_with, texts
from timonel.words.wording import Phrases, same, searched, used

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
    words = _Words(phrases.values())
    for entity in mentioning(by_file, words.search(base, by_file)) if phrases else ():
        uses: dict[tuple[str, str], Use] = {}
        near = words.near(entity)
        for keys, lang, text in texts(base, entity):
            if lang in phrases and any(map(searched(text).__contains__, near)):
                for use in _uses(phrases[lang], text, entity):
                    uses.setdefault((lang, same(use.word)), use._replace(keys=keys))
        if uses:
            found[entity.key] = [*uses.values()]
    for page in base.pages:
        if page.lang in phrases and words.hits(searched(page.text)):
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


class _Words:
    """A search for the words of phrases, in any case."""

    def __init__(self, phrases: Collection[Phrases[Avoided]]) -> None:
        self._stems = {stem for one in phrases for stem in one.stems}
        # Run → of each of its phrases, the other words.
        self._needs: dict[bytes, list[Sequence[AbstractSet[bytes]]]] = {}
        for runs, others in (need for one in phrases for need in one.needs):
            for run in runs:
                self._needs.setdefault(run, []).append(others)
        self._there: Mapping[str, AbstractSet[bytes]] | None = None

    def search(self, base: Base, paths: Iterable[str]) -> Search:
        """Return the search in files."""
        read = base.files
        if len(self._stems) > MANY or b"" in self._stems:
            return lambda path: ((data := read[path].data.lower()), self.hits(data))
        there = self._there = around(base, paths, self._stems)

        def found(path: str) -> tuple[bytes, Collection[bytes]]:
            known = self._needs.keys() & there.get(path, ())
            data = read[path].data.lower() if known else b""
            return data, self._whole(known, data)

        return found

    def hits(self, data: bytes) -> Collection[bytes]:
        """Return the words that stand in bytes in lower case."""
        if b"" in self._stems:  # a word without one plain letter
            return (b"",)
        if len(self._stems) > MANY:
            return self._needs.keys() & data.translate(_ONLY_LETTERS).split()
        return self._whole(self._needs.keys() & {run for _, run in runs_with(self._stems, data)}, data)

    def _whole(self, runs: Iterable[bytes], data: bytes) -> Collection[bytes]:
        """Return those words that stand in bytes together with the others of a phrase."""

        def fits(others: Sequence[AbstractSet[bytes]]) -> bool:
            return all(any(one in data for one in word) for word in others)

        return [run for run in runs if any(map(fits, self._needs[run]))]

    def near(self, entity: Entity) -> Collection[bytes]:
        """Return letters of which some stand in each of an entity's texts that has a word: most stems are not in its file."""
        if self._there is None or b"\\" in entity.document.data:  # which may hide letters
            return (b"",)
        runs = self._there[entity.file]
        return [stem for stem in self._stems if any(stem in run for run in runs)]


def preferred(use: Use) -> Said:
    """Return how a message shows a word to avoid: the word as written, and the terms to use instead."""
    instead = [said("“{name}”", name=pick(term.name, use.lang)) for term in use.terms]
    return said("“{word}” → {terms}", word=use.word, terms=instead)
