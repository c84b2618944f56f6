"""The page of any entity: facts at the side, its story from the schema, then what names it, its gaps and actions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from timonel.model import Entity
from timonel.site import escape
from timonel.site.desk import Cell
from timonel.site.told import told
from timonel.site.views.ending import ending
from timonel.site.writer import Writer
from timonel.text import pick

# Told elsewhere on the page, or for editors only.
_SKIPPED = ("id", "name", "description", "notes", "status", "links", "source", "tags")


def write(w: Writer, entity: Entity, view: Callable[[Writer, Entity], None] | None = None) -> None:
    """Write an entity's page.

    Args:
        w: the page.
        entity: what it is about.
        view: tells the middle of the page; without it the schema does.
    """
    desk = w.desk
    kind = desk.schema.kinds[entity.kind]
    w.add(
        desk.c.crumbs(
            [
                {"text": pick(kind.plural, desk.lang), "href": w.href(f"{kind.folder}/index")},
                {"text": desk.name(entity)},
            ]
        )
    )
    w.title(desk.name(entity))
    status = desk.status(entity) if "status" in kind.fields else None
    w.add(
        desk.c.lede(
            w.inline(entity.fields.get("description")) if entity.fields.get("description") else "",
            [status] if status else [],
        )
    )
    if view is not None:
        view(w, entity)
    else:
        facts(w, entity)
        story(w, entity)
    ending(w, entity)


def facts(
    w: Writer,
    entity: Entity,
    *,
    skip: tuple[str, ...] = (),
    more: tuple[Mapping[str, Any], ...] = (),
    instead: Mapping[str, Cell] | None = None,
) -> None:
    """Add the facts at the side: who answers for it first, then short fields and references, in the schema's order.

    Args:
        w: the page.
        entity: what it is about.
        skip: fields that the page tells elsewhere.
        more: further rows, before the others.
        instead: field → the value to show for it.
    """
    kind, told_so = w.desk.schema.kinds[entity.kind], instead or {}
    shown = [
        (field, schema)
        for field, schema in kind.fields.items()
        if field not in (*_SKIPPED, *skip) and field in entity.fields and is_fact(schema)
    ]
    shown.sort(key=lambda one: one[1].get("x-ref") != "role")  # "who owns this?" is what most people come for
    rows = [*more]
    for field, schema in shown:
        value = told_so[field] if field in told_so else cell(w, schema, entity.fields[field])
        rows.append({"label": w.desk.label(entity.kind, field), "value": value})
    rows += [*_source(w, entity)]
    if rows:
        w.add(w.desk.c.facts(rows))


def _source(w: Writer, entity: Entity) -> Iterator[Mapping[str, Any]]:
    """Yield where an entity was learned; its tags are the editors' words, in one language, and stay with them."""
    source = entity.fields.get("source")
    if isinstance(source, str):
        yield {"label": w.desk.t("Source"), "value": {"text": source}}
    elif source:
        first = w.desk.result.settings.languages[0]  # a section is called what its document calls it
        document = source.get("document")
        known = told()["sources"].get(document) if isinstance(document, str) else None
        named = [{"text": pick(known or document, w.desk.lang)}]
        yield {
            "label": w.desk.t("Source"),
            "value": [
                *named,
                *(
                    {"text": pick(one, w.desk.lang), "lang": first}
                    for name, one in source.items()
                    if name != "document"
                ),
            ],
        }


def is_fact(schema: Mapping[str, Any]) -> bool:
    """Whether a field is short enough for the side: no prose, no mappings."""
    if schema.get("x-text"):
        return bool(schema.get("x-same"))
    inner = schema.get("items", {}) if schema.get("type") == "array" else schema
    return inner.get("type") not in ("object", "array") and not inner.get("x-text")


def story(w: Writer, entity: Entity, *, skip: tuple[str, ...] = ()) -> None:
    """Add what is too long for the side: prose as paragraphs, texts as lists, mappings as tables."""
    kind = w.desk.schema.kinds[entity.kind]
    for field, schema in kind.fields.items():
        if field not in (*_SKIPPED, *skip) and entity.fields.get(field) and not is_fact(schema):
            w.heading(w.desk.label(entity.kind, field), field.replace("_", "-"))
            section(w, schema, entity.fields[field], field)


