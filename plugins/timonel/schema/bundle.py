"""Schema files made ready: common definitions inlined, Texts narrowed to the languages, references and texts listed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_FOR_PEOPLE = frozenset({"title", "description", "$id"})


def bundle(node: Any, definitions: Mapping[str, Any], languages: Sequence[str]) -> Any:  # noqa: ANN401 - JSON
    """Return a schema with its references to the common definitions inlined and its Texts narrowed to the languages."""
    if isinstance(node, list):
        return [bundle(item, definitions, languages) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        inlined = definitions[node["$ref"].rpartition("/")[2]]
        return bundle(
            {**inlined, **{key: value for key, value in node.items() if key != "$ref"}}, definitions, languages
        )
    fresh = {key: bundle(value, definitions, languages) for key, value in node.items()}
    if fresh.get("x-text") is True:
        fresh |= {"properties": {lang: {"type": "string"} for lang in languages}, "additionalProperties": False}
    return fresh


def compiled(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a bundled schema with the lists of its references and texts, as JSON."""
    links: dict[str, list[Any]] = {}
    texts: dict[str, list[Any]] = {}
    for name, field in schema["properties"].items():
        for path, node in _nodes(field, ()):
            if "x-ref" in node or "x-ref-item" in node:
                target = node.get("x-ref", [])
                kinds = [target] if isinstance(target, str) else target
                links.setdefault(name, []).append([path, kinds, node.get("x-ref-item"), node.get("x-impact")])
            if node.get("x-text") is True:
                texts.setdefault(name, []).append([path, bool(node.get("x-same")), bool(node.get("x-prose"))])
    return {"schema": schema, "links": links, "texts": texts}


def _nodes(node: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    yield path, node
    if node.get("x-text") is True:
        return
    for name, child in node.get("properties", {}).items():
        yield from _nodes(child, (*path, name))
    if isinstance(node.get("items"), dict):
        yield from _nodes(node["items"], (*path, "*"))


def bare(node: Any) -> Any:  # noqa: ANN401 - JSON
    """Return a schema without what is for people: compiling it is several times as fast."""
    if isinstance(node, list):
        return [bare(one) for one in node]
    if not isinstance(node, dict):
        return node
    kept: dict[str, Any] = {}
    for key, value in node.items():
        if key in ("properties", "patternProperties"):
            kept[key] = {name: bare(one) for name, one in value.items()}
        elif not key.startswith("x-") and key not in _FOR_PEOPLE:
            kept[key] = bare(value)
    return kept


def check_own(schema: Mapping[str, Any], kinds: Mapping[str, Any]) -> None:
    """Raise ValueError with what an organisation's own schema lacks to be a kind."""
    from jsonschema import Draft202012Validator, SchemaError  # noqa: PLC0415 - only bases with kinds of their own

    missing = [key for key in ("x-kind", "x-folder", "x-title", "properties") if key not in schema]
    if missing:
        raise ValueError(", ".join(missing))
    if schema["x-kind"] in kinds or any(schema["x-folder"] == entry["schema"]["x-folder"] for entry in kinds.values()):
        raise ValueError(f"{schema['x-kind']} ({schema['x-folder']})")
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        raise ValueError(error.message) from error
