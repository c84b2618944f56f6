"""Risks: the heat map, the register, how exposure moves, the four Ps and the actions that are due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from timonel.kinds import Issue, Risk, RiskAction
from timonel.lookups.status import is_active
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Axis, Cell, Column, Facet, Group, HeatCell, Number, Value
from timonel.site.kit.inline import shown
from timonel.site.views.risks.exposure import (
    WINDOW,
    due_badges,
    exposure,
    exposure_cell,
    happened,
    last_measured,
    mean_exposure,
    trend,
)
from timonel.site.views.shared import charts, standing
from timonel.site.views.shared.blocks import beside
from timonel.site.writer import Writer
from timonel.text import many

_FIRST = 4  # actions that are read before the others unfold
_ORDER = {"materialized": 0, "open": 1, "closed": 2}
FOUR_PS = ("process", "perception", "privacy", "politics")
_PROBABILITY = ("remote", "unlikely", "possible", "likely", "almost certain")
_IMPACT = ("slight", "minor", "moderate", "severe", "very severe")
_LEVELS = ("low (1–4)", "medium (5–9)", "high (10–14)", "critical (15–25)")


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the register."""
    if ctx.base.of("risk"):
        yield Draft("risks/index", ctx.kind_plural("risk"), overview, ("risks", 1), searched=False)


def overview(w: Writer) -> None:
    """Write the register: where the open risks stand, all of them as a table, and what is being done."""
    ctx = w.ctx
    risks = sorted(ctx.base.all(Risk), key=lambda one: (_ORDER[one.status], -(exposure(ctx, one) or 0), one.id))
    w.title(ctx.kind_plural("risk"))
    _state(w, risks)
    w.lede(
        ctx.t(
            "What may go wrong, how probable it is, how much it would hurt, and who does what about it. Exposure is probability times impact, from 1 to 25."
        )
    )
    open_ = [one for one in risks if is_active(one)]
    _there(w)
    _actions(w, risks)
    w.heading(ctx.t("Open risks by probability and impact"), "map")
    _map(w, open_)
    _four_ps(w, open_)
    w.heading(ctx.t("The register"), "register")
    _register(w, risks)


def _state(w: Writer, risks: Sequence[Risk]) -> None:
    """Add how many actions are overdue, how much has happened that nobody acts upon, and how many risks rise."""
    ctx, live = w.ctx, [one for one in risks if one.status != "closed"]
    late = sum(bool(x.due and x.due < ctx.facts.today) for one in live for x in one.actions if not x.done)
    idle = sum(not _waiting(ctx, one) for one in happened(ctx))
    moved = [(exposure(ctx, one), exposure(ctx, one, WINDOW)) for one in live]
    rising = sum(now is not None and before is not None and now > before for now, before in moved)
    found = [
        (late, many("1 action overdue", "{n} actions overdue", late), "#actions"),
        (idle, many("1 has happened and has no action", "{n} have happened and have no action", idle), "#happened"),
        (rising, many("1 rising", "{n} rising", rising), "#register"),
    ]
    standing.of_list(w, (), [Cell(ctx.t(words), way, badge="warning") for n, words, way in found if n])


def _there(w: Writer) -> None:
    """Add what has already happened: open issues and risks that came true, with who acts and by when.

    What nobody acts upon comes first, then what falls due first.
    """
    ctx, t = w.ctx, w.ctx.t
    rows = sorted(happened(ctx), key=lambda one: _by(ctx, one))
    columns: list[Column[Issue | Risk]] = [
        Column("what", t("What has happened"), w.link, wide=True),
        Column("exposure", t("How grave"), lambda one: _weight(ctx, one), lead=True),
        Column(
            "since", t("Since"), lambda one: ctx.date_cell(one.opened if isinstance(one, Issue) else _since(ctx, one))
        ),
        fields.head(ctx, "risk.owner", lambda one: w.role(one.owner)),
        Column("next", t("Next action"), lambda one: _next(w, one), wide=True),
    ]
    w.section(t("Already happened ({n})", n=len(rows)), "happened", rows, columns, folds=False)


def _since(ctx: Context, risk: Risk) -> str | None:
    """Return since when a risk is more than one: the day of the first issue that came of it."""
    return min((one.opened for one in ctx.base.all(Issue) if one.risk == risk.id and one.opened), default=None)


