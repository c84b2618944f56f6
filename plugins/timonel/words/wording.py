"""Phrases found in a text in all their forms, and what of a text only quotes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from os.path import commonprefix
from typing import Generic, NamedTuple, TypeVar

from timonel.words.inflection import forms, normal

T = TypeVar("T")

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
_MARKS = re.compile('[`«“"(]|://')  # a text without these quotes nothing
_MAIL = re.compile(r"[\w.+-]+@\S+")
# In a page also its front matter, fences, comments, template expressions, tags, attributes and addresses of references.
_MACHINE = (
    r"\A---[ \t\r]*\n.*?\n---[ \t\r]*$"
    r"|^[ \t]*(?P<fence>`{3,}|~{3,}).*?(?:^[ \t]*(?P=fence)[`~]*[ \t\r]*$|\Z)"
    r"|<!--.*?-->|</?[a-zA-Z][^<>]*>|<https?://[^<>]*>"
    r"|\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|\{:[^{}\n]*\}"
    r"|(?<=\])\[[^\[\]\n]*\]|^[ \t]*\[[^\[\]\n]+\]:[ \t]*\S+"
)
_WORD = re.compile(r"[^\W_]+")
_FEW = 40  # up to this many stems, looking for each is quicker than taking a text apart
_BETWEEN = r"(?:[\s*_]+|-)"


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
    return _quoted(page).sub(_blank, plain)


@cache
def _quoted(page: bool) -> re.Pattern[str]:  # noqa: FBT001 - a key of what is kept
    """Return what finds that: compiled when the first text asks, for it takes as long as many words."""
    return re.compile(f"{_MACHINE}|{_QUOTED}", re.DOTALL | re.MULTILINE) if page else re.compile(_QUOTED, re.DOTALL)


def _blank(found: re.Match[str]) -> str:
    """Return as many characters that belong to no word, in as many lines."""
    return re.sub(r"[^\n]", "\ufffc", found[0])


def words(text: str) -> list[str]:
    """Return the words of a text, in lower case."""
    return _WORD.findall(normal(text).lower())


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
        needs: for each phrase the runs of plain letters that have its stem, and of each of its words the longest one: a text
            with it has one of each, as they are or as accents leave them.
    """

    def __init__(self, phrases: Iterable[tuple[str, T]], lang: str) -> None:
        self._first: dict[str, list[tuple[str, T]]] = {}
        self._compiled: dict[str, re.Pattern[str]] = {}
        self.stems: set[bytes] = set()
        self.needs: list[tuple[frozenset[bytes], list[frozenset[bytes]]]] = []
        for phrase, value in phrases:
            parts = [_part(part, lang) for part in normal(phrase).lower().split() if _WORD.search(part)]
            if not parts:
                continue
            pattern = f"{_BETWEEN.join(one.pattern for one in parts)}(?![^\\W_])"
            for head in parts[0].first:
                self._first.setdefault(head, []).append((pattern, value))
            longest = max((one.last for one in parts), key=lambda inflected: len(_stem(inflected)))
            stem = _stem(longest)
            self.stems.add(stem)
            self.needs.append((_runs(longest, stem), [_runs(one.last) for one in parts if one.last is not longest]))

    @cached_property
    def _letters(self) -> list[str]:
        """The stems as text: one of them stands in every text with a phrase."""
        return [stem.decode() for stem in self.stems]

    def find(self, text: str) -> Iterator[Found[T]]:
        """Yield the phrases in a text (as `used` returns it): at each place the longest, for all that it stands for."""
        lowered = text.lower()
        few = len(self._letters) <= _FEW
        if few and not any(map(lowered.__contains__, self._letters)):
            return
        if self._first.keys().isdisjoint(_WORD.findall(lowered)):
            return
        end = 0
        for word in _WORD.finditer(text):
            patterns = self._first.get(word[0].lower())
            if patterns is None or word.start() < end:
                continue
            tried = ((self._pattern(pattern).match(text, word.start()), value) for pattern, value in patterns)
            matches = [(match, value) for match, value in tried if match]
            longest = max((match.end() for match, _ in matches), default=0)
            for match, value in matches:
                if match.end() == longest:
                    end = longest
                    yield Found(match.start(), longest, match[0], value)

    def _pattern(self, source: str) -> re.Pattern[str]:
        """Return a compiled pattern; most are never needed, and compiling one takes longer than searching a file."""
        if source not in self._compiled:
            self._compiled[source] = re.compile(source, re.IGNORECASE)
        return self._compiled[source]


def searched(text: str) -> bytes:
    """Return a text as bytes, its plain letters in lower case: there a search takes half the time."""
    return text.encode("utf-8", "surrogatepass").lower()


def _runs(forms: Iterable[str], stem: bytes = b"") -> frozenset[bytes]:
    """Return the longest runs of plain letters that forms of a word leave, accents composed or not; only those with a stem."""
    return frozenset(_run(one, stem) for form in forms for one in (form, unicodedata.normalize("NFD", form)))


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


def _run(word: str, stem: bytes = b"") -> bytes:
    """Return the longest run of plain letters in a word, of those with a stem: what a search in bytes can look for."""
    runs = (run.encode() for run in re.findall(r"[a-z0-9]+", word))
    return max((run for run in runs if stem in run), key=len, default=b"")
