"""Risks: the heat map, the register, how exposure moves, the four Ps and the actions that are due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from timonel.kinds import Risk
from timonel.rules.facts import is_active
from timonel.site.desk import Cell, Desk
from timonel.site.views import charts
from timonel.site.views.exposure import WINDOW, due_badges, exposure, last_measured, mean_exposure, trend
from timonel.site.views.inventory import OverviewPage
from timonel.site.writer import Writer

FOUR_PS = ("process", "perception", "privacy", "politics")
_PROBABILITY = ("remote", "unlikely", "possible", "likely", "almost certain")
_IMPACT = ("slight", "minor", "moderate", "severe", "very severe")
_LEVELS = ("low (1–4)", "medium (5–9)", "high (10–14)", "critical (15–25)")


def pages(desk: Desk) -> Iterator[OverviewPage]:
    """Yield the register."""
    if desk.base.of("risk"):
        yield "risks/index", desk.kind_plural("risk"), overview, {"search": {"exclude": True}}


def overview(w: Writer) -> None:
    """Write the register: where the open risks stand, all of them as a table, and what is being done."""
    desk = w.desk
    w.title(desk.kind_plural("risk"))
    w.add(
        desk.c.lede(
            desk.t(
                "What may go wrong, how probable it is, how much it would hurt, and who does what about it. Exposure is probability times impact, from 1 to 25."
            )
        )
    )
    risks = sorted(desk.base.all(Risk), key=lambda one: (not is_active(one), -(exposure(desk, one) or 0), one.id))
    open_ = [one for one in risks if is_active(one)]
    w.heading(desk.t("Open risks by probability and impact"), "map")
    _map(w, open_)
    w.heading(desk.t("The register"), "register")
    _register(w, risks)
    w.heading(desk.t("How exposure moves"), "exposure")
    _trend(w, open_)
    w.heading(desk.t("The four Ps"), "four-ps")
    _four_ps(w, open_)
    w.heading(desk.t("Actions due"), "actions")
    _actions(w, risks)


def _map(w: Writer, risks: Sequence[Risk]) -> None:
    """Add the heat map; a cell leads to its risks in the register. Those never measured stand below it, not in it."""
    desk, t = w.desk, w.desk.t
    found: dict[tuple[int, int], list[str]] = {}
    unknown: list[Risk] = []
    for one in risks:
        last = desk.facts.last(one)
        if last is None or last.probability is None or last.impact is None:
            unknown.append(one)
        else:
            found.setdefault((last.probability, last.impact), []).append(desk.name(one))
    cells = {}
    for (p, i), names in found.items():
        words = "Probability {p}, impact {i}: 1 risk" if len(names) == 1 else "Probability {p}, impact {i}: {n} risks"
        label = t(words, p=p, i=i, n=len(names))
        cells[f"{p}-{i}"] = {
            "count": len(names),
            "href": f"?status=open&p={p}&i={i}#register",
            "label": label,
            "title": "; ".join(names),
        }
    axes = [
        {"label": desk.label("measurement", field), "words": [t(one) for one in words]}
        for field, words in (("probability", _PROBABILITY), ("impact", _IMPACT))
    ]
    w.add(
        desk.c.heatmap5x5(
            "risk-map", t("Open risks by probability and impact"), cells, *axes, [t(one) for one in _LEVELS]
        )
    )
    if unknown:
        w.add(desk.c.refers([{"label": t("Not measured yet"), "links": [w.link(one) for one in desk.sorted(unknown)]}]))


def _register(w: Writer, risks: Sequence[Risk]) -> None:
    desk, t = w.desk, w.desk.t
    columns = [
        {"key": "risk", "label": desk.kind_title("risk"), "wide": True}, {"key": "exposure", "label": t("Exposure"), "number": True},
        {"key": "trend", "label": t("{n} days", n=WINDOW)}, {"key": "line", "label": t("Since the start")},
        {"key": "category", "label": desk.label("risk", "category")}, {"key": "owner", "label": desk.label("risk", "owner")},
        {"key": "response", "label": desk.label("risk", "response")}, {"key": "last", "label": t("Last measured")}, {"key": "status", "label": desk.label("risk", "status")},
        {"key": "gaps", "label": t("Gaps"), "number": True},
    ]  # fmt: skip
    filters = [
        "category",
        "owner",
        "response",
        "status",
        {"key": "p", "label": desk.label("measurement", "probability")},
        {"key": "i", "label": desk.label("measurement", "impact")},
    ]
    w.add(desk.c.table("register-table", t("The register"), columns, [_row(w, one) for one in risks], filters=filters))


def _row(w: Writer, risk: Risk) -> dict[str, Any]:
    desk, last, now = w.desk, w.desk.facts.last(risk), exposure(w.desk, risk)
    gaps = len(desk.gaps(risk.key))
    cells = [
        w.link(risk), {"text": str(now), "sort": now} if now is not None else {"text": desk.t("not measured"), "sort": 0},
        trend(desk, risk), _sparkline(desk, risk), desk.choice(risk, "category"), w.role(risk.owner), desk.choice(risk, "response"),
        last_measured(desk, risk, cadence=True), desk.choice(risk, "status"),
        {"text": str(gaps), "sort": gaps, "href": w.href(risk, "gaps") if gaps else None},
    ]  # fmt: skip
    return {"cells": cells, "facets": {"p": str(last.probability or ""), "i": str(last.impact or "")} if last else {}}


def _sparkline(desk: Desk, risk: Risk) -> Cell:
    values = [found for one in desk.facts.measured.get(risk.key, ()) if (found := desk.facts.exposure(one)) is not None]
    if len(values) < 2:  # noqa: PLR2004 - two points make a line
        return None
    return desk.c.sparkline(values, desk.t("Exposure from {first} to {last}", first=values[0], last=values[-1]))


def _trend(w: Writer, risks: Sequence[Risk]) -> None:
    desk, t = w.desk, w.desk.t
    series = mean_exposure(desk, risks)
    if not series:
        w.add(
            desk.c.notice(
                "none", t("Not measured yet"), t("There is no measurement to draw: that is not the same as zero.")
            )
        )
        return
    text = t(
        "The mean of the risks open today, each by its latest measurement. A mean, so that a risk newly registered does not look like a rise."
    )
    top = max(10.0, *(value for _, value in series))
    w.add(charts.line(w, "mean-exposure", t("Mean exposure of the open risks"), text, series, "", top=top))


def _four_ps(w: Writer, risks: Sequence[Risk]) -> None:
    """Add the four Ps: what most often stops such programmes, and how high each stands."""
    desk, t = w.desk, w.desk.t
    charts.note(
        w,
        t(
            "Four kinds of trouble stop more programmes than technology does. Here is what is open in each, the highest first."
        ),
    )
    columns = [
        {"key": "p", "label": desk.label("risk", "category")}, {"key": "open", "label": t("Open"), "number": True},
        {"key": "highest", "label": t("Highest exposure"), "number": True}, {"key": "risks", "label": desk.kind_plural("risk"), "wide": True},
    ]  # fmt: skip
    labels = desk.schema.kinds["risk"].fields["category"]
    rows: list[list[Cell]] = []
    for category in FOUR_PS:
        mine = [one for one in risks if one.category == category]
        highest = max((found for one in mine if (found := exposure(desk, one)) is not None), default=None)
        links = [
            {**w.link(one), "note": str(found) if (found := exposure(desk, one)) is not None else t("not measured")}
            for one in mine
        ]
        head = {
            "text": desk.word(labels, category),
            "href": f"?status=open&category={category}#register" if mine else None,
        }
        rows.append(
            [
                head,
                {"text": str(len(mine)), "sort": len(mine)},
                None if highest is None else {"text": str(highest), "sort": highest},
                links,
            ]
        )
    w.add(desk.c.table("four-ps-table", t("The four Ps"), columns, rows, plain=True))


def _actions(w: Writer, risks: Sequence[Risk]) -> None:
    desk, t = w.desk, w.desk.t
    waiting = [
        (action.due or "9999", number, risk, action)
        for risk in risks
        if risk.status != "closed"
        for number, action in enumerate(risk.actions)
        if not action.done
    ]
    if not waiting:
        w.add(desk.c.notice("ok", t("No action waits to be done."), ""))
        return
    columns = [
        {"key": "action", "label": desk.label("risk", "actions", "statement"), "wide": True}, {"key": "risk", "label": desk.kind_title("risk")},
        {"key": "owner", "label": desk.label("risk", "actions", "owner")}, {"key": "due", "label": desk.label("risk", "actions", "due")},
    ]  # fmt: skip
    rows = [
        [
            w.inline(action.statement),
            w.link(risk),
            w.role(action.owner),
            [{**(desk.date_cell(action.due) or {"text": t("no date")})}, *due_badges(desk, action)],
        ]
        for _, _, risk, action in sorted(waiting, key=lambda one: (one[0], one[2].id, one[1]))
    ]
    w.add(desk.c.table("actions-table", t("Actions due"), columns, rows, plain=True))
