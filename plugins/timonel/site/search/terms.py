"""Words as the search compares them: without accents, and singular, plural and the forms of a verb alike; search.js does the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import chain

from timonel.languages import of
from timonel.languages.language import Ending

_WORD = re.compile(r"[^\W_]+")
_MANY = 50_000  # words of pages: most are those of others
_SHORTEST = 3  # letters of a word that has endings
_VOWEL = re.compile("[aeiouy]")


def folded(text: str) -> str:
    """Return text in lower case and without accents, by what browsers do alike."""
    if text.isascii():
        return text.lower()
    return "".join(one for one in unicodedata.normalize("NFKD", text.lower()) if unicodedata.category(one)[0] != "M")


def words(text: str) -> Iterator[str]:
    """Yield the words of a text, folded."""
    return chain.from_iterable(map(_words, text.split()))


@lru_cache(_MANY)
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(folded(text)))


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


class _Stems(dict[str, str]):
    """Word → its stem: pages have a word in common with many others."""

    def __init__(self, endings: tuple[tuple[Ending, ...], ...]) -> None:
        super().__init__()
        self._endings = endings

    def __missing__(self, word: str) -> str:
        found = self[word] = _stem(word, self._endings)
        return found


@cache
def stems(lang: str) -> Mapping[str, str]:
    """Return any word of a language, folded → what its forms have in common."""
    return _Stems(endings(lang))


def _stem(word: str, endings: tuple[tuple[Ending, ...], ...]) -> str:
    """Return what the forms of a word have in common.

    Args:
        word: the word, folded.
        endings: the endings of its language, in rounds; of each, the longest that fits goes.
    """
    if len(word) < _SHORTEST or not word.isalpha():
        return word
    for some, longest in _by_end(endings):
        for length in range(min(longest, len(word)), 0, -1):
            to = next((to for to, least in some.get(word[-length:], ()) if _is_left(word[:-length], least)), None)
            if to is not None:
                word = word[:-length] + to
                break
    return word


@cache
def _by_end(endings: tuple[tuple[Ending, ...], ...]) -> list[tuple[Mapping[str, list[tuple[str, int]]], int]]:
    """Return, for each round, ending → what stands there instead, and how much must be left; and how long the longest is."""
    found = list[tuple[Mapping[str, list[tuple[str, int]]], int]]()
    for some in endings:
        known: dict[str, list[tuple[str, int]]] = {}
        for end, to, least in some:
            known.setdefault(end, []).append((to, least))
        found.append((known, max(map(len, known))))
    return found


def _is_left(rest: str, least: int) -> bool:
    return len(rest) >= least and _VOWEL.search(rest) is not None