def _next(w: Writer, one: Issue | Risk) -> Value:
    """Return the next thing to be done about it and by when; an issue's is its risk's, and its own day is when it must be over."""
    ctx, waiting = w.ctx, _waiting(w.ctx, one)
    due = waiting[0].due if waiting else None
    by = one.due if isinstance(one, Issue) and one.due != due else None
    over = [Cell(ctx.t("to be over by {date}", date=ctx.date(by)))] if by else []
    if not waiting:
        return [Cell(ctx.t("no action"), badge="warning"), *over]
    when = [Cell(ctx.t("by {date}", date=ctx.date(due)))] if due else []
    return [w.inline(waiting[0].statement), *when, *due_badges(ctx, waiting[0]), *over]


def _waiting(ctx: Context, one: Issue | Risk) -> list[RiskAction]:
    """Return what is still to be done about it, what falls due first before all; an issue's is its risk's."""
    risk = ctx.base.get(Risk, one.risk) if isinstance(one, Issue) else one
    return sorted((x for x in risk.actions if not x.done) if risk else (), key=lambda each: each.due or "~")


def _by(ctx: Context, one: Issue | Risk) -> tuple[bool, str]:
    """Return whether anything is to be done about it, and by when; its own day where that has none."""
    waiting, own = _waiting(ctx, one), one.due if isinstance(one, Issue) else None
    return bool(waiting), (waiting[0].due if waiting else None) or own or "~"


def _weight(ctx: Context, one: Issue | Risk) -> Value:
    """Return how heavily it weighs: a risk's exposure, an issue's impact in words."""
    if isinstance(one, Issue):
        word = ctx.chosen(one, "impact")
        text = ctx.t("{level} impact", level=word.lower()) if word else ""
        return f"{text[:1].upper()}{text[1:]}" or None
    now = exposure(ctx, one)
    return None if now is None else ctx.t("Exposure {n}", n=now)


def _map(w: Writer, risks: Sequence[Risk]) -> None:
    """Add the heat map; a cell leads to its risks in the register. Those never measured stand below it, not in it."""
    ctx, t = w.ctx, w.ctx.t
    found: dict[tuple[int, int], list[str]] = {}
    unknown: list[Risk] = []
    for one in risks:
        last = ctx.facts.last(one)
        if last is None or last.probability is None or last.impact is None:
            unknown.append(one)
        else:
            found.setdefault((last.probability, last.impact), []).append(ctx.name(one))
    cells = {}
    for (p, i), names in found.items():
        words = "Probability {p}, impact {i}: 1 risk" if len(names) == 1 else "Probability {p}, impact {i}: {n} risks"
        label = t(words, p=p, i=i, n=len(names))
        cells[p, i] = HeatCell(len(names), f"?status=open&p={p}&i={i}#register", label, "; ".join(names))
    probability = Axis(ctx.label("measurement", "probability"), [*map(t, _PROBABILITY)])
    impact = Axis(ctx.label("measurement", "impact"), [*map(t, _IMPACT)])
    title = t("Open risks by probability and impact")
    w.add(beside(ctx.c.heat_map("risk-map", title, cells, probability, impact, [*map(t, _LEVELS)]), _trend(w, risks)))
    if unknown:
        w.add(ctx.c.refers([Group(t("Not measured yet"), [w.link(one) for one in ctx.sorted(unknown)])]))


def _register(w: Writer, risks: Sequence[Risk]) -> None:
    ctx, t = w.ctx, w.ctx.t
    unknown = Cell(t("not measured"), sort=0)
    columns: list[Column[Risk]] = [
        fields.named(w, "risk", key="risk"),
        Column("exposure", t("Exposure"), lambda risk: exposure_cell(ctx, risk) or unknown, number=True),
        Column("trend", t("{n} days", n=WINDOW), lambda risk: trend(ctx, risk)),
        Column("line", t("Since the start"), lambda risk: _sparkline(ctx, risk)),
        fields.column(w, "risk.category", filter=True),
        fields.column(w, "risk.owner", filter=True),
        fields.column(w, "risk.response", filter=True),
        Column("last", t("Last measured"), lambda risk: last_measured(ctx, risk, cadence=True)),
        fields.column(w, "risk.status", filter=True),
        fields.gaps(w),
    ]
    # The heat map leads here, to the risks of one of its fields.
    facets: list[Facet[Risk]] = [
        Facet("p", ctx.label("measurement", "probability"), lambda x: _last(ctx, x, "probability")),
        Facet("i", ctx.label("measurement", "impact"), lambda x: _last(ctx, x, "impact")),
    ]
    w.table("register-table", t("The register"), risks, columns, facets=facets)


