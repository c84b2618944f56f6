"""A language's part of a site, with a note of what is in it: a page whose key is the same need not be made again."""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from timonel.cache import Cache
from timonel.engines.target import Stage

Stamp = list[int]  # size, and time of the last change
Entries = Sequence[dict[str, Any]]
_Note = tuple[str, Stamp, Entries]  # of a page: its key, how its file looks, what search finds it by


class Built:
    """One language's folder, with a note of the pages in it: the key of each, and what search finds it by.

    Args:
        stage: where its files are laid down.
        cache: where the note is kept.

    Attributes:
        note: the name under which the note is kept.
        engine: what is noted of what the engine made; nothing without it.
    """

    def __init__(self, stage: Stage, cache: Cache) -> None:
        self._stage, self._cache = stage, cache
        self.note = f"built/{blake2b(str(stage.folder.resolve()).encode(), digest_size=16).hexdigest()}"
        kept = cache.read(self.note)
        found: Any = marshal.loads(kept) if kept else ({}, {})  # noqa: S302 - the cache has made sure that it is ours
        self._old: dict[str, _Note] = found[0]
        self.engine: Mapping[str, Any] = found[1]
        self._new: dict[str, _Note] = {}
        self._put: dict[str, Stamp] = {}

    def kept(self, name: str, key: str) -> Entries | None:
        """Keep a page that stands there as it was made under this key; return its search entries, or None."""
        old = self._old.get(name)
        if old is None or old[0] != key or old[1] != self._stamp(name):
            return None
        self._stage.keep(name)
        self._new[name] = old
        return old[2]

    def put(self, name: str, data: bytes, key: str = "", entries: Entries = ()) -> None:
        """Have a file in the folder; with ``key`` it is a page that need not be made again while its key is the same."""
        if self._stage.put(name, data):
            self._put[name] = _stamp((self._stage.files / name).stat())
        if key:
            stamp = self._stamp(name)
            assert stamp is not None  # noqa: S101 - it has just been put
            self._new[name] = key, stamp, entries

    def _stamp(self, name: str) -> Stamp | None:
        """Return how a file looks, None where there is none."""
        there = self._stage.there.get(name)
        return self._put.get(name) or (_stamp(there) if there else None)

    def stamps(self, names: Iterable[str]) -> dict[str, Stamp | None]:
        """Return how files look that are in the folder now."""
        return {name: self._stamp(name) for name in names}

    def stand(self, stamps: Mapping[str, Stamp]) -> bool:
        """Whether files look as they did."""
        return all(self._stamp(name) == stamp for name, stamp in stamps.items())

    def keep(self, names: Iterable[str]) -> None:
        """Have files that stand there stay."""
        for name in names:
            self._stage.keep(name)

    @property
    def is_same(self) -> bool:
        """Whether the pages are those of the last time, and so what search finds them by."""
        return self._new == self._old

    @property
    def names(self) -> frozenset[str]:
        """The pages that are noted."""
        return frozenset(self._new)

    def since(self, names: frozenset[str]) -> dict[str, _Note]:
        """Return the notes of pages, but for some."""
        return {name: note for name, note in self._new.items() if name not in names}

    def join(self, notes: Mapping[str, _Note]) -> None:
        """Take in what another process has noted of pages that it has put here."""
        self._new.update(notes)
        for name in notes:
            self._stage.keep(name)

    def finish(self) -> None:
        """Say that all is there, and note it: what is moved to its place keeps its size and time."""
        self._stage.done()
        self._cache.write(self.note, marshal.dumps((self._new, {**self.engine})))


def _stamp(stat: Any) -> Stamp:  # noqa: ANN401 - of a file, however it was found
    return [stat.st_size, stat.st_mtime_ns]
