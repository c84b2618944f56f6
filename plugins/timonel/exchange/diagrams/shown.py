"""Texts as a diagram shows them, beside those that a base has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from timonel.exchange.diagrams.xml import fit
from timonel.languages import known
from timonel.text import Text, fold, pick

_WORD = re.compile(r"[^\W\d_]+")
_FAR = 2  # times as many: "a" and "no" are little words in several languages


def shown(text: str, *, lines: bool = False) -> str:
    """Return a text as a diagram shows it: in one line, where it is no description."""
    return fit(text).strip() if lines else fit(" ".join(text.split()))


def called(name: Text | None) -> dict[str, str]:
    """Return what something is called in each language, in a form to compare; "" stands for any language."""
    texts = {"": name} if isinstance(name, str) else name or {}
    return {lang: fold(shown(text)) for lang, text in texts.items()}


class Tongue(NamedTuple):
    """The language of a diagram, and those of the base."""

    lang: str
    languages: Sequence[str]


def text(old: Text | None, new: str, full: Text | None, tongue: Tongue, *, lines: bool = False) -> Text:
    """Return a text with what a diagram shows of it; the same where it shows what there is.

    Args:
        old: the text that there is.
        new: what the diagram shows.
        full: the text as Timonel wrote it beside that.
        tongue: in which language that is.
        lines: whether it is a description.
    """
    lang, languages = tongue
    beside = {one: words for one, words in full.items() if one in languages} if isinstance(full, dict) else full
    there = old if old is not None else beside or None
    if there is not None and shown(pick(there, lang), lines=lines) == shown(new, lines=lines):
        return there
    if isinstance(old, dict):
        return {**old, lang: new}
    first = languages[0]
    if len(languages) == 1 or (old is not None and lang == first):
        return new
    return {first: old, lang: new} if isinstance(old, str) else {lang: new}


def spoken(texts: Iterable[str], languages: Sequence[str]) -> str:
    """Return the language that texts seem to be in: the one whose little words stand in them far more often, else the first."""
    words = [word for one in texts for word in _WORD.findall(one.casefold())]
    counts = {one: sum(word in known()[one].little for word in words) for one in languages if one in known()}
    ranked = sorted(counts, key=lambda one: -counts[one])
    if len(ranked) > 1 and counts[ranked[0]] > max(1, _FAR * counts[ranked[1]]):
        return ranked[0]
    return languages[0]
