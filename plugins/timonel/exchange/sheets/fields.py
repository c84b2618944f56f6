"""A cell's value put into an entity's fields: in the form that they have, or as a careful person would write it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from timonel.exchange.sheets.cells import CellError
from timonel.exchange.sheets.layout import Column
from timonel.schema.shorthand import short
from timonel.text import said

Yaml = Any  # a value as YAML gives it


def put(  # noqa: C901 - one case per thing in the way
    fields: dict[str, Yaml], column: Column, value: Yaml, languages: Sequence[str]
) -> None:
    """Put a value where a column has it, or with None take it away, and with it mappings that are empty then.

    Raises:
        CellError: something else stands where the value must go.
    """
    holders = [fields]
    for depth, key in enumerate(column.keys[:-1]):
        held = holders[-1].get(key)
        if held is None and value is None:
            return
        if held is not None and not isinstance(held, dict):
            if value is None:
                return
            raise CellError(
                said(
                    "this does not go together with a value in the column “{other}”",
                    other=column.about[depth].get("x-title", key),
                )
            )
        if held is None:
            held = holders[-1][key] = {}
        holders.append(held)
    holder, key = holders[-1], column.keys[-1]
    old = holder.get(key)
    if column.form == "text":
        new = _texts(old, column, value or [], languages) if column.many else _text(old, column, value, languages)
    elif isinstance(old, dict) and value is not None:
        raise CellError(
            said(
                "this does not go together with a value in the column “{other}”",
                other=column.about[-1].get("x-title", key),
            )
        )
    else:
        new = old if isinstance(old, dict) else _more(old, column, value)
    if new is not None:
        holder[key] = new
        return
    holder.pop(key, None)
    for depth in range(len(holders) - 1, 0, -1):
        if not holders[depth]:
            del holders[depth - 1][column.keys[depth - 1]]


def _more(old: Yaml, column: Column, value: Yaml) -> Yaml:
    """Return a list's words, those that the file says more of with all that it says."""
    if not (column.many and isinstance(old, list) and value):
        return value
    known = {short(column.node, one): one for one in old}
    return [known.get(one, one) for one in value]


def _text(old: Yaml, column: Column, value: str | None, languages: Sequence[str]) -> Yaml:
    """Return a text with what it says in one language changed; None where nothing is left of it."""
    lang, first = column.lang, languages[0]
    if not isinstance(old, dict):
        single = old is not None or column.same or len(languages) == 1
        if lang == first and single:
            return value
        if value is None:
            return old
        old = {} if old is None else {first: old}
    new = {one: text for one, text in old.items() if one != lang}
    if value is not None:
        new[lang] = value
    order = [*languages]
    return {
        one: new[one] for one in sorted(new, key=lambda one: order.index(one) if one in order else len(order))
    } or None


def _texts(old: Yaml, column: Column, values: Sequence[str], languages: Sequence[str]) -> Yaml:
    """Return a list of texts with what its items say in one language changed; items that say nothing go."""
    items = [*old] if isinstance(old, list) else []
    size = max(len(items), len(values))
    items += [None] * (size - len(items))
    said_now = [*values, *[""] * (size - len(values))]
    found = [_text(item, column, text or None, languages) for item, text in zip(items, said_now, strict=True)]
    return [one for one in found if one is not None] or None
