"""Whether a base is as it was, by what the system says of its files: none of them is opened."""

from __future__ import annotations

import marshal
import os
import stat
import time
from hashlib import blake2b
from typing import TYPE_CHECKING

from timonel.load.files import File, Sources, taken

if TYPE_CHECKING:
    from collections.abc import Sequence

SIZE = 32  # bytes
NONE = bytes(SIZE)  # of a base that nobody could tell from what it will be
# What has changed so lately may change again without a trace: no system counts time in smaller steps than these.
_LATELY = 2 * 10**9  # nanoseconds; that of FAT
_TELLING = os.name != "nt"  # elsewhere every change leaves a time that nobody can set back


class Stamp:
    """Takes note of files while they are read, or without reading them; equal stamps are of equal bases. Used once."""

    def __init__(self) -> None:
        """Begin with no file."""
        self._noted: list[tuple[str | int, ...]] = []
        self._certain = _TELLING
        self._lately = time.time_ns() - _LATELY

    def read(self, path: str, entry: os.DirEntry[str]) -> File:
        """Return a file, read, and take note of it (as `sources` asks for it)."""
        return taken(path, entry, self._note)

    def look(self, path: str, entry: os.DirEntry[str]) -> File:
        """Return a file without its bytes, and take note of it (as `sources` asks for it)."""
        facts = entry.stat()
        self._certain &= stat.S_ISREG(facts.st_mode)
        self._note(path, facts)
        return File(path, b"")

    def _note(self, path: str, facts: os.stat_result) -> None:
        written, changed = facts.st_mtime_ns, facts.st_ctime_ns
        self._noted.append((path, facts.st_dev, facts.st_ino, facts.st_size, written, changed))
        if written > self._lately or changed > self._lately:
            self._certain = False

    def value(self, settings: bytes | None, files: Sequence[File]) -> bytes:
        """Return the stamp of a base, `NONE` where that could be another's.

        Args:
            settings: the bytes of timonel.yaml.
            files: all files of the base, read or not: those that are not, for a reason, have no stamp.
        """
        if not self._certain or any(one.problem for one in files):
            return NONE
        # Of old, this form knows no references: equal values are equal bytes.
        return blake2b(marshal.dumps((settings, self._noted), 2), digest_size=SIZE).digest()


def stamped(read: Sources, stamp: Stamp) -> tuple[Sources, bytes]:
    """Return what a base is made of, all of it at hand, and its stamp."""
    files = [*read.files]
    return read._replace(files=files), stamp.value(
        read.settings, [*read.rules, *files, *([read.known] if read.known else [])]
    )
