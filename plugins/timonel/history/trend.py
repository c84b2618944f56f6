"""Score and gaps over time: as they were recorded, else over the git history, where each answer is kept by the base's tree hash."""

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
from timonel.history import recorded, recording
from timonel.history.recorded import Recorded
from timonel.history.revisions import Commit, Repository
from timonel.pipeline import NewerModelError, examine_sources

EVERY = ("week", "day", "commit")


class Point(NamedTuple):
    """How a base stood on a day.

    Attributes:
        commit: the revision's hash; "" of a day that was recorded.
        date: the day.
        score: pass rate by pillar.
        findings: how many gaps there were, by severity, and how many with a waiver.
        entries: how many entries of one's own (`recording.entries`) there were.
        clean: by pillar, how many of the measured rules found nothing.
        measured: by pillar, how many rules were measured.
        entities: how many entities there were, None of a recorded day.
    """

    commit: str
    date: str
    score: Mapping[str, float | None]
    findings: Mapping[str, int]
    entries: int
    clean: Mapping[str, int]
    measured: Mapping[str, int]
    entities: int | None = None

    @property
    def open(self) -> int:
        """How many gaps were open."""
        return sum(self.findings[one] for one in SEVERITIES)

    @property
    def per_hundred(self) -> float | None:
        """Open gaps per hundred entries: a base that grows is no worse for it."""
        return round(100 * self.open / self.entries, 1) if self.entries else None


class Trend(NamedTuple):
    """How a base went.

    Attributes:
        points: the points, the oldest first.
        shallow: whether history before the first commit is missing here (a shallow clone).
        first: the first day that is known.
        recorded: what the history file tells, where it was asked.
    """

    points: Sequence[Point]
    shallow: bool = False
    first: str | None = None
    recorded: Recorded | None = None


def trend(  # noqa: PLR0913 - which points to make
    root: Path, cache: Cache, *, every: str = "week", since: str | None = None, limit: int | None = None, least: int = 1
) -> Trend:
    """Return how a base's score and gaps went: as recorded, where its history has been and no commits are asked for.

    Else along the first parents of HEAD.
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
        HistoryError: git cannot answer, or the history cannot be understood.
    """
    past = recorded.read(root) if every != "commit" else None
    if past is not None:
        return of(past, every=every, since=since, limit=limit)
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


def of(past: Recorded, *, every: str = "week", since: str | None = None, limit: int | None = None) -> Trend:
    """Return how a base went as it was recorded; the arguments as for `trend`."""
    days = [one for one in past.days if since is None or one.date >= since]
    chosen = [*{_span(one.date, every): one for one in days}.values()]
    points = [
        Point("", one.date, one.score, one.findings, one.entries, one.clean, one.measured)
        for one in (chosen[-limit:] if limit else chosen)
    ]
    return Trend(points, first=days[0].date if days else None, recorded=past)


def _period(commit: Commit, every: str) -> str:
    return commit.hash if every == "commit" else _span(commit.date, every)


def _span(iso: str, every: str) -> str:
    return iso if every == "day" else "{}-{}".format(*date.fromisoformat(iso).isocalendar())


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
    return Point(commit.hash, commit.date, **kept)


def _kept(data: bytes | None) -> dict[str, Any] | None:
    try:
        value = json.loads(data) if data else None
    except ValueError:  # damaged: it is made anew
        return None
    return value if isinstance(value, dict) and value.keys() == {*Point._fields} - {"commit", "date"} else None


def _facts(result: Result) -> dict[str, Any]:
    findings = {severity: result.count(severity) for severity in SEVERITIES}
    findings |= {"waived": result.count(status="waived")}
    return {
        "score": {pillar: result.score[pillar].value for pillar in PILLARS},
        "findings": findings,
        "entries": len(recording.entries(result.base)),
        "clean": {pillar: result.score[pillar].clean for pillar in PILLARS},
        "measured": {pillar: result.score[pillar].measured for pillar in PILLARS},
        "entities": len(result.base),
    }
