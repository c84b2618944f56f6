"""A base at a git revision, read without touching the working tree; git itself is asked, nothing of it is copied."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import NamedTuple

from timonel.cache import packaged
from timonel.files import LEAVES
from timonel.history.git import DamagedError, Git, HistoryError, LackingError
from timonel.load import CLOSED, SETTINGS, File, Sources, baseline_of, is_own_rule, is_read
from timonel.source import MAX_BYTES
from timonel.text import said

NAMES = (SETTINGS, "data", "docs", "rules", "schemas")
_KINDS = "schemas/kinds/"
_LINK, _SUBMODULE = "120000", "160000"
_SHA1 = 40  # digits


class Commit(NamedTuple):
    """A revision: its hash and the UTC day of its commit."""

    hash: str
    date: str


class _Blob(NamedTuple):
    path: str
    mode: str
    oid: str
    size: int


class Repository:
    """The git repository that a base lies in, at its top or in a folder of it."""

    def __init__(self, root: Path) -> None:
        """Take the repository around ``root``.

        Raises:
            HistoryError: there is none, or no git.
        """
        self.root, self._git = root, Git(root)
        self._kept: dict[str, bytes] = {}  # blobs of earlier revisions, most of which the next one has too

    @property
    def prefix(self) -> str:
        """The base's folder as seen from the git top level ("crm/", "" at the top)."""
        return self._git.prefix

    def _named(self, names: Sequence[str]) -> list[str]:
        return [f"{self.prefix}{name}" for name in names]

    @cached_property
    def shallow(self) -> bool:
        """Whether commits before some day are missing here."""
        return self._git("rev-parse", "--is-shallow-repository").strip() == b"true"

    def commit(self, revision: str) -> Commit:
        """Return the commit that a name, a tag or a hash stands for.

        Raises:
            HistoryError: there is no such revision.
        """
        unknown = HistoryError(
            said(
                "there is no revision {revision} here: name a branch, a tag or a commit, such as main or HEAD~1",
                revision=revision,
            )
        )
        if not revision or revision.startswith("-") or "\0" in revision:
            raise unknown
        found = self._git("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}", quiet=True).decode().strip()
        if not found:
            if self.shallow:
                problem = said(
                    "there is no revision {revision} here: this clone is shallow; `git fetch --unshallow` brings the rest",
                    revision=revision,
                )
                raise HistoryError(problem)
            raise unknown
        seconds = self._git("show", "--no-patch", "--no-show-signature", "--format=%ct", found).strip()
        return Commit(found, utc_day(seconds))

    def fork(self, base: Commit, head: Commit | None) -> tuple[Commit, int | None]:
        """Return where a line of work left another, and how many commits that one has made since.

        Args:
            base: the tip of the other.
            head: the tip of the line of work; what is checked out without it.

        Returns:
            ``base`` itself and None where they have no commit in common that this clone knows, or ``head`` is an earlier
            state of ``base``: who names two such means what lies between them.
        """
        tip = head.hash if head else "HEAD"
        found = self._git("merge-base", base.hash, tip, quiet=True).decode().strip()
        if not found or (head and found == head.hash):
            return base, None
        ahead = int(self._git("rev-list", "--count", f"{found}..{base.hash}"))
        return (self.commit(found), ahead) if ahead else (base, 0)

    def mainline(self, since: str | None = None) -> list[Commit]:
        """Return the commits on the way from HEAD along first parents that touch the base, the oldest first."""
        form = ("--first-parent", "--no-show-signature", "--format=%H %ct")
        listed = self._git("log", *form, "HEAD", "--", *self._named(NAMES), quiet=True)
        commits = [Commit(line.split()[0].decode(), utc_day(line.split()[1])) for line in listed.splitlines()]
        return [one for one in reversed(commits) if since is None or one.date >= since]

    def log(self, head: str) -> bytes:
        """Return the commits up to ``head`` that touch data/, the newest first: hash, time, parents; author; subject; files."""
        form = ("-z", "--name-only", "--no-renames", "--no-ext-diff", "--encoding=UTF-8", "--no-show-signature")
        inside = [f"--relative={self.prefix}"] if self.prefix else []
        return self._git(
            "log", *form, *inside, "--format=%x01%H %ct %P%x00%an%x00%s", head, "--", *self._named(["data"])
        )

    def authored(self, head: str) -> bytes:
        """Return the commits up to ``head`` that touch data/, the newest first: hash, time, first parent; author; subject; files."""
        form = ("-z", "--name-only", "--no-renames", "--no-ext-diff", "--encoding=UTF-8", "--no-show-signature")
        inside = [f"--relative={self.prefix}"] if self.prefix else []
        said_ = "--format=%x01%H %ct %P%x00%an%x00%s"
        return self._git("log", "--no-merges", *form, *inside, said_, head, "--", *self._named(["data"]))

    def trees(self, commits: Sequence[Commit]) -> list[str]:
        """Return the hash of the base's folder at each commit, "" where there was none."""
        asked = "".join(f"{one.hash}:{self.prefix}\n" for one in commits)
        answers = self._git("cat-file", "--batch-check", data=os.fsencode(asked)).decode(errors="replace").splitlines()
        return [one.split()[0] if one.endswith(tuple("0123456789")) and " tree " in one else "" for one in answers]

    def changed(self, commit: Commit) -> set[str]:
        """Return the paths (from the base's root) of what a base is made of that differ from a commit, new files too."""
        then = {one.path: one for one in self._blobs(commit)}
        now = {path for name in NAMES for path in _below(self.root, name)}
        same = {path for path in now & then.keys() if _is_same(self.root / path, then[path])}
        return (now | then.keys()) - same

    def sources(self, commit: Commit) -> Sources:
        """Return what the base was made of at a commit; symbolic links that are no files inside it are refused."""
        blobs = {one.path: one for one in self._blobs(commit, (*NAMES, "mkdocs.yml"))}
        links = self._read(one for one in blobs.values() if one.mode == _LINK)
        odd = [
            File(path, b"", LEAVES)
            for path, one in blobs.items()
            if one.mode == _LINK and not is_read(path) and _leaves(path, links[one.oid])
        ]
        place = {path: _target(one, blobs, links) for path, one in blobs.items() if is_read(path) or path == SETTINGS}
        data = self._read(one for one in place.values() if one is not None and one.size <= MAX_BYTES)
        self._kept = dict(data)
        settings = place.pop(SETTINGS, None)
        files = {path: _file(path, one, data) for path, one in place.items()}
        read = [files[path] for path in sorted(files, key=lambda path: path.split("/"))]
        found = [one for one in read if not one.is_stray]
        kinds = {one.path.removeprefix(_KINDS): one.data for one in found if one.path.startswith(_KINDS)}
        ours = data.get(settings.oid) if settings else CLOSED if SETTINGS in blobs else None
        known = baseline_of(ours)
        noted = self.text(commit, known) if known else None
        return Sources(
            ours,
            [*(one for one in read if one.is_stray or one.path.startswith(("data/", "docs/"))), *odd],
            [one for one in found if is_own_rule(one.path)],
            foreign(self.root, kinds),
            File(known, noted) if known and noted is not None else None,
        )

    def text(self, commit: Commit, path: str) -> bytes | None:
        """Return one file at a commit, None where there is none."""
        found = [one for one in self._blobs(commit, (path,)) if one.path == path and one.mode != _LINK]
        return self._read(found)[found[0].oid] if found else None

    def texts(self, commit: Commit, paths: Sequence[str]) -> Mapping[str, bytes]:
        """Return files at a commit, those that were there, through two processes for all."""
        wanted = {*paths}
        found = [one for one in self._blobs(commit, paths) if one.path in wanted and one.mode != _LINK]
        read = self._read(found)
        return {one.path: read[one.oid] for one in found}

    def _blobs(self, commit: Commit, names: Sequence[str] = NAMES) -> Iterator[_Blob]:
        for entry in self._git("ls-tree", "-r", "-z", "-l", commit.hash, "--", *self._named(names)).split(b"\0"):
            if entry:
                facts, _, path = entry.partition(b"\t")
                mode, _type, oid, size = facts.decode().split()
                if size == "BAD":
                    raise DamagedError
                if mode != _SUBMODULE:
                    yield _Blob(os.fsdecode(path).removeprefix(self.prefix), mode, oid, int(size))

    def _read(self, blobs: Iterable[_Blob]) -> Mapping[str, bytes]:
        """Return the bytes of blobs by their hash, through one process for those not read before."""
        wanted = {one.oid for one in blobs}
        missing = sorted(wanted - self._kept.keys())
        out = self._git("cat-file", "--batch", data="\n".join(missing).encode() + b"\n") if missing else b""
        at = 0
        for oid in missing:
            end = out.index(b"\n", at)
            head = out[at:end].split()
            if head[-1] == b"missing":
                raise LackingError
            size = int(head[-1])
            self._kept[oid] = out[end + 1 : end + 1 + size]
            at = end + size + 2
        return {oid: self._kept[oid] for oid in wanted}