def section(w: Writer, schema: Mapping[str, Any], value: Any, field: str) -> None:  # noqa: ANN401 - a YAML value
    """Add the body of a long field."""
    if schema.get("x-text"):
        (w.prose if schema.get("x-prose") else w.text)(value)
    elif schema.get("type") == "array":
        inner = schema["items"]
        if inner.get("x-text"):
            w.bullets(value)
        else:
            _table(w, inner, value, field, pick(schema.get("x-title"), w.desk.lang) or field)
    else:
        rows = [
            {"label": pick(child.get("x-title"), w.desk.lang) or name, "value": cell(w, child, value[name])}
            for name, child in schema.get("properties", {}).items()
            if name in value
        ] or [{"label": name, "value": one} for name, one in value.items()]
        w.add(_pairs(w, rows, field, pick(schema.get("x-title"), w.desk.lang) or field))


def _pairs(w: Writer, rows: list[dict[str, Any]], field: str, title: str) -> Any:  # noqa: ANN401 - Markup
    columns = [{"key": "field", "label": w.desk.t("Field")}, {"key": "value", "label": w.desk.t("Value"), "wide": True}]
    return w.desk.c.table(f"pairs-{field}", title, columns, [[row["label"], row["value"]] for row in rows], plain=True)


def _table(w: Writer, schema: Mapping[str, Any], items: list[Mapping[str, Any]], field: str, title: str) -> None:
    used = [
        (name, child) for name, child in schema.get("properties", {}).items() if any(name in item for item in items)
    ]
    shown = [(name, child) for name, child in used if name != "id"] or used
    columns = [{"key": name, "label": pick(child.get("x-title"), w.desk.lang) or name} for name, child in shown]
    rows = [[cell(w, child, item.get(name)) for name, child in shown] for item in items]
    w.add(w.desk.c.table(f"table-{field}", title, columns, rows, plain=True))


def cell(w: Writer, schema: Mapping[str, Any], value: Any) -> Cell:  # noqa: ANN401 - a YAML value
    """Return a field's value as the components take it: linked, translated, formatted by the schema."""
    if value is None:
        return None
    if schema.get("x-text"):
        return w.inline(value) if schema.get("x-prose") else w.words(value)
    if isinstance(value, list):
        items = schema.get("items", {})
        return [
            {"text": "; ".join(_labelled(w, items, one))} if isinstance(one, dict) else cell(w, items, one)
            for one in value
        ]
    if isinstance(value, dict):
        return [{"text": one} for one in _labelled(w, schema, value)]
    return _scalar(w, schema, value)


def _labelled(w: Writer, schema: Mapping[str, Any], value: Mapping[str, Any]) -> Iterator[str]:
    for name, one in value.items():
        child = schema.get("properties", {}).get(name, {})
        yield f"{pick(child.get('x-title'), w.desk.lang) or name}: {flat(w, child, one)}"


def _scalar(w: Writer, schema: Mapping[str, Any], value: Any) -> Cell:  # noqa: ANN401 - a YAML value
    target = schema.get("x-ref")
    if target == "rule":
        return {"text": value, "href": w.href(f"rules/{value}") if value in w.desk.result.rules else None}
    if target is not None:
        kinds = [target] if isinstance(target, str) else target
        entity = w.desk.base.find(value if ":" in str(value) else f"{kinds[0]}:{value}")
        return (w.role(entity.id) if entity and entity.kind == "role" else w.link(entity)) or {"text": str(value)}
    if schema.get("format") == "date":
        return w.desk.date_cell(value)
    if isinstance(value, str) and "x-labels" not in schema:
        url = escape.safe_url(value)
        return {"text": value, "href": url} if url else {"text": value}
    return {"text": w.desk.word(schema, value), "key": str(value)}


def flat(w: Writer, schema: Mapping[str, Any], value: Any) -> str:  # noqa: ANN401 - a YAML value
    """Return a value as one line of plain text."""
    if schema.get("x-text"):
        return w.desk.pick(value) if schema.get("x-prose") else pick(value, w.desk.lang)
    if isinstance(value, list):
        return ", ".join(flat(w, schema.get("items", {}), one) for one in value)
    if isinstance(value, dict):
        return "; ".join(flat(w, schema.get("properties", {}).get(name, {}), one) for name, one in value.items())
    shown = _scalar(w, schema, value)
    return str(shown["text"]) if shown else ""
