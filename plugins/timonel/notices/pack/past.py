"""What a body learns of the time since its last session: resolutions, gaps, hands; and how its objectives stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from timonel.history.recorded import Recorded
from timonel.kinds import Objective, Person, Resolution, Role
from timonel.lookups.status import is_active, resolved
from timonel.notices.document import Value
from timonel.notices.pack.asked import few, joined
from timonel.notices.pack.evidence import share_of_time, share_of_way
from timonel.notices.pack.meeting import Meeting
from timonel.text import Said, many, said


class Resolved(NamedTuple):
    """A resolution that is not done, or was since: what has become of it, and how many days it is late."""

    resolution: Resolution
    state: Said
    late: bool


def resolutions(m: Meeting) -> list[Resolved]:
    """Return what has become of earlier resolutions: those late first, then the open ones, then what was done since."""
    found = []
    for one in m.resolutions:
        if resolved(one) == "agreed":
            late = one.due is not None and one.due < m.today
            found.append(Resolved(one, _state(m, one, late=late), late))
        elif resolved(one) == "done" and m.since and (one.closed or one.due or "") >= m.since:
            found.append(Resolved(one, said("done"), late=False))
    return sorted(found, key=lambda each: (not each.late, each.state.msgid == "done", each.resolution.due or "~"))


def _state(m: Meeting, one: Resolution, *, late: bool) -> Said:
    if not one.due:
        return said("open, no date")
    if late:
        return said("late, was due on {date}", date=one.due)
    if one.due < m.on:
        return said("open, due on {date}, before the session", date=one.due)
    return said("open, due on {date}", date=one.due)


def gaps(m: Meeting, recorded: Recorded | None) -> Said | None:
    """Return how many gaps were opened and closed since, where that is recorded; None where it is not."""
    if recorded is None or m.since is None or not recorded.days or recorded.days[0].date > m.since:
        return None
    opened = sum(m.since < one.opened <= m.today for one in recorded.gaps)
    closed = sum(m.since < (one.closed or "") <= m.today for one in recorded.gaps)
    return said(
        "{opened} and {closed}",
        opened=many("1 was opened", "{n} were opened", opened), closed=many("1 was closed", "{n} were closed", closed),
    )  # fmt: skip


def hands(m: Meeting) -> Iterator[Said]:
    """Yield which roles changed hands since, and which are about to before the session after."""
    since = m.since or m.today
    for role in m.base.all(Role):
        told = list[Value]()
        for one in role.holders:
            person = m.base.get(Person, one.person) or one.person
            if one.from_ and since < one.from_ <= m.until:
                told.append(said("{person} from {date}", person=person, date=one.from_))
            if one.until and since < one.until <= m.until:
                told.append(said("{person} until {date}", person=person, date=one.until))
        if told:
            yield said("{role}: {changes}", role=role, changes=told)


class Stand(NamedTuple):
    """An objective with the share of its way and of its time, in percent; None where they cannot be measured."""

    objective: Objective
    way: float | None
    time: float | None

    @property
    def behind(self) -> float | None:
        """How far its way lags behind its time."""
        return None if self.way is None or self.time is None else self.time - self.way


def objectives(m: Meeting) -> list[Stand]:
    """Return the open objectives, worst first: overdue, then those that cannot be measured, then by how far they lag."""
    found = [
        Stand(one, share_of_way(m.facts, one), share_of_time(m.facts, one))
        for one in m.base.all(Objective)
        if is_active(one) and m.concerns(one)
    ]
    return sorted(
        found, key=lambda one: (not _overdue(m, one), one.way is not None, -(one.behind or 0), one.objective.due or "~")
    )


def _overdue(m: Meeting, one: Stand) -> bool:
    return one.objective.due is not None and one.objective.due < m.today


def changed(m: Meeting, recorded: Recorded | None) -> list[tuple[Value, Value]]:
    """Return the lines of "since the last session": what, and what became of it."""
    told = gaps(m, recorded)
    rows: list[tuple[Value, Value]] = [
        (said("Gaps"), told if told is not None else said("cannot be told: no history is recorded"))
    ]
    moved = [*hands(m)]
    if moved:
        rows.append((said("Changes of hands"), joined(few(moved))))
    return [*rows, *((said("Resolution “{name}”", name=one.resolution), one.state) for one in resolutions(m))]
