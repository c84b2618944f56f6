"""The pack of a session as two sheets: what is to be decided, and what is to be watched. What does not fit is a count with a link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from timonel.governance import Finding
from timonel.history.recorded import Recorded
from timonel.kinds import Commitment, Person, Role, Waiver
from timonel.lookups.calendar import day
from timonel.lookups.money import Spent
from timonel.notices.document import Column, Document, Part, Section, Value, Words, section
from timonel.notices.pack import ahead, past
from timonel.notices.pack.agenda import agenda
from timonel.notices.pack.asked import Ask, asked, few, joined
from timonel.notices.pack.evidence import WINDOW
from timonel.notices.pack.meeting import NAME, Meeting
from timonel.notices.pack.moved import moved, state
from timonel.notices.pack.room import DECIDE, WATCH, Shelf, fit
from timonel.notices.plan import EFFORTS
from timonel.text import Said, many, said

# How many of each a sheet of A4 has room for.
_PROPOSALS, _OTHERS, _CHANGES, _OBJECTIVES = 4, 3, 6, 8
_RISKS, _MONEY, _DATES, _GAPS, _SEATS, _WAIVERS, _MOVED = 10, 5, 18, 5, 4, 3, 4
_LINE, _ACTION = 110, 170  # letters of a gap, and of an action against a risk
_OPTIONS = 4  # of a question; the others stand on its sheet
_SEATED, _ITEMS = 9, 7  # roles that vote, or only speak; items of the agenda


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
    second = fit(_watch(m, asks), [], WATCH, m.reader)
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
        Shelf(section("open", said("What else waits for a decision"), others, _other()), _OTHERS, own),
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


def _other() -> list[Column[Ask]]:
    return [
        Column("title", said("What"), lambda one: one.title),
        Column("question", said("Question"), lambda one: one.question),
        Column("evidence", said("Evidence"), lambda one: joined(few(one.evidence))),
        Column("decides", said("Decides"), lambda one: one.decides),
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


# Sheet 2


def _watch(m: Meeting, asks: Sequence[Ask]) -> list[Shelf]:
    none = said("None.")
    return [
        Shelf(section("risks", said("Risks, today and 30 days ago"), ahead.risks(m), _risk(m), none=said("No risk is open.")), _RISKS, "risks/index"),
        Shelf(section("money", said("Money spent: technology and people"), ahead.money(m), _money(m), none=said("No budget is written down.")), _MONEY, "initiatives/budget"),
        Shelf(section("dates", said("Next {n} days", n=ahead.DAYS), ahead.dates(m), _dates(), none=said("Nothing falls due.")), _DATES, "initiatives/index"),
        Shelf(section("only", said("Gaps that only this body closes"), m.only, _gaps(m), none=none), _GAPS, "governance/index"),
        Shelf(section("promises", said("Promised, and late"), ahead.promises(m), _promises(m)), _GAPS, "governance/index"),
        Shelf(section("vacancies", said("Empty seats"), ahead.vacancies(m), _seats(m), none=none, form="list"), _SEATS, "roles/index"),
        Shelf(section("informed", said("For your information: others decide"), [one for one in asks if one.informs], _other(), form="list"), _WAIVERS, f"packs/forum-{m.forum.id}"),
        Shelf(section("waivers", said("Waivers, as at the session"), ahead.waivers(m), _waivers(m), none=none, form="list"), _WAIVERS, "governance/waivers"),
        Shelf(section("confirmed", said("Confirmed"), [], [], lines=[_confirmed(m)]), 0, ""),
        Shelf(section("agenda", said("Agenda"), agenda(m, asks), _times()), _ITEMS, f"forums/{m.forum.id}"),
    ]  # fmt: skip


def _risk(m: Meeting) -> list[Column[ahead.Watched]]:
    def action(one: ahead.Watched) -> Value:
        if one.action is not None:
            return m.words(one.action.statement, _ACTION)
        held = one.risk.acceptance
        if held is None:
            return said("no action is planned")
        until = held.until or said("no end")
        return said("accepted until {date}; by: {who}", who=m.base.approver(held.by) or held.by, date=until)

    def due(one: ahead.Watched) -> Value:
        if one.action is None or not one.action.due:
            return None
        if one.action.due < m.today:
            return said("{date}, late", date=one.action.due)
        return said("{date}, before the session", date=one.action.due) if one.action.due < m.on else day(one.action.due)

    return [
        Column("risk", said("Risk"), lambda one: one.risk),
        Column("now", said("Today"), lambda one: said("not measured") if one.now is None else one.now),
        Column("then", said("{n} days before", n=WINDOW), lambda one: said("not measured") if one.then is None else one.then),
        Column("action", said("Next action"), action),
        Column("due", said("Due"), due),
        Column("who", said("Who"), lambda one: m.role((one.action and one.action.owner) or one.risk.owner)),
    ]  # fmt: skip


def _money(m: Meeting) -> list[Column[ahead.Money]]:
    def spent(one: Spent | None, currency: str | None) -> Value:
        if one is None:
            return said("nothing planned")
        return said("{spent} of {planned}", spent=m.money(one.spent, ""), planned=m.money(one.planned, currency))

    def unit(one: ahead.Money) -> str | None:
        return one.initiative.budget.currency if one.initiative.budget else None

    return [
        Column("initiative", said("Programme or project"), lambda one: one.initiative),
        Column("technology", said("Technology"), lambda one: spent(one.technology, unit(one))),
        Column("technology_share", said("%"), lambda one: one.technology and round(one.technology.share)),
        Column("people", said("People"), lambda one: spent(one.people, unit(one))),
        Column("people_share", said("%"), lambda one: one.people and round(one.people.share)),
    ]


def _dates() -> list[Column[tuple[str, list[Said]]]]:
    return [
        Column("day", said("Day"), lambda one: day(one[0])),
        Column("what", said("What"), lambda one: joined(one[1])),
    ]


def _gaps(m: Meeting) -> list[Column[Finding]]:
    return [
        Column("gap", said("Gap"), lambda one: f"{one.code} {m.words(m.reader.message(one), _LINE)}"),
        Column("effort", said("Effort to close"), lambda one: EFFORTS.get(one.rule.effort)),
    ]


def _promises(m: Meeting) -> list[Column[Commitment]]:
    return [
        Column("gap", said("Gap"), lambda one: said("{code}: {name}", code=one.rule, name=m.base.find(one.entity) or one.entity)),
        Column("by", said("Promised"), lambda one: m.role(one.by)),
        Column("until", said("Until"), lambda one: day(one.until)),
    ]  # fmt: skip


def _seats(m: Meeting) -> list[Column[Role]]:
    def since(one: Role) -> Value:
        found = m.facts.vacant_since(one)
        empty = said("since {date}", date=found) if found else said("never held")
        ahead_ = sorted((each.from_, each.person) for each in one.holders if each.from_ and each.from_ > m.today)
        if not ahead_:
            return empty
        person = m.base.get(Person, ahead_[0][1]) or ahead_[0][1]
        if ahead_[0][0] <= m.on:
            return said(
                "{since}; filled by the session: {person} from {date}", since=empty, person=person, date=ahead_[0][0]
            )
        return said("{since}; {person} from {date}", since=empty, person=person, date=ahead_[0][0])

    return [Column("role", said("Role"), lambda one: one), Column("since", "", since)]


def _waivers(m: Meeting) -> list[Column[Waiver]]:
    def until(one: Waiver) -> Value:
        who = m.base.approver(one.approved_by) or one.approved_by
        if one.expires < m.on:
            return said("will have ended by the session, on {date}; approved by: {who}", date=one.expires, who=who)
        return said("until {date}; approved by: {who}", date=one.expires, who=who)

    return [
        Column("waiver", said("Waiver"), lambda one: said("{code}: {name}", code=one.rule, name=m.base.find(one.entity) or one.entity)),
        Column("until", "", until),
    ]  # fmt: skip


def _confirmed(m: Meeting) -> Value:
    found = m.facts.once(ahead.confirmed)
    if found is None:
        return said("Nobody has confirmed any entry yet.")
    parts = (
        many("1 changed since it was", "{n} changed since they were", found.changed), many("1 ran out", "{n} ran out", found.lapsed),
        many("1 never was", "{n} never were", found.all - found.holds - found.changed - found.lapsed),
    )  # fmt: skip
    changed, lapsed, never = parts
    return said(
        "Of the {all} entries of the base, those who answer for them have confirmed {holds}; {changed}, {lapsed} and {never}.",
        holds=found.holds, all=found.all, changed=changed, lapsed=lapsed, never=never,
    )  # fmt: skip


def _times() -> list[Column[tuple[str, Words]]]:
    return [
        Column("time", said("Time"), lambda one: one[0]),
        Column("item", said("Item"), lambda one: one[1]),
    ]
