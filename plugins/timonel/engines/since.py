"""What has changed in what the check says since pages were written last: whoever asks may have another process find it out."""

from __future__ import annotations

import marshal
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import NamedTuple

from timonel.governance import Result
from timonel.history import recorded
from timonel.history.git import HistoryError
from timonel.history.revisions import Repository
from timonel.site import seals
from timonel.site.reads import Token
from timonel.site.seen import ROOT


class Since(NamedTuple):
    """What has changed.

    Attributes:
        moved: the tokens of it; None where nobody knows what was said before.
        state: what tells what the check says now, for the next time.
    """

    moved: AbstractSet[Token] | None
    state: bytes


def since(before: bytes, result: Result) -> Since:
    """Return what has changed.

    Args:
        before: the state of the last time, b"" where it is not known.
        result: what the check says now.
    """
    now = {**seals.state(result), ROOT: _head(result.root)}
    old = marshal.loads(before) if before else None  # noqa: S302 - ours: a `Since` had it
    moved = None if old is None else seals.moved(old, now) | ({(ROOT,)} if old[ROOT] != now[ROOT] else set())
    return Since(moved, marshal.dumps(now))


def _head(root: Path | None) -> str:
    """Return what tells the history that pages may look at."""
    if root is None:
        return ""
    try:
        kept = seals.digest(recorded.raw(root)).hex()
    except OSError as error:
        kept = repr(error)
    try:
        repository = Repository(root)
        return f"{kept}{repository.commit('HEAD').hash}{repository.shallow}{repository.prefix}"
    except HistoryError as error:
        return f"{kept}{error!r}"
