"""A base at a git revision, read without touching the working tree; git itself is asked, nothing of it is copied."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import NamedTuple

from timonel.cache import packaged
from timonel.load import File, Sources, is_own_rule
from timonel.source import MAX_BYTES
from timonel.text import Said, said

NAMES = ("timonel.yaml", "data", "docs", "rules", "schemas")
_KINDS = "schemas/kinds/"
# A hook sets these for its own repository; the base may be in another.
_INHERITED = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE")
_LINK, _SUBMODULE = "120000", "160000"


class HistoryError(Exception):
    """Git cannot answer: one line says why, and what to do."""

    def __init__(self, problem: Said) -> None:
        """Say what is wrong."""
        super().__init__(problem)
        self.problem = problem


class NoRepositoryError(HistoryError):
    """The base is in no git repository, so it has no history; that is nothing wrong."""


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
        self.root = root
        self._kept: dict[str, bytes] = {}  # blobs of earlier revisions, most of which the next one has too
        around = (root.resolve(), *root.resolve().parents)
        there = any((folder / ".git").exists() for folder in around)  # asks no git, which may not be there either
        if not there or self._git("rev-parse", "--is-inside-work-tree", quiet=True).strip() != b"true":
            raise NoRepositoryError(said("this knowledge base is in no git repository: history needs one"))

    @cached_property
    def prefix(self) -> str:
        """The base's folder as seen from the git top level ("crm/", "" at the top)."""
        return os.fsdecode(self._git("rev-parse", "--show-prefix").rstrip(b"\n"))

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
        seconds = self._git("show", "--no-patch", "--format=%ct", found).strip()
        return Commit(found, utc_day(seconds))

    def mainline(self, since: str | None = None) -> list[Commit]:
        """Return the commits on the way from HEAD along first parents that touch the base, the oldest first."""
        listed = self._git("log", "--first-parent", "--format=%H %ct", "HEAD", "--", *NAMES, quiet=True)
        commits = [Commit(line.split()[0].decode(), utc_day(line.split()[1])) for line in listed.splitlines()]
        return [one for one in reversed(commits) if since is None or one.date >= since]

    def log(self, head: str) -> bytes:
        """Return the commits up to ``head`` that touch data/, the newest first: hash, time, parents; subject; files."""
        form = ("-z", "--name-only", "--no-renames", "--relative", "--encoding=UTF-8", "--no-show-signature")
        return self._git("log", *form, "--format=%x01%H %ct %P%x00%s", head, "--", "data")

    def trees(self, commits: Sequence[Commit]) -> list[str]:
        """Return the hash of the base's folder at each commit, "" where there was none."""
        asked = "".join(f"{one.hash}:{self.prefix}\n" for one in commits)
        answers = self._git("cat-file", "--batch-check", data=os.fsencode(asked)).decode(errors="replace").splitlines()
        return [one.split()[0] if one.endswith(tuple("0123456789")) and " tree " in one else "" for one in answers]

    def changed(self, commit: Commit) -> set[str]:
        """Return the paths (from the base's root) that differ between a commit and the working tree, new files too."""
        listed = self._git(
            "diff", "--name-only", "--no-renames", "--no-ext-diff", "--relative", "-z", commit.hash, "--", "."
        )
        fresh = self._git("ls-files", "--others", "--exclude-standard", "-z", "--", ".")
        return {os.fsdecode(one) for one in (listed + fresh).split(b"\0") if one}

    def sources(self, commit: Commit) -> Sources:
        """Return what the base was made of at a commit; symbolic links that are no files inside it are refused."""
        blobs = {one.path: one for one in self._blobs(commit)}
        links = self._read(one for one in blobs.values() if one.mode == _LINK)
        place = {path: _target(one, blobs, links) for path, one in blobs.items()}
        data = self._read(one for one in place.values() if one is not None and one.size <= MAX_BYTES)
        self._kept = dict(data)
        settings = place.get(NAMES[0])
        files = {path: _file(path, one, data) for path, one in place.items()}
        order = sorted((path for path in files if _is_read(path)), key=lambda path: path.split("/"))
        rules = [files[path] for path in order if is_own_rule(path)]
        kinds = {
            path.removeprefix(_KINDS): files[path].data
            for path in files
            if path.startswith(_KINDS) and path.endswith(".schema.json")
        }
        return Sources(
            data[settings.oid] if settings else None,
            [files[path] for path in order if path.startswith(("data/", "docs/"))],
            rules,
            foreign(self.root, kinds),
        )

    def text(self, commit: Commit, path: str) -> bytes | None:
        """Return one file at a commit, None where there is none."""
        found = [one for one in self._blobs(commit, (path,)) if one.path == path and one.mode != _LINK]
        return self._read(found)[found[0].oid] if found else None

    def _blobs(self, commit: Commit, names: Sequence[str] = NAMES) -> Iterator[_Blob]:
        for entry in self._git("ls-tree", "-r", "-z", "-l", commit.hash, "--", *names).split(b"\0"):
            if entry:
                facts, _, path = entry.partition(b"\t")
                mode, _type, oid, size = facts.decode().split()
                if mode != _SUBMODULE:
                    yield _Blob(os.fsdecode(path), mode, oid, int(size))

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
                raise HistoryError(said("this clone lacks parts of that revision: fetch them, `git fetch --refetch`"))
            size = int(head[-1])
            self._kept[oid] = out[end + 1 : end + 1 + size]
            at = end + size + 2
        return {oid: self._kept[oid] for oid in wanted}

    def _git(self, *arguments: str, data: bytes = b"", quiet: bool = False) -> bytes:
        environment = {name: value for name, value in os.environ.items() if name not in _INHERITED}
        environment |= {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}
        command = ["git", "-C", str(self.root), "-c", "core.quotePath=off", *arguments]
        try:
            done = subprocess.run(command, input=data, capture_output=True, env=environment, check=False)  # noqa: S603 - our own command; names come from git
        except OSError as error:
            raise HistoryError(
                said("git does not run here: install it ({problem})", problem=error.strerror or "?")
            ) from None
        if done.returncode and not quiet:
            first = done.stderr.decode(errors="replace").strip().partition("\n")[0]
            raise HistoryError(said("git says: {problem}", problem=first or f"exit code {done.returncode}"))
        if done.returncode and b"dubious ownership" in done.stderr:
            raise HistoryError(
                said(
                    "git refuses this repository, because it belongs to somebody else: see `git config safe.directory`"
                )
            )
        return done.stdout if not done.returncode else b""