def utc_day(seconds: bytes) -> str:
    """Return the UTC day of a commit's time; the calendar's last one where a clock was set beyond it."""
    try:
        return datetime.fromtimestamp(int(seconds), UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):  # which one depends on the system
        return date.max.isoformat()


def _below(root: Path, name: str) -> Iterator[str]:
    """Yield the paths of the files under a name, links themselves instead of what they lead to."""
    place = root / name
    if place.is_dir() and not place.is_symlink():
        with os.scandir(place) as entries:
            for entry in entries:
                yield from _below(root, f"{name}/{entry.name}")
    elif os.path.lexists(place):
        yield name


def _is_same(file: Path, blob: _Blob) -> bool:
    """Whether a file has a blob's bytes; git may have written other ends of lines into the working tree."""
    if file.is_symlink() or not file.is_file():
        return blob.mode == _LINK and file.is_symlink() and _oid(os.fsencode(file.readlink()), blob) == blob.oid
    if blob.mode == _LINK or file.stat().st_size < blob.size:
        return False
    data = file.read_bytes()
    return blob.oid in {_oid(data, blob), _oid(data.replace(b"\r\n", b"\n"), blob)}


def _oid(data: bytes, like: _Blob) -> str:
    """Return the hash of bytes as git makes it, by the algorithm of another one."""
    made = hashlib.sha1 if len(like.oid) == _SHA1 else hashlib.sha256
    return made(b"blob %d\0" % len(data) + data).hexdigest()


