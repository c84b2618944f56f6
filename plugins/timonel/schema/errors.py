"""The validator that explains: every error of a value, found as they are asked for; nothing is fetched, no pattern backtracks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from timonel.schema.validator import compiled, fits
from timonel.source import Value


def errors(schema: Mapping[str, Any], value: Value) -> Iterator[Any]:
    """Yield the errors of the explaining library, one after the other."""
    validator, registry = _explainer()
    return iter(validator(schema, registry=registry).iter_errors(value))


@cache
def _explainer() -> tuple[Any, Any]:
    """Return the validator that explains, and its registry: an empty one that looks nothing up."""
    from jsonschema import Draft202012Validator, validators  # noqa: PLC0415 - 40 ms, only for what is wrong
    from referencing import Registry  # noqa: PLC0415

    ours = {
        "uniqueItems": _unique,
        "pattern": _pattern,
        "format": _format,
        "propertyNames": _names,
        "patternProperties": _by_pattern,
        "additionalProperties": _additional,
        "unevaluatedProperties": _unevaluated,
    }
    return validators.extend(Draft202012Validator, ours), Registry()  # type: ignore[no-untyped-call]


def _error() -> Exception:
    from jsonschema import ValidationError  # noqa: PLC0415 - _explainer() has it

    return ValidationError("")


def _unique(_validator: object, wanted: bool, found: Value, _schema: object) -> Iterator[Exception]:  # noqa: FBT001 - the validator's interface
    """Yield an error for a list with equal items, in a time that grows with its length and not with its square."""
    if wanted and isinstance(found, list) and len({json.dumps(one, sort_keys=True) for one in found}) < len(found):
        yield _error()


# All that looks at patterns asks the compiled validator: the library would take Python's expressions, which backtrack.


def _pattern(_validator: object, wanted: str, found: Value, _schema: object) -> Iterator[Exception]:
    if isinstance(found, str) and not fits("pattern", wanted, found):
        yield _error()


def _format(_validator: object, wanted: str, found: Value, _schema: object) -> Iterator[Exception]:
    if isinstance(found, str) and not fits("format", wanted, found):
        yield _error()


def _names(validator: Any, wanted: Any, found: Value, _schema: object) -> Iterator[Exception]:  # noqa: ANN401 - the library's
    """Yield the errors of names at the names, and not at what holds them."""
    for name in found if isinstance(found, dict) else ():
        yield from validator.descend(name, wanted, path=name)


def _by_pattern(validator: Any, wanted: Mapping[str, Any], found: Value, _schema: object) -> Iterator[Exception]:  # noqa: ANN401 - the library's
    if not isinstance(found, dict):
        return
    for pattern, schema in wanted.items():
        for name in (name for name in found if fits("pattern", pattern, name)):
            yield from validator.descend(found[name], schema, path=name, schema_path=pattern)


def _additional(validator: Any, wanted: Any, found: Value, schema: Mapping[str, Any]) -> Iterator[Exception]:  # noqa: ANN401 - the library's
    if not isinstance(found, dict):
        return
    known, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    more = [name for name in found if name not in known and not any(fits("pattern", one, name) for one in patterns)]
    if wanted is False and more:
        yield _error()
    for name in more if isinstance(wanted, Mapping) else ():
        yield from validator.descend(found[name], wanted, path=name)


def _unevaluated(_validator: object, _wanted: object, found: Value, schema: Mapping[str, Any]) -> Iterator[Exception]:
    if isinstance(found, dict) and not compiled(schema).is_valid(found):
        yield _error()
