"""What an assistant means: something by its key, its id or a name; or all that words may mean, the best first."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from timonel.answers.grammar import Grammar, grammar
from timonel.answers.names import Names, names_of
from timonel.assistants.matching import matching
from timonel.governance import Result
from timonel.model import Entity

_MOST = 20  # things that are found
_CLOSE = 3  # things that are named in place of one that is not there


def spoken(result: Result) -> list[Grammar]:
    """Return how the base's languages name things, as far as Timonel knows."""
    return [known for one in result.settings.languages if (known := grammar(one))]


def meant(result: Result, words: str) -> Sequence[Entity]:
    """Return what is called so, in any language of the base: one thing where the words are clear."""
    kinds = _kinds(result)
    found = result.base.find(words.strip())
    if found is not None:
        return [found] if found.kind in kinds else []
    named = (names_of(result, known).find(known.phrase(words), kinds, loose=True) for known in spoken(result))
    return [one.entity for one in next(filter(None, named), ())]


def search(result: Result, words: str, kind: str | None = None) -> Sequence[Entity]:
    """Return what words may mean: what is called so, what has all of them in its name, then what speaks of them."""
    kinds = [one for one in _kinds(result) if kind in (None, one)]
    exact = [one for one in meant(result, words) if one.kind in kinds]
    named = [one for known in spoken(result) for one in _named(names_of(result, known), known, words, kinds)]
    found = {one.key: one for one in (*exact, *named)}
    if len(found) < _MOST:
        found |= {one.key: one for one in matching(result, words, kinds) if one.key not in found}
    return [*found.values()][:_MOST]


def nearest(result: Result, words: str) -> Sequence[Entity]:
    """Return what words that name nothing look most like."""
    found = [one for known in spoken(result) for one in names_of(result, known).alike(known.phrase(words))]
    return [*{one.key: one for one in found or search(result, words)}.values()][:_CLOSE]


def _named(names: Names, known: Grammar, words: str, kinds: Collection[str]) -> Iterator[Entity]:
    phrase = known.phrase(words)
    yield from (one.entity for one in names.find(phrase, kinds, loose=True))
    yield from names.near(phrase, kinds)


def _kinds(result: Result) -> list[str]:
    """Return the kinds that have pages and are shown."""
    people = result.settings.names_people
    return [name for name, kind in result.base.schema.kinds.items() if kind.has_page and (people or name != "person")]
