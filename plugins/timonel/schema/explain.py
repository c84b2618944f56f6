"""What a value breaks of its schema, in words for the person who wrote it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from timonel.schema.errors import errors
from timonel.source import Value
from timonel.text import Said, nearest, said

Keys = tuple[str | int, ...]
MAX_PROBLEMS = 100  # of one value: who has more starts with these
_TYPES = {
    "string": "a text", "object": "fields with values", "array": "a list", "integer": "a whole number",
    "number": "a number", "boolean": "true or false", "null": "nothing",
}  # fmt: skip


class Problem(NamedTuple):
    """What a value breaks of its schema: where, what, how to fix it, and the field that was meant if another was."""

    keys: Keys
    detail: Said
    hint: Said | None = None
    meant: str = ""


def explain(schema: Mapping[str, Any], value: Value) -> Iterator[Problem]:  # noqa: C901 - one case per keyword
    """Yield what a value breaks, in words for the person who wrote it."""
    for error in sorted(
        islice(errors(schema, value), MAX_PROBLEMS), key=lambda e: [str(key) for key in e.absolute_path]
    ):
        keys: Keys = tuple(error.absolute_path)
        node, found, limit = error.schema, error.instance, error.validator_value
        match error.validator:
            case "additionalProperties":
                yield from _unknown(keys, node, found)
            case "required":
                for name in (name for name in limit if name not in found):
                    if name in error.message:
                        yield Problem(
                            keys, said("`{field}` is missing", field=name), _describe(node["properties"].get(name))
                        )
            case "type":
                yield Problem(keys, _wrong_type(node, limit, found), _quotes(node, found))
            case "enum":
                close = nearest(str(found), [str(one) for one in limit], 1)
                hint = said("did you mean `{word}`?", word=close[0]) if close else _describe(node)
                yield Problem(
                    keys,
                    said("`{value}` is none of: {allowed}", value=_short(found), allowed=", ".join(map(str, limit))),
                    hint,
                )
            case "format":
                yield Problem(keys, _form(limit, found), _describe(node) if limit != "date" else None)
            case "pattern":
                yield Problem(
                    keys, said("`{value}` is not written as it must be", value=_short(found)), _describe(node)
                )
            case "minimum" | "maximum":
                bounds = f"{node.get('minimum', '…')}–{node.get('maximum', '…')}"
                yield Problem(keys, said("{value} lies outside {bounds}", value=_short(found), bounds=bounds))
            case "uniqueItems":
                yield Problem(keys, said("one value stands twice in the list"))
            case _:
                yield Problem(keys, _otherwise(str(error.validator)), _describe(node))


def unsaid(keys: Keys, text: object) -> Problem:
    """Return the problem of a text that must be there and says nothing."""
    words = next(filter(None, text.values()), "") if isinstance(text, dict) else text
    if not str(words or "").strip():
        return Problem(keys, said("must not be empty"))
    return Problem(keys, said("`{value}` says nothing yet, and this text must be there", value=_short(words)))


def _form(name: str, found: Value) -> Said:
    if name == "date":
        return said("`{value}` is no date: write it as 2026-11-20", value=_short(found))
    return said("`{value}` is not written in the form `{form}`", value=_short(found), form=name)


def _otherwise(keyword: str) -> Said:
    if keyword in ("minLength", "minItems", "minProperties"):
        return said("must not be empty")
    return said("breaks what its schema says under `{keyword}`", keyword=keyword)


def _unknown(keys: Keys, node: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[Problem]:
    known = node.get("properties", {})
    for name in (name for name in found if name not in known and not name.startswith("x-")):
        if node.get("x-text"):
            languages = ", ".join(known)
            yield Problem(
                (*keys, name),
                said("`{field}` is no language of this base: {languages}", field=_short(name), languages=languages),
            )
            continue
        close = nearest(name, [one for one in known if one not in found], 1)
        hint = (
            said("did you mean `{word}`?", word=close[0])
            if close
            else said("known fields: {fields}", fields=", ".join(known))
        )
        yield Problem(
            (*keys, name), said("unknown field `{field}`", field=_short(name)), hint, close[0] if close else ""
        )


def _wrong_type(node: Mapping[str, Any], wanted: str | list[str], found: Value) -> Said:
    if node.get("x-text"):
        return said("must be a text, or one text per language")
    names = [wanted] if isinstance(wanted, str) else wanted
    return said("`{value}` must be {expected}", value=_short(found), expected=said(_TYPES.get(names[0], names[0])))


def _quotes(node: Mapping[str, Any], found: Value) -> Said | None:
    if found is None:
        return said(
            'nothing stands here, or a word that YAML reads as nothing: write a value, or the word in quotes, "null"'
        )
    if "string" in str(node.get("type")) and isinstance(found, bool | int | float):
        return said('YAML reads this as something else than text: put quotes around it, "{value}"', value=_short(found))
    return _describe(node)


def _describe(node: Mapping[str, Any] | None) -> Said | None:
    text = (node or {}).get("x-description")
    return said("{description}", description=text) if text else None


def _short(value: object) -> str:
    text = {None: "null", True: "true", False: "false"}.get(value) if isinstance(value, bool | None) else str(value)
    text = text or "null"
    return text if len(text) <= 60 else f"{text[:59]}…"  # noqa: PLR2004 - what fits a line
