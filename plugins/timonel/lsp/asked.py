"""What an editor asks of a place in a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from lsprotocol import types as lsp

from timonel.lsp import actions, completion, hover, links, renaming
from timonel.lsp.changes import able
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


def defined(ls: Server, params: lsp.DefinitionParams) -> lsp.Location | None:
    at = asked(ls, params)
    return links.definition(*at) if at else None


def referred(ls: Server, params: lsp.ReferenceParams) -> Sequence[lsp.Location]:
    at = asked(ls, params)
    return links.references(*at, declared=params.context.include_declaration) if at else []


def listed(ls: Server, params: lsp.DocumentSymbolParams) -> Sequence[lsp.DocumentSymbol]:
    place = located(params.text_document.uri)
    base = ls.bases.get(place.root) if place else None
    return links.symbols(base.base, place.path) if base and place else []


def found(ls: Server, params: lsp.WorkspaceSymbolParams) -> Sequence[lsp.WorkspaceSymbol]:
    return [one for base in ls.bases.values() for one in links.search(base.base, params.query)]


def renamable(ls: Server, params: lsp.PrepareRenameParams) -> lsp.PrepareRenamePlaceholder | None:
    at = asked(ls, params)
    return renaming.offered(*at) if at else None


async def renamed(ls: Server, params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
    """Answer beside all else: what a whole base would say is asked."""
    place, at, can = located(params.text_document.uri), asked(ls, params), able(ls.client_capabilities)
    base = ls.bases.get(place.root) if place else None
    return await base.ask(lambda: renaming.rename(*at, params.new_name, can)) if at and base else None


async def acted(ls: Server, params: lsp.CodeActionParams) -> Sequence[lsp.CodeAction]:
    place, can = located(params.text_document.uri), able(ls.client_capabilities)
    base = ls.bases.get(place.root) if place else None
    if base is None or place is None:
        return []
    return await base.ask(lambda: actions.offered(base.base, place.path, params, can))


async def resolved(ls: Server, action: lsp.CodeAction) -> lsp.CodeAction:
    data, can = action.data, able(ls.client_capabilities)
    base = ls.bases.get(Path(str(data["root"]))) if isinstance(data, dict) and "root" in data else None
    return await base.ask(lambda: actions.resolved(base.base, action, can)) if base else action


def explained(ls: Server, code: str, root: str) -> str:
    """Show why a rule matters; who can show Markdown gets it as the answer."""
    base = ls.bases.get(Path(root))
    text = actions.explanation(base.base, code) if base else ""
    if text:
        ls.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Info, text))
    return text


FEATURES = {
    lsp.TEXT_DOCUMENT_DEFINITION: defined,
    lsp.TEXT_DOCUMENT_REFERENCES: referred,
    lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL: listed,
    lsp.WORKSPACE_SYMBOL: found,
    lsp.TEXT_DOCUMENT_PREPARE_RENAME: renamable,
    lsp.TEXT_DOCUMENT_RENAME: renamed,
    lsp.TEXT_DOCUMENT_CODE_ACTION: acted,
    lsp.CODE_ACTION_RESOLVE: resolved,
    lsp.TEXT_DOCUMENT_COMPLETION: complete,
    lsp.TEXT_DOCUMENT_HOVER: hovered,
}
COMMANDS = {actions.EXPLAIN: explained}
OPTIONS = {
    lsp.TEXT_DOCUMENT_COMPLETION: lsp.CompletionOptions(trigger_characters=[":", " ", "-", "[", ",", "("]),
    lsp.TEXT_DOCUMENT_CODE_ACTION: lsp.CodeActionOptions([lsp.CodeActionKind.QuickFix], resolve_provider=True),
    lsp.TEXT_DOCUMENT_RENAME: lsp.RenameOptions(prepare_provider=True),
}
