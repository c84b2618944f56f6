"""Names of posts that mean the same: «Jefe de Bodega», «jefe bodega», «Jefatura de bodegas»."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from timonel.languages import known
from timonel.text import fold
from timonel.words.inflection import forms

_WORD = re.compile(r"\w+\.?")
_SHORTENED = 2  # letters, at least, of a word that ends in a point


def same(name: str, others: Mapping[str, Iterable[str]]) -> set[str]:
    """Return the ids of those that are called as a name is, but for little words, number, gender, and «Jefatura» for «Jefe».

    Args:
        name: the name of a post.
        others: name → the ids of those who are called so.
    """
    mine = _words(name)
    return {id_ for other, ids in others.items() if mine and _alike(mine, _words(other)) for id_ in ids}


def are_same(name: str, other: str) -> bool:
    """Whether two names are of one post."""
    return bool(same(name, {other: (other,)}))


def _alike(one: Sequence[str], other: Sequence[str]) -> bool:
    return len(one) == len(other) and all(map(_means, one, other))


def _means(one: str, other: str) -> bool:
    """Whether two words are one, or one is the other cut short with a point: «aux.» and «auxiliar»."""
    short, long = sorted((one, other), key=len)
    is_cut = short.endswith(".") and len(short) > _SHORTENED and long.startswith(short[:-1])
    return one == other or is_cut or bool(_forms(one) & _forms(other))


@cache
def _words(name: str) -> tuple[str, ...]:
    """Return the words of a name that say something."""
    little = frozenset(fold(word) for one in known().values() for word in one.little)
    return tuple(one for one in _WORD.findall(name.casefold()) if fold(one) not in little)


@cache
def _forms(word: str) -> frozenset[str]:
    """Return the numbers and genders of a word, and of who leads the department that it is."""
    heads = {fold(place): fold(head) for one in known().values() for place, head in one.heads.items()}
    every = {fold(one) for lang in known() for one in forms(word, lang)}
    return frozenset((*every, *(heads[one] for one in every if one in heads)))
