"""Words in their numbers and genders: enough to find them, not to write them. How, says each language's record."""

from __future__ import annotations

import unicodedata
from functools import cache

from timonel import languages

_SHORT = 3  # shorter words ("de", "of") keep their form


def normal(text: str) -> str:
    """Return text with every accented letter as one character, as phrases are compared."""
    return unicodedata.normalize("NFC", text)


def forms(word: str, lang: str) -> tuple[str, ...]:
    """Return a word, its other number and gender, in lower case; a language without rules for that has the word alone."""
    return _forms(word, str(lang))


@cache
def _forms(word: str, lang: str) -> tuple[str, ...]:
    word, spoken = normal(word).lower(), languages.spoken(lang)
    if spoken is None or len(word) < _SHORT or word in spoken.little or not word[-1].isalpha():
        return (word,)
    return tuple(dict.fromkeys((word, *spoken.inflect(word))))


def little(lang: str) -> frozenset[str]:
    """Return the words that a definition may hold and yet say nothing, and that a phrase does not inflect."""
    spoken = languages.spoken(lang)
    return spoken.little if spoken else frozenset()


def articles(lang: str) -> frozenset[str]:
    """Return the words that may begin a definition."""
    spoken = languages.spoken(lang)
    return spoken.articles if spoken else frozenset()
