"""Tell whether the tests notice faults: change one thing at a time in a copy of the code, and run the tests that run it.

Which changes is drawn from the hash of the last commit of tests/, so nobody can choose them. Those of which alike.toml says
why nobody could see them are no faults: where one survives, it is told with its reason and does not count. Needs an
environment as scripts/test.py makes it; takes some three quarters of an hour, and is no test itself.
"""

from __future__ import annotations

import argparse
import compileall
import os
import py_compile
import random
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

from mutation import Mutant, mutants
from mutation.cover import Covered, covered

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("edit", "governance", "history", "load", "lookups", "report", "rules", "words")
ALIKE = Path(__file__).parent / "mutation" / "alike.toml"  # changes that are no faults, with the reason
ENOUGH = 0.9  # of the mutants that are faults must be killed
_LONG = 300  # seconds: a mutant that makes tests run for ever is noticed


class Fate(NamedTuple):
    """What became of a mutant."""

    mutant: Mutant
    killed: bool
    tried: int  # tests that were tried
    tests: int  # tests that run what is changed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--number", type=int, default=200, help="how many mutants (default: 200)")
    parser.add_argument("--seed", help="what they are drawn from (default: the last commit of tests/)")
    parser.add_argument("--rooms", default=",".join(ROOMS), help="packages that are changed (default: %(default)s)")
    parser.add_argument(
        "--again", type=Path, help="try only what survived, as an earlier run's output in this file says"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many at a time (default: the cores)")
    options = parser.parse_args()
    seed = options.seed or _git("log", "-1", "--format=%H", "--", "tests").strip()
    rooms = options.rooms.split(",")
    every = [one for room in rooms for one in mutants(ROOT, ROOT / "plugins" / "timonel" / room)]
    chosen = random.Random(seed).sample(every, min(options.number, len(every)))  # noqa: S311 - no secret
    if options.again:
        earlier = options.again.read_text("utf-8")
        chosen = [one for one in chosen if f": {one}\n" in earlier]
    print(f"{len(chosen)} of {len(every)} mutants, drawn from {seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="timonel-mutants-") as folder:
        copies = [_copy(Path(folder) / str(number)) for number in range(options.jobs)]
        fates = [*_hunt(chosen, covered(copies[0], chosen, options.jobs), copies)]
    survivors = [one for one in fates if not one.killed]
    for one in sorted(survivors, key=lambda fate: fate.mutant):
        print(f"survived {one.tried} of {one.tests} tests: {one.mutant}\n    {one.mutant.source}")
        for why in _no_fault(one.mutant):
            print(f"    no fault: {why}")
    faults = [one for one in fates if one.killed or not _no_fault(one.mutant)]
    for room in rooms:
        mine = [one for one in faults if f"/timonel/{room}/" in one.mutant.path]
        print(f"{room:12} {sum(one.killed for one in mine):4} of {len(mine):4}")
    killed, share = _share(faults)
    print(f"{killed} of {len(fates)} killed: {_share(fates)[1]:.1%}")
    print(f"{killed} of the {len(faults)} that are faults: {share:.1%} (enough: {ENOUGH:.0%})")
    return int(share < ENOUGH)


def _share(fates: list[Fate]) -> tuple[int, float]:
    killed = sum(one.killed for one in fates)
    return killed, killed / len(fates) if fates else 1.0


@cache
def _alike() -> list[dict[str, str]]:
    found: list[dict[str, str]] = tomllib.loads(ALIKE.read_text("utf-8"))["alike"]
    return found


def _no_fault(mutant: Mutant) -> list[str]:
    """Return why a change is no fault, nothing where it is one."""
    return [
        one["why"] for one in _alike()
        if (mutant.path, mutant.source) == (one["path"], one["source"]) and mutant.change in one["change"].split("; ")
    ]  # fmt: skip


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, encoding="utf-8", check=True).stdout  # noqa: S607


def _copy(place: Path) -> Path:
    """Copy what git knows of the project, as it stands in the work tree; what is compiled counts as long as its source is the same."""
    for name in _git("ls-files", "-z").split("\0"):
        if name and (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, place / name)
    compileall.compile_dir(place / "plugins", quiet=1, invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH)
    return place


def _hunt(chosen: list[Mutant], known: Covered, copies: list[Path]) -> Iterator[Fate]:
    """Yield what became of each mutant, several at a time."""
    free: SimpleQueue[Path] = SimpleQueue()
    for copy in copies:
        free.put(copy)

    def one(number: int) -> Fate:
        tests, copy = known.chosen(number), free.get()
        try:
            return Fate(chosen[number], _is_noticed(chosen[number], tests, copy), len(tests), len(known.tests[number]))
        finally:
            free.put(copy)

    with ThreadPoolExecutor(len(copies)) as pool:
        for number, fate in enumerate(pool.map(one, range(len(chosen))), 1):
            print(f"{number:4} {'killed  ' if fate.killed else 'SURVIVED'} {fate.mutant}", flush=True)
            yield fate


def _is_noticed(mutant: Mutant, tests: list[str], copy: Path) -> bool:
    """Whether a test fails once the mutant stands in the copy; the copy is as it was afterwards."""
    file = copy / mutant.path
    before = file.read_bytes()
    file.write_bytes(mutant.code)
    chosen = copy / ".chosen"
    chosen.write_text("\n".join(tests), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", f"@{chosen}"]
    environment = dict(os.environ, PYTHONPATH=str(copy / "plugins"))
    try:
        done = subprocess.run(
            command, cwd=copy, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL, timeout=_LONG, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return True
    finally:
        file.write_bytes(before)
    return done.returncode != 0


if __name__ == "__main__":
    sys.exit(main())
