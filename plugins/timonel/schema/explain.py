"""What a value breaks of its schema, in words for the person who wrote it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from timonel.schema.errors import errors
from timonel.schema.forms import reformed
from timonel.schema.problem import Keys, Problem, Rest, hidden, shown, written
from timonel.schema.unknown import split, unknown
from timonel.source import Value
from timonel.text import Said, nearest, said

MAX_PROBLEMS = 100  # of one value: who has more starts with these
_DASHES = frozenset("–—−•·*")  # what other programs make of a hyphen that begins an item
_TYPES = {
    "string": "a text", "object": "fields with values", "array": "a list", "integer": "a whole number",
    "number": "a number", "boolean": "true or false", "null": "nothing",
}  # fmt: skip


def explain(  # noqa: C901 - one case per keyword
    schema: Mapping[str, Any], value: Value, rest: Rest = lambda _: ""
) -> Iterator[Problem]:
    """Yield what a value breaks, in words for the person who wrote it.

    Args:
        schema: a bundled schema.
        value: the value.
        rest: what its file says, for messages that quote it.
    """
    wrong = [*islice(errors(schema, value), MAX_PROBLEMS)]
    mistyped = {tuple(one.absolute_path) for one in wrong if one.validator == "type"}
    told = [one for one in wrong if one.validator != "enum" or tuple(one.absolute_path) not in mistyped]
    for error in sorted(told, key=lambda e: [str(key) for key in e.absolute_path]):
        keys: Keys = tuple(error.absolute_path)
        node, found, limit = error.schema, error.instance, error.validator_value
        match error.validator:
            case "additionalProperties":
                yield from unknown(keys, node, found, rest)
            case "required":
                for name in (name for name in limit if name not in found):
                    if name in error.message:
                        yield Problem(
                            keys,
                            said("`{field}` is missing", field=name),
                            _describe(node.get("properties", {}).get(name)),
                        )
            case "type":
                line = rest(keys)
                yield hidden(keys, found) or Problem(
                    keys, _wrong_type(node, limit, found, line), _mended(node, found, line)
                )
            case "enum":
                close = nearest(str(found), [str(one) for one in limit], 1)
                hint = said("did you mean `{word}`?", word=close[0]) if close else _describe(node)
                yield hidden(keys, found) or Problem(
                    keys,
                    said("`{value}` is none of: {allowed}", value=shown(found), allowed=", ".join(map(str, limit))),
                    hint,
                )
            case "format":
                hint = _describe(node) if limit != "date" else None
                yield hidden(keys, found) or Problem(keys, _form(limit, found), hint)
            case "pattern":
                hint = reformed(node, found) or _describe(node)
                yield hidden(keys, found) or Problem(
                    keys, said("`{value}` is not written as it must be", value=shown(found)), hint
                )
            case "minimum" | "maximum":
                bounds = f"{node.get('minimum', '…')}–{node.get('maximum', '…')}"
                yield Problem(keys, said("{value} lies outside {bounds}", value=shown(found), bounds=bounds))
            case "uniqueItems":
                yield Problem(keys, said("one value stands twice in the list"))
            case _:
                yield Problem(keys, _otherwise(str(error.validator)), _describe(node))


def unsaid(keys: Keys, text: object) -> Problem:
    """Return the problem of a text that must be there and says nothing."""
    words = next(filter(None, text.values()), "") if isinstance(text, dict) else text
    if not str(words or "").strip():
        return Problem(keys, said("must not be empty"))
    return Problem(keys, said("`{value}` says nothing yet, and this text must be there", value=shown(words)))


def _form(name: str, found: Value) -> Said:
    if name == "date":
        return said("`{value}` is no date: write it as 2026-11-20", value=shown(found))
    return said("`{value}` is not written in the form `{form}`", value=shown(found), form=name)


def _otherwise(keyword: str) -> Said:
    if keyword in ("minLength", "minItems", "minProperties"):
        return said("must not be empty")
    if keyword in ("maxLength", "maxItems", "maxProperties"):
        return said("is longer than it may be: shorten it")
    return said("breaks what its schema says under `{keyword}`", keyword=keyword)


def _wrong_type(node: Mapping[str, Any], wanted: str | list[str], found: Value, rest: str) -> Said:
    if node.get("x-text"):
        return said("must be a text, or one text per language")
    names = [wanted] if isinstance(wanted, str) else wanted
    expected = said(_TYPES.get(names[0], names[0]))
    return said("`{value}` must be {expected}", value=written(found, rest), expected=expected)


def _mended(node: Mapping[str, Any], found: Value, rest: str) -> Said | None:
    """Return how to write what is of the wrong type."""
    if found is None:
        return said(
            'nothing stands here, or a word that YAML reads as nothing: write a value, or the word in quotes, "null"'
        )
    wanted = str(node.get("type"))
    if "string" in wanted and isinstance(found, bool | int | float):
        return said(
            'YAML reads this as something else than text: put quotes around it, "{value}"', value=written(found, rest)
        )
    if "string" in wanted and isinstance(found, dict) and len(found) == 1 and not rest.startswith("{"):
        return split(*next(iter(found.items())))
    if "array" in wanted and isinstance(found, str) and found[:1] in _DASHES:
        return said("`{mark}` begins no item: write a hyphen, -, and a space", mark=found[0])
    return _describe(node)


def _describe(node: Mapping[str, Any] | None) -> Said | None:
    text = (node or {}).get("x-description")
    return said("{description}", description=text) if text else None
