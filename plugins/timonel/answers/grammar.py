"""What can be asked in a language, as its file in `grammars/` says, and what a question may mean by it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

from timonel import languages
from timonel.source import Broken, parse
from timonel.text import fold
from timonel.words.inflection import forms

_FOLDERS = (Path(__file__).parent, *(Path(folder, "answers") for folder in languages.FOREIGN))
_WORD = re.compile(r"[^\W_]+")
_PART = re.compile(r"\{[a-z-]+\}|[\[\]()|]|[^\s\[\](){}|]+")
_SIGNS = {"[": "(?:", "]": ")?", "(": "(?:", ")": ")", "|": "|", "~": r"(?:\S+ ){1,6}?"}
_PLACES = frozenset("XK")  # what is asked about, and a kind
_ANYTHING = r"((?:\S+ )+?)"

Phrase = tuple[str, ...]  # words as they are compared


class Reading(NamedTuple):
    """What a question may mean: what is asked ("owner"), of what, and of which kind of things."""

    asked: str
    about: Phrase
    kind: Phrase = ()


@cache
def _stem(word: str, lang: str) -> str:
    """Return the shortest form of a word and of its forms, which these share: «clientes» is «cliente», «directora» «director»."""
    found = {other for form in forms(word, lang) for other in forms(form, lang)}
    return min(found, key=lambda form: (len(form), form))


@dataclass(frozen=True)
class Pattern:
    """A way to ask something: the regular expression that it is, and the places ("X", "K") that its groups stand for."""

    text: str
    places: Sequence[str]

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The expression, compiled for who asks: a site's index takes the grammar as data, and hundreds of them take a while."""
        return re.compile(self.text)


@dataclass(frozen=True)
class Grammar:
    """How things are asked in one language.

    Attributes:
        lang: its code.
        contractions: word → the one that it is read as («del» → «de»).
        dropped: words that are never compared: articles, «our».
        asking: words that no name begins with: those of questions.
        light: words that do not count where names are compared loosely.
        kinds: kind → what it is called besides its name in the schema.
        file: what its file says.
    """

    lang: str
    contractions: Mapping[str, str]
    dropped: frozenset[str]
    asking: frozenset[str]
    light: frozenset[str]
    kinds: Mapping[str, Sequence[str]]
    file: Mapping[str, Any]

    @cached_property
    def _patterns(self) -> _Patterns:
        """What makes patterns of this language, for who is asked: to tell what things are called takes none."""
        return _Patterns(self.file["words"], self.contractions, self.dropped)

    @cached_property
    def around(self) -> tuple[Pattern, Pattern]:
        """Patterns of what people say before they ask, and after."""
        before, after = ("|".join(map(self._patterns.regex, self.file[name])) for name in ("before", "after"))
        return Pattern(f"(?:{before})", ()), Pattern(f"(?<= )(?:{after})$", ())

    @cached_property
    def questions(self) -> Mapping[str, Sequence[Pattern]]:
        """What is asked → its patterns."""
        return {asked: [*map(self._patterns.pattern, some)] for asked, some in self.file["questions"].items()}

    def phrase(self, text: str) -> Phrase:
        """Return the words of a text as they are compared: folded, without articles."""
        words = [self.contractions.get(word, word) for word in _WORD.findall(fold(text))]
        return tuple(word for word in words if word not in self.dropped) or tuple(words)

    def stems(self, phrase: Phrase) -> Phrase:
        """Return what a phrase and its other number share, in whatever order its words stand."""
        return tuple(sorted(self.stem(word) for word in phrase if word not in self.light))

    def stem(self, word: str) -> str:
        """Return what a word and its forms share."""
        return _stem(word, self.lang)

    def forms(self, word: str) -> set[str]:
        """Return the words that share this with a word, as they are compared."""
        stem = self.stem(word)
        near = {fold(form) for one in (word, stem) for form in forms(one, self.lang)}
        return {word, *(one for one in near if self.stem(one) == stem)}

    def readings(self, question: str) -> Iterator[Reading]:
        """Yield what a question may mean."""
        texts = self._cores(f"{' '.join(self.phrase(question))} ")
        for asked, patterns in self.questions.items():
            for pattern in patterns:
                for found in filter(None, map(pattern.regex.fullmatch, texts)):
                    named = {place: text for place, text in zip(pattern.places, found.groups(), strict=True) if text}
                    yield Reading(asked, tuple(named.get("X", "").split()), tuple(named.get("K", "").split()))

    def _cores(self, text: str) -> Sequence[str]:
        """Return a question without what people say before they ask and after, and each form on the way there."""
        before, after = self.around
        while cut := after.regex.search(text):
            text = text[: cut.start()]
        found = [text]
        while cut := before.regex.match(found[-1]):
            found.append(found[-1][cut.end() :])
        return found

    def written(self, question: str, phrase: Phrase) -> str:
        """Return the part of a question that a phrase of it was, as it is written there."""
        words = [(match, self.contractions.get(fold(match[0]), fold(match[0]))) for match in _WORD.finditer(question)]
        kept = [(match, word) for match, word in words if word not in self.dropped]
        for start in range(len(kept) - len(phrase) + 1):
            if phrase and tuple(word for _, word in kept[start : start + len(phrase)]) == phrase:
                return " ".join(question[kept[start][0].start() : kept[start + len(phrase) - 1][0].end()].split())
        return " ".join(phrase)

    @cached_property
    def words(self) -> frozenset[str]:
        """Words that questions of the language are made of."""
        patterns = (pattern.text for some in self.questions.values() for pattern in some)
        return frozenset(word for pattern in patterns for word in re.findall(r"(?<![\\\w])[a-z]{2,}(?= )", pattern))


