"""Whether a base is as it was, by what the system says of its files: none of them is opened."""

from __future__ import annotations

import marshal
import os
import stat
import time
from hashlib import blake2b

from timonel.load.files import File, Sources, taken

SIZE = 32  # bytes
NONE = bytes(SIZE)  # of a base that nobody could tell from what it will be
# What has changed so lately may change again without a trace: no system counts time in smaller steps than these.
_LATELY = 2 * 10**9  # nanoseconds; that of FAT
_TOGETHER = 1000  # notes that are hashed at once: all of them would take as much memory as the files
_TELLING = os.name != "nt"  # elsewhere every change leaves a time that nobody can set back


Facts = tuple[int, int, int, int, int]


def facts(found: os.stat_result) -> Facts:
    """Return what a file is known by, of what the system says of it."""
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


class Stamp:
    """Takes note of files while they are read, or without reading them; equal stamps are of equal bases. Used once."""

    def __init__(self) -> None:
        """Begin with no file."""
        self._noted: list[tuple[str | int, ...]] = []
        self._hashed = blake2b(digest_size=SIZE)
        self._certain = _TELLING
        self._lately = time.time_ns() - _LATELY

    def read(self, path: str, entry: os.DirEntry[str]) -> File:
        """Return a file, read, and take note of it (as `sources` asks for it)."""
        return taken(path, entry, lambda path, one: self.note(path, facts(one)))

    def look(self, path: str, entry: os.DirEntry[str]) -> File:
        """Return a file without its bytes, and take note of it (as `sources` asks for it)."""
        found = entry.stat()
        self._certain &= stat.S_ISREG(found.st_mode)
        self.note(path, facts(found))
        return File(path, b"")

    def note(self, path: str, known_by: Facts) -> None:
        """Take note of a file that somebody else has read, in the order of `sources`."""
        self._noted.append((path, *known_by))
        _, _, _, written, changed = known_by
        if written > self._lately or changed > self._lately:
            self._certain = False
        if len(self._noted) == _TOGETHER:
            self._take_in()

    def _take_in(self) -> None:
        """Hash what is noted, and forget it."""
        # Of old, this form knows no references: equal values are equal bytes.
        self._hashed.update(marshal.dumps(self._noted, 2))
        self._noted.clear()

    def value(self, read: Sources) -> bytes:
        """Return the stamp of a base, of whose files note is taken, or while they are read; `NONE` where that could be another's."""
        files = [*read.rules, *read.files, *([read.known] if read.known else [])]
        if not self._certain or any(one.problem for one in files):  # what is not read, for a reason, has no stamp
            return NONE
        self._take_in()
        self._hashed.update(marshal.dumps(read.settings, 2))
        return self._hashed.digest()
