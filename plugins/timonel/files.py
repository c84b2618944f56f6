"""From a name to a path, and from bytes to a file: a name leads nowhere but into its folder, and no file is ever half written."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

from timonel.text import said, say

_OUT = said("leads out of its folder")
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
    fresh = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    try:
        fresh.write_bytes(data)
        if target.exists():
            fresh.chmod(target.stat().st_mode)
        fresh.replace(target)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(file)) from None
    finally:
        fresh.unlink(missing_ok=True)
