"""From a question to an answer: what it means, what it is about, what the base says of that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from timonel.answers.answer import Answer, answer, silence, thing
from timonel.answers.computed import COMPUTED, held
from timonel.answers.counting import count
from timonel.answers.facts import Fact, told
from timonel.answers.fields import asked_of
from timonel.answers.grammar import Grammar, Reading, grammar
from timonel.answers.names import How, Named, Names
from timonel.governance import Result
from timonel.governance.published import published
from timonel.languages import Lang
from timonel.lookups.facts import Facts
from timonel.model import Entity
from timonel.text import said

_MOST = 3  # things of one name of which all is told
_LONGEST = 400  # letters of a question
_STRICT = frozenset({"means", "bare", "holders", "count-of"})  # what part of a name is not enough for
# What is asked of people by way of the roles that they hold.
_BY_ROLE = frozenset(
    {"owned", "decides", "may-not", "superior", "reports", "deputy", "deputy-of", "forums-of", "count-of"}
)


class _Meant(NamedTuple):
    """A reading of a question, and what in the base it may be about."""

    reading: Reading
    named: Sequence[Named]

    @property
    def rank(self) -> tuple[int, int]:
        """How well it explains the question: by names that things are called by first, then by the longest of them."""
        words = len(self.reading.about)
        return (self.named[0].how, -words) if self.named else (len(How), words)


def ask(result: Result, question: str, lang: str | None = None) -> Answer:
    """Return what a base says to a question, as everybody may know it.

    Args:
        result: what a check says of the base.
        question: the question, in any language of the base that Timonel understands.
        lang: the language to answer in; without it, that of the question.
    """
    shown = published(result)
    spoken = [one for one in shown.settings.languages if grammar(one)]
    if lang is not None:
        spoken.sort(key=lambda one: one != lang)
    silent: Answer | None = None
    for one in spoken:
        known = grammar(one)
        if known is None or len(question) > _LONGEST:
            continue
        found = _Asked(shown, known, shown.settings.read_in(lang or one)).answer(question)
        if found is not None and found.answered:
            return found
        silent = silent or found
    return silent or _not_understood(shown, question, lang, spoken)


def _not_understood(result: Result, question: str, lang: str | None, spoken: Sequence[Lang]) -> Answer:
    def shared(one: Lang) -> int:
        known = grammar(one)
        return len(known.words.intersection(known.phrase(question))) if known else 0

    tongue = result.settings.read_in(lang) if lang else max(spoken, key=shared, default=result.settings.lang)
    more = said(
        "It answers who owns, decides or approves something, what it is, where, when, how many, and what happens without it."
    )
    return silence(result, question, "not-understood", more, (), tongue)


class _Asked:
    """A base that is asked in one language and answers in one; used once."""

    def __init__(self, result: Result, known: Grammar, lang: Lang) -> None:
        self.result, self.grammar, self.lang = result, known, lang
        self.kinds = result.base.schema.kinds
        self.names = result.facts.once(_named_in).setdefault(known.lang, None) or self._names()

    def _names(self) -> Names:
        made = Names(self.result, self.grammar)
        self.result.facts.once(_named_in)[self.grammar.lang] = made
        return made

    def answer(self, question: str) -> Answer | None:
        """Return the answer; None where the question is none that can be asked in the language."""
        readings = [*self.grammar.readings(question)]
        for reading in readings:
            facts = self._counted(reading)
            if facts:
                return answer(self.result, question, facts, self.lang)
        possible = [self._meant(one) for one in readings if one.about and one.asked != "count" and self._has_kind(one)]
        meant = sorted((one for one in possible if one.named or self._may_name(one.reading)), key=lambda one: one.rank)
        if not meant:
            return None
        best = [one for one in meant if one.rank == meant[0].rank]
        if not best[0].named:
            return self._unknown(question, best[0].reading)
        return self._told(question, best)

    def _counted(self, reading: Reading) -> list[Fact]:
        """Return how many there are in the whole base, where that is asked."""
        if reading.asked == "all-gaps":
            return [
                Fact(
                    self.result.base.organization,
                    "",
                    said("Open gaps"),
                    (),
                    [self.result.count()],
                    [self.result.count()],
                )
            ]
        return count(self.result, self.names, (*reading.kind, *reading.about)) if reading.asked == "count" else []

    def _has_kind(self, reading: Reading) -> bool:
        return not reading.kind or bool(self.names.kinds(reading.kind))

    def _may_name(self, reading: Reading) -> bool:
        """Whether what a reading is about may be a name that the base does not know: no question, nor a word by itself."""
        return reading.asked != "bare" and reading.about[0] not in self.grammar.asking

    def _told(self, question: str, best: Sequence[_Meant]) -> Answer:
        about: dict[str, Entity] = {}
        for one in best:
            if len(one.named) > _MOST or sum(named.how is How.SOME_WORDS for named in one.named) > 1:
                return self._ambiguous(question, [named.entity for named in one.named])
            found = [fact for named in one.named for fact in self._facts(one.reading, named.entity)]
            if found:
                return answer(self.result, question, found, self.lang)
            about |= {named.entity.key: named.entity for named in one.named}
        return self._empty(question, [*about.values()])

    def _facts(self, reading: Reading, entity: Entity) -> Iterator[Fact]:
        if entity.kind == "person" and reading.asked in _BY_ROLE:
            for role in held(self.result, entity):
                yield from self._facts(reading, role)
            return
        if reading.asked == "count-of":
            yield from count(self.result, self.names, reading.kind, entity)
            return
        kinds = self.names.kinds(reading.kind)
        tell = COMPUTED[reading.asked][1] if reading.asked in COMPUTED else None
        asked = "means" if reading.asked == "bare" else reading.asked
        for fact in tell(self.result, entity) if tell else told(self.result, asked, entity):
            if not reading.kind or fact.field.partition(".")[0] in kinds:
                yield fact

    def _meant(self, reading: Reading) -> _Meant:
        asked = reading.asked
        kinds: Sequence[str] = COMPUTED[asked][0] if asked in COMPUTED else ()
        if not kinds and asked == "bare":
            kinds = [one for one in ("term",) if one in self.kinds]
        kinds = kinds or asked_of(self.kinds, asked) or [one for one, kind in self.kinds.items() if kind.has_page]
        if asked in _BY_ROLE and "role" in kinds:
            kinds = [*kinds, *({"person"} - {*kinds})]
        loose = asked not in _STRICT
        # A word is explained by its term; anything else is asked of a word only where nothing else is called so.
        first = [one for one in kinds if (one == "term") is (asked in ("means", "bare"))]
        found = self.names.find(reading.about, first, loose=loose) or self.names.find(reading.about, kinds, loose=loose)
        whole = [one for one in found if one.how < How.SOME_WORDS]
        if len(found) > _MOST or len(found) - len(whole) > 1:
            found = whole or found
        if asked in ("means", "bare") and found and found[0].entity.kind == "term":
            found = found[:1]
        return _Meant(reading, found)

    def _unknown(self, question: str, reading: Reading) -> Answer:
        """Return that nothing is called so; or that what is called so is not asked that."""
        known = [one.entity for one in self.names.find(reading.about, [*self.kinds], loose=False)]
        if known:
            return self._empty(question, known[:_MOST])
        words = self.grammar.written(question, reading.about)
        near = self.names.near(reading.about, [*self.kinds])[:_MOST] or self.names.alike(reading.about)
        more = said("It knows nothing called “{name}”.", name=words)
        if near:
            things = [thing(self.result, one) for one in near]
            more = said("It knows nothing called “{name}”; the nearest there are: {things}.", name=words, things=things)
        return silence(self.result, question, "unknown", more, near, self.lang)

    def _empty(self, question: str, entities: Sequence[Entity]) -> Answer:
        more = said("It knows {things}, but not that.", things=[thing(self.result, one) for one in entities])
        return silence(self.result, question, "empty", more, entities, self.lang)

    def _ambiguous(self, question: str, entities: Sequence[Entity]) -> Answer:
        some = entities[: 2 * _MOST]
        more = said("Say which you mean: {things}.", things=[thing(self.result, one) for one in some])
        return silence(self.result, question, "ambiguous", more, some, self.lang)


def _named_in(_facts: Facts) -> dict[str, Names | None]:
    """Return what keeps the names of a base, language by language."""
    return {}
