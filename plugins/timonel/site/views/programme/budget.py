"""An initiative's budget: what is planned and spent, by category and line by line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from timonel.kinds import Initiative, InitiativeBudget, InitiativeBudgetLine
from timonel.lookups.calendar import gone
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.kit import Bar, Cell, Column, Part, Value
from timonel.site.views.shared import charts
from timonel.site.views.shared.blocks import folded, money, money_cell
from timonel.site.writer import Writer

_ALARM = 1.05  # spent of planned, from which on it is one


@dataclass(frozen=True)
class Sum:
    """What is planned and spent together.

    Attributes:
        planned: the amounts.
        spent: what was spent, None where no line says.
        lines: how many lines.
        known: how many of them say what was spent.
    """

    planned: float
    spent: float | None
    lines: int
    known: int

    @property
    def excess(self) -> float:
        """How much more was spent than planned, in percent; 0 where nothing was, or nobody knows."""
        return max(0, 100 * ((self.spent or 0) / self.planned - 1)) if self.planned else 0


def categories(ctx: Context) -> list[str]:
    """Return the categories in the schema's order."""
    return fields.choices(ctx, "initiative", "budget", "lines", "category")


def total(one: Initiative, category: str | None = None) -> Sum | None:
    """Return the sum of a budget, or of one of its categories; None where it has no line."""
    lines = [line for line in one.budget.lines if category in (None, line.category)] if one.budget else []
    spent = [line.spent for line in lines if line.spent is not None]
    return (
        Sum(sum(line.amount for line in lines), sum(spent) if spent else None, len(lines), len(spent))
        if lines
        else None
    )


def share(one: Initiative) -> float | None:
    """Return how much of a budget is spent, in percent; None where that was not written down."""
    found = total(one)
    return 100 * found.spent / found.planned if found and found.spent is not None and found.planned else None


def section(w: Writer, initiative: Initiative) -> None:
    """Add an initiative's budget: bars by category, then its lines."""
    ctx, t, budget, whole = w.ctx, w.ctx.t, initiative.budget, total(initiative)
    w.heading(ctx.label("initiative", "budget"), "budget")
    if whole is None or budget is None:
        what = t("What it costs is not known: that is not the same as nothing.")
        w.notice("none", t("No budget written down."), what)
        return
    sums = {category: part for category in categories(ctx) if (part := total(initiative, category)) is not None}
    top = max((max(part.planned, part.spent or 0) for part in sums.values()), default=0)
    time = gone(initiative.start, initiative.end, ctx.facts.today)
    bars = [_bar(ctx, category, part, budget.currency, top, time) for category, part in sums.items()]
    w.add(ctx.c.bars(bars, t("Planned against spent, by category")))
    if time is not None:
        share = ctx.percent(round(100 * time))
        charts.note(w, t("The tick on each bar is where the initiative's time is: {share}.", share=share))
    forgotten = [category for category in categories(ctx) if category not in sums]
    if forgotten:
        names = ", ".join(str(category_name(ctx, category).text) for category in forgotten)
        charts.note(w, t("No line for: {names}.", names=names))
    w.add(folded(t("The budget line by line"), _lines(w, budget, whole)))


def _bar(  # noqa: PLR0913, PLR0917 - the parts of one bar
    ctx: Context, category: str, part: Sum, currency: str | None, top: float, time: float | None
) -> Bar:
    """Return a category as one bar: as long as what is planned, filled by what is spent, with a tick where the time is."""
    spent = _part(ctx, part, currency, time)
    text = spent.text
    if part.spent is not None and part.known < part.lines:
        text = f"{text} ({ctx.t('{n} of {m} lines', n=part.known, m=part.lines)})"
    return Bar(category_name(ctx, category).text, [spent._replace(text=text, of=part.planned)], top)


def _rate(ctx: Context, part: Sum) -> str:
    """Return how much of a budget is spent, in percent; what is over, as that."""
    if not part.planned or part.spent is None:
        return ctx.t("cannot be measured")
    rate = 100 * part.spent / part.planned
    return ctx.t("{share} over", share=ctx.percent(rate - 100)) if rate > 100 else ctx.percent(round(rate)) or ""  # noqa: PLR2004 - percent


def look(part: Sum) -> str:
    """Return how a bar looks: a little over is no alarm."""
    if part.spent is None or part.spent <= part.planned:
        return "plan"
    return "over" if part.spent > _ALARM * part.planned else "warning"


def _lines(w: Writer, budget: InitiativeBudget, whole: Sum) -> Markup:
    """Return the lines as a table that ends with their sum (a row without a line)."""
    ctx, path = w.ctx, "initiative.budget.lines"
    category = fields.of(ctx, "initiative", "budget", "lines", "category")
    purpose = fields.of(ctx, "initiative", "budget", "lines", "purpose")

    def column(
        key: str,
        cell: Callable[[InitiativeBudgetLine], Value],
        last: Value = " ",
        *,
        number: bool = False,
        wide: bool = False,
    ) -> Column[InitiativeBudgetLine | None]:
        return fields.head(ctx, f"{path}.{key}", lambda line: cell(line) if line else last, number=number, wide=wide)

    columns = {
        "category": column("category", lambda line: fields.value(w, category, line.category), ctx.t("Total")),
        "description": column("description", lambda line: w.inline(line.description) or None, wide=True),
        "amount": column("amount", lambda line: money_cell(ctx, line.amount), money_cell(ctx, whole.planned), number=True),
        "spent": column("spent", lambda line: _spent(ctx, line), money_cell(ctx, whole.spent), number=True),
        "committed": column("committed", lambda line: ctx.date_cell(line.committed)),
        "purpose": column("purpose", lambda line: fields.value(w, purpose, line.purpose)),
        "pilot": column("pilot", lambda line: w.ref("pilot", line.pilot)),
    }  # fmt: skip
    always = ("category", "amount", "spent")
    used = [x for key, x in columns.items() if key in always or any(line.fields.get(key) for line in budget.lines)]
    title = ctx.t("Budget lines in {currency}", currency=budget.currency or "?")
    return ctx.c.table("budget-table", title, [*budget.lines, None], used, plain=True)


def _spent(ctx: Context, line: InitiativeBudgetLine) -> Cell | None:
    cell = money_cell(ctx, line.spent)
    return cell._replace(note=ctx.t("over")) if cell and (line.spent or 0) > line.amount else cell


def meter(ctx: Context, initiative: Initiative, whole: Sum, *, short: bool = False) -> Part:
    """Return all that is spent as a part of what is planned, with a tick where the time is."""
    time = gone(initiative.start, initiative.end, ctx.facts.today)
    return _part(ctx, whole, initiative.budget.currency if initiative.budget else None, time, short=short)


def _part(ctx: Context, found: Sum, currency: str | None, time: float | None, *, short: bool = False) -> Part:
    planned = money(ctx, found.planned, currency, short=short)
    if found.spent is None:
        text = f"{ctx.t('{amount} planned', amount=planned)} · {ctx.t('spent: not written down')}"
        return Part(None, text, "spent", mark=time)
    spent = ctx.t("{spent} of {planned}", spent=money(ctx, found.spent, None, short=short), planned=planned)
    return Part(found.spent, f"{spent} · {_rate(ctx, found)}", look(found), mark=time)


def category_name(ctx: Context, category: str) -> Cell:
    """Return what a category is called."""
    return fields.word(ctx, category, "initiative", "budget", "lines", "category")
