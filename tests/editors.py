"""An editor as the language server meets it: a real client that types into files of a base."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

from bases import PATIENCE, conversed
from lsprotocol import types as lsp
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

T = TypeVar("T")


class Editor:
    """Types, and sees what an editor shows."""

    def __init__(self, client: LanguageClient, root: Path) -> None:
        self.client, self.root = client, root
        self.texts: dict[str, str] = {}
        self._version = 0
        self.watched: list[str] = []

        @client.feature(lsp.CLIENT_REGISTER_CAPABILITY)
        def _registered(params: lsp.RegistrationParams) -> None:
            self.watched += [one.method for one in params.registrations]

    def uri(self, path: str) -> str:
        return (self.root / path).as_uri()

    def open(self, path: str, text: str | None = None) -> None:
        """Open a file, with what it holds."""
        self.texts[path] = (self.root / path).read_bytes().decode() if text is None else text
        document = lsp.TextDocumentItem(self.uri(path), "yaml", 0, self.texts[path])
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(document))

    def close(self, path: str) -> None:
        del self.texts[path]
        self.client.text_document_did_close(lsp.DidCloseTextDocumentParams(self._named(path)))

    def type(self, path: str, old: str, new: str) -> None:
        """Write something in place of what stands there, as typing does: only the difference is sent."""
        at = self.texts[path].index(old)
        where = lsp.Range(self.place(path, at), self.place(path, at + len(old)))
        self.texts[path] = self.texts[path].replace(old, new, 1)
        self._send(path, lsp.TextDocumentContentChangePartial(where, new))

    def set(self, path: str, text: str) -> None:
        """Write a whole file anew."""
        self.texts[path] = text
        self._send(path, lsp.TextDocumentContentChangeWholeDocument(text))

    def place(self, path: str, at: int) -> lsp.Position:
        """Return the position of a place in a file: lines end as editors have it, characters are units of UTF-16."""
        before = self.texts[path][:at].replace("\r\n", "\n").replace("\r", "\n")
        line = before.rpartition("\n")[2]
        return lsp.Position(before.count("\n"), len(line.encode("utf-16-le")) // 2)

    def at(self, path: str, text: str, inside: int = 0) -> dict[str, Any]:
        """Return what names the place of a text in a file, so many characters behind its beginning."""
        return {
            "text_document": self._named(path),
            "position": self.place(path, self.texts[path].index(text) + inside),
        }

    async def rest(self) -> None:
        """Wait until the server has nothing left to do."""
        await asyncio.wait_for(self.client.protocol.send_request_async("timonel/rest", {}), PATIENCE)

    def shown(self, path: str) -> list[lsp.Diagnostic]:
        """Return the gaps that are shown in a file."""
        return [*self.client.diagnostics.get(self.uri(path), ())]

    async def complete(self, path: str, text: str, inside: int = 0) -> dict[str, lsp.CompletionItem]:
        """Return what is offered at a place, by what it is called in the list."""
        params = lsp.CompletionParams(**self.at(path, text, inside))
        found = await self.client.text_document_completion_async(params)
        return {one.label: one for one in found.items} if found else {}

    async def hover(self, path: str, text: str, inside: int = 1) -> str:
        """Return what is told at a place."""
        found = await self.client.text_document_hover_async(lsp.HoverParams(**self.at(path, text, inside)))
        return found.contents.value if found else ""

    def _named(self, path: str) -> lsp.TextDocumentIdentifier:
        return lsp.TextDocumentIdentifier(self.uri(path))

    def _send(self, path: str, change: lsp.TextDocumentContentChangeEvent) -> None:
        self._version += 1
        named = lsp.VersionedTextDocumentIdentifier(self._version, self.uri(path))
        self.client.text_document_did_change(lsp.DidChangeTextDocumentParams(named, [change]))


def edit(
    root: Path,
    work: Callable[[Editor], Awaitable[T]],
    *options: str,
    locale: str = "es",
    client: str = "visual-studio-code",
) -> T:
    """Return what comes of work in an editor that has begun the server for a base."""

    async def session() -> T:
        command = [sys.executable, "-m", "timonel", "lsp", *options]
        config = ClientServerConfig(command, server_env={**os.environ})
        editor = Editor(await config.start(), root)
        params = lsp.InitializeParams(client_capabilities(client), root_uri=root.as_uri(), locale=locale)
        try:
            await editor.client.initialize_session(params)
            return await work(editor)
        finally:
            await editor.client.shutdown_session()
            await editor.client.stop()

    return conversed(asyncio.wait_for(session(), PATIENCE))
