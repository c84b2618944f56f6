"""What stands in the folder of journals: runs that this user's Timonel can go on with, what came from elsewhere, and litter."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from hashlib import blake2b
from hmac import compare_digest
from pathlib import Path
from typing import NamedTuple

from timonel.cache import secret
from timonel.lock import holder

FOLDER = ".timonel/journal"
LIST = "list"
_SEAL = 32  # bytes


class Entry(NamedTuple):
    """A file of a run: its path, and the digests of what it was (None: it was not there) and shall be (None: gone)."""

    path: str
    old: str | None
    new: str | None


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


def look(root: Path) -> Found:
    """Return what stands in the folder of journals; nothing while somebody else is at work there."""
    folder = root / FOLDER
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208 - every check asks, and nearly always there is nothing
    except OSError:
        return Found()
    if not is_ours(root):
        return Found(strays=[FOLDER])
    if not names or holder(root):
        return Found()
    pending, strays, litter = [], [], []
    tracked = _tracked(root)
    for name in names:
        run, path = folder / name, f"{FOLDER}/{name}"
        if path in tracked or run.is_symlink() or not run.is_dir():
            strays.append(path)
        elif not os.path.lexists(run / LIST):
            litter.append(run)
        else:
            command, entries = listed(root, run)
            if entries:
                pending.append((run, command))
            else:
                strays.append(path)
    return Found(pending, strays, litter)


def is_ours(root: Path) -> bool:
    """Whether the folder stands in its place: a repository may bring a link to another, in the base or out of it."""
    return os.path.realpath(root / FOLDER) == os.path.join(os.path.realpath(root), *FOLDER.split("/"))  # noqa: PTH118 - as texts


def listed(root: Path, run: Path) -> tuple[str, Sequence[Entry]]:
    """Return the command and the files of a run; none where this user's Timonel has not sealed it."""
    ours = key(root)
    try:
        data = (run / LIST).read_bytes()
        if not ours or not compare_digest(data[:_SEAL], seal(root, run, ours, data[_SEAL:])):
            return "", ()
        command, entries = json.loads(data[_SEAL:].decode("utf-8", "surrogatepass"))
        return command, [Entry(*one) for one in entries]
    except (OSError, ValueError, TypeError):
        return "", ()


def seal(root: Path, run: Path, secret_: bytes, body: bytes) -> bytes:
    """Return what tells a list of ours, for this base and this run, from any other."""
    about = f"{os.path.realpath(root)}\0{run.name}\0".encode(errors="surrogateescape")
    return blake2b(about + body, digest_size=_SEAL, key=secret_).digest()


def key(root: Path) -> bytes:
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
