"""The files of a base, from a folder: what cannot be read is handed on with the reason."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from timonel.files import AROUND, LEAVES, MAX_BYTES, Found, is_litter, leads_out, strays, walk
from timonel.journal import look
from timonel.text import Said, said

if TYPE_CHECKING:
    from timonel.load.ahead import Ahead

SETTINGS = "timonel.yaml"
KINDS = "schemas/kinds/"
CLOSED = b"publish: {people: false}\n"  # settings that nobody may read could have said so
_UNREADABLE = {
    errno.EACCES: (said("the file cannot be read: the permission is missing"), said("ask whoever made it for the permission to read it, or take it out of the base")),
    errno.ENOENT: (said("the file cannot be read: the link leads nowhere"), said("put there what it leads to, or delete the link")),
}  # fmt: skip
# Where commands write, and the folders of these in which links would be followed or taken away.
_WRITTEN = (".timonel.lock", ".vscode/timonel", ".timonel", "site", "site-markdown")
_FILLED = _WRITTEN[-3:]
_BASELINE = re.compile(
    rb"""(?:^|[{,][ \t]*)["']?baseline["']?[ \t]*:[ \t]*["']?([A-Za-z0-9][\w.-]*\.json)["']?[ \t]*(?:[#,}]|\r?$)""",
    re.MULTILINE | re.ASCII,
)
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)


class File(NamedTuple):
    """A file of a base: its path from the root with forward slashes, its bytes, or why it cannot be read and what to do."""

    path: str
    data: bytes
    problem: Said | None = None
    hint: Said | None = None

    @property
    def is_stray(self) -> bool:
        """Whether it is a link that is not followed."""
        return self.problem in (LEAVES, AROUND)


class Sources(NamedTuple):
    """All that a base is made of, from wherever it was read.

    Attributes:
        settings: the bytes of timonel.yaml, None where there is none.
        files: what stands under data/ and docs/, in the order of paths; and every link that is not followed.
        rules: an organisation's own rules (``rules/*.yaml``).
        kinds: an organisation's own kinds: file name → bytes.
        known: the file of the gaps that are known (`baseline_of`), None where the settings name none or it is not there.
        ahead: what has begun to read and parse the files under data/ (`ahead.begun`).
    """

    settings: bytes | None
    files: Iterable[File]
    rules: Sequence[File] = ()
    kinds: Mapping[str, bytes] = MappingProxyType({})
    known: File | None = None
    ahead: Ahead | None = None


class Coming(Iterable[File]):
    """Files that are read while somebody first goes through them, and then at hand."""

    def __init__(self, files: Iterator[File]) -> None:
        """Begin."""
        self._left, self._read = files, list[File]()

    def __iter__(self) -> Iterator[File]:
        """Yield each file."""
        yield from self._read
        for one in self._left:
            self._read.append(one)
            yield one


Take = Callable[[str, "os.DirEntry[str]"], File]


def sources(root: Path, take: Take | None = None, data: Iterable[File] | None = None) -> Sources:
    """Return what a folder's base is made of.

    Args:
        root: the folder.
        take: gives a file of the base by its path there and what the folder says of it; else it is read.
        data: the files under data/, where somebody else reads them.
    """
    take = take or taken
    tops = [File(path, b"", problem) for path, problem in strays(root, SETTINGS, "mkdocs.yml")]
    others = [*tops, *read(root, ("rules", "schemas"), take)]
    found = [one for one in others if not one.is_stray]
    kinds = {one.path.removeprefix(KINDS): one.data for one in found if one.path.startswith(KINDS)}
    odd = (one for one in others if one.is_stray)
    data = read(root, ("data",), take) if data is None else data
    files = chain(_left(root), data, read(root, ("docs",), take), odd, _in_the_way(root))
    ours = settings(root)
    known = _known(root, baseline_of(ours), take)
    return Sources(ours, files, [one for one in found if is_own_rule(one.path)], kinds, known)


def baseline_of(settings: bytes | None) -> str | None:
    """Return the file at the top of a base that the bytes of its settings name as its baseline, None where they name none."""
    found = _BASELINE.search(settings or b"")
    return found[1].decode() if found else None


def _known(root: Path, name: str | None, take: Take) -> File | None:
    if name is None:
        return None
    with os.scandir(root) as entries:
        entry = next((one for one in entries if one.name == name), None)
    if entry is None:
        return None
    return File(name, b"", LEAVES) if leads_out(root, root / name) else take(name, entry)


def _left(root: Path) -> Iterator[File]:
    """Yield what lies where journals of writing do and is none that anybody could carry out."""
    problem = said("a list of changes that this user's Timonel has not made on this machine: it is never carried out")
    hint = said("look with git at what it may have left half done, then delete it")
    return (File(path, b"", problem, hint) for path in look(root).strays)


def _in_the_way(root: Path) -> Iterator[File]:
    """Yield links out of the base where commands write: these refuse to, or leave them aside."""
    hint = said("delete it: Timonel writes there")
    names = [*_WRITTEN]
    for folder in _FILLED:
        if os.path.isdir(root / folder) and not os.path.islink(root / folder):  # noqa: PTH112, PTH114 - every check asks
            with os.scandir(root / folder) as found:
                names += sorted(f"{folder}/{one.name}" for one in found if one.is_symlink())
    for name in names:
        if leads_out(root, root / name):
            yield File(name, b"", LEAVES, hint)


