"""A language's part of a site, with a note of what is in it: a page that stands there as it was made need not be made again."""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from timonel.cache import Cache
from timonel.engines.target import Stage

Stamp = list[int]  # size, and time of the last change
Entries = Sequence[dict[str, Any]]
Page = tuple[Stamp, bytes, dict[str, Stamp]]  # how its file looks; packed, what search finds it by; the files beside it


class Built:
    """One language's folder, with a note of the pages in it.

    Args:
        stage: where its files are laid down.
        cache: where the note is kept.

    Attributes:
        name: the name under which the note is kept.
        note: what else is noted: by whom → what.
    """

    def __init__(self, stage: Stage, cache: Cache) -> None:
        self._stage, self._cache = stage, cache
        self.name = f"built/{blake2b(str(stage.folder.resolve()).encode(), digest_size=16).hexdigest()}"
        kept = cache.read(self.name)
        found: Any = marshal.loads(kept) if kept else ({}, {})  # noqa: S302 - the cache has made sure that it is ours
        self._old: dict[str, Page] = found[0]
        self.note: dict[str, Any] = found[1]
        self._new: dict[str, Page] = {}
        self._put: dict[str, Stamp] = {}

    def stays(self, name: str) -> bool:
        """Keep a page that stands there as it was made; return whether it does."""
        old = self._old.get(name)
        if old is None or old[0] != self._stamp(name) or not self.stand(old[2]):
            return False
        self.keep((name, *old[2]))
        self._new[name] = old
        return True

    def put(self, name: str, data: bytes) -> Stamp:
        """Have a file in the folder; return how it looks there."""
        facts = self._stage.put(name, data)
        if facts:
            self._put[name] = _stamp(facts)
        stamp = self._stamp(name)
        assert stamp is not None  # noqa: S101 - it has just been put
        return stamp

    def put_page(self, name: str, data: bytes, entries: Entries, beside: Mapping[str, bytes]) -> None:
        """Have a page in the folder.

        Args:
            name: its file.
            data: what that holds.
            entries: what search finds the page by.
            beside: name → content of the files that say the same for others than browsers.
        """
        stamps = {one: self.put(one, content) for one, content in beside.items()}
        self._new[name] = self.put(name, data), marshal.dumps([*entries], 2), stamps

    def entries(self, names: Iterable[str]) -> list[dict[str, Any]]:
        """Return what search finds pages by."""
        return [entry for name in names for entry in marshal.loads(self._new[name][1])]  # noqa: S302 - as above

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
        """Whether search finds the same pages by the same as the last time."""
        return self._new.keys() == self._old.keys() and all(
            one[1] == self._old[name][1] for name, one in self._new.items()
        )

    @property
    def names(self) -> frozenset[str]:
        """The pages that are noted."""
        return frozenset(self._new)

    def since(self, names: frozenset[str]) -> dict[str, Page]:
        """Return the notes of pages, but for some."""
        return {name: note for name, note in self._new.items() if name not in names}

    def join(self, notes: Mapping[str, Page]) -> None:
        """Take in what another process has noted of pages that it has put here."""
        self._new.update(notes)
        for name, (_, _, beside) in notes.items():
            self.keep((name, *beside))

    def finish(self) -> None:
        """Say that all is there, and note it: what is moved to its place keeps its size and time."""
        self._stage.done()
        self._cache.write(self.name, marshal.dumps((self._new, self.note)))


def _stamp(stat: Any) -> Stamp:  # noqa: ANN401 - of a file, however it was found
    return [stat.st_size, stat.st_mtime_ns]
