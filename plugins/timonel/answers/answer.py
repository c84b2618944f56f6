"""An answer: what the base says, in one language, and where it says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple

from timonel import languages
from timonel.answers.facts import Fact, Word
from timonel.governance import Result
from timonel.kinds import Role
from timonel.languages import Lang
from timonel.model import Entity
from timonel.text import BRIEF, Said, Text, listed, plain, said, say, show

_MOST = 12  # things that a sentence names

Reason = Literal["not-understood", "unknown", "ambiguous", "empty"]


class Source(NamedTuple):
    """What says it: an entity, its page below the language's root of the site, and its place in the base."""

    entity: str
    name: str
    page: str
    file: str
    line: int


class Answer(NamedTuple):
    """What the base says to a question.

    Attributes:
        question: the question.
        lang: the language of the texts.
        text: the answer as people read it; a line for each fact.
        facts: what it consists of, for programs; none where the base does not say.
        sources: what says it, or what was understood to be meant.
        reason: why the base does not say: "not-understood", "unknown" (it knows nothing of that name), "ambiguous"
            (several are called so) or "empty" (it knows what is meant, but not that of it); None where it does.
    """

    question: str
    lang: Lang
    text: str
    facts: Sequence[Fact] = ()
    sources: Sequence[Source] = ()
    reason: Reason | None = None

    @property
    def answered(self) -> bool:
        """Whether the base says it."""
        return self.reason is None


def answer(result: Result, question: str, found: Sequence[Fact], lang: Lang) -> Answer:
    """Return the answer that facts give."""
    text = "\n".join(fact_line(result, one, lang) for one in found)
    return Answer(question, lang, text, found, sources(result, (one.about for one in found), lang))


def silence(  # noqa: PLR0913, PLR0917 - why, and what is told of it
    result: Result, question: str, reason: Reason, more: Said | None, about: Iterable[Entity], lang: Lang
) -> Answer:
    """Return that the base does not say, and why."""
    return Answer(question, lang, silent(more, lang), (), sources(result, about, lang), reason)


def silent(more: Said | None, lang: Lang) -> str:
    """Return in words that the base does not say."""
    text = say("The base does not say.", lang)
    return f"{text} {say(more, lang)}" if more else text


def knows(things: Sequence[Said | str]) -> Said:
    """Return that the base knows things, but not what is asked of them."""
    return said("It knows {things}, but not that.", things=things)


def thing(result: Result, entity: Entity) -> Said:
    """Return something by its name and kind."""
    return said("“{name}” ({kind})", name=entity.label, kind=_kind(result, entity))


def _kind(result: Result, entity: Entity) -> Text:
    title = result.base.schema.kinds[entity.kind].title
    return title.lower() if isinstance(title, str) else {lang: text.lower() for lang, text in title.items()}


def sources(result: Result, about: Iterable[Entity | None], lang: str) -> list[Source]:
    """Return where the base speaks of things, each once."""
    found = {one.key: one for one in about if one is not None}
    kinds = result.base.schema.kinds
    return [
        Source(one.key, plain(show(one, lang)), f"{kinds[one.kind].folder}/{one.id}/", one.file, one.line()[0])
        for one in found.values()
    ]


def fact_line(result: Result, fact: Fact, lang: Lang) -> str:
    """Return what a fact says in a line: of what, what of it, and what that is."""
    about, told = line(result, fact, lang)
    return f"{about} · {told}" if about else told


def line(result: Result, fact: Fact, lang: Lang) -> tuple[str, str]:
    """Return what a fact is about, "" where it is of nothing that has a name, and what it says, as people read them."""
    return subject(result, fact.about, lang), saying(result, fact, lang)


def subject(result: Result, about: Entity | None, lang: Lang) -> str:
    """Return what a fact is about, as `line`."""
    return say(thing(result, about), lang, BRIEF) if about else ""


def saying(result: Result, fact: Fact, lang: Lang) -> str:
    """Return what a fact says of that, as `line`."""
    return f"{plain(show(fact.label, lang))}: {shown(result, fact, lang)}"


def shown(result: Result, fact: Fact, lang: Lang) -> str:
    """Return what a fact says, as people read it."""
    words = [_named(result, one, fact.about, lang) for one in fact.found] or [_word(one, lang) for one in fact.words]
    if len(words) > _MOST:
        words = [*words[: _MOST - 1], say(said("{n} more", n=len(words) - _MOST + 1), lang)]
    return listed(words, lang)


def _named(result: Result, entity: Entity, about: Entity | None, lang: Lang) -> str:
    """Return the name of something that is found; of a role, with who holds it."""
    name = plain(show(entity, lang, BRIEF))
    if not isinstance(entity, Role) or (about is not None and about.kind == "person"):
        return name
    people = [result.base.find(f"person:{one.person}") for one in result.facts.holders(entity.id)]
    if not people:
        return f"{name} ({say('vacant', lang)})"
    if not result.settings.names_people:
        return name
    return f"{name} ({listed([show(one, lang, BRIEF) for one in people if one is not None], lang)})"


def _word(word: Word, lang: Lang) -> str:
    if isinstance(word, date):
        return day(word, lang)
    if isinstance(word, Said):
        values = {name: day(one, lang) if isinstance(one, date) else one for name, one in word.values.items()}
        return say(Said(word.msgid, values), lang)
    return plain(show(word, lang))


def day(value: date, lang: Lang) -> str:
    """Return a day as the language's readers write it."""
    return _day(value, languages.locale(lang))


@lru_cache(1000)
def _day(value: date, locale: str) -> str:
    from babel.dates import format_date  # noqa: PLC0415 - only an answer with a day asks

    return str(format_date(value, "long", locale=locale))
