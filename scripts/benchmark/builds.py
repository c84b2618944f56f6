"""`timonel build` beside plain mkdocs-material on the same Markdown, and `timonel serve` from an edit to its page."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path

import yaml

from benchmark import serving, synthetic
from benchmark.measure import Bench, Cost, Row, Text, run, same, timonel
from timonel import site
from timonel.cache import Cache
from timonel.governance import examine
from timonel.site.urls import Urls

SIZES = (1_000, 5_000)
SERVED = {1_000: (0.2, 0.1), 5_000: (0.1, 0.04)}  # size → what an edit must and should not exceed
PLAIN: Text = {
    "es": "mkdocs-material sin más, con el mismo Markdown (gráficos incluidos)",
    "en": "plain mkdocs-material on the same Markdown (graphs included)",
}
# As the site of Timonel has it, less what only Timonel's plugin does.
_EXTENSIONS = [
    "admonition",
    "attr_list",
    "def_list",
    "md_in_html",
    "pymdownx.details",
    "pymdownx.superfences",
    "tables",
]
_FEATURES = ["content.tooltips", "navigation.indexes", "navigation.prune", "navigation.tabs", "search.highlight"]


def rows(bench: Bench) -> Iterator[Row]:
    """Yield the figures of builds: cold, both languages, one entity changed, saved while served; the size of the index."""
    for size in SIZES:
        root = bench.folder / f"site-{size}"
        synthetic.write(root, size)
        entities = plain(root, bench.folder / f"plain-{size}")
        plainly, long = partial(_plain, bench, bench.folder / f"plain-{size}"), size > SIZES[0]
        ours, again, theirs = bench.rounds(cold(bench, root), _changed(bench, root), plainly, long=long)
        name = _name("timonel build --lang es", size)
        yield Row("build", name, PLAIN, ours.seconds / theirs.seconds, "×", 1.2, 0.8, ours, theirs)
        index = root / "site" / "es" / "search" / "search_index.json"
        figure = _name("", size, es="índice de búsqueda, por entidad", en="search index, per entity")
        yield Row("build", figure, same(""), index.stat().st_size / 1000 / entities, "kB", 1.5, 1.0)
        name = _name("timonel build --lang es", size, es=", una entidad cambiada", en=", one entity changed")
        yield Row("build", name, PLAIN, again.seconds / theirs.seconds, "×", 0.4, 0.1, again, theirs)
        yield _served(bench, root, size, theirs)
        if not long:
            ours, theirs = bench.pair(cold(bench, root, both=True), cold(bench, root))
            name = _name("timonel build", size, es=", los dos idiomas", en=", both languages")
            yardstick: Text = {"es": "un idioma de la misma construcción", "en": "one language of the same build"}
            yield Row("build", name, yardstick, ours.seconds / theirs.seconds, "×", 1.4, 1.1, ours, theirs)


def _served(bench: Bench, root: Path, size: int, theirs: Cost) -> Row:
    """Return how long an edit takes to reach the reader."""
    must, aim = SERVED[size]
    ours = serving.edits(root, bench.folder / "cache", bench.pairs)
    name = _name("timonel serve", size, es=", de guardar a la página", en=", from saving to the page")
    return Row("build", name, PLAIN, ours.seconds / theirs.seconds, "×", must, aim, ours, theirs)


def plain(root: Path, folder: Path) -> int:
    """Write the pages of a base as Markdown for plain MkDocs with Material, and return how many entities have one."""
    result = examine(root, use_cache=False)
    pages = site.pages(result, "es", Urls(), Cache(None))
    shutil.rmtree(folder, ignore_errors=True)
    for page in pages:
        file = folder / "docs" / f"{page.path}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page.markdown, encoding="utf-8")
    overviews = [{page.title: f"{page.path}.md"} for page in pages if not page.edit_path]
    config = {
        "site_name": "plain",
        "docs_dir": "docs",
        "site_dir": "site",
        "theme": {"name": "material", "language": "es", "font": False, "features": _FEATURES},
        "plugins": ["search"],
        "markdown_extensions": [*_EXTENSIONS, {"toc": {"permalink": True}}],
        "nav": overviews,
        "not_in_nav": "*",
    }
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    return sum(bool(page.edit_path) for page in pages)


def _plain(bench: Bench, folder: Path) -> Cost:
    shutil.rmtree(folder / "site", ignore_errors=True)
    return run([bench.tools / "mkdocs", "build", "--quiet", "-f", folder / "mkdocs.yml"])


def cold(bench: Bench, root: Path, *, both: bool = False) -> Callable[[], Cost]:
    def measured() -> Cost:
        shutil.rmtree(bench.folder / "cache", ignore_errors=True)
        shutil.rmtree(root / "site", ignore_errors=True)
        return _build(bench, root, *([] if both else ["--lang", "es"]))

    return measured


def _changed(bench: Bench, root: Path) -> Callable[[], Cost]:
    numbers = count()
    file = root / "data" / "processes" / "processes-7.yaml"
    entity = json.loads(json.dumps(yaml.safe_load(file.read_text(encoding="utf-8"))))

    def measured() -> Cost:
        entity["customer_outcome"]["es"] = f"Un resultado distinto cada vez, el número {next(numbers)}."
        file.write_text(yaml.safe_dump(entity, allow_unicode=True, sort_keys=False), encoding="utf-8")
        return _build(bench, root, "--lang", "es")

    return measured


def _build(bench: Bench, root: Path, *options: str) -> Cost:
    return timonel("build", "--root", root, *options, cache=bench.folder / "cache")


def _name(what: str, size: int, *, es: str = "", en: str = "") -> Text:
    return {
        "es": f"{what}{es}, {size} entidades" if not what else f"{what}, {size} entidades{es}",
        "en": f"{what}{en}, {size:,} entities" if not what else f"{what}, {size:,} entities{en}",
    }
