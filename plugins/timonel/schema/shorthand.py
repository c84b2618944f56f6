"""Items that are written as a word, or as a mapping where there is more to say: the steps that follow a step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def shorthand(items: Mapping[str, Any]) -> str | None:
    """Return the field that a bare word stands for, or None where items have one form only.

    Args:
        items: the schema of a list's items.
    """
    kind = items.get("type")
    return str(items["required"][0]) if isinstance(kind, list) and "string" in kind and items.get("required") else None


def short(items: Mapping[str, Any], value: object) -> object:
    """Return an item in its short form; what the mapping says beside it is left out."""
    field = shorthand(items)
    return value.get(field) if field and isinstance(value, Mapping) else value
