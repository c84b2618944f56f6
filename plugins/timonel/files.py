"""From a name to a path, and from bytes to a file: a name leads nowhere but into its folder, and no file is ever half written."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable
from pathlib import Path

from timonel.text import said, say

_OUT = said("leads out of its folder")
_FEW = 8  # files that the disk is told of one after the other
_AT_ONCE = 32
# What no name may hold: its parts would mean something else to some system.
_ODD = re.compile(r"[\\\0]|\A[A-Za-z]:|(?:\A|/)\.{0,2}(?:/|\Z)")


class OutsideError(OSError):
    """A name that leads out of the folder it was to stand in."""

    def __init__(self, name: str) -> None:
        """Name it."""
        super().__init__(errno.EPERM, say(_OUT, "en"), name)


def within(folder: Path, name: str) -> Path:
    """Return the path of a name in a folder: the one way from a word that somebody wrote to a place on the disk.

    Args:
        folder: the folder that the path must not leave; it may itself be a link.
        name: relative, with forward slashes; what it names need not be there.

    Raises:
        OutsideError: the name is absolute, empty or goes upwards, or a link on the way leads out of the folder.
    """
    path = folder / name
    if _ODD.search(name) or leads_out(folder, path):
        raise OutsideError(name)
    return path


def leads_out(folder: Path, path: Path) -> bool:
    """Whether links bring a path out of a folder, or up to the folder itself."""
    home = os.path.realpath(folder)
    return not os.path.realpath(path).startswith(home.rstrip(os.sep) + os.sep)


def put(file: Path, data: bytes) -> None:
    """Write a file in one step; links are followed, and pipes and devices written as they are.

    Raises:
        OSError: it cannot be written; the error names ``file``.
    """
    if file.parts[:2] == ("/", "dev") or (file.exists() and not file.is_file()):
        file.write_bytes(data)
        return
    target = file.resolve()
    fresh = target.with_name(f"{target.name}.{os.getpid()}-{os.urandom(4).hex()}.tmp")
    try:
        with fresh.open("xb") as out:  # nothing that lies in wait under this name is written through
            out.write(data)
        if target.exists():
            fresh.chmod(target.stat().st_mode)
        fresh.replace(target)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(file)) from None
    finally:
        fresh.unlink(missing_ok=True)


def synced(paths: Iterable[Path]) -> None:
    """Wait until the disk holds files, and what folders say is in them: from here on a power cut takes nothing away.

    Raises:
        OSError: the disk could not do it.
    """
    several = [*paths]
    if len(several) <= _FEW:
        for one in several:
            _sync(one)
        return
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - one after the other each waits for the disk alone

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for _ in pool.map(_sync, several):
            pass


def _sync(path: Path) -> None:
    windows = os.name == "nt"
    if windows and path.is_dir():  # has no way to say it of a folder
        return
    handle = os.open(path, os.O_RDWR if windows else os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # a file system that knows no such thing
            raise
    finally:
        os.close(handle)
