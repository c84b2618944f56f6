"""Entities as a careful person writes them in YAML: block style, fields in the order of the schema, long texts folded."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from timonel.schema import Kind
from timonel.source import resolve

WIDTH = 110
_FLOW = 100  # what stands between braces or brackets is harder to read
_PLAIN = re.compile(r"[^\W_][^\n\t#:]*(?:(?::(?! )|#)[^\n\t#:]+)*\Z")
_KEY = re.compile(r"[\w-]+:[\w-]+\Z|https?://[^\s,\[\]{}]+\Z")  # a colon that opens no value
_SPECIAL = frozenset(",[]{}")
# Words that readers of YAML 1.1 take for something else than text.
_WORDS = re.compile(r"(?:y|n|yes|no|on|off|true|false|null|[-+\d.][\d_.:eExX+-]*)\Z", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z")
_CONTROL = re.compile(r"[^\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029\x7f\x85]")


def render(kind: Kind, fields: Mapping[str, Any]) -> str:
    """Return the text of a new file that holds one entity; reading it gives ``fields``."""
    return "".join(f"{line}\n" for line in entries(fields, 0, kind.schema))


def home(kind: Kind, id_: str) -> str:
    """Return the path of a new entity's own file."""
    return f"data/{kind.folder}/{id_}.yaml"


def entries(fields: Mapping[str, Any], indent: int, shape: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of a mapping in block style.

    Args:
        fields: the mapping.
        indent: column of its keys.
        shape: its schema, for the order of the fields.
    """
    for name in ordered(fields, shape):
        yield from entry(name, fields[name], indent, inner(shape, name))


def entry(name: str, value: Any, indent: int, shape: Mapping[str, Any]) -> Iterator[str]:  # noqa: ANN401 - a YAML value
    """Yield the lines of one field."""
    key = scalar(name)
    first, rest = after(value, indent, indent + len(key) + 2, shape)
    yield f"{' ' * indent}{key}:{' ' if first else ''}{first}"
    yield from rest


def item(value: Any, indent: int, shape: Mapping[str, Any]) -> Iterator[str]:  # noqa: ANN401 - a YAML value
    """Yield the lines of one item of a list in block style; ``shape`` is the item's schema."""
    if isinstance(value, dict) and value and not _fits(value, indent + 2, shape):
        lines = entries(value, indent + 2, shape)
        yield f"{' ' * indent}- {next(lines).strip()}"
        yield from lines
        return
    first, rest = after(value, indent, indent + 2, shape)
    yield f"{' ' * indent}-{' ' if first else ''}{first}"
    yield from rest


def after(value: Any, indent: int, used: int, shape: Mapping[str, Any]) -> tuple[str, list[str]]:  # noqa: ANN401 - a YAML value
    """Return what follows a field's colon: the rest of its line, and the lines below.

    Args:
        value: the field's value.
        indent: column of the field's key.
        used: how much of the line is taken.
        shape: the value's schema.
    """
    if isinstance(value, dict) and value:
        if _fits(value, used, shape):
            return flow(value), []
        return "", [*entries(value, indent + 2, shape)]
    if isinstance(value, list) and value:
        line = flow(value)
        if used + len(line) <= _FLOW and not any(isinstance(one, dict | list) for one in value):
            return line, []
        return "", [line for one in value for line in item(one, indent + 2, shape.get("items", {}))]
    line = flow(value)
    if isinstance(value, str) and (used + len(line) > WIDTH or "\n" in value):
        return block(value, indent + 2) or (line, [])
    return scalar(value), []


def block(text: str, indent: int, header: str = "") -> tuple[str, list[str]] | None:
    """Return a text as a block scalar, folded or, where it has line breaks, literal; None where it cannot be one.

    Args:
        text: the text.
        indent: column of its lines.
        header: the header to keep (">-"); the fitting one without it.
    """
    lines = text.split("\n")
    if _CONTROL.search(text.replace("\n", "")) or any(line != line.strip() for line in lines) or not lines[0]:
        return None
    if len(lines) > 1 or header.startswith("|"):
        end = "" if text.endswith("\n") else "-"
        if text.endswith("\n\n"):
            return None
        found = lines[:-1] if not end else lines
        return f"|{end}", [f"{' ' * indent}{line}" if line else "" for line in found]
    if "  " in text or not text:
        return None
    wrapped = textwrap.wrap(text, max(WIDTH - indent, 40), break_long_words=False, break_on_hyphens=False)
    if " ".join(wrapped) != text:  # other kinds of space
        return None
    return ">-", [f"{' ' * indent}{line}" for line in wrapped]


def flow(value: Any) -> str:  # noqa: ANN401 - a YAML value
    """Return a value on one line, fit to stand between braces or brackets."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key, inside=True)}: {flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(flow, value))}]"
    return scalar(value, inside=True)


def scalar(value: Any, *, inside: bool = False) -> str:  # noqa: ANN401 - a YAML value
    """Return a scalar, without quotes where it needs none; ``inside`` braces or brackets it needs them more often."""
    if not isinstance(value, str):
        return json.dumps(value)
    plain = _PLAIN.match(value) and not (_WORDS.match(value) and not _DATE.match(value)) and resolve(value) == value
    plain = plain and value == value.strip() and not _CONTROL.search(value) and " #" not in value and value[-1] != ":"
    if plain and inside:
        plain = not _SPECIAL.intersection(value) and (":" not in value or bool(_KEY.match(value)))
    return value if plain else quoted(value)


def quoted(text: str) -> str:
    """Return a text in double quotes, with escapes for what cannot be seen."""
    return _CONTROL.sub(lambda m: f"\\U{ord(m[0]):08x}" if m[0] > "\uffff" else f"\\u{ord(m[0]):04x}", json.dumps(text, ensure_ascii=False))  # fmt: skip


def ordered(fields: Mapping[str, Any], shape: Mapping[str, Any]) -> list[str]:
    """Return the names of the fields in the order of the schema, unknown ones last; those of a text as they are."""
    order = [*shape.get("properties", {})] if not shape.get("x-text") else []
    return sorted(fields, key=lambda name: order.index(name) if name in order else len(order))


def inner(shape: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return the schema of a field."""
    found: Mapping[str, Any] = shape.get("properties", {}).get(name, {})
    return found


def _fits(value: Mapping[str, Any], used: int, shape: Mapping[str, Any]) -> bool:
    """Whether a text in several languages fits a line between braces; other mappings stand in lines of their own."""
    if not shape.get("x-text"):
        return False
    return used + len(flow(value)) <= _FLOW and not any("\n" in str(one) for one in value.values())
