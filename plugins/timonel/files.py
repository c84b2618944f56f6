"""From a name to a path, and from bytes to a file: a name leads nowhere but into its folder, and no file is ever half written."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable, Iterator
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from timonel.languages import SOURCE
from timonel.text import Said, said, say

# Why a link is not followed.
LEAVES = said("a link that leaves the knowledge base")
AROUND = said("a link to a folder that holds it, or one link to a folder too many")
MAX_BYTES = 64 * 2**20  # of a file that a base is made of
_FEW = 8  # files that the disk is told of one after the other
_AT_ONCE = 32
_MOST = 100  # links to folders that are followed: one to the other, a few would have no end
_OUT, _NO_NAME = said("leads out of its folder"), said("is no name that every system can give to a file")
# What goes upwards or begins anew: no parts, "." and "..", and what Windows takes for them or for a drive.
_UPWARDS = re.compile(r"[\\\0]|\A[A-Za-z]:|(?:\A|/)[. ]*(?:/|\Z)")
# What Windows takes for a device, or cuts an end from.
_DEVICE = re.compile(r"(?:\A|/)(?:con|prn|aux|nul|com\d|lpt\d) *(?:\.[^/]*)?(?:/|\Z)|[. ](?:/|\Z)", re.IGNORECASE)
# Names that systems and editors give to files of their own, which nobody means to be part of a base.
_LITTER = re.compile(r".*~|#.*#|(?:eh)?thumbs(?:_vista)?\.db|desktop\.ini|icon\r", re.IGNORECASE | re.DOTALL)
_FIRST, _LAST = frozenset("._~"), frozenset("~#\rbBiIıİ")  # letters of which such a name has one there; few others have


class OutsideError(OSError):
    """A name that leads out of the folder it was to stand in, or that some system would take for something else."""

    def __init__(self, name: str, problem: Said = _OUT) -> None:
        """Name it."""
        super().__init__(errno.EPERM, say(problem, SOURCE), name)
        self.problem = problem


def within(folder: Path, name: str) -> Path:
    """Return the path of a name in a folder: the one way from a word that somebody wrote to a place on the disk.

    Args:
        folder: the folder that the path must not leave; it may itself be a link.
        name: relative, with forward slashes; what it names need not be there.

    Raises:
        OutsideError: the name is absolute, empty or goes upwards, a link on the way leads out of the folder, or the
            name means something else on some system.
    """
    path = folder / name
    if _UPWARDS.search(name) or leads_out(folder, path):
        raise OutsideError(name)
    if _DEVICE.search(name):
        raise OutsideError(name, _NO_NAME)
    return path


def is_name(name: str) -> bool:
    """Whether a name leads nowhere but down, and means the same on every system; links are not looked at."""
    return not (_UPWARDS.search(name) or _DEVICE.search(name))


def leads_out(folder: Path, path: Path) -> bool:
    """Whether links bring a path out of a folder, or up to the folder itself."""
    return not _is_below(os.path.realpath(path), os.path.realpath(folder))


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(folder.rstrip(os.sep) + os.sep)


def git_prefix(root: Path) -> str:
    """Return the base's folder as seen from the git top level ("crm/", "" at the top or outside git); runs no git."""
    home = root.resolve()
    for folder in (home, *home.parents):
        if (folder / ".git").exists():  # a folder; in a worktree or submodule, a file
            path = home.relative_to(folder).as_posix()
            return "" if path == "." else f"{path}/"
    return ""


class Found(NamedTuple):
    """What stands under a folder of a base.

    Attributes:
        path: from the base's folder, with forward slashes.
        entry: what the system says of it; None for the folder itself.
        problem: why it is a link that is not followed.
        is_hidden: whether its name, or that of a folder on the way, says that it is not for others.
    """

    path: str
    entry: os.DirEntry[str] | None
    problem: Said | None
    is_hidden: bool


def is_litter(name: str) -> bool:
    """Whether a file or folder is passed over for its name: hidden, a draft (``_``), or made by a system or an editor."""
    return name[:1] in _FIRST or (name[-1:] in _LAST and _LITTER.fullmatch(name) is not None)


def walk(root: Path, top: str) -> Iterator[Found]:
    """Yield the files under a folder of a base in the order of names, and the links that are not followed.

    Args:
        root: the base's folder.
        top: the name of the folder, or of a file, for which only links are looked at; it need not be there.
    """
    return _Walk(os.path.realpath(root)).all(os.path.join(root, top), top)  # noqa: PTH118 - it may be no name in the base


def strays(root: Path, *tops: str) -> Iterator[tuple[str, Said]]:
    """Yield the links in some folders or files of a base that are not followed, and why."""
    return ((one.path, one.problem) for top in tops for one in walk(root, top) if one.problem)


class _Walk:
    """Follows links that stay in a base, as long as there is an end to it."""

    def __init__(self, home: str) -> None:
        self._home, self._left = home, _MOST

    def all(self, folder: str, top: str) -> Iterator[Found]:
        if not _is_below(os.path.realpath(folder), self._home):
            yield Found(top, None, LEAVES, is_hidden=False)
        elif os.path.isdir(folder):  # noqa: PTH112 - as above
            yield from self._below(folder, top, False, ())  # noqa: FBT003 - nothing is hidden so far

    def _below(self, folder: str, prefix: str, hidden: bool, way: tuple[str, ...]) -> list[Found]:  # noqa: FBT001 - as above
        every = list[Found]()  # which takes less than to hand up each of tens of thousands
        with os.scandir(folder) as found:
            entries = sorted(found, key=attrgetter("name"))
        for entry in entries:
            path, unseen = f"{prefix}/{entry.name}", hidden or is_litter(entry.name)
            link = os.path.realpath(entry.path) if entry.is_symlink() else None
            problem = self._problem(folder, link, way) if link else None
            if problem or not entry.is_dir():
                every.append(Found(path, entry, problem, unseen))
            else:
                every += self._below(entry.path, path, unseen, (*way, link) if link else way)
        return every

    def _problem(self, folder: str, target: str, way: tuple[str, ...]) -> Said | None:
        """Return why a link in a folder is not followed; ``way`` are the folders that links have led to so far."""
        if not _is_below(target, self._home):
            return LEAVES
        if not os.path.isdir(target):  # noqa: PTH112 - as above
            return None
        self._left -= 1
        around = f"{os.path.realpath(folder)}{os.sep}"
        return AROUND if target in way or self._left < 0 or _is_below(around, target) else None


def put(file: Path, data: bytes) -> None:
    """Write a file in one step; links are followed, and pipes and devices written as they are.

    Raises:
        OSError: it cannot be written; the error names ``file``.
    """
    try:
        if file.parts[:2] == ("/", "dev") or (file.exists() and not file.is_file()):
            file.write_bytes(data)
        else:
            _replace(Path(os.path.realpath(file)), data)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(file)) from None


def _replace(target: Path, data: bytes) -> None:
    fresh = target.with_name(f"{target.name}.{os.getpid()}-{os.urandom(4).hex()}.tmp")
    try:
        with fresh.open("xb") as out:  # nothing that lies in wait under this name is written through
            out.write(data)
        if target.exists():
            fresh.chmod(target.stat().st_mode)
        fresh.replace(target)
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

    try:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for _ in pool.map(_sync, several):
                pass
    except RuntimeError:  # where no thread may be started, it takes longer
        for one in several:
            _sync(one)


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
