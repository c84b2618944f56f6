"""The minutes of a session: what was decided and by whom it is carried out, what was approved with it, what waits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from timonel.governance import Finding, Result
from timonel.kinds import Forum, Resolution
from timonel.lookups.calendar import day
from timonel.notices.document import Column, Document, Value, document, section
from timonel.notices.pack.meeting import Meeting
from timonel.notices.people import role_of
from timonel.text import Said, pick, plain, said


class Decided(NamedTuple):
    """What a session decided.

    Attributes:
        day: its ISO date.
        by: who wrote it down.
        agreed: ids of resolutions agreed as proposed.
        changed: ids of those agreed with changes.
        withdrawn: ids of those withdrawn.
        approved: gates and waivers that follow, in words.
        following: the next session's ISO date, None where nobody knows it.
        closed: the gaps that this closes.
    """

    day: str
    by: Value
    agreed: Sequence[str]
    changed: Sequence[str]
    withdrawn: Sequence[str]
    approved: Sequence[Said]
    following: str | None
    closed: Sequence[Finding]


def minutes(result: Result, forum: Forum, lang: str, decided: Decided) -> Document:
    """Return the minutes of a session.

    Args:
        result: what the check says of the base with all of it written down.
        forum: who met.
        lang: the language of the minutes.
        decided: what they decided.
    """
    m = Meeting(result, forum, lang, decided.day, decided.following, None)
    columns = _columns(m)
    named = {one.id: one for one in m.resolutions}
    done = {*decided.agreed, *decided.changed, *decided.withdrawn}

    def these(ids: Sequence[str]) -> list[Resolution]:
        return [named[id_] for id_ in ids if id_ in named]

    waiting = [one for one in m.proposed if one.id not in done]
    sections = [
        section("agreed", said("Agreed"), these(decided.agreed), columns, none=said("Nothing."), form="cards"),
        section("changed", said("Agreed with changes"), these(decided.changed), columns, form="cards"),
        section("withdrawn", said("Withdrawn"), these(decided.withdrawn), columns[:2], form="cards"),
        section("approved", said("Approved with it"), decided.approved, [Column("what", said("What"), lambda one: one)], form="list"),
        section("waiting", said("Not decided"), waiting, columns[:2], form="cards"),
        section("closed", said("Gaps that this closes"), decided.closed, [Column("gap", said("Gap"), lambda one: f"{one.code} {m.reader.message(one)}")], form="list"),
    ]  # fmt: skip
    lines: list[Value] = [said("Vote: {votes}", votes=m.votes or said("nobody"))]
    if m.speaks:
        lines.append(said("Speak and do not vote: {roles}", roles=m.speaks))
    if decided.following:
        lines.append(said("Next session: {date}", date=decided.following))
    if decided.by:
        lines.append(said("Written down by {person}", person=decided.by))
    title = said("Minutes: {forum}, {date}", forum=forum, date=day(decided.day))
    return document("minutes", title, sections, lines=lines)


def _columns(m: Meeting) -> list[Column[Resolution]]:
    return [
        Column("title", said("Resolution"), lambda one: one),
        Column("statement", "", lambda one: plain(pick(one.statement, m.lang))),
        Column("by", said("By"), lambda one: one.exercises and said("“{decision}”", decision=m.base.find(f"decision:{one.exercises}") or one.exercises)),
        Column("owner", said("Carried out by"), lambda one: role_of(m.result, one.owner)),
        Column("due", said("Due"), lambda one: day(one.due) if one.due else None),
    ]  # fmt: skip
