"""What keeps a server on one's own machine to those it is for: names that it answers to, headers, patience, and a bound."""

from __future__ import annotations

import io
import re
import socket
import sys
import threading
import time
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import Any, cast

_READING = 10.0  # seconds in which a request must have come, from its first letter or since the answer before
_WRITING = 30.0  # seconds without progress until an answer is given up
_MOST = 128  # connections at a time; those above are closed at once
_HERE = frozenset({"", "localhost", "127.0.0.1", "::1"})
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}


class BoundedServer(ThreadingHTTPServer):
    """Serves so many connections at a time; requests do not keep the process alive.

    Args:
        address: host and port to listen on.
        handler: what answers.

    Attributes:
        is_open: whether others than this machine can reach it.
        names: the names that it answers to.
    """

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], handler: Any) -> None:  # noqa: ANN401 - the base class's
        self._free = threading.BoundedSemaphore(_MOST)
        super().__init__(address, handler)
        listens = ip_address(str(self.server_address[0]))
        self.is_open = not listens.is_loopback
        self.names = _HERE | {address[0].lower(), str(listens)} | (_own_names() if self.is_open else set())

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the base class's
        """Let a thread answer, or close what is too much."""
        if self._free.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the base class's
        """Answer, and make room for the next."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the base class's
        """Say nothing of browsers that go away, or stand still, while they are answered."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)

    def knows(self, name: str) -> bool:
        """Whether the server answers to a name.

        A page from elsewhere can have its own name lead here, and would then read what it asks for; an address cannot.
        """
        if name in self.names:
            return True
        with suppress(ValueError):
            return self.is_open and bool(ip_address(name))
        return False


def _own_names() -> set[str]:
    name = socket.gethostname().lower()
    return {name, f"{name}.local", socket.getfqdn().lower()}


class Guarded(BaseHTTPRequestHandler):
    """Answers only requests that come in time and under a name of the server's."""

    def setup(self) -> None:
        """Read what comes with an eye on the clock."""
        super().setup()
        self._clocked = _Clocked(self.connection)
        self.rfile = io.BufferedReader(self._clocked)

    def handle_one_request(self) -> None:
        """Answer a request that comes in time; else the connection ends."""
        self._clocked.until = time.monotonic() + _READING
        super().handle_one_request()

    def parse_request(self) -> bool:
        """Refuse a request under a stranger's name."""
        if not super().parse_request():
            return False
        self.connection.settimeout(_WRITING)
        name = re.sub(r":\d*\Z", "", self.headers.get("Host", "")).strip("[]").lower()
        known = cast("BoundedServer", self.server).knows(name)
        if not known:
            self.send_error(HTTPStatus.FORBIDDEN)
        return known

    def end_headers(self) -> None:
        """Tell browsers to take files for what they are, and to keep them from pages of others."""
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        super().end_headers()


class _Clocked(io.RawIOBase):
    """Reads from a connection up to some moment."""

    def __init__(self, connection: socket.socket) -> None:
        super().__init__()
        self._connection, self.until = connection, 0.0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - a buffer
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left)
        return self._connection.recv_into(buffer)
