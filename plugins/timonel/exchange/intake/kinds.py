"""What a sheet holds: the kind that its name, its marks or its headers say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from timonel import languages as spoken
from timonel.exchange.intake import words
from timonel.exchange.intake.head import hits
from timonel.exchange.intake.orders import Orders
from timonel.exchange.intake.shapes import PLACES, is_matrix
from timonel.exchange.intake.titles import Titles
from timonel.exchange.sheets.headers import named, names
from timonel.exchange.sheets.layout import Sheet, squeezed
from timonel.exchange.sheets.table import Table
from timonel.text import Said, fold, said

_LETTERS = re.compile(r"[^\W_]+")
_LEAST = 3  # headers that must be known where nothing else says what a sheet holds
_MORE = 2  # headers that another kind must know more than the one of which a name has a word
_WORD = 4  # letters of a name that may stand inside a longer one


def sheet_of(
    table: Table, known: Sequence[Sheet], orders: Orders, languages: Sequence[str], stem: str
) -> tuple[Sheet | None, Said | None]:
    """Return the sheet of the model that a table is, and how that was found out where its name does not say it.

    Args:
        table: the table.
        known: all sheets.
        orders: what a person said.
        languages: the base's languages.
        stem: the file's name, which speaks for a sheet whose own name says nothing.
    """
    by_key = {one.key: one for one in known}
    if orders.kind:
        return by_key.get(orders.kind), None
    marks = Counter(mark.partition(" ")[0] for mark in table.marks.values())
    marked = by_key.get(marks.most_common(1)[0][0]) if marks else None
    if marked and squeezed(table.name) in {squeezed(marked.title(lang)) for lang in spoken.known()}:
        return marked, None
    told = named(squeezed(table.name), names(known))
    if told or marked:
        return told or marked, None
    if is_matrix(table):
        return by_key.get("task"), said("read as a RACI matrix of tasks")
    counts = _counts(table, known, languages, orders)
    best = _most(counts, known)
    for name in (table.name, stem):
        found = _by_words(name, by_key) or named(squeezed(name), names(known))
        if found and (found.lists or not best or counts[best.key] < counts[found.key] + _MORE):
            return found, said("read as {kind}", kind=found.kind.plural)
    return best, said("read as {kind}, by its headers", kind=best.kind.plural) if best else None


def is_doubtful(name: str) -> bool:
    """Whether a sheet's name says that it may be none that is meant: «v2 (no usar)», «Risks old», «notas»."""
    text = f" {' '.join(_LETTERS.findall(fold(name)))} "
    return any(f" {one} " in text for one in words.phrases("unused"))


def _by_words(name: str, by_key: Mapping[str, Sheet]) -> Sheet | None:
    """Return the sheet that people call so, or with more words around it: «Registro de riesgos 2026 v3»."""
    told, text = words.sheets(), squeezed(name)
    if text in told:
        return by_key.get(told[text])
    inside = sorted((one for one in told if len(one) >= _WORD and one in text), key=len)
    if inside:
        return by_key.get(told[inside[-1]])
    plain = {key: one for key, one in by_key.items() if not one.lists}
    own = sorted((one for one in names([*plain.values()]) if len(one) > _WORD and one in text), key=len)
    return names([*plain.values()])[own[-1]] if own else None


def _counts(table: Table, known: Sequence[Sheet], languages: Sequence[str], orders: Orders) -> Counter[str]:
    """Return key of a kind's sheet → how many headers of a table it knows."""
    titles = {one.key: Titles(one, languages, PLACES.get(one.key, ())) for one in known if not one.lists}
    return Counter({key: hits(table, one, orders) for key, one in titles.items()})


def _most(counts: Counter[str], known: Sequence[Sheet]) -> Sheet | None:
    """Return the one kind whose headers a table has most of, None where there is none, or more than one."""
    found = counts.most_common(2)
    if found[0][1] < _LEAST or (len(found) > 1 and found[0][1] == found[1][1]):
        return None
    return next(one for one in known if one.key == found[0][0])
