"""What stands at a place in a file of a base: a field's name, a value, and what it names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from lsprotocol.types import Position, Range

from timonel.load import SETTINGS, is_own_rule
from timonel.load.files import folder_of
from timonel.lsp.buffer import Buffer
from timonel.lsp.edited import Edited
from timonel.lsp.outline import ITEM, where
from timonel.model import Entity, whose
from timonel.schema import Kind, contract
from timonel.schema.shorthand import shorthand

_BEFORE = re.compile(r"""[^\s\[\]{},"'()]*\Z""")
_BEHIND = re.compile(r"""[^\s\[\]{},"'()]*""")
_ID = re.compile(r"""^(?:- +)?(?:  )?id: *["']?([a-z0-9-]+)""", re.MULTILINE)
_NAMED = re.compile(r"[a-z][a-z-]*:[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_CODE = re.compile(r"[A-Z]{3}[0-9]{3}\Z")


class Cursor(NamedTuple):
    """What stands at a place.

    Attributes:
        buffer: the file's text.
        start: place of the first character of the word there.
        offset: the place.
        end: place behind the word.
        kind: the kind of the file's entities, None in other files.
        holder: the schema of the mapping whose field is named there, {} where none can be.
        node: the schema of the value that stands there, {} where none does, or nothing is said of it.
        keys: the way to it in the entity.
        is_value: whether only a value can stand there.
        others: the fields that the mapping has already.
        entity: the entity around it, as it was last read.
    """

    buffer: Buffer
    start: int
    offset: int
    end: int
    kind: Kind | None
    holder: Mapping[str, Any]
    node: Mapping[str, Any]
    keys: tuple[str, ...]
    is_value: bool
    others: frozenset[str]
    entity: Entity | None

    @property
    def word(self) -> str:
        """The word at the place."""
        return self.buffer.text[self.start : self.end]

    @property
    def begun(self) -> str:
        """The word as far as the place."""
        return self.buffer.text[self.start : self.offset]

    @property
    def range(self) -> Range:
        """Where the word stands."""
        return self.buffer.range(self.start, self.end)

    @property
    def is_name(self) -> bool:
        """Whether the word is the name of a field."""
        return bool(re.match(r"""["']?\s*:(?:\s|$)""", self.buffer.text[self.end : self.end + 20])) or (
            self.word.endswith(":") and not self.is_value
        )


def cursor(base: Edited, path: str, buffer: Buffer, position: Position) -> Cursor:
    """Return what stands at a place.

    Args:
        base: the base.
        path: the file.
        buffer: its text.
        position: the place.
    """
    offset = buffer.offset(position)
    begins = buffer.offset(Position(position.line, 0))
    before = _BEFORE.search(buffer.text, begins, offset)
    behind = _BEHIND.match(buffer.text, offset)
    start, end = before.start() if before else offset, behind.end() if behind else offset
    while end > offset and buffer.text[end - 1] == ":":
        end -= 1
    kind, schema = _schema(base, path)
    if not schema:
        return Cursor(buffer, start, offset, end, None, {}, {}, (), True, frozenset(), None)  # noqa: FBT003 - a page
    at = where(buffer, position.line, offset - begins)
    keys = at.keys[1:] if at.keys[:1] == (ITEM,) and (kind or is_own_rule(path)) else at.keys
    node = _node(schema, keys)
    holder = node if not at.is_value and "properties" in node else {}
    entity = _around(base, path, kind, buffer, position.line) if kind else None
    return Cursor(buffer, start, offset, end, kind, holder, node, keys, at.is_value, at.others, entity)


def named(base: Edited, at: Cursor) -> str | None:
    """Return the key of what the word at a place names, or is: ``kind:id`` of an entity that there is, or a rule's code."""
    word = at.word.rstrip(":") if at.is_name else at.word
    if at.kind and at.keys == ("id",):
        return f"{at.kind.name}:{word}" if base.find(f"{at.kind.name}:{word}") else None
    kinds = referred(at.node)
    if kinds and kinds not in {("*",), ("rule",)}:
        key = ":".join(whose(word, kinds))
        if base.find(key):
            return key
    if _CODE.match(word) and base.result and word in base.result.rules:
        return word
    return word if _NAMED.match(word) and base.find(word) else None


def referred(node: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the kinds that a value may name, by the schema of it; none where it names nothing."""
    target = node.get("x-ref", ())
    return (target,) if isinstance(target, str) else tuple(target)


def _schema(base: Edited, path: str) -> tuple[Kind | None, Mapping[str, Any]]:
    """Return the kind of a file's entities, and the schema of what stands in it."""
    result = base.result
    if result is None:
        return None, {}
    if path == SETTINGS or is_own_rule(path):
        return None, contract("settings" if path == SETTINGS else "own-rule", result.base.languages).schema
    kind = result.base.schema.folders.get(folder_of(path)) if path.startswith("data/") else None
    return kind, kind.schema if kind else {}


def _node(schema: Mapping[str, Any], keys: Sequence[str]) -> Mapping[str, Any]:
    """Return the schema of what keys lead to; of an item that may be a bare word, with what that names."""
    node: Any = schema
    for key in keys:
        node = node.get("items", {}) if key == ITEM else node.get("properties", {}).get(key, {})
    field = shorthand(node) if isinstance(node, dict) else None
    return {**node["properties"][field], **node} if field else node or {}


def _around(base: Edited, path: str, kind: Kind, buffer: Buffer, line: int) -> Entity | None:
    """Return the entity around a line: by the id that stands there, else by where it was."""
    first, last = line, line + 1
    is_list = any(buffer.line(number).startswith("- ") for number in range(buffer.lines))
    while is_list and first > 0 and not buffer.line(first).startswith("- "):
        first -= 1
    while is_list and last < buffer.lines and not buffer.line(last).startswith("- "):
        last += 1
    lines = range(first, last) if is_list else range(buffer.lines)
    found = _ID.search("\n".join(map(buffer.line, lines)))
    entity = base.find(f"{kind.name}:{found[1]}") if found else None
    there = base.inside(path)
    before = [one for one in there if one.line()[0] <= line + 1]
    return entity or next(iter((before or [*there])[-1:]), None)
