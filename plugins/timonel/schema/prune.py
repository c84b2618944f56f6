"""What remains of a value when its schema refuses parts of it: the smallest part that may be absent goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from timonel.schema import Kind, Problem
from timonel.text import is_empty


def pruned(
    kind: Kind, value: dict[str, Any], problems: Iterable[Problem]
) -> tuple[dict[str, Any] | None, frozenset[str]]:
    """Return the fields without what the schema refused, and the refused top fields; None where nothing can be kept.

    A refused value goes with the smallest part around it that may be absent: a list item, or an optional field.
    """
    fields = _copy(value)
    refused: set[str] = set()
    for problem in problems:
        keys = list(problem.keys)
        refused.update(str(key) for key in (*keys[:1], problem.meant if len(keys) == 1 else "") if key)
        for other in problem.besides:
            _mark_removed(fields, [*other])
        node = kind.schema
        chain: list[tuple[str | int, bool]] = []
        for key in keys:
            optional = isinstance(key, int) or key not in node.get("required", ())
            chain.append((key, optional))
            node = node.get("items", {}) if isinstance(key, int) else node.get("properties", {}).get(key, {})
        while chain and not chain[-1][1]:
            chain.pop()
        if not chain:
            return None, frozenset(refused)
        _mark_removed(fields, [key for key, _ in chain])
    return _swept(fields), frozenset(refused)


def filled(value: Any, node: Mapping[str, Any], empty: Callable[[object], bool] = is_empty) -> Any:  # noqa: ANN401 - a YAML value
    """Return a value without the fields that say nothing: a draft's, which count as absent.

    List items stay, so that places hold, and so do keys that the schema does not know: they may be the end of a text.

    Args:
        value: the value.
        node: its schema.
        empty: whether a field says nothing.
    """
    if isinstance(value, dict):
        known = node.get("properties", {})
        return {
            key: filled(one, known.get(key, {}), empty)
            for key, one in value.items()
            if key == "id" or isinstance(one, list) or not empty(one) or _is_strange(key, node)
        }
    return [filled(one, node.get("items", {}), empty) for one in value] if isinstance(value, list) else value


def _is_strange(key: str, node: Mapping[str, Any]) -> bool:
    """Whether a mapping should not have a key at all, with or without a value."""
    known = node.get("properties", node.get("x-language-keys", ()))
    return node.get("additionalProperties") is False and key not in known and not key.startswith("x-")


_GONE = object()


def _copy(value: Any) -> Any:  # noqa: ANN401 - a YAML value
    if isinstance(value, dict):
        return {key: _copy(one) for key, one in value.items()}
    return [_copy(one) for one in value] if isinstance(value, list) else value


def _mark_removed(fields: Any, keys: list[str | int]) -> None:  # noqa: ANN401 - a YAML value
    for key in keys[:-1]:
        fields = fields[key]
        if fields is _GONE:
            return
    fields[keys[-1]] = _GONE


def _swept(value: Any) -> Any:  # noqa: ANN401 - a YAML value
    if isinstance(value, dict):
        return {key: _swept(one) for key, one in value.items() if one is not _GONE}
    return [_swept(one) for one in value if one is not _GONE] if isinstance(value, list) else value
