"""`timonel build` and `serve` beside what a team without Timonel would use: Material, and Zensical, on simple pages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path

import yaml

from benchmark import serving, simple, synthetic
from benchmark.checks import INDEX
from benchmark.measure import Bench, Cost, Row, Text, run, same, timonel
from timonel.pipeline import examine

SIZES = (1_000, 5_000)
SERVED = {1_000: (1.0, 0.5), 5_000: (0.5, 0.2)}  # size → what an edit must and should not exceed
_ANSWERS = re.compile(
    r"[an]\d+|ask"
)  # parts of the index that answer questions: nobody who only looks for a page fetches them
PLAIN: Text = {
    "es": "mkdocs-material sin más: una página sencilla por entidad, con las mismas palabras, en un idioma",
    "en": "plain mkdocs-material: a simple page an entity with the same words, in one language",
}
SERVING: Text = {
    "es": "zensical serve con una página sencilla por entidad",
    "en": "zensical serve on a simple page an entity",
}


def rows(bench: Bench) -> Iterator[Row]:
    """Yield the figures of builds: one language and both, cold; one entity changed; saved while served; the index."""
    for size in SIZES:
        root, plain = bench.folder / f"site-{size}", bench.folder / f"plain-{size}"
        synthetic.write(root, size)
        simple.pages(root, plain)
        programs = (
            cold(bench, root),
            _changed(bench, root),
            cold(bench, root, both=True),
            partial(_plain, bench, plain),
        )
        ours, again, both, theirs = bench.rounds(*programs)
        name = _name("timonel build", size, es=", un idioma", en=", one language")
        yield Row("build", name, PLAIN, ours.seconds / theirs.seconds, "×", 0.8, 0.4, ours, theirs)
        name = _name("timonel build", size, es=", los dos idiomas", en=", both languages")
        yield Row("build", name, PLAIN, both.seconds / theirs.seconds, "×", 1.2, 0.6, both, theirs)
        name = _name(
            "timonel build", size, es=", un idioma, una entidad cambiada", en=", one language, one entity changed"
        )
        yield Row("build", name, PLAIN, again.seconds / theirs.seconds, "×", 0.1, 0.03, again, theirs)
        yield _index(root, size)
        yield from _served(bench, root, plain, size)


def _index(root: Path, size: int) -> Row:
    folder = root / "site" / "es" / "search"
    finding = (path for path in folder.iterdir() if not _ANSWERS.fullmatch(path.stem))
    size_of_all = sum(path.stat().st_size for path in finding)
    base = examine(root, use_cache=False).base
    entities = sum(len(base.of(kind)) for kind, one in base.schema.kinds.items() if one.has_page)
    figure = _name("", size, es="índice de búsqueda, por entidad", en="search index, per entity")
    return Row("build", figure, same(""), size_of_all / 1000 / entities, "kB", 1.5, 1.0)


def _served(bench: Bench, root: Path, plain: Path, size: int) -> Iterator[Row]:
    """Yield how long an edit takes to reach the reader, and until every page and the search know of it."""
    must, aim = SERVED[size]
    page, all_ = serving.ours(root, bench.folder / "cache", bench.pairs)
    theirs = serving.theirs(plain, bench.tools, bench.pairs)
    name = _name("timonel serve", size, es=", de guardar a la página", en=", from saving to the page")
    yield Row("build", name, SERVING, page.seconds / theirs.seconds, "×", must, aim, page, theirs)
    name = _name(
        "timonel serve",
        size,
        es=", de guardar a toda página y la búsqueda",
        en=", from saving to every page and the search",
    )
    yield Row("build", name, SERVING, all_.seconds / theirs.seconds, "×", None, None, all_, theirs)


def _plain(bench: Bench, folder: Path) -> Cost:
    bench.away(folder / "site")
    return run([bench.tools / "mkdocs", "build", "--quiet", "-f", folder / "mkdocs.yml"])


def cold(bench: Bench, root: Path, *, both: bool = False) -> Callable[[], Cost]:
    """Return what builds a base of which nothing is kept; the index of cards and schemas is there, as in a wheel."""
    timonel("check", "--root", root, cache=bench.folder / "cache")

    def measured() -> Cost:
        for kept in (bench.folder / "cache").glob("*"):
            if not kept.name.startswith(INDEX):
                bench.away(kept)
        bench.away(root / "site")
        return _build(bench, root, *([] if both else ["--only", "es"]))

    return measured


def _changed(bench: Bench, root: Path) -> Callable[[], Cost]:
    """Return what builds again after an edit; the build before it is the cold one."""
    numbers = count()
    file = root / "data" / "processes" / "processes-7.yaml"
    entity = json.loads(json.dumps(yaml.safe_load(file.read_text(encoding="utf-8"))))

    def measured() -> Cost:
        entity["customer_outcome"]["es"] = f"Un resultado distinto cada vez, el número {next(numbers)}."
        file.write_text(yaml.safe_dump(entity, allow_unicode=True, sort_keys=False), encoding="utf-8")
        return _build(bench, root, "--only", "es")

    return measured


def _build(bench: Bench, root: Path, *options: str) -> Cost:
    return timonel("build", "--root", root, *options, cache=bench.folder / "cache")


def _name(what: str, size: int, *, es: str = "", en: str = "") -> Text:
    return {
        "es": f"{what}{es}, {size} entidades" if not what else f"{what}, {size} entidades{es}",
        "en": f"{what}{en}, {size:,} entities" if not what else f"{what}, {size:,} entities{en}",
    }