def utc_day(seconds: bytes) -> str:
    """Return the UTC day of a commit's time."""
    return datetime.fromtimestamp(int(seconds), UTC).date().isoformat()


def _target(blob: _Blob, blobs: Mapping[str, _Blob], links: Mapping[str, bytes]) -> _Blob | None:
    """Return the file that stands at a blob's path, following one link; None where that leads to no file of the base."""
    if blob.mode != _LINK:
        return blob
    found = blobs.get(normpath(join(dirname(blob.path), os.fsdecode(links[blob.oid]))))
    return found if found is not None and found.mode != _LINK else None


def _file(path: str, blob: _Blob | None, data: Mapping[str, bytes]) -> File:
    if blob is None:
        return File(path, b"", said("a link that leaves the knowledge base"))
    if blob.oid not in data:
        return File(path, b"", said("the file has more than 64 MiB"))
    return File(path, data[blob.oid])


def _is_read(path: str) -> bool:
    """Whether loading a folder would read a file of this name (see `load.read`)."""
    hidden = any(part[0] in "._~" for part in path.split("/"))
    return not hidden and not (path.startswith("docs/") and not path.endswith(".md"))


def foreign(root: Path, kinds: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Return an organisation's own kinds: none where the base is Timonel's own, whose kinds are the packaged ones."""
    ours = packaged("schemas") / "kinds"
    if (root / _KINDS).resolve() == ours.resolve():
        return {}
    same = {path.name: path for path in ours.glob("*.schema.json")}
    return {name: data for name, data in kinds.items() if name not in same or data != same[name].read_bytes()}
