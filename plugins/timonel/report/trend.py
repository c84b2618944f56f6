"""Score and gaps over time: for a terminal, as JSON and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from timonel import __version__
from timonel.governance import PILLARS, SEVERITIES
from timonel.history.trend import Point, Trend
from timonel.report.machine import dump
from timonel.text import number, said, say

_TITLES = {"processes": "Processes", "people": "People", "data": "Data", "technology": "Technology"}


def as_text(trend: Trend, lang: str) -> str:
    """Return the points as a table, and what is missing."""
    head = [
        say("Day", lang),
        *(say(_TITLES[one], lang) for one in PILLARS),
        *(say(one, lang) for one in ("errors", "warnings", "notes")),
    ]
    rows = [
        head,
        *([one.date, *_scores(one, lang), *(str(one.findings[each]) for each in SEVERITIES)] for one in trend.points),
    ]
    widths = [max(len(row[place]) for row in rows) for place in range(len(head))]
    lines = [
        "  ".join(
            cell.ljust(width) if not place else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    return "\n".join([*(line.rstrip() for line in lines), *notes(trend, lang)]) + "\n"


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


def _scores(point: Point, lang: str) -> list[str]:
    return ["—" if (value := point.score[one]) is None else number(value, lang) for one in PILLARS]


def as_json(trend: Trend, _lang: str) -> str:
    """Return the points as JSON."""
    points = [
        {"commit": one.commit, "date": one.date, "score": one.score, **one.findings, "entities": one.entities}
        for one in trend.points
    ]
    return dump({"timonel": __version__, "shallow": trend.shallow, "first": trend.first, "points": points})


def as_csv(trend: Trend, _lang: str) -> str:
    """Return the points as CSV, a row each; what could not be measured is empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["date", "commit", *PILLARS, *SEVERITIES, "waived", "entities"])
    for one in trend.points:
        scores = ("" if one.score[each] is None else one.score[each] for each in PILLARS)
        writer.writerow(
            [one.date, one.commit, *scores, *(one.findings[each] for each in (*SEVERITIES, "waived")), one.entities]
        )
    return out.getvalue()
