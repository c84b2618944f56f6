"""A pack per body, made to be printed on two sheets; and a sheet for each question that it is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from timonel.history.git import HistoryError
from timonel.kinds import Forum, Resolution, Role
from timonel.lookups.status import resolved
from timonel.model import Entity
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.escape import html, markup
from timonel.site.kit import Action, Cell
from timonel.site.writer import Writer

if TYPE_CHECKING:
    from timonel.notices.document import Document


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield a pack per body and a sheet per proposal; their own pages lead to them."""
    for forum in ctx.base.all(Forum):
        if ctx.base.get(Role, f"forum-{forum.id}") is None:  # its pack stands at that address
            title = ctx.t("Pack: {forum}", forum=ctx.name(forum))
            yield Draft(f"packs/forum-{forum.id}", title, partial(_pack, forum=forum), searched=False)
    for one in ctx.base.all(Resolution):
        asked = ctx.base.get(Forum, one.forum) if resolved(one) == "proposed" else None
        if asked is not None and ctx.base.get(Role, f"resolution-{one.id}") is None:
            title = ctx.t("Decision sheet: {name}", name=ctx.name(one))
            yield Draft(f"packs/resolution-{one.id}", title, partial(_sheet, one=one, forum=asked), searched=False)


def _pack(w: Writer, forum: Forum) -> None:
    from timonel.notices.pack.meeting import meeting  # noqa: PLC0415 - most builds write no pack anew
    from timonel.notices.pack.sheets import Origin, pack  # noqa: PLC0415 - as above

    ctx = w.ctx
    recorded = None if isinstance(ctx.recorded, HistoryError) else ctx.recorded
    made = pack(meeting(ctx.result, forum, ctx.lang), Origin(ctx.version, recorded))
    _write(w, forum, ctx.t("Pack: {forum}", forum=ctx.name(forum)), made)


def _sheet(w: Writer, one: Resolution, forum: Forum) -> None:
    from timonel.notices.pack.decision import decision  # noqa: PLC0415 - as above
    from timonel.notices.pack.meeting import meeting  # noqa: PLC0415 - as above

    ctx = w.ctx
    made = decision(meeting(ctx.result, forum, ctx.lang), one, ctx.version)
    _write(w, one, ctx.t("Decision sheet: {name}", name=ctx.name(one)), made)


def _write(w: Writer, about: Entity, title: str, made: Document) -> None:
    """Write a document as a page: its looks, where it comes from, and what it says."""
    from timonel.notices.reading import Reader  # noqa: PLC0415 - as above
    from timonel.site import documents  # noqa: PLC0415 - as above

    ctx = w.ctx
    w.add(markup(f'<link rel="stylesheet" href="{html(w.href("assets/document.css"))}">'))
    plural = Cell(ctx.kind_plural(about.kind), w.href(f"{ctx.schema.kinds[about.kind].folder}/index"))
    w.add(ctx.c.crumbs([plural, Cell(ctx.name(about), w.href(about))]))
    w.title(title)
    note = ctx.t("Print this page, or save it as PDF, from the browser's menu.")
    w.add(ctx.c.actions([Action(ctx.t("Its page, always up to date"), w.href(about) or "", icon="owner")], note=note))
    w.add(documents.body(made, Reader(ctx.lang, _leading(w), most=made.most), "p", folds=True))


def _leading(w: Writer) -> Callable[[Entity | str], str | None]:
    """Return what gives links from this page; to no page that the base does not have."""

    def href(target: Entity | str) -> str | None:
        if isinstance(target, str):
            folder, _, rest = target.partition("/")
            kind = w.ctx.schema.folders.get(folder)
            return w.href(target) if kind is None or rest != "index" or w.ctx.base.of(kind.name) else None
        return w.href(target) if w.ctx.shows(target) else None

    return href
