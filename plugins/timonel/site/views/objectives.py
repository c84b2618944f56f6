"""Objectives: where each started, where it is and where it should be, and a page with the chart that proves it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from timonel.kinds import Indicator, Objective
from timonel.rules.facts import is_active
from timonel.site.desk import Cell, Desk
from timonel.site.views import charts, default
from timonel.site.views.indicators import last_measured, last_value, values
from timonel.site.views.inventory import OverviewPage
from timonel.site.writer import Writer


def pages(desk: Desk) -> Iterator[OverviewPage]:
    """Yield the page of all objectives."""
    if desk.base.of("objective"):
        yield "objectives/index", desk.kind_plural("objective"), overview, {"search": {"exclude": True}}


def overview(w: Writer) -> None:
    """Write the page of all objectives: the open ones as bars, then all as a table."""
    desk, t = w.desk, w.desk.t
    w.title(desk.kind_plural("objective"))
    w.add(
        desk.c.lede(
            t("What the programme promised: where each objective started, where it is today and where it should be.")
        )
    )
    objectives = sorted(desk.base.all(Objective), key=lambda one: (one.status != "open", one.due or "9999", one.id))
    open_ = [one for one in objectives if is_active(one)]
    if open_:
        w.heading(t("How far the open ones are"), "progress")
        w.add(desk.c.bars([bar(w, one) for one in open_], t("How far the open ones are")))
    w.heading(t("All objectives"), "all")
    columns = [
        {"key": "objective", "label": desk.kind_title("objective"), "wide": True}, {"key": "baseline", "label": desk.label("objective", "baseline"), "number": True},
        {"key": "now", "label": t("Now"), "number": True}, {"key": "target", "label": desk.label("objective", "target"), "number": True},
        {"key": "due", "label": desk.label("objective", "due")}, {"key": "status", "label": desk.label("objective", "status")},
        {"key": "initiative", "label": desk.label("objective", "initiative")}, {"key": "owner", "label": desk.label("objective", "owner")},
        {"key": "gaps", "label": t("Gaps"), "number": True},
    ]  # fmt: skip
    w.add(
        desk.c.table(
            "objectives",
            desk.kind_plural("objective"),
            columns,
            [_row(w, one) for one in objectives],
            filters=["status", "initiative", "owner"],
        )
    )


def progress(desk: Desk, one: Objective) -> float | None:
    """Return how much of the way from baseline to target is done, in percent (below 0: further away than at the start)."""
    indicator = desk.base.get(Indicator, one.indicator)
    if indicator is None or one.baseline is None or one.target is None or one.target == one.baseline:
        return None
    found = values(desk, indicator)
    return 100 * (found[-1][1] - one.baseline) / (one.target - one.baseline) if found else None


def progress_word(desk: Desk, done: float | None) -> str:
    """Return how much of the way is done, in words."""
    if done is None:
        return desk.t("cannot be measured")
    if done < 0:
        return desk.t("further away than at the start")
    if done >= 100:  # noqa: PLR2004 - percent
        return desk.t("reached")
    return desk.t("{share} of the way", share=desk.percent(round(done)))


def bar(w: Writer, one: Objective) -> dict[str, Any]:
    """Return an objective for the `bars` component: how much of its way is done."""
    done = progress(w.desk, one)
    kind = "plan" if done is None or 0 <= done < 100 else "ok" if done >= 100 else "warning"  # noqa: PLR2004 - percent
    return {
        **w.link(one),
        "label": w.desk.name(one),
        "parts": [{"value": done, "text": f"{progress_word(w.desk, done)} · {_figures(w, one)}", "kind": kind}],
        "total": 100,
    }


def _figures(w: Writer, one: Objective) -> str:
    """Return baseline, today's value and target as one line, the unit at its end."""
    indicator = w.desk.base.get(Indicator, one.indicator)
    found = values(w.desk, indicator) if indicator else []
    numbers = [one.baseline, found[-1][1] if found else None, one.target]
    words = ["?" if value is None else w.desk.number(value, 2) for value in numbers]
    return " → ".join(
        [*words[:2], charts.value_text(w, one.target, _unit(w, one)) if one.target is not None else words[2]]
    )


def _unit(w: Writer, one: Objective) -> str:
    indicator = w.desk.base.get(Indicator, one.indicator)
    return (indicator.unit or "") if indicator else ""


def _figure(w: Writer, one: Objective, field: str) -> Cell:
    return charts.value_cell(w, one.fields.get(field), _unit(w, one))


def _now(w: Writer, one: Objective) -> Cell:
    indicator = w.desk.base.get(Indicator, one.indicator)
    return last_value(w, indicator) if indicator else None


def _due(w: Writer, one: Objective) -> Cell:
    cell = w.desk.date_cell(one.due)
    if cell is not None and is_active(one) and one.due is not None and one.due < w.desk.facts.today:
        cell["note"] = w.desk.t("past its date")
    return cell


def _row(w: Writer, one: Objective) -> list[Cell]:
    gaps = len(w.desk.gaps(one.key))
    return [
        w.link(one), _figure(w, one, "baseline"), _now(w, one), _figure(w, one, "target"), _due(w, one), w.desk.choice(one, "status"),
        w.ref("initiative", one.initiative), w.role(one.owner), {"text": str(gaps), "sort": gaps, "href": w.href(one, "gaps") if gaps else None},
    ]  # fmt: skip


def objective_page(w: Writer, one: Objective) -> None:
    """Write the middle of an objective's page."""
    desk, t = w.desk, w.desk.t
    indicator = desk.base.get(Indicator, one.indicator)
    more: list[dict[str, Any]] = [
        {"label": desk.label("objective", "baseline"), "value": _figure(w, one, "baseline")}, {"label": t("Now"), "value": _now(w, one)},
        {"label": desk.label("objective", "target"), "value": _figure(w, one, "target")}, {"label": t("Progress"), "value": progress_word(desk, progress(desk, one))},
        {"label": desk.label("objective", "due"), "value": _due(w, one)},
    ]  # fmt: skip
    if indicator is not None:
        more.append({"label": t("Last measured"), "value": last_measured(desk, indicator)})
    default.facts(w, one, skip=("baseline", "target", "due"), more=tuple(more))
    default.story(w, one)
    w.heading(t("From the start to the target"), "chart")
    if indicator is None:
        w.add(
            desk.c.notice(
                "none",
                t("It cannot be measured"),
                t("No indicator proves this objective: nobody will be able to say whether it was reached."),
            )
        )
    else:
        charts.indicator(w, indicator, (one.baseline, one.target))


VIEWS = {"objective": objective_page}
