"""Words as the search compares them: without accents, and singular, plural and the forms of a verb alike; search.js does the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from timonel.languages import of
from timonel.languages.language import Ending

_WORD = re.compile(r"[^\W_]+")
_SHORTEST = 3  # letters of a word that has endings
_VOWEL = re.compile("[aeiouy]")


def folded(text: str) -> str:
    """Return text in lower case and without accents, by what browsers do alike."""
    if text.isascii():
        return text.lower()
    return "".join(one for one in unicodedata.normalize("NFKD", text.lower()) if unicodedata.category(one)[0] != "M")


def words(text: str) -> Iterator[str]:
    """Yield the words of a text, folded."""
    return iter(_WORD.findall(folded(text)))


@cache
def quiet(lang: str) -> frozenset[str]:
    """Return the words of a language that say nothing of what a text is about, folded."""
    record = of(lang)
    return frozenset(map(folded, record.little | record.mute))


@cache
def endings(lang: str) -> tuple[tuple[Ending, ...], ...]:
    """Return the endings that words of a language lose; of one that tells no more, those of plurals."""
    record = of(lang)
    plurals = tuple((letter, "", 3) for letter in record.endings)
    alike = tuple((one, other, 2) for one, other in record.alike.items())
    return record.stems or tuple(some for some in (plurals, plurals, alike) if some)


@cache
def stem(word: str, endings: tuple[tuple[Ending, ...], ...]) -> str:
    """Return what the forms of a word have in common.

    Args:
        word: the word, folded.
        endings: the endings of its language, in rounds; of each, the longest that fits goes.
    """
    if len(word) < _SHORTEST or not word.isalpha():
        return word
    for some in endings:
        fitting = [one for one in some if _fits(word, one)]
        if fitting:
            end, to, _ = max(fitting, key=lambda one: len(one[0]))
            word = word[: len(word) - len(end)] + to
    return word


def _fits(word: str, ending: Ending) -> bool:
    end, _, least = ending
    rest = word[: len(word) - len(end)]
    return word.endswith(end) and len(rest) >= least and _VOWEL.search(rest) is not None
