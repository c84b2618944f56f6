"""Graphviz behind one small interface: DOT texts in, pictures out; None without a Graphviz or for a broken graph."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from importlib.util import find_spec
from shutil import which

from timonel.cache import Cache
from timonel.limits import confined
from timonel.site.pictures import wheel

# One process draws many graphs in the time that several need to start; two at once use what laptops have.
_BATCH, _AT_ONCE, _SECONDS = 100, 2, 60.0
_MEGABYTES = 2048  # of addresses: a picture of a thousand boxes takes a tenth
# Graphviz numbers the graphs of one process (`page0,1_graph0`) and what has no name in them (`%3`), and reads `&lt;` in a label as "<" unless something
# invisible stands behind the "&" (see `digraph.literal`).
_PAGE = re.compile(rb'id="page\d+,\d+_')
_COUNTED = re.compile(rb"<title>%\d+"), re.compile(rb"Title: %\d+")  # each is looked for by its first letters
_JOINED = "&amp;\N{WORD JOINER}".encode()
Drawn = list[bytes | None]


@dataclass(frozen=True)
class _Engine:
    """One Graphviz: its name with version, the command that draws in a format, and what that is fed for graphs."""

    name: str
    command: Callable[[str], Sequence[str]]
    request: Callable[[Sequence[str]], bytes]
    stays: bool = False  # whether it answers one request after the other


class Drawer:
    """Draws with the system's ``dot``, else with the Graphviz in pygraphviz, and keeps what it drew."""

    def __init__(self, cache: Cache, timeout: float = _SECONDS, known: Cache = Cache(None)) -> None:  # noqa: B008 - a value that never changes
        """Keep pictures in ``cache``, and in ``known`` which Graphviz there is; give up a process after ``timeout`` seconds."""
        self.cache, self.timeout, self._known = cache, timeout, known
        self._is_busy = False
        self._helper: wheel.Helper | None = None

    @contextmanager
    def at_hand(self) -> Iterator[None]:
        """Draw in one process alone for as long as this lasts, for others are at work; in the same one, where it can stay."""
        self._is_busy, self._helper = True, None  # a process that was forked has its own
        try:
            yield
        finally:
            self._is_busy = False
            self._let_go()

    def _let_go(self) -> None:
        helper, self._helper = self._helper, None
        if helper is not None:
            helper.end()

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
        if not wanted:
            return [found[name] for name in names]
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - after an edit most pictures are there

        at_once = 1 if self._is_busy else _AT_ONCE
        size = min(_BATCH, max(1, -(-len(wanted) // at_once))) if fmt == "svg" else 1
        batches = [[*wanted.items()][start : start + size] for start in range(0, len(wanted), size)]
        with ThreadPoolExecutor(at_once) as pool:
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
        drawn = self._together(dots, fmt)
        if drawn is None and len(dots) > 1:
            half = len(dots) // 2
            return self._batch(dots[:half], fmt) + self._batch(dots[half:], fmt)
        return [_same(one) if one and fmt == "svg" else one for one in drawn or [None] * len(dots)]

    def _together(self, dots: Sequence[str], fmt: str) -> Drawn | None:
        """Return what one process drew; None if it failed, or not all of them came out."""
        assert self._engine is not None  # noqa: S101 - else there is nothing to draw with
        command, text = self._engine.command(fmt), self._engine.request(dots)
        out = (
            self._asked(command, text)
            if self._is_busy and self._engine.stays and fmt == "svg"
            else self._run(command, text)
        )
        if not out or fmt != "svg":
            return [out] if out else None
        pictures = [b"<?xml" + one for one in out.split(b"<?xml")[1:]]
        whole = len(pictures) == len(dots) and all(one.rstrip().endswith(b"</svg>") for one in pictures)
        return [*pictures] if whole else None

    @cached_property
    def _engine(self) -> _Engine | None:
        name = self._known.index("graphviz", [("dot", program())], self._found)
        if name.startswith("graphviz "):
            return _Engine(name, _command, _joined)
        return _Engine(name, lambda fmt: [*wheel.NAME, fmt], wheel.request, stays=True) if name else None

    def _found(self) -> str:
        """Return name and version of the Graphviz that there is, "" without one."""
        import graphviz  # noqa: PLC0415 - where all pictures are kept, nobody waits for it to load

        try:
            return f"graphviz {'.'.join(map(str, graphviz.version()))}"
        except (OSError, RuntimeError, ValueError, subprocess.SubprocessError):  # none, none that works, or no Graphviz
            name = self._run(wheel.NAME, b"") if find_spec("pygraphviz") else None
        return name.decode().strip() if name else ""

    def _asked(self, command: Sequence[str], text: bytes) -> bytes | None:
        """Return what the process at hand makes of a text, within limits; None if it fails or takes too long."""
        self._helper = self._helper or wheel.Helper(confined(command, _MEGABYTES))
        return self._helper.ask(text, self.timeout)

    def _run(self, command: Sequence[str], text: bytes) -> bytes | None:
        """Return what a program makes of a text, within limits; None if it fails or takes too long."""
        import graphviz  # noqa: PLC0415 - as above
        from graphviz.backend import execute  # noqa: PLC0415 - as above

        try:
            done = execute.run_check(
                confined(command, _MEGABYTES), input=text, capture_output=True, quiet=True, timeout=self.timeout
            )
        except (OSError, graphviz.ExecutableNotFound, subprocess.SubprocessError):
            return None
        return wheel.pictures(done.stdout)


def _command(fmt: str) -> Sequence[str]:
    """Return what starts the system's Graphviz."""
    from graphviz.backend import dot_command  # noqa: PLC0415 - as above

    return [*map(str, dot_command.command("dot", fmt))]


def _joined(dots: Sequence[str]) -> bytes:
    return "\n".join(dots).encode(errors="replace")


def program() -> bytes:
    """Return what tells the Graphviz that there is from another one, without running it."""
    found = which("dot")
    try:
        facts = os.stat(found) if found else None  # noqa: PTH116 - a name from `which`
    except OSError:
        facts = None
    seen = facts and (facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino)
    return f"{found}\0{seen}".encode(errors="replace")


def _same(svg: bytes) -> bytes:
    """Return an SVG as if its graph had been the first of its process, with every "&" as the label has it."""
    svg = _COUNTED[0].sub(b"<title>%", _PAGE.sub(b'id="', svg))
    return _COUNTED[1].sub(b"Title: %", svg).replace(_JOINED, b"&amp;")
