"""Where something stands and where it is named, and what a file or a base holds, by names."""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol import types as lsp

from timonel.lsp.cursor import Cursor, named
from timonel.lsp.edited import Edited
from timonel.model import Entity
from timonel.source import Path
from timonel.text import fold, one_line, pick, show

_MOST = 200  # that are found at once


def definition(base: Edited, at: Cursor) -> lsp.Location | None:
    """Return where what the word at a place names stands."""
    key = named(base, at)
    entity = base.find(key) if key else None
    return place(base, entity) if entity else None


def references(base: Edited, at: Cursor, *, declared: bool) -> Sequence[lsp.Location]:
    """Return where something else names what the word at a place names, or is.

    Args:
        base: the base.
        at: the place.
        declared: whether to name where it stands itself, too.
    """
    key = named(base, at)
    entity = base.find(key) if key else None
    if entity is None or base.result is None:
        return []
    found = [place(base, one.source, one.path) for one in base.result.base.backlinks.get(entity.key, ())]
    return [place(base, entity), *found] if declared else found


def place(base: Edited, entity: Entity, keys: Path = ("id",)) -> lsp.Location:
    """Return where a field of an entity stands."""
    return lsp.Location(base.uri(entity.file), base.buffer(entity.file, entity.document).word(*entity.line(keys)))


def symbols(base: Edited, path: str) -> Sequence[lsp.DocumentSymbol]:
    """Return the entities of a file, as they were when it could last be read."""
    found = []
    for one in base.inside(path):
        where = place(base, one).range
        found.append(
            lsp.DocumentSymbol(_name(base, one), lsp.SymbolKind.Object, where, where, detail=one.key)
        )  # as long as its id: what lies around it may be half written
    return found


def search(base: Edited, words: str) -> Sequence[lsp.WorkspaceSymbol]:
    """Return the entities that are called so, by a part of their name in any language or of their key."""
    result, wanted = base.result, fold(words).split()
    if result is None:
        return []
    found = [one for one in result.base if all(word in _called(one) for word in wanted)]
    kinds = result.base.schema.kinds
    return [
        lsp.WorkspaceSymbol(
            place(base, one),
            _name(base, one),
            lsp.SymbolKind.Object,
            container_name=pick(kinds[one.kind].title, base.lang),
        )
        for one in found[:_MOST]
    ]


def _called(one: Entity) -> str:
    label = one.label
    names = [label] if isinstance(label, str) else [*label.values()]
    return fold(" ".join([one.key, *map(str, names)]))


def _name(base: Edited, one: Entity) -> str:
    return one_line(show(one, base.lang)) or one.id
