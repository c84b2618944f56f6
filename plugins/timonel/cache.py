"""What is kept between runs: deleting it changes nothing but time, and a cache that cannot be written is no cache."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

VERSION = "1"


class Cache:
    """Files under one folder, written to a temporary name and renamed, so that parallel runs never meet half a file."""

    def __init__(self, folder: Path | None) -> None:
        """Keep files in ``folder``; with None, keep nothing."""
        self.folder = folder

    @classmethod
    def of(cls, root: Path, *, use: bool = True) -> Cache:
        """Return the cache of a base: ``TIMONEL_CACHE``, else ``.timonel/`` in it."""
        if not use:
            return cls(None)
        chosen = os.environ.get("TIMONEL_CACHE")
        return cls(Path(chosen) if chosen else root / ".timonel")

    def read(self, name: str) -> bytes | None:
        """Return what is kept under ``name``, or None."""
        if self.folder is None:
            return None
        try:
            return (self.folder / name).read_bytes()
        except OSError:
            return None

    def write(self, name: str, data: bytes) -> None:
        """Keep ``data`` under ``name``; on a read-only base nothing happens."""
        if self.folder is None:
            return
        target = self.folder / name
        fresh = target.with_name(f"{target.name}.{os.getpid()}.tmp")
        try:
            if not target.parent.exists():
                target.parent.mkdir(parents=True)
            ignore = self.folder / ".gitignore"
            if not ignore.exists():
                ignore.write_text("*\n", encoding="utf-8")
            fresh.write_bytes(data)
            fresh.replace(target)
        except OSError:
            fresh.unlink(missing_ok=True)

    def index(self, name: str, sources: Iterable[Path], build: Callable[[], Any]) -> Any:  # noqa: ANN401 - JSON
        """Return ``build()``, or what it returned for the same sources (names, sizes and times) before.

        Args:
            name: name of the index.
            sources: the files that it is made from.
            build: makes the index, a JSON value.
        """
        key = blake2b(VERSION.encode(), digest_size=16)
        for path in sources:
            stat = path.stat()
            key.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
        digest = key.hexdigest()
        kept = self.read(f"{name}.json")
        if kept:
            try:
                known = json.loads(kept)
                if known["key"] == digest:
                    return known["index"]
            except (ValueError, KeyError, TypeError):  # a damaged file is made anew
                pass
        index = build()
        self.write(f"{name}.json", json.dumps({"key": digest, "index": index}, separators=(",", ":")).encode())
        return index


@cache
def program() -> str:
    """Return a digest of Timonel itself (names, sizes and times of its files): part of every key of what it made."""
    digest = blake2b(VERSION.encode(), digest_size=16)
    for path in sorted(
        one for one in Path(__file__).parent.rglob("*") if one.suffix not in ("", ".pyc", ".mo", ".tmp")
    ):
        stat = path.stat()
        digest.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def packaged(name: str) -> Path:
    """Return a file or folder that comes with Timonel ("schemas", "data"): inside the wheel, else in the checkout."""
    package = Path(__file__).parent
    inside = package / "_base" / name
    return inside if inside.exists() else package.parents[1] / name
