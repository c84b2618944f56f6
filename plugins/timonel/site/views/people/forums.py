"""Governance bodies: the list with last and next meeting and open resolutions, and a page per body."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import partial

from timonel.governance import Finding
from timonel.kinds import Decision, Forum, ForumMember, Role
from timonel.lookups.calendar import day
from timonel.lookups.status import resolved
from timonel.site import escape, fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Action, Cell, Column, Fact, Item, count
from timonel.site.kit.cells import ZERO
from timonel.site.views.people import resolved_by
from timonel.site.views.people.bodies import is_late, its_own, next_meeting, only_it_closes
from timonel.site.views.people.participation import last_meeting
from timonel.site.views.shared import entity_page, inventory, standing
from timonel.site.views.shared.subscribe import subscribe
from timonel.site.writer import Writer
from timonel.text import many

_SEATS = 10  # members that are read at once
_SHOWN = 12  # meetings on a forum's page
_FIRST = 3  # gaps that are read at once; the others fold


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the list of forums."""
    if ctx.base.of("forum"):
        yield Draft("forums/index", ctx.kind_plural("forum"), overview, ("people", 7), searched=False)


def overview(w: Writer) -> None:
    """Write the list."""
    ctx = w.ctx
    bodies = ctx.base.all(Forum)
    w.title(ctx.kind_plural("forum"))
    standing.of_list(w, (), _state(w, bodies))
    w.lede(
        ctx.t(
            "Where decisions are taken together: who chairs, how often they meet, and what was resolved and is not done."
        )
    )
    more = [
        Column[Forum]("last", ctx.t("Last meeting"), lambda forum: ctx.date_cell(last_meeting(ctx, forum))),
        Column[Forum]("next", ctx.t("Next meeting"), lambda forum: _next(ctx, forum)),
        Column[Forum]("decide", ctx.t("To decide"), lambda forum: _count(w, forum, "proposed"), number=True),
        Column[Forum]("open", ctx.t("Open resolutions"), lambda forum: _count(w, forum, "agreed"), number=True),
        Column[Forum]("pack", ctx.t("To print"), lambda forum: _pack(w, forum)),
        Column[Forum]("gaps", ctx.t("Gaps"), lambda forum: _open(w, forum)),
    ]
    # Which type of body it is, its name says.
    names, soonest = ["chair", "cadence"], partial(_soonest, ctx)
    inventory.table(w, "forum", bodies, names, more, gaps=False, lead="next", urgency=soonest)


def _state(w: Writer, bodies: Sequence[Forum]) -> Iterator[Cell]:
    """Yield which bodies should have met, which one meets next, and what all of them have to decide and to carry out."""
    ctx = w.ctx
    found = [(body, meeting) for body in bodies if (meeting := next_meeting(ctx, body))]
    late = [(body, meeting) for body, meeting in found if is_late(ctx, meeting)]
    for body, meeting in late[:1]:
        words = many(
            "{body} should have met 1 day ago",
            "{body} should have met {n} days ago",
            ctx.facts.days_since(str(meeting.sort)),
        )
        if others := len(late) - 1:
            words = many("{body} and 1 more should have met", "{body} and {n} more should have met", others)
        yield Cell(ctx.t(words, body=ctx.name(body)), w.href(body), badge="warning")
    ahead = sorted(
        (str(meeting.sort), ctx.name(body), body, meeting) for body, meeting in found if (body, meeting) not in late
    )
    for _, name, body, meeting in ahead[:1]:
        yield Cell(ctx.t("Next: {body}, {date}", body=name, date=meeting.text), w.href(body))
    yield from resolved_by.of_all(w, bodies)


def _soonest(ctx: Context, forum: Forum) -> tuple[float, ...]:
    """Return how soon one asks for a body in the list: what should have met, then by the next meeting; last, who knows none."""
    found = next_meeting(ctx, forum)
    if found is None:
        return (False, -math.inf)
    return (is_late(ctx, found), -day(str(found.sort)).toordinal())


def _next(ctx: Context, forum: Forum) -> Cell | None:
    found = next_meeting(ctx, forum)
    late = found is not None and is_late(ctx, found)
    return found._replace(badge="warning") if found and late else found


def _pack(w: Writer, forum: Forum) -> Item:
    """Return a body's pack, which has the sheet of each question that it is asked."""
    has_none = w.ctx.base.get(Role, f"forum-{forum.id}") is not None
    return None if has_none else Cell(w.ctx.t("Pack"), w.href(f"packs/forum-{forum.id}"))


