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
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from hashlib import blake2b, sha256
from hmac import compare_digest
from pathlib import Path
from typing import NamedTuple

from timonel.cache import secret
from timonel.files import OutsideError, put, synced, within
from timonel.lock import holder
from timonel.text import Said, said

FOLDER = ".timonel/journal"
_LIST = "list"
_SEAL = 32  # bytes


class Write(NamedTuple):
    """A file's bytes as they were when the change was planned (None: it was not there), and as they shall be."""

    old: bytes | None
    new: bytes


class Finished(NamedTuple):
    """What was carried out for a run that was killed: files that now hold the new, and files that somebody has changed since."""

    command: str
    done: Sequence[str]
    left: Sequence[str]


class Found(NamedTuple):
    """What stands in the folder of journals.

    Attributes:
        pending: runs that were killed, and can be finished: their folders, and the commands.
        strays: paths of what came from elsewhere.
        litter: what runs left that were killed before anything counted.
    """

    pending: Sequence[tuple[Path, str]] = ()
    strays: Sequence[str] = ()
    litter: Sequence[Path] = ()


class NotWrittenError(Exception):
    """A change is not, or not as a whole, in its place."""

    def __init__(self, problem: Said) -> None:
        """Say what is the matter."""
        super().__init__(problem)
        self.problem = problem


class _Entry(NamedTuple):
    """A file of a run: its path, and the digests of what it was (None: it was not there) and shall be."""

    path: str
    old: str | None
    new: str


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
    entries = [_Entry(one, _hash(files[one].old), _digest(files[one].new)) for one in paths]
    run = _folder(root) / f"{os.getpid()}-{os.urandom(4).hex()}"
    run.mkdir()
    try:
        laid = [run / str(number) for number in range(len(paths))]
        for path, file in zip(paths, laid, strict=True):
            file.write_bytes(files[path].new)
        synced(laid)
        key = _secret(root) if len(paths) > 1 else b""  # one file is moved in one step
        if key:
            body = json.dumps([command, entries], ensure_ascii=False).encode("utf-8", "surrogatepass")
            (run / "sealing").write_bytes(_seal(root, run, key, body) + body)
            synced([run / "sealing"])
            (run / "sealing").replace(run / _LIST)
            synced([run, run.parent])
        left = _carry_out(root, run, entries)
    finally:
        if not (run / _LIST).exists():
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
        entries = _listed(root, run)[1]
        left = _carry_out(root, run, entries)
        _clear(run)
        done.append(Finished(command, [one.path for one in entries if one.path not in left], left))
    for one in found.litter:
        _remove(one)
    with suppress(OSError):  # it is not there, or not empty
        (root / FOLDER).rmdir()
    return done


def look(root: Path) -> Found:
    """Return what stands in the folder of journals; nothing while somebody else is at work there."""
    folder = root / FOLDER
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208 - every check asks, and nearly always there is nothing
    except OSError:
        return Found()
    if not _is_ours(root):
        return Found(strays=[FOLDER])
    if not names or holder(root):
        return Found()
    pending, strays, litter = [], [], []
    tracked = _tracked(root)
    for name in names:
        run, path = folder / name, f"{FOLDER}/{name}"
        if path in tracked or run.is_symlink() or not run.is_dir():
            strays.append(path)
        elif not os.path.lexists(run / _LIST):
            litter.append(run)
        else:
            command, entries = _listed(root, run)
            if entries:
                pending.append((run, command))
            else:
                strays.append(path)
    return Found(pending, strays, litter)


def _folder(root: Path) -> Path:
    """Return the folder of journals, made where there is none; what is kept between runs is not for git."""
    folder = root / FOLDER
    if not _is_ours(root):
        raise OutsideError(FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    ignore = folder.parent / ".gitignore"
    if not os.path.lexists(ignore):
        put(ignore, b"*\n")
    return folder


def _is_ours(root: Path) -> bool:
    """Whether the folder stands in its place: a repository may bring a link to another, in the base or out of it."""
    return os.path.realpath(root / FOLDER) == os.path.join(os.path.realpath(root), *FOLDER.split("/"))  # noqa: PTH118 - as texts


def _carry_out(root: Path, run: Path, entries: Sequence[_Entry]) -> list[str]:
    """Move the files of a run to their places, and return those that do not hold the new afterwards."""
    for number, one in enumerate(entries):
        target, new = within(root, one.path), run / str(number)
        now = _hash(_bytes(target))
        if now != one.new and now == one.old and _hash(_bytes(new)) == one.new:
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


def _folders(root: Path, entries: Iterable[_Entry]) -> list[Path]:
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
    (run / _LIST).unlink(missing_ok=True)
    _remove(run)
    with suppress(OSError):  # not empty
        run.parent.rmdir()


def _remove(run: Path) -> None:
    from shutil import rmtree  # noqa: PLC0415 - a check never needs it

    rmtree(run, ignore_errors=True)


def _listed(root: Path, run: Path) -> tuple[str, Sequence[_Entry]]:
    """Return the command and the files of a run; none where this user's Timonel has not sealed it."""
    key = _secret(root)
    try:
        data = (run / _LIST).read_bytes()
        if not key or not compare_digest(data[:_SEAL], _seal(root, run, key, data[_SEAL:])):
            return "", ()
        command, entries = json.loads(data[_SEAL:].decode("utf-8", "surrogatepass"))
        return command, [_Entry(*one) for one in entries]
    except (OSError, ValueError, TypeError):
        return "", ()


def _seal(root: Path, run: Path, key: bytes, body: bytes) -> bytes:
    """Return what tells a list of ours, for this base and this run, from any other."""
    about = f"{os.path.realpath(root)}\0{run.name}\0".encode(errors="surrogateescape")
    return blake2b(about + body, digest_size=_SEAL, key=key).digest()


def _secret(root: Path) -> bytes:
    """Return this user's secret; b"" where it cannot be kept, or would stand where a repository can bring one."""
    local = os.environ.get("LOCALAPPDATA") if sys.platform == "win32" else os.environ.get("XDG_STATE_HOME")
    try:
        state = Path(local) if local and os.path.isabs(local) else Path.home() / ".local/state"  # noqa: PTH117 - of text
    except RuntimeError:
        return b""
    inside = os.path.realpath(state).startswith(os.path.realpath(root) + os.sep)
    return b"" if inside else secret(state / "timonel")


def _tracked(root: Path) -> set[str]:
    """Return what git has of the folder of journals: that is no run of this machine, whatever its seal says."""
    import subprocess  # noqa: PLC0415 - as above: only where something stands there

    command = ["git", "-c", "core.fsmonitor=false", "-C", str(root), "ls-files", "-z", "--", FOLDER]
    try:
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - ours
    except OSError:
        return set()
    return {"/".join(one.split("/")[:3]) for one in os.fsdecode(done.stdout).split("\0") if one}


def _bytes(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None


def _hash(data: bytes | None) -> str | None:
    return None if data is None else _digest(data)


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()
