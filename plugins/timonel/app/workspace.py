"""A base as programs hold it: what it says, what it would say with a file changed, and what can be made of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from timonel import pipeline
from timonel.cache import Cache
from timonel.files import git_prefix
from timonel.load import SETTINGS, Sources, replaced, sources
from timonel.pipeline import NewerModelError
from timonel.pipeline.again import Again

if TYPE_CHECKING:
    from timonel.answers import Answer
    from timonel.app.planning import Plan
    from timonel.governance import Result
    from timonel.model import Base

__all__ = ["NewerModelError", "NoBaseError", "UnsavedError", "Workspace", "of"]


class NoBaseError(Exception):
    """A folder is no knowledge base: it has neither timonel.yaml nor data/."""


class UnsavedError(Exception):
    """Something was asked that is answered from the folder, of a workspace with files that were never written there."""


class Workspace:
    """A base as it was at one moment; it never changes, and writes nothing but what `build` builds.

    `timonel.open` makes one of a folder, `with_file` one of another. Several threads must not use workspaces that come
    from one another at the same time.

    Attributes:
        root: the base's folder.
    """

    def __init__(self, root: Path, read: Sources, cache: Cache, again: Again | None = None) -> None:
        """Not for callers: `timonel.open` and `with_file` know what to pass."""
        self.root = root
        self._read, self._cache, self._again = read, cache, again
        self._result: Result | None = None
        self._shown: Result | None = None  # as everybody may see it

    @property
    def base(self) -> Base:
        """The entities, with their references both ways: ``base.of("process")``, ``base.find("role:ceo")``."""
        return self._whole().base

    def check(self, *, today: str | None = None, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> Result:
        """Return what a check of the base says, the same as `timonel check`.

        The result's ``findings`` are in the order in which the command prints them, those with a waiver among them
        (``status`` says so); ``score`` is pillar → points, ``outcomes`` code → how many entities a rule looked at.

        Args:
            today: the ISO date to take for today; else the settings' ``as_of``, else the UTC date.
            select: codes of rules to run, or beginnings of codes; all without it.
            ignore: codes of rules to leave out, or beginnings of codes.

        Raises:
            NewerModelError: the base was made for a newer Timonel.
        """
        if not (today or select or ignore):
            return self._whole()
        found = pipeline.examine_sources(self._read, self._cache, today=today, wanted=select, unwanted=ignore)
        return replace(found, root=self.root)

    def with_file(self, path: str, data: bytes | None) -> Workspace:
        """Return the base as it would be with a file that holds other bytes; nothing is written.

        Only what the change can reach is read and judged again, so it answers while somebody types. What comes out
        equals a check of the written file, bit for bit.

        Args:
            path: the file, from the base's root with forward slashes ("data/roles/ceo.yaml"); it need not be there.
            data: its bytes; None for a base without the file.

        Raises:
            ValueError: nothing that stands at the path belongs to a base.
        """
        again = self._again or Again(self._cache)
        return Workspace(self.root, replaced(self._read, path, data), Cache(None), again)

    def since(self, revision: str) -> Result:
        """Return the check with only the findings that a change since a git revision can have affected.

        Args:
            revision: what git takes for a revision ("origin/main").

        Raises:
            UnsavedError: there are files that were never written.
            HistoryError: git cannot answer (`timonel.history.git`).
            NewerModelError: that revision was made for a newer Timonel.
        """
        from timonel.history.since import since  # noqa: PLC0415 - as everywhere here: each question loads what it needs

        self._saved()
        return since(self._whole(), revision, self._cache)

    def plan_import(
        self,
        files: Iterable[str | os.PathLike[str]],
        *,
        mapping: str | os.PathLike[str] | None = None,
        kind: str | None = None,
        new_roles: bool = False,
    ) -> Plan:
        """Return what importing spreadsheets and diagrams would change, and what of them is refused; nothing is written.

        Args:
            files: workbooks (.xlsx), CSV files, Markdown tables and BPMN 2.0 diagrams.
            mapping: a file that says how tables are understood, as `timonel import --suggest` writes it.
            kind: the kind, or list of one ("process.steps"), that the sheets hold; else their names say it.
            new_roles: whether names that no role has become new roles.

        Raises:
            UnsavedError: there are files that were never written.
            UnreadableError: a file is no table and no diagram (`timonel.exchange.sheets.table`).
            MappingError: the mapping cannot be followed (`timonel.exchange.intake.mapping`).
            OSError: a file cannot be read.
        """
        from timonel.app.planning import plan  # noqa: PLC0415
        from timonel.exchange.intake.orders import Orders  # noqa: PLC0415

        self._saved()
        paths = [Path(one) for one in files]
        use_cache = self._cache.folder is not None
        orders = Orders(kind=kind, new_roles=new_roles)
        return plan(self.root, self._whole(), paths, orders, Path(mapping) if mapping else None, use_cache=use_cache)

    def report(self, form: str = "text", lang: str | None = None) -> str:
        """Return what the check says, as `timonel check --format` writes it.

        Args:
            form: one of `timonel.report.FORMATS`.
            lang: language of the texts; the settings' first one without it.

        Raises:
            ValueError: there is no such format.
        """
        from timonel.report import FORMATS, Reader, rendered  # noqa: PLC0415

        if form not in FORMATS:
            raise ValueError(form)
        result = self._whole()
        return rendered(form, result, lang or result.settings.lang, Reader(git_prefix(self.root)))

    def ask(self, question: str, lang: str | None = None) -> Answer:
        """Return what the base says to a question, as `timonel ask` does: ``text``, and ``facts`` and ``sources`` for programs.

        Args:
            question: the question, as somebody would type it.
            lang: language of the answer; that of the question without it.
        """
        from timonel.answers import ask  # noqa: PLC0415
        from timonel.governance.published import published  # noqa: PLC0415

        if self._shown is None:
            self._shown = published(self._whole())
        return ask(self._shown, question, lang)

    def build(
        self,
        engine: str = "mkdocs",
        *,
        languages: Sequence[str] = (),
        tell: Callable[[str], None] = lambda _line: None,
    ) -> int:
        """Build the site into the folder that `timonel build` builds into; return the number of pages.

        Args:
            engine: "mkdocs", "zensical" or "markdown".
            languages: languages to build; the settings' without it.
            tell: is given the lines that the command would print.

        Raises:
            UnsavedError: there are files that were never written.
            ValueError: there is no such engine.
            BuildError: the engine cannot build it (`timonel.engines.refused`); the last good site stays.
            HeldError: another process builds into that folder, and takes too long (`timonel.lock`).
        """
        from timonel.app.building import build  # noqa: PLC0415

        self._saved()
        result = self._whole()
        return build(self.root, result, engine, languages or result.settings.languages, self._cache, tell)

    def _whole(self) -> Result:
        """Return the check by every rule, made once."""
        if self._result is None:
            found = (
                pipeline.examine_sources(self._read, self._cache)
                if self._again is None
                else self._again.examine(self._read)
            )
            self._result = replace(found, root=self.root)
        return self._result

    def _saved(self) -> None:
        if self._again is not None:
            raise UnsavedError


def of(root: str | os.PathLike[str], *, use_cache: bool = True) -> Workspace:
    """Return the base in a folder, read now (`timonel.open`)."""
    home = Path(os.path.realpath(root))
    if not (home / SETTINGS).is_file() and not (home / "data").is_dir():
        raise NoBaseError(str(root))
    read = sources(home)
    return Workspace(home, read._replace(files=[*read.files]), Cache.of(home, use=use_cache))
