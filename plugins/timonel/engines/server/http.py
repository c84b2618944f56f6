"""The server's side of HTTP: addresses of the site, and one that answers when a page has changed."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Mapping
from functools import cache
from html import escape
from http import HTTPStatus
from pathlib import Path
from typing import cast
from urllib.parse import parse_qs, quote, unquote

from timonel.engines.server import panel
from timonel.engines.server.guard import BoundedServer, Guarded
from timonel.engines.server.state import State

_OWN = Path(__file__).parent
_PATIENCE = 25.0  # seconds that a browser's question for news stays open
_AGAIN = 2  # seconds until a page that could not be made is asked for again
_END = b"</body>"
_MISSING = "404.html"  # stands where there is no page


class Server(BoundedServer):
    """Serves a state."""

    state: State

    def __init__(self, address: tuple[str, int]) -> None:
        super().__init__(address, Handler)


class Handler(Guarded):
    """Answers one request."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing per request."""

    def do_HEAD(self) -> None:  # noqa: N802 - the base class's name
        """Answer as to GET, without the body."""
        self.do_GET()

    def do_GET(self) -> None:  # noqa: N802 - as above
        """Answer a request."""
        state = cast("Server", self.server).state
        try:
            self._answer(state)
        except ConnectionError:
            raise
        except Exception as error:  # noqa: BLE001 - a theme, a plugin and a page are anybody's code
            html = f'<meta charset="utf-8"><meta http-equiv="refresh" content="{_AGAIN}"><p>{escape(state.trouble(error))}</p>'
            self._send(html.encode("utf-8", "replace"), "text/html", HTTPStatus.INTERNAL_SERVER_ERROR)

    def _answer(self, state: State) -> None:
        asked, _, query = self.path.partition("?")
        path = unquote(asked)
        own = path.removeprefix("/_timonel/")
        if path == "/":
            self._send(state.landing(), "text/html")
        elif own == "news":
            self._news(state, {key: values[0] for key, values in parse_qs(query).items()})
        elif own in {"live.js", "live.css"}:
            self._send(_own(own), _type(own))
        else:
            self._site(state, path)

    def _site(self, state: State, path: str) -> None:
        """Answer with what the site has under an address, which names a page, a file, or a page without its slash."""
        lang, name = _name(path)
        data = state.file(lang, name)
        if data is None and not path.endswith("/") and state.file(*_name(f"{path}/")) is not None:
            self.send_response(HTTPStatus.FOUND)
            self.send_header("Location", f"/{quote(path.strip('/'))}/")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif data is not None and not name.endswith(".html"):
            self._send(data, _type(name))
        else:
            shown = state.page(lang, name) or state.page(lang, _MISSING)
            html = shown.html if shown else state.landing()
            if shown:
                head, end, tail = html.rpartition(_END)
                html = head + panel.beside(shown.stamp, shown.panel, lang) + end + tail
            self._send(html, "text/html", HTTPStatus.NOT_FOUND if data is None else HTTPStatus.OK)

    def _news(self, state: State, query: Mapping[str, str]) -> None:
        """Answer when a page is no longer as a browser has it: with its new digest, and what to show beside it."""
        lang, name = _name(unquote(query.get("page", "")))
        if state.file(lang, name) is None:
            name = _MISSING
        shown = state.wait(lang, name, query.get("stamp", ""), query.get("shown", ""), _PATIENCE)
        news = {"stamp": shown.stamp, "panel": shown.panel, "shown": panel.digest(shown.panel)} if shown else {}
        self._send(json.dumps(news or {"stamp": ""}).encode(), "application/json")

    def _send(self, data: bytes, kind: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-cache")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)


@cache
def _own(name: str) -> bytes:
    return (_OWN / name).read_bytes()


def _name(path: str) -> tuple[str, str]:
    """Return the language of an address, and the name of the file in its folder."""
    lang, _, name = path.lstrip("/").partition("/")
    return lang, f"{name}index.html" if not name or name.endswith("/") else name


def _type(name: str) -> str:
    if name.endswith(".atom"):
        return "application/atom+xml"  # not every system knows it
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
