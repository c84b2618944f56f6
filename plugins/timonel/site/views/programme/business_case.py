"""The business case as questions with answers, and the lessons on how to sell it inside the company."""

from __future__ import annotations

from timonel.kinds import Initiative, Lesson
from timonel.site.context import Context
from timonel.site.kit import Advice, Cell, Column, Value
from timonel.site.views.shared.blocks import beside, listed, money
from timonel.site.writer import Writer
from timonel.text import many

# The rules that watch over what is presented to management; lessons with this tag are about presenting it.
_RULES = frozenset({"INI012", "INI014", "INI021"})
_TAG = "venta-interna"
Answer = tuple[str, Value]


def section(w: Writer, one: Initiative) -> None:
    """Add an initiative's business case: each question with its answer, the missing ones in sight; the lessons fold."""
    ctx, t = w.ctx, w.ctx.t
    if one.business_case is None:
        w.notice(
            "none",
            t("No business case written down."),
            t("Without one, management cannot weigh what it costs against what it brings."),
        )
    else:
        missing = Cell(t("not written down"), badge="warning")
        columns = [
            Column[Answer]("question", t("Question"), lambda row: t(row[0])),
            Column[Answer]("answer", t("Answer"), lambda row: row[1] or missing, wide=True),
        ]
        title = ctx.label("initiative", "business_case")
        w.table("business-case-table", title, _answers(w, one), columns, plain=True)
    _selling(w, one)


def _answers(w: Writer, one: Initiative) -> list[Answer]:
    ctx, found, scope = w.ctx, one.business_case, one.scope
    if found is None:
        return []
    answers: list[Answer] = [
        ("Which problem does it solve?", w.words(found.need) if found.need else None),
        ("What will it be used for?", listed(w, found.used_for)),
        ("Where will it be used? (in scope)", listed(w, scope.in_ if scope else [])),
        ("Where not? (out of scope)", listed(w, scope.out if scope else [])),
        ("What does it bring?", listed(w, found.benefits)),
        ("What does it cost?", _cost(ctx, one)),
        ("What comes back?", _return(w, one)),
        ("In how long?", ctx.t(many("1 month", "{n} months", found.horizon_months)) if found.horizon_months else None),
    ]
    more: list[Answer] = [
        ("What else changes?", listed(w, found.impacts)),
        ("Who did it before?", listed(w, found.reference_cases)),
    ]
    return [*answers, *(pair for pair in more if pair[1])]


def _cost(ctx: Context, one: Initiative) -> Value:
    case, budget = one.business_case, one.budget
    if case is not None and case.investment is not None:
        return money(ctx, case.investment, budget.currency if budget else None)
    if budget is not None and budget.lines:
        return Cell(money(ctx, sum(line.amount for line in budget.lines), budget.currency), note=ctx.t("by its budget"))
    return None


def _return(w: Writer, one: Initiative) -> Value:
    expected = one.business_case.expected_return if one.business_case else None
    if expected is None or expected.value is None:
        return None
    currency = one.budget.currency if one.budget else None
    value = w.ctx.percent(expected.value) if expected.unit == "percent" else money(w.ctx, expected.value, currency)
    return [str(value), w.words(expected.basis)] if expected.basis else str(value)


def _selling(w: Writer, one: Initiative) -> None:
    """Add what to do and what to avoid when the case is presented; a lesson whose rule finds a gap here says so."""
    ctx = w.ctx
    lessons = [
        each
        for each in ctx.base.all(Lesson)
        if _TAG in each.fields.get("tags", ()) or not _RULES.isdisjoint(ctx.result.facts.behind(each))
    ]
    if not lessons:
        return
    broken = {finding.code for finding in ctx.gaps(one.key)}
    blocks = [
        ctx.c.lessons([_item(w, each, broken) for each in ctx.sorted(mine)])
        for advice in ("do", "avoid")
        if (mine := [each for each in lessons if each.advice == advice])
    ]
    w.add(ctx.c.behind(beside(*blocks), ctx.t("Sell it inside ({n})", n=len(lessons))))


def _item(w: Writer, lesson: Lesson, broken: set[str]) -> Advice:
    ctx = w.ctx
    enforcing = ctx.result.facts.behind(lesson)
    codes = [w.rule(code) for code in enforcing]
    gap = [Cell(ctx.t("gap here"), "#gaps", badge="warning")] if broken.intersection(enforcing) else []
    return Advice(
        ctx.name(lesson),
        w.href(lesson),
        advice=lesson.advice,
        advice_label=ctx.chosen(lesson, "advice"),
        rules=codes,
        marks=gap,
    )
