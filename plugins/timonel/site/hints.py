"""Fields that a hint names by their keys, in the words that pages and forms use: a manager has never seen a key."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from timonel.site.context import Context
from timonel.site.escape import html
from timonel.text import listed, pick

_KEY = re.compile(r"[a-z-]+:[a-z0-9-]+")
_WORD = re.compile(r"[^\[\]\"', ]+")
_FIELD = re.compile(r"([a-z_]+(?:\.[a-z_]+)*)(?:: ([a-z-]+|…|\d{4}-\d{2}-\d{2}))?")
_GROUP = re.compile(r"([a-z_]+): \{([^{}]+)\}")
_FOLDER = re.compile(r"data/([a-z-]+)/.*")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def in_words(ctx: Context, kind: str, code: str) -> Markup:
    """Return ``quick_win: true`` as “Quick win”: yes, with what stands in the file as tooltip; other code as code.

    Args:
        ctx: the language.
        kind: the kind of what the hint speaks of, whose fields come first.
        code: what the hint has between backticks.
    """
    if (kind, code) not in ctx.hinted:
        ctx.hinted[kind, code] = _in_words(ctx, kind, code)
    return ctx.hinted[kind, code]


def named(ctx: Context, kind: str, code: str) -> Markup | None:
    """Return code that names entries by their names, with its field, if it says one; None for all other code.

    It is of the page that asks: what an entry is called may change. The arguments are those of `in_words`.
    """
    if code.startswith("{"):  # a measurement, say: what it is of comes first
        of = [one for key in _KEY.findall(code) if (one := ctx.base.find(key)) is not None]
        return _quoted(ctx, code, ctx.name(of[0])) if of else None
    field, _, value = code.rpartition(": ")
    schema = _field(ctx, kind, field.split(".")) if field else {}
    if schema is None:
        return None
    target = schema.get("items", schema).get("x-ref")
    keys = [one if ":" in one or not isinstance(target, str) else f"{target}:{one}" for one in _WORD.findall(value)]
    there = [one for key in keys if ":" in key and (one := ctx.base.find(key)) is not None]
    if not there or len(there) < len(keys):
        return None
    names = Markup(", ").join(_quoted(ctx, code, ctx.name(one)) for one in there)
    return _quoted(ctx, code, pick(schema["x-title"], ctx.lang)) + ": " + names if schema else names


def _in_words(ctx: Context, kind: str, code: str) -> Markup:
    word = _word(ctx, kind, code)
    if word:
        return _quoted(ctx, code, word)
    if (folder := _FOLDER.fullmatch(code)) and (there := _kept_in(ctx, folder[1])):
        return _quoted(ctx, code, there)
    if (group := _GROUP.fullmatch(code)) and (told := _several(ctx, kind, group[1], group[2])):
        return _quoted(ctx, code, told)
    match = _FIELD.fullmatch(code)
    field = _field(ctx, kind, match[1].split(".")) if match else None
    if match and field:
        value = _value(ctx, field, match[2])
        if value is not None:
            return _quoted(ctx, code, pick(field["x-title"], ctx.lang)) + html(value)
    return Markup(f"<code>{html(code)}</code>")  # noqa: S704 - escaped


def _quoted(ctx: Context, code: str, words: str) -> Markup:
    tip = html(ctx.t("In the file: {code}", code=code))
    return Markup(f'<q class="kb-named" title="{tip}">{html(words)}</q>')  # noqa: S704 - escaped


def _word(ctx: Context, kind: str, code: str) -> str | None:
    """Return what people call a value that only enumerated fields of the kind know."""
    fields = ctx.schema.kinds[kind].fields if kind in ctx.schema.kinds else {}
    found = [label for one in fields.values() if (label := one.get("x-labels", {}).get(code))]
    return pick(found[0], ctx.lang) if found and code not in fields else None


def _value(ctx: Context, field: Mapping[str, Any], value: str | None) -> str | None:
    """Return ": value" as people say it, None where nobody knows a word for it."""
    if value is None:
        return ""
    if value == "…":  # what it is, the reader knows
        return ""
    if _DAY.fullmatch(value):
        return f": {ctx.date(value)}"
    if value in ("true", "false"):
        return f": {ctx.t('yes' if value == 'true' else 'no')}"
    return f": {ctx.word(field, value)}" if value in field.get("x-labels", {}) else None


def _several(ctx: Context, kind: str, group: str, inside: str) -> str | None:
    """Return the fields of a group, each with its value, as people say them; None where one of them has no word."""
    told = []
    for part in inside.split(", "):
        match = _FIELD.fullmatch(part)
        field = _field(ctx, kind, [group, *match[1].split(".")]) if match else None
        value = _value(ctx, field, match[2]) if match and field else None
        if field is None or value is None:
            return None
        told.append(pick(field["x-title"], ctx.lang) + value)
    return listed(told, ctx.lang)


def _kept_in(ctx: Context, folder: str) -> str | None:
    """Return what a folder has, as people call it."""
    found = ctx.schema.folders.get(folder)
    return pick(found.plural, ctx.lang) if found else None


def _field(ctx: Context, kind: str, keys: list[str]) -> Mapping[str, Any] | None:
    """Return a field of the kind; of others as most that have it call it."""
    kinds = ctx.schema.kinds
    own = _at(kinds[kind].schema, keys) if kind in kinds else None
    if own:
        return own
    found = [field for one in kinds.values() if (field := _at(one.schema, keys))]
    names = Counter(pick(one["x-title"], ctx.lang) for one in found)
    return max(found, key=lambda one: names[pick(one["x-title"], ctx.lang)], default=None)


def _at(node: Mapping[str, Any], keys: list[str]) -> Mapping[str, Any] | None:
    for key in keys:
        node = node.get("items", node).get("properties", {}).get(key, {})
    return node if node.get("x-title") else None
