"""How questions are understood, as data: what a program in a browser (site/assets/answer.js) needs to understand them as this one does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from timonel.answers.answer import knows, line, silent
from timonel.answers.counting import all_gaps, counts
from timonel.answers.grammar import Grammar, asked_in
from timonel.answers.meaning import STRICT, WORDS, kinds_asked
from timonel.answers.names import LOOSE, everyday, kind_called
from timonel.governance import Result
from timonel.languages import Lang

NOT_OF_ONE = ("count", "all-gaps")  # what is asked of the base as a whole
WORDS_PLACE, THING_PLACE = "{words}", "{thing}"  # where the words of a question stand in a line, and what it is about


def exported(result: Result, grammar: Grammar, lang: Lang) -> dict[str, Any]:
    """Return how questions of one language are understood of a base and answered in another (or the same).

    The patterns are those of the grammar's file. Phrases of several words are given as what their forms share, in order,
    with spaces; ``stems`` tells these for the words in them, as `forms` does for others.
    """
    kinds = result.base.schema.kinds
    told = asked_in(grammar.lang) or {}
    called: dict[str, dict[str, None]] = {}
    words: set[str] = set()
    for kind in kinds.values():
        for phrase in kind_called(kind, grammar):
            called.setdefault(" ".join(grammar.stems(phrase)), {})[kind.name] = None
            words.update(phrase)
    numbers: dict[str, list[tuple[str, tuple[str, str] | None]]] = {}
    for name in kinds:
        for phrase, facts in counts(result, grammar, name, WORDS_PLACE):
            said = line(result, facts[0], lang) if facts else None
            numbers.setdefault(name, []).append((" ".join(grammar.stems(phrase)), said))
            words.update(phrase)
    means: dict[str, list[str]] = {}
    for typed, meant in everyday(result, grammar):
        means[" ".join(grammar.stems(typed))] = [" ".join(one) for one in meant]
        words.update(typed)
    return {
        "grammar": {name: told[name] for name in ("contractions", "asking", "light", "before", "after", "words", "questions")},
        "dropped": sorted(grammar.dropped),
        "of": {"": [*kinds], **{asked: kinds_asked(kinds, asked) for asked in grammar.questions if asked not in NOT_OF_ONE}},
        "words": sorted(WORDS), "strict": sorted(STRICT), "loose": LOOSE,
        "kinds": {phrase: [*some] for phrase, some in called.items()},
        "counts": numbers, "gaps": line(result, all_gaps(result), lang),
        "means": means, "stems": {form: stem for stem, some in forms(words, grammar).items() for form in some},
        "silent": silent(knows([THING_PLACE]), lang),
    }  # fmt: skip


def forms(words: Iterable[str], grammar: Grammar) -> Mapping[str, list[str]]:
    """Return what the forms of words share → these, in order."""
    found: dict[str, set[str]] = {}
    for word in words:
        found.setdefault(grammar.stem(word), set()).update(grammar.forms(word))
    return {stem: sorted(some) for stem, some in sorted(found.items())}