def _open(w: Writer, forum: Forum) -> list[Item]:
    """Return a body's gaps, and those that only it closes, as on its page."""
    words = many("1 gap to close", "{n} gaps to close", len(only_it_closes(w.ctx, forum)))
    only = [Cell(w.ctx.t(words), w.href(forum, "only"), badge=one.badge) for one in its_own(w, forum)]
    own = standing.gap_chip(w, forum)
    return [*([own] if own else []), *only] or [Cell("0", badge=ZERO)]


def _count(w: Writer, forum: Forum, state: str) -> Cell:
    anchor = "to-decide" if state == "proposed" else "resolutions"
    return count(sum(resolved(x) == state for x in resolved_by.of(w.ctx, forum)), w.href(forum, anchor))


def forum_page(w: Writer, forum: Forum) -> None:
    """Write the middle of a forum's page."""
    ctx = w.ctx
    only = only_it_closes(ctx, forum)
    grave = bool(only) and fields.worst(only) != "info"
    if grave:
        _gaps(w, forum, only)
    more = (
        Fact(ctx.t("Last meeting"), ctx.date_cell(last_meeting(ctx, forum))),
        Fact(ctx.t("Next meeting"), next_meeting(ctx, forum)),
        *([Fact(ctx.label("forum", "minutes"), Cell(ctx.t("{n} minutes", n=forum.minutes)))] if forum.minutes else []),
    )
    ways = [*subscribe(w, forum)]
    if ctx.base.get(Role, f"forum-{forum.id}") is None:
        ways.insert(0, Action(ctx.t("Pack of the next session"), w.href(f"packs/forum-{forum.id}") or ""))
    if ways:
        w.add(ctx.c.actions(ways))
    ahead = next_meeting(ctx, forum)
    resolved_by.write(w, forum, str(ahead.sort) if ahead else "")
    if only and not grave:
        _gaps(w, forum, only)  # notes can wait for what is to be decided
    # The day of the next one is told already, and how it recurs is for calendars to read.
    vague = ("type",) if forum.type == "other" else ()
    entity_page.facts(w, forum, skip=("decides", "next", "recurs", "at", "minutes", *vague), more=more)
    if forum.description:
        w.heading(ctx.t("How it works"), "about")
        w.prose(forum.description)
    decisions = ctx.base.many(Decision, forum.decides)
    w.section(
        ctx.t("Decides"),
        "decides",
        decisions,
        [
            fields.head(ctx, "decision", w.link),
            fields.head(ctx, "decision.statement", lambda decision: ctx.pick(decision.statement), wide=True),
        ],
    )
    if forum.members:
        _members(w, forum)
    _meetings(w, forum)
    entity_page.story(w, forum, skip=("purpose", "members", "meetings"))


def _gaps(w: Writer, forum: Forum, only: Sequence[Finding]) -> None:
    """Add the gaps that only this body closes; that its chair must act is said above all of them."""
    w.heading(w.ctx.t("Gaps for it to close ({n})", n=len(only)), "only")
    chair = all(tuple(one.responsible) == (f"role:{forum.chair}",) for one in only)
    w.add(w.ctx.c.gap_list(w.gaps(sorted(only, key=standing.urgency), of_one=chair), most=_FIRST))


def _members(w: Writer, forum: Forum) -> None:
    """Add who sits in it, each with its voice and whether it votes; many fold."""
    ctx, title = w.ctx, w.ctx.label("forum", "members")
    voices = fields.of(ctx, "forum", "members", "voice")
    w.heading(title, "members")
    columns: list[Column[ForumMember]] = [
        fields.head(ctx, "role", lambda member: w.role(member.role), wide=True),
        fields.head(ctx, "forum.members.voice", lambda member: member.voice and ctx.word(voices, member.voice)),
        fields.head(ctx, "forum.members.vote", lambda member: ctx.t("yes") if member.vote else ctx.t("no")),
    ]
    w.table("members-table", title, forum.members, columns, plain=True, behind=len(forum.members) > _SEATS)


def _meetings(w: Writer, forum: Forum) -> None:
    ctx = w.ctx
    latest = sorted(forum.meetings, key=lambda one: one.date, reverse=True)[:_SHOWN]
    w.section(
        ctx.label("forum", "meetings"),
        "meetings",
        latest,
        [
            fields.head(ctx, "forum.meetings.date", lambda one: ctx.date_cell(one.date)),
            fields.head(
                ctx,
                "forum.meetings.minutes",
                lambda one: (
                    Cell(ctx.t("read the minutes"), url)
                    if one.minutes and (url := escape.safe_url(one.minutes))
                    else None
                ),
            ),
        ],
        behind=True,
    )


VIEWS = {"forum": forum_page}
