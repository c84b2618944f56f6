"""The examples on the cards: each is a small base, and a test of its rule."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from timonel import settings
from timonel.languages import DEFAULT
from timonel.load import File
from timonel.load.loader import load
from timonel.model import Base
from timonel.schema import Schema
from timonel.source import resolve

TODAY = "2026-11-20"
_OTHER = ("files", "timonel", "as_of", "at", "population", "related")
_ORGANIZATION = {
    "id": "ejemplo",
    "name": "Ejemplo",
    "mission": dict.fromkeys(DEFAULT, "Servir."),
    "vision": dict.fromkeys(DEFAULT, "Servir mejor."),
}


def files(example: Mapping[str, Any]) -> Iterator[File]:
    """Yield the files that an example stands for; its entities are one JSON (so YAML) file a folder."""
    if "organization" not in example:
        yield File("data/organization.yaml", json.dumps([_ORGANIZATION]).encode())
    for folder, entities in example.items():
        if folder not in _OTHER:
            yield File(f"data/{folder}.yaml", "\n".join(_lines(entities)).encode())
    for path, text in example.get("files", {}).items():
        yield File(path, text.encode())


def _lines(entities: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield a file of entities, a line each, as it is shown on the rule's page."""
    yield from (f"- {json.dumps(entity, ensure_ascii=False)}" for entity in entities)


def base_of(example: Mapping[str, Any], kinds: Schema, codes: frozenset[str]) -> Base:
    """Return the base that an example stands for."""
    return load(files(example), kinds, codes, settings_of(example).languages)


def settings_of(example: Mapping[str, Any]) -> settings.Settings:
    """Return the example's settings."""
    text = json.dumps({"model": 1, "name": "Ejemplo", "languages": DEFAULT, **example.get("timonel", {})})
    return settings.load(text.encode())[0]


def shown(example: Mapping[str, Any]) -> str:
    """Return an example as people read it: one entity a line, other files as they are."""
    parts = []
    for name, entities in example.items():
        if name not in _OTHER:
            parts.append("\n".join([f"{name}:", *(f"  {line}" for line in _flow_lines(entities))]))
    for path, text in example.get("files", {}).items():
        parts.append("\n".join([f"# {path}", text.rstrip("\n")]))
    parts += [f"{name}: {_flow(example[name])}" for name in ("timonel", "as_of") if name in example]
    return "\n".join(parts) + "\n"


def _flow_lines(entities: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield from (f"- {_flow(entity)}" for entity in entities)


def _flow(value: Any) -> str:  # noqa: ANN401 - a YAML value
    """Return a value in YAML's flow style, texts without quotes where they need none."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_flow(one)}' for key, one in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(_flow(one) for one in value)}]"
    if (
        isinstance(value, str)
        and re.fullmatch(r"[^\W\d_][\w .%()/-]*", value)
        and value == value.strip()
        and resolve(value) == value
    ):
        return value
    return json.dumps(value, ensure_ascii=False)
