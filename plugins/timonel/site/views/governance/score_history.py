"""How governance went: what became of gaps, how old the open ones are, and charts, as recorded or out of the git history."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from markupsafe import Markup

from timonel.governance import PILLARS, Finding
from timonel.history.course import course
from timonel.history.git import HistoryError, NoRepositoryError
from timonel.history.recorded import STATES, Gap, Recorded
from timonel.history.trend import Point, Trend, of, trend
from timonel.site.kit import Cell, Column, Number
from timonel.site.kit.inline import shown
from timonel.site.views.governance.rules import PILLAR_TITLES
from timonel.site.views.shared import charts
from timonel.site.writer import Writer

_WEEKS = 26  # half a year: what one build may read anew, and what a chart of this width shows
_LATEST = 10  # closed gaps that are told
_OLDEST = 10  # open gaps that are read before the others unfold


def past(w: Writer) -> None:
    """Add how governance went, where that is recorded or the base is in a git repository; what is missing is said."""
    ctx, root = w.ctx, w.ctx.result.root
    if root is None:
        return
    known = ctx.recorded
    try:
        if isinstance(known, HistoryError):
            raise known
        found = of(known, limit=_WEEKS) if known else trend(root, ctx.cache, limit=_WEEKS, least=2)
    except NoRepositoryError:
        return
    except HistoryError as error:
        w.heading(ctx.t("Score over time"), "past")
        w.notice("none", ctx.t("History not read"), ctx.t(error.problem))
        return
    if found.points or found.shallow:
        w.heading(ctx.t("Score over time"), "past")
        if known and found.points:
            _course(w, known, found.points[0])
        _charts(w, found)
    if known:
        _closed(w, known)


def _course(w: Writer, known: Recorded, first: Point) -> None:
    """Add what became of gaps since the first point."""
    ctx, found = w.ctx, course(known, first.date)
    waived = sum(one.opened > first.date and one.closed is None and one.state == STATES["waived"] for one in known.gaps)
    date = ctx.date(found.since)
    numbers = [
        Number(ctx.number(found.opened), ctx.t("opened since {date}", date=date), None),
        Number(ctx.number(found.on_new), ctx.t("of these, on entries that came since"), None),
        *([Number(ctx.number(waived), ctx.t("of these, with a waiver today"), None)] if waived else []),
        Number(ctx.number(found.closed), ctx.t("closed since {date}", date=date), None),
    ]
    if found.days_to_close is not None:
        numbers.append(Number(ctx.number(found.days_to_close), ctx.t("days until half of them were closed"), None))
    w.add(ctx.c.numbers(numbers))


def _charts(w: Writer, found: Trend) -> None:
    ctx = w.ctx
    if found.shallow:
        date = ctx.date(found.first) or "—"
        w.notice(
            "none",
            ctx.t("Part of the history is missing"),
            ctx.t("This site was built from a shallow clone: what lies before {date} is not there.", date=date),
        )
    if found.recorded:
        charts.note(w, ctx.t("The last recorded day of each week, as the check of that day judged it."))
    elif found.points:
        charts.note(w, ctx.t("The last commit of each week, as the check of today would have judged it then."))
    lines: list[tuple[str, str, str, Callable[[Point], float | None]]] = [
        ("past-gaps", ctx.t("Open gaps"), "", lambda one: one.open),
        ("past-growth", ctx.t("Open gaps per 100 entries"), "", lambda one: one.per_hundred),
        *(
            (f"past-{pillar}", ctx.t("{pillar}: pass rate", pillar=ctx.t(PILLAR_TITLES[pillar])), "%", _rate(pillar))
            for pillar in PILLARS
        ),
    ]
    gaps, rates = list[Markup](), list[Markup]()
    for id_, title, unit, value in lines:
        series = [(one.date, float(number)) for one in found.points if (number := value(one)) is not None]
        if len(series) > 1:
            text, top = charts.last(w, series, unit), None if unit else max(number for _, number in series)
            (rates if unit else gaps).append(charts.line(w, id_, title, text, series, unit, top=top))
    if gaps:
        charts.pairs(w, gaps)
    if rates:
        inner = Markup('<div class="kb-pairs">{}</div>').format(Markup("").join(rates))
        w.add(w.ctx.c.behind(inner, ctx.t("Pass rate by pillar")))


def _rate(pillar: str) -> Callable[[Point], float | None]:
    return lambda one: one.score[pillar]


class _Aged(NamedTuple):
    finding: Finding
    opened: str


def ages(w: Writer) -> Markup | None:
    """Return the open gaps, those first that have waited longest; None where nothing is recorded of them."""
    ctx = w.ctx
    rows = [
        _Aged(one, ctx.opened[one.fingerprint])
        for one in ctx.result.findings
        if one.status == "open" and one.fingerprint in ctx.opened
    ]
    if not rows:
        return None
    columns: list[Column[_Aged]] = [
        Column("where", ctx.t("Where"), lambda row: _where(w, row.finding.spot.subject), wide=True),
        Column("since", ctx.t("Open since"), lambda row: ctx.date_cell(row.opened)),
        Column(
            "days",
            ctx.t("Days"),
            lambda row: Cell(ctx.number(days := ctx.facts.days_since(row.opened)), sort=days),
            number=True,
        ),
        Column("rule", ctx.t("Rule"), lambda row: w.rule(row.finding.code)),
    ]
    title = ctx.t("How long the open gaps have waited")
    rows.sort(key=lambda row: row.opened)
    first = shown(len(rows), _OLDEST)
    table = ctx.c.table("gap-ages", title, rows[:first], columns, plain=True, folds=False)
    if rest := rows[first:]:
        more = ctx.c.table("gap-ages-more", title, rest, columns, plain=True, folds=False)
        table += ctx.c.behind(more, ctx.t("{n} more", n=len(rest)))
    return table


def _closed(w: Writer, known: Recorded) -> None:
    """Add the gaps that were closed last, and how long they were there."""
    ctx = w.ctx
    rows = sorted((one for one in known.gaps if one.closed), key=lambda one: one.closed or "", reverse=True)[:_LATEST]
    if not rows:
        return
    columns: list[Column[Gap]] = [
        Column("rule", ctx.t("Rule"), lambda one: w.rule(one.code)),
        Column("where", ctx.t("Where"), lambda one: _where(w, one.entity), wide=True),
        Column("closed", ctx.t("Closed"), lambda one: ctx.date_cell(one.closed)),
        Column(
            "days",
            ctx.t("Days"),
            lambda one: Cell(ctx.number(days := one.days(ctx.result.today)), sort=days),
            number=True,
        ),
    ]
    with w.part(ctx.t("Closed last"), "closed", len(rows)):
        w.table("gaps-closed", ctx.t("Closed last"), rows, columns, plain=True, folds=False)


def _where(w: Writer, key: str) -> Cell | None:
    """Return what a gap is of; of what is gone, or has no page for everybody, nothing."""
    return w.link(w.ctx.subject(key))
