"""Who approved what of an entry, and when: lines at the foot of its page."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from timonel.lookups.approvals import Approval, approvals
from timonel.model import Entity
from timonel.site.context import Context
from timonel.site.kit import Cell
from timonel.site.writer import Writer
from timonel.text import Said, said, say


def lines(w: Writer, entity: Entity) -> Iterator[Markup]:
    """Yield the approvals of an entry, the latest first, but for who confirmed it: a line of its own says that."""
    found = [one for one in approvals(w.ctx.base, entity) if one.source.kind != "confirmation"]
    for one in found:
        who, what = _linked(_who(w, one)), _what(w, one)
        date = one.date or _recorded(w.ctx, one)
        if date and who:
            told = said("Approved by {who} on {date}: {what}", who=_HOLE, date=w.ctx.date(date), what=_HOLE)
        elif who:
            told = said("Approved by {who}: {what}; nobody has written down the day", who=_HOLE, what=_HOLE)
        else:
            continue
        yield _filled(say(told, w.ctx.lang), who, what)


_HOLE = "\x02"  # stands in a sentence where HTML goes


def _filled(text: str, *parts: Markup) -> Markup:
    """Return a sentence with HTML where it has holes."""
    words = text.split(_HOLE)
    return Markup("").join(
        piece
        for word, part in zip(words, (*parts, Markup()), strict=True)
        for piece in (Markup("{}").format(word), part)
    )


def _linked(cell: Cell | None) -> Markup:
    if cell is None or not cell.text:
        return Markup()
    name = Markup('<a href="{}">{}</a>').format(cell.href, cell.text) if cell.href else Markup("{}").format(cell.text)
    return Markup("{} ({})").format(name, cell.note) if cell.note else name


def _who(w: Writer, one: Approval) -> Cell | None:
    kind, _, id_ = one.by.partition(":")
    return w.ref(kind, id_) if kind == "forum" else w.approver(one.by)


def _what(w: Writer, one: Approval) -> Markup:
    if isinstance(one.what, Said):
        until = said(", until {date}", date=w.ctx.date(one.until)) if one.until else None
        return Markup("{}{}").format(say(one.what, w.ctx.lang), say(until, w.ctx.lang) if until else "")
    return _linked(w.link(one.what))


def _recorded(ctx: Context, one: Approval) -> str:
    """Return the day on which what says so was written, where git knows it and its file says nothing else."""
    change = ctx.changed.get(one.source.file)
    return change.date if change and len(ctx.facts.by_file.get(one.source.file, ())) == 1 else ""
