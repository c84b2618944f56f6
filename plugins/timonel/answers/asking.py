"""From a question to an answer: what it means, what it is about, what the base says of that."""

from __future__ import annotations

from collections.abc import Sequence

from timonel.answers.answer import Answer, answer, knows, silence, thing
from timonel.answers.counting import all_gaps, count
from timonel.answers.facts import Fact
from timonel.answers.grammar import Grammar, Reading, grammar
from timonel.answers.meaning import MOST, Meant, meant, said_of
from timonel.answers.names import names_of
from timonel.governance import Result
from timonel.governance.published import published
from timonel.languages import Lang
from timonel.model import Entity
from timonel.text import said

_LONGEST = 400  # letters of a question


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
        self.names = names_of(result, known)

    def answer(self, question: str) -> Answer | None:
        """Return the answer; None where the question is none that can be asked in the language."""
        readings = [*self.grammar.readings(question)]
        for reading in readings:
            facts = self._counted(reading)
            if facts:
                return answer(self.result, question, facts, self.lang)
        asked = [one for one in readings if one.about and one.asked != "count" and self._has_kind(one)]
        found = (meant(self.kinds, self.names, one) for one in asked)
        possible = sorted((one for one in found if one.named or self._may_name(one.reading)), key=lambda one: one.rank)
        if not possible:
            return None
        best = [one for one in possible if one.rank == possible[0].rank]
        if not best[0].named:
            return self._unknown(question, best[0].reading)
        return self._told(question, best)

    def _counted(self, reading: Reading) -> list[Fact]:
        """Return how many there are in the whole base, where that is asked."""
        if reading.asked == "all-gaps":
            return [all_gaps(self.result)]
        return count(self.result, self.names, (*reading.kind, *reading.about)) if reading.asked == "count" else []

    def _has_kind(self, reading: Reading) -> bool:
        return not reading.kind or bool(self.names.kinds(reading.kind))

    def _may_name(self, reading: Reading) -> bool:
        """Whether what a reading is about may be a name that the base does not know: no question, nor a word by itself."""
        return reading.asked != "bare" and reading.about[0] not in self.grammar.asking

    def _told(self, question: str, best: Sequence[Meant]) -> Answer:
        about: dict[str, Entity] = {}
        for one in best:
            if one.is_open:
                return self._ambiguous(question, [named.entity for named in one.named])
            found = [
                fact for named in one.named for fact in said_of(self.result, self.names, one.reading, named.entity)
            ]
            if found:
                return answer(self.result, question, found, self.lang)
            about |= {named.entity.key: named.entity for named in one.named}
        return self._empty(question, [*about.values()])

    def _unknown(self, question: str, reading: Reading) -> Answer:
        """Return that nothing is called so; or that what is called so is not asked that."""
        known = [one.entity for one in self.names.find(reading.about, [*self.kinds], loose=False)]
        if known:
            return self._empty(question, known[:MOST])
        words = self.grammar.written(question, reading.about)
        near = self.names.near(reading.about, [*self.kinds])[:MOST] or self.names.alike(reading.about)
        more = said("It knows nothing called “{name}”.", name=words)
        if near:
            things = [thing(self.result, one) for one in near]
            more = said("It knows nothing called “{name}”; the nearest there are: {things}.", name=words, things=things)
        return silence(self.result, question, "unknown", more, near, self.lang)

    def _empty(self, question: str, entities: Sequence[Entity]) -> Answer:
        more = knows([thing(self.result, one) for one in entities])
        return silence(self.result, question, "empty", more, entities, self.lang)

    def _ambiguous(self, question: str, entities: Sequence[Entity]) -> Answer:
        some = entities[: 2 * MOST]
        more = said("Say which you mean: {things}.", things=[thing(self.result, one) for one in some])
        return silence(self.result, question, "ambiguous", more, some, self.lang)
