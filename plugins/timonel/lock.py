"""One process at a time writes to a folder: the system gives it free when its holder ends, however it ends."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

NAME = ".timonel.lock"
WAIT = 60.0  # seconds that one waits for another
_GLANCE = 0.3  # seconds before one says that one waits
_SIGNED = re.compile(r"\n([a-z][a-z-]{0,20})\n([0-9]{1,10})\n([0-9: +-]{19,25})\n")
_LONG = 100  # bytes of what a holder signs with, and more
# The system may keep others from reading the byte that it locks, which is the first.
_START = 1


class Holder(NamedTuple):
    """Who holds a folder: the command, the process, and since when; "?" for what cannot be read."""

    command: str = "?"
    process: str = "?"
    since: str = "?"


class HeldError(Exception):
    """Another process held the folder all the time that one waited."""

    def __init__(self, holder: Holder) -> None:
        """Say who."""
        super().__init__(holder)
        self.holder = holder


@contextmanager
def hold(folder: Path, command: str, waiting: Callable[[Holder], None]) -> Iterator[None]:
    """Have a folder for oneself; the file that says so is gone afterwards.

    Args:
        folder: must be there.
        command: what others are told that one does.
        waiting: is told, once, for whom one waits.

    Raises:
        HeldError: somebody else had it all the time.
        OSError: the file cannot be made, or is a link: what it leads to is not touched.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - who only reads does not wait for it to load

    file, ours = folder / NAME, list[os.stat_result]()

    def sign(handle: int) -> None:
        ours[:] = [os.fstat(handle)]
        if ours[0].st_nlink > 1:
            raise OSError(errno.EMLINK, os.strerror(errno.EMLINK), str(file))
        os.ftruncate(handle, 0)
        since = datetime.now().astimezone().isoformat(" ", "seconds")
        os.write(handle, f"\n\n{command}\n{os.getpid()}\n{since}\n".encode())

    lock = FileLock(file, fallback_to_soft=False, on_acquired=sign)
    try:
        try:
            lock.acquire(timeout=_GLANCE)
        except Timeout:
            waiting(holder(folder) or Holder())
            lock.acquire(timeout=WAIT)
    except Timeout:
        raise HeldError(holder(folder) or Holder()) from None
    except OSError as error:  # in our words, not in those of a library
        raise OSError(error.errno, os.strerror(error.errno or 0), str(file)) from None
    try:
        yield
    finally:
        # Whoever waits for this file finds out that it is gone, and makes the next one.
        with suppress(OSError):
            if os.name != "nt" and os.path.samestat(file.lstat(), ours[0]):
                file.unlink()
        lock.release()


def holder(folder: Path) -> Holder | None:
    """Return which other process holds a folder, None where none does."""
    flags = os.O_RDWR if os.name == "nt" else os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        handle = os.open(folder / NAME, flags)
    except OSError:
        return None
    from filelock import lock_descriptor, unlock_descriptor  # noqa: PLC0415 - as above

    try:
        if lock_descriptor(handle, blocking=False):
            unlock_descriptor(handle)
            return None
        os.lseek(handle, _START, os.SEEK_SET)
        signed = _SIGNED.fullmatch(os.read(handle, _LONG).decode(errors="replace"))
        found = Holder(*signed.groups()) if signed else Holder()
        return None if found.process == str(os.getpid()) else found
    except OSError:
        return None
    finally:
        os.close(handle)
