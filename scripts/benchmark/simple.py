"""What a team without Timonel would build: a simple page of Markdown for each entity, with its words and nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

_EXTENSIONS = [
    "admonition", "attr_list", "def_list", "md_in_html", "pymdownx.details", "pymdownx.superfences", "tables",
]  # fmt: skip
_FEATURES = ["navigation.indexes", "navigation.prune", "navigation.tabs", "content.tooltips"]


def pages(root: Path, folder: Path, lang: str = "es") -> None:
    """Write the pages of a base in one language, and an mkdocs.yml for plain MkDocs with Material, or for Zensical.

    A page an entity that has an id, a list of them for each kind; only these lists stand in the menu.
    """
    shutil.rmtree(folder, ignore_errors=True)
    docs, menu = folder / "docs", [{"Home": "index.md"}]
    for kind, entities in _entities(root).items():
        for entity in entities:
            _write(docs / kind / f"{entity['id']}.md", str(_text(entity.get("name"), lang) or entity["id"]), _lines(
                {key: value for key, value in entity.items() if key not in ("id", "name")}, lang
            ))  # fmt: skip
        _write(docs / kind / "index.md", kind, (f"- [{one['id']}]({one['id']}.md)" for one in entities))
        menu.append({kind: f"{kind}/index.md"})
    _write(docs / "index.md", "Home", (f"- [{kind}]({kind}/index.md)" for one in menu[1:] for kind in one))
    config = {
        "site_name": "simple",
        "site_url": "http://127.0.0.1:8000/",
        "theme": {"name": "material", "variant": "classic", "language": lang, "font": False, "features": _FEATURES},
        "plugins": ["search"],
        "markdown_extensions": _EXTENSIONS,
        "nav": menu,
        "not_in_nav": "/*\n",
    }
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _entities(root: Path) -> Mapping[str, list[dict[str, Any]]]:
    """Return kind → its entities, in the order of files; measurements have no pages of their own."""
    found: dict[str, list[dict[str, Any]]] = {}
    for file in sorted((root / "data").rglob("*.yaml")):
        kind = file.relative_to(root / "data").parts[0].removesuffix(".yaml")
        value = yaml.load(file.read_bytes(), yaml.CSafeLoader)
        entities = [one for one in (value if isinstance(value, list) else [value]) if "id" in one]
        if entities:
            found.setdefault(kind, []).extend(entities)
    return found


def _write(file: Path, title: str, lines: Iterator[str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join([f"# {title}", "", *lines, ""]), encoding="utf-8")


def _text(value: object, lang: str) -> str | None:
    """Return a value that is a text, or a text in some languages; None for all else."""
    if isinstance(value, dict):
        return str(value.get(lang, "")) if set(value) <= {"es", "en"} else None
    return None if isinstance(value, list) else str(value)


def _lines(value: object, lang: str, depth: int = 0) -> Iterator[str]:
    """Yield fields, and the items of lists, as nested lists."""
    inset = "    " * depth
    if isinstance(value, dict):
        for key, one in value.items():
            text = _text(one, lang)
            yield f"{inset}- **{key}**:{'' if text is None else f' {text}'}"
            if text is None:
                yield from _lines(one, lang, depth + 1)
    elif isinstance(value, list):
        for one in value:
            text = _text(one, lang)
            yield f"{inset}- {'…' if text is None else text}"
            if text is None:
                yield from _lines(one, lang, depth + 1)
