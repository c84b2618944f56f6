"""The folder that a build writes: each file is the old or the new one and whole, and only what a build has put there goes.

Files are laid down in a stage beside, and put in their places when all of a part are there: of a language, or of the forms.
What stands there of a build is listed beside its part, so that the next one knows what to take away.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import click

from timonel.engines.refused import BuildError
from timonel.files import OutsideError, is_name, put, within
from timonel.text import said, say, visible

# A build's stage; without the letters that tell builds apart, a stage of the versions before.
_STAGE = re.compile(r"\.[\w-]+\.(?:\w{8}\.new|new|old)")
_FILES, _NAMES = "files", "names.json"
Look = tuple[int, int, bool]  # size, time of the last change, whether it is a link


class Stage:
    """One part of a site in the making.

    Args:
        target: the site's folder.
        name: the part's folder in it.
        lang: the language to refuse in.
        there: what stands in that folder, where that is known.

    Attributes:
        there: what stands there.

    Raises:
        BuildError: something of the part is a link: it is neither followed nor taken away.
        OSError: nobody may write here.
    """

    def __init__(self, target: Path, name: str, lang: str, there: Mapping[str, Look] | None = None) -> None:
        self.name, self.lang = name, lang
        self._list = target / f".{name}.files"
        for one in (target, target / name, self._list):
            refuse_link(one, lang)
        self.folder = within(target, name)
        if self.folder.exists() and not self.folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(self.folder))
        self.there = look(self.folder) if there is None else there
        for path, (_, _, is_link) in self.there.items():
            if is_link:
                refuse_link(self.folder / path, lang)
        target.mkdir(parents=True, exist_ok=True)
        self._home = Path(mkdtemp(prefix=f".{name}.", suffix=".new", dir=target))
        self.files = self._home / _FILES
        self.files.mkdir()
        self._names, self._folders = set[str](), set[str]()

    def keep(self, name: str) -> None:
        """Have a file that stands there stay."""
        self._names.add(name)

    def put(self, name: str, data: bytes) -> Look | None:
        """Have a file in the part; return how it looks, None where it is the one that stands there."""
        self.keep(name)
        old = self.there.get(name)
        if old and old[0] == len(data) and _is(self.folder / name, data):
            return None
        with open(self._place_of(self.files, name), "wb", buffering=0) as file:  # noqa: PTH123 - thousands of them
            rest = memoryview(data)
            while rest:
                rest = rest[file.write(rest) :]
            return _look(os.fstat(file.fileno()))

    def _place_of(self, folder: Path, name: str) -> str:
        """Return the path of a name in a folder, with the folders above it; each is looked at once."""
        file = f"{folder}/{name}"
        above = file.rpartition("/")[0]
        if above not in self._folders:
            if not self._is_new(above, name):
                within(folder, name).parent.mkdir(parents=True, exist_ok=True)
                self._folders.update(f"{folder}/{one}" for one in _up(name))
            self._folders.add(above)
        return file

    def _is_new(self, folder: str, name: str) -> bool:
        """Whether a folder was made just now, in one that was looked at: no link stands there."""
        if folder.rpartition("/")[0] not in self._folders or not is_name(name):
            return False
        try:
            os.mkdir(folder)  # noqa: PTH102 - as above
        except OSError:
            return False
        return True

    def done(self, *, found: bool = False) -> None:
        """Say that all is laid down; with ``found``, by somebody else, and it is what the stage holds."""
        names = {name for name, _ in walked(self.files)} if found else self._names
        (self._home / _NAMES).write_text(json.dumps(sorted(names)), "utf-8")

    def place(self) -> set[str]:
        """Put the new files in their places, take away what belongs to the part no more, and return what stands there.

        Raises:
            BuildError: somebody has taken away what stood there.
            OSError: a file cannot be moved; the next build goes on.
        """
        names = set(json.loads((self._home / _NAMES).read_bytes()))
        old = {one for one in _read(self._list) if isinstance(one, str)}
        if not self._list.exists():
            self._tell_strangers(names)
        is_same = names == old
        if not is_same:
            self._write(names | old)
        if names and not os.path.lexists(self.folder):
            self.files.rename(self.folder)
        else:
            gone = old - names
            self._take_away(_in_the_way(gone, names))
            for name, _ in walked(self.files):
                (self.files / name).replace(self._place_of(self.folder, name))
            self._take_away(gone)
        if not is_same:
            self._write(names)
        self.drop()
        stayed = sorted(names & self.there.keys())
        missing = next((one for one in stayed if not os.path.isfile(f"{self.folder}/{one}")), None)  # noqa: PTH113 - thousands
        if missing is not None:
            told = said("{path} was taken away while the site was built", path=f"{self.name}/{missing}")
            raise BuildError(say(told, self.lang))
        return names

    def drop(self) -> None:
        """Take the stage away."""
        shutil.rmtree(self._home, ignore_errors=True)

    def _tell_strangers(self, names: set[str]) -> None:
        """Say what stays of a site whose builds have left no list: nobody knows whose it is."""
        found = sorted({name for name, _ in walked(self.folder)} - names)
        if found:
            told = said(
                "{folder} holds files that are of no build, {number} in number, {name} among them: to be rid of them delete the folder and build again",
                folder=str(self.folder), number=len(found), name=found[0],
            )  # fmt: skip
            click.echo(visible(say(told, self.lang)), err=True)

    def _write(self, names: set[str]) -> None:
        if names:
            put(self._list, json.dumps(sorted(names), indent=0).encode())
        else:
            self._list.unlink(missing_ok=True)

    def _take_away(self, names: Iterable[str]) -> None:
        for name in names:
            with suppress(OutsideError, FileNotFoundError, NotADirectoryError, IsADirectoryError):
                file = within(self.folder, name)
                file.unlink()
                _remove_empty(file.parent, self.folder.parent)


@contextmanager
def stages(
    target: Path, names: Iterable[str], lang: str, there: Callable[[str], Mapping[str, Look]] | None = None
) -> Iterator[dict[str, Stage]]:
    """Give a stage for each part of a site, as `Stage`; they are gone afterwards."""
    for page in target.glob("*.html"):
        refuse_link(page, lang)
    found = dict[str, Stage]()
    try:
        for name in names:
            found[name] = Stage(target, name, lang, there(name) if there else None)
        yield found
    finally:
        for one in found.values():
            one.drop()


def sweep(target: Path) -> None:
    """Take away what builds left that were killed; for who holds the folder (`lock`)."""
    for one in target.iterdir():
        if _STAGE.fullmatch(one.name) and one.is_dir() and not one.is_symlink():
            shutil.rmtree(one, ignore_errors=True)


def refuse_link(path: Path, lang: str) -> None:
    """Refuse to build where something is a link.

    Raises:
        BuildError: it is one.
    """
    if path.is_symlink():
        told = said("{path} is a link, and a build follows none: delete it", path=str(path))
        raise BuildError(say(told, lang))


def look(folder: Path) -> dict[str, Look]:
    """Return name → how it looks, of all below a folder."""
    return {name: _look(entry.stat(follow_symlinks=False)) for name, entry in walked(folder)}


def _look(facts: os.stat_result) -> Look:
    return facts.st_size, facts.st_mtime_ns, stat.S_ISLNK(facts.st_mode)


def walked(folder: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield name and entry of all below a folder that is no folder itself; links are not followed."""
    waiting = [(str(folder), "")]
    while waiting:
        place, prefix = waiting.pop()
        try:
            entries = os.scandir(place)
        except (FileNotFoundError, NotADirectoryError):
            continue
        with entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((entry.path, f"{prefix}{entry.name}/"))
                else:
                    yield f"{prefix}{entry.name}", entry


def _is(file: Path, data: bytes) -> bool:
    """Whether a file is still there, and holds this."""
    try:
        return file.read_bytes() == data
    except FileNotFoundError:
        return False


def _read(file: Path) -> list[Any]:
    try:
        found = json.loads(file.read_bytes())
    except (FileNotFoundError, ValueError):
        return []
    return found if isinstance(found, list) else []


def _in_the_way(gone: AbstractSet[str], names: set[str]) -> list[str]:
    """Return which old files are now folders, or stand in a folder that is now a file."""
    folders = {up for one in names for up in _up(one)} if gone else set[str]()  # mostly nothing goes, of thousands
    return [one for one in gone if one in folders or any(up in names for up in _up(one))]


def _up(name: str) -> Iterator[str]:
    while "/" in name:
        name = name.rpartition("/")[0]
        yield name


def _remove_empty(folder: Path, top: Path) -> None:
    while folder != top and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
