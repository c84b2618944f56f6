"""What a governance body has resolved: what is open and by when, what it is asked, and behind a line what is over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from markupsafe import Markup

from timonel.kinds import Forum, Issue, Resolution
from timonel.lookups.status import is_active, resolved
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.kit import Cell, Column
from timonel.site.views.people.assignment import date
from timonel.site.views.people.resolutions import state
from timonel.site.views.shared.blocks import folded
from timonel.site.writer import Writer
from timonel.text import many, plain

_ORDER = {"agreed": 0, "proposed": 1}  # what is open, then what is asked; all else is over


def of(ctx: Context, forum: Forum) -> list[Resolution]:
    """Return the resolutions of a body: open ones, those it is asked for, the others; each by when they are due."""
    return sorted(
        (one for one in ctx.base.all(Resolution) if one.forum == forum.id),
        key=lambda one: (_ORDER.get(resolved(one), len(_ORDER)), one.due or "~", one.date or ""),
    )


def waiting(w: Writer, forum: Forum, meeting: str) -> Iterator[Cell]:
    """Yield how many resolutions are open and by when, amber where that is before the body meets again, and how many it is asked for.

    Args:
        w: the page's writer.
        forum: the body.
        meeting: the ISO day on which it meets next; "" where nobody knows.
    """
    ctx, found = w.ctx, of(w.ctx, forum)
    states = Counter(map(resolved, found))
    asked = many("1 resolution to decide", "{n} resolutions to decide", states["proposed"])
    to_decide = [Cell(ctx.t(asked), "#to-decide")] if states["proposed"] else []
    under_way = list[Cell]()
    if open_ := states["agreed"]:
        text = ctx.t(many("1 resolution open", "{n} resolutions open", open_))
        first = min((one.due for one in found if resolved(one) == "agreed" and one.due), default="")
        is_near = bool(first) and first < max(meeting, ctx.facts.today)
        told = "{what}, the first due {date}"
        if is_near and meeting > ctx.facts.today:
            told = "{what}, the first due {date}, before it meets"
        words = ctx.t(told, what=text, date=ctx.date(first)) if first else text
        under_way.append(Cell(words, "#resolutions", badge="warning" if is_near else None))
    yield from sorted([*to_decide, *under_way], key=lambda one: one.badge is None)  # what is amber first


def of_all(w: Writer, bodies: Sequence[Forum]) -> Iterator[Cell]:
    """Yield how many resolutions some bodies are asked for, how many are open, and how many of these are late."""
    ctx, found = w.ctx, [(resolved(one), one) for body in bodies for one in of(w.ctx, body)]
    asked, open_ = ([one for state, one in found if state == wanted] for wanted in ("proposed", "agreed"))
    late = sum(bool(one.due) and str(one.due) < ctx.facts.today for one in open_)
    if asked:
        yield Cell(
            ctx.t(many("1 resolution to decide", "{n} resolutions to decide", len(asked))),
            w.href("resolutions/index", "proposed"),
        )
    if open_:
        text = ctx.t(many("1 resolution open", "{n} resolutions open", len(open_)))
        told = ctx.t("{what}, {n} late", what=text, n=late) if late else text
        yield Cell(told, w.href("resolutions/index", "waiting"), badge="warning" if late else None)


def write(w: Writer, forum: Forum, meeting: str) -> None:
    """Add a body's resolutions: what it is asked, what is under way, and behind a line those that are over.

    Args:
        w: the page's writer.
        forum: the body.
        meeting: the ISO day on which it meets next; "" where nobody knows.
    """
    ctx, found = w.ctx, of(w.ctx, forum)
    asked, open_ = ([one for one in found if resolved(one) == state] for state in ("proposed", "agreed"))
    over = [one for one in found if resolved(one) not in _ORDER]
    if asked:
        title = ctx.t("To decide ({n})", n=len(asked))
        if meeting >= ctx.facts.today:
            title = ctx.t("To decide on {date} ({n})", date=ctx.date(meeting), n=len(asked))
        w.heading(title, "to-decide")
        w.add(_table(w, meeting, "to-decide-table", asked, title, ()))
    if open_:
        title = ctx.t("Open resolutions ({n})", n=len(open_))
        w.heading(title, "resolutions")
        w.add(_table(w, meeting, "resolutions-table", open_, title, ("date",)))
    elif found:
        w.heading(ctx.t("No open resolutions"), "resolutions")
    _brought(w, forum)
    if over:
        one, more = ("1 done", "{n} done") if all(map(_done, over)) else ("1 withdrawn", "{n} done or withdrawn")
        words = ctx.t(many(one, more, len(over)))
        w.add(folded(words, _table(w, meeting, "resolutions-over", over, words, ("date", "state"))))


def _brought(w: Writer, forum: Forum) -> None:
    """Add the problems that were brought before it and are open."""
    ctx = w.ctx
    found = [one for one in ctx.base.all(Issue) if one.escalated_to == forum.id and is_active(one)]
    if found:
        label = ctx.t(many("1 issue brought before it", "{n} issues brought before it", len(found)))
        w.add(ctx.c.short([(label, "issues", ctx.c.value([w.link(one) for one in ctx.sorted(found)]))]))


def _done(one: Resolution) -> bool:
    return resolved(one) == "done"


def _table(  # noqa: PLR0913, PLR0917 - what differs between the tables of a body
    w: Writer, meeting: str, anchor: str, found: Sequence[Resolution], caption: str, more: Collection[str]
) -> Markup:
    """Return resolutions as a table, with when they were agreed and how they stand where ``more`` says so."""
    ctx = w.ctx
    states: Column[Resolution] = Column("state", ctx.t("State"), lambda resolution: state(ctx, resolution), lead=True)
    columns: list[Column[Resolution]] = [
        fields.head(ctx, "resolution", lambda resolution: _named(w, resolution), key="name", wide=True),
        *([fields.column(w, "resolution.date")] if "date" in more else []),
        fields.column(w, "resolution.owner"),
        fields.head(ctx, "resolution.due", lambda resolution: _due(w, meeting, resolution)),
        *([states] if "state" in more else []),
    ]
    return ctx.c.table(anchor, caption, found, columns, plain=True, folds=False)


def _named(w: Writer, one: Resolution) -> Cell:
    """Return a resolution; below the name of one that is asked for what is proposed, without the ways that would be lost there."""
    asked = resolved(one) == "proposed" and one.statement
    return w.link(one)._replace(note=plain(w.ctx.pick(one.statement))) if asked else w.link(one)


def _due(w: Writer, meeting: str, one: Resolution) -> Cell | None:
    """Return by when a resolution is to be done, and how soon that is; what falls due before the body meets again stands out."""
    ctx, cell = w.ctx, w.ctx.date_cell(one.due)
    if cell is None or not one.due or resolved(one) not in _ORDER:
        return cell
    left = -ctx.facts.days_since(one.due)
    if left < 0:
        return date(w, one.due)
    near = ctx.t("today") if left == 0 else ctx.t(many("in 1 day", "in {n} days", left))
    if one.due >= meeting:
        return cell._replace(note=near)
    return cell._replace(note=ctx.t("{when}, before it meets next", when=near), badge="warning")
