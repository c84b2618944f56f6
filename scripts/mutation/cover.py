"""Which tests run what a mutant changes: those it is tried on."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from mutation import Mutant
from mutation.noted import TIMES
from mutation.probes import CODE, MODULE, SEEN, probed

# For what no test runs: the tests of the program as a whole.
_OUTSIDE = "tests/test_cli.py"
# Too slow for what they would notice.
_LEFT_OUT = ("browser", "test_heavy_files", "test_large_bases")
_SECONDS = 20.0  # of tests a mutant is tried on, as they take without it,
_LONGEST = 90.0  # and of tests in all, where these notice nothing


class Covered(NamedTuple):
    """The tests that run what each mutant changes, those that only share a fixture that does, and the seconds each takes."""

    tests: Sequence[frozenset[str]]
    near: Sequence[frozenset[str]]
    seconds: Mapping[str, float]

    def chosen(self, number: int) -> list[str]:
        """Return as many tests for a mutant as there is time for: one of each function, another of each, and so on."""
        order = [*self._turns(self.tests[number]), *self._turns(self.near[number] - self.tests[number])]
        found: dict[str, None] = {}
        for most in (_SECONDS, _LONGEST):  # the quick ones first: few need more
            left = most - sum(map(self.seconds.__getitem__, found))
            for one in order:
                if one not in found and (
                    self.seconds[one] <= left or not found
                ):  # a slow one leaves room for quick ones
                    left -= self.seconds[one]
                    found[one] = None
        return [*found] or [_OUTSIDE]

    def _turns(self, tests: Iterable[str]) -> Iterable[str]:
        functions: dict[str, list[str]] = {}
        for one in sorted(tests):
            functions.setdefault(one.partition("[")[0], []).append(one)
        for function, cases in functions.items():
            random.Random(function).shuffle(cases)  # noqa: S311 - no secret
        turns = max(map(len, functions.values()), default=0)
        return chain.from_iterable(
            sorted(
                (cases[turn] for cases in functions.values() if turn < len(cases)),
                key=lambda name: (self.seconds[name], name),
            )
            for turn in range(turns)
        )


def covered(copy: Path, mutants: Sequence[Mutant], jobs: int) -> Covered:
    """Run the tests that need no browser in a copy whose code tells what it runs.

    Tests that fail there, as do some that look at the code itself, are no use for mutants and left out.
    """
    before = {one.path: (copy / one.path).read_bytes() for one in mutants}
    for path, code in before.items():
        lines = {number: one.line for number, one in enumerate(mutants) if one.path == path}
        (copy / path).write_bytes(probed(code, lines))
    helper = copy / "plugins" / f"{MODULE}.py"
    helper.write_text(CODE, encoding="utf-8")
    (copy / ".seen").mkdir()
    _run(copy, jobs)
    helper.unlink()
    for path, code in before.items():
        (copy / path).write_bytes(code)
    return _read(copy, len(mutants))


def _run(copy: Path, jobs: int) -> None:
    files = sorted(
        path.relative_to(copy).as_posix() for path in (copy / "tests").rglob("test_*.py")
        if not {path.parent.name, path.stem} & {*_LEFT_OUT}
    )  # fmt: skip
    options = [
        "-q",
        "-n",
        str(jobs),
        "--dist",
        "worksteal",
        "-p",
        "no:cacheprovider",
        "-p",
        "mutation.noted",
        "--tb=no",
    ]
    paths = os.pathsep.join([str(copy / "plugins"), str(Path(__file__).parents[1])])
    variables = {"PYTHONPATH": paths, TIMES: str(copy / ".times.json"), SEEN: str(copy / ".seen")}
    command = [sys.executable, "-m", "pytest", *options, *files]
    subprocess.run(command, cwd=copy, env={**os.environ, **variables}, stdin=subprocess.DEVNULL, check=False)


def _read(copy: Path, number: int) -> Covered:
    seconds: dict[str, float] = json.loads((copy / ".times.json").read_text("utf-8"))
    tests: list[set[str]] = [set() for _ in range(number)]
    near: list[set[str]] = [set() for _ in range(number)]
    files: dict[str, set[str]] = {}
    for test in seconds:
        files.setdefault(test.partition("::")[0], set()).add(test)
    for note in (copy / ".seen").iterdir():
        for line in note.read_text("utf-8").splitlines():
            which, _, moment = line.partition("\t")
            test, _, when = moment.rpartition(" ")
            if test in seconds:
                tests[int(which)].add(test)
            if when == "(setup)":  # others of the file may stand on the same
                near[int(which)] |= files.get(test.partition("::")[0], set())
    return Covered([*map(frozenset, tests)], [*map(frozenset, near)], seconds)
