"""A built site's folder: only what changed is written, and a build that stops half way leaves the last good site."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

from timonel.cache import Cache


class Built:
    """One language's folder, with a note of the pages in it: the key of each, and what search finds it by.

    Files are first written beside the folder, and put in their places when all are there.

    Args:
        folder: where the site stands.
        cache: where the note is kept.
    """

    def __init__(self, folder: Path, cache: Cache) -> None:
        self.folder, self._cache = folder, cache
        self._stage = folder.with_name(f".{folder.name}.new")
        self._note = f"built/{blake2b(str(folder.resolve()).encode(), digest_size=16).hexdigest()}.json"
        self._old = self._read()
        self._new: dict[str, list[Any]] = {}
        self._there = {name: (stat.st_size, stat.st_mtime_ns) for name, stat in _files(folder)}
        self._changed: list[str] = []
        self._all: set[str] = set()
        shutil.rmtree(self._stage, ignore_errors=True)

    def _read(self) -> dict[str, list[Any]]:
        try:
            kept = json.loads(self._cache.read(self._note) or "{}")
        except ValueError:
            return {}
        return kept if isinstance(kept, dict) else {}

    def kept(self, name: str, key: str) -> Sequence[dict[str, Any]] | None:
        """Keep a page that stands there as it was made under this key; return its search entries, or None."""
        old = self._old.get(name)
        if old is None or old[0] != key or tuple(old[1]) != self._there.get(name):
            return None
        self._all.add(name)
        self._new[name] = old
        entries: Sequence[dict[str, Any]] = old[2]
        return entries

    def put(self, name: str, data: bytes, key: str = "", entries: Sequence[dict[str, Any]] = ()) -> None:
        """Have a file in the folder; with ``key`` it is a page that need not be made again while its key is the same."""
        self._all.add(name)
        if key:
            self._new[name] = [key, None, entries]
        if self._there.get(name, (-1,))[0] == len(data) and (self.folder / name).read_bytes() == data:
            return
        self._changed.append(name)
        file = self._stage / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)

    def finish(self) -> None:
        """Put the new files in their places, take away what belongs to the site no more, and note what stands there."""
        if not self._there and self._changed:
            shutil.rmtree(self.folder, ignore_errors=True)
            self._stage.rename(self.folder)
        for name in self._changed if self._there else ():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self._stage / name).replace(self.folder / name)
        for name in self._there.keys() - self._all:
            (self.folder / name).unlink(missing_ok=True)
            _remove_empty((self.folder / name).parent, self.folder)
        shutil.rmtree(self._stage, ignore_errors=True)
        for name, note in self._new.items():
            if note[1] is None:
                stat = (self.folder / name).stat()
                note[1] = [stat.st_size, stat.st_mtime_ns]
        self._cache.write(self._note, json.dumps(self._new, ensure_ascii=False, separators=(",", ":")).encode())


def _files(folder: Path, prefix: str = "") -> list[tuple[str, os.stat_result]]:
    """Return the files below a folder with what the system says of them."""
    found = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    found += _files(Path(entry.path), f"{prefix}{entry.name}/")
                else:
                    found.append((f"{prefix}{entry.name}", entry.stat(follow_symlinks=False)))
    except OSError:
        return []
    return found


def _remove_empty(folder: Path, top: Path) -> None:
    while folder != top and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
