"""The files under data/, which processes beside this one begin to read and parse while this one still gets ready for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from timonel.aside import Crew, Turns, cores
from timonel.cache import Cache
from timonel.files import Found
from timonel.load.files import Coming, File, Sources, listed, sources
from timonel.load.stamp import Stamp

if TYPE_CHECKING:
    from timonel.source import Broken, Document

# Where what was parsed is kept between runs: by this process, by each beside it; what these hand over, this one must take.
PARSED, PARSED_AHEAD = "parsed", ("parsed-ahead", "parsed-ahead-2", "parsed-ahead-3")
# Bytes under data/: less is read before another process has begun; where nothing is kept of them, and where something is.
_WORTH, _WORTH_KEPT = 2**16, 2**18
SHARES = 64  # in which a base is parsed


class Ahead:
    """Files that this process, once it asks for them, and those beside it read and parse in shares; used once."""

    def __init__(self, found: list[Found], cache: Cache, *, is_fresh: bool) -> None:
        """Begin.

        Args:
            found: where the files stand.
            cache: where what they hold is kept.
            is_fresh: whether nothing is kept.
        """
        from timonel.load.parsed import Shelf  # noqa: PLC0415 - YAML, once for all processes; a small base needs none yet

        each = -(-len(found) // SHARES)
        self._shares: list[Sequence[Found]] = [found[start : start + each] for start in range(0, len(found), each)]
        self._cache, self._is_fresh = cache, is_fresh
        self._crew = Crew(len(self._shares), [partial(self._handed, name) for name in PARSED_AHEAD[: cores() - 1]])
        self._documents: dict[str, Document | Broken] = {}
        self._seen: list[Document | Broken] = []
        self._shelf = Shelf(cache)

    def _handed(self, name: str, turns: Turns) -> Iterator[tuple[int, bytes]]:
        from timonel.load.parsed import handed  # noqa: PLC0415 - as above

        return handed(self._shares, turns, self._cache, name, is_fresh=self._is_fresh)

    def files(self, stamp: Stamp | None) -> Iterator[File]:
        """Yield the files in their order, as they come, and let a stamp take note of them, if there is one; once only."""
        from timonel.load.parsed import coming  # noqa: PLC0415 - as above

        for file, facts, document in coming(self._shares, self._crew, self._shelf, self._seen, is_fresh=self._is_fresh):
            if facts and stamp:
                stamp.note(file.path, facts)
            if document:
                self._documents[file.path] = document
            yield file

    def document(self, file: File) -> Document | Broken:
        """Return what a YAML file holds that was just yielded."""
        return self._documents.pop(file.path)

    def keep(self) -> None:
        """Keep what this process has parsed, as far as it is worth it, and wait until the others have kept what they have."""
        from timonel.load.parsed import keep, renew  # noqa: PLC0415 - as above

        if self._is_fresh:
            keep(self._cache, PARSED, self._seen)
        else:
            renew(self._cache, self._seen, self._shelf.missing)
        self._crew.end()


def begun(root: Path, cache: Cache, stamp: Stamp | None = None) -> Sources:
    """Return what the base in a folder is made of; where it is large, others have begun to read its files.

    Args:
        root: the folder.
        cache: what is kept between runs.
        stamp: takes note of what is read, if somebody wants that.
    """
    is_fresh = not any(map(cache.has, (PARSED, *PARSED_AHEAD)))
    found, worth = [*listed(root, "data")] if cores() > 1 else [], _WORTH if is_fresh else _WORTH_KEPT
    is_worth_it = any(size >= worth for size in accumulate(map(_size, found)))
    ahead = Ahead(found, cache, is_fresh=is_fresh) if is_worth_it else None
    read = sources(root, stamp.read if stamp else None, ahead.files(stamp) if ahead else None)
    return read._replace(files=Coming(iter(read.files)), ahead=ahead)


def _size(one: Found) -> int:
    """Return how many bytes a file has; none, where it is gone by now."""
    try:
        return one.entry.stat(follow_symlinks=False).st_size if one.entry else 0
    except OSError:
        return 0
