"""Which sheet a table means, and what its columns are called: by the marks an export leaves, by names in any language, by keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from timonel import languages as spoken
from timonel.exchange.sheets.layout import PARENT, PLACE, Column, Sheet, squeezed
from timonel.text import pick

_BEGINNING = 5  # letters by which a sheet is known that is called by the beginning of its name


class Header(NamedTuple):
    """What the first row of a table means.

    Attributes:
        sheet: the sheet.
        row: number of the row with the headers.
        columns: column number (from 0) → column.
        titles: column number → the header as it stands there.
    """

    sheet: Sheet
    row: int
    columns: Mapping[int, Column]
    titles: Mapping[int, str]


def named(name: str, told: Mapping[str, Sheet]) -> Sheet | None:
    """Return the sheet that is called so, or by the beginning of its name: «Lecciones» for «Lecciones aprendidas»."""
    if name in told or len(name) < _BEGINNING:
        return told.get(name)
    kinds = {one.key: one for longer, one in told.items() if longer.startswith(name) and not one.lists}
    return next(iter(kinds.values())) if len(kinds) == 1 else None


def names(known: Sequence[Sheet]) -> dict[str, Sheet]:
    """Return name → sheet, the names as `squeezed`: keys, folders, and titles in each language."""
    found: dict[str, Sheet] = {}
    for one in reversed(known):  # a kind's own sheet before its lists
        found |= {squeezed(name): one for name in (one.key, one.file, *map(one.title, spoken.known()))}
        if not one.lists:
            found |= {squeezed(pick(one.kind.title, lang)): one for lang in spoken.known()}
    return found


def exact(column: Column, languages: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    """Yield the names that an export gives a column, each with the language that it is in."""
    yield column.key, None
    for lang in dict.fromkeys((*spoken.known(), *languages)):
        yield column.title(lang), lang if column.lang is None else None


def loose(column: Column, languages: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    """Yield shorter names: a text's without its language means the first one; the last words of a path."""
    tongues = [*dict.fromkeys((*spoken.known(), *languages))]
    if column.lang in (None, languages[0]):
        for lang in tongues:
            words = [pick(one.get("x-title"), lang) for one in column.about]
            yield " ".join(words), lang
            yield words[0] if column.role == PARENT else words[-1], lang
        yield ".".join(column.keys), None
    if column.lang:
        for lang in tongues:
            yield f"{pick(column.about[-1].get('x-title'), lang)} {column.lang}", None
    if column.role == PLACE:
        yield "#", None
        yield from ((word, code) for code, one in spoken.known().items() for word in one.places)
    if column.keys == ("id",):
        yield "id", None
        yield from ((word, code) for code, one in spoken.known().items() for word in one.ids)
