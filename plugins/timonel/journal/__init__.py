"""Several files written as one: whatever happens on the way, each is the old or the new one, and the rest can be finished.

First the new files are laid down in a folder of the run, and then a list of them with a seal that only this user's Timonel
can make. From the moment the list is there, they count: each is moved to its place, and whoever finds the list of a run that was
killed can go on. What stands there without such a seal came from elsewhere, and is never carried out.

Only who holds the base (`lock`) may write and finish.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from timonel.files import OutsideError, put, synced, within
from timonel.journal.found import FOLDER, LIST, Entry, Found, is_ours, key, listed, look, seal
from timonel.text import Said, said

__all__ = ["FOLDER", "Finished", "Found", "NotWrittenError", "Write", "finish", "look", "write"]


class Write(NamedTuple):
    """A file's bytes as they were when the change was planned (None: it was not there), and as they shall be; ``is_gone`` takes it away."""

    old: bytes | None
    new: bytes
    is_gone: bool = False


class Finished(NamedTuple):
    """What was carried out for a run that was killed: files that now hold the new, and files that somebody has changed since."""

    command: str
    done: Sequence[str]
    left: Sequence[str]


class NotWrittenError(Exception):
    """A change is not, or not as a whole, in its place."""

    def __init__(self, problem: Said) -> None:
        """Say what is the matter."""
        super().__init__(problem)
        self.problem = problem


def write(root: Path, files: Mapping[str, Write], command: str) -> int:
    """Write files into a base, all of them or none, and return how many there are.

    Args:
        root: the base's folder.
        files: path from the root → what it was and shall be.
        command: who writes, for those who find the run unfinished.

    Raises:
        NotWrittenError: a file is not what it was, and nothing is written; or somebody wrote to one while we did.
        OSError: one cannot be written; what is missing of several is written by the next command that calls `finish`.
    """
    paths = sorted(files)
    for path in paths:
        if _bytes(within(root, path)) != files[path].old:
            raise NotWrittenError(said("{file} has changed meanwhile: nothing is written, run it again", file=path))
    entries = [
        Entry(one, _hash(files[one].old), None if files[one].is_gone else _digest(files[one].new)) for one in paths
    ]
    run = _folder(root) / f"{os.getpid()}-{os.urandom(4).hex()}"
    run.mkdir()
    try:
        laid = [run / str(number) for number in range(len(paths))]
        for path, file in zip(paths, laid, strict=True):
            file.write_bytes(files[path].new)
        synced(laid)
        ours = key(root) if len(paths) > 1 else b""  # one file is moved in one step
        if ours:
            body = json.dumps([command, entries], ensure_ascii=False).encode("utf-8", "surrogatepass")
            (run / "sealing").write_bytes(seal(root, run, ours, body) + body)
            synced([run / "sealing"])
            (run / "sealing").replace(run / LIST)
            synced([run, run.parent])
        left = _carry_out(root, run, entries)
    finally:
        if not (run / LIST).exists():
            _remove(run)
    _clear(run)
    if left:
        counts = {"done": len(entries) - len(left), "number": len(entries), "files": ", ".join(left)}
        raise NotWrittenError(
            said("{done} of {number} files are written; somebody has changed the others meanwhile: {files}", **counts)
        )
    return len(entries)


def finish(root: Path) -> list[Finished]:
    """Carry out what runs that were killed had begun; a file that somebody has changed since stays as it is.

    Raises:
        OSError: a file cannot be written.
    """
    found, done = look(root), list[Finished]()
    for run, command in found.pending:
        entries = listed(root, run)[1]
        left = _carry_out(root, run, entries)
        _clear(run)
        done.append(Finished(command, [one.path for one in entries if one.path not in left], left))
    for one in found.litter:
        _remove(one)
    with suppress(OSError):  # it is not there, or not empty
        (root / FOLDER).rmdir()
    return done


def _folder(root: Path) -> Path:
    """Return the folder of journals, made where there is none; what is kept between runs is not for git."""
    folder = root / FOLDER
    if not is_ours(root):
        raise OutsideError(FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    ignore = folder.parent / ".gitignore"
    if not os.path.lexists(ignore):
        put(ignore, b"*\n")
    return folder


def _carry_out(root: Path, run: Path, entries: Sequence[Entry]) -> list[str]:
    """Move the files of a run to their places, and return those that do not hold the new afterwards."""
    for number, one in enumerate(entries):
        target, new = within(root, one.path), run / str(number)
        now = _hash(_bytes(target))
        if one.new is None and now is not None and now == one.old:
            target.unlink()
        elif now != one.new and now == one.old and _hash(_bytes(new)) == one.new:
            target.parent.mkdir(parents=True, exist_ok=True)
            _move(new, target.resolve())
    synced(_folders(root, entries))
    return [one.path for one in entries if _hash(_bytes(within(root, one.path))) != one.new]


def _move(new: Path, target: Path) -> None:
    """Put a file in its place, with the rights of the one that it replaces."""
    try:
        if target.exists():
            new.chmod(target.stat().st_mode)
        new.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:  # a folder of the base that is another disk
            raise OSError(error.errno, error.strerror, str(target)) from None
        put(target, new.read_bytes())
        synced([target])


def _folders(root: Path, entries: Iterable[Entry]) -> list[Path]:
    """Return the folders that the files of a run stand in, up to the root."""
    found = {root: None}
    for one in entries:
        for folder in (root / one.path).parents:
            if folder in found:
                break
            found[folder] = None
    return [*found]


def _clear(run: Path) -> None:
    """Take away what a run needed: first the list, so that nobody goes on with what is done."""
    (run / LIST).unlink(missing_ok=True)
    _remove(run)
    with suppress(OSError):  # not empty
        run.parent.rmdir()


def _remove(run: Path) -> None:
    from shutil import rmtree  # noqa: PLC0415 - a check never needs it

    rmtree(run, ignore_errors=True)


def _bytes(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None


def _hash(data: bytes | None) -> str | None:
    return None if data is None else _digest(data)


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()
