"""Budgets: planned against spent by category, an initiative's own and all side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from timonel.kinds import Initiative, InitiativeBudget, InitiativeBudgetLine
from timonel.lookups.calendar import gone
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.escape import html
from timonel.site.kit import Bar, Cell, Column, Crossing, Item, Mark, Part, Value
from timonel.site.views.programme.hierarchy import in_order
from timonel.site.views.shared import charts
from timonel.site.views.shared.blocks import folded, money, money_cell
from timonel.site.views.shared.standing import named
from timonel.site.writer import Writer
from timonel.text import many

_ALARM = 1.05  # spent of planned, from which on it is one
_SEVERITIES = ("error", "warning", "info")
_GAPS = 3  # that are read at once; the others fold
_APART = 5  # percent points between money and time that are worth a word


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


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the budgets side by side."""
    if any(one.budget for one in ctx.base.all(Initiative)):
        yield Draft("initiatives/budget", ctx.t("Budgets compared"), overview, ("programme", 4), searched=False)


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
        names = ", ".join(str(_category(ctx, category).text) for category in forgotten)
        charts.note(w, t("No line for: {names}.", names=names))
    w.add(folded(t("The budget line by line"), _lines(w, budget, whole)))


def _bar(  # noqa: PLR0913, PLR0917 - the parts of one bar
    ctx: Context, category: str, part: Sum, currency: str | None, top: float, time: float | None
) -> Bar:
    """Return a category as one bar: as long as what is planned, filled by what is spent, with a tick where the time is."""
    planned = money(ctx, part.planned, currency)
    if part.spent is None:
        text = f"{ctx.t('{amount} planned', amount=planned)} · {ctx.t('spent: not written down')}"
        return Bar(_category(ctx, category).text, [Part(None, text, "spent", of=part.planned, mark=time)], top)
    text = f"{ctx.t('{spent} of {planned}', spent=money(ctx, part.spent, None), planned=planned)} · {_rate(ctx, part)}"
    if part.known < part.lines:
        text = f"{text} ({ctx.t('{n} of {m} lines', n=part.known, m=part.lines)})"
    return Bar(_category(ctx, category).text, [Part(part.spent, text, _kind(part), of=part.planned, mark=time)], top)


def _rate(ctx: Context, part: Sum) -> str:
    """Return how much of a budget is spent, in percent; what is over, as that."""
    if not part.planned or part.spent is None:
        return ctx.t("cannot be measured")
    rate = 100 * part.spent / part.planned
    return ctx.t("{share} over", share=ctx.percent(rate - 100)) if rate > 100 else ctx.percent(round(rate)) or ""  # noqa: PLR2004 - percent


def _kind(part: Sum) -> str:
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


def overview(w: Writer) -> None:
    """Write the budgets side by side: category by initiative."""
    ctx, t = w.ctx, w.ctx.t
    initiatives = [initiative for initiative in in_order(ctx) if initiative.status != "cancelled"]
    w.title(t("Budgets compared"))
    over = [cell for one in initiatives for cell in _over(w, one)]
    _state(w, initiatives, len(over))
    w.lede(
        t(
            "What each initiative sets aside and has spent, by category. An empty cell is a category that nobody has budgeted: it may be the one that is missed later."
        )
    )
    _found(w)
    w.heading(t("How much is spent"), "spent")
    bars = [_whole(w, initiative, whole) for initiative in initiatives if (whole := total(initiative)) is not None]
    w.add(ctx.c.bars(bars, t("How much is spent")))
    note = "Each bar is filled up to its own budget: amounts in different currencies are not compared. The tick is where the initiative's time is."
    charts.note(w, t(note))
    bare = [w.link(one) for one in initiatives if total(one) is None]
    rows = [
        (t("Spent more than planned"), "over", sorted(over, key=lambda cell: -float(cell.sort or 0))),
        (t("Without a budget"), "unbudgeted", bare),
    ]
    if told := [(label, anchor, ctx.c.value(cells)) for label, anchor, cells in rows if cells]:
        w.add(Markup('<div class="kb-flow">{}</div>').format(ctx.c.short(told)))
    initiatives = [one for one in initiatives if total(one) is not None]
    w.heading(t("Category by initiative"), "matrix")
    legend = [
        Mark("cell--warning", t("up to 5 % more spent than planned")), Mark("cell--gap", t("over 5 % more")),
        Mark("cell--empty", t("nothing budgeted")),
    ]  # fmt: skip
    w.add(
        ctx.c.matrix(
            "budget",
            t("Category by initiative"),
            [w.link(x)._replace(note=x.budget.currency if x.budget else None) for x in initiatives],
            [*(_category(ctx, category) for category in categories(ctx)), Cell(t("Total"))],
            [[_crossing(ctx, x, category) for x in initiatives] for category in (*categories(ctx), None)],
            corner=ctx.label("initiative", "budget", "lines", "category"),
            legend=legend,
            look="compared",
            folded=f"{t('Category by initiative')} · {len(categories(ctx))}",
        )
    )


