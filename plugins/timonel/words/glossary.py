"""Words explained where they stand: one matcher for generated pages and for the Markdown extension."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise, product
from typing import NamedTuple
from unicodedata import is_normalized, normalize

from timonel import languages
from timonel.kinds import Term
from timonel.model import Base
from timonel.text import pick, plain
from timonel.words import inflection

_LETTERS = "[^\\W_]+(?:[\u0300-\u036f]+[^\\W_]*)*"  # with the accents that some systems write behind them
_WORD = re.compile(f"{_LETTERS}(?:[-'’/]{_LETTERS})*")
_TOOLTIP = 180


class Entry(NamedTuple):
    """What a word leads to: the term's id and its short definition, as plain text."""

    id: str
    title: str
    definition: str


@dataclass(frozen=True)
class Glossary:
    """The words of one language: first word → the rest of the phrase → the term."""

    phrases: Mapping[str, Mapping[tuple[str, ...], Entry]] = field(default_factory=dict)
    exact: Mapping[str, Entry] = field(default_factory=dict)  # abbreviations, as written
    _found: dict[str, Sequence[tuple[int, int, Entry]]] = field(default_factory=dict, repr=False, compare=False)

    def find(self, text: str) -> Sequence[tuple[int, int, Entry]]:
        """Return (start, end, entry) for every glossary phrase in a text, the longest at each place, left to right."""
        found = self._found.get(text)
        if found is None:  # a text stands on several pages
            found = self._found[text] = [*self._find(text)]
        return found

    def _find(self, text: str) -> Iterator[tuple[int, int, Entry]]:
        words = [*_WORD.finditer(text)]
        written = [match[0] for match in words]
        if not is_normalized("NFC", text):
            written = [normalize("NFC", word) for word in written]
        lowered = (*map(str.lower, written),)
        lengths, exact, position = self._lengths, self.exact, 0
        while position < len(words):
            entry, length = None, 1
            first = lowered[position]
            if first in lengths:
                entry, length = self._longest(text, words, lowered, position)
            if entry is None:
                entry, length = exact.get(written[position]), 1
            if entry is not None:
                yield words[position].start(), words[position + length - 1].end(), entry
            position += length

    @cached_property
    def _lengths(self) -> Mapping[str, Sequence[int]]:
        """First word → how many words may follow, most first: looking each up costs less than comparing every phrase."""
        return {first: sorted({len(rest) for rest in known}, reverse=True) for first, known in self.phrases.items()}

    def _longest(
        self, text: str, words: list[re.Match[str]], lowered: tuple[str, ...], position: int
    ) -> tuple[Entry | None, int]:
        first, after = lowered[position], position + 1
        known = self.phrases[first]
        for length in self._lengths[first]:
            end = after + length
            entry = known.get(lowered[after:end])
            if entry is not None and end <= len(words) and _joined(text, words[position:end]):
                return entry, length + 1
        return None, 1

    def word(self, text: str) -> Entry | None:
        """Return the term that a forced ``[[word]]`` names."""
        found = next(iter(self.find(text)), None)
        return found[2] if found else None


def _joined(text: str, words: list[re.Match[str]]) -> bool:
    """Whether only spaces lie between the words of a phrase."""
    return all(text[one.end() : after.start()].isspace() for one, after in pairwise(words))


def glossary(base: Base, lang: str) -> Glossary:
    """Return the glossary of a base in one language: names and synonyms with their plurals, and abbreviations."""
    phrases: dict[str, dict[tuple[str, ...], Entry]] = {}
    exact: dict[str, Entry] = {}
    for term in base.all(Term):
        definition = plain(pick(term.definition, lang))
        short = definition if len(definition) <= _TOOLTIP else definition[: definition.rfind(" ", 0, _TOOLTIP)] + " …"
        entry = Entry(term.id, pick(term.name, lang), short)
        synonyms = (term.fields.get("synonyms") or {}).get(lang, [])
        for word in (pick(term.name, lang), *synonyms):
            if word.isupper():
                exact.setdefault(word, entry)
                continue
            for form in forms(word, lang):
                first, *rest = [match[0].lower() for match in _WORD.finditer(form)] or [""]
                phrases.setdefault(first, {}).setdefault(tuple(rest), entry)
        if term.abbreviation:
            exact.setdefault(pick(term.abbreviation, lang), entry)
    phrases.pop("", None)
    return Glossary(phrases, exact)


def forms(phrase: str, lang: str) -> Iterator[str]:
    """Yield a phrase and its other number: its noun, with the adjectives that agree, up to the words that hang on it."""
    words = phrase.split(" ")
    yield phrase
    little = inflection.little(lang)
    start = next((number for number, word in enumerate(words) if word.lower() not in little), 0)
    end = next((number for number, word in enumerate(words[start:], start) if word.lower() in little), len(words))
    first = start if languages.of(lang).agrees else max(end - 1, 0)
    inflected = [inflection.forms(word, lang)[1:] or (word,) for word in words[first:end]]
    for some in product(*inflected):
        yield " ".join([*words[:first], *some, *words[end:]])
