"""Words in singular and plural, in Spanish and English: enough to find them, not to write them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import cache

_VOWELS = "aeiouáéíóú"
_PLAIN = str.maketrans("áéíóú", "aeiou")
_ACCENTED = dict(zip("aeiou", "áéíóú", strict=True))
_SHORT = 3  # shorter words ("de", "of") keep their form
_PLURAL = 5  # from this length on, a final -s may be a plural's
# Words that a definition may hold and yet say nothing, and that a phrase does not inflect.
# fmt: off
LITTLE = {
    "es": frozenset((
        "a", "al", "ante", "con", "cada", "como", "cual", "cuando", "de", "del", "desde", "donde", "e", "el",
        "ella", "en", "entre", "es", "esta", "este", "esto", "la", "las", "lo", "los", "más", "o", "para", "por",
        "que", "qué", "se", "según", "ser", "si", "sin", "sobre", "son", "su", "sus", "también", "un", "una",
        "unas", "uno", "unos", "y",
    )),
    "en": frozenset((
        "a", "an", "and", "any", "are", "as", "at", "be", "by", "each", "for", "from", "in", "into", "is", "it",
        "its", "of", "on", "one", "or", "our", "so", "some", "that", "the", "their", "this", "to", "was", "what",
        "when", "which", "who", "with", "your",
    )),
}
# fmt: on


def normal(text: str) -> str:
    """Return text with every accented letter as one character, as phrases are compared."""
    return unicodedata.normalize("NFC", text)


@cache
def forms(word: str, lang: str) -> tuple[str, ...]:
    """Return a word and its other number, in lower case; a language without rules here has the word alone."""
    word = normal(word).lower()
    inflect = _INFLECT.get(lang)
    if inflect is None or len(word) < _SHORT or word in LITTLE[lang] or not word[-1].isalpha():
        return (word,)
    return tuple(dict.fromkeys((word, *inflect(word))))


def _spanish(word: str) -> Iterator[str]:
    stem, last = word[:-1], word[-1]
    if last in _VOWELS:
        yield f"{word}s"
        if last in "íú":
            yield f"{word}es"
    elif last == "z":
        yield f"{stem}ces"
    else:
        yield f"{word}es"
        if stem[-1] in "áéíóú" and last in "ns":
            yield f"{stem[:-1]}{stem[-1].translate(_PLAIN)}{last}es"
        elif last not in "sz":
            yield f"{word}s"  # ticket, tickets
            if last == "n":
                yield from _moved_accent(stem)
    if last == "s" and len(word) >= _PLURAL:
        yield from _spanish_singular(word)


def _moved_accent(stem: str) -> Iterator[str]:
    """Yield the plural of a word like imagen, which gets an accent where the singular needs none."""
    found = [number for number, letter in enumerate(stem) if letter in _VOWELS]
    if len(found) > 1 and stem[found[-2]] in _ACCENTED:
        yield f"{stem[: found[-2]]}{_ACCENTED[stem[found[-2]]]}{stem[found[-2] + 1 :]}nes"


def _spanish_singular(word: str) -> Iterator[str]:
    yield word[:-1]
    if word.endswith("ces"):
        yield f"{word[:-3]}z"
    elif word.endswith("es"):
        stem = word[:-2]
        yield stem
        if stem[-1] in "ns" and stem[-2] in _ACCENTED:
            yield f"{stem[:-2]}{_ACCENTED[stem[-2]]}{stem[-1]}"


def _english(word: str) -> Iterator[str]:
    if word.endswith(("s", "x", "z", "ch", "sh")):
        yield f"{word}es"
    elif word[-1] == "y" and word[-2] not in "aeiou":
        yield f"{word[:-1]}ies"
    else:
        yield f"{word}s"
    if len(word) < _PLURAL or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return
    if word.endswith("ies"):
        yield f"{word[:-3]}y"
    elif word.endswith(("ses", "xes", "zes", "ches", "shes")):
        yield word[:-2]
    yield word[:-1]


_INFLECT: Mapping[str, Callable[[str], Iterator[str]]] = {"es": _spanish, "en": _english}
