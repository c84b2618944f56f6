"""What the terms of a base claim: words that two of them want, and definitions that lead back to where they began."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import dropwhile
from typing import NamedTuple

from timonel.kinds import Term
from timonel.model import Base
from timonel.source import Path
from timonel.text import Text, pick
from timonel.words.inflection import articles, forms, little
from timonel.words.usage import language
from timonel.words.wording import same, used, words

# A name or synonym, as the forms of each of its words, and its term.
Opening = tuple[Sequence[Sequence[str]], Term]
Openings = dict[tuple[str, str], dict[int, dict[str, list[Opening]]]]


class Claim(NamedTuple):
    """A word that a term takes as its name or synonym, or says to avoid."""

    term: Term
    keys: Path
    word: str
    avoided: bool = False


def clashes(base: Base) -> Mapping[str, Sequence[Sequence[Claim]]]:
    """Return term id → the words that it and others claim, each claim once, the term's own first.

    Each clash stands at the first of its terms, in the order of ids.
    """
    claimed: dict[tuple[str, str], dict[str, Claim]] = {}
    for term in sorted(base.all(Term), key=lambda one: one.id):
        for lang, claim in _claims(base, term):
            claimed.setdefault((lang, same(claim.word)), {}).setdefault(term.id, claim)
    found: dict[str, list[list[Claim]]] = {}
    for claims in claimed.values():
        if len(claims) > 1 and not all(one.avoided for one in claims.values()):
            first, *_ = claims
            found.setdefault(first, []).append([*claims.values()])
    return found


def _claims(base: Base, term: Term) -> Iterator[tuple[str, Claim]]:
    for lang, word, keys in named(base, term):
        yield lang, Claim(term, keys, word)
    for number, one in enumerate(term.avoid):
        if one.word:
            yield language(base, one.lang), Claim(term, ("avoid", number, "word"), one.word, avoided=True)


def named(base: Base, term: Term) -> Iterator[tuple[str, str, Path]]:
    """Yield language, word and key path of a term's name and synonyms."""
    yield from _said(base, term.name, ("name",))
    for lang, listed in (term.synonyms or {}).items():
        for number, word in enumerate(listed):
            yield lang, word, ("synonyms", lang, number)


def _said(base: Base, text: Text, keys: Path) -> Iterator[tuple[str, str, Path]]:
    if isinstance(text, str):
        yield base.languages[0], text, keys
    else:
        yield from ((lang, one, (*keys, lang)) for lang, one in text.items() if one)


def circular(base: Base) -> Mapping[str, Sequence[tuple[str, Term]]]:
    """Return term id → language and term where its definition leads: itself, or one that leads straight back."""
    found: dict[str, list[tuple[str, Term]]] = {}
    opened: dict[str, dict[str, set[str]]] = {}
    terms = base.all(Term)
    told_of = [(term, *one) for term in terms for one in _definitions(base, term)]
    openings = _openings(base, terms, {(lang, start[0]) for _, lang, _, start in told_of if start})
    for term, lang, told, start in told_of:
        own = {form for word in _own(base, term, lang) for form in forms(word, lang)}
        if told and all(word in own or word in little(lang) for word in told):
            found.setdefault(term.id, []).append((lang, term))
        lengths = openings.get((lang, start[0]), {}) if start else {}
        opened.setdefault(lang, {})[term.id] = {
            other.id
            for length, by_last in lengths.items()
            if length <= len(start)
            for phrase, other in by_last.get(start[length - 1], ())
            if other is not term and _begins(start, phrase)
        }
    for lang, leads in opened.items():
        for id_, others in leads.items():
            for other in sorted(others):
                if id_ < other and id_ in leads.get(other, ()):
                    found.setdefault(id_, []).append((lang, base.many(Term, [other])[0]))
    return found


def _definitions(base: Base, term: Term) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
    """Yield the language and words of a term's definitions: all of them, and those from behind its articles on."""
    for lang, definition, _ in _said(base, term.definition, ()):
        told = words(used(definition))
        yield lang, told, [*dropwhile(articles(lang).__contains__, told)]


def _own(base: Base, term: Term, lang: str) -> Iterator[str]:
    """Yield the words of a term's name, synonyms and abbreviation."""
    for spoken, phrase, _ in named(base, term):
        if spoken == lang:
            yield from words(phrase)
    yield from words(pick(term.abbreviation or "", lang))


def _openings(base: Base, terms: Sequence[Term], begun: AbstractSet[tuple[str, str]]) -> Openings:
    """Return language and first word → number of words → last word → names and synonyms; words in each form.

    Thousands of terms begin with the same few words: few of these end with the same one as well.

    Args:
        base: the base.
        terms: its terms.
        begun: languages and first words of definitions: what begins otherwise leads nowhere.
    """
    found: Openings = {}
    for term in terms:
        for lang, phrase, _ in named(base, term):
            said = [*dropwhile(articles(lang).__contains__, words(phrase))]
            firsts = [one for one in forms(said[0], lang) if (lang, one) in begun] if said else []
            inflected = [forms(word, lang) for word in said] if firsts else []
            for first in firsts:
                by_last = found.setdefault((lang, first), {}).setdefault(len(inflected), {})
                for last in inflected[-1]:
                    by_last.setdefault(last, []).append((inflected, term))
    return found


def _begins(start: Sequence[str], phrase: Sequence[Sequence[str]]) -> bool:
    return all(word in inflected for word, inflected in zip(start, phrase, strict=False))
