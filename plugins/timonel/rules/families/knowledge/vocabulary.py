"""Rules about words: each with one meaning, used by everybody, explained by someone."""

from __future__ import annotations

from collections.abc import Sequence

from timonel.kinds import Term
from timonel.lookups.facts import Facts
from timonel.model import DocPage, Entity
from timonel.rules import Places, rule
from timonel.text import Said, is_empty, said
from timonel.words.avoided import preferred


def is_searched(_: Entity | DocPage, facts: Facts) -> bool:
    """Whether there are words to avoid at all."""
    return facts.avoids


@rule("VOC001", applies=is_searched, pages=True)
def avoided_word(holder: Entity | DocPage, facts: Facts) -> Places:
    """A text with a word that a term says to avoid."""
    uses = facts.avoided.get(holder.key, ())
    if uses:
        words = [preferred(use) for use in uses]
        if isinstance(holder, DocPage):
            line, column = uses[0].keys
            yield holder.at(int(line), int(column), words=words)
        else:
            yield holder.at(*uses[0].keys, words=words)


@rule("VOC002")
def ambiguous_word(term: Term, facts: Facts) -> Places:
    """A name or synonym that another term claims, or says to avoid."""
    clashes = facts.clashes.get(term.id, ())
    if clashes:
        related = [claim.term.at(*claim.keys) for clash in clashes for claim in clash[1:]]
        words = [_clash(claims[0].word, [claim.term for claim in claims[1:]]) for claims in clashes]
        yield term.at(*clashes[0][0].keys, related=related, words=words)


def _clash(word: str, others: Sequence[Term]) -> Said:
    """Return how a message shows a word and the other terms that claim it."""
    called = {str(one.name): one for one in others}
    return said("“{word}” ({terms})", word=word, terms=[said("“{name}”", name=one) for one in called.values()])


@rule("VOC003")
def circular_definition(term: Term, facts: Facts) -> Places:
    """A definition that leads back to its own term."""
    found = facts.circular.get(term.id, ())
    if found:
        lang, other = found[0]
        keys = ("definition", lang) if isinstance(term.definition, dict) else ("definition",)
        related = () if other is term else (other.at("definition"),)
        yield term.at(*keys, related=related, other=other)


@rule("VOC004")
def unknown_abbreviation(entity: Entity, facts: Facts, known: Sequence[str]) -> Places:
    """An abbreviation in several entities that no term, or more than one, defines."""
    found = [one for one in facts.abbreviations.get(entity.key, ()) if one.word not in known]
    if found:
        most = 10
        related = [other.at(*keys) for one in found for other, keys in one.uses[1:most]]
        words = [_clash(one.word, one.terms) if one.terms else one.word for one in found]
        yield entity.at(*found[0].uses[0][1], related=related, words=words)


@rule("VOC005")
def term_without_owner(term: Term, facts: Facts) -> Places:
    """A term that nobody looks after."""
    if is_empty(term.owner) and is_empty(facts.settings.vocabulary_owner):
        yield term.at("owner")
