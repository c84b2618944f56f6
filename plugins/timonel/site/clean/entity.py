"""What a page is about as JSON, as `schemas/page.schema.json` describes it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from timonel import __version__
from timonel.model import Entity, Reference
from timonel.site.context import Context
from timonel.site.urls import path_of


def entity_json(ctx: Context, entity: Entity) -> str:
    """Return all that a page tells of an entity, for programs: its fields, what it names, what names it, its gaps."""
    page = _page(ctx, entity)
    told = {
        "timonel": __version__, "lang": str(ctx.lang), "as_of": ctx.facts.today, "entity": entity.key, "kind": entity.kind,
        "id": entity.id, "name": ctx.name(entity), "page": page, "file": entity.file, "fields": {**entity.fields},
        "refers_to": [*_distinct(_named(ctx, ctx.base.outgoing.get(entity.key, ())))],
        "referred_by": [*_distinct(_naming(ctx, ctx.base.backlinks.get(entity.key, ())))],
        "gaps": [
            {
                "code": one.code, "severity": one.severity, "status": one.status, "message": ctx.message(one),
                "fix": ctx.advice(one), "responsible": [*one.responsible], "fingerprint": one.fingerprint,
            }
            for one in ctx.result.by_subject.get(entity.key, ())
        ],
    }  # fmt: skip
    return ctx.hidden.anonymous(json.dumps(told, ensure_ascii=False, default=list)) + "\n"


def _named(ctx: Context, references: Iterable[Reference]) -> Iterator[dict[str, Any]]:
    for one in references:
        there = ctx.base.entities.get(one.kind, {}).get(one.id)
        if there is not None and ctx.shows(there):
            yield _told(ctx, one, there)


def _naming(ctx: Context, references: Iterable[Reference]) -> Iterator[dict[str, Any]]:
    return (_told(ctx, one, one.source) for one in references if ctx.shows(one.source))


def _told(ctx: Context, reference: Reference, other: Entity) -> dict[str, Any]:
    field = ".".join(key for key in reference.path if isinstance(key, str))
    return {"field": field, "entity": other.key, "name": ctx.known(other).name, "page": _page(ctx, other)}


def _distinct(found: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield each once: a process may name a role in each of its steps."""
    seen = set[tuple[str, str]]()
    for one in found:
        key = one["field"], one["entity"]
        if key not in seen:
            seen.add(key)
            yield one


def _page(ctx: Context, entity: Entity) -> str:
    return ctx.urls.final(path_of(ctx.schema, entity))
