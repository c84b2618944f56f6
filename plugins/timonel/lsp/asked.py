"""What an editor asks of a place in a file."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from lsprotocol import types as lsp

from timonel.lsp import completion, hover
from timonel.lsp.cursor import Cursor, cursor
from timonel.lsp.edited import Edited
from timonel.lsp.places import located
from timonel.lsp.server import Server


class Asked(NamedTuple):
    """Where in which base somebody asks something."""

    base: Edited
    cursor: Cursor


class _Place(Protocol):
    """What names a place in a file."""

    text_document: lsp.TextDocumentIdentifier
    position: lsp.Position


def asked(ls: Server, params: _Place) -> Asked | None:
    """Return where somebody asks, None where nothing is known of it (yet)."""
    place = located(params.text_document.uri)
    base = ls.bases.get(place.root) if place else None
    known = base.base.open.get(place.path) if base and place else None
    if base is None or place is None or known is None or base.base.result is None:
        return None
    return Asked(base.base, cursor(base.base, place.path, known.buffer, params.position))


def complete(ls: Server, params: lsp.CompletionParams) -> lsp.CompletionList | None:
    at = asked(ls, params)
    return completion.offered(*at) if at else None


def hovered(ls: Server, params: lsp.HoverParams) -> lsp.Hover | None:
    at = asked(ls, params)
    return hover.shown(*at) if at else None


FEATURES = {
    lsp.TEXT_DOCUMENT_COMPLETION: complete,
    lsp.TEXT_DOCUMENT_HOVER: hovered,
}
OPTIONS = {lsp.TEXT_DOCUMENT_COMPLETION: lsp.CompletionOptions(trigger_characters=[":", " ", "-", "[", ",", "("])}
