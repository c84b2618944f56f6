"""What an editor does with files: each change is followed, and the base examined."""

from __future__ import annotations

from lsprotocol import types as lsp

from timonel.lsp.edited import Open
from timonel.lsp.places import located
from timonel.lsp.server import Server

_WATCHED = "**/*.{yaml,yml,md,json}"


def begun(ls: Server, params: lsp.InitializeParams) -> None:
    ls.begin(params)


def ready(ls: Server, _params: lsp.InitializedParams) -> None:
    """Ask the editor to tell of files that others write."""
    workspace = ls.client_capabilities.workspace
    watched = workspace.did_change_watched_files if workspace else None
    if watched and watched.dynamic_registration:
        options = lsp.DidChangeWatchedFilesRegistrationOptions([lsp.FileSystemWatcher(_WATCHED)])
        registration = lsp.Registration("files", lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        ls.client_register_capability(lsp.RegistrationParams([registration]))


def opened(ls: Server, params: lsp.DidOpenTextDocumentParams) -> None:
    document = params.text_document
    place = located(document.uri)
    if place:
        base = ls.base_of(place.root)
        base.base.open[place.path] = Open(document.uri, ls.buffer(document.text, place.path))
        base.changed(place.path)


def changed(ls: Server, params: lsp.DidChangeTextDocumentParams) -> None:
    place = located(params.text_document.uri)
    base = ls.bases.get(place.root) if place else None
    known = base.base.open.get(place.path) if base and place else None
    if base is None or place is None or known is None:
        return
    buffer = known.buffer
    for one in params.content_changes:
        where = one.range if isinstance(one, lsp.TextDocumentContentChangePartial) else None
        buffer = buffer.changed(where, one.text)
    base.base.open[place.path] = known._replace(buffer=buffer)
    base.changed(place.path)


def closed(ls: Server, params: lsp.DidCloseTextDocumentParams) -> None:
    place = located(params.text_document.uri)
    base = ls.bases.get(place.root) if place else None
    if base and place and base.base.open.pop(place.path, None):
        base.base.forget()
        base.changed()


def written(ls: Server, params: lsp.DidChangeWatchedFilesParams) -> None:
    for root in {place.root for one in params.changes if (place := located(one.uri))}:
        if root in ls.bases:
            ls.bases[root].base.forget()
            ls.bases[root].changed()


def ended(ls: Server, _params: None) -> None:
    for one in ls.bases.values():
        one.end()


async def rest(ls: Server, _params: object) -> None:
    """Answer once nothing is left to be examined."""
    for one in [*ls.bases.values()]:
        await one.rest()


FEATURES = {
    lsp.INITIALIZE: begun,
    lsp.INITIALIZED: ready,
    lsp.TEXT_DOCUMENT_DID_OPEN: opened,
    lsp.TEXT_DOCUMENT_DID_CHANGE: changed,
    lsp.TEXT_DOCUMENT_DID_CLOSE: closed,
    lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES: written,
    lsp.SHUTDOWN: ended,
    "timonel/rest": rest,
}
