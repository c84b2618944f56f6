"""Indicators: what each says today against its first value and its target, and a page with its series."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from timonel.kinds import Indicator, Objective
from timonel.site.desk import Cell, Desk
from timonel.site.views import charts, default
from timonel.site.views.inventory import OverviewPage
from timonel.site.views.risk import turning_points
from timonel.site.writer import Writer

_ALL_SHOWN = 15  # as many measurements stand in the history whole


def pages(desk: Desk) -> Iterator[OverviewPage]:
    """Yield the table of all indicators."""
    if desk.base.of("indicator"):
        yield "indicators/index", desk.kind_plural("indicator"), overview, {"search": {"exclude": True}}


def overview(w: Writer) -> None:
    """Write the table of all indicators."""
    desk, t = w.desk, w.desk.t
    w.title(desk.kind_plural("indicator"))
    w.add(
        desk.c.lede(
            t(
                "What we measure to know whether customers, users and the programme are better off: each value with the day it was taken."
            )
        )
    )
    columns = [
        {"key": "name", "label": desk.kind_title("indicator"), "wide": True}, {"key": "value", "label": t("Last value"), "number": True},
        {"key": "change", "label": t("Since the first"), "number": True}, {"key": "line", "label": t("Series")},
        {"key": "target", "label": desk.label("objective", "target"), "number": True}, {"key": "last", "label": t("Last measured")},
        {"key": "frequency", "label": desk.label("indicator", "frequency")}, {"key": "family", "label": desk.label("indicator", "family")},
        {"key": "owner", "label": desk.label("indicator", "owner")}, {"key": "gaps", "label": t("Gaps"), "number": True},
    ]  # fmt: skip
    rows = [_row(w, one) for one in desk.sorted(desk.base.all(Indicator)) if isinstance(one, Indicator)]
    w.add(
        desk.c.table(
            "indicators", desk.kind_plural("indicator"), columns, rows, filters=["family", "frequency", "owner"]
        )
    )


def _row(w: Writer, one: Indicator) -> list[Cell]:
    desk, gaps = w.desk, len(w.desk.gaps(one.key))
    target = charts.goals(w, one)[1]
    return [
        w.link(one), last_value(w, one), change(desk, one), _sparkline(w, one), charts.value_cell(w, target, one.unit), last_measured(desk, one),
        desk.choice(one, "frequency"), desk.choice(one, "family"), w.role(one.owner),
        {"text": str(gaps), "sort": gaps, "href": w.href(one, "gaps") if gaps else None},
    ]  # fmt: skip


def values(desk: Desk, one: Indicator) -> list[tuple[str, float]]:
    """Return an indicator's (ISO date, value), oldest first."""
    return [(each.date, each.value) for each in desk.facts.measured.get(one.key, ()) if each.value is not None]


def last_value(w: Writer, one: Indicator) -> Cell:
    """Return an indicator's latest value with its unit; "not measured" where there is none."""
    found = values(w.desk, one)
    return charts.value_cell(w, found[-1][1], one.unit) if found else w.desk.t("not measured")


def change(desk: Desk, one: Indicator) -> Cell:
    """Return how far an indicator is from its first value, good or bad by its direction; None with fewer than two."""
    found = values(desk, one)
    if len(found) < 2:  # noqa: PLR2004 - a change lies between two values
        return None
    step = round(found[-1][1] - found[0][1], 2)
    if step == 0:
        return {"text": desk.t("unchanged"), "sort": 0}
    cell: dict[str, Any] = {"text": f"{'+' if step > 0 else '−'}{desk.number(abs(step), 2)}", "sort": step}
    if one.direction:
        better = (step > 0) == (one.direction == "up")
        cell |= {
            "badge": "ok" if better else "warning",
            "text": f"{cell['text']} {desk.t('better' if better else 'worse')}",
        }
    return cell


def last_measured(desk: Desk, one: Indicator) -> Cell:
    """Return when an indicator was last measured, and whether its next value is late."""
    last = desk.facts.last(one)
    cell: dict[str, Any] = desk.date_cell(last.date) if last else {"text": desk.t("not measured"), "sort": ""}
    if any(finding.code == "OBJ005" for finding in desk.result.by_subject.get(one.key, ())):
        cell["note"] = desk.t("late")
    return cell


def _sparkline(w: Writer, one: Indicator) -> Cell:
    found = values(w.desk, one)
    if len(found) < 2:  # noqa: PLR2004 - two points make a line
        return None
    first, last = (charts.value_text(w, each, one.unit or "") for each in (found[0][1], found[-1][1]))
    return w.desk.c.sparkline([value for _, value in found], w.desk.t("From {first} to {last}", first=first, last=last))


def indicator_page(w: Writer, one: Indicator) -> None:
    """Write the middle of an indicator's page."""
    desk, t = w.desk, w.desk.t
    more = [
        {"label": t("Last value"), "value": last_value(w, one)},
        {"label": t("Since the first"), "value": change(desk, one)},
    ]
    default.facts(w, one, more=(*more, {"label": t("Last measured"), "value": last_measured(desk, one)}))
    default.story(w, one)
    w.heading(t("Series"), "series")
    charts.indicator(w, one)
    _history(w, one)
    _objectives(w, one)


def _history(w: Writer, one: Indicator) -> None:
    """Add what was measured, newest first; of long series what explains itself and the latest."""
    desk, t = w.desk, w.desk.t
    series = desk.facts.measured.get(one.key, ())
    if not series:
        return
    shown = (
        series
        if len(series) <= _ALL_SHOWN
        else [each for each in turning_points(series) if each.note or each in (series[0], series[-1])]
    )
    w.heading(t("What was measured"), "history", 3)
    columns = [
        {"key": "date", "label": t("Date")}, {"key": "value", "label": t("Value"), "number": True},
        {"key": "by", "label": desk.label("measurement", "by")},
    ]  # fmt: skip
    noted = any(each.note for each in shown)
    if noted:
        columns.append({"key": "note", "label": desk.label("measurement", "note"), "wide": True})
    rows = [
        [
            desk.date_cell(each.date),
            charts.value_cell(w, each.value, one.unit),
            w.ref("person", each.by),
            *([w.words(each.note) if each.note else " "] if noted else []),
        ]
        for each in reversed(shown)
    ]
    w.add(desk.c.table("history-table", t("What was measured"), columns, rows, plain=True))
    if len(shown) < len(series):
        charts.note(
            w,
            t(
                "{n} measurements in all: here are the first, the last and those with a note; the chart's table has the rest.",
                n=len(series),
            ),
        )


def _objectives(w: Writer, one: Indicator) -> None:
    desk = w.desk
    found = [each for each in desk.base.all(Objective) if each.indicator == one.id]
    if not found:
        return
    w.heading(desk.t("Objectives it proves"), "objectives")
    columns = [
        {"key": "objective", "label": desk.kind_title("objective"), "wide": True}, {"key": "baseline", "label": desk.label("objective", "baseline"), "number": True},
        {"key": "target", "label": desk.label("objective", "target"), "number": True}, {"key": "due", "label": desk.label("objective", "due")},
        {"key": "status", "label": desk.label("objective", "status")},
    ]  # fmt: skip
    rows = [
        [
            w.link(each),
            charts.value_cell(w, each.baseline, one.unit),
            charts.value_cell(w, each.target, one.unit),
            desk.date_cell(each.due),
            desk.choice(each, "status"),
        ]
        for each in found
    ]
    w.add(desk.c.table("objectives-table", desk.t("Objectives it proves"), columns, rows, plain=True))


VIEWS = {"indicator": indicator_page}
