"""How a base was when somebody heard of it last: at a revision or a day, judged as of that day."""

from __future__ import annotations

import re
from pathlib import Path

from timonel.cache import Cache
from timonel.governance import Result
from timonel.governance.published import published
from timonel.history.compare import Comparison, compare
from timonel.history.git import HistoryError, NoRepositoryError
from timonel.history.revisions import Commit, Repository
from timonel.lookups.calendar import days_before
from timonel.pipeline import examine_sources
from timonel.text import said

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def before(root: Path, since: str, result: Result, cache: Cache, span: int) -> Comparison | None:
    """Return what lies between the base as it was and as it is, as everybody may see it; None where nobody wrote down how it was.

    Each is judged as of its own day: what time alone has opened since then is opened, too.

    Args:
        root: the base.
        since: an ISO day, whose beginning is meant, or a git revision.
        result: what the check says today.
        cache: what is kept between runs.
        span: how many days ago that was, where a revision says it; of a revision that is younger, its own day counts.

    Raises:
        HistoryError: git cannot answer.
        NewerModelError: that revision was made for a newer Timonel.
    """
    is_day = _DAY.fullmatch(since) is not None
    try:
        repository = Repository(root)
        commit = _last(repository, since) if is_day else repository.commit(since)
    except NoRepositoryError:
        if is_day:
            return None
        raise
    if commit is None:
        return None
    day = since if is_day else max(commit.date, days_before(result.today, span))
    rules = {code: rule for code, rule in result.rules.items() if rule.own is not None}
    old = examine_sources(
        repository.sources(commit), cache, today=min(day, result.today), settings=result.settings, rules=rules
    )
    return compare(published(old), published(result))


def _last(repository: Repository, day: str) -> Commit | None:
    """Return the last commit before a day; None where the base is younger.

    Raises:
        HistoryError: this clone does not go back so far.
    """
    found = [one for one in repository.mainline() if one.date < day]
    if not found and repository.shallow:
        raise HistoryError(
            said(
                "this clone is shallow and does not go back to {date}; `git fetch --unshallow` brings the rest",
                date=day,
            )
        )
    return found[-1] if found else None
