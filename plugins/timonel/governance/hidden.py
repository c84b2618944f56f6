"""The words that name people who are not published: found in any text, however they are spelt there, and replaced."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

from timonel.languages import SOURCE
from timonel.model import Entity
from timonel.text import fold, say, slug

_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")  # letters with their accents, composed or not
_APART = re.compile(r"\s+|[-–_.+/@]")  # "Rosa  Quispe", "rosa-quispe", "rosa.quispe@"
_SPACE = re.compile(r"\s")
_OPENS = re.compile(r"(?:\A|[.:!?\n])[\s¿¡«“\"'(]*\Z")
_NAMED = re.compile(r"\bperson:([a-z0-9]+(?:-[a-z0-9]+)*)")
_LOOK = 8192  # bytes by which a file that is no text is known
_SOMEBODY = "a-person"
_MAIL = "…"


class _Phrase(NamedTuple):
    """The words after the first, folded, and how the whole is written: a single word counts only as that."""

    rest: tuple[str, ...]
    exact: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Hidden:
    """What is left out of whatever is published: people, or nothing but their addresses.

    Attributes:
        ids: id of a person → what stands for it.
        names: their names, in all languages, and their accounts.
        mails: their addresses.
        languages: the base's, which tell a text in several languages from other mappings.
    """

    ids: Mapping[str, str] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    mails: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()

    @cached_property
    def _phrases(self) -> Mapping[str, list[_Phrase]]:
        """First word, folded → the phrases that begin with it, the longest first."""
        found: dict[str, dict[tuple[str, ...], set[str]]] = {}
        for phrase in (*self.ids, *self.names, *self.mails):
            words = [match[0] for match in _WORD.finditer(phrase)]
            if words:
                first, *rest = map(fold, words)
                found.setdefault(first, {}).setdefault(tuple(rest), set()).add(phrase)
        return {
            first: [_Phrase(rest, frozenset(those[rest])) for rest in sorted(those, key=len, reverse=True)]
            for first, those in found.items()
        }

    def id(self, id_: str) -> str:
        """Return what stands for a person's id."""
        return self.ids.get(id_, _SOMEBODY)

    def text(self, text: str, lang: str) -> str:
        """Return a text with everybody's name, id and address replaced; itself where it names nobody."""
        if not self.ids and "@" not in text:
            return text
        if self.ids and "person:" in text:
            text = _NAMED.sub(lambda match: f"person:{self.id(match[1])}", text)
        out, last = [], 0
        for start, end in self._found(text):
            out += [text[last:start], _instead(text, start, end, lang)]
            last = end
        return "".join([*out, text[last:]]) if out else text

    def anonymous(self, text: str) -> str:
        """Return a text where nothing stands for somebody any more: what does would tell who did the same things."""
        return self._stand_ins.sub(_SOMEBODY, text) if self.ids else text

    @cached_property
    def _stand_ins(self) -> re.Pattern[str]:
        named = "|".join(map(re.escape, self.ids.values()))
        return re.compile(rf"(?<![\w-])(?:{named})(?![\w-])")

    def quoted(self, word: str, lang: str = SOURCE) -> str:
        """Return a text that may be nothing but an id."""
        return _SOMEBODY if word in self.ids else self.text(word, lang)

    def path(self, path: str) -> str:
        """Return a path whose names name nobody; the same name where that was true already."""
        return "/".join(self._part(part) for part in path.split("/")) if self.ids else path

    def moved(self, path: str) -> bool:
        """Whether a path is one that `path` gave in the place of another: no file stands there."""
        return bool(self.ids) and _SOMEBODY in path

    def _part(self, part: str) -> str:
        stem, dot, end = part.partition(".")
        return f"{_SOMEBODY}{dot}{end}" if stem in self.ids else self.text(part, SOURCE)

    def is_named_by(self, path: str, data: bytes) -> bool:
        """Whether a file names somebody, in its own name or in what it says (as far as it is text)."""
        if self.path(path) != path:
            return True
        text = data.decode("utf-8", "ignore") if b"\0" not in data[:_LOOK] else ""
        return self.text(text, SOURCE) is not text

    def value(self, value: Any, lang: str) -> Any:  # noqa: ANN401 - a YAML value
        """Return a value with its texts replaced, each in its own language; itself where they name nobody."""
        if isinstance(value, str):
            return self.text(value, lang)
        if isinstance(value, Mapping):
            spoken = self.languages.issuperset(value)
            made: Any = {key: self.value(one, key if spoken else lang) for key, one in value.items()}
            return made if any(made[key] is not one for key, one in value.items()) else value
        if isinstance(value, list | tuple):
            made = [self.value(one, lang) for one in value]
            changed = any(new is not old for new, old in zip(made, value, strict=True))
            return type(value)(made) if changed else value
        return value

    def _found(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield start and end of whatever names somebody, left to right."""
        phrases, words, skip = self._phrases, [*_WORD.finditer(text)], 0
        for number, match in enumerate(words):
            if number < skip:
                continue
            for phrase in phrases.get(fold(match[0]), ()):
                last = number + len(phrase.rest)
                if self._is(phrase, text, words[number : last + 1]):
                    skip = last + 1
                    yield match.start(), words[last].end()
                    break

    def _is(self, phrase: _Phrase, text: str, words: list[re.Match[str]]) -> bool:
        """Whether words of a text are a phrase."""
        if not phrase.rest:
            return self._is_one(phrase, text, words[0])
        return (
            len(words) > len(phrase.rest)
            and all(fold(word[0]) == wanted for word, wanted in zip(words[1:], phrase.rest, strict=True))
            and all(_APART.fullmatch(text, one.end(), after.start()) for one, after in pairwise(words))
        )

    @staticmethod
    def _is_one(phrase: _Phrase, text: str, word: re.Match[str]) -> bool:
        """Whether one word names somebody: written as the name is, or quoted as ids are; else it is a word as any other."""
        return word[0] in phrase.exact and (word[0] != word[0].lower() or text[word.start() - 1 : word.start()] == "`")


def of(people: Iterable[Entity], others: Iterable[str], languages: Iterable[str], *, shown: bool) -> Hidden:
    """Return what is left out of what is published.

    Args:
        people: the people of a base.
        others: ids of people who could not be loaded, or are nowhere but named.
        languages: the base's.
        shown: whether people are published, and nothing hidden but their addresses.
    """
    people = [*people]
    mails = frozenset(str(one.fields["email"]) for one in people if one.fields.get("email"))
    if shown:
        return Hidden(mails=mails, languages=frozenset(languages))
    ids = dict.fromkeys([*(one.id for one in people), *others])
    names = {text for one in people for text in _texts(one.fields.get("name"))}
    names |= {str(one.fields["account"]) for one in people if one.fields.get("account")}
    numbered = {id_: f"person-{number}" for number, id_ in enumerate(ids, 1)}
    return Hidden(numbered, frozenset(names), mails, frozenset(languages))


def _texts(text: Any) -> Iterable[str]:  # noqa: ANN401 - a Text, or nothing
    if isinstance(text, Mapping):
        return [one for one in text.values() if isinstance(one, str)]
    return [text] if isinstance(text, str) else []


def _instead(text: str, start: int, end: int, lang: str) -> str:
    """Return what stands in a text where somebody was named: in a sentence words, in an id or an address none with spaces."""
    named, words = text[start:end], say("a person", lang)
    if "@" in named:
        return _MAIL
    if _APART.search(named) and not _SPACE.search(named):
        return slug(words)
    return f"{words[:1].upper()}{words[1:]}" if _OPENS.search(text, 0, start) else words
