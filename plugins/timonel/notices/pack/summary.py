"""The whole of a pack in a few figures, without adjectives: each with what it is of, and whose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from timonel.history.recorded import Recorded
from timonel.lookups.confirmations import answering
from timonel.model import Entity
from timonel.notices.document import Column, Section, Value, section
from timonel.notices.pack import ahead, past
from timonel.notices.pack.ask import Ask, few
from timonel.notices.pack.meeting import Meeting
from timonel.text import Said, said

Figure = tuple[Said, Value, Value]  # what it is of, the figure, and what is to be known of it
_NAMED = 1


def summary(m: Meeting, asks: Sequence[Ask], recorded: Recorded | None) -> Section:
    """Return the whole in figures.

    Args:
        m: the session.
        asks: what is asked at it.
        recorded: what the base's history file tells, None without one.
    """
    columns = [
        Column[Figure]("what", said("What"), lambda one: one[0]),
        Column[Figure]("figure", said("Value"), lambda one: one[1]),
        Column[Figure]("note", "", lambda one: one[2]),
    ]
    return section("summary", said("In figures"), _figures(m, asks, recorded), columns, form="figures")


def _figures(m: Meeting, asks: Sequence[Ask], recorded: Recorded | None) -> Iterator[Figure]:
    mine = sum(not one.informs for one in asks)
    yield said("Questions to decide"), mine, said("resolutions proposed: {n}", n=len(m.proposed))
    yield from _asked_for(m)
    earlier = past.resolutions(m)
    soon = [
        one.resolution
        for one in earlier
        if not one.late and one.resolution.due and one.state.msgid != "done" and one.resolution.due < m.on
    ]
    due = (
        said("due before this session: {what}", what=_named(m, soon))
        if soon
        else said("none is due before this session")
    )
    yield said("Earlier resolutions late"), sum(one.late for one in earlier), due
    stands = past.objectives(m)
    behind = [one.objective for one in stands if one.behind is not None and one.behind > 0]
    yield said("Objectives behind schedule"), _of(len(behind), len(stands)), _named(m, behind)
    watched = ahead.risks(m)
    risen = [one.risk for one in watched if one.rises > 0]
    yield said("Risks higher than 30 days ago"), _of(len(risen), len(watched)), _named(m, risen)
    opened, closed = past.opened_and_closed(m, recorded)
    known = opened is not None and closed is not None
    moved = f"+{len(opened or ())} \N{MINUS SIGN}{len(closed or ())}" if known else "\N{EM DASH}"
    yield said("Gaps since the last session"), moved, past.gaps(m, recorded) or said("not recorded")


def _of(n: int, total: int) -> Said:
    return said("{n} of {m}", n=n, m=total)


def _named(m: Meeting, found: Sequence[Entity]) -> Value:
    """Return the first of some entries, with who answers for it, and how many more there are."""
    told = []
    for one in found:
        role = next(iter(answering(m.base, one)), None)
        told.append(said("{name} ({role})", name=one, role=role) if role else one)
    return few(told, _NAMED) or None


def _asked_for(m: Meeting) -> Iterator[Figure]:
    """Yield what the proposals ask for, by the options chosen, with what is left; nothing where no option has a cost."""
    costs = [[each.cost or 0 for each in one.options] for one in m.proposed if any(each.cost for each in one.options)]
    if costs:
        low, high = (sum(map(pick, costs)) for pick in (min, max))
        found = ahead.budgets(m)
        left = found and said("left in the budgets under way: {left}", left=m.money(found.planned - found.spent))
        told = said("from {low} to {high}", low=m.money(low, ""), high=m.money(high))
        yield said("Money requested, by the options chosen"), told, left
