"""Governance bodies: the list with last and next meeting and open resolutions, and a page per body."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from timonel.governance import Finding
from timonel.kinds import Decision, Forum, ForumMember, Resolution, Role
from timonel.lookups.calendar import PERIOD_DAYS, days_before
from timonel.lookups.status import resolved
from timonel.model import Entity
from timonel.site import escape, fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Action, Cell, Column, Fact, Item, count
from timonel.site.views.people import resolved_by
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
    w.title(ctx.kind_plural("forum"))
    w.lede(
        ctx.t(
            "Where decisions are taken together: who chairs, how often they meet, and what was resolved and is not done."
        )
    )
    more = [
        Column[Forum]("last", ctx.t("Last meeting"), lambda forum: ctx.date_cell(last_meeting(ctx, forum))),
        Column[Forum]("next", ctx.t("Next meeting"), lambda forum: next_meeting(ctx, forum)),
        Column[Forum]("open", ctx.t("Open resolutions"), lambda forum: _open_count(w, forum), number=True),
        Column[Forum]("pack", ctx.t("To print"), lambda forum: _sheets(w, forum), wide=True),
    ]
    inventory.table(w, "forum", ctx.base.all(Forum), ["type", "chair", "cadence"], more)


def _sheets(w: Writer, forum: Forum) -> list[Item]:
    """Return a body's pack, and the sheet of each question that it is asked."""
    ctx = w.ctx
    found: list[Item] = []
    if ctx.base.get(Role, f"forum-{forum.id}") is None:
        found.append(Cell(ctx.t("Pack of the next session"), w.href(f"packs/forum-{forum.id}")))
    for one in ctx.base.all(Resolution):
        if one.forum == forum.id and resolved(one) == "proposed" and ctx.base.get(Role, f"resolution-{one.id}") is None:
            title = ctx.t("Decision sheet: {name}", name=ctx.name(one))
            found.append(Cell(title, w.href(f"packs/resolution-{one.id}")))
    return found


def _open_count(w: Writer, forum: Forum) -> Cell:
    return count(sum(resolved(x) == "agreed" for x in resolved_by.of(w.ctx, forum)), w.href(forum, "resolutions"))


def next_meeting(ctx: Context, forum: Forum) -> Cell | None:
    """Return the next meeting: the one on the calendar, else when its cadence asks for one, said so."""
    ahead = [day for day in (forum.next, *(one.date for one in forum.meetings)) if day and day > ctx.facts.today]
    if ahead:
        return ctx.date_cell(min(ahead))
    last = last_meeting(ctx, forum)
    if last is None or forum.cadence is None:
        return None
    expected = days_before(last, -PERIOD_DAYS[forum.cadence])
    note = ctx.t("should have met") if expected < ctx.facts.today else ctx.t("by its cadence")
    return Cell(ctx.t("around {date}", date=ctx.date(expected)), sort=expected, note=note)


def forum_page(w: Writer, forum: Forum) -> None:
    """Write the middle of a forum's page."""
    ctx = w.ctx
    only = _only(ctx, forum)
    grave = bool(only) and fields.worst(only) != "info"
    if grave:
        _gaps(w, only)
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
        _gaps(w, only)  # notes can wait for what is to be decided
    # The day of the next one is told already, and how it recurs is for calendars to read.
    entity_page.facts(w, forum, skip=("decides", "next", "recurs", "minutes"), more=more)
    if forum.description:
        w.heading(ctx.t("How it works"), "about")
        w.prose(forum.description)
    decisions = ctx.base.many(Decision, forum.decides)
    if decisions:
        w.heading(ctx.t("Decides"), "decides")
        w.table(
            "decides-table",
            ctx.t("Decides"),
            decisions,
            [
                fields.head(ctx, "decision", w.link),
                fields.head(ctx, "decision.statement", lambda decision: ctx.pick(decision.statement), wide=True),
            ],
            plain=True,
        )
    if forum.members:
        _members(w, forum)
    _meetings(w, forum)
    entity_page.story(w, forum, skip=("purpose", "members", "meetings"))


def _gaps(w: Writer, only: Sequence[Finding]) -> None:
    """Add the gaps that only this body closes."""
    w.heading(w.ctx.t("Gaps only it closes ({n})", n=len(only)), "only")
    w.add(w.ctx.c.gap_list(w.gaps(sorted(only, key=standing.urgency)), most=_FIRST))


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
    if latest:
        w.heading(ctx.label("forum", "meetings"), "meetings")
        w.table(
            "meetings-table",
            ctx.label("forum", "meetings"),
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
            plain=True,
            behind=True,
        )


def meets(w: Writer, forum: Entity) -> list[Item]:
    """Return when a body meets next, what it is to decide or has promised, and the gaps that nobody else closes."""
    if not isinstance(forum, Forum):
        return []
    found, told = next_meeting(w.ctx, forum), list[Item]()
    if found is not None:
        text, late = w.ctx.t("Next meeting: {date}", date=found.text), found.note == w.ctx.t("should have met")
        told.append(Cell(f"{text} · {found.note}", badge="warning") if late else Cell(text))
    return [*told, *resolved_by.waiting(w, forum), *_its_own(w, forum)]


def _its_own(w: Writer, forum: Forum) -> Iterator[Cell]:
    """Yield how many gaps only a body closes, with the way to them."""
    if found := _only(w.ctx, forum):
        text = w.ctx.t(many("1 gap only it closes", "{n} gaps only it closes", len(found)))
        yield Cell(text, "#only", badge=fields.worst(found))


def _only(ctx: Context, forum: Forum) -> list[Finding]:
    """Return the gaps that only a body closes; those of its own entry stand apart from them."""
    from timonel.notices.pack.meeting import meeting  # noqa: PLC0415 - most builds write no body's page anew

    return [one for one in meeting(ctx.result, forum, ctx.lang).only if one.spot.subject != forum.key]


VIEWS = {"forum": forum_page}
STATES = {"forum": meets}
