"""The base as JSON: every entity with its fields as its file has them, and every reference; `schemas/export.schema.json`."""

from __future__ import annotations

import json
from collections.abc import Iterable

from timonel import __version__
from timonel.exchange import Options
from timonel.model import Base

KNOWS = frozenset({"kind"})


def write(base: Base, options: Options) -> bytes:
    """Return the base; its texts keep their marks, so that nothing is lost."""
    kinds = [base.schema.kinds[options.kind.partition(".")[0]]] if options.kind else [*base.schema.kinds.values()]
    wanted = {kind.name for kind in kinds}
    head = json.dumps(
        {
            "timonel": __version__,
            "name": options.settings.name,
            "languages": base.languages,
            "kinds": {one.name: {"folder": one.folder, "title": one.title, "plural": one.plural} for one in kinds},
        },
        ensure_ascii=False,
    )
    entities = (
        {"key": one.key, "kind": one.kind, "id": one.id, "file": one.file, "fields": one.fields}
        for one in base
        if one.kind in wanted
    )
    references = (
        {"from": one.source.key, "field": one.path, "to": f"{one.kind}:{one.id}"}
        for one in base.references
        if one.source.kind in wanted
    )
    text = f'{head[:-1]}, "entities": {_lines(entities)}, "references": {_lines(references)}}}\n'
    return text.encode("utf-8", "backslashreplace")


def _lines(values: Iterable[object]) -> str:
    """Return a JSON list, one value a line: a diff shows values."""
    lines = ",\n  ".join(json.dumps(one, ensure_ascii=False) for one in values)
    return f"[\n  {lines}\n]" if lines else "[]"
