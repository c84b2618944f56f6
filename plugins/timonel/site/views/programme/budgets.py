"""All budgets side by side: how they stand, what the rules find in them, how much is spent, category by initiative."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from timonel.governance import Finding
from timonel.kinds import Initiative
from timonel.lookups.calendar import gone
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Bar, Cell, Crossing, Item, Mark
from timonel.site.views.programme.budget import Sum, categories, category_name, look, meter, total
from timonel.site.views.programme.hierarchy import in_order
from timonel.site.views.shared import charts
from timonel.site.views.shared.blocks import money
from timonel.site.views.shared.standing import named, urgency
from timonel.site.writer import Writer
from timonel.text import many

_GAPS = 3  # that are read at once; the others fold
_APART = 5  # percent points between money and time that are worth a word


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the budgets side by side."""
    if any(one.budget for one in ctx.base.all(Initiative)):
        yield Draft("initiatives/budget", ctx.t("Budgets compared"), overview, ("programme", 4), searched=False)


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
    warned = {one.spot.subject for one in _open(ctx)}

    def urgency(row: tuple[Initiative, Sum]) -> tuple[bool, int, bool, int]:
        """Return what puts what the rules warn of first, then what is over in most categories, then what is furthest from the time."""
        one, whole = row
        return one.key not in warned, -len([*_over(w, one)]), whole.spent is None, -abs(_points(ctx, one, whole))

    wholes = [(one, whole) for one in initiatives if (whole := total(one)) is not None]
    bars = [_whole(w, one, whole) for one, whole in sorted(wholes, key=urgency)]
    w.add(ctx.c.bars(bars, t("How much is spent")))
    note = "Each bar is filled up to its own budget: amounts in different currencies are not compared. The tick is where the initiative's time is. Amber: some category is over its plan."
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
            [*(category_name(ctx, category) for category in categories(ctx)), Cell(t("Total"))],
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
    wholes = [(one.budget.currency, whole) for one in initiatives if one.budget and (whole := total(one)) is not None]
    for currency, whole in wholes:
        if whole.spent is not None:  # what nobody wrote down is not nothing
            sums.setdefault(currency, []).append(whole)
    told: list[Item] = []
    for currency, each in sums.items():
        planned, spent = sum(x.planned for x in each), sum(x.spent or 0 for x in each)
        text = ctx.t("{spent} of {planned}", spent=money(ctx, spent, None), planned=money(ctx, planned, currency))
        told.append(named(w, ctx.t("Spent"), Cell(text)))
    if unknown := sum(whole.spent is None for _, whole in wholes):
        told.append(
            ctx.t(
                many(
                    "besides 1 budget without notes of spending",
                    "besides {n} budgets without notes of spending",
                    unknown,
                )
            )
        )
    if over:
        text = ctx.t(many("1 category over its plan", "{n} categories over their plan", over))
        told.append(Cell(text, "#over", badge="warning"))
    w.add(ctx.c.standing(told))


def _open(ctx: Context) -> list[Finding]:
    """Return what the rules find in budgets."""
    return [one for one in ctx.result.findings if one.status == "open" and one.code.startswith("BUD")]


def _found(w: Writer) -> None:
    """Add what the rules find in budgets; nothing where they find nothing."""
    ctx, found = w.ctx, _open(w.ctx)
    if found:
        w.heading(ctx.t("Gaps"), "gaps")
        w.add(ctx.c.gap_list(w.gaps(sorted(found, key=urgency)), most=_GAPS))


def _points(ctx: Context, initiative: Initiative, whole: Sum) -> int:
    """Return by how many points of percent the money is ahead of the time; 0 where either is not known."""
    time = gone(initiative.start, initiative.end, ctx.facts.today)
    if time is None or not whole.planned or whole.spent is None:
        return 0
    return round(100 * whole.spent / whole.planned) - round(100 * time)


def _whole(w: Writer, initiative: Initiative, whole: Sum) -> Bar:
    ctx, told = w.ctx, list[str]()
    label, part = w.link(initiative)._replace(href=w.href(initiative, "budget")), meter(ctx, initiative, whole)
    text, points = part.text, _points(ctx, initiative, whole)
    if part.mark is not None:
        text += f" · {ctx.t('{share} of the time', share=ctx.percent(round(100 * part.mark)))}"
    elif part.value is not None:
        text += f" · {ctx.t('without an end, and so without a measure of time')}"
    if over := len([*_over(w, initiative)]):
        told.append(ctx.t(many("1 category over its plan", "{n} categories over their plan", over)))
    if abs(points) >= _APART:
        words = "{n} points ahead of the time" if points > 0 else "{n} points behind the time"
        told.append(ctx.t(words, n=abs(points)))
    shown = Markup('{} <b class="kb-named">{}</b>').format(text, " · ".join(told)) if told else text
    look = "warning" if over and part.kind == "plan" else part.kind
    return Bar(label, [part._replace(text=shown, kind=look)], (whole.planned or 1) if part.value is not None else 1)


def _over(w: Writer, initiative: Initiative) -> Iterator[Cell]:
    """Yield the categories of an initiative in which more was spent than planned, each with how much more."""
    ctx = w.ctx
    for category in categories(ctx):
        found = total(initiative, category)
        if found and found.excess:
            text, note = category_name(ctx, category).text, f"+{ctx.percent(found.excess)} · {ctx.name(initiative)}"
            yield Cell(text, w.href(initiative, "budget"), note=note, sort=found.excess)


def _crossing(ctx: Context, initiative: Initiative, category: str | None) -> Crossing | None:
    found = total(initiative, category)
    if found is None:
        return None
    if found.spent is None:  # of what nobody plans, nobody asks what was spent
        unknown = ctx.t("spent: not written down") if found.planned else None
        return Crossing("ok", money(ctx, found.planned, None), note=unknown)
    kind, spent = look(found), ctx.t("{amount} spent", amount=money(ctx, found.spent, None))
    if kind != "plan" and found.planned:
        spent = f"{spent} · +{ctx.percent(found.excess)}"
    return Crossing({"over": "gap", "warning": "warning"}.get(kind, "ok"), money(ctx, found.planned, None), note=spent)
