"""Measure Timonel against yardsticks in the same run: ratios of medians of pairs, because machines differ and are shared.

`bench.py` measures everything but the base of 100,000 entities (`--huge`) and writes docs/data/bench.json, which the page
about performance shows; with `--check` it exits with 1 where a figure misses what it must reach.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmark import builds, checks, editing, parts, peers, searching, yardsticks
from benchmark.measure import ROOT, Bench, Measure, Row

GROUPS: dict[str, Measure] = {
    "check": checks.rows,
    "graphs": parts.graphs,
    "words": parts.words,
    "edits": parts.edits,
    "lsp": editing.rows,
    "build": builds.rows,
    "search": searching.rows,
    "peers": peers.rows,
    "huge": checks.huge,
}
LEFT_OUT = ("huge",)
RESULT = ROOT / "docs" / "data" / "bench.json"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", metavar="GROUPS", help=f"measure only these: {', '.join(GROUPS)}")
    parser.add_argument("--quick", action="store_true", help="one pair each: a first impression")
    parser.add_argument("--pairs", type=int, default=5, help="how many pairs count (default: 5)")
    parser.add_argument("--huge", action="store_true", help="also a base of 100,000 entities")
    parser.add_argument("--check", action="store_true", help="exit with 1 where a figure misses what it must reach")
    parser.add_argument("--json", type=Path, default=RESULT, help="where to write (default: docs/data/bench.json)")
    options = parser.parse_args()
    wanted = options.only.split(",") if options.only else [one for one in GROUPS if one not in LEFT_OUT or options.huge]
    if unknown := [one for one in wanted if one not in GROUPS]:
        parser.error(f"no such group: {', '.join(unknown)}")
    tools = yardsticks.install()
    folder = Path(tempfile.mkdtemp(prefix="timonel-bench-"))
    rows: list[Row] = []
    try:
        print(
            f"{'figure':66} {'ours s':>8} {'cpu s':>8} {'MB':>6} {'theirs s':>8} {'value':>7} {'':9} {'must':>5} {'aim':>5}"
        )
        for group in wanted:
            place = folder / group
            place.mkdir()
            for row in GROUPS[group](Bench(place, 1 if options.quick else options.pairs, tools)):
                rows.append(row)
                print(_line(row), flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    _keep(options.json, rows, wanted, 1 if options.quick else options.pairs)
    short = [row for row in rows if row.short]
    for row in short:
        print(
            f"misses its target: {row.figure['en']} ({row.yardstick['en'] or row.unit}): {row.value:.2f} > {row.must:g}"
        )
    return int(bool(short) and options.check)


def _line(row: Row) -> str:
    ours = f"{row.ours.seconds:8.2f} {row.ours.cpu:8.2f} {row.ours.megabytes:6.0f}" if row.ours else " " * 24
    theirs = f"{row.theirs.seconds:8.2f}" if row.theirs else " " * 8
    targets = [f"{one:g}" if one is not None else "" for one in (row.must, row.aim)]
    mark = " ← misses" if row.short else ""
    return f"{row.figure['en']:66} {ours} {theirs} {row.value:7.2f} {row.unit:9} {targets[0]:>5} {targets[1]:>5}{mark}"


def _keep(file: Path, rows: Sequence[Row], wanted: Sequence[str], pairs: int) -> None:
    """Write what was measured; groups that were not measured this time stay as they are."""
    known = json.loads(file.read_text(encoding="utf-8"))["rows"] if file.exists() else []
    kept = [one for one in known if one["group"] not in wanted]
    found = {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.system()},
        "pairs": pairs,
        "rows": sorted([*kept, *(row.json for row in rows)], key=lambda one: [*GROUPS].index(one["group"])),
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
