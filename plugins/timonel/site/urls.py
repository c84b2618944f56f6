"""Addresses: every page has one path, the same in every language; how a link to it looks depends on the host."""

from __future__ import annotations

from dataclasses import dataclass
from posixpath import dirname
from typing import Literal

from timonel.model import Entity
from timonel.schema import Schema

Style = Literal["directory", "html", "md"]


@dataclass(frozen=True)
class Urls:
    """How pages are addressed: as directories (a server), as .html files (a folder), or as .md files (another host)."""

    style: Style = "directory"

    def final(self, path: str) -> str:
        """Return the address of a page or asset below the language's root ("processes/x" → "processes/x/")."""
        if "." in path.rpartition("/")[2]:
            return path
        if self.style == "md":
            return f"{path}.md"
        if self.style == "html":
            return f"{path}.html"
        return f"{path.removesuffix('index')}" if path == "index" or path.endswith("/index") else f"{path}/"

    def between(self, here: str, there: str, anchor: str = "") -> str:
        """Return the relative link from one page to another (or to an asset)."""
        mark = f"#{anchor}" if anchor else ""
        if here == there and mark:
            return mark
        start = self.final(here)
        folder = start if self.style == "directory" else dirname(start)
        target = self.final(there)
        way = _way(folder.rstrip("/"), target.rstrip("/"))
        return f"{way}/{mark}" if (target.endswith("/") or not target) else f"{way}{mark}"


def _way(folder: str, target: str) -> str:
    """Return the relative path as `posixpath.relpath` does, which asks the system for a folder that does not matter."""
    here, there = folder.split("/") if folder else [], target.split("/") if target else []
    common = 0
    while common < min(len(here), len(there)) and here[common] == there[common]:
        common += 1
    return "/".join([".."] * (len(here) - common) + there[common:]) or "."


def path_of(schema: Schema, entity: Entity) -> str:
    """Return the path of an entity's page, "" for a kind without pages."""
    kind = schema.kinds[entity.kind]
    return f"{kind.folder}/{entity.id}" if kind.has_page else ""
