"""Git, asked for facts alone: whatever a repository's own settings say, no program but git runs, and nothing is fetched."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from timonel.text import Said, said

# A hook sets these for its own repository; the base may be in another.
_INHERITED = (
    "GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE",
)  # fmt: skip
# No locks and no questions. No program that a protocol would start, and so nothing fetched that a partial clone lacks.
_ENVIRONMENT = {
    "LC_ALL": "C",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ATTR_NOSYSTEM": "1",
}
# What settings can have git run on its way to an answer; these stand above all that a repository says, or includes.
_NEUTRAL = {
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.attributesFile": os.devnull,
    "core.quotePath": "off",
    "log.showSignature": "false",
    "safe.bareRepository": "explicit",
}
_LACKING = said("this clone lacks parts of that revision: fetch them, `git fetch --refetch`")
_DAMAGED = said("the git repository is damaged: `git fsck` says what is lost; a fresh clone may have it")


class HistoryError(Exception):
    """Git cannot answer: one line says why, and what to do."""

    def __init__(self, problem: Said) -> None:
        """Say what is wrong."""
        super().__init__(problem)
        self.problem = problem


class NoRepositoryError(HistoryError):
    """The base is in no git repository, so it has no history; that is nothing wrong."""


class LackingError(HistoryError):
    """The clone is partial, and lacks what was asked for."""

    def __init__(self) -> None:
        """Say how to get it."""
        super().__init__(_LACKING)


class DamagedError(HistoryError):
    """Something that the repository names is not there, or cannot be read."""

    def __init__(self) -> None:
        """Say how to get it."""
        super().__init__(_DAMAGED)


class Git:
    """Asks git about the repository that a folder lies in; the files of its working tree are none of its business.

    Git compares them through programs that the repository names, so whoever compares reads them for himself.

    Args:
        folder: at the repository's top, or below.

    Raises:
        HistoryError: there is no repository, or no git.
    """

    def __init__(self, folder: Path) -> None:
        here = folder.resolve()
        top = next((one for one in (here, *here.parents) if (one / ".git").exists()), None)
        if top is not None:  # asks no git before, which may not be there either
            self._top = top
            self.prefix = "" if top == here else f"{here.relative_to(top).as_posix()}/"
            if self("rev-parse", "--git-dir", quiet=True):
                return
        raise NoRepositoryError(said("this knowledge base is in no git repository: history needs one"))

    def __call__(self, *arguments: str, data: bytes = b"", quiet: bool = False) -> bytes:
        """Return what git prints.

        Args:
            arguments: the command; paths in it start at the repository's top.
            data: what it reads.
            quiet: return b"" where git refuses.

        Raises:
            HistoryError: git refuses, or is not there.
        """
        environment = {name: value for name, value in os.environ.items() if name not in _INHERITED} | _ENVIRONMENT
        neutral = [word for name, value in _NEUTRAL.items() for word in ("-c", f"{name}={value}")]
        top = str(
            self._top
        )  # where .git stands, so that no folder can pass for a repository, nor settings move the files
        # This one takes nothing but names, and refuses to be told so.
        literal = () if arguments[0] == "check-ignore" else ("--literal-pathspecs",)
        command = ["git", "-C", top, f"--work-tree={top}", "--no-pager", *literal, *neutral, *arguments]
        try:
            done = subprocess.run(command, input=data, capture_output=True, env=environment, check=False)  # noqa: S603 - our own command; names come from git
        except OSError as error:
            raise HistoryError(
                said("git does not run here: install it ({problem})", problem=error.strerror or "?")
            ) from None
        if done.returncode and b"promisor" in done.stderr:
            raise LackingError
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
