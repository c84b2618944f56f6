"""Score and gaps over time: for a terminal, as JSON and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from timonel import __version__
from timonel.governance import PILLARS, SEVERITIES
from timonel.history.course import Course, course
from timonel.history.trend import Point, Trend
from timonel.report.machine import dump
from timonel.text import Said, many, number, said, say

_TITLES = {"processes": "Processes", "people": "People", "data": "Data", "technology": "Technology"}


def as_text(trend: Trend, lang: str) -> str:
    """Return the points as a table, and what is missing."""
    head = [
        say("Day", lang),
        *(say(_TITLES[one], lang) for one in PILLARS),
        *(say(one, lang) for one in ("errors", "warnings", "notes", "per 100 entries")),
    ]
    rows = [head, *(_row(one, lang) for one in trend.points)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(head))]
    lines = [
        "  ".join(
            cell.ljust(width) if not place else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    told = [
        *(["", say("By pillar: measured rules without gaps, and their pass rate.", lang)] if trend.points else ()),
        *(say(one, lang) for one in sentences(trend)),
        *notes(trend, lang),
    ]
    return "\n".join([*(line.rstrip() for line in lines), *told]) + "\n"


def sentences(trend: Trend) -> Iterator[Said]:
    """Yield what became of gaps from the first point on, where it is recorded."""
    found = _course(trend)
    if found is None:
        return
    yield said(
        "Since {date}: {opened}, of which {new} on entries that came since; {closed}.",
        date=found.since, opened=many("1 gap opened", "{n} gaps opened", found.opened), new=found.on_new,
        closed=many("1 closed", "{n} closed", found.closed),
    )  # fmt: skip
    if found.days_to_close is not None:
        yield said("Half of the closed ones took {days} days or less.", days=found.days_to_close)


def _course(trend: Trend) -> Course | None:
    return course(trend.recorded, trend.points[0].date) if trend.recorded and trend.points else None


def notes(trend: Trend, lang: str) -> Iterator[str]:
    """Yield what a reader must know of the points."""
    if not trend.points:
        yield say("There is no history to show.", lang)
    if trend.shallow:
        yield say(
            said(
                "This clone is shallow: history before {date} is missing. `git fetch --unshallow` brings it.",
                date=trend.first or "—",
            ),
            lang,
        )


def _row(point: Point, lang: str) -> list[str]:
    rate = point.per_hundred
    counts = [str(point.findings[each]) for each in SEVERITIES]
    return [
        point.date,
        *(_stands(point, one, lang) for one in PILLARS),
        *counts,
        "—" if rate is None else number(rate, lang),
    ]


def _stands(point: Point, pillar: str, lang: str) -> str:
    value = point.score[pillar]
    if value is None:
        return "—"
    return f"{point.clean[pillar]}/{point.measured[pillar]} ({number(value, lang)})"


def as_json(trend: Trend, _lang: str) -> str:
    """Return the points as JSON."""
    points = [
        {
            "commit": one.commit,
            "date": one.date,
            "score": one.score,
            **one.findings,
            "entities": one.entities,
            "entries": one.entries,
            "clean": one.clean,
            "measured": one.measured,
            "gaps_per_100_entries": one.per_hundred,
        }
        for one in trend.points
    ]
    told = {"timonel": __version__, "shallow": trend.shallow, "first": trend.first, "points": points}
    found = _course(trend)
    return dump({**told, "gaps": {**found._asdict(), "there": _there(trend)}} if found else told)


def _there(trend: Trend) -> list[dict[str, object]]:
    """Return the gaps that are there, the oldest first, and for how many days they were on the last recorded one."""
    past = trend.recorded
    if past is None:
        return []
    found = sorted(past.there.values(), key=lambda one: (one.opened, one.code, one.entity, one.fingerprint))
    today = past.days[-1].date
    names = ("fingerprint", "code", "entity", "state", "opened")
    return [{**{name: getattr(one, name) for name in names}, "days": one.days(today)} for one in found]


def as_csv(trend: Trend, _lang: str) -> str:
    """Return the points as CSV, a row each; what could not be measured is empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    more = [f"{what}_{one}" for what in ("clean", "measured") for one in PILLARS]
    head = ["date", "commit", *PILLARS, *SEVERITIES, "waived", "entities", "entries", *more, "gaps_per_100_entries"]
    writer.writerow(head)
    for one in trend.points:
        scores = ("" if one.score[each] is None else one.score[each] for each in PILLARS)
        rules = (part[each] for part in (one.clean, one.measured) for each in PILLARS)
        counts = (one.findings[each] for each in (*SEVERITIES, "waived"))
        writer.writerow([one.date, one.commit, *scores, *counts, one.entities, one.entries, *rules, one.per_hundred])
    return out.getvalue()
