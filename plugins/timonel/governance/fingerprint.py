"""What a finding is known by: never its line, its words or its file, so that a baseline survives edits."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from timonel.governance.finding import Spot
from timonel.schema import Schema


def identity(schema: Schema, code: str, spot: Spot, distinct: str) -> str:
    """Return what makes a finding the same one tomorrow: rule, subject, stable key path, distinguishing value."""
    return "\0".join((code, spot.subject, *_stable(schema, spot), distinct))


def digest(identity_: str, number: int) -> str:
    """Return the fingerprint of the ``number``-th finding with an identity, as 64 hexadecimal digits."""
    text = f"{identity_}\0{number}" if number > 1 else identity_
    return sha256(text.encode("utf-8", "backslashreplace")).hexdigest()  # a file's name may be no Unicode


def _stable(schema: Schema, spot: Spot) -> list[str]:
    """Return the key path with list positions replaced by what the items are, so that reordering changes nothing."""
    if spot.entity is None:
        return [str(key) for key in spot.keys]
    if not spot.keys:
        return []
    value: Any = spot.entity.raw
    node: Any = schema.kinds[spot.entity.kind].schema
    parts = []
    for key in spot.keys:
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            value = None
        node = node.get("items", {}) if isinstance(key, int) else node.get("properties", {}).get(key, {})
        parts.append(_item_name(value, node, key) if isinstance(key, int) else key)
    return parts


def _item_name(value: object, node: Mapping[str, Any], position: int) -> str:
    """Return what a list item is called in a fingerprint: its id, its reference, or its first required field."""
    if isinstance(value, dict):
        fields = (
            "id",
            *(name for name, child in node.get("properties", {}).items() if "x-ref" in child),
            *node.get("required", ()),
        )
        return next((str(value[field]) for field in fields if field in value), str(position))
    return str(position) if value is None or isinstance(value, list) else str(value)
