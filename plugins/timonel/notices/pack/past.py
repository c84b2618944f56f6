"""What a body learns of the time since its last session: resolutions, gaps, hands; and how its objectives stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from timonel.history.recorded import Gap, Recorded
from timonel.kinds import Indicator, Objective, Person, Resolution, Role, Waiver
from timonel.lookups.calendar import day
from timonel.lookups.objectives import share_of_time, share_of_way
from timonel.lookups.status import is_active, resolved
from timonel.notices.document import Column, Section, Value, section
from timonel.notices.pack.ask import few, joined
from timonel.notices.pack.evidence import reading
from timonel.notices.pack.meeting import Meeting
from timonel.text import Said, many, said

_GAP = 50  # letters of what a gap is


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
    opened, closed = opened_and_closed(m, recorded)
    if opened is None or closed is None:
        return None
    return said(
        "{opened} and {closed}",
        opened=many("1 was opened", "{n} were opened", len(opened)), closed=many("1 was closed", "{n} were closed", len(closed)),
    )  # fmt: skip


def opened_and_closed(m: Meeting, recorded: Recorded | None) -> tuple[list[Gap] | None, list[Gap] | None]:
    """Return the gaps that were opened and those that were closed since; None for both where that is not recorded."""
    if recorded is None or m.since is None or not recorded.days or recorded.days[0].date > m.since:
        return None, None
    opened = [one for one in recorded.gaps if m.since < one.opened <= m.today]
    return opened, [one for one in recorded.gaps if m.since < (one.closed or "") <= m.today]


def _gaps(m: Meeting, recorded: Recorded | None) -> Iterator[tuple[Value, Value]]:
    """Yield the lines that name the gaps."""
    opened, closed = opened_and_closed(m, recorded)
    if opened is None or closed is None:
        yield said("Gaps"), said("cannot be told: no history is recorded")
        return
    for title, some in ((said("Gaps opened: {n}", n=len(opened)), opened), (said("Gaps closed: {n}", n=len(closed)), closed)):  # fmt: skip
        yield title, joined(few([_gap(m, one) for one in some]))


def _gap(m: Meeting, one: Gap) -> Value:
    """Return what has, or had, the gap, and which it is; a waiver has no name of its own."""
    about = m.base.find(one.entity)
    name: Value = about or one.entity
    if isinstance(about, Waiver):
        name = said("waiver of {code}: {name}", code=about.rule, name=m.base.find(about.entity) or about.entity)
    rule = m.result.rules.get(one.code)
    return said("{name} ({gap})", name=name, gap=m.words(rule.summary, _GAP).rstrip(".")) if rule else name


def hands(m: Meeting) -> Iterator[Said]:
    """Yield which roles changed hands since, and which are about to before the session after."""
    since = m.since or m.today
    for role in m.base.all(Role):
        told = list[Value]()
        for one in role.holders:
            person = m.base.get(Person, one.person) or one.person
            if one.from_ and since < one.from_ <= m.until:
                told.append(said("{person} from {date} on", person=person, date=one.from_))
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


def stands(m: Meeting) -> Section:
    """Return how the objectives stand, worst first."""

    def share(of: float | None) -> Value:
        return said("cannot be measured") if of is None else round(of)

    columns = [
        Column[Stand]("objective", said("Objective"), lambda one: one.objective),
        Column[Stand]("now", said("Today"), lambda one: _now(m, one.objective)),
        Column[Stand]("target", said("Target"), lambda one: reading(m, one.objective, one.objective.target)),
        Column[Stand]("way", said("Progress, %"), lambda one: share(one.way)),
        Column[Stand]("time", said("Time elapsed, %"), lambda one: share(one.time)),
        Column[Stand]("due", said("Due"), lambda one: day(one.objective.due) if one.objective.due else None),
    ]
    title = said("Objectives, worst first: overdue, then furthest behind")
    return section("objectives", title, objectives(m), columns, none=said("No objective is open."), folds=True)


def _now(m: Meeting, one: Objective) -> Value:
    indicator = m.base.get(Indicator, one.indicator)
    last = m.facts.last(indicator) if indicator else None
    return reading(m, one, last.value if last else None)


def since(m: Meeting, recorded: Recorded | None) -> Section:
    """Return what happened since the last session."""
    columns = [
        Column[tuple[Value, Value]]("what", said("What"), lambda one: one[0]),
        Column[tuple[Value, Value]]("how", "", lambda one: one[1]),
    ]
    title = said("Since the last session") if m.since else said("Until today")
    return section("since", title, _changed(m, recorded), columns, form="list", folds=True)


def _changed(m: Meeting, recorded: Recorded | None) -> Iterator[tuple[Value, Value]]:
    yield from _gaps(m, recorded)
    moved = [*hands(m)]
    if moved:
        yield said("Changes of post"), joined(few(moved))
    for one in resolutions(m):
        by = one.resolution.owner
        state = said("{state}; carried out by: {who}", state=one.state, who=m.role(by)) if by else one.state
        yield said("Resolution “{name}”", name=one.resolution), state
