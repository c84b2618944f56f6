"""Governance bodies: the list with last and next meeting and open resolutions, and a page per body."""

from __future__ import annotations

from collections.abc import Iterator

from timonel.kinds import Decision, Forum, Resolution
from timonel.rules.facts import PERIOD_DAYS, days_before
from timonel.site import escape, fields
from timonel.site.desk import Desk
from timonel.site.draft import Draft
from timonel.site.kit import Cell, Column, Fact, count
from timonel.site.views.people.assignment import date
from timonel.site.views.people.participation import last_meeting
from timonel.site.views.shared import entity_page, inventory
from timonel.site.writer import Writer

_SHOWN = 12  # meetings on a forum's page


def pages(desk: Desk) -> Iterator[Draft]:
    """Yield the list of forums."""
    if desk.base.of("forum"):
        yield Draft("forums/index", desk.kind_plural("forum"), overview, ("people", 7), searched=False)


def overview(w: Writer) -> None:
    """Write the list."""
    desk = w.desk
    w.title(desk.kind_plural("forum"))
    w.lede(
        desk.t(
            "Where decisions are taken together: who chairs, how often they meet, and what was resolved and is not done."
        )
    )
    more = [
        Column[Forum]("last", desk.t("Last meeting"), lambda forum: desk.date_cell(last_meeting(desk, forum))),
        Column[Forum]("next", desk.t("Next meeting"), lambda forum: next_meeting(desk, forum)),
        Column[Forum]("open", desk.t("Open resolutions"), lambda forum: _open_count(w, forum), number=True),
    ]
    inventory.table(w, "forum", desk.base.all(Forum), ["type", "chair", "cadence"], more)


def _open_count(w: Writer, forum: Forum) -> Cell:
    return count(sum(not x.done for x in _resolutions(w.desk, forum)), w.href(forum, "resolutions"))


def _resolutions(desk: Desk, forum: Forum) -> list[Resolution]:
    return sorted(
        (one for one in desk.base.all(Resolution) if one.forum == forum.id),
        key=lambda one: (bool(one.done), one.due or "~", one.date),
    )


def next_meeting(desk: Desk, forum: Forum) -> Cell | None:
    """Return the next meeting: the one on the calendar, else when its cadence asks for one, said so."""
    ahead = [one.date for one in forum.meetings if one.date > desk.facts.today]
    if ahead:
        return desk.date_cell(min(ahead))
    last = last_meeting(desk, forum)
    if last is None or forum.cadence is None:
        return None
    expected = days_before(last, -PERIOD_DAYS[forum.cadence])
    note = desk.t("should have met") if expected < desk.facts.today else desk.t("by its cadence")
    return Cell(desk.t("around {date}", date=desk.date(expected)), sort=expected, note=note)


def forum_page(w: Writer, forum: Forum) -> None:
    """Write the middle of a forum's page."""
    desk = w.desk
    more = (
        Fact(desk.t("Last meeting"), desk.date_cell(last_meeting(desk, forum))),
        Fact(desk.t("Next meeting"), next_meeting(desk, forum)),
    )
    entity_page.facts(w, forum, skip=("decides",), more=more)
    w.prose(forum.purpose)
    _agreed(w, forum)
    decisions = desk.base.many(Decision, forum.decides)
    if decisions:
        w.heading(desk.t("Decides"), "decides")
        w.table(
            "decides-table",
            desk.t("Decides"),
            decisions,
            [
                fields.head(desk, "decision", w.link),
                fields.head(desk, "decision.statement", lambda decision: desk.pick(decision.statement), wide=True),
            ],
            plain=True,
        )
    if forum.members:
        w.heading(desk.label("forum", "members"), "members")
        voices = fields.of(desk, "forum", "members", "voice")
        w.table(
            "members-table",
            desk.label("forum", "members"),
            forum.members,
            [
                fields.head(desk, "role", lambda member: w.role(member.role), wide=True),
                fields.head(
                    desk, "forum.members.voice", lambda member: member.voice and desk.word(voices, member.voice)
                ),
            ],
            plain=True,
        )
    _meetings(w, forum)
    entity_page.story(w, forum, skip=("purpose", "members", "meetings"))


def _agreed(w: Writer, forum: Forum) -> None:
    """Add its resolutions, the open ones first."""
    desk = w.desk
    found = _resolutions(desk, forum)
    if found:
        done = Cell(desk.t("done"), badge="done")
        w.heading(desk.kind_plural("resolution"), "resolutions")
        w.table(
            "resolutions-table",
            desk.kind_plural("resolution"),
            found,
            [
                fields.named(w, "resolution"),
                fields.column(w, "resolution.date"),
                fields.column(w, "resolution.owner"),
                fields.head(
                    desk,
                    "resolution.due",
                    lambda resolution: desk.date_cell(resolution.due) if resolution.done else date(w, resolution.due),
                ),
                fields.head(desk, "resolution.done", lambda resolution: done if resolution.done else desk.t("open")),
            ],
            plain=True,
        )


def _meetings(w: Writer, forum: Forum) -> None:
    desk = w.desk
    latest = sorted(forum.meetings, key=lambda one: one.date, reverse=True)[:_SHOWN]
    if latest:
        w.heading(desk.label("forum", "meetings"), "meetings")
        w.table(
            "meetings-table",
            desk.label("forum", "meetings"),
            latest,
            [
                fields.head(desk, "forum.meetings.date", lambda one: desk.date_cell(one.date)),
                fields.head(
                    desk,
                    "forum.meetings.minutes",
                    lambda one: (
                        Cell(desk.t("read the minutes"), url)
                        if one.minutes and (url := escape.safe_url(one.minutes))
                        else None
                    ),
                ),
            ],
            plain=True,
        )


VIEWS = {"forum": forum_page}
