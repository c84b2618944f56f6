"""Reads a site's search index as a browser does: parts that call a function with their name and value."""

import json
import re
from pathlib import Path
from typing import NamedTuple

_PART = re.compile(r'kbFound\("(\w+)",(.*)\)\n', re.DOTALL)


class Place(NamedTuple):
    """A page as the search knows it: where it is, what it is called and what it says."""

    at: str
    title: str
    names: list[str]
    parts: list[list[str]]  # anchor, heading, text
    kind: str
    beside: str = ""  # who answers for it, and its state

    @property
    def text(self) -> str:
        """All that its sections say."""
        return " ".join(f"{heading} {text}" for _, heading, text in self.parts)


def part(folder: Path, name: str):
    """Return the value of a part of the index in a language's folder."""
    called, value = _PART.fullmatch((folder / "search" / f"{name}.js").read_text(encoding="utf-8")).groups()
    assert called == name
    return json.loads(value)


def places(folder: Path) -> list[Place]:
    """Return all pages that a language's search knows."""
    root = part(folder, "index")
    kinds = [root["kinds"][kind] for kind, many in root["runs"] for _ in range(many)]
    pages = [page for number in range(len(root["pages"])) for page in part(folder, f"p{number}")]
    assert len(pages) == len(kinds) == root["count"]
    return [Place(*page[:4], kind, *page[4:]) for page, kind in zip(pages, kinds, strict=True)]


def files(folder: Path) -> dict[str, bytes]:
    """Return name → content of the index's files."""
    return {path.name: path.read_bytes() for path in sorted((folder / "search").iterdir())}
