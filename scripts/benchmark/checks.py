"""`timonel check`: cold, again, how it grows, what memory it takes; beside PyYAML's C loader and check-jsonschema."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from benchmark import synthetic
from benchmark.measure import ROOT, Bench, Cost, Row, Text, exponent, run, same, timonel
from timonel import schema as schemas
from timonel.cache import Cache
from timonel.load.ahead import PARSED, PARSED_AHEAD
from timonel.schema.validator import bare

SMALL, LARGE, HUGE = 1_000, 10_000, 100_000
GIGABYTES = 1
INDEX = ("cards", "schemas", "secret")  # what a wheel brings, and what seals it
_SPACE = "\u00a0"  # Spanish groups digits with a space that breaks no line
LOADER = (
    "import sys, yaml, pathlib\n"
    "for file in sorted(pathlib.Path(sys.argv[1]).rglob('*.yaml')):\n"
    "    yaml.load(file.read_bytes(), yaml.CSafeLoader)\n"
)
CSAFE: Text = {
    "es": "python que solo lee los mismos archivos con el CSafeLoader de PyYAML",
    "en": "python that only loads the same files with PyYAML's CSafeLoader",
}
SHAPES: dict[bool, Text] = {
    False: {"es": "un archivo por entidad", "en": "one file per entity"},
    True: {"es": "un archivo por tipo", "en": "one file per kind"},
}


def rows(bench: Bench) -> Iterator[Row]:
    """Yield the figures of the check."""
    example = _row(bench, ROOT, {"es": "timonel check, el ejemplo", "en": "timonel check, the example"}, (1.5, 1))
    yield example
    again = {"es": "timonel check, el ejemplo, segunda vez", "en": "timonel check, the example, second run"}
    ours, theirs = bench.pair(partial(_check, bench, ROOT), _loading(ROOT))
    yield Row("check", again, CSAFE, ours.seconds / theirs.seconds, "×", 0.4, 0.25, ours, theirs)
    for per_kind, shape in SHAPES.items():
        growth = {}
        for size in (SMALL, LARGE):
            root = bench.folder / f"base-{size}-{'kind' if per_kind else 'each'}"
            synthetic.write(root, size, per_kind=per_kind)
            name = _name("timonel check", size, shape)
            row = _row(bench, root, name, (1.1, 0.8) if size == LARGE else None)
            yield row
            assert row.ours is not None  # noqa: S101 - for mypy
            growth[size] = row.ours
            if size == LARGE:
                yield from _large(bench, root, row.ours, shape)
        figure = _name("timonel check", LARGE, shape, es=", crecimiento desde 1000", en=", growth from 1,000")
        yield Row("check", figure, same(""), exponent(growth), "exponent", 1.0, 0.95, growth[LARGE])
    # The second layout's base is still there; the first one's serves the comparison of shapes.
    for per_kind, shape in SHAPES.items():
        root = bench.folder / f"base-{LARGE}-{'kind' if per_kind else 'each'}"
        ours, theirs = bench.pair(cold(bench, root), _shapes(bench, root))
        yardstick: Text = {
            "es": "check-jsonschema (solo la forma; un proceso por tipo)",
            "en": "check-jsonschema (shape only; a process per kind)",
        }
        yield Row(
            "check", _name("timonel check", LARGE, shape), yardstick, ours.seconds / theirs.seconds, "×", 0.1, 0.06, ours, theirs
        )  # fmt: skip


def _large(bench: Bench, root: Path, first: Cost, shape: Text) -> Iterator[Row]:
    again = partial(_check, bench, root)
    ours, theirs = bench.pair(again, cold(bench, root))
    name = _name("timonel check", LARGE, shape, es=", segunda vez", en=", second run")
    yardstick: Text = {"es": "la primera vez", "en": "the first run"}
    # The cold runs in between leave their cache, so that every other run is a second one.
    yield Row("check", name, yardstick, ours.seconds / theirs.seconds, "×", 0.2, 0.1, ours, theirs)
    weight = sum(path.stat().st_size for path in (root / "data").rglob("*.yaml")) / 2**20
    name = _name("timonel check", LARGE, shape, es=", memoria", en=", memory")
    yardstick = {"es": f"bytes de YAML ({weight:.1f} MB)", "en": f"bytes of YAML ({weight:.1f} MB)"}
    yield Row("check", name, yardstick, first.megabytes / weight, "×", 16, 12, first)


def huge(bench: Bench) -> Iterator[Row]:
    """Yield what a base of 100,000 entities takes, a file each: in one file per kind it would pass the limit of a file."""
    growth, shape = {}, SHAPES[False]
    for size in (LARGE, HUGE):
        root = bench.folder / f"base-{size}"
        synthetic.write(root, size)
        cold(bench, root)()
        growth[size] = cold(bench, root)()
    name, last = _name("timonel check", HUGE, shape), growth[HUGE]
    yield Row("huge", name, same(""), last.megabytes / 1024, "GB", GIGABYTES, None, last)
    figure = _name("timonel check", HUGE, shape, es=", crecimiento desde 10 000", en=", growth from 10,000")
    # Linear, but for the processor: its caches hold less and less of what is looked up.
    yield Row("huge", figure, same(""), exponent(growth), "exponent", 1.1, 1.0, last)


def _name(what: str, size: int, shape: Text, *, es: str = "", en: str = "") -> Text:
    number = f"{size:,}"
    return {
        "es": f"{what}, {number.replace(',', _SPACE) if size >= LARGE else size} entidades, {shape['es']}{es}",
        "en": f"{what}, {number} entities, {shape['en']}{en}",
    }


def _row(bench: Bench, root: Path, figure: Text, target: tuple[float, float] | None) -> Row:
    ours, theirs = bench.pair(cold(bench, root), _loading(root))
    must, aim = target or (None, None)
    return Row("check", figure, CSAFE, ours.seconds / theirs.seconds, "×", must, aim, ours, theirs)


def _loading(root: Path) -> Callable[[], Cost]:
    return partial(run, [sys.executable, "-c", LOADER, root / "data"])


def cold(bench: Bench, root: Path) -> Callable[[], Cost]:
    """Return what checks a base of which nothing is kept; the index of cards and schemas is there, as in a wheel."""

    def measured() -> Cost:
        for kept in (bench.folder / "cache").glob("*"):
            if kept.name == "answers":
                shutil.rmtree(kept)
            elif kept.name in (PARSED, *PARSED_AHEAD):
                kept.unlink()
        return _check(bench, root)

    return measured


def _check(bench: Bench, root: Path) -> Cost:
    return timonel("check", "--format", "json", "--root", root, cache=bench.folder / "cache")


def _shapes(bench: Bench, root: Path) -> Callable[[], Cost]:
    """Return what checks the shape of each kind's files with check-jsonschema: one process a kind, all added up."""
    kinds = schemas.load(("es", "en"), Cache(None))[0].folders
    commands = []
    for path in sorted((root / "data").iterdir()):
        shape = bare(kinds[path.stem].schema)
        schema = root / f"{path.stem}.schema.json"
        schema.write_text(json.dumps(shape if path.is_dir() else {"type": "array", "items": shape}), encoding="utf-8")
        files = sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
        commands.append([bench.tools / "check-jsonschema", "--schemafile", schema, *files])

    def measured() -> Cost:
        costs = [run(command) for command in commands]
        return Cost(
            sum(one.seconds for one in costs), sum(one.cpu for one in costs), max(one.megabytes for one in costs)
        )

    return measured
