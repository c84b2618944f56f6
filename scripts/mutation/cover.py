"""Which tests run which line: what a mutant there is tried on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from coverage import CoverageData

_CONFIG = """
[run]
dynamic_context = test_function
source = {source}
data_file = {data}
"""
# Tests that run the program as a process of its own, which nobody counts: for lines that no other test runs.
_OUTSIDE = ("tests/test_cli.py", "tests/test_watch.py")
# What shows a base is slow, and another matter; what watches starts threads in which lines are not counted.
_LEFT_OUT = ("browser", "engines", "site", "test_watch")
_NEAR = 8  # lines of a statement


class Covered(NamedTuple):
    """Path → line → the tests that run it; and what each test's module and function are called."""

    lines: Mapping[str, Mapping[int, list[str]]]
    tests: Mapping[str, str]

    def of(self, path: str, line: int) -> list[str]:
        """Return the tests that run a line, as pytest takes them.

        A statement is counted at its first line, and a module's own lines run before any test: for these, the tests
        that run something else of the module; for what no test runs, those that start programs.
        """
        mine = self.lines.get(path, {})
        near = next((mine[number] for number in range(line, max(0, line - _NEAR), -1) if mine.get(number)), None)
        contexts = near if near is not None else [one for each in mine.values() for one in each]
        found = sorted({self.tests[one] for one in contexts if one in self.tests})
        return found or [*_OUTSIDE]


def covered(copies: list[Path]) -> Covered:
    """Run all tests without a browser, shared among the copies, and note which lines each runs.

    Raises:
        SystemExit: a test fails before anything is changed.
    """
    files = sorted(
        path.relative_to(copies[0]).as_posix()
        for path in (copies[0] / "tests").rglob("test_*.py")
        if not {path.parent.name, path.stem} & {*_LEFT_OUT}
    )
    running = [_start(copy, files[number :: len(copies)]) for number, copy in enumerate(copies)]
    if any(process.wait() for process in running):
        raise SystemExit("tests fail before anything is changed: mend them first")
    lines: dict[str, dict[int, list[str]]] = {}
    for copy in copies:
        data = CoverageData(str(copy / ".covered"))
        data.read()
        for file in data.measured_files():
            mine = lines.setdefault(Path(file).relative_to(copy).as_posix(), {})
            for line, contexts in data.contexts_by_lineno(file).items():
                mine.setdefault(line, []).extend(one for one in contexts if one)
    return Covered(
        lines, {f"{Path(one).stem}.{name}": f"{one}::{name}" for one in files for name in _names(copies[0] / one)}
    )


def _names(file: Path) -> list[str]:
    found = (line.removeprefix("def ").partition("(")[0] for line in file.read_text("utf-8").splitlines())
    return [name for name in found if name.startswith("test_")]


def _start(copy: Path, files: list[str]) -> subprocess.Popen[bytes]:
    config = copy / ".coveragerc"
    config.write_text(_CONFIG.format(source=copy / "plugins" / "timonel", data=copy / ".covered"), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "coverage",
        "run",
        f"--rcfile={config}",
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
    ]
    environment = dict(os.environ, PYTHONPATH=str(copy / "plugins"))
    return subprocess.Popen([*command, *files], cwd=copy, env=environment, stdin=subprocess.DEVNULL)
