"""The files of a base, from a folder: what cannot be read is handed on with the reason."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from timonel.journal import look
from timonel.schema import files as schemas
from timonel.source import MAX_BYTES
from timonel.text import Said, said

_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)


class File(NamedTuple):
    """A file of a base: its path from the root with forward slashes, its bytes, or why it cannot be read."""

    path: str
    data: bytes
    problem: Said | None = None


class Sources(NamedTuple):
    """All that a base is made of, from wherever it was read.

    Attributes:
        settings: the bytes of timonel.yaml, None where there is none.
        files: what stands under data/ and docs/, in the order of paths.
        rules: an organisation's own rules (``rules/*.yaml``).
        kinds: an organisation's own kinds: file name → bytes.
    """

    settings: bytes | None
    files: Iterable[File]
    rules: Sequence[File] = ()
    kinds: Mapping[str, bytes] = MappingProxyType({})


def sources(root: Path) -> Sources:
    """Return what a folder's base is made of."""
    file = root / "timonel.yaml"
    rules = [one for one in read(root, ("rules",)) if is_own_rule(one.path)]
    found = chain(_strays(root), read(root))
    return Sources(file.read_bytes() if file.exists() else None, found, rules, schemas(root / "schemas" / "kinds"))


def _strays(root: Path) -> Iterator[File]:
    """Yield what lies where journals of writing do and is none that anybody could carry out."""
    problem = said("a list of changes that this user's Timonel has not made on this machine: it is never carried out")
    return (File(path, b"", problem) for path in look(root).strays)


def is_own_rule(path: str) -> bool:
    """Whether a path of a base is that of an organisation's own rule: directly under rules/."""
    return path.startswith("rules/") and path.count("/") == 1 and path.endswith((".yaml", ".yml"))


def read(root: Path, tops: Sequence[str] = ("data", "docs")) -> Iterator[File]:
    """Yield the files under some folders of a base, in the order of their paths."""
    home = str(root.resolve())
    for top in tops:
        if (root / top).is_dir():
            yield from _read(str(root / top), top, home)


def _read(folder: str, prefix: str, home: str) -> Iterator[File]:
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        path = f"{prefix}/{entry.name}"
        if entry.name[0] in "._~":
            continue
        if entry.is_symlink() and not _inside(entry.path, home):
            yield File(path, b"", said("a link that leaves the knowledge base"))
        elif entry.is_dir():
            yield from _read(entry.path, path, home)
        elif prefix.startswith("docs") and not entry.name.endswith(".md"):
            continue
        else:
            yield _file(path, entry)


def _inside(path: str, home: str) -> bool:
    """Whether a link leads into the base, and not to a folder that holds the link itself."""
    real = os.path.realpath(path)
    return real.startswith(home + os.sep) and not os.path.realpath(os.path.dirname(path)).startswith(real)  # noqa: PTH120


def _file(path: str, entry: os.DirEntry[str]) -> File:
    try:
        if not entry.is_file():  # reading a pipe would wait for ever
            entry.stat()  # says why, where a link leads nowhere
            return File(path, b"", said("no file: a pipe or device"))
        handle = os.open(entry.path, _READ)
        try:
            size = os.fstat(handle).st_size
            if size > MAX_BYTES:
                return File(path, b"", said("the file has more than 64 MiB"))
            return File(path, _bytes(handle, size))
        finally:
            os.close(handle)
    except OSError as error:
        return File(path, b"", said("the file cannot be read: {problem}", problem=error.strerror or "?"))


def _bytes(handle: int, size: int) -> bytes:
    """Return what an open file holds; half the calls that a file object makes, and there are tens of thousands."""
    data = os.read(handle, size + 1)
    if len(data) == size:
        return data
    parts = [data]  # it changes while we read, or the system hands it out in parts
    while parts[-1]:
        parts.append(os.read(handle, MAX_BYTES))
    return b"".join(parts)
