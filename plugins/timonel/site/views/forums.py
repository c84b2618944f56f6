"""Governance bodies: the list with last and next meeting and open resolutions, and a page per body."""

from __future__ import annotations

from collections.abc import Iterator

from timonel.kinds import Decision, Forum, Resolution
from timonel.rules.facts import PERIOD_DAYS, days_before
from timonel.site import escape
from timonel.site.desk import Cell, Desk
from timonel.site.views import default, inventory
from timonel.site.views.holding import date
from timonel.site.views.part import last_meeting
from timonel.site.writer import Writer

_SHOWN = 12  # meetings on a forum's page


def pages(desk: Desk) -> Iterator[inventory.OverviewPage]:
    """Yield the list of forums."""
    if desk.base.of("forum"):
        yield "forums/index", desk.kind_plural("forum"), overview, {"search": {"exclude": True}}


def overview(w: Writer) -> None:
    """Write the list."""
    desk = w.desk
    w.title(desk.kind_plural("forum"))
    w.add(
        desk.c.lede(
            desk.t(
                "Where decisions are taken together: who chairs, how often they meet, and what was resolved and is not done."
            )
        )
    )
    more = {
        desk.t("Last meeting"): lambda one: desk.date_cell(last_meeting(desk, one)),
        desk.t("Next meeting"): lambda one: next_meeting(desk, one),
        desk.t("Open resolutions"): lambda one: _open_count(w, one),
    }
    inventory.table(w, "forum", ["type", "chair", "cadence"], more)


def _open_count(w: Writer, forum: Forum) -> Cell:
    n = sum(not one.done for one in _resolutions(w.desk, forum))
    return {"text": str(n), "sort": n, "href": w.href(forum, "resolutions") if n else None}


def _resolutions(desk: Desk, forum: Forum) -> list[Resolution]:
    return sorted(
        (one for one in desk.base.all(Resolution) if one.forum == forum.id),
        key=lambda one: (bool(one.done), one.due or "~", one.date),
    )


def next_meeting(desk: Desk, forum: Forum) -> Cell:
    """Return the next meeting: the one on the calendar, else when its cadence asks for one, said so."""
    ahead = [one.date for one in forum.meetings if one.date > desk.facts.today]
    if ahead:
        return desk.date_cell(min(ahead))
    last = last_meeting(desk, forum)
    if last is None or forum.cadence is None:
        return None
    expected = days_before(last, -PERIOD_DAYS[forum.cadence])
    note = desk.t("should have met") if expected < desk.facts.today else desk.t("by its cadence")
    return {"text": desk.t("around {date}", date=desk.date(expected)), "sort": expected, "note": note}


def forum_page(w: Writer, forum: Forum) -> None:
    """Write the middle of a forum's page."""
    desk = w.desk
    more = (
        {"label": desk.t("Last meeting"), "value": desk.date_cell(last_meeting(desk, forum))},
        {"label": desk.t("Next meeting"), "value": next_meeting(desk, forum)},
    )
    default.facts(w, forum, skip=("decides",), more=more)
    w.prose(forum.purpose)
    _agreed(w, forum)
    decisions = desk.base.many(Decision, forum.decides)
    if decisions:
        w.heading(desk.t("Decides"), "decides")
        columns = [
            {"key": "decision", "label": desk.kind_title("decision")},
            {"key": "statement", "label": desk.label("decision", "statement"), "wide": True},
        ]
        w.add(
            desk.c.table(
                "decides-table",
                desk.t("Decides"),
                columns,
                [[w.link(one), desk.pick(one.statement)] for one in decisions],
                plain=True,
            )
        )
    if forum.members:
        w.heading(desk.label("forum", "members"), "members")
        voices = desk.schema.kinds["forum"].fields["members"]["items"]["properties"]["voice"]
        columns = [
            {"key": "role", "label": desk.kind_title("role"), "wide": True},
            {"key": "voice", "label": desk.label("forum", "members", 0, "voice")},
        ]
        rows = [[w.role(one.role), desk.word(voices, one.voice) if one.voice else None] for one in forum.members]
        w.add(desk.c.table("members-table", desk.label("forum", "members"), columns, rows, plain=True))
    _meetings(w, forum)
    default.story(w, forum, skip=("purpose", "members", "meetings"))


def _agreed(w: Writer, forum: Forum) -> None:
    """Add its resolutions, the open ones first."""
    desk = w.desk
    found = _resolutions(desk, forum)
    if found:
        columns = [
            {"key": "name", "label": desk.kind_title("resolution"), "wide": True}, {"key": "date", "label": desk.label("resolution", "date")},
            {"key": "owner", "label": desk.label("resolution", "owner")}, {"key": "due", "label": desk.label("resolution", "due")},
            {"key": "done", "label": desk.label("resolution", "done")},
        ]  # fmt: skip
        done = {"text": desk.t("done"), "badge": "done"}
        rows = [
            [
                w.link(one),
                desk.date_cell(one.date),
                w.role(one.owner),
                desk.date_cell(one.due) if one.done else date(w, one.due),
                done if one.done else desk.t("open"),
            ]
            for one in found
        ]
        w.heading(desk.kind_plural("resolution"), "resolutions")
        w.add(desk.c.table("resolutions-table", desk.kind_plural("resolution"), columns, rows, plain=True))


def _meetings(w: Writer, forum: Forum) -> None:
    desk = w.desk
    latest = sorted(forum.meetings, key=lambda one: one.date, reverse=True)[:_SHOWN]
    if latest:
        columns = [
            {"key": "date", "label": desk.label("forum", "meetings", 0, "date")},
            {"key": "minutes", "label": desk.label("forum", "meetings", 0, "minutes")},
        ]
        rows = [
            [
                desk.date_cell(one.date),
                {"text": desk.t("read the minutes"), "href": url}
                if one.minutes and (url := escape.safe_url(one.minutes))
                else None,
            ]
            for one in latest
        ]
        w.heading(desk.label("forum", "meetings"), "meetings")
        w.add(desk.c.table("meetings-table", desk.label("forum", "meetings"), columns, rows, plain=True))


VIEWS = {"forum": forum_page}
