"""How questions are understood, as data: what a program in a browser (site/assets/answer.js) needs to understand them as this one does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from timonel.answers.answer import knows, line, silent
from timonel.answers.counting import all_gaps, counts
from timonel.answers.grammar import Grammar, Phrase, asked_in
from timonel.answers.meaning import STRICT, WORDS, kinds_asked
from timonel.answers.names import LOOSE, everyday, kind_called
from timonel.cache import Cache
from timonel.governance import Result
from timonel.languages import Lang

NOT_OF_ONE = ("count", "all-gaps")  # what is asked of the base as a whole
WORDS_PLACE, THING_PLACE = "{words}", "{thing}"  # where the words of a question stand in a line, and what it is about


def exported(result: Result, grammar: Grammar, lang: Lang, cache: Cache) -> dict[str, Any]:
    """Return how questions of one language are understood of a base and answered in another (or the same).

    The patterns are those of the grammar's file. Phrases of several words are given as what their forms share, in order,
    with spaces; ``stems`` tells these for the words in them, as `forms` does for others. These are kept in a cache: to find
    them takes as long as the rest of an index of which a page has changed.
    """
    kinds = result.base.schema.kinds
    told = asked_in(grammar.lang) or {}
    called = [(phrase, kind.name) for kind in kinds.values() for phrase in kind_called(kind, grammar)]
    counted = [(name, *one) for name in kinds for one in counts(result, grammar, name, WORDS_PLACE)]
    meant = [*everyday(result, grammar)]
    said = (phrase for phrase, *_ in (*called, *(one[1:] for one in counted), *meant))
    words = sorted({word for phrase in said for word in phrase})
    stems = cache.index(f"stems-{grammar.lang}", [("words", " ".join(words).encode())], lambda: _stems(words, grammar))

    def shared(phrase: Phrase) -> str:
        """Return what a phrase and its other number share, as `Grammar.stems`."""
        return " ".join(sorted(stems[word] for word in phrase if word not in grammar.light))

    kinds_called: dict[str, dict[str, None]] = {}
    for phrase, name in called:
        kinds_called.setdefault(shared(phrase), {})[name] = None
    numbers: dict[str, list[tuple[str, tuple[str, str] | None]]] = {}
    for name, phrase, facts in counted:
        numbers.setdefault(name, []).append((shared(phrase), line(result, facts[0], lang) if facts else None))
    return {
        "grammar": {name: told[name] for name in ("contractions", "asking", "light", "before", "after", "words", "questions")},
        "dropped": sorted(grammar.dropped),
        "of": {"": [*kinds], **{asked: kinds_asked(kinds, asked) for asked in told["questions"] if asked not in NOT_OF_ONE}},
        "words": sorted(WORDS), "strict": sorted(STRICT), "loose": LOOSE,
        "kinds": {phrase: [*some] for phrase, some in kinds_called.items()},
        "counts": numbers, "gaps": line(result, all_gaps(result), lang),
        "means": {shared(typed): [" ".join(one) for one in some] for typed, some in meant}, "stems": stems,
        "silent": silent(knows([THING_PLACE]), lang),
    }  # fmt: skip


def _stems(words: Iterable[str], grammar: Grammar) -> dict[str, str]:
    """Return each form of words → what it shares with the others of its word."""
    return {form: stem for stem, some in forms(words, grammar).items() for form in some}


def forms(words: Iterable[str], grammar: Grammar) -> Mapping[str, list[str]]:
    """Return what the forms of words share → these, in order."""
    found: dict[str, set[str]] = {}
    for word in words:
        found.setdefault(grammar.stem(word), set()).update(grammar.forms(word))
    return {stem: sorted(some) for stem, some in sorted(found.items())}
