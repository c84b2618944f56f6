"""An entity as the text of its file: the way a careful person writes YAML, and never with another meaning."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from timonel.schema import Kind
from timonel.source import resolve

WIDTH = 96
_SPACES = "\u00a0\u202f"  # no-break spaces: they do not count as printable, but belong into texts
_PLAIN = re.compile(r"[^\W_][^\n]*\Z|[¿¡«“/(][^\n]*\Z")
_UNSAFE = re.compile(r": |:\Z| #|\A[0-9]+(?::[0-9]+)+\Z")
_UNSAFE_IN_FLOW = re.compile(r"[,\[\]{}?]|:(?!\w)")
# What readers of YAML 1.1 take for booleans; nobody should have to know which reader comes.
_OLD_WORDS = frozenset({"y", "n", "yes", "no", "on", "off"})


def render(kind: Kind, fields: Mapping[str, Any]) -> str:
    """Return the text of a file that holds one entity: fields in the schema's order, long texts folded.

    Args:
        kind: its kind.
        fields: the fields as YAML would give them: strings, numbers, booleans, lists and mappings.
    """
    return "".join(f"{line}\n" for line in _mapping(fields, kind.schema, 0))


def render_item(kind: Kind, fields: Mapping[str, Any], indent: int = 0) -> str:
    """Return the text of one entity as an item of a block list, its dash ``indent`` spaces from the margin."""
    return "".join(f"{line}\n" for line in _item(fields, kind.schema, indent))


def scalar(value: object, *, flow: bool = False) -> str:
    """Return a scalar on one line: plain where it reads back as itself, else in double quotes."""
    if not isinstance(value, str):
        return json.dumps(value)
    if _is_plain(value) and not (flow and _UNSAFE_IN_FLOW.search(value)):
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return "".join(char if char.isprintable() else _escape(char) for char in quoted)


def _escape(char: str) -> str:
    # Not JSON's pairs of surrogates, which YAML refuses.
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"  # noqa: PLR2004 - four digits


def _is_plain(value: str) -> bool:
    return (
        bool(_PLAIN.match(value))
        and not _UNSAFE.search(value)
        and value == value.strip()
        and _is_printable(value)
        and value.lower() not in _OLD_WORDS
        and resolve(value) == value
    )


def _is_printable(value: str) -> bool:
    return value.isprintable() or all(char.isprintable() or char in _SPACES for char in value)


def _mapping(fields: Mapping[str, Any], node: Mapping[str, Any], indent: int) -> Iterator[str]:
    known = node.get("properties", {})
    for name in [*(name for name in known if name in fields), *(name for name in fields if name not in known)]:
        yield from _field(f"{' ' * indent}{scalar(name)}:", fields[name], known.get(name, {}), indent)


def _field(head: str, value: Any, node: Mapping[str, Any], indent: int) -> Iterator[str]:  # noqa: ANN401 - a YAML value
    """Yield what stands after the name of a field, or after the dash of an item."""
    if isinstance(value, Mapping):
        short = _short(head, value) if node.get("x-text") or not value else None
        if short:
            yield short
        else:
            yield head
            yield from _mapping(value, node, indent + 2)
    elif isinstance(value, list | tuple):
        short = _listed(head, value)
        if short:
            yield short
        else:
            yield head
            for item in value:
                yield from _item(item, node.get("items", {}), indent + 2)
    else:
        yield from _scalar(head, value, indent)


def _item(value: Any, node: Mapping[str, Any], indent: int) -> Iterator[str]:  # noqa: ANN401 - a YAML value
    dash = f"{' ' * indent}-"
    if isinstance(value, Mapping) and value:
        short = _short(dash, value) if node.get("x-text") else None
        first, *rest = [short] if short else _mapping(value, node, indent + 2)
        yield first if short else f"{dash} {first[indent + 2 :]}"
        yield from rest
    elif isinstance(value, list | tuple) and value:
        yield dash
        for one in value:
            yield from _item(one, node.get("items", {}), indent + 2)
    else:
        yield from _field(dash, value, node, indent)


def _short(head: str, texts: Mapping[str, Any]) -> str | None:
    """Return short texts by language on one line, None where they do not fit."""
    if any("\n" in str(text) for text in texts.values()):
        return None
    inside = ", ".join(f"{scalar(key, flow=True)}: {scalar(text, flow=True)}" for key, text in texts.items())
    line = f"{head} {{{inside}}}"
    return line if len(line) <= WIDTH else None


def _listed(head: str, items: Sequence[Any]) -> str | None:
    """Return a list of short words, such as ids, on one line, None where it does not fit or holds texts."""
    if any(isinstance(item, Mapping | list | tuple) or (isinstance(item, str) and " " in item) for item in items):
        return None
    line = f"{head} [{', '.join(scalar(item, flow=True) for item in items)}]"
    return line if len(line) <= WIDTH or not items else None


def _scalar(head: str, value: object, indent: int) -> Iterator[str]:
    line = f"{head} {scalar(value)}"
    folded = _folded(value, indent + 2) if isinstance(value, str) and _folds(value, line) else []
    if folded:
        yield f"{head} >-"
        yield from folded
    else:
        yield line


def _folds(value: str, line: str) -> bool:
    return ("\n" in value or (len(line) > WIDTH and " " in value)) and value == value.strip()


def _folded(value: str, indent: int) -> list[str]:
    """Return the lines of a folded text, none where folding would change it."""
    lines: list[str] = []
    for paragraph in value.split("\n"):
        if not _is_printable(paragraph) or paragraph != paragraph.strip():
            return []
        # A line break reads as the one space that it replaces, and as a break where an empty line follows.
        lines += ([""] if lines else []) + (_wrapped(paragraph, WIDTH - indent) if paragraph else [])
    return [f"{' ' * indent}{line}" if line else "" for line in lines]


def _wrapped(paragraph: str, width: int) -> list[str]:
    lines = [""]
    for word in re.split(r"(?<=\S) (?=\S)", paragraph):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}" if lines[-1] else word
    return lines
