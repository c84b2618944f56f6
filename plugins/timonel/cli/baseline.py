"""What `timonel check` has to do with the gaps that were known before it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from timonel.cli.common import CannotRunError, locale, write
from timonel.files import OutsideError, leads_out
from timonel.governance import baseline as gaps
from timonel.load import SETTINGS
from timonel.text import said, say, visible

if TYPE_CHECKING:
    from timonel.governance import Finding, Result


def known(result: Result, baseline: Path | None, fresh: Path | None) -> tuple[Result, str]:
    """Return the result with known gaps marked, and what is told of known ones that are gone; write a new baseline where asked.

    Args:
        result: what the check says.
        baseline: the file of the known gaps; else the settings' one.
        fresh: the file to write.
    """
    entries = _read(baseline) if baseline else _noted(result)
    named = baseline or (result.root or Path()) / (result.settings.baseline or "")
    marked, stale = gaps.applied(result, entries)
    if fresh:
        _own(fresh, result.root)
        result = replace(result, findings=[one for one in result.findings if not _is_of_missing(one)])
        old = _read(fresh) if fresh.exists() else []
        entries = gaps.entries_of(result, [*entries, *old])
        write(gaps.render(entries), fresh)
        click.echo(
            say(
                said("{file}: gaps in the baseline: {number}", file=visible(str(fresh)), number=len(entries)), locale()
            ),
            err=True,
        )
        marked, _ = gaps.applied(result, entries)
    if not stale or (fresh and fresh.resolve() == named.resolve()):
        return marked, ""
    message = said(
        "the baseline can shrink by {number}: write it anew with --write-baseline {file}",
        number=len(stale),
        file=visible(str(baseline or named.name)),
    )
    return marked, say(message, locale()) + "\n"


def _is_of_missing(one: Finding) -> bool:
    """Whether a gap is that there is no file of known gaps yet, which is about to be written."""
    return one.spot.subject == f"file:{SETTINGS}" and one.spot.keys == ("baseline",)


def _noted(result: Result) -> list[gaps.Entry]:
    """Return what the file that the settings name says; the check has told what is wrong with it."""
    name, root = result.settings.baseline, result.root
    if name is None or root is None or leads_out(root, root / name):
        return []
    try:
        return gaps.parse((root / name).read_bytes())
    except (OSError, gaps.BaselineError):
        return []


def _own(file: Path, root: Path | None) -> None:
    """Refuse a file of the base that is a link out of it: it would be written through."""
    place = Path(os.path.abspath(file))  # noqa: PTH100 - links stay what they are, unlike in resolve()
    if root is not None and place.is_relative_to(root) and leads_out(root, place):
        raise OutsideError(str(file))


def _read(file: Path) -> list[gaps.Entry]:
    try:
        return gaps.parse(file.read_bytes())
    except FileNotFoundError:
        problem = said("there is no such file; --write-baseline writes one")
    except gaps.BaselineError as error:
        problem = error.problem
    raise CannotRunError(f"{visible(str(file))}: {say(problem, locale())}")
