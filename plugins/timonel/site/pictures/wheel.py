"""The Graphviz in pygraphviz's wheel, in a process of its own: there a crash, a hang or its messages harm nobody."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from threading import Timer

_END = b"\0\n"  # stands in no picture that is text
# Says its name; or answers each line, which is a list of graphs, with their pictures. `AGraph` does the same by way of a new
# file and a new context a graph, which takes a fifth of its time.
_SCRIPT = """
import json, sys
from tempfile import TemporaryFile
import pygraphviz
from pygraphviz import graphviz
if len(sys.argv) < 2:
    print("pygraphviz", pygraphviz.__version__, "graphviz", getattr(pygraphviz, "__graphviz_version__", ""))
    raise SystemExit
context, file = graphviz.gvContextWithBuiltins(), TemporaryFile(buffering=0)
def drawn(dot, format):
    file.seek(0)
    file.truncate()
    file.write(dot.encode())
    file.seek(0)
    graph = graphviz.agread(file, None)
    if graph is None or graphviz.gvLayout(context, graph, b"dot"):
        raise ValueError(dot)
    error, picture = graphviz.gvRenderData(context, graph, format)
    if error:
        raise ValueError(dot)
    graphviz.gvFreeLayout(context, graph)
    graphviz.agclose(graph)
    return picture
for line in sys.stdin:
    for dot in json.loads(line):
        sys.stdout.buffer.write(drawn(dot, sys.argv[1].encode()))
    sys.stdout.buffer.write(b"\\0\\n")
    sys.stdout.buffer.flush()
"""
NAME = (sys.executable, "-P", "-c", _SCRIPT)


def request(dots: Sequence[str]) -> bytes:
    """Return what asks for pictures of graphs."""
    return json.dumps([dot.encode(errors="replace").decode() for dot in dots]).encode() + b"\n"


def pictures(answer: bytes) -> bytes:
    """Return the pictures of an answer."""
    return answer.removesuffix(_END)


class Helper:
    """A process that stays at hand: to start one takes as long as to draw sixty pictures.

    Args:
        command: what starts it; it draws pictures that are text.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, text: bytes, timeout: float) -> bytes | None:
        """Return the answer to a request.

        None where the process broke down, or took more seconds than ``timeout``: another takes the next request.
        """
        with suppress(OSError):
            process = self._begun()
            timer = Timer(timeout, process.kill)
            timer.start()
            try:
                answer = _answer(process, text)
            finally:
                timer.cancel()
            if answer is not None:
                return answer
        self.end()
        return None

    def _begun(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 - our own command; data comes in by standard input
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        return self._process

    def end(self) -> None:
        """Let the process go; it keeps nothing."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            with suppress(OSError), process:  # what it was not told any more
                pass


def _answer(process: subprocess.Popen[bytes], text: bytes) -> bytes | None:
    assert process.stdin  # noqa: S101 - for mypy
    assert process.stdout  # noqa: S101 - for mypy
    process.stdin.write(text)
    process.stdin.flush()
    parts, tail = list[bytes](), b""
    while tail != _END:
        part = process.stdout.read1()  # type: ignore[attr-defined] # a pipe is read through a buffer
        if not part:
            return None
        parts.append(part)
        tail = (tail + part)[-len(_END) :]
    return pictures(b"".join(parts))
