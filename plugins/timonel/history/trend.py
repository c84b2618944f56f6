"""Score and gaps over the git history: what the check would have said on each day, kept by the base's tree hash."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from timonel import settings
from timonel.cache import Cache
from timonel.governance import PILLARS, SEVERITIES, Result
from timonel.history.revisions import Commit, Repository
from timonel.pipeline import NewerModelError, examine_sources

EVERY = ("week", "day", "commit")


class Point(NamedTuple):
    """One revision: its hash and day, the score by pillar, and how many gaps and entities there were."""

    commit: str
    date: str
    score: Mapping[str, float | None]
    findings: Mapping[str, int]
    entities: int


class Trend(NamedTuple):
    """The points, the oldest first, and whether history before the first commit is missing here (a shallow clone)."""

    points: Sequence[Point]
    shallow: bool = False
    first: str | None = None


def trend(  # noqa: PLR0913 - which points to make
    root: Path, cache: Cache, *, every: str = "week", since: str | None = None, limit: int | None = None, least: int = 1
) -> Trend:
    """Return how a base's score and gaps went along the first parents of HEAD.

    Every revision is judged as `timonel check` of today would have judged it then: by its own settings and own rules,
    on its ``as_of``, else on its commit's day.

    Args:
        root: the base's folder.
        cache: where the points are kept.
        every: "commit", or the last commit of each "day" or "week".
        since: the first day (ISO) to look at.
        limit: how many points to return at most, the latest ones.
        least: with fewer revisions to show, none is judged.

    Raises:
        HistoryError: git cannot answer.
    """
    repository = Repository(root)
    commits = repository.mainline(since)
    first = commits[0].date if commits else None
    last_of: dict[str, Commit] = {}
    for one in commits:
        last_of.pop(_period(one, every), None)
        last_of[_period(one, every)] = one
    chosen = [*last_of.values()]
    chosen = chosen[-limit:] if limit else chosen
    if len(chosen) < least:
        return Trend([], repository.shallow, first)
    points = [
        _point(repository, one, tree, cache) for one, tree in zip(chosen, repository.trees(chosen), strict=True) if tree
    ]
    return Trend([one for one in points if one is not None], repository.shallow, first)


def _period(commit: Commit, every: str) -> str:
    if every == "commit":
        return commit.hash
    day = date.fromisoformat(commit.date)
    return commit.date if every == "day" else "{}-{}".format(*day.isocalendar())


def _point(repository: Repository, commit: Commit, tree: str, cache: Cache) -> Point | None:
    """Return a revision's point, from the cache where the same tree was judged on the same day before."""
    key = blake2b(f"{tree}\0{commit.date}".encode(), digest_size=16).hexdigest()
    name = f"trend/{key}.json"
    kept = _kept(cache.read(name))
    if kept is None:
        try:
            read = repository.sources(commit)
            kept = _facts(examine_sources(read, cache, today=settings.load(read.settings)[0].as_of or commit.date))
        except NewerModelError:
            return None
        cache.write(name, json.dumps(kept).encode())
    return Point(commit.hash, commit.date, kept["score"], kept["findings"], kept["entities"])


def _kept(data: bytes | None) -> dict[str, Any] | None:
    try:
        value = json.loads(data) if data else None
    except ValueError:  # damaged: it is made anew
        return None
    return value if isinstance(value, dict) and value.keys() == {"score", "findings", "entities"} else None


def _facts(result: Result) -> dict[str, Any]:
    findings = {severity: result.count(severity) for severity in SEVERITIES}
    findings |= {"waived": result.count(status="waived")}
    return {
        "score": {pillar: result.score[pillar].value for pillar in PILLARS},
        "findings": findings,
        "entities": len(result.base),
    }
