"""The pack of a session as two sheets: what is to be decided, and what is to be watched. What does not fit is a count with a link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from timonel.history.recorded import Recorded
from timonel.lookups.calendar import day
from timonel.notices.document import Column, Document, Part, Section, Value, section
from timonel.notices.pack import ahead, past
from timonel.notices.pack.asked import Ask, asked, few, joined
from timonel.notices.pack.meeting import NAME, Meeting
from timonel.notices.pack.moved import moved, state
from timonel.notices.pack.room import DECIDE, WATCH, Shelf, fit
from timonel.notices.pack.watched import briefly, watch
from timonel.text import Said, said

# How many of each a sheet of A4 has room for.
_PROPOSALS, _OTHERS, _CHANGES, _OBJECTIVES = 4, 3, 6, 8
_MOVED = 4
_OPTIONS = 4  # of a question; the others stand on its sheet
_SEATED = 9  # roles that vote, or only speak


class Origin(NamedTuple):
    """Where a pack comes from: which version of the base, what is recorded of it, and the pack that was sent before.

    Attributes:
        version: the commit, "" where there is none.
        recorded: what the base's history file tells, None without one.
        previous: the facts of the earlier pack, None without one.
    """

    version: str = ""
    recorded: Recorded | None = None
    previous: Mapping[str, object] | None = None


def pack(m: Meeting, origin: Origin = Origin()) -> Document:  # noqa: B008 - a value that never changes
    """Return the pack of a session.

    Args:
        m: the session.
        origin: where it comes from.
    """
    asks = asked(m)
    told = state(m, asks)
    head, sentence = [_next(m), _votes(m)], _sentence(m, asks, origin)
    first = fit(_decide(m, asks, origin, told), [*head, sentence], DECIDE, m.reader)
    second = fit(watch(m, asks), [], WATCH, m.reader)
    sheets = [Part("decide", said("1 · Decide"), first, [sentence]), Part("watch", said("2 · Watch"), second)]
    version = said("version {version}", version=origin.version) if origin.version else said("not in git")
    foot = said("{forum} · data of {date} · {version}", forum=m.forum, date=day(m.today), version=version)
    return Document("pack", said("Pack: {forum}", forum=m.forum), sheets, head, foot, {"pack": told}, NAME)


def _when(m: Meeting) -> Said:
    if m.day is None:
        return said("No session has a date")
    at = said("{date}, {time}", date=day(m.day), time=m.forum.at_) if m.forum.at_ else day(m.day)
    if m.since is None:
        return said("Session of {day}; data of {today}", day=at, today=day(m.today))
    return said(
        "Session of {day}; data of {today}, to which “today” refers; changes shown since the session of {since}",
        day=at, today=day(m.today), since=day(m.since),
    )  # fmt: skip


def _next(m: Meeting) -> Said:
    if m.following:
        return said("{when}. Next session: {date}.", when=_when(m), date=day(m.following))
    return said("{when}. No session after it has a date.", when=_when(m))


def _votes(m: Meeting) -> Value:
    if not m.forum.members:
        return None
    speaks, votes = few(m.speaks, _SEATED), few(m.votes, _SEATED)
    quiet = said("Attend without a vote: {roles}.", roles=speaks) if speaks else said("Nobody attends without a vote.")
    return said("Voting members: {votes}. {quiet}", votes=votes or said("nobody"), quiet=quiet)


def _sentence(m: Meeting, asks: Sequence[Ask], origin: Origin) -> Said:
    """Return the whole in one sentence of counts."""
    stands = past.objectives(m)
    watched = ahead.risks(m)
    behind = sum(one.behind is not None and one.behind > 0 for one in stands)
    rises = sum(one.now is not None and one.then is not None and one.now > one.then for one in watched)
    gaps = past.gaps(m, origin.recorded) or said("not recorded")
    earlier = past.resolutions(m)
    late = sum(one.late for one in earlier)
    soon = sum(
        not one.late and one.resolution.due is not None and one.state.msgid != "done" and one.resolution.due < m.on
        for one in earlier
    )
    return said(
        "Asked at the session: {asks} (resolutions proposed: {proposed}). Gaps since the last session: {gaps}. Resolutions late: {late}; due before the session: {soon}. Objectives behind schedule: {behind} of {objectives}. Risks higher than 30 days ago: {rises} of {risks}.{money}",
        asks=sum(not one.informs for one in asks), proposed=len(m.proposed), gaps=gaps, late=late, soon=soon, money=_total(m) or "", behind=behind, objectives=len(stands), rises=rises, risks=len(watched),
    )  # fmt: skip


def _total(m: Meeting) -> Said | None:
    """Return what the proposals ask for, by the options chosen, against what is left; None where no option has a cost."""
    costs = [[each.cost or 0 for each in one.options] for one in m.proposed if any(each.cost for each in one.options)]
    if not costs:
        return None
    low, high = (m.money(sum(map(pick, costs))) for pick in (min, max))
    left = ahead.left(m)
    if left is None:
        return said(" Money asked, by the options chosen: from {low} to {high}.", low=low, high=high)
    return said(
        " Money asked, by the options chosen: from {low} to {high}; left of the budgets under way: {left}.",
        low=low, high=high, left=m.money(left),
    )  # fmt: skip


# Sheet 1


def _decide(m: Meeting, asks: Sequence[Ask], origin: Origin, told: Mapping[str, object]) -> list[Shelf]:
    proposed = [one for one in asks if one.resolution]
    others = [one for one in asks if not one.resolution and not one.informs]
    own = f"packs/forum-{m.forum.id}"
    found = [Shelf(moved(m, origin.previous, told), _MOVED, own)] if origin.previous is not None else []
    return [
        *found,
        Shelf(section("asked", said("What you are asked to decide"), proposed, _card(m), none=said("No resolution is proposed."), form="cards"), _PROPOSALS, "resolutions/index"),
        Shelf(section("open", said("What else waits for a decision"), others, briefly()), _OTHERS, own),
        Shelf(_since(m, origin), _CHANGES, "resolutions/index"),
        Shelf(section("objectives", said("Objectives, worst first: overdue, then furthest behind"), past.objectives(m), _stand(), none=said("No objective is open.")), _OBJECTIVES, "objectives/index"),
    ]  # fmt: skip


def _card(m: Meeting) -> list[Column[Ask]]:
    def option(n: int) -> Column[Ask]:
        letter = chr(ord("a") + n)
        return Column(
            f"option_{letter}",
            said("Option {letter}", letter=letter),
            lambda one: one.options[n] if n < len(one.options) else None,
        )

    def carried(one: Ask) -> Value:
        found = one.resolution
        if found is None or not (found.owner or found.due):
            return None
        return said(
            "{role}, until {date}", role=m.role(found.owner) or said("nobody named"), date=found.due or said("no date")
        )

    return [
        Column("title", said("Question"), lambda one: one.title),
        Column("question", "", lambda one: one.question),
        *map(option, range(_OPTIONS)),
        Column("recommended", said("Recommended"), lambda one: one.recommended),
        Column("caution", said("Caution"), lambda one: joined(one.cautions)),
        Column("carried", said("Carried out by"), carried),
        Column("decides", said("Decides"), lambda one: one.decides),
        Column("heard", said("Must be heard"), lambda one: few(one.heard)),
        Column("forbidden", said("May not decide alone"), lambda one: few(one.forbidden)),
        Column("evidence", said("Evidence"), lambda one: joined(few(one.evidence)) or said("the base has none")),
        Column("unblocks", said("Unblocks"), lambda one: few(one.unblocks)),
        Column("waiting", said("If we wait"), lambda one: joined(one.waiting)),
    ]


def _since(m: Meeting, origin: Origin) -> Section:
    columns = [
        Column[tuple[Value, Value]]("what", said("What"), lambda one: one[0]),
        Column[tuple[Value, Value]]("how", "", lambda one: one[1]),
    ]
    title = said("Since the last session") if m.since else said("Until today")
    return section("since", title, past.changed(m, origin.recorded), columns, form="list")


def _stand() -> list[Column[past.Stand]]:
    return [
        Column("objective", said("Objective"), lambda one: one.objective),
        Column("way", said("Progress, %"), lambda one: said("cannot be measured") if one.way is None else round(one.way)),
        Column("time", said("Time elapsed, %"), lambda one: said("cannot be measured") if one.time is None else min(100, round(one.time))),
        Column("due", said("Due"), lambda one: _day(one.objective.due)),
    ]  # fmt: skip


def _day(iso: str | None) -> date | None:
    return day(iso) if iso else None
