"""How a governance body stands: when it meets, what others decide about it, and which gaps only it closes."""

from __future__ import annotations

from collections.abc import Iterator

from timonel.governance import Finding
from timonel.kinds import Forum, Resolution
from timonel.lookups.calendar import PERIOD_DAYS, days_before
from timonel.lookups.status import resolved
from timonel.model import Entity
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.kit import Cell, Item
from timonel.site.views.people import resolved_by
from timonel.site.views.people.participation import last_meeting
from timonel.site.writer import Writer
from timonel.text import many


def next_meeting(ctx: Context, forum: Forum) -> Cell | None:
    """Return the next meeting: the one on the calendar, else when its cadence asks for one, said so."""
    ahead = [day for day in (forum.next, *(one.date for one in forum.meetings)) if day and day > ctx.facts.today]
    if ahead:
        hour = forum.fields.get("at") if min(ahead) == forum.next else None
        text = ctx.date(min(ahead))
        return Cell(f"{text}, {hour}" if hour else text, sort=min(ahead))
    last = last_meeting(ctx, forum)
    if last is None or forum.cadence is None:
        return None
    expected = days_before(last, -PERIOD_DAYS[forum.cadence])
    late, text = expected < ctx.facts.today, ctx.t("around {date}", date=ctx.date(expected))
    note = ctx.t("should have met") if late else ctx.t("by its cadence")
    return Cell(text, sort=expected, note=note)


def is_late(ctx: Context, meeting: Cell) -> bool:
    """Whether a body should have met on the day that `next_meeting` tells."""
    return str(meeting.sort) < ctx.facts.today


def meets(w: Writer, forum: Entity) -> list[Item]:
    """Return when a body meets next, what it is to decide or has promised, and the gaps that nobody else closes."""
    if not isinstance(forum, Forum):
        return []
    found, told = next_meeting(w.ctx, forum), list[Item]()
    if found is not None:
        late = is_late(w.ctx, found)
        words = "Should have met {date}" if late else "Next meeting: {date}"
        told.append(Cell(w.ctx.t(words, date=found.text), badge="warning" if late else None))
    return [
        *told,
        *_decided_on(w, forum),
        *resolved_by.waiting(w, forum, str(found.sort) if found else ""),
        *its_own(w, forum),
    ]


def _decided_on(w: Writer, forum: Forum) -> Iterator[Cell]:
    """Yield what other bodies are asked about this one and when they meet, with the way to each question."""
    ctx = w.ctx
    for one in ctx.base.all(Resolution):
        body = ctx.base.get(Forum, one.forum)
        if resolved(one) == "proposed" and forum.key in one.about and body is not None and body.id != forum.id:
            meeting = next_meeting(ctx, body)
            words = (
                "Its future is decided on {date} by {body}: {name}"
                if meeting and meeting.sort
                else "Its future is decided by {body}: {name}"
            )
            told = ctx.t(words, body=ctx.name(body), date=meeting and ctx.date(str(meeting.sort)), name=ctx.name(one))
            yield Cell(told, w.href(one))


def its_own(w: Writer, forum: Forum) -> Iterator[Cell]:
    """Yield how many gaps only a body closes, with the way to them."""
    if found := only_it_closes(w.ctx, forum):
        text = w.ctx.t(many("1 gap for it to close", "{n} gaps for it to close", len(found)))
        yield Cell(text, "#only", badge=fields.worst(found))


def only_it_closes(ctx: Context, forum: Forum) -> list[Finding]:
    """Return the gaps that only a body closes; those of its own entry stand apart from them."""
    from timonel.notices.pack.meeting import meeting  # noqa: PLC0415 - most builds write no body's page anew

    return [one for one in meeting(ctx.result, forum, ctx.lang).only if one.spot.subject != forum.key]


STATES = {"forum": meets}
