"""Whole processes measured side by side, and the rows that come of it."""

from __future__ import annotations

import math
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
Text = Mapping[str, str]  # language → text
_OFTEN = ((2, 5), (10, 3))  # a round of less than so many seconds is repeated so many times as often
_LONG, _FEW = 15, 3  # one of more than so many seconds, so many times at most
_MOVED = count()


class Cost(NamedTuple):
    """What a process took: seconds by the clock, seconds of all cores, megabytes at its peak."""

    seconds: float
    cpu: float
    megabytes: float


@dataclass(frozen=True)
class Row:
    """One figure: what it says, beside what, and what it must reach.

    Attributes:
        group: the part of the benchmark that measured it.
        figure: what was measured.
        yardstick: what it is compared with.
        value: the figure itself, in ``unit``: less is better.
        must: what it must not exceed; None where it only informs.
        aim: what we would like it not to exceed.
    """

    group: str
    figure: Text
    yardstick: Text
    value: float
    unit: str = "×"
    must: float | None = None
    aim: float | None = None
    ours: Cost | None = None
    theirs: Cost | None = None

    @property
    def short(self) -> bool:
        """Whether the figure misses what it must reach."""
        return self.must is not None and self.value > self.must

    @property
    def json(self) -> dict[str, Any]:
        """The row as `docs/data/bench.json` has it."""
        found = {key: value for key, value in asdict(self).items() if value is not None}
        for side in ("ours", "theirs"):
            cost = getattr(self, side)
            if cost:
                found[side] = {key: round(number, 3) for key, number in cost._asdict().items()}
        return {**found, "value": round(self.value, 3)}


class Bench(NamedTuple):
    """What the rows are measured with.

    Attributes:
        folder: where bases, sites and caches go; thrown away at the end.
        pairs: how many pairs count.
        tools: the folder with the yardsticks' programs.
    """

    folder: Path
    pairs: int
    tools: Path

    def pair(self, ours: Callable[[], Cost], theirs: Callable[[], Cost]) -> tuple[Cost, Cost]:
        """Return the medians of runs side by side, after one of each that does not count."""
        first, second = self.rounds(ours, theirs)
        return first, second

    def rounds(self, *programs: Callable[[], Cost], long: bool = False) -> Sequence[Cost]:
        """Return the medians of programs that take turns, after a round that does not count.

        Programs that take little time take more turns: in a few seconds, whatever else a machine does counts much.

        Args:
            programs: each runs to its end and returns its cost.
            long: whether a round takes minutes: then one counts, and none goes before it.
        """
        number = 1
        if not long:
            first = sum(one.seconds for one in self._round(programs))
            often = next((times for seconds, times in _OFTEN if first < seconds), 1)
            number = self.pairs * (often if self.pairs > 1 else 1) if first < _LONG else min(_FEW, self.pairs)
        return [_median(costs) for costs in zip(*(self._round(programs) for _ in range(number)), strict=True)]

    def away(self, path: Path) -> None:
        """Have something gone, as if it had never been there.

        It is moved, and deleted when all is measured: for a while, a file system takes ten times as long to make files
        where thousands were deleted, and whoever writes more of them would pay for that.
        """
        if path.exists():
            gone = self.folder / "gone"
            gone.mkdir(exist_ok=True)
            path.rename(gone / str(next(_MOVED)))

    @staticmethod
    def _round(programs: Sequence[Callable[[], Cost]]) -> Sequence[Cost]:
        return [program() for program in programs]


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(*(statistics.median(one[place] for one in costs) for place in range(3)))


# A process inherits its parent's peak of memory: programs are started by a small one, which says what they took.
_STARTER = """
import os, sys, time
start = time.perf_counter()
process = os.fork()
if not process:
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    os.execvp(sys.argv[1], sys.argv[1:])
_, status, used = os.wait4(process, 0)
print(os.waitstatus_to_exitcode(status), time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
"""


def run(command: Sequence[object], *, cwd: Path | None = None, fine: Sequence[int] = (0, 1), **variables: str) -> Cost:
    """Run a program to its end and return its cost; what it says is thrown away."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _STARTER, *map(str, command)],
        cwd=cwd,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "", "NO_MKDOCS_2_WARNING": "1", **variables},
        check=True,
        text=True,
    )
    code, *cost = map(float, done.stdout.split())
    if code not in fine:
        raise SystemExit(f"{' '.join(map(str, command))}: exit code {code:g}")
    return Cost(*cost)


def timonel(*arguments: object, cache: Path) -> Cost:
    """Run our own program with a cache of its own."""
    return run([sys.executable, "-m", "timonel", *arguments], TIMONEL_CACHE=str(cache))


def same(text: str) -> Text:
    """Return a name that reads the same in every language."""
    return {"es": text, "en": text}


def exponent(costs: Mapping[int, Cost]) -> float:
    """Return how cost grows from the smallest size to the largest: 1 is linear.

    In seconds of all cores: what else a shared machine does counts little there.
    """
    (low, first), (high, last) = min(costs.items()), max(costs.items())
    return math.log(last.cpu / first.cpu) / math.log(high / low)


Measure = Callable[[Bench], Iterator[Row]]
