"""A risk's page: its last measurement, how its exposure moved and why, what is done about it, what it would hurt."""

from __future__ import annotations

from collections.abc import Sequence

from timonel.kinds import Measurement, Risk, RiskAction
from timonel.site import fields
from timonel.site.kit import Cell, Column, Fact, Group, Item, Step, count
from timonel.site.views.risks.exposure import WINDOW, due_badges, exposure, last_measured, trend
from timonel.site.views.shared import charts, entity_page
from timonel.site.writer import Writer


def risk_page(w: Writer, risk: Risk) -> None:
    """Write the middle of a risk's page."""
    desk = w.desk
    entity_page.facts(w, risk, skip=("affects",), more=tuple(_standing(w, risk)))
    series = desk.facts.measured.get(risk.key, ())
    w.heading(desk.t("Exposure"), "exposure")
    if series:
        charts.exposure(w, series, desk.t("Exposure of {name}", name=desk.name(risk)))
        _history(w, series)
    else:
        w.notice(
            "none",
            desk.t("Not measured yet"),
            desk.t("There is no measurement to draw: that is not the same as zero."),
        )
    w.heading(desk.label("risk", "actions"), "actions")
    _actions(w, risk)
    _affects(w, risk)
    entity_page.story(w, risk, skip=("actions", "affects"))


def _standing(w: Writer, risk: Risk) -> list[Fact]:
    desk, last, now = w.desk, w.desk.facts.last(risk), exposure(w.desk, risk)
    of_25 = None if last is None or now is None else Cell(str(now), note=f"{last.probability} × {last.impact}")
    rows = [Fact(desk.t("Exposure"), of_25 or desk.t("not measured"))]
    if now is not None:
        rows.append(Fact(desk.t("In the last {n} days", n=WINDOW), trend(desk, risk)))
    return [*rows, Fact(desk.t("Last measured"), last_measured(desk, risk))]


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
    desk, t = w.desk, w.desk.t
    shown = turning_points(series)
    w.heading(t("Turning points"), "history", 3)
    columns: list[Column[Measurement]] = [
        Column("date", t("Date"), lambda measurement: desk.date_cell(measurement.date)),
        fields.head(desk, "measurement.probability", lambda x: _number(x.probability), key="p", number=True),
        fields.head(desk, "measurement.impact", lambda x: _number(x.impact), key="i", number=True),
        Column("exposure", t("Exposure"), lambda x: _number(desk.facts.exposure(x)), number=True),
        fields.column(w, "measurement.by"),
    ]
    if any(measurement.note for measurement in shown):
        columns.append(fields.head(desk, "measurement.note", lambda x: w.words(x.note) or " ", wide=True))
    w.table("history-table", t("Turning points"), shown[::-1], columns, plain=True)
    if len(shown) < len(series):
        charts.note(
            w, t("{n} measurements in all: those that changed nothing are in the chart's table.", n=len(series))
        )


def _number(value: int | None) -> Cell | None:
    return None if value is None else count(value)


def _actions(w: Writer, risk: Risk) -> None:
    desk, t = w.desk, w.desk.t
    if risk.actions:
        w.add(desk.c.steps([_step(w, action) for action in risk.actions]))
    else:
        w.notice("none", t("No action written down."))


def _affects(w: Writer, risk: Risk) -> None:
    desk, groups = w.desk, dict[str, list[Cell]]()
    for key in risk.affects:
        entity = desk.base.find(key)
        kind = key.partition(":")[0]
        label = desk.kind_plural(kind) if kind in desk.schema.kinds else kind
        groups.setdefault(label, []).append(w.link(entity) if entity else Cell(key))
    if groups:
        w.heading(desk.label("risk", "affects"), "affects")
        w.add(desk.c.refers([Group(label, links) for label, links in groups.items()]))


def _step(w: Writer, action: RiskAction) -> Step:
    desk, role = w.desk, w.role(action.owner)
    due = desk.t("by {date}", date=desk.date(action.due)) if action.due else desk.t("no date")
    state, label = ("done", "Done") if action.done else ("next", "To do")
    meta: list[Item] = [*([role] if role else []), due, *due_badges(desk, action)]
    return Step(w.inline(action.statement), state=state, state_label=desk.t(label), meta=meta)


VIEWS = {"risk": risk_page}
