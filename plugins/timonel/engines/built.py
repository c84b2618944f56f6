"""A language's part of a site, with a note of its pages: one whose key is the same need not be made again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any

from timonel.cache import Cache
from timonel.engines.target import Stage


class Built:
    """One language's folder, with a note of the pages in it: the key of each, and what search finds it by.

    Args:
        stage: where its files are laid down.
        cache: where the note is kept.
    """

    def __init__(self, stage: Stage, cache: Cache) -> None:
        self._stage, self._cache = stage, cache
        self._note = f"built/{blake2b(str(stage.folder.resolve()).encode(), digest_size=16).hexdigest()}.json"
        self._old = self._read()
        self._new: dict[str, list[Any]] = {}
        self._there = {name: _stamp(stat) for name, stat in stage.there.items()}

    def _read(self) -> dict[str, list[Any]]:
        try:
            kept = json.loads(self._cache.read(self._note) or "{}")
        except ValueError:
            return {}
        return kept if isinstance(kept, dict) else {}

    def kept(self, name: str, key: str) -> Sequence[dict[str, Any]] | None:
        """Keep a page that stands there as it was made under this key; return its search entries, or None."""
        old = self._old.get(name)
        if old is None or old[0] != key or old[1] != self._there.get(name):
            return None
        self._stage.keep(name)
        self._new[name] = old
        entries: Sequence[dict[str, Any]] = old[2]
        return entries

    def put(self, name: str, data: bytes, key: str = "", entries: Sequence[dict[str, Any]] = ()) -> None:
        """Have a file in the folder; with ``key`` it is a page that need not be made again while its key is the same."""
        is_new = self._stage.put(name, data)
        if key:
            stamp = _stamp((self._stage.files / name).stat()) if is_new else self._there.get(name)
            self._new[name] = [key, stamp, entries]

    @property
    def names(self) -> frozenset[str]:
        """The pages that are noted."""
        return frozenset(self._new)

    def since(self, names: frozenset[str]) -> dict[str, list[Any]]:
        """Return the notes of pages, but for some."""
        return {name: note for name, note in self._new.items() if name not in names}

    def join(self, notes: Mapping[str, list[Any]]) -> None:
        """Take in what another process has noted of pages that it has put here."""
        self._new.update(notes)
        for name in notes:
            self._stage.keep(name)

    def finish(self) -> None:
        """Say that all is there, and note it: what is moved to its place keeps its size and time."""
        self._stage.done()
        self._cache.write(self._note, json.dumps(self._new, ensure_ascii=False, separators=(",", ":")).encode())


def _stamp(stat: Any) -> list[int]:  # noqa: ANN401 - of a file, however it was found
    return [stat.st_size, stat.st_mtime_ns]
