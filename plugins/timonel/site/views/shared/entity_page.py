"""The page of any entity: how it stands and its gaps, facts at the side, its story from the schema, then what names it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from timonel.model import Entity
from timonel.site import fields
from timonel.site.capabilities import packaged
from timonel.site.fields import Field, is_fact
from timonel.site.kit import Cell, Column, Fact, Value
from timonel.site.views.shared import standing
from timonel.site.views.shared.ending import ending
from timonel.site.writer import Writer
from timonel.text import Text, pick

# Told elsewhere on the page, or for editors only.
# What comes before what explains it: what was decided, what it is for.
_OPENING = {"decision": "statement", "resolution": "statement", "forum": "purpose", "role": "purpose"}
_CONTENTS = 4  # sections from which on a page says what it has
_SHORT = 160  # letters: a text up to there needs no heading
_SKIPPED = ("id", "name", "description", "notes", "status", "links", "source", "tags")


def write(
    w: Writer,
    entity: Entity,
    view: Callable[[Writer, Entity], None] | None = None,
    more: standing.State | None = None,
    late: standing.Late | None = None,
) -> None:
    """Write an entity's page.

    Args:
        w: the page.
        entity: what it is about.
        view: tells the middle of the page; without it the schema does.
        more: says of its state what the schema does not.
        late: says what is late inside it.
    """
    ctx, w.folds = w.ctx, True
    kind = ctx.schema.kinds[entity.kind]
    w.add(ctx.c.crumbs([Cell(w.above or pick(kind.plural, ctx.lang), w.href(f"{kind.folder}/index"))]))
    w.title(ctx.name(entity))
    standing.write(w, entity, more)
    opening = entity.fields.get(_OPENING.get(entity.kind, "description"))
    w.lede(w.inline(opening) if opening else "")
    if entity.kind not in standing.LATER:
        standing.gaps(w, entity, late)
    if view is not None:
        view(w, entity)
    else:
        facts(w, entity)
        story(w, entity)
    ending(w, entity)
    place = next((n for n, block in enumerate(w.blocks) if block.startswith('<aside class="kb-facts"')), None)
    if place is not None and len(w.sections) >= _CONTENTS:
        w.blocks[place] = str(ctx.c.with_contents(w.blocks[place], w.sections))


def facts(  # noqa: PLR0913 - each has its default
    w: Writer,
    entity: Entity,
    *,
    skip: tuple[str, ...] = (),
    more: Sequence[Fact] = (),
    last: Sequence[Fact] = (),
    instead: Mapping[str, Value] | None = None,
) -> None:
    """Add the facts at the side: who answers for it first, then short fields and references, in the schema's order.

    Args:
        w: the page.
        entity: what it is about.
        skip: fields that the page tells elsewhere.
        more: further facts, before the others.
        last: further facts, behind the others.
        instead: field → the value to show for it.
    """
    if rows := [*_facts(w, entity, skip, more, instead or {}), *last]:
        w.add(w.ctx.c.facts(rows))


def _facts(
    w: Writer, entity: Entity, skip: tuple[str, ...], more: Sequence[Fact], told_so: Mapping[str, Value]
) -> list[Fact]:
    kind, told = w.ctx.schema.kinds[entity.kind], standing.answering(w, entity)
    shown = [
        (field, schema)
        for field, schema in kind.fields.items()
        if field not in (*_SKIPPED, *skip, told) and field in entity.fields and is_fact(schema)
    ]
    shown.sort(key=lambda one: one[1].get("x-ref") != "role")  # "who owns this?" is what most people come for
    rows = [*more]
    for field, schema in shown:
        value = told_so[field] if field in told_so else fields.value(w, schema, entity.fields[field])
        rows.append(Fact(w.ctx.label(entity.kind, field), value))
    rows += [*_source(w, entity)]
    return rows


def in_few(w: Writer, entity: Entity, *, skip: tuple[str, ...] = ()) -> None:
    """Add what most pages tell at the side as lines, where the page needs its whole width."""
    rows = [(x.label, f"fact-{n}", w.ctx.c.value(x.value)) for n, x in enumerate(_facts(w, entity, skip, (), {}))]
    in_short(w, rows)
    story(w, entity, skip=skip)


def _source(w: Writer, entity: Entity) -> Iterator[Fact]:
    """Yield where an entity was learned; its tags are the editors' words, in one language, and stay with them."""
    source = entity.fields.get("source")
    if isinstance(source, str):
        yield Fact(w.ctx.t("Source"), Cell(source))
    elif source:
        first = w.ctx.result.settings.languages[0]  # a section with one name is called what its document calls it
        document = source.get("document")
        known = packaged().sources.get(document) if isinstance(document, str) else None
        parts = [
            Cell(pick(text, w.ctx.lang), lang=first if isinstance(text, str) else None)
            for name, text in source.items()
            if name != "document"
        ]
        yield Fact(w.ctx.t("Source"), [Cell(pick(known or document, w.ctx.lang)), *parts])


