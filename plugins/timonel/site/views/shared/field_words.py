"""A change of a field in the reader's words: what it is called, from what to what."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from timonel.history.latest import Edit
from timonel.site.context import Context
from timonel.site.kit import Cell
from timonel.site.writer import Writer
from timonel.text import many, pick

_LONG = 60  # letters of a value that is told
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def told(w: Writer, edit: Edit) -> tuple[Edit, int, Cell] | None:
    """Return an edit of an entity that is there in words, and how far behind others it stands; None of others."""
    entity = w.ctx.base.find(edit.key)
    if entity is None or not w.ctx.shows(entity):
        return None
    if edit.how == "added":
        return edit, 2, w.link(entity)._replace(note=w.ctx.t("written anew"))
    words = [_field(w.ctx, entity.kind, *one) for one in edit.fields]
    if not words:
        return None
    rank, first = min(words, key=lambda row: row[0])
    more = w.ctx.t(many("and 1 field more", "and {n} fields more", len(words) - 1)) if len(words) > 1 else ""
    return edit, rank, w.link(entity)._replace(note=f"{first} {more}".strip())


def _field(ctx: Context, kind: str, keys: Sequence[str], before: object, after: object) -> tuple[int, str]:
    """Return what a field is called, from what it went to what; and 0 where that can be told, else 1."""
    name, schema = _schema(ctx, kind, keys)
    old, new = (_value(ctx, schema, one) for one in (before, after))
    if old and new:
        return 0, ctx.t("{field}: from {old} to {new}", field=name, old=old, new=new)
    if new and before is None:
        return 0, ctx.t("{field}: now {new}", field=name, new=new)
    if old and after is None:
        return 0, ctx.t("{field}: no longer {old}", field=name, old=old)
    return 1, ctx.t("{field}: reworded", field=name) if schema.get("x-text") else name


def _schema(ctx: Context, kind: str, keys: Sequence[str]) -> tuple[str, Mapping[str, Any]]:
    node: Mapping[str, Any] = ctx.schema.kinds[kind].schema
    words = []
    for key in keys:
        if "items" in node:
            node = node["items"]
        else:
            node = node.get("properties", {}).get(key, {})
            words.append(pick(node.get("x-title"), ctx.lang) or key)
    return " · ".join(words), node


def _value(ctx: Context, schema: Mapping[str, Any], value: object) -> str:
    """Return a short value in words; "" of others, and of who is not to be named."""
    if isinstance(value, bool | int | float):
        return ctx.word(schema, value)
    if not isinstance(value, str) or schema.get("x-text"):
        return ""
    target = schema.get("x-ref")
    if target:
        entity = ctx.base.find(value if ":" in value else f"{target}:{value}")
        return ctx.name(entity) if entity else "" if target == "person" else value
    words = ctx.date(value) or value if _DAY.fullmatch(value) else ctx.word(schema, value)
    return words if len(words) <= _LONG else ""
