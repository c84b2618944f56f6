"""The examples on the cards: each is a small base, and a test of its rule."""

from __future__ import annotations

import json
import re
from collections import Counter
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
_WIDTH = 38  # letters of a line of code on a phone
_WORD = re.compile(r"[\w.-]+")
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
    """Return an example as people read it: one field a line, as files have them; other files as they are."""
    parts = []
    for name, entities in example.items():
        if name not in _OTHER:
            parts.append("\n".join([f"{name}:", *(f"  {line}" for line in _items(entities, 2))]))
    for path, text in example.get("files", {}).items():
        parts.append("\n".join([f"# {path}", text.rstrip("\n")]))
    for name in ("timonel", "as_of"):
        parts += _fields({name: example[name]}, 0) if name in example else []
    return "\n".join(parts) + "\n"


def nearest(bad: Sequence[Mapping[str, Any]], good: Sequence[Mapping[str, Any]]) -> tuple[int, list[int]]:
    """Return which of the failing examples explains most beside one that passes, and the order of those that pass.

    The pair that differs in the fewest words does; what a rule does not look at explains less.
    """
    if not bad or not good:
        return 0, [*range(len(good))]
    there = [Counter(_WORD.findall(shown(one))) for one in good]

    def far(counted: Counter[str], n: int) -> tuple[bool, int]:
        other = there[n]
        return good[n].get("population") == 0, sum(((counted - other) + (other - counted)).values())

    here = [Counter(_WORD.findall(shown(one))) for one in bad]
    first = min(range(len(bad)), key=lambda one: min(far(here[one], n) for n in range(len(good))))
    return first, sorted(range(len(good)), key=lambda n: far(here[first], n))


def _fields(fields: Mapping[str, Any], depth: int) -> list[str]:
    """Return a line a field; what is too long for a phone's line goes below its key."""
    lines = list[str]()
    for key, value in fields.items():
        line = f"{key}: {_flow(value)}"
        is_plain = not isinstance(value, dict) and not (
            isinstance(value, list) and any(isinstance(x, dict) for x in value)
        )
        if not value or not isinstance(value, dict | list) or (is_plain and len(line) + depth <= _WIDTH):
            lines.append(line)
        elif isinstance(value, dict):
            lines += [f"{key}:", *(f"  {one}" for one in _fields(value, depth + 2))]
        else:
            lines += [f"{key}:", *(f"  {one}" for one in _items(value, depth + 2))]
    return lines


def _items(items: Sequence[Any], depth: int) -> list[str]:
    lines = list[str]()
    for one in items:
        inside = _fields(one, depth + 2) if isinstance(one, dict) and one else [_flow(one)]
        lines += [f"- {inside[0]}", *(f"  {line}" for line in inside[1:])]
    return lines


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
