"""The pack of a session as two sheets: what is to be decided, and what is to be watched. What does not fit is a count with a link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from timonel.history.recorded import Recorded
from timonel.kinds import Role
from timonel.lookups.calendar import day
from timonel.notices.document import Column, Document, Part, Section, Value, section
from timonel.notices.pack import past
from timonel.notices.pack.ask import Ask, few, joined
from timonel.notices.pack.asked import asked
from timonel.notices.pack.meeting import NAME, Meeting
from timonel.notices.pack.moved import moved, state
from timonel.notices.pack.room import DECIDE, WATCH, Shelf, fit
from timonel.notices.pack.summary import summary
from timonel.notices.pack.watched import briefly, watch
from timonel.text import Said, said

# How many of each a sheet of A4 has room for.
_PROPOSALS, _OTHERS, _CHANGES, _OBJECTIVES = 4, 3, 6, 8
_MOVED = 4
_FIGURES = 6
_SEATED = 9  # roles that vote, or only speak
_OPTIONS = 4  # of a question; the others stand on its sheet


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
    head = [_when(m), _data(m)]
    first = fit(_decide(m, asks, origin, told), head, DECIDE, m.reader)
    second = fit(watch(m, asks), [], WATCH, m.reader)
    sheets = [Part("decide", said("1 · Decide"), first), Part("watch", said("2 · Watch"), second)]
    version = said("version {version}", version=origin.version) if origin.version else said("not in git")
    foot = said("{forum} · data of {date} · {version}", forum=m.forum, date=day(m.today), version=version)
    return Document("pack", said("Pack: {forum}", forum=m.forum), sheets, head, foot, {"pack": told}, NAME)


def _when(m: Meeting) -> Said:
    if m.day is None:
        return said("No session has a date.")
    at = said("{date}, {time}", date=day(m.day), time=m.forum.at_) if m.forum.at_ else day(m.day)
    if m.following:
        return said("Session of {day}. Next session: {date}.", day=at, date=day(m.following))
    return said("Session of {day}. No session after it has a date.", day=at)


def _data(m: Meeting) -> Said:
    if m.since is None:
        return said("Data of {today}.", today=day(m.today))
    return said(
        "Data of {today}, to which “today” refers; changes shown since the session of {since}.",
        today=day(m.today), since=day(m.since),
    )  # fmt: skip


def _seated(m: Meeting) -> Section:
    rows = [(said("Vote"), m.votes), (said("Attend without a vote"), m.speaks)] if m.forum.members else []
    columns = [
        Column[tuple[Said, Sequence[Role]]]("part", said("Part"), lambda one: one[0]),
        Column[tuple[Said, Sequence[Role]]]("roles", "", lambda one: few(one[1], _SEATED) or said("nobody")),
    ]
    made = section("seats", said("Who sits in it"), rows, columns, form="list", folds=True)
    return replace(made, total=len(m.forum.members))


# Sheet 1


def _decide(m: Meeting, asks: Sequence[Ask], origin: Origin, told: Mapping[str, object]) -> list[Shelf]:
    proposed = [one for one in asks if one.resolution]
    others = [one for one in asks if not one.resolution and not one.informs]
    own = f"packs/forum-{m.forum.id}"
    found = [Shelf(moved(m, origin.previous, told), _MOVED, own)] if origin.previous is not None else []
    behind = ("decides", said("Who, on what evidence, and what it unblocks"))
    return [
        Shelf(summary(m, asks, origin.recorded), _FIGURES, own, _FIGURES),
        *found,
        Shelf(section("asked", said("What you are asked to decide"), proposed, _card(m), none=said("No resolution is proposed."), form="cards", behind=behind), _PROPOSALS, "resolutions/index", _PROPOSALS),
        Shelf(section("open", said("What else waits for a decision"), others, [*briefly(), *_urgency()]), _OTHERS, own),
        Shelf(past.since(m, origin.recorded), _CHANGES, "resolutions/index", 2),
        Shelf(past.stands(m), _OBJECTIVES, "objectives/index"),
        Shelf(_seated(m), 2, f"forums/{m.forum.id}", 2),
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
            "{role}, by {date}", role=m.role(found.owner) or said("nobody named"), date=found.due or said("no date")
        )

    return [
        Column("title", said("Question"), lambda one: one.title),
        Column("question", "", lambda one: one.question),
        *map(option, range(_OPTIONS)),
        Column("recommended", said("Recommended"), lambda one: one.recommended),
        Column("caution", said("Caution"), lambda one: joined(one.cautions)),
        Column("waiting", said("If we wait"), lambda one: joined(one.waiting)),
        Column("carried", said("Carried out by"), carried),
        Column("decides", said("Decides"), lambda one: one.decides),
        Column("heard", said("Must be heard"), lambda one: few(one.heard)),
        Column("forbidden", said("May not decide alone"), lambda one: few(one.forbidden)),
        Column("evidence", said("Evidence"), lambda one: joined(few(one.evidence)) or said("the base has none")),
        Column("unblocks", said("Unblocks"), lambda one: few(one.unblocks)),
    ]


def _urgency() -> list[Column[Ask]]:
    return [
        Column("heard", said("Must be heard"), lambda one: few(one.heard)),
        Column("waiting", said("If we wait"), lambda one: joined(one.waiting)),
    ]
