"""Words as people write them: inflected forms, phrases found in a text, and what of a text only quotes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from os.path import commonprefix
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

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

_PARAGRAPH = r"(?:[^{close}\n]|\n(?!\s*\n))*"
# Code, quotations, targets of links, addresses: they show a word without using it.
_QUOTED = (
    r"(?P<tick>`+)(?!`).+?(?<!`)(?P=tick)(?!`)"
    f"|«{_PARAGRAPH.format(close='»')}»"
    f"|“{_PARAGRAPH.format(close='”')}”"
    f'|"{_PARAGRAPH.format(close=chr(34))}"'
    r"|(?<=\])\([^()\n]*\)"
    r"|https?://\S+"
)
_MARKS = re.compile("[`«“\"(]|://")  # a text without these quotes nothing
_MAIL = re.compile(r"[\w.+-]+@\S+")
# In a page also its front matter, fences, comments, template expressions, tags, attributes and addresses of references.
_MACHINE = (
    r"\A---\n.*?\n---[ \t]*$"
    r"|^[ \t]*(?P<fence>`{3,}|~{3,}).*?(?:^[ \t]*(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|<!--.*?-->|</?[a-zA-Z][^<>]*>|<https?://[^<>]*>"
    r"|\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|\{:[^{}\n]*\}"
    r"|(?<=\])\[[^\[\]\n]*\]|^[ \t]*\[[^\[\]\n]+\]:[ \t]*\S+"
)
_IN_TEXT = re.compile(_QUOTED, re.DOTALL)
_IN_PAGE = re.compile(f"{_MACHINE}|{_QUOTED}", re.DOTALL | re.MULTILINE)
_WORD = re.compile(r"[^\W_]+")
_BETWEEN = r"(?:[\s*_]+|-)"


def normal(text: str) -> str:
    """Return text with every accented letter as one character, as phrases are compared."""
    return unicodedata.normalize("NFC", text)


def same(text: str) -> str:
    """Return what two spellings of one word or phrase share: neither case nor spaces count, accents do."""
    return " ".join(normal(text).lower().split())


def used(text: str, *, page: bool = False) -> str:
    """Return text of the same length in which what it only quotes or names is blanked out."""
    plain = normal(text)
    if "@" in plain:
        plain = _MAIL.sub(_blank, plain)
    if not page and not _MARKS.search(plain):
        return plain
    return (_IN_PAGE if page else _IN_TEXT).sub(_blank, plain)


def _blank(found: re.Match[str]) -> str:
    """Return as many characters that belong to no word, in as many lines."""
    return re.sub(r"[^\n]", "\ufffc", found[0])


def words(text: str) -> list[str]:
    """Return the words of a text, in lower case."""
    return _WORD.findall(normal(text).lower())


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


class Found(NamedTuple, Generic[T]):
    """A phrase in a text: where, as it is written there, and what the phrase stands for."""

    start: int
    end: int
    text: str
    value: T


class Phrases(Generic[T]):
    """Many words and phrases of one language, found in one pass over a text however many they are.

    Attributes:
        stems: for each phrase, plain letters of its longest word that stand in every text with the phrase.
        runs: the runs of plain letters, one of which is a word (or what accents leave of it) in such a text.
    """

    def __init__(self, phrases: Iterable[tuple[str, T]], lang: str) -> None:
        self._first: dict[str, list[tuple[re.Pattern[str], T]]] = {}
        self.stems: set[bytes] = set()
        self.runs: set[bytes] = set()
        for phrase, value in phrases:
            parts = [_part(part, lang) for part in normal(phrase).lower().split() if _WORD.search(part)]
            if not parts:
                continue
            pattern = re.compile(f"{_BETWEEN.join(one.pattern for one in parts)}(?![^\\W_])", re.IGNORECASE)
            for head in parts[0].first:
                self._first.setdefault(head, []).append((pattern, value))
            longest = max((one.last for one in parts), key=lambda inflected: len(_stem(inflected)))
            self.stems.add(_stem(longest))
            for form in longest:
                self.runs |= {_run(form), _run(unicodedata.normalize("NFD", form))}

    def find(self, text: str) -> Iterator[Found[T]]:
        """Yield the phrases in a text (as `used` returns it): at each place the longest, for all that it stands for."""
        if self._first.keys().isdisjoint(_WORD.findall(text.lower())):
            return
        end = 0
        for word in _WORD.finditer(text):
            patterns = self._first.get(word[0].lower())
            if patterns is None or word.start() < end:
                continue
            matches = [(match, value) for pattern, value in patterns if (match := pattern.match(text, word.start()))]
            longest = max((match.end() for match, _ in matches), default=0)
            for match, value in matches:
                if match.end() == longest:
                    end = longest
                    yield Found(match.start(), longest, match[0], value)


class _Part(NamedTuple):
    """A word of a phrase: its pattern, and the forms of its first and last piece (which differ in e-mail)."""

    pattern: str
    first: tuple[str, ...]
    last: tuple[str, ...]


def _part(part: str, lang: str) -> _Part:
    pieces = _WORD.findall(part)
    inflected = forms(pieces[-1], lang)
    ending = "|".join(re.escape(one) for one in sorted(inflected, key=len, reverse=True))
    start = re.escape(part[part.index(pieces[0]) : part.rindex(pieces[-1])])
    return _Part(f"{start}(?:{ending})", inflected if len(pieces) == 1 else (pieces[0],), inflected)


def _stem(inflected: tuple[str, ...]) -> bytes:
    """Return the longest run of plain letters that all forms begin with, or hold after an accent."""
    return _run(commonprefix(inflected))  # noqa: RUF071 - these are words, not paths


def _run(word: str) -> bytes:
    """Return the longest run of plain letters in a word: what a search in bytes can look for."""
    return max(re.findall(r"[a-z0-9]+", word), key=len, default="").encode()
