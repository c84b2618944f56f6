"""What an own rule's expression sees of an entity: plain values, references followed one level, defaults filled in."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from typing import Any

from timonel.model import Base, Entity
from timonel.text import pick

_LARGEST = 2**63
_WHOLE = re.compile(r"\bentity\b(?!\s*\.)")  # the entity itself, not one of its fields
_WORD = re.compile(r"\w+")


def of_entity(base: Base, entity: Entity, lang: str, wanted: Container[str] | None = None) -> dict[str, Any]:
    """Return an entity's fields, each reference in them replaced by the fields of what it names.

    Texts are those of ``lang``. A reference that leads nowhere keeps its id and has no other field.

    Args:
        base: where the entity and what it refers to are.
        entity: whose fields.
        lang: of texts.
        wanted: the only fields to return beside id and kind; None for all.
    """
    return _fields(base, entity, lang, wanted, follow=True)


def asked(expression: str) -> frozenset[str] | None:
    """Return the words among which are all fields that an expression asks an entity for; None where it may ask for any."""
    return None if _WHOLE.search(expression) else frozenset(_WORD.findall(expression))


def _fields(
    base: Base, entity: Entity, lang: str, wanted: Container[str] | None = None, *, follow: bool
) -> dict[str, Any]:
    found: dict[str, Any] = {"id": entity.id, "kind": entity.kind}
    for name, schema in base.schema.kinds[entity.kind].fields.items():
        if wanted is not None and name not in wanted:
            continue
        value = entity.fields.get(name, schema.get("x-default"))
        if value is not None:
            found[name] = _value(base, value, schema, lang, follow=follow)
    return found


def _value(base: Base, value: Any, schema: Mapping[str, Any], lang: str, *, follow: bool) -> Any:  # noqa: ANN401 - a YAML value
    if schema.get("x-text"):
        return pick(value, lang)
    if isinstance(value, list):
        return [_value(base, one, schema.get("items", {}), lang, follow=follow) for one in value]
    if isinstance(value, dict):
        inner = schema.get("properties", {})
        return {key: _value(base, one, inner.get(key, {}), lang, follow=follow) for key, one in value.items()}
    if follow and isinstance(value, str) and "x-ref" in schema:
        return _followed(base, value, schema["x-ref"], lang)
    if isinstance(value, int) and not isinstance(value, bool) and not -_LARGEST <= value < _LARGEST:
        return float(value)  # the language knows integers of 64 bits
    return value


def _followed(base: Base, value: str, target: str | Sequence[str], lang: str) -> Any:  # noqa: ANN401 - as above
    kinds = [target] if isinstance(target, str) else target
    if kinds == ["rule"]:
        return value
    key = f"{kinds[0]}:{value}" if len(kinds) == 1 and kinds[0] != "*" else value
    other = base.find(key)
    if other is None:
        kind, _, id_ = key.partition(":")
        return {"id": id_, "kind": kind}
    return _fields(base, other, lang, follow=False)
