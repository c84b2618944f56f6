"""Budgets: planned against spent by category, an initiative's own and all side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from timonel.kinds import Initiative
from timonel.site.desk import Cell, Desk
from timonel.site.views import charts
from timonel.site.views.family import in_order
from timonel.site.views.figures import Column, field, folded, money, money_cell, word
from timonel.site.views.inventory import OverviewPage
from timonel.site.writer import Writer


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


def pages(desk: Desk) -> Iterator[OverviewPage]:
    """Yield the budgets side by side."""
    if any(one.budget for one in desk.base.all(Initiative)):
        yield "initiatives/budget", desk.t("Budgets compared"), overview, {"search": {"exclude": True}}


def categories(desk: Desk) -> list[str]:
    """Return the categories in the schema's order."""
    return [*field(desk, "initiative", "budget", "lines", "category")["enum"]]


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


def section(w: Writer, one: Initiative) -> None:
    """Add an initiative's budget: bars by category, then its lines."""
    desk, t, found = w.desk, w.desk.t, total(one)
    w.heading(desk.label("initiative", "budget"), "budget")
    if found is None or one.budget is None:
        w.add(
            desk.c.notice(
                "none", t("No budget written down."), t("What it costs is not known: that is not the same as nothing.")
            )
        )
        return
    currency = one.budget.currency
    sums = {category: each for category in categories(desk) if (each := total(one, category)) is not None}
    top = max((max(each.planned, each.spent or 0) for each in sums.values()), default=0)
    w.add(
        desk.c.bars(
            [_bar(desk, category, each, currency, top) for category, each in sums.items()],
            t("Planned against spent, by category"),
        )
    )
    forgotten = [category for category in categories(desk) if category not in sums]
    if forgotten:
        names = ", ".join(
            str(word(desk, each, "initiative", "budget", "lines", "category")["text"]) for each in forgotten
        )
        charts.note(w, t("No line for: {names}.", names=names))
    w.add(folded(t("The budget line by line"), _lines(w, one, found)))


def _bar(desk: Desk, category: str, each: Sum, currency: str | None, top: float) -> dict[str, Any]:
    parts: list[dict[str, Any]] = [
        {
            "value": each.planned,
            "text": desk.t("{amount} planned", amount=money(desk, each.planned, currency)),
            "kind": "plan",
        }
    ]
    if each.spent is None:
        parts.append({"value": None, "text": desk.t("spent: not written down"), "kind": "spent"})
    else:
        text = desk.t("{amount} spent", amount=money(desk, each.spent, currency))
        if each.known < each.lines:
            text = f"{text} ({desk.t('{n} of {m} lines', n=each.known, m=each.lines)})"
        parts.append({"value": each.spent, "text": text, "kind": "over" if each.spent > each.planned else "spent"})
    label = word(desk, category, "initiative", "budget", "lines", "category")["text"]
    return {"label": label, "parts": parts, "total": top}


def _lines(w: Writer, one: Initiative, found: Sum) -> Any:  # noqa: ANN401 - Markup
    desk, t, budget = w.desk, w.desk.t, one.budget
    if budget is None:
        return None
    keys = ("category", "description", "amount", "spent", "committed", "purpose", "pilot")
    used = [
        key
        for key in keys
        if key in ("category", "amount", "spent") or any(getattr(line, key) for line in budget.lines)
    ]
    heads: list[Column] = [
        {
            "key": key,
            "label": desk.label("initiative", "budget", "lines", key),
            "number": key in ("amount", "spent"),
            "wide": key == "description",
        }
        for key in used
    ]
    rows = []
    for line in budget.lines:
        cells: dict[str, Cell] = {
            "category": word(desk, line.category, "initiative", "budget", "lines", "category"),
            "description": w.inline(line.description) if line.description else None,
            "amount": money_cell(desk, line.amount), "spent": _spent(desk, line.amount, line.spent), "committed": desk.date_cell(line.committed),
            "purpose": word(desk, line.purpose, "initiative", "budget", "lines", "purpose"), "pilot": w.ref("pilot", line.pilot),
        }  # fmt: skip
        rows.append([cells[key] for key in used])
    end: Mapping[str, Cell] = {
        "category": t("Total"),
        "amount": money_cell(desk, found.planned),
        "spent": money_cell(desk, found.spent),
    }
    rows.append([end.get(key, " ") for key in used])
    return desk.c.table(
        "budget-table", t("Budget lines in {currency}", currency=budget.currency or "?"), heads, rows, plain=True
    )


def _spent(desk: Desk, planned: float, spent: float | None) -> Cell:
    cell = money_cell(desk, spent)
    if spent is not None and spent > planned:
        cell["note"] = desk.t("over")
    return cell


def overview(w: Writer) -> None:
    """Write the budgets side by side: category by initiative."""
    desk, t = w.desk, w.desk.t
    initiatives = [one for one in in_order(desk) if one.status != "cancelled"]
    w.title(t("Budgets compared"))
    w.add(
        desk.c.lede(
            t(
                "What each initiative sets aside and has spent, by category. An empty cell is a category that nobody has budgeted: it may be the one that is missed later."
            )
        )
    )
    w.heading(t("How much is spent"), "spent")
    w.add(desk.c.bars([_whole(w, one) for one in initiatives if total(one) is not None], t("How much is spent")))
    charts.note(w, t("Each bar is filled up to its own budget: amounts in different currencies are not compared."))
    w.heading(t("Category by initiative"), "matrix")
    heads = [{**w.link(one), "note": one.budget.currency if one.budget else t("no budget")} for one in initiatives]
    rows = [word(desk, category, "initiative", "budget", "lines", "category") for category in categories(desk)]
    cells = [[_cell(desk, one, category) for one in initiatives] for category in categories(desk)]
    cells.append([_cell(desk, one, None) for one in initiatives])
    legend = [
        {"kind": "cell--gap", "label": t("more spent than planned")},
        {"kind": "cell--empty", "label": t("nothing budgeted")},
    ]
    corner = desk.label("initiative", "budget", "lines", "category")
    w.add(
        desk.c.matrix(
            "budget",
            t("Category by initiative"),
            heads,
            [*rows, {"text": t("Total")}],
            cells,
            corner=corner,
            legend=legend,
        )
    )


def _whole(w: Writer, one: Initiative) -> dict[str, Any]:
    desk, found = w.desk, total(one)
    currency = one.budget.currency if one.budget else None
    link = {**w.link(one), "label": desk.name(one), "href": w.href(one, "budget")}
    if found is None or found.spent is None:
        text = desk.t("{amount} planned", amount=money(desk, found.planned, currency)) if found else ""
        return {
            **link,
            "parts": [{"value": None, "text": f"{text} · {desk.t('spent: not written down')}", "kind": "spent"}],
            "total": 1,
        }
    text = desk.t(
        "{spent} of {planned}", spent=money(desk, found.spent, None), planned=money(desk, found.planned, currency)
    )
    return {
        **link,
        "parts": [{"value": found.spent, "text": text, "kind": "over" if found.spent > found.planned else "spent"}],
        "total": found.planned or 1,
    }


def _cell(desk: Desk, one: Initiative, category: str | None) -> dict[str, Any] | None:
    found = total(one, category)
    if found is None:
        return None
    spent = (
        desk.t("spent: not written down")
        if found.spent is None
        else desk.t("{amount} spent", amount=money(desk, found.spent, None))
    )
    over = found.spent is not None and found.spent > found.planned
    return {"state": "gap" if over else "ok", "text": money(desk, found.planned, None), "note": spent}