def story(w: Writer, entity: Entity, *, skip: tuple[str, ...] = ()) -> None:
    """Add what is too long for the side: short texts in few words, prose as paragraphs, texts as lists, mappings as tables."""
    kind = w.ctx.schema.kinds[entity.kind]
    told = [
        (field, schema)
        for field, schema in kind.fields.items()
        if field not in (*_SKIPPED, *skip) and entity.fields.get(field) and not is_fact(schema)
    ]
    short = [field for field, schema in told if schema.get("x-text") and is_short(w, entity.fields[field])]
    rows = [
        (w.ctx.label(entity.kind, field), field, _line(w, schema, entity.fields[field]))
        for field, schema in told
        if field in short
    ]
    in_short(w, rows)
    for field, schema in told:
        if field not in short:
            w.heading(w.ctx.label(entity.kind, field), field.replace("_", "-"))
            section(w, schema, entity.fields[field], field)


def is_short(w: Writer, text: Text) -> bool:
    """Whether a text is a line of a list rather than a section."""
    return len(pick(text, w.ctx.lang)) <= _SHORT


def _line(w: Writer, schema: Field, text: Text) -> Markup:
    return w.inline(text) if schema.get("x-prose") else w.words(text)


def in_short(w: Writer, rows: Sequence[tuple[str, str, Markup]]) -> None:
    """Add short texts as lines of one list: what each is called, its field, and the text as HTML.

    Below gaps they have a heading, for they are none.
    """
    if rows:
        if w.sections and w.sections[-1].href == "#gaps":
            w.heading(w.ctx.t("In short"), "in-short")
        w.add(w.ctx.c.short([(label, field.replace("_", "-"), text) for label, field, text in rows]))


def section(w: Writer, schema: Field, value: Any, field: str) -> None:  # noqa: ANN401 - a YAML value
    """Add the body of a long field."""
    title = _title(w, schema, field)
    if schema.get("x-text"):
        (w.prose if schema.get("x-prose") else w.text)(value)
    elif schema.get("type") == "array":
        inner = schema["items"]
        if inner.get("x-text"):
            w.bullets(value)
        else:
            _table(w, inner, value, field, title)
    else:
        known = schema.get("properties", {}).items()
        pairs = [
            Fact(_title(w, child, name), fields.value(w, child, value[name])) for name, child in known if name in value
        ] or [Fact(name, [*map(str, part)] if isinstance(part, list) else str(part)) for name, part in value.items()]
        columns = [
            Column[Fact]("field", w.ctx.t("Field"), lambda pair: pair.label),
            Column[Fact]("value", w.ctx.t("Value"), lambda pair: pair.value, wide=True),
        ]
        w.table(f"pairs-{field}", title, pairs, columns, plain=True)


def _title(w: Writer, schema: Field, name: str) -> str:
    return pick(schema.get("x-title"), w.ctx.lang) or name


def _table(w: Writer, schema: Field, items: Sequence[Mapping[str, object]], field: str, title: str) -> None:
    used = [(name, child) for name, child in schema.get("properties", {}).items() if any(name in x for x in items)]
    shown = [(name, child) for name, child in used if name != "id"] or used
    columns = [Column(name, _title(w, child, name), _cell(w, child, name)) for name, child in shown]
    w.table(f"table-{field}", title, items, columns, plain=True)


def _cell(w: Writer, schema: Field, name: str) -> Callable[[Mapping[str, object]], Value]:
    return lambda item: fields.value(w, schema, item.get(name))
