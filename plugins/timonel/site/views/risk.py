"""A risk's page: its last measurement, how its exposure moved and why, what is done about it, what it would hurt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from timonel.kinds import Measurement, Risk
from timonel.site.desk import Cell
from timonel.site.views import charts, default
from timonel.site.views.exposure import WINDOW, due_badges, exposure, last_measured, trend
from timonel.site.writer import Writer


def risk_page(w: Writer, risk: Risk) -> None:
    """Write the middle of a risk's page."""
    desk = w.desk
    default.facts(w, risk, skip=("affects",), more=tuple(_standing(w, risk)))
    series = desk.facts.measured.get(risk.key, ())
    w.heading(desk.t("Exposure"), "exposure")
    if series:
        charts.exposure(w, series, desk.t("Exposure of {name}", name=desk.name(risk)))
        _history(w, series)
    else:
        w.add(
            desk.c.notice(
                "none",
                desk.t("Not measured yet"),
                desk.t("There is no measurement to draw: that is not the same as zero."),
            )
        )
    w.heading(desk.label("risk", "actions"), "actions")
    _actions(w, risk)
    _affects(w, risk)
    default.story(w, risk, skip=("actions", "affects"))


def _standing(w: Writer, risk: Risk) -> list[dict[str, Any]]:
    desk, last, now = w.desk, w.desk.facts.last(risk), exposure(w.desk, risk)
    of_25 = None if last is None or now is None else {"text": str(now), "note": f"{last.probability} × {last.impact}"}
    rows = [{"label": desk.t("Exposure"), "value": of_25 or desk.t("not measured")}]
    if now is not None:
        rows.append({"label": desk.t("In the last {n} days", n=WINDOW), "value": trend(desk, risk)})
    return [*rows, {"label": desk.t("Last measured"), "value": last_measured(desk, risk)}]


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
    columns = [
        {"key": "date", "label": t("Date")}, {"key": "p", "label": desk.label("measurement", "probability"), "number": True},
        {"key": "i", "label": desk.label("measurement", "impact"), "number": True}, {"key": "exposure", "label": t("Exposure"), "number": True},
        {"key": "by", "label": desk.label("measurement", "by")},
    ]  # fmt: skip
    noted = any(one.note for one in shown)
    if noted:
        columns.append({"key": "note", "label": desk.label("measurement", "note"), "wide": True})
    rows: list[list[Cell]] = [
        [
            desk.date_cell(one.date), _number(one.probability), _number(one.impact), _number(desk.facts.exposure(one)),
            w.ref("person", one.by),
            *([w.words(one.note) if one.note else " "] if noted else []),
        ]
        for one in reversed(shown)
    ]  # fmt: skip
    w.add(desk.c.table("history-table", t("Turning points"), columns, rows, plain=True))
    if len(shown) < len(series):
        charts.note(
            w, t("{n} measurements in all: those that changed nothing are in the chart's table.", n=len(series))
        )


def _number(value: int | None) -> Cell:
    return None if value is None else {"text": str(value), "sort": value}


def _actions(w: Writer, risk: Risk) -> None:
    desk, t = w.desk, w.desk.t
    if not risk.actions:
        w.add(desk.c.notice("none", t("No action written down."), ""))
        return
    steps = []
    for action in risk.actions:
        role = w.role(action.owner)
        due = t("by {date}", date=desk.date(action.due)) if action.due else t("no date")
        state = (
            {"state": "done", "state_label": t("Done")} if action.done else {"state": "next", "state_label": t("To do")}
        )
        steps.append(
            {
                "title": w.inline(action.statement),
                **state,
                "meta": [*([role] if role else []), due, *due_badges(desk, action)],
            }
        )
    w.add(desk.c.steps(steps))


def _affects(w: Writer, risk: Risk) -> None:
    desk, groups = w.desk, dict[str, list[Cell]]()
    for key in risk.affects:
        entity = desk.base.find(key)
        kind = key.partition(":")[0]
        label = desk.kind_plural(kind) if kind in desk.schema.kinds else kind
        groups.setdefault(label, []).append(w.link(entity) if entity else {"text": key})
    if groups:
        w.heading(desk.label("risk", "affects"), "affects")
        w.add(desk.c.refers([{"label": label, "links": links} for label, links in groups.items()]))


VIEWS = {"risk": risk_page}
