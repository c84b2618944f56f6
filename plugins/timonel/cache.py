"""What is kept between runs, for this user and this program alone: deleting it changes nothing but time."""

from __future__ import annotations

import json
import marshal
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cache, cached_property, reduce
from hashlib import blake2b
from operator import or_
from pathlib import Path
from typing import Any

from timonel.files import leads_out, within
from timonel.languages import FOREIGN

VERSION = "2"
_SEAL, _SECRET = 16, 32  # bytes
_BUFFER = 1 << 16  # bytes of a small file, which is written at once
_INSTALLED = (".dist-info", ".egg-info")  # what installers leave beside a library, named after it and its version


class Cache:
    """Files under one folder, each sealed: parallel runs that meet half a file know that it is none."""

    def __init__(self, folder: Path | None, *, trusted: bool = True) -> None:
        """Keep files in ``folder``; with None, keep nothing.

        Args:
            folder: where.
            trusted: whether nobody else can have put files there (a repository may bring a `.timonel/`).
        """
        self.folder, self.trusted = folder, trusted
        self._ready = set[str]()  # folders in it that this process has looked at

    @classmethod
    def of(cls, root: Path, *, use: bool = True) -> Cache:
        """Return the cache of a base: ``TIMONEL_CACHE``, else ``.timonel/`` in it, unless that is a link out of it."""
        if not use:
            return cls(None)
        chosen, own = os.environ.get("TIMONEL_CACHE"), root / ".timonel"
        if chosen:
            return cls(Path(chosen))
        return cls(None if leads_out(root, own) else own, trusted=False)

    @cached_property
    def _secret(self) -> bytes:
        """What nobody else knows: a cache that came with somebody's repository, or was damaged, is no cache of ours."""
        return secret(self.folder if self.trusted else _of_user()) if self.folder else b""

    def _sealed(self, name: str, *data: bytes) -> bytes:
        """Return what only this user's and only this very program can have put before ``data``."""
        seal = blake2b(code() + name.encode() + b"\0", digest_size=_SEAL, key=self._secret)
        for one in data:
            seal.update(one)
        return seal.digest()

    def read(self, name: str) -> bytes | None:
        """Return what this user and this program kept under ``name``, or None."""
        if self.folder is None:
            return None
        try:
            kept = _read(self._known(self.folder, name) or within(self.folder, name))
        except OSError:
            return None
        seal, data = kept[:_SEAL], kept[_SEAL:]
        return data if self._secret and seal == self._sealed(name, data) else None

    def has(self, name: str) -> bool:
        """Whether something is kept under ``name``, be it of use or not."""
        return self.folder is not None and (self.folder / name).is_file()

    def write(self, name: str, *data: bytes) -> None:
        """Keep ``data``, one behind the other, under ``name``; on a read-only base nothing happens."""
        if self.folder is None or not self._secret:
            return
        try:
            target = self._place(self.folder, name)
        except OSError:
            return
        whole = self._sealed(name, *data), *data  # tens of megabytes, perhaps: they are not copied
        try:
            _make(target, *whole)
        except FileExistsError:
            self._replace(target, whole)
        except OSError:
            self._ready.clear()  # somebody may have taken it away

    def _replace(self, target: Path, whole: Sequence[bytes]) -> None:
        """Keep something else in the place of what is there."""
        fresh = target.with_name(f"{target.name}.{os.getpid()}-{os.urandom(4).hex()}.tmp")
        try:
            _make(fresh, *whole)
            fresh.replace(target)
        except OSError:
            self._ready.clear()  # as above
            with suppress(OSError):  # where nothing can be written, nothing can be taken away either
                fresh.unlink()

    def _place(self, folder: Path, name: str) -> Path:
        """Return the path of a name, in a folder that is there; many files stand in each, which is looked at once."""
        known = self._known(folder, name)
        if known is not None:
            return known
        target = within(folder, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError), (folder / ".gitignore").open("x", encoding="utf-8") as ignore:
            ignore.write("*\n")
        self._ready.add(name.rpartition("/")[0])
        return target

    def _known(self, folder: Path, name: str) -> Path | None:
        """Return the path of a name in a folder that this process has looked at; what stands there may be a link."""
        return folder / name if name.rpartition("/")[0] in self._ready else None

    def index(
        self,
        name: str,
        sources: Iterable[tuple[str, bytes]],
        build: Callable[[], Any],
        ours: Callable[[], Iterable[tuple[str, bytes]]] | None = None,
    ) -> Any:  # noqa: ANN401 - plain values
        """Return ``build()``, or what it returned for the same sources before: kept here, or in the wheel.

        Args:
            name: name of the index.
            sources: name and bytes of each thing outside this program that it is made from.
            build: makes the index of plain values.
            ours: the same of files of this program, where the wheel may bring the index: what is kept knows them by its seal.
        """
        sources = [*sources]
        key = _hashed(sources)
        kept = self.read(name)
        if kept and kept.startswith(key):
            return marshal.loads(kept[len(key) :])  # noqa: S302 - `read` has made sure that it is ours
        brought = _built(name, [*ours(), *sources]) if ours else None
        index = build() if brought is None else brought
        self.write(name, key + marshal.dumps(index))
        return index


