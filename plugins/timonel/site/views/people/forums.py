"""Governance bodies: the list with last and next meeting and open resolutions, and a page per body."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from markupsafe import Markup

from timonel.governance import Finding
from timonel.kinds import Decision, Forum, ForumMember, Issue, Resolution, Role
from timonel.lookups.calendar import PERIOD_DAYS, days_before
from timonel.lookups.status import is_active, resolved
from timonel.model import Entity
from timonel.site import escape, fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Action, Cell, Column, Fact, Item, count
from timonel.site.views.people.assignment import date
from timonel.site.views.people.participation import last_meeting
from timonel.site.views.people.resolutions import state
from timonel.site.views.shared import entity_page, inventory, standing
from timonel.site.views.shared.blocks import folded
from timonel.site.views.shared.subscribe import subscribe
from timonel.site.writer import Writer
from timonel.text import many

_SEATS = 10  # members that are read at once
_SHOWN = 12  # meetings on a forum's page
_FIRST = 3  # gaps that are read at once; the others fold
_ORDER = {"agreed": 0, "proposed": 1}  # what is open, then what is asked; all else is over


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
    return count(sum(resolved(x) == "agreed" for x in _resolutions(w.ctx, forum)), w.href(forum, "resolutions"))


def _resolutions(ctx: Context, forum: Forum) -> list[Resolution]:
    return sorted(
        (one for one in ctx.base.all(Resolution) if one.forum == forum.id),
        key=lambda one: (_ORDER.get(resolved(one), len(_ORDER)), one.due or "~", one.date or ""),
    )


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
    grave = fields.worst(only) != "info" if only else False
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
    _agreed(w, forum)
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


def _agreed(w: Writer, forum: Forum) -> None:
    """Add its resolutions: the open ones, those it is asked for, and behind a line those that are over."""
    ctx = w.ctx
    found = _resolutions(ctx, forum)
    if found:
        waiting, asked = (sum(resolved(one) == state for one in found) for state in _ORDER)
        told = [
            ctx.kind_plural("resolution"),
            *([ctx.t(many("1 open", "{n} open", waiting))] if waiting else []),
            *([ctx.t(many("1 proposed", "{n} proposed", asked))] if asked else []),
        ]
        w.heading(" · ".join(told), "resolutions")
        live = [one for one in found if resolved(one) in _ORDER]
        over = [one for one in found if resolved(one) not in _ORDER]
        if live:
            w.add(_resolution_table(w, forum, "resolutions-table", live, ctx.kind_plural("resolution")))
        _brought(w, forum)
        if over:
            one, more = ("1 done", "{n} done") if all(map(_done, over)) else ("1 withdrawn", "{n} done or withdrawn")
            words = ctx.t(many(one, more, len(over)))
            w.add(folded(words, _resolution_table(w, forum, "resolutions-over", over, words)))


def _brought(w: Writer, forum: Forum) -> None:
    """Add the problems that were brought before it and are open."""
    ctx = w.ctx
    found = [one for one in ctx.base.all(Issue) if one.escalated_to == forum.id and is_active(one)]
    if found:
        label = ctx.t(many("1 issue brought before it", "{n} issues brought before it", len(found)))
        w.add(ctx.c.short([(label, "issues", ctx.c.value([w.link(one) for one in ctx.sorted(found)]))]))


def _done(one: Resolution) -> bool:
    return resolved(one) == "done"


def _resolution_table(w: Writer, forum: Forum, anchor: str, found: Sequence[Resolution], caption: str) -> Markup:
    ctx = w.ctx
    columns: list[Column[Resolution]] = [
        fields.named(w, "resolution"),
        fields.column(w, "resolution.date"),
        fields.column(w, "resolution.owner"),
        fields.head(
            ctx,
            "resolution.due",
            lambda resolution: _due(w, forum, resolution),
        ),
        Column("state", ctx.t("State"), lambda resolution: state(ctx, resolution), lead=True),
    ]
    return ctx.c.table(anchor, caption, found, columns, plain=True, folds=False)


def _due(w: Writer, forum: Forum, one: Resolution) -> Cell | None:
    """Return by when a resolution is to be done, and how soon that is; what falls due before the body meets again stands out."""
    ctx, cell = w.ctx, w.ctx.date_cell(one.due)
    if cell is None or not one.due or resolved(one) not in _ORDER:
        return cell
    left, meeting = -ctx.facts.days_since(one.due), next_meeting(ctx, forum)
    if left < 0:
        return date(w, one.due)
    near = ctx.t("today") if left == 0 else ctx.t(many("in 1 day", "in {n} days", left))
    soon = meeting is not None and one.due < str(meeting.sort)
    return cell._replace(note=near, badge="warning" if soon else None)


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
    return [*told, *_waiting(w, forum), *_its_own(w, forum)]


def _waiting(w: Writer, forum: Forum) -> Iterator[Cell]:
    """Yield how many resolutions a body is asked for, and how many are open and by when, with the way to them."""
    ctx, states = w.ctx, Counter(map(resolved, _resolutions(w.ctx, forum)))
    if asked := states["proposed"]:
        yield Cell(ctx.t(many("1 resolution to decide", "{n} resolutions to decide", asked)), "#resolutions")
    if open_ := states["agreed"]:
        text = ctx.t(many("1 resolution open", "{n} resolutions open", open_))
        first = min((one.due for one in _resolutions(ctx, forum) if resolved(one) == "agreed" and one.due), default="")
        late = "warning" if first and first < ctx.facts.today else None
        told = ctx.t("{what}, the first due {date}", what=text, date=ctx.date(first)) if first else text
        yield Cell(told, "#resolutions", badge=late)


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
