"""One entity for a terminal: its fields, what it names, what names it, and its gaps."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import indent
from typing import Any

from timonel.governance import Result
from timonel.model import Entity
from timonel.text import BRIEF, pick, say, show, visible


def render(result: Result, entity: Entity, lang: str) -> str:
    """Return what the base knows of an entity, as text."""
    return (
        "\n".join(indent(visible(line).rstrip(), "    ").removeprefix("    ") for line in _lines(result, entity, lang))
        + "\n"
    )


def _lines(result: Result, entity: Entity, lang: str) -> Iterator[str]:
    schema, base = result.base.schema, result.base
    kind = schema.kinds[entity.kind]
    yield f"{show(entity, lang, BRIEF)} · {pick(kind.title, lang)} · {entity.key}"
    yield f"{entity.file}:{entity.line()[0]}"
    yield ""
    for name, value in entity.fields.items():
        if name not in ("id", "name"):
            label = pick(kind.fields.get(name, {}).get("x-title"), lang) or name
            yield from _field(label, value, kind.fields.get(name, {}), lang, "")
    incoming = base.backlinks.get(entity.key, ())
    if incoming:
        yield ""
        yield f"{say('Named by', lang)}:"
        for reference in incoming:
            field = pick(schema.kinds[reference.source.kind].fields[str(reference.path[0])].get("x-title"), lang)
            yield f"  {show(reference.source, lang, BRIEF)} ({reference.source.key}) · {field}"
    findings = result.by_subject.get(entity.key, ())
    if findings:
        yield ""
        yield f"{say('Gaps', lang)}:"
        for one in findings:
            yield f"  {one.code} {one.brief(lang)}"
            yield f"    {one.advice(lang, result.facts)}"


def _field(label: str, value: Any, schema: Any, lang: str, indent: str) -> Iterator[str]:  # noqa: ANN401 - YAML, JSON
    if schema.get("x-text") or not isinstance(value, dict | list):
        yield f"{indent}{label}: {_word(value, schema, lang)}"
    elif isinstance(value, dict):
        yield f"{indent}{label}:"
        for name, one in value.items():
            inner = schema.get("properties", {}).get(name, {})
            yield from _field(pick(inner.get("x-title"), lang) or name, one, inner, lang, f"{indent}  ")
    else:
        inner = schema.get("items", {})
        yield f"{indent}{label}:"
        for one in value:
            if isinstance(one, dict) and not inner.get("x-text"):
                yield from _item(one, inner, lang, f"{indent}  ")
            else:
                yield f"{indent}  - {_word(one, inner, lang)}"


def _item(value: dict[str, Any], schema: Any, lang: str, indent: str) -> Iterator[str]:  # noqa: ANN401 - JSON
    """Yield one mapping of a list, a dash before its first field."""
    mark = "- "
    for name, one in value.items():
        inner = schema.get("properties", {}).get(name, {})
        lines = [*_field(pick(inner.get("x-title"), lang) or name, one, inner, lang, "")]
        for line in lines:
            yield f"{indent}{mark}{line}"
            mark = "  "


def _word(value: object, schema: Any, lang: str) -> str:  # noqa: ANN401 - JSON
    if isinstance(value, bool):
        return say("yes" if value else "no", lang)
    labels = schema.get("x-labels", {})
    if isinstance(value, str) and value in labels:
        return pick(labels[value], lang)
    return show(value, lang) if value is not None else "—"
