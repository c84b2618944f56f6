"""Which tests run which line: what a mutant there is tried on."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from coverage import CoverageData

from mutation.noted import TIMES

_CONFIG = """
[run]
source = {source}
data_file = {data}
"""
# Tests that run the program as a process of its own, which nobody counts: for lines that no other test runs.
_OUTSIDE = "tests/test_cli.py"
# What builds whole sites is slow, and another matter; what watches or waits starts threads and processes, in which nothing
# is counted; and tests of other rooms that only come by.
_LEFT_OUT = (
    "browser", "engines", "fuzz",
    "test_ci_files", "test_crawl", "test_heavy_files", "test_hostile_pull_request", "test_journal", "test_large_bases",
    "test_literal", "test_lock", "test_naughty", "test_one_writer", "test_watch",
)  # fmt: skip
_NEAR = 8  # lines of a statement
_SECONDS = 20.0  # of tests a mutant is tried on, as they take without it,
_LONGEST = 90.0  # and of tests in all, where these notice nothing


class Covered(NamedTuple):
    """Path → line → the tests that run it; and the seconds that each test takes."""

    lines: Mapping[str, Mapping[int, list[str]]]
    seconds: Mapping[str, float]

    def of(self, path: str, line: int) -> list[str]:
        """Return the tests that run a line, the most telling first.

        A statement is counted at its first line, and a module's own lines run before any test: for these, the tests
        that run something else of the module; for what no test runs, those that start programs.
        """
        mine = self.lines.get(path, {})
        near = next((mine[number] for number in range(line, max(0, line - _NEAR), -1) if mine.get(number)), None)
        return [*dict.fromkeys(near if near is not None else [one for each in mine.values() for one in each])]

    def chosen(self, path: str, line: int) -> list[str]:
        """Return as many of the tests that run a line as there is time for: one of each function, another of each, and so on."""
        functions: dict[str, list[str]] = {}
        for one in sorted(self.of(path, line)):
            functions.setdefault(one.partition("[")[0], []).append(one)
        for cases in functions.values():
            random.Random(path).shuffle(cases)  # noqa: S311 - no secret
        turns = max(map(len, functions.values()), default=0)
        order = [
            sorted(
                (cases[turn] for cases in functions.values() if turn < len(cases)),
                key=lambda name: (self.seconds[name], name),
            )
            for turn in range(turns)
        ]
        found: dict[str, None] = {}
        for most in (_SECONDS, _LONGEST):  # the quick ones first: few need more
            left = most - sum(map(self.seconds.__getitem__, found))
            for one in chain.from_iterable(order):
                if one not in found and (
                    self.seconds[one] <= left or not found
                ):  # a slow one leaves room for quick ones
                    left -= self.seconds[one]
                    found[one] = None
        return [*found] or [_OUTSIDE]


def covered(copies: list[Path], kept: Path | None = None) -> Covered:
    """Run the tests that need no browser, shared among the copies, and note which lines each runs.

    Args:
        copies: where to run them.
        kept: a file that holds what an earlier run found, or is to hold what this one finds.

    Raises:
        SystemExit: a test fails before anything is changed.
    """
    if kept is not None and kept.is_file():
        lines, seconds = json.loads(kept.read_text("utf-8"))
        return Covered(
            {path: {int(one): tests for one, tests in mine.items()} for path, mine in lines.items()}, seconds
        )
    files = sorted(
        path.relative_to(copies[0]).as_posix()
        for path in (copies[0] / "tests").rglob("test_*.py")
        if not {path.parent.name, path.stem} & {*_LEFT_OUT}
    )
    running = [_start(copy, files[number :: len(copies)]) for number, copy in enumerate(copies)]
    if sum(process.wait() for process in running):
        raise SystemExit("tests fail before anything is changed: mend them first")
    found = Covered(
        _lines(copies),
        {name: took for copy in copies for name, took in json.loads(_times(copy).read_text("utf-8")).items()},
    )
    if kept is not None:
        kept.write_text(json.dumps(found), encoding="utf-8")
    return found


def _lines(copies: Iterable[Path]) -> Mapping[str, Mapping[int, list[str]]]:
    lines: dict[str, dict[int, list[str]]] = {}
    for copy in copies:
        data = CoverageData(str(copy / ".covered"))
        data.read()
        for file in data.measured_files():
            mine = lines.setdefault(Path(file).relative_to(copy).as_posix(), {})
            for line, contexts in data.contexts_by_lineno(file).items():
                mine.setdefault(line, []).extend(one for one in contexts if one)
    return lines


def _times(copy: Path) -> Path:
    return copy / ".times.json"


def _start(copy: Path, files: list[str]) -> subprocess.Popen[bytes]:
    config = copy / ".coveragerc"
    config.write_text(_CONFIG.format(source=copy / "plugins" / "timonel", data=copy / ".covered"), encoding="utf-8")
    options = ["-q", "-p", "no:cacheprovider", "-p", "mutation.noted"]
    command = [sys.executable, "-m", "coverage", "run", f"--rcfile={config}", "-m", "pytest", *options, *files]
    paths = os.pathsep.join([str(copy / "plugins"), str(Path(__file__).parents[1])])
    environment = dict(os.environ, PYTHONPATH=paths, **{TIMES: str(_times(copy))})
    return subprocess.Popen(command, cwd=copy, env=environment, stdin=subprocess.DEVNULL)
