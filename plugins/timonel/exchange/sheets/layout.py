"""Where each value of the model stands in a spreadsheet: sheets and columns, as export writes and import reads them.

A kind has a sheet of its own, with one row per entity, and one further sheet per list of mappings, with one row per item.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from timonel import languages as spoken
from timonel.schema import Kind, Schema
from timonel.schema.shorthand import shorthand
from timonel.text import fold, pick, say

PARENT, PLACE = "parent", "place"  # what the fixed columns of a list's sheet hold
MARK = "timonel: "  # begins the line of a header's comment that names its column
_LONGEST = 31  # letters in the name of a sheet
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


@dataclass(frozen=True, eq=False)
class Column:
    """One column: a value of a row, by its key path.

    Attributes:
        key: what names it for machines, equal in every language ("name.es", "maturity.level", "@parent").
        keys: key path below the row's mapping.
        lang: language of the text that it holds, None where it holds no text.
        many: whether a cell holds a list.
        node: schema of the value (of an item, where it holds a list).
        about: schemas on the way to it, the value's own last; they have titles.
        role: `PARENT`, `PLACE`, or "" for a field.
        same: whether one text holds for all languages.
        required: whether a row must have it.
    """

    key: str
    keys: tuple[str, ...]
    node: Mapping[str, Any]
    about: tuple[Mapping[str, Any], ...]
    lang: str | None = None
    many: bool = False
    role: str = ""
    same: bool = False
    required: bool = False

    @property
    def form(self) -> str:
        """What a value is: "text", "enum", "bool", "date", "int", "number" or "string"."""
        kind = self.node.get("type")
        kinds = [kind] if isinstance(kind, str) else [*(kind or ())]
        if self.lang is not None and self.node.get("x-text"):
            return "text"
        if "enum" in self.node:
            return "enum"
        if self.node.get("format") == "date":
            return "date"
        forms = {"boolean": "bool", "integer": "int", "number": "number"}
        return next((forms[one] for one in kinds if one in forms and "string" not in kinds), "string")

    @property
    def targets(self) -> tuple[str, ...]:
        """The kinds that a reference may name; none where it is no reference."""
        target = self.node.get("x-ref", ())
        return (target,) if isinstance(target, str) else tuple(target)

    def title(self, lang: str) -> str:
        """Return the header in a language: «Madurez · Nivel», «Nombre (es)»."""
        words = " · ".join(pick(one.get("x-title"), lang) or self.key for one in self.about)
        return f"{words} ({self.lang})" if self.lang else words

    def help(self, lang: str) -> str:
        """Return what the column is for."""
        return pick(self.about[-1].get("x-description"), lang)


@dataclass(frozen=True, eq=False)
class Sheet:
    """One sheet: a kind's entities, or the items of one of its lists.

    Attributes:
        kind: the kind.
        lists: the lists on the way to an item, each a key path below the one before; none for the kind's own sheet.
        about: schemas of these lists, for their titles.
        columns: its columns.
    """

    kind: Kind
    lists: tuple[tuple[str, ...], ...]
    about: tuple[Mapping[str, Any], ...]
    columns: tuple[Column, ...]

    @property
    def key(self) -> str:
        """What names it for machines: "process", "process.steps", "initiative.phases.evidence"."""
        return ".".join([self.kind.name, *(key for path in self.lists for key in path)])

    @property
    def file(self) -> str:
        """Name of its file where each sheet is one: "processes", "processes.steps"."""
        return ".".join([self.kind.folder, *(key for path in self.lists for key in path)])

    def title(self, lang: str) -> str:
        """Return its name in a language."""
        words = [pick(self.kind.plural, lang), *(pick(one.get("x-title"), lang) for one in self.about)]
        name = " · ".join(words).translate(_FORBIDDEN)
        return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"

    @cached_property
    def by_key(self) -> Mapping[str, Column]:
        """Key → column."""
        return {one.key: one for one in self.columns}


def sheets(schema: Schema, languages: Sequence[str], wanted: str | None = None) -> list[Sheet]:
    """Return the sheets of a base, the kinds' own first, in the order of the kinds.

    Args:
        schema: the kinds.
        languages: the base's languages; each gives a text a column.
        wanted: a kind ("process": it and its lists), or one list ("process.steps"); None for all.
    """
    kinds = sorted(schema.kinds.values(), key=lambda one: one.schema.get("x-order", 0))
    found = [sheet for kind in kinds for sheet in _sheets(kind, languages)]
    if wanted:
        found = [one for one in found if wanted in (one.key, one.kind.name)]
    return sorted(found, key=lambda one: bool(one.lists))


def _sheets(kind: Kind, languages: Sequence[str]) -> Iterator[Sheet]:
    yield Sheet(kind, (), (), tuple(_columns(kind.schema, (), (), languages)))
    yield from _lists(kind, kind.schema, (), (), languages)


def _lists(
    kind: Kind,
    node: Mapping[str, Any],
    above: tuple[tuple[str, ...], ...],
    about: tuple[Mapping[str, Any], ...],
    languages: Sequence[str],
) -> Iterator[Sheet]:
    for keys, one in _list_nodes(node, ()):
        lists, titles = (*above, keys), (*about, one)
        parent = ({"x-title": kind.title}, kind.fields["id"])
        fixed = [Column("@parent", (), {"type": "string", "x-ref": kind.name}, parent, role=PARENT, required=True)]
        for level, title in enumerate(titles):
            number = {
                "x-title": {lang: f"{say('No.', lang)} ({pick(title.get('x-title'), lang)})" for lang in spoken.known()}
            }
            fixed.append(Column(f"@{level + 1}", (), {"type": "integer"}, (number,), role=PLACE))
        columns = (*fixed, *_columns(one["items"], (), (), languages))
        yield Sheet(kind, lists, titles, columns)
        yield from _lists(kind, one["items"], lists, titles, languages)


def _list_nodes(node: Mapping[str, Any], keys: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """Yield the lists of mappings below a mapping, those inside its mappings included."""
    for name, child in node.get("properties", {}).items():
        if _holds_mappings(child):
            yield (*keys, name), child
        elif child.get("type") == "object" and not child.get("x-text"):
            yield from _list_nodes(child, (*keys, name))


def _holds_mappings(node: Mapping[str, Any]) -> bool:
    items = node.get("items")
    return isinstance(items, dict) and not items.get("x-text") and "properties" in items and not shorthand(items)


def _columns(  # noqa: C901 - one case per shape of a field
    node: Mapping[str, Any], keys: tuple[str, ...], about: tuple[Mapping[str, Any], ...], languages: Sequence[str]
) -> Iterator[Column]:
    """Yield the columns of a mapping, those of its mappings included."""
    required = node.get("required", ()) if not keys else ()
    for name, child in node.get("properties", {}).items():
        path, titles, must = (*keys, name), (*about, child), name in required
        items = child.get("items")
        if _holds_mappings(child):
            continue
        if child.get("x-text"):
            for lang in languages:
                need = must and lang == languages[0]
                yield Column(
                    ".".join((*path, lang)), path, child, titles, lang, same=bool(child.get("x-same")), required=need
                )
        elif child.get("x-language-keys"):
            (words,) = (one["items"] for one in child["patternProperties"].values())
            for lang in languages:
                yield Column(".".join((*path, lang)), (*path, lang), words, titles, lang, many=True)
        elif isinstance(items, dict) and items.get("x-text"):
            for lang in languages:
                yield Column(".".join((*path, lang)), path, items, titles, lang, many=True, required=must)
        elif isinstance(items, dict):
            yield Column(".".join(path), path, items, titles, many=True, required=must)
        elif "object" in child.get("type", ()):
            if child["type"] != "object":  # a text, or a mapping: `source`
                yield Column(".".join(path), path, {"type": "string"}, titles, required=must)
            yield from _columns(child, path, titles, languages)
        elif "type" in child or "enum" in child:
            yield Column(".".join(path), path, child, titles, required=must)


def squeezed(text: str) -> str:
    """Return a name as it is compared: without accents, case, spaces and punctuation."""
    return "".join(char for char in fold(text) if char.isalnum())
