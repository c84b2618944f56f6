"""Pilots: small trials with success criteria, what came out, and what was decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from timonel.kinds import Indicator, Initiative, Pilot
from timonel.rules.facts import day
from timonel.rules.initiatives_facts import has_started, under_way
from timonel.site.desk import Cell, Desk
from timonel.site.views import charts, default
from timonel.site.views.figures import Column, columns, count, gaps, listed
from timonel.site.views.inventory import OverviewPage
from timonel.site.writer import Writer

_DECIDED = {"go": "ok", "adjust": "info", "stop": "retired"}


def pages(desk: Desk) -> Iterator[OverviewPage]:
    """Yield the page of all pilots."""
    if desk.base.of("pilot"):
        yield "pilots/index", desk.kind_plural("pilot"), overview, {}


def state(desk: Desk, pilot: Pilot) -> dict[str, Any]:
    """Return how a pilot stands, as a badge: decided, under way, waiting for its decision, ahead or not scheduled."""
    today = desk.facts.today
    if pilot.decision and (pilot.decided or pilot.end or today) <= today:
        return {**desk.choice(pilot, "decision"), "badge": _DECIDED[pilot.decision]}
    if pilot.start is None:
        return {"text": desk.t("no date"), "badge": "plain", "key": "no-date"}
    if not has_started(pilot, today):
        return {"text": desk.t("Ahead"), "badge": "planned", "key": "ahead"}
    if under_way(pilot, today):
        return {"text": desk.t("Under way"), "badge": "now", "key": "under-way"}
    return {"text": desk.t("Waits for its decision"), "badge": "warning", "key": "waiting"}


def by_start(pilots: Sequence[Pilot]) -> list[Pilot]:
    """Return pilots by their start, those without one last."""
    return sorted(pilots, key=lambda one: (one.start or "~", one.id))


def when(desk: Desk, pilot: Pilot) -> str:
    """Return from when to when, and how many days that is."""
    if pilot.start is None and pilot.end is None:
        return desk.t("no date")
    if pilot.start and pilot.end:
        days = (day(pilot.end) - day(pilot.start)).days + 1
        return desk.t("{start} – {end} ({n} days)", start=desk.date(pilot.start), end=desk.date(pilot.end), n=days)
    return (
        desk.t("from {date}", date=desk.date(pilot.start))
        if pilot.start
        else desk.t("until {date}", date=desk.date(pilot.end))
    )


def overview(w: Writer) -> None:
    """Write the page of all pilots: as they follow each other, then as a table."""
    desk, t = w.desk, w.desk.t
    pilots = by_start(desk.base.all(Pilot))
    w.title(desk.kind_plural("pilot"))
    w.add(
        desk.c.lede(
            t(
                "Try small, measure, correct, and only then grow: what was tried, what it had to show, and what was decided."
            )
        )
    )
    w.heading(t("One after the other"), "timeline")
    w.add(desk.c.steps([_step(w, one) for one in pilots], numbered=False))
    w.heading(t("All pilots"), "all")
    heads: list[Column] = [
        *columns(desk, "pilot", "name", "initiative", "type"), {"key": "state", "label": t("State")}, *columns(desk, "pilot", "start", "end", "real_data", "quick_win"),
        {"key": "success", "label": desk.label("pilot", "success"), "number": True}, {"key": "adjustments", "label": desk.label("pilot", "adjustments"), "number": True},
        {"key": "gaps", "label": t("Gaps"), "number": True},
    ]  # fmt: skip
    rows = [_row(w, one) for one in pilots]
    w.add(desk.c.table("pilots-table", desk.kind_plural("pilot"), heads, rows, filters=["initiative", "type", "state"]))


def _step(w: Writer, one: Pilot) -> dict[str, Any]:
    """Return a pilot for the `steps` component."""
    desk, found = w.desk, state(w.desk, one)
    mark = {"ahead": "next", "no-date": "next", "under-way": "now", "waiting": "now"}.get(found["key"], "done")
    kind = desk.choice(one, "type")
    return {
        "title": desk.name(one), "href": w.href(one), "text": w.words(one.result) if one.result else desk.pick(one.description), "state": mark,
        "meta": [found, kind["text"] if kind else "", w.ref("initiative", one.initiative), when(desk, one)],
    }  # fmt: skip


def _row(w: Writer, one: Pilot) -> list[Cell]:
    desk = w.desk
    return [
        w.link(one), w.ref("initiative", one.initiative), desk.choice(one, "type"), state(desk, one), desk.date_cell(one.start), desk.date_cell(one.end),
        desk.choice(one, "real_data"), desk.choice(one, "quick_win"), count(len(one.success), w.href(one, "success")),
        count(len(one.adjustments), w.href(one, "adjustments")) if one.decision else None, gaps(w, one),
    ]  # fmt: skip


def section(w: Writer, initiative: Initiative) -> None:
    """Add an initiative's pilots: its own in full, those of its projects as a line each."""
    desk, t = w.desk, w.desk.t
    own = by_start([one for one in desk.base.all(Pilot) if one.initiative == initiative.id])
    projects = {one.id for one in desk.base.all(Initiative) if one.part_of == initiative.id}
    theirs = by_start([one for one in desk.base.all(Pilot) if one.initiative in projects])
    w.heading(desk.kind_plural("pilot"), "pilots")
    if not own and not theirs:
        w.add(desk.c.notice("none", t("No pilot yet."), t("Nothing has been tried on a small scale so far.")))
    for one in own:
        w.heading(desk.name(one), f"pilot-{one.id}", 3)
        table(w, one)
    if theirs:
        w.add(desk.c.steps([_step(w, one) for one in theirs], numbered=False))


