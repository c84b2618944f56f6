"""`history.csv` of a base, read: what each recorded day opened and closed; ages and trends cost no walk through git.

A row is one of three: a gap that was opened, waived, put in the baseline or closed; an entry that came or went; how a pillar
stands. Rows are only ever appended, the days in order; of two that say how a pillar stands on one day, the later one holds.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from timonel.files import within
from timonel.governance import PILLARS, SEVERITIES
from timonel.history.git import HistoryError
from timonel.text import Said, said

FILE = "history.csv"
STATES = {"open": "opened", "waived": "waived", "baselined": "baselined"}  # status of a finding → what its row says
STANDS = "stands"
_GAP, _ENTRY = (*STATES.values(), "closed"), ("added", "removed")


class Row(NamedTuple):
    """A row as it is written.

    Attributes:
        date: the day that the check took for today.
        fingerprint: of a gap.
        code: its rule; of a pillar, its name.
        entity: what the gap is of, or the entry that came or went.
        change: opened, waived, baselined or closed; added or removed; stands.
        severity: of a gap.
        score: the pillar's pass rate; empty where it cannot be measured.
        clean: how many of the pillar's measured rules found nothing.
        measured: how many were measured.
    """

    date: str
    fingerprint: str = ""
    code: str = ""
    entity: str = ""
    change: str = ""
    severity: str = ""
    score: str = ""
    clean: str = ""
    measured: str = ""


@dataclass(frozen=True)
class Gap:
    """A gap as long as it was there.

    Attributes:
        state: what was said of it last: opened, waived, baselined or closed.
        opened: the first day that knew it.
        closed: the day that knew it no more, or None.
    """

    fingerprint: str
    code: str
    entity: str
    severity: str
    state: str
    opened: str
    closed: str | None = None

    def days(self, today: str) -> int:
        """Return how many days it was there, up to ``today`` at most."""
        return (date.fromisoformat(self.closed or today) - date.fromisoformat(self.opened)).days


@dataclass(frozen=True)
class Day:
    """How a base stood at the end of a recorded day: what `Point` tells, and its gaps and entries by name."""

    date: str
    score: Mapping[str, float | None]
    clean: Mapping[str, int]
    measured: Mapping[str, int]
    findings: Mapping[str, int]
    entries: int


@dataclass(frozen=True)
class Recorded:
    """What the file tells.

    Attributes:
        days: the recorded days, the oldest first.
        gaps: every gap there was, in the order in which they were opened.
        entries: the entries that are there on the last day → the day they came.
        came: the entries that were ever there → the day they came last.
        gone: the entries that are there no more → the day they went.
    """

    days: Sequence[Day] = ()
    gaps: Sequence[Gap] = ()
    entries: Mapping[str, str] = field(default_factory=dict)
    came: Mapping[str, str] = field(default_factory=dict)
    gone: Mapping[str, str] = field(default_factory=dict)

    @property
    def there(self) -> Mapping[str, Gap]:
        """Fingerprint → gap, of those that are not closed."""
        return {one.fingerprint: one for one in self.gaps if one.closed is None}


def read(root: Path) -> Recorded | None:
    """Return what the history of a base tells, None where it has none.

    Raises:
        HistoryError: a row cannot be understood.
        OSError: the file cannot be read.
    """
    data = raw(root)
    return None if data is None else parsed(data)


def raw(root: Path) -> bytes | None:
    """Return the bytes of a base's history, None where it has none."""
    try:
        return within(root, FILE).read_bytes()
    except FileNotFoundError:
        return None


def parsed(data: bytes) -> Recorded:
    """Return what a history tells.

    Raises:
        HistoryError: a row cannot be understood.
    """
    state = _State()
    for number, row in _rows(data):
        if row.date < state.day:
            raise _wrong(number, said("{date} stands behind a later day", date=row.date))
        if row.date > state.day:
            state.close()
            state.day = row.date
        state.take(row)
    state.close()
    return Recorded(state.days, state.gaps, state.entries, state.came, state.gone)


def _rows(data: bytes) -> Iterator[tuple[int, Row]]:
    reader = csv.reader(io.StringIO(data.decode("utf-8-sig", "replace"), newline=""))
    try:
        head = next(reader, [*Row._fields])
        if head[: len(Row._fields)] != [*Row._fields]:
            raise _wrong(1, said("the columns are not {columns}", columns=",".join(Row._fields)))
        for cells in reader:
            if cells:
                yield reader.line_num, _row(reader.line_num, cells)
    except csv.Error as error:
        raise _wrong(reader.line_num, str(error)) from None


def _row(number: int, cells: Sequence[str]) -> Row:
    row = Row(*cells[: len(Row._fields)])
    try:
        date.fromisoformat(row.date)
        known = row.change in (*_GAP, *_ENTRY) or (row.change == STANDS and row.code in PILLARS)
        if known and row.change == STANDS:
            float(row.score or 0), int(row.clean), int(row.measured)
    except ValueError:
        known = False
    if not known or len(row.date) != len("2026-11-20"):
        raise _wrong(number, said("it is no row that `timonel trend --record` writes"))
    return row


def _wrong(number: int, problem: Said | str) -> HistoryError:
    return HistoryError(said("{file}:{line}: {problem}", file=FILE, line=str(number), problem=problem))


class _State:
    """What is there after each row."""

    def __init__(self) -> None:
        self.day = ""
        self.days: list[Day] = []
        self.gaps: list[Gap] = []
        self.entries: dict[str, str] = {}
        self.came: dict[str, str] = {}
        self.gone: dict[str, str] = {}
        self._open: dict[str, int] = {}  # fingerprint → number of its gap
        self._stands: dict[str, Row] = {}

    def take(self, row: Row) -> None:
        if row.change == "added":
            self.entries.setdefault(row.entity, row.date)
            if row.entity not in self.came or self.gone.pop(row.entity, ""):
                self.came[row.entity] = row.date
        elif row.change == "removed":
            self.entries.pop(row.entity, None)
            self.gone[row.entity] = row.date
        elif row.change == STANDS:
            self._stands[row.code] = row
        else:
            self._gap(row)

    def _gap(self, row: Row) -> None:
        number = self._open.get(row.fingerprint)
        closed = row.date if row.change == "closed" else None
        if number is not None:
            old = self.gaps[number]
            self.gaps[number] = Gap(
                old.fingerprint, old.code, old.entity, row.severity or old.severity, row.change, old.opened, closed
            )
            if closed:
                del self._open[row.fingerprint]
        elif not closed:
            self._open[row.fingerprint] = len(self.gaps)
            self.gaps.append(Gap(row.fingerprint, row.code, row.entity, row.severity, row.change, row.date))

    def close(self) -> None:
        """End a day: note how all stands, where it was told how the pillars do."""
        if self._stands and self.day:
            stands = {pillar: self._stands.get(pillar, Row("", clean="0", measured="0")) for pillar in PILLARS}
            there = [self.gaps[number] for number in self._open.values()]
            findings = {one: sum(gap.severity == one and gap.state == "opened" for gap in there) for one in SEVERITIES}
            findings["waived"] = sum(gap.state == "waived" for gap in there)
            self.days.append(
                Day(
                    self.day,
                    {pillar: float(row.score) if row.score else None for pillar, row in stands.items()},
                    {pillar: int(row.clean) for pillar, row in stands.items()},
                    {pillar: int(row.measured) for pillar, row in stands.items()},
                    findings,
                    len(self.entries),
                )
            )
            self._stands = {}
