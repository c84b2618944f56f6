"""Schema files made ready: common definitions inlined, Texts narrowed to the languages, references and texts listed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from timonel.schema.validator import NAMED, bare


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
    fresh: dict[str, Any] = {}
    for key, value in node.items():
        if key in NAMED and isinstance(value, Mapping):
            fresh[key] = {name: bundle(one, definitions, languages) for name, one in value.items()}
        else:  # what is for people names nothing
            fresh[key] = value if key.startswith("x-") else bundle(value, definitions, languages)
    if fresh.get("x-text") is True:
        fresh |= {"properties": {lang: {"type": "string"} for lang in languages}, "additionalProperties": False}
    if fresh.get("x-language-keys"):
        only = f"^(?:{'|'.join(map(re.escape, languages))})$"
        words = {only: fresh["additionalProperties"]}
        fresh |= {"x-language-keys": [*languages], "patternProperties": words, "additionalProperties": False}
    return fresh


def compiled(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a bundled schema with the lists of its references and texts, as JSON, and what of it is compiled, as text."""
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
    # An organisation's own may lie deeper than text is read.
    shape = None if schema.get("x-own") else json.dumps(bare(schema))
    return {"schema": schema, "links": links, "texts": texts, "shape": shape}


def _nodes(node: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    yield path, node
    if node.get("x-text") is True:
        return
    for name, child in node.get("properties", {}).items():
        yield from _nodes(child, (*path, name))
    if isinstance(node.get("items"), dict):
        yield from _nodes(node["items"], (*path, "*"))