def settings(root: Path) -> bytes | None:
    """Return the bytes of a base's timonel.yaml, `CLOSED` where it is a link that is not followed, None where there is none."""
    file = root / SETTINGS
    if leads_out(root, file):
        return CLOSED
    return file.read_bytes() if file.exists() else None


def is_own_rule(path: str) -> bool:
    """Whether a path of a base is that of an organisation's own rule: directly under rules/."""
    return path.startswith("rules/") and path.count("/") == 1 and path.endswith((".yaml", ".yml"))


def is_read(path: str) -> bool:
    """Whether a base is made of what stands at a path under one of its folders."""
    if any(map(is_litter, path.split("/"))):
        return False
    if path.startswith("docs/"):
        return path.endswith(".md")
    if path.startswith("schemas/"):
        return path.startswith(KINDS) and path.count("/") == KINDS.count("/") and path.endswith(".schema.json")
    return path.startswith("data/") or is_own_rule(path)


def read(root: Path, tops: Sequence[str] = ("data", "docs"), take: Take | None = None) -> Iterator[File]:
    """Yield the files under some folders of a base, in the order of their paths, and the links that are not followed.

    Sites take more from docs/ than pages: there, links are looked at whatever their name.
    """
    take = take or taken
    for path, entry, problem, _ in chain.from_iterable(listed(root, top) for top in tops):
        yield File(path, b"", problem) if problem or entry is None else take(path, entry)


def listed(root: Path, top: str) -> Iterator[Found]:
    """Yield where the files of a base stand under one of its folders, and the links that are not followed."""
    everything = top == "data"  # a question less, for tens of thousands of files
    for one in walk(root, top):
        if one.problem or one.entry is None or (not one.is_hidden and (everything or is_read(one.path))):
            yield one


def taken(path: str, entry: os.DirEntry[str], note: Callable[[str, os.stat_result], None] = lambda *_: None) -> File:
    """Return a file of a base.

    Args:
        path: where it stands in the base.
        entry: what its folder says of it.
        note: is told what the system says of it, before it is read.
    """
    try:
        if not entry.is_file():  # reading a pipe would wait for ever
            entry.stat()  # says why, where a link leads nowhere
            return File(path, b"", said("no file: a pipe or device"), said("delete it: a base is made of files"))
        handle = os.open(entry.path, _READ)
        try:
            facts = os.fstat(handle)
            note(path, facts)
            return _large(path) if facts.st_size > MAX_BYTES else File(path, _bytes(handle, facts.st_size))
        finally:
            os.close(handle)
    except OSError as error:
        other = (
            said("the file cannot be read: {problem}", problem=error.strerror or "?"),
            said("open it in another program: what does the system say there?"),
        )
        return File(path, b"", *_UNREADABLE.get(error.errno or 0, other))


def _large(path: str) -> File:
    return File(path, b"", said("the file has more than 64 MiB"), said("split it into several files"))


def replaced(read: Sources, path: str, data: bytes | None) -> Sources:
    """Return what a base is made of once a file holds other bytes, or is gone (None); nothing is written.

    Args:
        read: what the base is made of.
        path: the file, from the root with forward slashes.
        data: its bytes.

    Raises:
        ValueError: nothing that stands there belongs to a base.
    """
    if path == SETTINGS:
        return read._replace(settings=data)
    if path == baseline_of(read.settings):
        return read._replace(known=None if data is None else File(path, data))
    if not is_read(path) or any(part in ("", ".", "..") for part in path.split("/")):
        raise ValueError(path)
    file = None if data is None else _large(path) if len(data) > MAX_BYTES else File(path, data)
    if path.startswith(KINDS):
        kinds = {name: one for name, one in read.kinds.items() if KINDS + name != path}
        return read._replace(kinds={**kinds, path.removeprefix(KINDS): file.data} if file else kinds)
    if is_own_rule(path):
        return read._replace(rules=_placed(read.rules, path, file))
    return read._replace(files=_placed([*read.files], path, file))


def _placed(files: Sequence[File], path: str, file: File | None) -> list[File]:
    """Return files with one put where reading the folder would come upon it, or without it."""
    known = next((number for number, one in enumerate(files) if one.path == path and not one.is_stray), None)
    if file is not None and known is not None:
        return [*files[:known], file, *files[known + 1 :]]
    rest = [one for one in files if one.path != path]
    if file is None:
        return rest
    parts = path.split("/")
    after = (number for number, one in enumerate(rest) if not one.is_stray and one.path.split("/") > parts)
    strays = (number for number, one in enumerate(rest) if number and one.is_stray and not rest[number - 1].is_stray)
    place = next(after, next(strays, len(rest)))
    return [*rest[:place], file, *rest[place:]]


def folder_of(path: str) -> str:
    """Return the folder under data/ that a file stands in, or that its name stands for."""
    parts = path.split("/")
    return parts[1] if len(parts) > 2 else parts[1].rpartition(".")[0]  # noqa: PLR2004 - data/<folder>/…


def _bytes(handle: int, size: int) -> bytes:
    """Return what an open file holds; half the calls that a file object makes, and there are tens of thousands."""
    data = os.read(handle, size + 1)
    if len(data) == size:
        return data
    parts = [data]  # it changes while we read, or the system hands it out in parts
    while parts[-1]:
        parts.append(os.read(handle, MAX_BYTES))
    return b"".join(parts)
