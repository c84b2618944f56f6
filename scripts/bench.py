"""Measure Timonel against yardsticks in the same run: ratios of medians of pairs, because machines differ and are shared.

`bench.py` takes the example and synthetic bases of 1,000 and 10,000 entities, `--sizes 200` others; with `--check` it
exits with 1 where a ratio misses its target.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PAIRS = 5
LARGE = 10_000  # entities; the targets speak of bases of this size
LOADER = (
    "import sys, yaml, pathlib\n"
    "for file in sorted(pathlib.Path(sys.argv[1]).rglob('*.yaml')):\n"
    "    yaml.load(file.read_bytes(), yaml.CSafeLoader)\n"
)
WORDS = [
    "atención",
    "cliente",
    "canal",
    "pedido",
    "tienda",
    "devolución",
    "fidelización",
    "campaña",
    "dueño",
    "diseño",
    "señal",
    "medición",
    "análisis",
    "acción",
    "público",
    "gestión",
    "información",
    "año",
    "también",
    "según",
    "cada",
    "proceso",
    "registra",
    "confirma",
    "entrega",
    "revisa",
    "mejora",
    "responde",
    "avisa",
]


class Target(NamedTuple):
    """What a ratio must reach, and what we aim for."""

    must: float
    aim: float


class Row(NamedTuple):
    """One measured figure: ours beside the yardstick, in seconds, and the ratio with its target."""

    name: str
    ours: float
    yardstick: float
    megabytes: float
    target: Target | None = None

    @property
    def ratio(self) -> float:
        return self.ours / self.yardstick


def run(command: Sequence[str], **environment: str) -> tuple[float, float]:
    """Return seconds and peak memory (MB) of a process, output thrown away."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "", **environment},
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)}: exit code {process.returncode}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def pair(
    name: str,
    ours: Callable[[], tuple[float, float]],
    yardstick: Callable[[], tuple[float, float]],
    target: Target | None = None,
) -> Row:
    """Return the medians of `PAIRS` runs side by side, after one of each that does not count."""
    ours(), yardstick()
    mine, theirs = [], []
    for _ in range(PAIRS):
        mine.append(ours())
        theirs.append(yardstick())
    return Row(
        name,
        statistics.median(s for s, _ in mine),
        statistics.median(s for s, _ in theirs),
        max(mb for _, mb in mine),
        target,
    )


def text(random_: random.Random, low: int, high: int) -> str:
    """Return words of Spanish, with accents."""
    words = [random_.choice(WORDS) for _ in range(random_.randint(low, high))]
    return " ".join(words).capitalize() + "."


def synthetic(folder: Path, size: int, *, per_kind: bool = False) -> None:
    """Write a base of about ``size`` entities, the same for the same size.

    40 % processes, 15 % touchpoints, 10 % each roles, terms, risks and lessons, 5 % systems, and 10 measurements a risk.
    """
    random_ = random.Random(size)  # noqa: S311 - a benchmark needs the same words every time
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "data").mkdir(parents=True)
    (folder / "timonel.yaml").write_text(
        "model: 1\nname: {es: Base sintética, en: Synthetic base}\nlanguages: [es, en]\nas_of: 2026-11-20\n",
        encoding="utf-8",
    )
    for kind, entities in _entities(random_, size).items():
        if per_kind:
            _write(folder / "data" / f"{kind}.yaml", entities)
        else:
            for number, entity in enumerate(entities):
                _write(folder / "data" / kind / f"{entity.get('id', number)}.yaml", entity)


