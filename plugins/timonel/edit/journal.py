"""Several files written as one: whatever happens on the way, each is the old or the new one, and the rest can be finished.

First the new files are laid down beside a list of them; from the moment the list is there, they count. Whoever comes
next and finds a list carries it out.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from timonel.files import put

_FOLDER = ".timonel/journal"
_LIST = f"{_FOLDER}/list.json"


class Write(NamedTuple):
    """A file's bytes as they were when the change was planned (None: it was not there), and as they shall be."""

    old: bytes | None
    new: bytes


class Finished(NamedTuple):
    """What was found and carried out: files that now hold the new, and files that somebody has changed since."""

    done: list[str]
    left: list[str]


class ChangedError(Exception):
    """A file is no longer as it was when the change was planned."""

    def __init__(self, path: str) -> None:
        """Name the file."""
        super().__init__(path)
        self.path = path


def pending(root: Path) -> bool:
    """Whether files wait to be written."""
    return (root / _LIST).is_file() and _is_ours(root)


def write(root: Path, files: Mapping[str, Write]) -> None:
    """Write files into a base, all of them or none.

    Args:
        root: the base's folder.
        files: path from the root, under data/ → what it was and shall be.

    Raises:
        ChangedError: a file is not what it was, or the journal's folder leads elsewhere; nothing is written.
        OSError: one cannot be written; what is missing is written by the next command that calls `finish`.
    """
    for path, one in files.items():
        if _bytes(root / path) != one.old:
            raise ChangedError(path)
    folder = root / _FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    if not _is_ours(root):
        raise ChangedError(_FOLDER)
    for file in folder.iterdir():  # what a repository brought may be links
        file.unlink()
    ignore = folder.parent / ".gitignore"
    if not ignore.exists():
        put(ignore, b"*\n")
    listed = []
    for number, (path, one) in enumerate(sorted(files.items())):
        put(folder / str(number), one.new)
        listed.append({"path": path, "old": None if one.old is None else _hash(one.old), "new": _hash(one.new)})
    put(root / _LIST, json.dumps(listed, ensure_ascii=False).encode())
    finish(root)


def finish(root: Path) -> Finished:
    """Carry out what waits, if anything does; a file that somebody has changed meanwhile stays as it is.

    Raises:
        OSError: a file cannot be written.
    """
    done, left = Finished([], [])
    if not pending(root):
        return Finished(done, left)
    for number, one in enumerate(_listed(root)):
        path = str(one.get("path"))
        now, new = _bytes(root / path) if _inside(root, path) else b"", _bytes(root / _FOLDER / str(number))
        if now is not None and _hash(now) == one.get("new"):
            done.append(path)
        elif (
            not _inside(root, path)
            or new is None
            or _hash(new) != one.get("new")
            or (None if now is None else _hash(now)) != one.get("old")
        ):
            left.append(path)
        else:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            put(root / path, new)
            done.append(path)
    (root / _LIST).unlink(missing_ok=True)
    for file in (root / _FOLDER).iterdir():
        file.unlink(missing_ok=True)
    return Finished(done, left)


def _is_ours(root: Path) -> bool:
    """Whether the journal's folder stands in the base: a repository may bring a link to a folder of somebody else's."""
    return (root / _FOLDER).resolve() == root.resolve() / _FOLDER


def _listed(root: Path) -> list[dict[str, str]]:
    """Return the list; nothing where it is none, whoever wrote it."""
    try:
        found = json.loads((root / _LIST).read_bytes())
    except ValueError:
        return []
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _inside(root: Path, path: str) -> bool:
    """Whether a path is one of an entity's file in the base: a list from elsewhere must not lead out of it."""
    home = (root / "data").resolve()
    if "\0" in path:
        return False
    file = (root / path).resolve()
    return file.is_relative_to(home) and file.suffix in (".yaml", ".yml") and not os.path.isabs(path)  # noqa: PTH117 - of text


def _bytes(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None


def _hash(data: bytes) -> str:
    return sha256(data).hexdigest()
