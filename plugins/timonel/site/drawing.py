"""Graphviz behind one small interface: DOT texts in, pictures out; None without a Graphviz or for a broken graph."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from base64 import b64decode
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from importlib.util import find_spec
from shutil import which

from timonel.cache import Cache
from timonel.limits import confine

# One process draws many graphs in the time that several need to start; two at once use what laptops have.
_BATCH, _AT_ONCE, _SECONDS = 100, 2, 60.0
_MEGABYTES = 2048  # of addresses: a picture of a thousand boxes takes a tenth
# Graphviz numbers the graphs of one process (`page0,1_graph0`) and what has no name in them (`%3`), and reads `&lt;` in a label as "<" unless something
# invisible stands behind the "&" (see `pictures.sketch.escaped`).
_PAGE = re.compile(rb'id="page\d+,\d+_')
_COUNTED = re.compile(rb"(?<=Title: )%\d+|(?<=<title>)%\d+")
_JOINED = "&amp;\N{WORD JOINER}".encode()
# The Graphviz in pygraphviz's wheel, in a process of its own: there a crash, a hang or its messages harm nobody.
_WHEEL = """
import base64, json, sys
import pygraphviz
if len(sys.argv) < 2:
    print("pygraphviz", pygraphviz.__version__, "graphviz", getattr(pygraphviz, "__graphviz_version__", ""))
    raise SystemExit
drawn = []
for dot in json.load(sys.stdin):
    try:
        picture = pygraphviz.AGraph(string=dot).draw(format=sys.argv[1], prog="dot")
        drawn.append(base64.b64encode(picture).decode())
    except Exception:
        drawn.append(None)
json.dump(drawn, sys.stdout)
"""
Drawn = list[bytes | None]


@dataclass(frozen=True)
class _Engine:
    """One Graphviz: its name with version, and how one process of it draws some graphs (None: the process failed)."""

    name: str
    run: Callable[[Sequence[str], str], Drawn | None]
    many: Callable[[str], bool]


class Drawer:
    """Draws with the system's ``dot``, else with the Graphviz in pygraphviz, and keeps what it drew."""

    def __init__(self, cache: Cache, timeout: float = _SECONDS) -> None:
        """Keep pictures in ``cache``; give up a process after ``timeout`` seconds."""
        self.cache, self.timeout = cache, timeout

    def engine(self) -> str | None:
        """Return name and version of the Graphviz in use ("graphviz 2.43.0"), or None where there is none."""
        return self._engine.name if self._engine else None

    def draw(self, dots: Sequence[str], fmt: str = "svg") -> Drawn | None:
        """Return a picture for each graph, None for one that could not be drawn; None for all without a Graphviz."""
        if self._engine is None:
            return None
        names = [self._name(dot, fmt) for dot in dots]
        found = {name: self.cache.read(name) for name in dict.fromkeys(names)}
        wanted = {name: dot for name, dot in zip(names, dots, strict=True) if found[name] is None}
        size = min(_BATCH, max(1, -(-len(wanted) // _AT_ONCE))) if self._engine.many(fmt) else 1
        batches = [[*wanted.items()][start : start + size] for start in range(0, len(wanted), size)]
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            drawn = pool.map(lambda one: self._batch([dot for _, dot in one], fmt), batches)
            for batch, pictures in zip(batches, drawn, strict=True):
                for (name, _), picture in zip(batch, pictures, strict=True):
                    found[name] = picture
                    if picture is not None:
                        self.cache.write(name, picture)
        return [found[name] for name in names]

    def _name(self, dot: str, fmt: str) -> str:
        digest = blake2b(f"{self.engine()}\0{dot}".encode(errors="replace"), digest_size=16).hexdigest()
        return f"pictures/{digest}.{fmt}"

    def _batch(self, dots: Sequence[str], fmt: str) -> Drawn:
        """Draw in one process; if that fails, halve until the broken graph stands alone."""
        drawn = self._engine.run(dots, fmt) if self._engine else None
        if drawn is None and len(dots) > 1:
            half = len(dots) // 2
            return self._batch(dots[:half], fmt) + self._batch(dots[half:], fmt)
        return [_same(one) if one and fmt == "svg" else one for one in drawn or [None] * len(dots)]

    @cached_property
    def _engine(self) -> _Engine | None:
        program = which("dot")
        said = self._run([program, "-V"], b"", with_errors=True) if program else None
        version = re.search(rb"version (\S+)", said or b"")
        if program and version:
            return _Engine(
                f"graphviz {version[1].decode()}", lambda dots, fmt: self._dot(program, dots, fmt), "svg".__eq__
            )
        if find_spec("pygraphviz"):
            wheel = [sys.executable, "-P", "-c", _WHEEL]
            said = self._run(wheel, b"")
            if said:
                return _Engine(said.decode().strip(), lambda dots, fmt: self._wheel(wheel, dots, fmt), lambda _: True)
        return None

    def _dot(self, program: str, dots: Sequence[str], fmt: str) -> Drawn | None:
        out = self._run([program, f"-T{fmt}"], "\n".join(dots).encode(errors="replace"))
        if out is None or fmt != "svg":
            return [out] if out else None
        pictures = [b"<?xml" + one for one in out.split(b"<?xml")[1:]]
        whole = len(pictures) == len(dots) and all(one.rstrip().endswith(b"</svg>") for one in pictures)
        return [*pictures] if whole else None

    def _wheel(self, command: Sequence[str], dots: Sequence[str], fmt: str) -> Drawn | None:
        out = self._run([*command, fmt], json.dumps([*dots]).encode())
        try:
            return [one and b64decode(one) for one in json.loads(out)] if out else None
        except ValueError:
            return None

    def _run(self, command: Sequence[str], text: bytes, *, with_errors: bool = False) -> bytes | None:
        errors = subprocess.STDOUT if with_errors else subprocess.DEVNULL
        try:
            with subprocess.Popen(  # noqa: S603 - our own command; data comes in by standard input
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors
            ) as process:
                confine(process.pid, _MEGABYTES)
                try:
                    out, _ = process.communicate(text, timeout=self.timeout)
                except BaseException:  # it took too long, or nobody waits any more
                    process.kill()
                    raise
        except (OSError, subprocess.SubprocessError):
            return None
        return out if process.returncode == 0 else None


def _same(svg: bytes) -> bytes:
    """Return an SVG as if its graph had been the first of its process, with every "&" as the label has it."""
    return _COUNTED.sub(b"%", _PAGE.sub(b'id="', svg)).replace(_JOINED, b"&amp;")
