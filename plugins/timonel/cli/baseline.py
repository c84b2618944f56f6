"""What `timonel check` has to do with the gaps that were known before it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from timonel.cli.common import CannotRunError, locale, write
from timonel.files import OutsideError, leads_out
from timonel.governance import baseline as gaps
from timonel.text import said, say, visible

if TYPE_CHECKING:
    from timonel.governance import Result


def known(result: Result, baseline: Path | None, fresh: Path | None) -> tuple[Result, int]:
    """Return the result with known gaps marked, and how many known ones are gone; write a new baseline where asked."""
    entries = _read(baseline) if baseline else []
    marked, stale = gaps.applied(result, entries)
    if fresh:
        _own(fresh, result.root)
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
    if not stale or fresh == baseline:
        return marked, 0
    message = said(
        "the baseline can shrink by {number}: write it anew with --write-baseline {file}",
        number=len(stale),
        file=visible(str(baseline)),
    )
    click.echo(say(message, locale()), err=True)
    return marked, len(stale)


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
