"""What the latest commits did to entities, field by field: read once for each commit, and kept."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from timonel.cache import Cache
from timonel.history.changes import Change
from timonel.history.fields import changes
from timonel.history.git import HistoryError
from timonel.history.revisions import Commit, Repository
from timonel.load.entity import identity
from timonel.schema import Kind, Schema
from timonel.source import Broken, parse

_FILES = 40  # of a commit that are looked into


class Edit(NamedTuple):
    """What a commit did to an entity.

    Attributes:
        file: where it stood.
        key: ``kind:id``.
        how: "added", "changed" or "removed".
        fields: (the way to a field, its value before, its value after) of what differs.
    """

    file: str
    key: str
    how: str
    fields: Sequence[tuple[Sequence[str], Any, Any]]


def edits(root: Path, change: Change, schema: Schema, cache: Cache) -> list[Edit]:
    """Return what a commit did to entities that have pages; nothing where git cannot tell, or it touched too much."""
    kinds = {file: kind for file in change.files if (kind := _kind(schema, file))}
    if not change.parent or not 0 < len(kinds) <= _FILES:
        return []
    name = f"edits/{change.commit}.json"
    try:
        kept = cache.read(name)
        return [Edit(*one) for one in json.loads(kept)] if kept else _read(root, change, kinds, cache, name)
    except (HistoryError, ValueError, TypeError):  # no git any more, or a damaged copy
        return []


def _read(root: Path, change: Change, kinds: Mapping[str, Kind], cache: Cache, name: str) -> list[Edit]:
    repository = Repository(root)
    then, now = (repository.texts(Commit(one, ""), [*kinds]) for one in (change.parent, change.commit))
    found = [one for file, kind in kinds.items() for one in _edits(file, kind, then.get(file), now.get(file))]
    cache.write(name, json.dumps(found).encode())
    return found


def _kind(schema: Schema, file: str) -> Kind | None:
    kind = schema.folders.get(file.removeprefix("data/").partition("/")[0])
    return kind if kind and kind.has_page and kind.name != "person" else None


def _edits(file: str, kind: Kind, before: bytes | None, after: bytes | None) -> Iterator[Edit]:
    then, now = _entities(file, kind, before), _entities(file, kind, after)
    for id_ in dict.fromkeys([*now, *then]):
        old, new, key = then.get(id_), now.get(id_), f"{kind.name}:{id_}"
        if old is None or new is None:
            yield Edit(file, key, "removed" if new is None else "added", ())
        elif told := changes(old, new, kind.schema):
            yield Edit(file, key, "changed", [(one.keys, one.before, one.after) for one in told])


def _entities(file: str, kind: Kind, data: bytes | None) -> Mapping[str, Mapping[str, Any]]:
    document = parse(file, data) if data is not None else None
    if document is None or isinstance(document, Broken):
        return {}
    values: Any = document.value if isinstance(document.value, list) else [document.value]
    return {id_: one for one in values if isinstance(one, dict) and (id_ := identity(kind, one))}
