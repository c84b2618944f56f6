"""What somebody waits for who types into a large base: `timonel lsp`, started and asked as an editor does."""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

from benchmark import synthetic
from benchmark.checks import LARGE, cold
from benchmark.measure import Bench, Cost, Row, Text, same

FILE, LINE, COMMENT = "data/processes/processes-7.yaml", "owner: ", "# "
_PATIENCE = 300  # seconds for one edit
_OFTEN = 3  # edits for each pair: one takes little time


def rows(bench: Bench) -> Iterator[Row]:
    """Yield what an edit takes: until what is wrong with its file is shown, and until all is shown that a check says."""
    root = bench.folder / f"typed-{LARGE}"
    synthetic.write(root, LARGE)
    check = cold(bench, root)
    check()
    key, rest, theirs = asyncio.run(_typed(root, bench.folder / "cache", check, bench.pairs * _OFTEN))
    spanish = f"{LARGE:,}".replace(",", "\u00a0")  # a space that breaks no line
    figure: Text = {
        "es": f"timonel lsp, {spanish} entidades, de la tecla a lo que le pasa al archivo",
        "en": f"timonel lsp, {LARGE:,} entities, from a key to what is wrong with its file",
    }
    yield Row("lsp", figure, same(""), key.seconds * 1000, "ms", 150, 50, key)
    figure = {
        "es": f"timonel lsp, {spanish} entidades, de la tecla a todo lo que dice una revisión",
        "en": f"timonel lsp, {LARGE:,} entities, from a key to all that a check says",
    }
    yardstick: Text = {"es": "timonel check, la primera vez", "en": "timonel check, the first run"}
    yield Row("lsp", figure, yardstick, rest.seconds / theirs.seconds, "×", 0.5, 0.2, rest, theirs)


async def _typed(root: Path, cache: Path, check: Callable[[], Cost], number: int) -> Sequence[Cost]:
    """Return the medians of edits that take a process its owner or give it back, and of a check after each.

    Returns:
        Until what is wrong with the file is shown; until all is; the check.
    """
    uri, text = (root / FILE).as_uri(), (root / FILE).read_text(encoding="utf-8")
    line = next(place for place, one in enumerate(text.splitlines()) if one.startswith(LINE))
    costs = list[tuple[Cost, Cost, Cost]]()
    async with _editor(cache) as (editor, shown):
        document = lsp.TextDocumentItem(uri, "yaml", 0, text)
        editor.text_document_did_open(lsp.DidOpenTextDocumentParams(document))
        await _rest(editor)
        for edit in range(number + 1):
            end = len(COMMENT) * (edit % 2)
            where = lsp.Range(lsp.Position(line, 0), lsp.Position(line, end))
            change = lsp.TextDocumentContentChangePartial(where, "" if end else COMMENT)
            named = lsp.VersionedTextDocumentIdentifier(edit + 1, uri)
            shown[uri] = asyncio.Event()
            start = time.perf_counter()
            editor.text_document_did_change(lsp.DidChangeTextDocumentParams(named, [change]))
            await asyncio.wait_for(shown[uri].wait(), _PATIENCE)
            first = Cost(time.perf_counter() - start, 0.0, 0.0)
            await _rest(editor)
            costs.append((first, Cost(time.perf_counter() - start, 0.0, 0.0), await asyncio.to_thread(check)))
    return [Cost(*map(statistics.median, zip(*side, strict=True))) for side in zip(*costs[1:], strict=True)]


async def _rest(editor: LanguageClient) -> None:
    await asyncio.wait_for(editor.protocol.send_request_async("timonel/rest", {}), _PATIENCE)


@asynccontextmanager
async def _editor(cache: Path) -> AsyncIterator[tuple[LanguageClient, dict[str, asyncio.Event]]]:
    """Start the server, and yield what speaks with it, and what is told when something is shown in a file."""
    editor, shown = LanguageClient("bench", "1"), dict[str, asyncio.Event]()

    def told(params: lsp.PublishDiagnosticsParams) -> None:
        if params.uri in shown:
            shown[params.uri].set()

    editor.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(told)
    await editor.start_io(sys.executable, "-m", "timonel", "lsp", env={**os.environ, "TIMONEL_CACHE": str(cache)})
    try:
        await editor.initialize_async(lsp.InitializeParams(lsp.ClientCapabilities()))
        editor.initialized(lsp.InitializedParams())
        yield editor, shown
        await editor.shutdown_async(None)
    finally:
        editor.exit(None)
        await editor.stop()  # type: ignore[no-untyped-call]  # pygls does not say what it returns