def packed(sources: Iterable[tuple[str, bytes]], index: object) -> bytes:
    """Return an index as the wheel brings it: any Python can read it, as long as its sources are the same."""
    return _hashed(sources) + json.dumps(index, separators=(",", ":")).encode()


def _built(name: str, sources: Iterable[tuple[str, bytes]]) -> Any:  # noqa: ANN401 - as in `packed`
    """Return an index that came with the wheel, or None."""
    try:
        brought = (Path(__file__).parent / "_base" / "index" / f"{name}.json").read_bytes()
    except OSError:
        return None
    key = _hashed(sources)
    return json.loads(brought[len(key) :]) if brought.startswith(key) else None


def _hashed(sources: Iterable[tuple[str, bytes]]) -> bytes:
    """Return what tells sources from others."""
    hashed = blake2b(VERSION.encode(), digest_size=16)
    for source, data in sources:
        hashed.update(f"{source}\0{len(data)}\0".encode() + data)
    return hashed.hexdigest().encode()


def packaged(name: str) -> Path:
    """Return a file or folder that comes with Timonel ("schemas", "data"): inside the wheel, else in the checkout."""
    package = Path(__file__).parent
    inside = package / "_base" / name
    return inside if inside.exists() else package.parents[1] / name


@cache
def code() -> bytes:
    """Return what tells this program from every other: its own files, Python, and what is installed beside it.

    Nobody else names the program: the seal of whatever is kept holds this. A file is known by its size and times; that
    of its last change cannot be set back, where the system knows one.
    """
    hashed = blake2b(f"{VERSION}{sys.version}{sys.platform}".encode(), digest_size=16)
    folders = (Path(__file__).parent, packaged("schemas"), packaged("docs") / "data", *FOREIGN)
    for path in sorted([*(file for folder in folders for file in _files(str(folder))), *_libraries()]):
        with suppress(FileNotFoundError):  # an editor's passing file
            facts = os.stat(path)  # noqa: PTH116 - hundreds of files at every start
            hashed.update(f"{path}\0{facts.st_size}\0{facts.st_mtime_ns}\0{facts.st_ctime_ns}\n".encode())
    return hashed.digest()


def _files(folder: str) -> Iterator[str]:
    with os.scandir(folder) as found:
        for entry in found:
            if entry.is_dir():
                if entry.name not in ("__pycache__", "_base"):
                    yield from _files(entry.path)
            elif not entry.name.endswith((".tmp", ".mo")):  # made anew from what else is here
                yield entry.path


def _libraries() -> Iterator[str]:
    """Yield what stands for each library, of whatever name: a list of those that matter would soon lack one."""
    for folder in {*sys.path}:
        with suppress(OSError), os.scandir(folder) as found:
            yield from (entry.path for entry in found if entry.name.endswith(_INSTALLED))


def _read(path: Path) -> bytes:
    """Return what a file holds; a repository may bring a link to a device that never ends."""
    wanted = (getattr(os, name, 0) for name in ("O_BINARY", "O_NONBLOCK", "O_NOFOLLOW"))
    handle = os.open(path, reduce(or_, wanted, os.O_RDONLY))
    with open(handle, "rb") as file:  # noqa: PTH123 - a file descriptor
        return file.read() if stat.S_ISREG(os.fstat(handle).st_mode) else b""


def _make(file: Path, *parts: bytes) -> None:
    """Make a file that must not be there yet: nothing that lies in wait under its name is written through."""
    with open(file, "xb", buffering=_BUFFER) as new:  # noqa: PTH123 - hundreds of them in a build
        new.writelines(parts)


def _of_user() -> Path:
    """Return the user's own folder for what programs keep."""
    chosen = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return Path(chosen or Path.home() / ".cache", "timonel")


def secret(folder: Path) -> bytes:
    """Return the secret in a folder, made where there is none; b"" where it can be neither read nor made."""
    file = folder / "secret"
    try:
        if len(_known(file)) != _SECRET:
            folder.mkdir(parents=True, exist_ok=True)
            _agree(file)
        known = _known(file)
    except (OSError, RuntimeError):  # a home that is read-only, or none at all
        return b""
    return known if len(known) == _SECRET else b""


def _known(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""


def _agree(file: Path) -> None:
    """Make a secret, whole from its first moment; of several who do so at once, the first one's stays."""
    fresh = file.with_name(f"{file.name}.{os.getpid()}-{os.urandom(4).hex()}.tmp")
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        try:
            os.write(handle, os.urandom(_SECRET))
            os.fsync(handle)
        finally:
            os.close(handle)
        with suppress(OSError):  # there is one by now, or the system has no such links
            os.link(fresh, file)
        if len(_known(file)) != _SECRET:
            fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)
