"""Resolutions: what forums agreed, who carries it out, what waits and what is late."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from timonel.kinds import Resolution
from timonel.rules.facts import day
from timonel.site.desk import Cell, Desk
from timonel.site.views import default
from timonel.site.views.figures import Column, columns, gaps
from timonel.site.views.inventory import OverviewPage
from timonel.site.writer import Writer


def pages(desk: Desk) -> Iterator[OverviewPage]:
    """Yield the page of all resolutions."""
    if desk.base.of("resolution"):
        yield "resolutions/index", desk.kind_plural("resolution"), overview, {"search": {"exclude": True}}


def state(desk: Desk, one: Resolution) -> dict[str, Any]:
    """Return how a resolution stands, as a badge."""
    if one.done:
        return {"text": desk.t("done"), "badge": "done", "key": "done"}
    if one.due and one.due < desk.facts.today:
        n = (day(desk.facts.today) - day(one.due)).days
        return {
            "text": desk.t("1 day late") if n == 1 else desk.t("{n} days late", n=n),
            "badge": "warning",
            "key": "late",
        }
    return {"text": desk.t("open"), "badge": "next", "key": "open"}


def overview(w: Writer) -> None:
    """Write the page: what waits, then all as a table."""
    desk, t = w.desk, w.desk.t
    found = sorted(desk.base.all(Resolution), key=lambda one: (one.date, one.id), reverse=True)
    w.title(desk.kind_plural("resolution"))
    w.add(
        desk.c.lede(
            t("What was agreed, by whom, and who carries it out: a resolution without an owner and a date is a wish.")
        )
    )
    waiting = sorted((one for one in found if not one.done), key=lambda one: (one.due or "~", one.id))
    w.heading(t("What waits to be done"), "waiting")
    if waiting:
        w.add(desk.c.steps([_step(w, one) for one in waiting], numbered=False))
    else:
        w.add(desk.c.notice("ok", t("Every resolution is done."), ""))
    w.heading(t("All resolutions"), "all")
    heads: list[Column] = [
        *columns(desk, "resolution", "name", "forum", "date", "owner", "due"),
        {"key": "state", "label": t("State")},
        {"key": "gaps", "label": t("Gaps"), "number": True},
    ]
    rows: list[list[Cell]] = [
        [
            w.link(one),
            w.ref("forum", one.forum),
            desk.date_cell(one.date),
            w.role(one.owner),
            desk.date_cell(one.due),
            state(desk, one),
            gaps(w, one),
        ]
        for one in found
    ]
    w.add(
        desk.c.table(
            "resolutions-table", desk.kind_plural("resolution"), heads, rows, filters=["forum", "owner", "state"]
        )
    )


def resolution_page(w: Writer, one: Resolution) -> None:
    """Write the middle of a resolution's page: what was agreed, and how it stands."""
    w.prose(one.statement)
    default.facts(w, one, skip=("done",), more=({"label": w.desk.t("State"), "value": state(w.desk, one)},))
    default.story(w, one, skip=("statement", "done"))


def _step(w: Writer, one: Resolution) -> dict[str, Any]:
    desk = w.desk
    due = desk.t("due {date}", date=desk.date(one.due)) if one.due else desk.t("no date")
    owner = w.role(one.owner) or {"text": desk.t("nobody owns it"), "badge": "warning"}
    return {
        "title": desk.name(one),
        "href": w.href(one),
        "text": w.inline(one.statement),
        "state": "next",
        "meta": [state(desk, one), due, owner, w.ref("forum", one.forum)],
    }


VIEWS = {"resolution": resolution_page}
