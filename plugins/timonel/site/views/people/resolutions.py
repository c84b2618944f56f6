"""Resolutions: what forums agreed, who carries it out, what waits and what is late."""

from __future__ import annotations

from collections.abc import Iterator

from timonel.kinds import Resolution
from timonel.rules.facts import day
from timonel.site import fields
from timonel.site.desk import Desk
from timonel.site.draft import Draft
from timonel.site.kit import Cell, Column, Fact, Step
from timonel.site.views.shared import entity_page
from timonel.site.writer import Writer


def pages(desk: Desk) -> Iterator[Draft]:
    """Yield the page of all resolutions."""
    if desk.base.of("resolution"):
        yield Draft("resolutions/index", desk.kind_plural("resolution"), overview, searched=False)


def state(desk: Desk, one: Resolution) -> Cell:
    """Return how a resolution stands, as a badge."""
    if one.done:
        return Cell(desk.t("done"), badge="done", key="done")
    if one.due and one.due < desk.facts.today:
        n = (day(desk.facts.today) - day(one.due)).days
        return Cell(desk.t("1 day late") if n == 1 else desk.t("{n} days late", n=n), badge="warning", key="late")
    return Cell(desk.t("open"), badge="next", key="open")


def overview(w: Writer) -> None:
    """Write the page: what waits, then all as a table."""
    desk, t = w.desk, w.desk.t
    found = sorted(desk.base.all(Resolution), key=lambda one: (one.date, one.id), reverse=True)
    w.title(desk.kind_plural("resolution"))
    w.lede(t("What was agreed, by whom, and who carries it out: a resolution without an owner and a date is a wish."))
    waiting = sorted((one for one in found if not one.done), key=lambda one: (one.due or "~", one.id))
    w.heading(t("What waits to be done"), "waiting")
    if waiting:
        w.add(desk.c.steps([_step(w, one) for one in waiting], numbered=False))
    else:
        w.notice("ok", t("Every resolution is done."))
    w.heading(t("All resolutions"), "all")
    columns: list[Column[Resolution]] = [
        fields.named(w, "resolution"),
        fields.column(w, "resolution.forum", filter=True),
        fields.column(w, "resolution.date"),
        fields.column(w, "resolution.owner", filter=True),
        fields.column(w, "resolution.due"),
        Column("state", t("State"), lambda resolution: state(desk, resolution), filter=True),
        fields.gaps(w),
    ]
    w.table("resolutions-table", desk.kind_plural("resolution"), found, columns)


def resolution_page(w: Writer, one: Resolution) -> None:
    """Write the middle of a resolution's page: what was agreed, and how it stands."""
    w.prose(one.statement)
    entity_page.facts(w, one, skip=("done",), more=(Fact(w.desk.t("State"), state(w.desk, one)),))
    entity_page.story(w, one, skip=("statement", "done"))


def _step(w: Writer, one: Resolution) -> Step:
    desk = w.desk
    due = desk.t("due {date}", date=desk.date(one.due)) if one.due else desk.t("no date")
    owner = w.role(one.owner) or Cell(desk.t("nobody owns it"), badge="warning")
    return Step(
        desk.name(one),
        w.href(one),
        text=w.inline(one.statement),
        state="next",
        meta=[state(desk, one), due, owner, w.ref("forum", one.forum)],
    )


VIEWS = {"resolution": resolution_page}
