"""A full build of 1,000 entities beside StrictDoc and sphinx-needs on the same content, converted to what they read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from benchmark import builds, synthetic
from benchmark.measure import Bench, Cost, Row, Text, run, same

SIZE = 1_000
Items = Mapping[str, Sequence[Mapping[str, Any]]]  # kind → entities
_REFERENCES = ("owner", "technical_owner", "touchpoints", "systems", "affects", "applies_to")


def rows(bench: Bench) -> Iterator[Row]:
    """Yield how our full build compares with theirs."""
    root = bench.folder / "peers"
    synthetic.write(root, SIZE)
    items = {
        folder.name: [yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.yaml"))]
        for folder in sorted((root / "data").iterdir())
        if folder.name not in ("measurements", "organization")
    }
    figure: Text = {
        "es": f"timonel build, {SIZE} entidades, un idioma",
        "en": f"timonel build, {SIZE:,} entities, one language",
    }
    ours, strictdoc, sphinx = bench.rounds(
        builds.cold(bench, root), _strictdoc(bench, items), _sphinx(bench, items), long=True
    )
    for name, must, aim, cost in (("StrictDoc", 0.6, 0.3, strictdoc), ("sphinx-needs", 0.12, 0.06, sphinx)):
        yield Row("peers", figure, same(name), ours.seconds / cost.seconds, "×", must, aim, ours, cost)


def _text(entity: Mapping[str, Any]) -> str:
    texts = (entity.get(field) for field in ("purpose", "description", "definition", "statement", "customer_outcome"))
    return " ".join(one["es"] for one in texts if one) or _title(entity)


def _title(entity: Mapping[str, Any]) -> str:
    name = entity["name"]
    return str(name["es"] if isinstance(name, dict) else name)


def _links(entity: Mapping[str, Any]) -> list[str]:
    found = []
    for field in _REFERENCES:
        value = entity.get(field) or []
        found += [one.partition(":")[2] or one for one in ([value] if isinstance(value, str) else value)]
    return [*dict.fromkeys(found)]


def _strictdoc(bench: Bench, items: Items) -> Callable[[], Cost]:
    """Write a document per kind: its fastest way."""
    folder = bench.folder / "strictdoc"
    folder.mkdir()
    for kind, entities in items.items():
        parts = [f"[DOCUMENT]\nTITLE: {kind}\n"]
        for entity in entities:
            relations = "".join(f"- TYPE: Parent\n  VALUE: {one}\n" for one in _links(entity))
            parts.append(
                f"[REQUIREMENT]\nUID: {entity['id']}\nTITLE: {_title(entity)}\nSTATEMENT: >>>\n{_text(entity)}\n<<<\n"
                + (f"RELATIONS:\n{relations}" if relations else "")
            )
        (folder / f"{kind}.sdoc").write_text("\n".join(parts), encoding="utf-8")

    def measured() -> Cost:
        bench.away(bench.folder / "strictdoc-out")
        return run(
            [bench.tools / "strictdoc", "export", folder, "--output-dir", bench.folder / "strictdoc-out"], fine=(0,)
        )

    return measured


def _sphinx(bench: Bench, items: Items) -> Callable[[], Cost]:
    """Write a page per entity, in the table of contents of its kind: what a reader can leaf through."""
    folder = bench.folder / "sphinx"
    folder.mkdir()
    (folder / "conf.py").write_text(
        "project = 'peer'\nextensions = ['sphinx_needs']\nneeds_id_regex = '^[A-Za-z0-9_-]+'\n", encoding="utf-8"
    )
    for kind, entities in items.items():
        (folder / kind).mkdir()
        for entity in entities:
            title, links = _title(entity), "; ".join(_links(entity))
            lines = [title, "=" * len(title), "", f".. req:: {title}", f"   :id: {entity['id']}"]
            lines += [*([f"   :links: {links}"] if links else []), "", f"   {_text(entity)}", ""]
            (folder / kind / f"{entity['id']}.rst").write_text("\n".join(lines), encoding="utf-8")
        _contents(folder / f"{kind}.rst", kind, f"{kind}/*")
    _contents(folder / "index.rst", "peer", "*")

    def measured() -> Cost:
        bench.away(bench.folder / "sphinx-out")
        return run([bench.tools / "sphinx-build", "-q", folder, bench.folder / "sphinx-out"], fine=(0,))

    return measured


def _contents(file: Path, title: str, pages: str) -> None:
    file.write_text(f"{title}\n{'=' * len(title)}\n\n.. toctree::\n   :glob:\n\n   {pages}\n", encoding="utf-8")
