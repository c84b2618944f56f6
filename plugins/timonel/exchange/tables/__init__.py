"""The model as tables of a relational database: one per kind, and one per list of each kind."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from timonel.model import Base
from timonel.schema import Kind
from timonel.schema.shorthand import short, shorthand
from timonel.text import plain

_TYPES = {"integer": "INTEGER", "boolean": "INTEGER", "number": "REAL"}
_PRIVATE = ("notes",)  # remarks for those who edit: a report's readers are others
Node = Mapping[str, Any]
Row = dict[str, Any]


@dataclass
class Table:
    """A table to be: its columns with their SQL types, what they refer to, and its rows.

    Attributes:
        keys: the columns that name a row.
        foreign: column → the kind whose id it holds.
    """

    name: str
    keys: tuple[str, ...]
    columns: dict[str, str] = field(default_factory=dict)
    foreign: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)


class Tables:
    """Lays out the tables of kinds and fills them; used once."""

    def __init__(self, base: Base) -> None:
        """Take the base that is laid out."""
        self.base = base
        self.found: dict[str, Table] = {}

    def add(self, kind: Kind) -> None:
        """Add a kind's tables with all of its entities."""
        table = self._table(name_of(kind.name), ("id",), {"id": "TEXT"})
        schema = {"properties": {name: node for name, node in kind.fields.items() if name not in _PRIVATE}}
        self._columns(table, schema, "")
        table.columns["own_fields"] = "TEXT"  # an organisation's x- fields, as JSON
        for entity in self.base.of(kind.name):
            own = {name: value for name, value in entity.fields.items() if name not in kind.fields}
            row: Row = {"id": entity.id, "own_fields": json.dumps(own, ensure_ascii=False) if own else None}
            table.rows.append(row)
            self._fill(table, row, schema, {**entity.fields, "id": entity.id}, "")

    def _table(self, name: str, keys: tuple[str, ...], columns: Mapping[str, str]) -> Table:
        table = self.found[name] = Table(name, keys, dict(columns))
        return table

    def _columns(self, table: Table, node: Node, prefix: str) -> None:
        for name, child in node.get("properties", {}).items():
            column = f"{prefix}{name}"
            if child.get("x-text"):
                table.columns |= dict.fromkeys(self._by_language(column), "TEXT")
            elif child.get("type") == "array":
                self._list(table, column, child.get("items", {}))
            elif child.get("x-language-keys"):
                self._list(table, column, {}, {"lang": "TEXT"})
            else:
                if child.get("type") != "object":
                    self._scalar(table, column, child)
                self._columns(table, child, f"{column}_")

    def _scalar(self, table: Table, column: str, node: Node) -> None:
        kind = node.get("type")
        table.columns[column] = _TYPES.get(kind, "TEXT") if isinstance(kind, str) else "TEXT"
        if isinstance(node.get("x-ref"), str) and node["x-ref"] in self.base.schema.kinds:
            table.foreign[column] = node["x-ref"]

    def _list(self, table: Table, column: str, items: Node, further: Mapping[str, str] = {}) -> None:
        above = {_above(table, key): table.columns[key] for key in table.keys}
        keys = {**above, **further, "place": "INTEGER"}
        child = self._table(_child(table, column), tuple(keys), keys)
        if len(table.keys) == 1:
            child.foreign[_above(table, "id")] = table.name
        if items.get("x-text"):
            child.columns |= dict.fromkeys(self._by_language("value"), "TEXT")
        elif "properties" in items:
            if word := shorthand(items):
                self._scalar(child, "value", items["properties"][word])
            self._columns(child, _beside(items, word), "")
        else:
            self._scalar(child, "value", items)

    def _by_language(self, column: str) -> list[str]:
        return [f"{column}_{lang.replace('-', '_')}" for lang in self.base.languages]

    def _fill(self, table: Table, row: Row, node: Node, value: Any, prefix: str) -> None:  # noqa: ANN401 - a YAML value
        keys = {_above(table, key): row[key] for key in table.keys}
        for name, child in node.get("properties", {}).items():
            if not isinstance(value, Mapping) or value.get(name) is None:
                continue
            one, column = value[name], f"{prefix}{name}"
            if child.get("x-text"):
                row |= self._texts(child, one, column)
            elif child.get("type") == "array":
                self._items(table, column, child.get("items", {}), one, keys)
            elif child.get("x-language-keys"):
                for lang, words in one.items():
                    self._items(table, column, {}, words, {**keys, "lang": lang})
            else:
                if not isinstance(one, Mapping):
                    row[column] = one
                self._fill(table, row, child, one, f"{column}_")

    def _items(self, table: Table, column: str, node: Node, items: list[Any], keys: Row) -> None:
        """Add the items of a list; ``keys`` names the row that they belong to."""
        child = self.found[_child(table, column)]
        for place, item in enumerate(items, 1):
            fresh: Row = {**keys, "place": place}
            child.rows.append(fresh)
            if node.get("x-text"):
                fresh |= self._texts(node, item, "value")
            elif "properties" in node:
                if word := shorthand(node):
                    fresh["value"] = short(node, item)
                self._fill(child, fresh, _beside(node, word), item, "")
            else:
                fresh["value"] = item

    def _texts(self, node: Node, text: Any, column: str) -> Row:  # noqa: ANN401 - a Text
        """Return a text by column: of prose without its marks; a string is of the first language, or holds for all."""
        languages = self.base.languages if node.get("x-same") else self.base.languages[:1]
        texts = dict.fromkeys(languages, text) if isinstance(text, str) else text
        return {
            name: plain(texts[lang]) if node.get("x-prose") else texts[lang]
            for name, lang in zip(self._by_language(column), self.base.languages, strict=True)
            if lang in texts
        }


def name_of(kind: str) -> str:
    """Return the name of a kind's table."""
    return kind.replace("-", "_")


def _above(table: Table, key: str) -> str:
    """Return what a key of a table is called in the tables of its lists."""
    return f"{table.name}_{key}" if key in ("id", "place", "lang") else key


def _beside(items: Node, word: str | None) -> Node:
    """Return the schema of items without the field that a bare word stands for."""
    return {"properties": {name: child for name, child in items["properties"].items() if name != word}}


def _child(table: Table, column: str) -> str:
    return f"{table.name}_{column}"
