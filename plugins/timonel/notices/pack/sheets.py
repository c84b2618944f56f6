"""The pack of a session as two sheets: what is to be decided, and what is to be watched. What does not fit is a count with a link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from math import ceil
from typing import Literal, NamedTuple, TypeVar

from timonel.governance import Finding
from timonel.history.recorded import Recorded
from timonel.kinds import Role, Waiver
from timonel.lookups.calendar import day
from timonel.lookups.money import Spent
from timonel.notices.document import Column, Document, Link, Part, Section, Small, Value, Words, section
from timonel.notices.pack import ahead, past
from timonel.notices.pack.agenda import agenda
from timonel.notices.pack.asked import Ask, asked, few, joined, lettered
from timonel.notices.pack.meeting import NAME, Meeting
from timonel.notices.pack.moved import moved, state
from timonel.notices.plan import EFFORTS
from timonel.text import Said, said

R = TypeVar("R")
# How many of each a sheet of A4 has room for.
_PROPOSALS, _OTHERS, _CHANGES, _OBJECTIVES = 4, 3, 6, 8
_RISKS, _MONEY, _DATES, _GAPS, _SEATS, _WAIVERS, _MOVED = 10, 5, 10, 5, 4, 3, 4
_LINE = 110  # letters of a gap
_OPTIONS = 4  # of a question; the others stand on its sheet
_WIDTH, _LINES, _TOLD = 76, 112, 14  # letters of a line of a question, lines of all of them, of what moved


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
    sheets = [
        Part("decide", said("1 · Decide"), [*_decide(m, asks, origin, told)], [_sentence(m, asks, origin)]),
        Part("watch", said("2 · Watch"), [*_watch(m, asks)]),
    ]
    version = said("version {version}", version=origin.version) if origin.version else said("not in git")
    foot = said("{forum} · data of {date} · {version}", forum=m.forum, date=day(m.today), version=version)
    return Document(
        "pack", said("Pack: {forum}", forum=m.forum), sheets, [_when(m), _votes(m)], foot, {"pack": told}, NAME
    )


def _when(m: Meeting) -> Value:
    if m.day is None:
        return said("No session has a date.")
    at = said("{date}, {time}", date=day(m.day), time=m.forum.at_) if m.forum.at_ else day(m.day)
    if m.since is None:
        return said("Session of {day}", day=at)
    return said("Session of {day}; what changed is told since {since}", day=at, since=day(m.since))


def _votes(m: Meeting) -> Value:
    if not m.forum.members:
        return None
    quiet = said("speak and do not vote: {roles}", roles=m.speaks) if m.speaks else said("nobody speaks without a vote")
    return said("Vote: {votes}; {quiet}.", votes=m.votes or said("nobody"), quiet=quiet)


def _sentence(m: Meeting, asks: Sequence[Ask], origin: Origin) -> Said:
    """Return the whole in one sentence of counts."""
    stands = past.objectives(m)
    watched = ahead.risks(m)
    behind = sum(one.behind is not None and one.behind > 0 for one in stands)
    rises = sum(one.now is not None and one.then is not None and one.now > one.then for one in watched)
    gaps = past.gaps(m, origin.recorded) or said("gaps since then: not recorded")
    late = sum(one.late for one in past.resolutions(m))
    return said(
        "Asked today: {asks} (resolutions proposed: {proposed}). Since the last session: {gaps}. Resolutions late: {late}. Objectives behind their time: {behind} of {objectives}. Risks above 30 days ago: {rises} of {risks}.",
        asks=len(asks), proposed=len(m.proposed), gaps=gaps, late=late, behind=behind, objectives=len(stands), rises=rises, risks=len(watched),
    )  # fmt: skip


def _some(  # noqa: PLR0913, PLR0917 - what a section is made of
    key: str, title: Said, rows: Sequence[R], room: tuple[int, str], columns: Sequence[Column[R]], none: Words = "",
    form: Literal["table", "list", "cards"] = "table",
) -> Section:  # fmt: skip
    """Return a section with as many rows as there is ``room`` for, and how many more there are on which page."""
    most, page = room
    left = len(rows) - most
    rest = Link(said("{n} more", n=left), page) if left > 0 else None
    return section(key, title, rows[:most], columns, none=none, more=rest, form=form)


# Sheet 1


def _decide(m: Meeting, asks: Sequence[Ask], origin: Origin, told: Mapping[str, object]) -> list[Section]:
    proposed = [one for one in asks if one.resolution]
    others = [one for one in asks if not one.resolution]
    own = f"packs/forum-{m.forum.id}"
    found = [moved(m, origin.previous, told, _MOVED)] if origin.previous is not None else []
    return [
        *found,
        _some("asked", said("What you are asked to decide today"), proposed, (_fitting(m, proposed, _LINES - (_TOLD if origin.previous else 0)), "resolutions/index"), _card(), said("No resolution is proposed."), form="cards"),
        _some("open", said("What else waits for a decision"), others, (_OTHERS, own), _other()),
        _since(m, origin),
        _some("objectives", said("Objectives, worst first"), past.objectives(m), (_OBJECTIVES, "objectives/index"), _stand(), said("No objective is open.")),
    ]  # fmt: skip


def _fitting(m: Meeting, asks: Sequence[Ask], lines: int) -> int:
    """Return how many questions so many lines have room for, by the letters of what is said of them: one at least."""
    columns, used = _card(), 0
    for number, one in enumerate(asks[:_PROPOSALS]):
        told = [len(m.reader.text(column.label)) + len(m.reader.text(column.value(one))) for column in columns]
        used += sum(ceil(letters / _WIDTH) for letters in told)
        if used > lines and number:
            return number
    return _PROPOSALS


def _card() -> list[Column[Ask]]:
    return [
        Column("title", said("Question"), lambda one: one.title),
        Column("question", "", lambda one: one.question),
        Column("options", said("Options"), lambda one: lettered(one.options[:_OPTIONS])),
        Column("recommended", said("Recommended"), lambda one: one.recommended),
        Column("decides", said("Decides"), lambda one: one.decides),
        Column("heard", said("Must be heard"), lambda one: few(one.heard)),
        Column("forbidden", said("Not on their own"), lambda one: few(one.forbidden)),
        Column("evidence", said("Evidence"), lambda one: joined(few(one.evidence)) or said("the base has none")),
        Column("unblocks", said("Unblocks"), lambda one: few(one.unblocks)),
        Column("waiting", said("Waiting costs"), lambda one: joined(one.waiting)),
    ]


def _other() -> list[Column[Ask]]:
    return [
        Column("title", said("What"), lambda one: one.title),
        Column("question", said("Question"), lambda one: one.question),
        Column("evidence", said("Evidence"), lambda one: joined(few(one.evidence))),
        Column("decides", said("Decides"), lambda one: one.decides),
    ]


def _since(m: Meeting, origin: Origin) -> Section:
    rows = past.changed(m, origin.recorded)
    columns = [
        Column[tuple[Value, Value]]("what", said("What"), lambda one: one[0]),
        Column[tuple[Value, Value]]("how", "", lambda one: one[1]),
    ]
    # The last rows, gaps and hands, always have their place.
    tail = [one for one in rows if isinstance(one[0], Said)]
    head = rows[: len(rows) - len(tail)]
    kept = head[: _CHANGES - len(tail)]
    title = said("Since the last session") if m.since else said("Until today")
    rest = Link(said("{n} more resolutions", n=len(head) - len(kept)), "resolutions/index") if len(kept) < len(head) else None  # fmt: skip
    return section("since", title, [*kept, *tail], columns, more=rest, form="list")


def _stand() -> list[Column[past.Stand]]:
    return [
        Column("objective", said("Objective"), lambda one: one.objective),
        Column("way", said("Way, %"), lambda one: said("cannot be measured") if one.way is None else round(one.way)),
        Column("time", said("Time, %"), lambda one: said("cannot be measured") if one.time is None else min(100, round(one.time))),
        Column("due", said("Due"), lambda one: _day(one.objective.due)),
    ]  # fmt: skip


def _day(iso: str | None) -> date | None:
    return day(iso) if iso else None


# Sheet 2


def _watch(m: Meeting, asks: Sequence[Ask]) -> list[Section]:
    times = [*agenda(m, asks)]
    return [
        _some("risks", said("Risks, today and 30 days ago"), ahead.risks(m), (_RISKS, "risks/index"), _risk(m), said("No risk is open.")),
        _some("money", said("Money: technology beside people"), ahead.money(m), (_MONEY, "initiatives/budget"), _money(m), said("No budget is written down.")),
        _some("dates", said("Next {n} days", n=ahead.DAYS), ahead.dates(m), (_DATES, "initiatives/index"), _dates(), said("Nothing falls due.")),
        _some("only", said("Gaps that only this body closes"), m.only, (_GAPS, "governance/index"), _gaps(m), said("None.")),
        _some("vacancies", said("Empty seats"), ahead.vacancies(m), (_SEATS, "roles/index"), _seats(m), said("None."), form="list"),
        _some("waivers", said("Waivers in force"), ahead.waivers(m), (_WAIVERS, "governance/waivers"), _waivers(m), said("None."), form="list"),
        section("confirmed", said("Confirmed"), [], [], lines=[_confirmed(m)]),
        section("agenda", said("Agenda"), times, _times()),
    ]  # fmt: skip


def _risk(m: Meeting) -> list[Column[ahead.Watched]]:
    def action(one: ahead.Watched) -> Value:
        if one.action is None:
            held = one.risk.acceptance
            if held is None:
                return said("no action is planned")
            until = held.until or said("no end")
            return said("accepted by {who}, until {date}", who=m.base.approver(held.by) or held.by, date=until)
        who = m.role(one.action.owner or one.risk.owner)
        words = said(
            "{what} ({date})", what=m.words(one.action.statement, _LINE), date=one.action.due or said("no date")
        )
        return Small(words, who)

    return [
        Column("risk", said("Risk"), lambda one: one.risk),
        Column("now", said("Today"), lambda one: said("not measured") if one.now is None else one.now),
        Column("then", said("Before"), lambda one: said("not measured") if one.then is None else one.then),
        Column("action", said("Next action"), action),
    ]


def _money(m: Meeting) -> list[Column[ahead.Money]]:
    def spent(one: Spent | None, currency: str | None) -> Value:
        if one is None:
            return said("nothing planned")
        return said("{spent} of {planned}", spent=m.money(one.spent, ""), planned=m.money(one.planned, currency))

    def unit(one: ahead.Money) -> str | None:
        return one.initiative.budget.currency if one.initiative.budget else None

    return [
        Column("initiative", said("Spent"), lambda one: one.initiative),
        Column("technology", said("Technology"), lambda one: spent(one.technology, unit(one))),
        Column("technology_share", said("%"), lambda one: one.technology and round(one.technology.share)),
        Column("people", said("People"), lambda one: spent(one.people, unit(one))),
        Column("people_share", said("%"), lambda one: one.people and round(one.people.share)),
    ]


def _dates() -> list[Column[tuple[str, Said]]]:
    return [
        Column("day", said("Day"), lambda one: day(one[0])),
        Column("what", said("What falls due"), lambda one: one[1]),
    ]


def _gaps(m: Meeting) -> list[Column[Finding]]:
    return [
        Column("gap", said("Gap"), lambda one: f"{one.code} {m.words(m.reader.message(one), _LINE)}"),
        Column("effort", said("Takes"), lambda one: EFFORTS.get(one.rule.effort)),
    ]


def _seats(m: Meeting) -> list[Column[Role]]:
    def since(one: Role) -> Value:
        found = m.facts.vacant_since(one)
        return said("since {date}", date=found) if found else said("never held")

    return [Column("role", said("Role"), lambda one: one), Column("since", "", since)]


def _waivers(m: Meeting) -> list[Column[Waiver]]:
    return [
        Column("waiver", said("Waiver"), lambda one: said("{code}: {name}", code=one.rule, name=m.base.find(one.entity) or one.entity)),
        Column("until", "", lambda one: said("until {date}, approved by {who}", date=one.expires, who=m.base.approver(one.approved_by) or one.approved_by)),
    ]  # fmt: skip


def _confirmed(m: Meeting) -> Value:
    found = m.facts.once(ahead.confirmed)
    if found is None:
        return said("Nobody has confirmed any entry yet.")
    never = found.all - found.holds - found.changed - found.lapsed
    return said(
        "{holds} of {all} entries confirmed; {changed} changed since, {lapsed} ran out, {never} never.",
        holds=found.holds, all=found.all, changed=found.changed, lapsed=found.lapsed, never=never,
    )  # fmt: skip


def _times() -> list[Column[tuple[str, Words]]]:
    return [
        Column("time", said("Time"), lambda one: one[0]),
        Column("item", said("Item"), lambda one: one[1]),
    ]
