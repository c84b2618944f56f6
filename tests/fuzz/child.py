"""Commands in a child of this process: with everything imported, within limits, and watched in what it does to the world."""

from __future__ import annotations

import importlib
import os
import re
import resource
import signal
import sys
import tempfile
import traceback
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from bases import know_few_rules

from timonel import cli
from timonel.cache import Cache
from timonel.load import Sources
from timonel.pipeline import examine_sources

_LOADED = (
    *("cli.check", "cli.exchange", "cli.history", "cli.intake", "cli.measure", "cli.new", "cli.publish", "cli.read", "cli.write"),
    *("exchange.sheets.workbook", *(f"report.formats.{one}" for one in ("github", "gitlab", "json", "junit", "markdown", "sarif", "text"))),
)  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_ON_PATHS = {"os.mkdir": 1, "os.rename": 2, "os.remove": 1, "os.rmdir": 1, "os.link": 2, "os.symlink": 2, "os.chmod": 1, "os.truncate": 1}  # fmt: skip
# Python's and gettext's own files, and what is no file.
_NOBODYS = re.compile(r"/(?:dev/null|proc/self/fd/\d+|dev/fd/\d+|dev/shm/pym-[\w-]+)|.*\.(?:pyc(?:\.\d+)?|mo|\d+\.tmp)")
_PROGRAMS = ("git", "dot")
_OURS = ("import pygraphviz", "from timonel.limits import serve")  # what stands in a Python program of our own
_CONFINED = 'ulimit -v "$0" 2>/dev/null; exec "$@"'  # what a shell may be told: to be another program, within limits
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_CRASH = re.compile(r"Traceback|^  File \"|^\w+(?:Error|Exception)\b", re.MULTILINE)


class Ran(NamedTuple):
    """What a command left behind: exit code (minus the signal that ended it), what it printed, and what it should not have done."""

    code: int
    out: str
    err: str
    strayed: Sequence[str]


def run(root: Path, *arguments: object, seconds: int = 60, megabytes: int = 1024) -> Ran:
    """Run a command beside a base and return what it left behind; what must hold of every command is asserted.

    Args:
        root: the base; the command may write there, and beside it into ``out`` and ``cache``.
        arguments: the command and its options.
        seconds: what it may compute.
        megabytes: what it may take up, beside what this process has.
    """
    _warm()
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, name) for name in ("out", "err", "strayed")]
        child = os.fork()
        if not child:
            _child(root, [str(one) for one in arguments], files, seconds, megabytes)
        status = os.waitpid(child, 0)[1]
        out, err, strayed = (one.read_bytes() for one in files)
    ran = Ran(os.waitstatus_to_exitcode(status), out.decode(), err.decode(), strayed.decode().splitlines())
    assert ran.code in (0, 1, 2), f"{ran.code}: {ran.err[-3000:]}"
    assert not _CRASH.search(ran.err), ran.err
    assert not CONTROLS.search(ran.err), ran.err
    assert not ran.strayed, ran.strayed
    assert ran.code != 2 or ran.err.strip(), "a refusal says why"
    return ran


@cache
def _warm() -> None:
    """Import what commands need, and have the rules at hand: once, for all children."""
    for name in _LOADED:
        importlib.import_module(f"timonel.{name}")
    examine_sources(Sources(None, []), Cache(None))


def _child(root: Path, arguments: list[str], files: Sequence[Path], seconds: int, megabytes: int) -> None:
    code = 70
    try:
        for number, file in ((1, files[0]), (2, files[1]), (9, files[2])):
            os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), number)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.stdin, sys.stdout, sys.stderr = (os.fdopen(number, mode) for number, mode in enumerate("rww"))
        os.chdir(root)
        home = root.parent
        tempfile.tempdir = f"{home}/user"
        Path(tempfile.tempdir).mkdir(exist_ok=True)
        os.environ |= {"XDG_CACHE_HOME": f"{home}/user", "XDG_STATE_HOME": f"{home}/state", "HOME": f"{home}/user"}
        os.environ["TMPDIR"] = tempfile.tempdir
        os.environ.pop("TIMONEL_CACHE", None)
        _limit(seconds, megabytes)
        sys.addaudithook(_Watch([os.path.realpath(one) for one in (root, home / "out", home / "user", home / "state")]))
        if arguments[0] == "build":  # else most of its pages would be of rules
            know_few_rules(pytest.MonkeyPatch())
        code = cli.main(arguments)
    except BaseException:  # noqa: BLE001 - whatever it is, it is a defect
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _limit(seconds: int, megabytes: int) -> None:
    taken = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
    resource.setrlimit(resource.RLIMIT_AS, (taken + megabytes * 2**20, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(20 * seconds)  # by the clock: others compute, too


def _is_known(command: Sequence[str]) -> bool:
    """Whether a program is one that Timonel may start."""
    if [*command[1:3]] == ["-c", _CONFINED]:
        return _is_known(command[4:])
    ours = command[0] == sys.executable and any(one in word for one in _OURS for word in command)
    return ours or Path(os.fsdecode(command[0])).name in _PROGRAMS


class _Watch:
    """Notes what a process does to the world outside some folders: files that it changes, programs, connections."""

    def __init__(self, inside: Sequence[str]) -> None:
        self.inside = tuple(f"{one}/" for one in inside)

    def __call__(self, event: str, given: tuple[Any, ...]) -> None:
        if event == "open":
            if isinstance(given[2], int) and given[2] & _WRITING and isinstance(given[0], str | bytes):
                self._path(event, given[0])
        elif event in _ON_PATHS:
            folder = (
                given[-1]
                if isinstance(given[-1], int) and given[-1] > 2 and event in ("os.remove", "os.rmdir", "os.mkdir")
                else None
            )
            for one in given[: _ON_PATHS[event]] if event != "os.symlink" else given[1:2]:
                self._path(event, f"/proc/self/fd/{folder}/{os.fsdecode(one)}" if folder else one)
        elif event in (
            "socket.connect",
            "socket.getaddrinfo",
            "socket.sendto",
            "os.system",
            "os.exec",
            "os.posix_spawn",
            "os.spawn",
        ):
            self._note(f"{event} {given!r}")
        elif event == "subprocess.Popen" and not _is_known(given[1]):
            self._note(f"{event} {given[1]!r}")

    def _path(self, event: str, path: Any) -> None:
        if isinstance(path, int):  # a file that is open already
            return
        name = os.fsdecode(path)
        folder, last = os.path.split(name)
        real = f"{os.path.realpath(folder)}/{last}"
        if not f"{real}/".startswith(self.inside) and not _NOBODYS.fullmatch(name):
            self._note(f"{event} {name!r}")

    def _note(self, text: str) -> None:
        os.write(9, f"{text}\n".encode(errors="backslashreplace"))
