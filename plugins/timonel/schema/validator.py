"""The compiled validator: whether a value fits its schema, in a time that grows with its length, and with nothing fetched."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NoReturn

_FOR_PEOPLE = frozenset({"title", "description", "$id"})
# Keywords that hold a schema for each of several names: a name there is no keyword.
NAMED = frozenset({"properties", "patternProperties", "$defs", "dependentSchemas"})


def compiled(schema: Any) -> Any:  # noqa: ANN401 - JSON in, a validator of a library without types of its own out
    """Return the validator of a schema, or of one that is `bare` already, and text.

    Its patterns run in linear time, and a reference to anything outside it is an error: neither network nor files
    are reached, whatever the schema names.

    Raises:
        ValueError: the schema is none that JSON Schema 2020-12 knows; `jsonschema_rs.ValidationError` says where.
    """
    import jsonschema_rs  # noqa: PLC0415 - 15 ms, and only kinds in use are compiled

    # The class, and not `validator_for`: that one would look up whatever the schema names as its `$schema`.
    return jsonschema_rs.Draft202012Validator(
        schema if isinstance(schema, str) else bare(schema),
        validate_formats=True,
        pattern_options=jsonschema_rs.RegexOptions(),
        retriever=_nothing,
    )


def _nothing(uri: str) -> NoReturn:
    raise ValueError(uri)


def fits(keyword: str, wanted: str, text: str) -> bool:
    """Whether a text fits a `pattern` or `format`: the explaining validator asks the compiled one."""
    return bool(_of(keyword, wanted).is_valid(text))


@cache
def _of(keyword: str, wanted: str) -> Any:  # noqa: ANN401 - as in `compiled`
    return compiled({keyword: wanted})


def bare(node: Any) -> Any:  # noqa: ANN401 - JSON
    """Return a schema without what is for people: compiling it is several times as fast."""
    if isinstance(node, list):
        return [bare(one) for one in node]
    if not isinstance(node, dict):
        return node
    kept: dict[str, Any] = {}
    for key, value in node.items():
        if key in NAMED and isinstance(value, Mapping):
            kept[key] = {name: bare(one) for name, one in value.items()}
        elif not key.startswith("x-") and key not in _FOR_PEOPLE:
            kept[key] = bare(value)
    return kept
