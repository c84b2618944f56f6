"""`history.csv` of a base, written: the rows that a day adds to what is recorded."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from timonel.governance import PillarScore, Result
from timonel.history.git import HistoryError
from timonel.history.recorded import FILE, STANDS, STATES, Day, Recorded, Row
from timonel.lookups.status import of_the_method
from timonel.model import Base
from timonel.text import said


def entries(base: Base) -> list[str]:
    """Return the entries (``kind:id``) by which a base is said to grow: those with a page, but for what the method brought."""
    return [one.key for one in base if base.schema.kinds[one.kind].has_page and not of_the_method(one)]


def news(result: Result, past: Recorded) -> list[Row]:
    """Return the rows that a day adds to what is recorded; none where all of it is said already.

    What cannot be read today is neither gone nor mended: its gaps and itself stay as they were.

    Args:
        result: what the check says, of the whole base.
        past: what is recorded.

    Raises:
        HistoryError: a later day is recorded already.
    """
    last = past.days[-1] if past.days else None
    if last and result.today < last.date:
        problem = said("{file} tells of {date} already: an earlier day cannot be added", file=FILE, date=last.date)
        raise HistoryError(problem)
    return [*_gaps(result, past), *_entries(result, past), *_stands(result, last)]


def _gaps(result: Result, past: Recorded) -> Iterator[Row]:
    today, there = result.today, past.there
    found = {one.fingerprint: one for one in result.findings}
    rows = [
        Row(today, one.fingerprint, one.code, one.spot.subject, STATES[one.status], one.severity)
        for one in found.values()
        if one.fingerprint not in there or there[one.fingerprint].state != STATES[one.status]
    ]
    rows += [
        Row(today, one.fingerprint, one.code, one.entity, "closed", one.severity)
        for one in there.values()
        if one.fingerprint not in found and not _is_unread(result.base, one.entity)
    ]
    yield from sorted(rows, key=lambda row: (row.code, row.entity, row.fingerprint))


def _entries(result: Result, past: Recorded) -> Iterator[Row]:
    now = entries(result.base)
    yield from (Row(result.today, entity=key, change="added") for key in sorted({*now} - past.entries.keys()))
    gone = sorted(key for key in past.entries.keys() - {*now} if not _is_unread(result.base, key))
    yield from (Row(result.today, entity=key, change="removed") for key in gone)


def _is_unread(base: Base, key: str) -> bool:
    """Whether an entry is there, in a file or a form that nobody can read."""
    kind, _, id_ = key.partition(":")
    return base.find(key) is None and id_ in base.known.get(kind, ())


def _stands(result: Result, last: Day | None) -> Iterator[Row]:
    for pillar, one in result.score.items():
        before = last and (last.date, last.score[pillar], last.clean[pillar], last.measured[pillar])
        if before != (result.today, one.value, one.clean, one.measured):
            yield stands(result.today, pillar, one)


def stands(day: str, pillar: str, score: PillarScore) -> Row:
    """Return the row that says how a pillar stood on a day."""
    value = "" if score.value is None else str(score.value)
    return Row(day, "", pillar, "", STANDS, "", value, str(score.clean), str(score.measured))


def appended(data: bytes | None, rows: Iterable[Row]) -> bytes:
    """Return a history with rows behind what it says, which stays as it is to the byte."""
    data = data or b""
    end = "\r\n" if b"\r\n" in data else "\n"
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=end)
    if not data.strip(b"\xef\xbb\xbf \r\n"):
        writer.writerow(Row._fields)
    elif not data.endswith(b"\n"):
        out.write(end)
    writer.writerows(rows)
    return data + out.getvalue().encode()
