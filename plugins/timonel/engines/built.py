"""A language's part of a site, with a note of what is in it: a page that stands there as it was made need not be made again."""

from __future__ import annotations

import marshal
import os
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any

from timonel.cache import Cache
from timonel.engines.target import Stage
from timonel.site.search import Entry, Noted, noted

Stamp = list[int]  # size, and time of the last change
Page = tuple[Stamp, dict[str, Stamp]]  # how its file looks, and the files beside it
_KEY = 8  # bytes that tell a note from those before


class Built:
    """One language's folder, with a note of the pages in it.

    Args:
        stage: where its files are laid down.
        cache: where the note is kept.
        anew: whether what was noted before is of no use.

    Attributes:
        name: the name under which the note is kept.
        note: what else is noted: by whom → what.
        news: page → what search finds it by, as it is noted, of those that were made now.
        entries: the same as it is, of those that this process has made.
    """

    def __init__(self, stage: Stage, cache: Cache, *, anew: bool = False) -> None:
        self._stage, self._cache = stage, cache
        self.name = f"built/{blake2b(str(stage.folder.resolve()).encode(), digest_size=16).hexdigest()}"
        kept = None if anew else cache.read(self.name)
        found: Any = marshal.loads(kept) if kept else ({}, {})  # noqa: S302 - the cache has made sure that it is ours
        self._old: dict[str, Page] = found[0]
        self.note: dict[str, Any] = found[1]
        self._new: dict[str, Page] = {}
        self.news: dict[str, Noted] = {}
        self.entries: dict[str, Entry] = {}
        self._put: dict[str, Stamp] = {}

    def stays(self, name: str) -> bool:
        """Keep a page that stands there as it was made; return whether it does."""
        old = self._old.get(name)
        if old is None or old[0] != self._stamp(name) or not self.stand(old[1]):
            return False
        self.keep((name, *old[1]))
        self._new[name] = old
        return True

    def put(self, name: str, data: bytes) -> Stamp:
        """Have a file in the folder; return how it looks there."""
        facts = self._stage.put(name, data)
        if facts:
            self._put[name] = [*facts[:2]]
        stamp = self._stamp(name)
        assert stamp is not None  # noqa: S101 - it has just been put
        return stamp

    def put_page(self, name: str, data: bytes, entry: Entry, beside: Mapping[str, bytes]) -> None:
        """Have a page in the folder.

        Args:
            name: its file.
            data: what that holds.
            entry: what search finds the page by.
            beside: name → content of the files that say the same for others than browsers.
        """
        stamps = {one: self.put(one, content) for one, content in beside.items()}
        self._new[name] = self.put(name, data), stamps
        self.news[name], self.entries[name] = noted(entry), entry

    def _stamp(self, name: str) -> Stamp | None:
        """Return how a file looks, None where there is none."""
        there = self._stage.there.get(name)
        return self._put.get(name) or ([*there[:2]] if there else None)

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
    def names(self) -> frozenset[str]:
        """The pages that are noted."""
        return frozenset(self._new)

    def since(self, names: frozenset[str]) -> tuple[dict[str, Page], dict[str, Noted]]:
        """Return the notes of pages and what search finds them by, but for some."""
        notes = {name: note for name, note in self._new.items() if name not in names}
        return notes, {name: self.news[name] for name in notes}

    def join(self, notes: Mapping[str, Page], news: Mapping[str, Noted]) -> None:
        """Take in what another process has noted of pages that it has put here."""
        self._new |= notes
        self.news |= news
        for name, (_, beside) in notes.items():
            self.keep((name, *beside))

    def apart(self, name: str) -> Any:  # noqa: ANN401 - plain values
        """Return what is noted in a file of its own, None where that is not of the last build."""
        kept = self._cache.read(f"{self.name}.{name}")
        if not kept or kept[:_KEY] != self.note.get(name):
            return None
        return marshal.loads(memoryview(kept)[_KEY:])  # noqa: S302 - as above

    def put_apart(self, name: str, value: Any) -> None:  # noqa: ANN401 - as above
        """Note something in a file of its own, while other processes note other things."""
        key = self.note[name] = os.urandom(_KEY)
        self._cache.write(f"{self.name}.{name}", key + marshal.dumps(value))

    def finish(self) -> None:
        """Say that all is there, and note it: what is moved to its place keeps its size and time."""
        self._stage.done()
        self._cache.write(self.name, marshal.dumps((self._new, self.note)))