def _state(w: Writer, initiatives: Sequence[Initiative], over: int) -> None:
    """Add how much of all that is planned is spent, and in how many categories more than that."""
    ctx, sums = w.ctx, dict[str | None, list[Sum]]()
    for one in initiatives:
        if (whole := total(one)) is not None:
            sums.setdefault(one.budget.currency if one.budget else None, []).append(whole)
    told: list[Item] = []
    for currency, each in sums.items():
        planned, spent = sum(x.planned for x in each), sum(x.spent or 0 for x in each)
        text = ctx.t("{spent} of {planned}", spent=money(ctx, spent, None), planned=money(ctx, planned, currency))
        told.append(named(w, ctx.t("Spent"), Cell(text)))
    if over:
        text = ctx.t(many("1 category over its plan", "{n} categories over their plan", over))
        told.append(Cell(text, "#over", badge="warning"))
    w.add(ctx.c.standing(told))


def _found(w: Writer) -> None:
    """Add what the rules find in budgets; nothing where they find nothing."""
    ctx = w.ctx
    found = [one for one in ctx.result.findings if one.status == "open" and one.code.startswith("BUD")]
    if found:
        w.heading(ctx.t("Gaps"), "gaps")
        w.add(ctx.c.gap_list(w.gaps(sorted(found, key=lambda one: _SEVERITIES.index(one.severity))), most=_GAPS))


def _whole(w: Writer, initiative: Initiative, whole: Sum) -> Bar:
    ctx = w.ctx
    label, part = w.link(initiative)._replace(href=w.href(initiative, "budget")), meter(ctx, initiative, whole)
    time, text, points = part.mark, part.text, 0
    if time is not None:
        text += f" · {ctx.t('{share} of the time', share=ctx.percent(round(100 * time)))}"
        points = (
            round(100 * (whole.spent or 0) / whole.planned) - round(100 * time)
            if whole.planned and part.value is not None
            else 0
        )
    if abs(points) >= _APART:
        word = (
            ctx.t("{n} points ahead of the time", n=points)
            if points > 0
            else ctx.t("{n} points behind the time", n=-points)
        )
        text = Markup('{} · <b class="kb-named">{}</b>').format(html(text), html(word))
    return Bar(label, [part._replace(text=text)], (whole.planned or 1) if part.value is not None else 1)


def meter(ctx: Context, initiative: Initiative, whole: Sum, *, short: bool = False) -> Part:
    """Return all that is spent as a part of what is planned, with a tick where the time is."""
    currency = initiative.budget.currency if initiative.budget else None
    time = gone(initiative.start, initiative.end, ctx.facts.today)
    planned = money(ctx, whole.planned, currency, short=short)
    if whole.spent is None:
        text = f"{ctx.t('{amount} planned', amount=planned)} · {ctx.t('spent: not written down')}"
        return Part(None, text, "spent", mark=time)
    spent = ctx.t("{spent} of {planned}", spent=money(ctx, whole.spent, None, short=short), planned=planned)
    return Part(whole.spent, f"{spent} · {_rate(ctx, whole)}", _kind(whole), mark=time)


def _over(w: Writer, initiative: Initiative) -> Iterator[Cell]:
    """Yield the categories of an initiative in which more was spent than planned, each with how much more."""
    ctx = w.ctx
    for category in categories(ctx):
        found = total(initiative, category)
        if found and found.planned and (found.spent or 0) > found.planned:
            more = 100 * ((found.spent or 0) / found.planned - 1)
            text = _category(ctx, category).text
            yield Cell(
                text, w.href(initiative, "budget"), note=f"+{ctx.percent(more)} · {ctx.name(initiative)}", sort=more
            )


def _category(ctx: Context, category: str) -> Cell:
    return fields.word(ctx, category, "initiative", "budget", "lines", "category")


def _crossing(ctx: Context, initiative: Initiative, category: str | None) -> Crossing | None:
    found = total(initiative, category)
    if found is None:
        return None
    if found.spent is None:
        return Crossing("ok", money(ctx, found.planned, None), note=ctx.t("spent: not written down"))
    kind, spent = _kind(found), ctx.t("{amount} spent", amount=money(ctx, found.spent, None))
    if kind != "plan" and found.planned:
        spent = f"{spent} · +{ctx.percent(100 * (found.spent / found.planned - 1))}"
    return Crossing({"over": "gap", "warning": "warning"}.get(kind, "ok"), money(ctx, found.planned, None), note=spent)