def table(w: Writer, one: Pilot) -> None:
    """Add what a pilot had to show, what came out and what was corrected, as questions and answers."""
    desk, t = w.desk, w.desk.t
    over = bool(one.decision) or (one.end is not None and one.end < desk.facts.today)
    missing = {"text": t("not written down"), "badge": "warning"}
    kind = desk.choice(one, "type")
    rows: list[list[Cell]] = [
        [kind["text"] if kind else desk.kind_title("pilot"), {"text": when(desk, one), "href": w.href(one)}],
        [t("State"), state(desk, one)],
        *([[desk.label("pilot", "scope"), w.words(one.scope)]] if one.scope else []),
        [desk.label("pilot", "success"), [_criterion(w, each) for each in one.success] or missing],
    ]
    if one.result or over:
        rows.append([desk.label("pilot", "result"), w.words(one.result) if one.result else missing])
    if one.adjustments or one.decision in ("go", "adjust"):
        rows.append([desk.label("pilot", "adjustments"), listed(w, one.adjustments) or missing])
    if one.decision:
        rows.append([desk.label("pilot", "decided"), desk.date(one.decided) or missing])
    heads = [{"key": "what", "label": t("Question")}, {"key": "answer", "label": t("Answer"), "wide": True}]
    w.add(desk.c.table(f"pilot-table-{one.id}", desk.name(one), heads, rows, plain=True))


def _criterion(w: Writer, success: Any) -> Cell:  # noqa: ANN401 - a PilotSuccess
    indicator = w.desk.base.get(Indicator, success.indicator)
    if success.statement:
        return w.inline(success.statement)
    if indicator is None:
        return {"text": w.desk.t("not written down"), "badge": "warning"}
    goal = charts.value_text(w, success.target, indicator.unit or "") if success.target is not None else "?"
    return {"text": f"{w.desk.name(indicator)}: {goal}", "href": w.href(indicator)}


def pilot_page(w: Writer, one: Pilot) -> None:
    """Write the middle of a pilot's page."""
    desk, t = w.desk, w.desk.t
    days = {"label": t("When"), "value": when(desk, one)}
    default.facts(
        w,
        one,
        skip=("success", "start", "end", "decision", "processes"),
        more=({"label": t("State"), "value": state(desk, one)}, days),
    )
    if one.scope:
        w.heading(desk.label("pilot", "scope"), "scope")
        w.text(one.scope)
    _success(w, one)
    for name in ("result", "adjustments"):
        if one.fields.get(name):
            w.heading(desk.label("pilot", name), name)
            (w.text if name == "result" else w.bullets)(one.fields[name])
    processes = w.refs("process", one.processes)
    if processes:
        w.heading(desk.label("pilot", "processes"), "processes")
        w.add(desk.c.cards([{"text": each["text"], "href": each.get("href")} for each in processes]))


def _success(w: Writer, one: Pilot) -> None:
    desk, t = w.desk, w.desk.t
    w.heading(desk.label("pilot", "success"), "success")
    if not one.success:
        w.add(
            desk.c.notice("warning", t("No success criterion."), t("Without one, any result can be called a success."))
        )
        return
    heads: list[Column] = [
        {"key": "statement", "label": desk.label("pilot", "success", "statement"), "wide": True}, {"key": "indicator", "label": desk.label("pilot", "success", "indicator")},
        {"key": "target", "label": desk.label("pilot", "success", "target"), "number": True},
    ]  # fmt: skip
    rows: list[list[Cell]] = []
    for each in one.success:
        indicator = desk.base.get(Indicator, each.indicator)
        target = charts.value_cell(w, each.target, indicator.unit if indicator else None)
        rows.append([_criterion(w, each), w.link(indicator) or t("none: seen, not measured"), target or " "])
    w.add(desk.c.table("success-table", desk.label("pilot", "success"), heads, rows, plain=True))


VIEWS = {"pilot": pilot_page}
