"""The language server: it speaks with one editor, of as many bases as that has files open of."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from timonel import __version__, languages
from timonel.cache import Cache
from timonel.governance import Result
from timonel.lsp.buffer import Buffer
from timonel.lsp.edited import Edited
from timonel.lsp.examining import Examining


class Server(LanguageServer):
    """Speaks with one editor, of as many bases as it has files open of.

    Args:
        lang: the language that was asked for; else that of the editor, where a base has it.
        use_cache: whether to read and write what is kept between runs.
    """

    def __init__(self, lang: str | None, *, use_cache: bool) -> None:
        super().__init__("timonel", __version__)
        self._lang, self._use_cache = lang, use_cache
        self._locale = ""
        self._encoding: str = lsp.PositionEncodingKind.Utf16.value
        self.bases: dict[Path, Examining] = {}

    def begin(self, params: lsp.InitializeParams) -> None:
        """Note what the editor says of itself."""
        self._locale = (params.locale or "").replace("_", "-").lower()
        self._encoding = lsp.PositionEncodingKind(self.workspace.position_encoding or self._encoding).value

    def base_of(self, root: Path) -> Examining:
        """Return the base in a folder; from the first time on it is examined."""
        if root not in self.bases:
            edited = Edited(root, self.spoken, self._encoding, Cache.of(root, use=self._use_cache))
            self.bases[root] = Examining(edited, self._publish, self._tell)
        return self.bases[root]

    def spoken(self, result: Result) -> str:
        """Return the language in which a base is read."""
        settings = result.settings
        if self._lang:
            return settings.read_in(self._lang)
        known = languages.spoken(self._locale)
        return settings.read_in(known.code) if known and known.code in settings.languages else settings.lang

    def buffer(self, text: str, path: str) -> Buffer:
        """Return a text as the editor counts it."""
        return Buffer(text, self._encoding, is_page=path.startswith("docs/"))

    def _publish(self, uri: str, found: Sequence[lsp.Diagnostic]) -> None:
        self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, found))

    def _tell(self, line: str) -> None:
        self.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Error, line))