@cache
def asked_in(lang: str) -> Mapping[str, Any] | None:
    """Return what the file of a language says of how things are asked in it; None where it has none.

    Raises:
        ValueError: a packaged file is no YAML.
    """
    code = lang.partition("-")[0]
    files = (folder / "grammars" / f"{code}.yaml" for folder in _FOLDERS)
    file = next((one for one in files if one.is_file()), None) if code in languages.known() else None
    if file is None:
        return None
    document = parse(file.name, file.read_bytes())
    if isinstance(document, Broken) or not isinstance(document.value, dict):
        raise ValueError(f"{file.name}: {document}")  # noqa: TRY004 - a packaged file, not an argument
    return document.value


@cache
def grammar(lang: str) -> Grammar | None:
    """Return how things are asked in a language; None where Timonel understands no questions in it."""
    told = asked_in(lang)
    if told is None:
        return None
    spoken = languages.of(lang)
    dropped = frozenset(map(fold, spoken.articles)) | frozenset(told["dropped"])
    return Grammar(
        str(lang),
        told["contractions"],
        dropped,
        frozenset(told["asking"]),
        frozenset(told["light"]),
        told["kinds"],
        told,
    )


class _Patterns:
    """Makes regular expressions of patterns; each word of a text ends with a space there."""

    def __init__(
        self, words: Mapping[str, Sequence[str]], contractions: Mapping[str, str], dropped: frozenset[str]
    ) -> None:
        self._contractions, self._dropped = contractions, dropped
        self._words = {name: f"(?:{'|'.join(map(self.regex, some))})" for name, some in words.items()}

    def pattern(self, pattern: str) -> Pattern:
        """Return a pattern of a question."""
        return Pattern(self.regex(pattern), [part for part in _PART.findall(pattern) if part in _PLACES])

    def regex(self, pattern: str) -> str:
        """Return the regular expression of a pattern."""
        made = []
        for part in _PART.findall(pattern):
            if part.startswith("{"):
                made.append(self._words[part[1:-1]])
            elif part in _PLACES:
                made.append(_ANYTHING)
            elif part in _SIGNS:
                made.append(_SIGNS[part])
            elif part not in self._dropped:
                made.append(f"{re.escape(self._contractions.get(part, part))} ")
        return "".join(made)