def _last(ctx: Context, risk: Risk, field: str) -> str | None:
    """Return a figure of a risk's last measurement, None where there is none."""
    last = ctx.facts.last(risk)
    return str(last.fields.get(field) or "") if last else None


def _sparkline(ctx: Context, risk: Risk) -> Markup | None:
    values = [found for one in ctx.facts.measured.get(risk.key, ()) if (found := ctx.facts.exposure(one)) is not None]
    if len(values) < 2:  # noqa: PLR2004 - two points make a line
        return None
    return ctx.c.sparkline(values, ctx.t("Exposure from {first} to {last}", first=values[0], last=values[-1]))


def _trend(w: Writer, risks: Sequence[Risk]) -> Markup:
    """Return how exposure moves."""
    ctx, t = w.ctx, w.ctx.t
    series = mean_exposure(ctx, risks)
    if not series:
        nothing = t("There is no measurement to draw: that is not the same as zero.")
        return ctx.c.notice("none", t("Not measured yet"), nothing)
    text = t(
        "The mean of the risks open today, each by its latest measurement. A mean, so that a risk newly registered does not look like a rise."
    )
    top = max(10.0, *(value for _, value in series))
    return charts.line(w, "mean-exposure", t("Mean exposure of the open risks"), text, series, "", top=top)


def _four_ps(w: Writer, risks: Sequence[Risk]) -> None:
    """Add the four Ps: what most often stops such programmes, and how many and how high of each is open."""
    ctx, t, found = w.ctx, w.ctx.t, list[Number]()
    for category in FOUR_PS:
        mine = [risk for risk in risks if risk.category == category]
        high = max((now for risk in mine if (now := exposure(ctx, risk)) is not None), default=None)
        words = fields.words(ctx, category, "risk", "category")
        label = words if high is None else f"{words}, {t('the highest {n}', n=high)}"
        found.append(
            Number(ctx.number(len(mine)), label, f"?status=open&category={category}#register" if mine else None)
        )
    w.heading(t("The four Ps"), "four-ps", 3)
    charts.note(w, t("Four kinds of trouble stop more programmes than technology does. This is what is open of each."))
    w.add(ctx.c.numbers(found))


def _actions(w: Writer, risks: Sequence[Risk]) -> None:
    ctx, t = w.ctx, w.ctx.t
    waiting = [
        (action.due or "9999", number, risk, action)
        for risk in risks
        if risk.status != "closed"
        for number, action in enumerate(risk.actions)
        if not action.done
    ]
    w.heading(t("Actions due ({n})", n=len(waiting)) if waiting else t("Actions due"), "actions")
    if not waiting:
        w.notice("ok", t("No action waits to be done."))
        return
    columns: list[Column[tuple[str, int, Risk, RiskAction]]] = [
        fields.head(ctx, "risk.actions.statement", lambda row: w.inline(row[3].statement), key="action", wide=True),
        fields.head(ctx, "risk", lambda row: w.link(row[2])),
        fields.head(ctx, "risk.actions.owner", lambda row: w.role(row[3].owner)),
        fields.head(
            ctx,
            "risk.actions.due",
            lambda row: [ctx.date_cell(row[3].due) or Cell(t("no date")), *due_badges(ctx, row[3])],
        ),
    ]
    waiting.sort(key=lambda one: (one[0], one[2].id, one[1]))
    first, title = shown(len(waiting), _FIRST), t("Actions due")
    w.table("actions-table", title, waiting[:first], columns, plain=True, folds=False)
    if rest := waiting[first:]:
        more = ctx.c.table("actions-more", title, rest, columns, plain=True, folds=False)
        w.add(ctx.c.behind(more, t("{n} more", n=len(rest))))
