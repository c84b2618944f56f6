"""Resolutions: what forums agreed, who carries it out, what waits and what is late."""

from __future__ import annotations

from collections.abc import Iterator

from timonel.kinds import Forum, Resolution
from timonel.lookups.calendar import day
from timonel.lookups.status import resolved
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Action, Cell, Column, Fact, Item, Step
from timonel.site.views.shared import entity_page
from timonel.site.writer import Writer


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the page of all resolutions."""
    if ctx.base.of("resolution"):
        yield Draft("resolutions/index", ctx.kind_plural("resolution"), overview, searched=False)


def state(ctx: Context, one: Resolution) -> Cell:
    """Return how a resolution stands, as a badge."""
    status = resolved(one)
    if status in ("proposed", "withdrawn"):
        return Cell(fields.words(ctx, status, "resolution", "status"), badge="plain", key=status)
    if status == "done":
        return Cell(ctx.t("done").capitalize(), badge="done", key="done")
    if one.due and one.due < ctx.facts.today:
        n = (day(ctx.facts.today) - day(one.due)).days
        return Cell(ctx.t("1 day late") if n == 1 else ctx.t("{n} days late", n=n), badge="warning", key="late")
    return Cell(ctx.t("open").capitalize(), badge="next", key="open")


def overview(w: Writer) -> None:
    """Write the page: what waits, then all as a table."""
    ctx, t = w.ctx, w.ctx.t
    found = sorted(ctx.base.all(Resolution), key=lambda one: (one.date or "~", one.id), reverse=True)
    w.title(ctx.kind_plural("resolution"))
    w.lede(t("What was agreed, by whom, and who carries it out: a resolution without an owner and a date is a wish."))
    asked = [one for one in found if resolved(one) == "proposed"]
    if asked:
        w.heading(t("What waits for a decision ({n})", n=len(asked)), "proposed")
        w.add(ctx.c.steps([_step(w, one, w.role(one.asked_by), *_sheet(w, one)) for one in asked], numbered=False))
    waiting = sorted((one for one in found if resolved(one) == "agreed"), key=lambda one: (one.due or "~", one.id))
    if waiting:
        w.heading(t("What waits to be done ({n})", n=len(waiting)), "waiting")
        w.add(ctx.c.steps([_step(w, one, *_carried_out(w, one)) for one in waiting], numbered=False))
    else:
        w.heading(t("What waits to be done"), "waiting")
        w.notice("ok", t("Every resolution is done."))
    w.heading(t("All resolutions"), "all")
    columns: list[Column[Resolution]] = [
        fields.named(w, "resolution"),
        fields.column(w, "resolution.forum", filter=True),
        fields.column(w, "resolution.date"),
        fields.column(w, "resolution.owner", filter=True),
        fields.column(w, "resolution.due"),
        Column("state", t("State"), lambda resolution: state(ctx, resolution), filter=True),
        fields.gaps(w),
    ]
    w.table("resolutions-table", ctx.kind_plural("resolution"), found, columns)


def resolution_page(w: Writer, one: Resolution) -> None:
    """Write the middle of a resolution's page: what was agreed, and how it stands."""
    w.prose(one.description)
    for sheet in _sheet(w, one):
        action = Action(str(sheet.text), sheet.href or "")
        w.add(w.ctx.c.actions([action], w.ctx.t("to print, with room for the answer")))
    entity_page.facts(w, one, skip=("done", "status"), more=(Fact(w.ctx.t("State"), state(w.ctx, one)),))
    entity_page.story(w, one, skip=("statement", "done", "status"))


def _sheet(w: Writer, one: Resolution) -> list[Cell]:
    """Return the way to what is printed of a question, with room for the answer; nothing where nobody is asked."""
    is_asked = resolved(one) == "proposed" and w.ctx.base.get(Forum, one.forum) is not None
    return [Cell(w.ctx.t("Decision sheet"), w.href(f"packs/resolution-{one.id}"))] if is_asked else []


def _carried_out(w: Writer, one: Resolution) -> list[Item]:
    due = w.ctx.t("due {date}", date=w.ctx.date(one.due)) if one.due else w.ctx.t("no date")
    return [due, w.role(one.owner) or Cell(w.ctx.t("nobody owns it"), badge="warning")]


def _step(w: Writer, one: Resolution, *who: Item) -> Step:
    forum = w.ref("forum", one.forum)
    meta = [state(w.ctx, one), *who, forum]
    return Step(w.ctx.name(one), w.href(one), text=w.inline(one.statement), state="next", meta=meta)


VIEWS = {"resolution": resolution_page}
