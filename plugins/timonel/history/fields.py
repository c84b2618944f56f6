"""What differs between two values of one entity, field by field; list items are compared by what they are, not by place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from timonel.text import pick

Schema = Mapping[str, Any]


class Change(NamedTuple):
    """One field that differs.

    Attributes:
        keys: the way to it; items of lists by their name ("steps", "pago", "role").
        before: its value, None where it was absent.
        after: its value, None where it is gone.
        schema: what the model says of the field.
    """

    keys: tuple[str, ...]
    before: Any
    after: Any
    schema: Schema


def called(schema: Schema, keys: Sequence[str], lang: str) -> str:
    """Return what a field is called, as `Change.keys` leads to it; items of lists by what they are called themselves.

    Args:
        schema: of the entity's kind.
        keys: the way to the field.
        lang: the language.
    """
    words = []
    for key in keys:
        if "items" in schema:
            schema = schema["items"]
            words.append(key)
        else:
            schema = schema.get("properties", {}).get(key, {})
            words.append(pick(schema.get("x-title"), lang) or key)
    return " · ".join(words)


def changes(before: Mapping[str, Any], after: Mapping[str, Any], schema: Schema) -> list[Change]:
    """Return what differs between the fields of two entities of a kind."""
    return [*_mapping(before, after, schema, ())]


def _mapping(
    before: Mapping[str, Any], after: Mapping[str, Any], schema: Schema, keys: tuple[str, ...]
) -> Iterator[Change]:
    known = schema.get("properties", {})
    for name in dict.fromkeys([*before, *after]):
        yield from _value(before.get(name), after.get(name), known.get(name, {}), (*keys, str(name)))


def _value(before: Any, after: Any, schema: Schema, keys: tuple[str, ...]) -> Iterator[Change]:  # noqa: ANN401 - YAML values
    if before == after and type(before) is type(after):
        return
    if schema.get("x-text"):
        yield Change(keys, before, after, schema)
    elif isinstance(before, dict) and isinstance(after, dict):
        yield from _mapping(before, after, schema, keys)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _list(before, after, schema.get("items", {}), keys, schema)
    else:
        yield Change(keys, before, after, schema)


def _list(
    before: Sequence[Any], after: Sequence[Any], item: Schema, keys: tuple[str, ...], schema: Schema
) -> Iterator[Change]:
    old, new = _named(before, item), _named(after, item)
    renamed = _renamed(old, new, item)
    new = {renamed.get(name, name): one for name, one in new.items()}
    for name in dict.fromkeys([*old, *new]):
        yield from _value(old.get(name), new.get(name), item, (*keys, name))
    if old == new and [*old] != [*new]:  # the order alone: it matters in a process's steps
        yield Change(keys, before, after, schema)


def _renamed(old: Mapping[str, Any], new: Mapping[str, Any], item: Schema) -> dict[str, str]:
    """Return new name → old name of items that say the same in all that they must say: only what names them came or went."""
    required = [name for name in item.get("required", ()) if name != "id"]
    gone = {name: one for name, one in old.items() if name not in new and isinstance(one, dict)}
    found: dict[str, str] = {}
    for name, one in new.items():
        if required and name not in old and isinstance(one, dict):
            told = [one.get(field) for field in required]
            same = (key for key, other in gone.items() if [other.get(field) for field in required] == told)
            if key := next(same, None):
                found[name] = key
                del gone[key]
    return found


def _named(items: Sequence[Any], item: Schema) -> dict[str, Any]:
    """Return name → item; equal names are numbered."""
    found: dict[str, Any] = {}
    for one in items:
        name = base = _name(one, item)
        number = 1
        while name in found:
            number += 1
            name = f"{base} ({number})"
        found[name] = one
    return found


def _name(one: object, item: Schema) -> str:
    """Return what a list item is called: its id, its reference, or its first required field."""
    if isinstance(one, dict):
        references = (name for name, child in item.get("properties", {}).items() if "x-ref" in child)
        for field in ("id", *references, *item.get("required", ())):
            if isinstance(one.get(field), str | int):
                return str(one[field])
        return _first(one)[:40]
    return str(one)


def _first(value: object) -> str:
    """Return the first word or number in a value, whatever that is made of."""
    while isinstance(value, dict | list):
        value = next(iter(value.values() if isinstance(value, dict) else value), "")
    return str(value)


def one_sided(change: Change, languages: Sequence[str]) -> tuple[list[str], list[str]] | None:
    """Return the languages in which a text changed and those in which it stayed, None where all or none changed."""
    before, after = change.before, change.after
    if not change.schema.get("x-text") or not isinstance(before, dict) or not isinstance(after, dict):
        return None
    told = [lang for lang in languages if before.get(lang) != after.get(lang)]
    stayed = [lang for lang in languages if lang in after and before.get(lang) == after.get(lang)]
    return (told, stayed) if told and stayed else None