def _target(blob: _Blob, blobs: Mapping[str, _Blob], links: Mapping[str, bytes]) -> _Blob | None:
    """Return the file that stands at a blob's path, following one link; None where that leads to no file of the base."""
    if blob.mode != _LINK:
        return blob
    found = blobs.get(normpath(join(dirname(blob.path), os.fsdecode(links[blob.oid]))))
    return found if found is not None and found.mode != _LINK else None


def _leaves(path: str, target: bytes) -> bool:
    """Whether a link that is no file of the base leads out of it."""
    return f"{normpath(join(dirname(path), os.fsdecode(target)))}/".startswith(("/", "../"))


def _file(path: str, blob: _Blob | None, data: Mapping[str, bytes]) -> File:
    if blob is None:
        return File(path, b"", LEAVES)
    if blob.oid not in data:
        return File(path, b"", said("the file has more than 64 MiB"))
    return File(path, data[blob.oid])


def foreign(root: Path, kinds: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Return an organisation's own kinds: none where the base is Timonel's own, whose kinds are the packaged ones."""
    ours = packaged("schemas") / "kinds"
    if (root / _KINDS).resolve() == ours.resolve():
        return {}
    same = {path.name: path for path in ours.glob("*.schema.json")}
    return {name: data for name, data in kinds.items() if name not in same or data != same[name].read_bytes()}
