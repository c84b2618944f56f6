"""A risk's page: its last measurement, how its exposure moved and why, what is done about it, what it would hurt."""

from __future__ import annotations

from collections.abc import Sequence

from timonel.kinds import Measurement, Risk, RiskAction
from timonel.model import Entity
from timonel.site import fields
from timonel.site.kit import Cell, Column, Fact, Group, Item, Step, count
from timonel.site.views.risks.exposure import WINDOW, due_badges, exposure, last_measured, next_action, trend
from timonel.site.views.shared import charts, entity_page
from timonel.site.writer import Writer


def risk_page(w: Writer, risk: Risk) -> None:
    """Write the middle of a risk's page."""
    ctx = w.ctx
    entity_page.facts(w, risk, skip=("affects",), more=tuple(_standing(w, risk)))
    series = ctx.facts.measured.get(risk.key, ())
    w.heading(ctx.label("risk", "actions"), "actions")
    _actions(w, risk)
    w.heading(ctx.t("Exposure"), "exposure")
    if series:
        charts.exposure(w, series, ctx.t("Exposure of {name}", name=ctx.name(risk)))
        _history(w, series)
    else:
        w.notice(
            "none",
            ctx.t("Not measured yet"),
            ctx.t("There is no measurement to draw: that is not the same as zero."),
        )
    _affects(w, risk)
    entity_page.story(w, risk, skip=("actions", "affects"))


def _standing(w: Writer, risk: Risk) -> list[Fact]:
    ctx, last, now = w.ctx, w.ctx.facts.last(risk), exposure(w.ctx, risk)
    rows = []  # how high it is stands below the title
    if last is not None and now is not None:
        rows.append(Fact(ctx.t("Probability × impact"), f"{last.probability} × {last.impact}"))
        rows.append(Fact(ctx.t("In the last {n} days", n=WINDOW), trend(ctx, risk)))
    return [*rows, Fact(ctx.t("Last measured"), last_measured(ctx, risk))]


def turning_points(series: Sequence[Measurement]) -> list[Measurement]:
    """Return the measurements that say something: the first, those that changed or explain the figures, and the last."""
    found = []
    for number, one in enumerate(series):
        before = series[number - 1] if number else None
        moved = before is None or (one.probability, one.impact, one.value) != (
            before.probability,
            before.impact,
            before.value,
        )
        if moved or one.note or number == len(series) - 1:
            found.append(one)
    return found


def _history(w: Writer, series: Sequence[Measurement]) -> None:
    """Add the turning points, newest first: days on which nothing changed stand in the chart's table only."""
    ctx, t = w.ctx, w.ctx.t
    shown = turning_points(series)
    w.heading(t("Turning points"), "history", 3)
    columns: list[Column[Measurement]] = [
        Column("date", t("Date"), lambda measurement: ctx.date_cell(measurement.date)),
        fields.head(ctx, "measurement.probability", lambda x: _number(x.probability), key="p", number=True),
        fields.head(ctx, "measurement.impact", lambda x: _number(x.impact), key="i", number=True),
        Column("exposure", t("Exposure"), lambda x: _number(ctx.facts.exposure(x)), number=True),
        fields.column(w, "measurement.by"),
    ]
    if any(measurement.note for measurement in shown):
        columns.append(fields.head(ctx, "measurement.note", lambda x: w.words(x.note) or " ", wide=True))
    w.table("history-table", t("Turning points"), shown[::-1], columns, plain=True)
    if len(shown) < len(series):
        charts.note(
            w, t("{n} measurements in all: those that changed nothing are in the chart's table.", n=len(series))
        )


def _number(value: int | None) -> Cell | None:
    return None if value is None else count(value)


def _actions(w: Writer, risk: Risk) -> None:
    ctx, t = w.ctx, w.ctx.t
    if risk.actions:
        w.add(ctx.c.steps([_step(w, action) for action in risk.actions]))
    else:
        w.notice("none", t("No action written down."))


def _affects(w: Writer, risk: Risk) -> None:
    ctx, groups = w.ctx, dict[str, list[Cell]]()
    for key in risk.affects:
        entity = ctx.base.find(key)
        kind = key.partition(":")[0]
        label = ctx.kind_plural(kind) if kind in ctx.schema.kinds else kind
        groups.setdefault(label, []).append(w.link(entity) if entity else Cell(key))
    if groups:
        w.heading(ctx.label("risk", "affects"), "affects")
        w.add(ctx.c.refers([Group(label, links) for label, links in groups.items()]))


def _step(w: Writer, action: RiskAction) -> Step:
    ctx, role = w.ctx, w.role(action.owner)
    due = ctx.t("by {date}", date=ctx.date(action.due)) if action.due else ctx.t("no date")
    state, label = ("done", "Done") if action.done else ("next", "To do")
    meta: list[Item] = [*([role] if role else []), due, *due_badges(ctx, action)]
    return Step(w.inline(action.statement), state=state, state_label=ctx.t(label), meta=meta)


def exposed(w: Writer, risk: Entity) -> list[Item]:
    """Return a risk's exposure and the day of its next action, as they stand below the title."""
    if not isinstance(risk, Risk) or risk.status == "closed":
        return []
    now = exposure(w.ctx, risk)
    found = [None if now is None else Cell(w.ctx.t("Exposure {n}", n=now)), next_action(w.ctx, risk)]
    return [one for one in found if one]


VIEWS = {"risk": risk_page}
STATES = {"risk": exposed}