def _write(path: Path, value: object) -> None:
    import yaml  # noqa: PLC0415 - the benchmark runs in the project's environment

    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.dump(value, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _entities(random_: random.Random, size: int) -> dict[str, list[dict[str, Any]]]:
    def both(low: int, high: int) -> dict[str, str]:
        return {"es": text(random_, low, high), "en": text(random_, low, high)}

    def named(kind: str, number: int) -> dict[str, Any]:
        return {
            "id": f"{kind}-{number}",
            "name": {"es": f"{text(random_, 2, 4)[:-1]} {number}", "en": f"{text(random_, 2, 4)[:-1]} {number}"},
        }

    count = {"processes": size * 40 // 100, "touchpoints": size * 15 // 100, "systems": max(1, size * 5 // 100)}
    count |= dict.fromkeys(("roles", "terms", "risks", "lessons"), size // 10)

    def one(kind: str) -> str:
        return f"{kind}-{random_.randrange(count[kind])}"

    base: dict[str, list[dict[str, Any]]] = {
        "organization": [{**named("organization", 0), "mission": both(8, 12), "vision": both(8, 12)}],
        "stages": [{**named("stages", n), "order": n + 1, "customer_goal": both(5, 9)} for n in range(8)],
        "channels": [{**named("channels", n), "type": "digital"} for n in range(12)],
        "people": [
            {"id": f"people-{n}", "name": f"Persona {n}", "employment": "internal"} for n in range(count["roles"])
        ],
        "skills": [named("skills", n) for n in range(12)],
    }
    base["roles"] = [
        {
            **named("roles", n),
            "purpose": both(6, 12),
            "responsibilities": [both(5, 9)],
            "skills": [f"skills-{n % 12}"],
            "holders": [{"person": f"people-{n}"}],
        }
        for n in range(count["roles"])
    ]
    base["systems"] = [
        {**named("systems", n), "category": "crm", "owner": one("roles"), "technical_owner": one("roles")}
        for n in range(count["systems"])
    ]
    base["touchpoints"] = [
        {
            **named("touchpoints", n),
            "stage": f"stages-{n % 8}",
            "channels": [f"channels-{n % 12}"],
            "owner": one("roles"),
            "description": both(20, 40),
        }
        for n in range(count["touchpoints"])
    ]
    base["processes"] = [
        {
            **named("processes", n), "type": "customer-facing", "nature": "dynamic", "owner": one("roles"), "touchpoints": [one("touchpoints"), f"touchpoints-{n % count['touchpoints']}"][: 1 + (n % 2)],
            "systems": [one("systems")], "maturity": {"level": random_.randint(1, 5), "assessed": "2026-05-04"}, "description": both(30, 55), "customer_outcome": both(10, 20),
        }
        for n in range(count["processes"])
    ]  # fmt: skip
    base["terms"] = [
        {**named("terms", n), "definition": both(15, 30), "synonyms": {"es": [f"sinónimo {n}"], "en": [f"synonym {n}"]}}
        for n in range(count["terms"])
    ]
    base["risks"] = [
        {
            **named("risks", n),
            "category": "process",
            "owner": one("roles"),
            "response": "accept",
            "cadence": "weekly",
            "affects": [f"process:{one('processes')}"],
        }
        for n in range(count["risks"])
    ]
    base["measurements"] = [
        {
            "of": f"risk:risks-{n}",
            "date": f"2026-11-{10 + day}",
            "probability": random_.randint(1, 5),
            "impact": random_.randint(1, 5),
        }
        for n in range(count["risks"])
        for day in range(1, 11)
    ]
    base["lessons"] = [
        {
            **named("lessons", n),
            "statement": both(15, 30),
            "pillar": "processes",
            "enforced_by": ["PRO001"],
            "source": "lecciones",
            "applies_to": [f"process:{one('processes')}"],
        }
        for n in range(count["lessons"])
    ]
    return base


def checks(sizes: Sequence[int], folder: Path) -> Iterator[Row]:
    """Yield the figures of `timonel check`, cold and again, on the example and on synthetic bases."""
    check = [sys.executable, "-m", "timonel", "check", "--format", "json", "--root"]
    load = [sys.executable, "-c", LOADER]
    cold = folder / "cold"

    def ours(root: Path, *, again: bool = False) -> Callable[[], tuple[float, float]]:
        def measured() -> tuple[float, float]:
            if not again:
                for kept in cold.glob("parsed*"):
                    shutil.rmtree(kept, ignore_errors=True)
            return run([*check, str(root)], TIMONEL_CACHE=str(cold))

        return measured

    yield pair("check, the example", ours(ROOT), partial(run, [*load, str(ROOT / "data")]), Target(2, 1))
    for size in sizes:
        for per_kind in (False, True):
            root = folder / f"base-{size}-{'kind' if per_kind else 'each'}"
            synthetic(root, size, per_kind=per_kind)
            shape = "one file per kind" if per_kind else "one file per entity"
            target = Target(1.3, 0.8) if size >= LARGE else None
            yield pair(
                f"check, {size:,} entities, {shape}", ours(root), partial(run, [*load, str(root / "data")]), target
            )


def exponents(rows: Sequence[Row], sizes: Sequence[int]) -> Iterator[str]:
    """Yield how the cost of a check grows with the number of entities (1.0 is linear)."""
    for shape in ("one file per entity", "one file per kind"):
        times = {size: row.ours for size in sizes for row in rows if row.name == f"check, {size:,} entities, {shape}"}
        if len(times) > 1:
            (low, first), (high, last) = min(times.items()), max(times.items())
            yield f"growth of check, {shape}: exponent {math.log(last / first) / math.log(high / low):.2f}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="*", default=[1_000, 10_000])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="timonel-bench-"))
    rows: list[Row] = []
    try:
        print(f"{'figure':48} {'ours s':>8} {'yardstick s':>12} {'ratio':>6} {'must':>5} {'aim':>5} {'MB':>6}")
        for row in checks(options.sizes, folder):
            rows.append(row)
            must, aim = (f"{row.target.must:g}", f"{row.target.aim:g}") if row.target else ("", "")
            print(
                f"{row.name:48} {row.ours:8.2f} {row.yardstick:12.2f} {row.ratio:6.2f} {must:>5} {aim:>5} {row.megabytes:6.0f}",
                flush=True,
            )
        for line in exponents(rows, options.sizes):
            print(line)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if options.json:
        options.json.write_text(
            json.dumps([{**row._asdict(), "ratio": row.ratio} for row in rows], indent=2) + "\n", encoding="utf-8"
        )
    short = [row.name for row in rows if row.target and row.ratio > row.target.must]
    if short:
        print("short of the target: " + "; ".join(short))
    return int(bool(short) and options.check)


if __name__ == "__main__":
    sys.exit(main())
