"""The second sheet of a pack: what is to be watched until the next session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from timonel.governance import Finding
from timonel.kinds import Commitment, Person, Role, Waiver
from timonel.lookups.calendar import day
from timonel.lookups.money import Spent
from timonel.notices.document import Column, Value, Words, section
from timonel.notices.pack import ahead
from timonel.notices.pack.agenda import agenda
from timonel.notices.pack.ask import Ask, few, joined
from timonel.notices.pack.evidence import WINDOW
from timonel.notices.pack.meeting import Meeting
from timonel.notices.pack.room import Shelf
from timonel.notices.plan import EFFORTS
from timonel.text import Said, many, said

# How many of each a sheet of A4 has room for.
_RISKS, _MONEY, _DATES, _GAPS, _SEATS, _WAIVERS = 8, 5, 18, 5, 4, 3
_LINE, _ACTION = 110, 170  # letters of a gap, and of an action against a risk
_OWNERS = 6  # of actions, named
_ITEMS = 7  # items of the agenda
_IS_GAP = said("A gap is something that a governance rule finds missing or contradictory.")


def watch(m: Meeting, asks: Sequence[Ask]) -> list[Shelf]:
    """Return what the sheet shows, in its order.

    Args:
        m: the session.
        asks: what is asked at it.
    """
    none = said("None.")
    found = [
        Shelf(section("risks", said("Risks: those that rose, then the gravest"), ahead.risks(m), _risk(m), lines=_scale(m), none=said("No risk is open.")), _RISKS, "risks/index"),
        Shelf(section("money", said("Money spent: in all, on technology and on people"), ahead.money(m), _money(m), lines=_sums(m), none=said("No budget is written down.")), _MONEY, "initiatives/budget"),
        *_due(m),
        Shelf(section("only", said("Gaps that only this body closes"), m.only, _gaps(m), lines=[_IS_GAP] if m.only else [], none=none), _GAPS, "governance/index"),
        Shelf(section("promises", said("Promised, and late"), ahead.promises(m), _promises(m)), _GAPS, "governance/index"),
        Shelf(section("vacancies", said("Vacant posts"), ahead.vacancies(m), _seats(m), none=none, form="list"), _SEATS, "roles/index"),
        Shelf(section("informed", said("For your information: others decide"), [one for one in asks if one.informs], briefly(), form="list"), _WAIVERS, f"packs/forum-{m.forum.id}"),
        Shelf(section("waivers", said("Waivers, as at the session"), ahead.waivers(m), _waivers(m), none=none, form="list"), _WAIVERS, "governance/waivers"),
        Shelf(section("confirmed", said("Confirmed"), [], [], lines=[_confirmed(m)]), 0, ""),
        Shelf(section("agenda", said("Agenda"), agenda(m, asks), _times()), _ITEMS, f"forums/{m.forum.id}"),
    ]  # fmt: skip
    return [replace(one, section=replace(one.section, folds=True)) for one in found]


def _due(m: Meeting) -> list[Shelf]:
    """Return what falls due: up to the session after this one, and later."""
    days = ahead.dates(m)
    if m.following is None:
        return [_dates("dates", said("Next {n} days", n=ahead.DAYS), days, [])]
    soon, late, by = ahead.acts(m)
    whose = [said("{role}: {n}", role=role, n=count) for role, count in by[:_OWNERS]]
    if by[_OWNERS:]:
        whose.append(said("others: {n}", n=sum(count for _, count in by[_OWNERS:])))
    acts = said(
        "Besides, actions against risks: {n}; late today: {late}; to carry out: {whose}.",
        n=soon,
        late=late,
        whose=whose,
    )
    first = [one for one in days if one[0] <= m.until]
    title = said("What falls due up to the next session, {date}", date=day(m.following))
    return [
        _dates("dates", title, first, [acts] if soon or late else []),
        _dates("later", said("What falls due after it, up to {date}", date=day(ahead.last(m))), days[len(first) :], []),
    ]


def _dates(key: str, title: Said, days: Sequence[tuple[str, list[Said]]], lines: Sequence[Value]) -> Shelf:
    columns = [
        Column[tuple[str, list[Said]]]("day", said("Day"), lambda one: day(one[0])),
        Column[tuple[str, list[Said]]]("what", said("What"), lambda one: joined(one[1])),
    ]
    told = section(key, title, days, columns, lines=lines, none=said("Nothing falls due."))
    return Shelf(told, _DATES, "initiatives/index", _DATES)


def _scale(m: Meeting) -> list[Value]:
    """Return what the numbers of risks mean, and which have moved."""
    found = ahead.risks(m)
    if not found:
        return []
    risen = [
        said("{name} ({then} → {now})", name=one.risk, then=one.then, now=one.now) for one in found if one.rises > 0
    ]
    scale = said("Exposure: probability times impact, from 1 to 25.")
    return [
        said(
            "{scale} Risen in {n} days: {risen}. Fallen: {fallen} of {all}.",
            scale=scale, n=WINDOW, risen=few(risen) or said("none"), fallen=sum(one.rises < 0 for one in found), all=len(found),
        )
    ]  # fmt: skip


def _sums(m: Meeting) -> list[Value]:
    found = ahead.budgets(m)
    if found is None:
        return []
    rows = ahead.money(m)
    technology, people = (
        ahead.total([*filter(None, each)]) for each in ([one.technology for one in rows], [one.people for one in rows])
    )
    rest = Spent(found.planned - technology.planned - people.planned, found.spent - technology.spent - people.spent)

    def told(one: Spent) -> Said:
        return said("{spent} of {planned}", spent=m.money(one.spent, ""), planned=m.money(one.planned, ""))

    return [
        said(
            "Spent of all budgets: {spent} of {planned} ({share}%); left: {left}. Technology: {technology}; people (training, culture, support, data): {people}; the rest: {rest}.",
            spent=m.money(found.spent, ""), planned=m.money(found.planned), share=round(found.share), left=m.money(found.planned - found.spent),
            technology=told(technology), people=told(people), rest=told(rest),
        )
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
        Column("spent", said("In all"), lambda one: spent(one.all, unit(one))),
        Column("share", said("%"), lambda one: round(one.all.share)),
        Column("technology", said("Technology"), lambda one: spent(one.technology, unit(one))),
        Column("technology_share", said("%"), lambda one: one.technology and round(one.technology.share)),
        Column("people", said("People"), lambda one: spent(one.people, unit(one))),
        Column("people_share", said("%"), lambda one: one.people and round(one.people.share)),
        Column("until", said("Ends"), lambda one: day(one.initiative.end) if one.initiative.end else said("no end")),
    ]


def _gaps(m: Meeting) -> list[Column[Finding]]:
    return [
        Column("gap", said("Gap"), lambda one: f"{one.code} {m.words(m.reader.message(one), _LINE)}"),
        Column("effort", said("Effort"), lambda one: EFFORTS.get(one.rule.effort)),
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
        empty = said("vacant since {date}", date=found) if found else said("never held")
        ahead_ = sorted((each.from_, each.person) for each in one.holders if each.from_ and each.from_ > m.today)
        if not ahead_:
            return empty
        person = m.base.get(Person, ahead_[0][1]) or ahead_[0][1]
        if ahead_[0][0] <= m.on:
            return said(
                "{since}; filled before the session: {person} from {date} on",
                since=empty,
                person=person,
                date=ahead_[0][0],
            )
        return said("{since}; {person} from {date} on", since=empty, person=person, date=ahead_[0][0])

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
        many("1 has changed since", "{n} have changed since", found.changed),
        many("the confirmation of 1 has run out", "the confirmations of {n} have run out", found.lapsed),
        many(
            "1 was never confirmed", "{n} were never confirmed", found.all - found.holds - found.changed - found.lapsed
        ),
    )
    changed, lapsed, never = parts
    return said(
        "Of the {all} entries of the base, {holds} are confirmed by those who answer for them; {changed}, {lapsed} and {never}.",
        holds=found.holds, all=found.all, changed=changed, lapsed=lapsed, never=never,
    )  # fmt: skip


def _times() -> list[Column[tuple[str, Words]]]:
    return [
        Column("time", said("Time"), lambda one: one[0]),
        Column("item", said("Item"), lambda one: one[1]),
    ]


def briefly() -> list[Column[Ask]]:
    """Return what is told of a question that no resolution asks."""
    return [
        Column("title", said("What"), lambda one: one.title),
        Column("question", said("Question"), lambda one: one.question),
        Column("evidence", said("Evidence"), lambda one: joined(few(one.evidence))),
        Column("decides", said("Decides"), lambda one: one.decides),
    ]
