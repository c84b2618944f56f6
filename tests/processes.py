"""Real processes that are killed at a step of their own, and several at once.

One process with everything imported forks a child for each command, so that a run costs what the command itself does.
A step is a call that changes something on the disk: a file opened to be written, and then still empty; made, moved or taken away.
"""

from __future__ import annotations

import importlib
import io
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from bases import PATIENCE, ROOT, begin_at_hand, know_few_rules

from timonel import cli, lock
from timonel.edit.start import init

ROUNDS = 4
_SEED = 20261129
_LOADED = (
    *(
        f"cli.{name}"
        for name in ("exchange", "intake", "measure", "new", "publish", "init", "schema", "write", "writing")
    ),
    *("edit.ask.dialog", "edit.start.init", "engines.build", "exchange.sheets.workbook"),
)
_EVENTS = ("os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.chmod")


class Ended(NamedTuple):
    """How a command ended: its exit code, minus the signal that killed it; how many steps and seconds it took; what it said."""

    code: int
    steps: int
    seconds: float
    out: str
    err: str


class Commands:
    """Runs commands of Timonel in processes of their own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, *arguments: object, kill: float = 0) -> Ended:
        """Run a command; it is killed when it begins step ``kill``, or after so many seconds where that is no whole number."""
        return self.at_once([arguments], kill)[0]

    def at_once(self, several: Sequence[Sequence[object]], kill: float = 0) -> list[Ended]:
        """Run commands side by side."""
        asked = [[str(one) for one in arguments] for arguments in several]
        print(json.dumps([asked, kill]), file=self._process.stdin, flush=True)
        return [Ended(*one) for one in json.loads(self._process.stdout.readline())]


@contextmanager
def commands(home: Path):
    """Start the process that forks, and end it; what belongs to the user stands in a folder of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    theirs = {**kept, "LC_ALL": "C", "HOME": str(home)}
    with subprocess.Popen(
        [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=theirs
    ) as process:
        yield Commands(process)
        process.stdin.close()


def moments(whole: Ended, rounds: int) -> list[float]:
    """Return moments to kill a run at: steps all over it, the first and the last included, then the clock's, by chance."""
    if whole.steps > rounds:
        return sorted({1 + round(number * (whole.steps - 1) / (rounds - 1)) for number in range(rounds)})
    chance = random.Random(_SEED)
    return [*range(1, whole.steps + 1), *(chance.random() * whole.seconds for _ in range(rounds - whole.steps))]


def _serve() -> None:
    for module in _LOADED:  # once, for all children
        importlib.import_module(f"timonel.{module}")
    lock.WAIT = PATIENCE
    begin_at_hand(pytest.MonkeyPatch())
    init.examine(ROOT, use_cache=False, wanted=("DAT",))  # as a new base has it
    for line in sys.stdin:
        several, kill = json.loads(line)
        with tempfile.TemporaryDirectory() as folder:
            start = time.perf_counter()
            children = [_fork(one, kill, Path(folder, str(number))) for number, one in enumerate(several)]
            if kill != int(kill):
                time.sleep(kill)
                for child, _ in children:
                    os.kill(child, signal.SIGKILL)
            sys.stdout.write(json.dumps([_ended(child, place, start) for child, place in children]) + "\n")
            sys.stdout.flush()


def _fork(arguments: list[str], kill_at: float, place: Path) -> tuple[int, Path]:
    streams = [os.open(f"{place}.{name}", os.O_WRONLY | os.O_CREAT, 0o600) for name in ("out", "err")]
    child = os.fork()
    if child:
        for one in streams:
            os.close(one)
        return child, place
    code = 70
    try:
        for number, one in enumerate(streams, 1):
            os.dup2(one, number)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.stdout, sys.stderr = (open(number, "w", closefd=False) for number in (1, 2))  # noqa: SIM115 - as at a start
        code = _alone(arguments, kill_at, place)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _alone(arguments: list[str], kill_at: float, place: Path) -> int:
    steps, us, opened = 0, os.getpid(), io.open
    if arguments[0] == "build":  # else most of its pages would be of rules
        know_few_rules(pytest.MonkeyPatch())

    def step() -> None:
        nonlocal steps
        if os.getpid() == us:
            steps += 1
            if steps == kill_at:
                os.kill(us, signal.SIGKILL)

    def hook(event: str, given: tuple[Any, ...]) -> None:
        writes = event == "open" and isinstance(given[2], int) and given[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if writes or event in _EVENTS:
            step()

    def begun(file: Any, mode: str = "r", *rest: Any, **more: Any) -> Any:
        found = opened(file, mode, *rest, **more)
        if mode[0] != "r":  # it is there, and empty
            step()
        return found

    sys.addaudithook(hook)
    io.open = begun  # by which paths are opened
    code = cli.main(arguments)
    taken = steps
    place.with_suffix(".steps").write_text(str(taken))
    return code


def _ended(child: int, place: Path, start: float) -> list[Any]:
    status = os.waitpid(child, 0)[1]
    seconds = time.perf_counter() - start
    steps = place.with_suffix(".steps")
    said = [Path(f"{place}.{name}").read_text("utf-8", "replace") for name in ("out", "err")]
    return [os.waitstatus_to_exitcode(status), int(steps.read_text() or 0) if steps.exists() else 0, seconds, *said]


if __name__ == "__main__":
    _serve()
