"""JSON with comments, as editors keep their settings: members are added or replaced, and every other byte stays."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

_TOKEN = re.compile(
    r"""(?P<skip>\s+|//[^\n]*|/\*.*?\*/)|(?P<string>"(?:[^"\\\n]|\\.)*")|(?P<mark>[{}\[\],:])|(?P<word>[^\s{}\[\],:"/]+)""",
    re.DOTALL,
)


class Value(NamedTuple):
    """A JSON value, where it stands, and what is in it."""

    value: Any
    start: int
    end: int
    members: tuple[tuple[str | int, Value], ...] = ()


def read(text: str) -> Value:
    """Return the value of a text.

    Raises:
        ValueError: it is no JSON with comments.
    """
    tokens: list[tuple[str, int, int]] = []
    at = 1 if text.startswith("\ufeff") else 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise ValueError(text[at : at + 20])
        if match.lastgroup != "skip":
            tokens.append((match[0], *match.span()))
        at = match.end()
    value, rest = _value(tokens, 0)
    if rest != len(tokens):
        raise ValueError(tokens[rest][0])
    return value


def _value(tokens: list[tuple[str, int, int]], at: int) -> tuple[Value, int]:
    if at >= len(tokens):
        raise ValueError("…")
    mark, start, end = tokens[at]
    if mark not in ("{", "["):
        return Value(json.loads(mark), start, end), at + 1
    is_object, close = mark == "{", "}" if mark == "{" else "]"
    members: list[tuple[str | int, Value]] = []
    at += 1
    while at < len(tokens) and tokens[at][0] != close:
        key: str | int = len(members)
        if is_object:
            key = json.loads(tokens[at][0])
            if at + 1 >= len(tokens) or tokens[at + 1][0] != ":" or not isinstance(key, str):
                raise ValueError(tokens[at][0])
            at += 2
        value, at = _value(tokens, at)
        members.append((key, value))
        if at < len(tokens) and tokens[at][0] == ",":
            at += 1
        elif at < len(tokens) and tokens[at][0] != close:
            raise ValueError(tokens[at][0])
    if at >= len(tokens):
        raise ValueError("…")
    held = {key: one.value for key, one in members} if is_object else [one.value for _, one in members]
    return Value(held, start, tokens[at][2], tuple(members)), at + 1


def merged(text: str, wanted: Mapping[str, Any]) -> str:
    """Return the text of an object with members set: objects in it member by member, lists by what they lack.

    Raises:
        ValueError: it is no JSON with comments, or no object.
    """
    for key, value in wanted.items():
        there = _member(read(text), key)
        if isinstance(value, dict) and there is not None and isinstance(there.value, dict):
            for name, one in value.items():
                text = _set(text, _member(read(text), key), name, one, 4)
        elif isinstance(value, list) and there is not None and isinstance(there.value, list):
            for one in (one for one in value if one not in there.value):
                text = _inserted(text, there, _shown(one, 4), 4)
                there = _member(read(text), key) or there
        else:
            text = _set(text, read(text), key, value, 2)
    return text


def _member(holder: Value, key: str) -> Value | None:
    return next((one for name, one in holder.members if name == key), None)


def _set(text: str, holder: Value | None, key: str, value: Any, indent: int) -> str:  # noqa: ANN401 - JSON
    """Return the text with one member of an object added or replaced."""
    if holder is None or not isinstance(holder.value, dict):
        raise ValueError(text[:20])
    there = _member(holder, key)
    if there is None:
        return _inserted(text, holder, f"{json.dumps(key)}: {_shown(value, indent)}", indent)
    return text if there.value == value else text[: there.start] + _shown(value, indent) + text[there.end :]


def _inserted(text: str, holder: Value, member: str, indent: int) -> str:
    """Return the text with a member at the beginning of an object or list, on a line of its own."""
    head, rest = text[: holder.start + 1], text[holder.start + 1 :]
    line = f"\n{' ' * indent}{member}"
    if not holder.members and rest[:1] in "}]":
        return f"{head}{line}\n{' ' * (indent - 2)}{rest}"
    comma = "," if holder.members else ""
    broken = re.match(r"[ \t]*(?:\r?\n|//|/\*)", rest)
    return f"{head}{line}{comma}{rest}" if broken else f"{head}{line}{comma}\n{' ' * indent}{rest.lstrip()}"


def _shown(value: Any, indent: int) -> str:  # noqa: ANN401 - JSON
    """Return a value as people write it: an object with one member a line, all else on one."""
    if not isinstance(value, dict) or not value:
        return json.dumps(value, ensure_ascii=False)
    pad = f"\n{' ' * (indent + 2)}"
    lines = (f"{pad}{json.dumps(key)}: {_shown(one, indent + 2)}" for key, one in value.items())
    return f"{{{','.join(lines)}\n{' ' * indent}}}"
