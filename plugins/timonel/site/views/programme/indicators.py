"""Indicators: what each says today against its first value and its target, and a page with its series."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from markupsafe import Markup

from timonel.kinds import Indicator, Measurement, Objective
from timonel.lookups.objectives import overdue, readings
from timonel.lookups.status import is_active
from timonel.model import Entity
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Cell, Column, Fact, Item
from timonel.site.views.shared import charts, entity_page, standing
from timonel.site.writer import Writer
from timonel.text import many

_ALL_SHOWN = 6  # as many measurements stand in the history whole


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the table of all indicators."""
    if ctx.base.of("indicator"):
        yield Draft("indicators/index", ctx.kind_plural("indicator"), overview, searched=False)


def overview(w: Writer) -> None:
    """Write the table of all indicators."""
    ctx, t = w.ctx, w.ctx.t
    w.title(ctx.kind_plural("indicator"))
    w.lede(
        t(
            "What we measure to know whether customers, users and the programme are better off: each value with the day it was taken."
        )
    )
    columns: list[Column[Indicator]] = [
        fields.named(w, "indicator"),
        Column("value", t("Last value"), lambda indicator: last_value(w, indicator), number=True),
        Column("change", t("Change"), lambda indicator: change(w, indicator), number=True),
        Column("line", t("Series"), lambda indicator: _sparkline(w, indicator)),
        fields.head(
            ctx, "objective.target", lambda x: charts.value_cell(w, charts.goals(w, x)[1], x.unit), number=True
        ),
        Column("last", t("Last measured"), lambda indicator: last_measured(ctx, indicator)),
        fields.column(w, "indicator.frequency", filter=True),
        fields.column(w, "indicator.family", filter=True),
        fields.column(w, "indicator.owner", filter=True),
        fields.gaps(w),
    ]
    w.table("indicators", ctx.kind_plural("indicator"), ctx.sorted(ctx.base.all(Indicator)), columns)


def values(ctx: Context, one: Indicator) -> list[tuple[str, float]]:
    """Return an indicator's (ISO date, value), oldest first."""
    return readings(ctx.facts, one)


def last_value(w: Writer, one: Indicator) -> Item:
    """Return an indicator's latest value with its unit; "not measured" where there is none."""
    found = values(w.ctx, one)
    return charts.value_cell(w, found[-1][1], one.unit) if found else w.ctx.t("not measured")


def change(w: Writer, one: Indicator) -> Cell | None:
    """Return how far an indicator came since the first value of its objective, else since its own, with that one; None without two."""
    ctx, found, start = w.ctx, values(w.ctx, one), charts.goals(w, one)[0]
    if not found or (start is None and len(found) < 2):  # noqa: PLR2004 - a change lies between two values
        return None
    first = found[0][1] if start is None else start
    step = round(found[-1][1] - first, 2)
    if step == 0:
        return Cell(ctx.t("unchanged"), sort=0)
    size = f"{'+' if step > 0 else '−'}{charts.distance(w, abs(step), one.unit or '')}"
    since = ctx.t("from {value}", value=charts.value_text(w, first, one.unit or ""))
    better = (step > 0) == (one.direction == "up")
    return Cell(size, badge=("ok" if better else "warning") if one.direction else None, note=since, sort=step)


def since_best(w: Writer, one: Indicator) -> str | None:
    """Return how far an indicator is behind its best value, which it had after the first and before the last; else None."""
    found, best = values(w.ctx, one), _best(one, w.ctx.facts.measured.get(one.key, ()))
    if best is None or best.value is None or best.value in {found[0][1], found[-1][1]}:
        return None
    lost = charts.distance(w, round(abs(found[-1][1] - best.value), 2), one.unit or "")
    return w.ctx.t("{n} worse than its best", n=lost)


def last_measured(ctx: Context, indicator: Indicator) -> Cell:
    """Return when an indicator was last measured, and whether its next value is late."""
    last = ctx.facts.last(indicator)
    cell = (ctx.date_cell(last.date) if last else None) or Cell(ctx.t("not measured"), sort="")
    late = any(finding.code == "OBJ005" for finding in ctx.result.by_subject.get(indicator.key, ()))
    return cell._replace(note=ctx.t("late")) if late else cell


def _sparkline(w: Writer, one: Indicator) -> Markup | None:
    found = values(w.ctx, one)
    if len(found) < 2:  # noqa: PLR2004 - two points make a line
        return None
    first, last = (charts.value_text(w, each, one.unit or "") for each in (found[0][1], found[-1][1]))
    return w.ctx.c.sparkline([value for _, value in found], w.ctx.t("From {first} to {last}", first=first, last=last))


def indicator_page(w: Writer, one: Indicator) -> None:
    """Write the middle of an indicator's page."""
    ctx, t = w.ctx, w.ctx.t
    measured = bool(values(ctx, one))
    more = [Fact(t("Change"), change(w, one))] if measured else [Fact(t("Last measured"), last_measured(ctx, one))]
    formula = [Fact(ctx.label("indicator", "formula"), w.words(one.formula))] if one.formula else []
    # Its unit stands behind each value; the last one, and its day, below the title.
    entity_page.facts(w, one, skip=("unit",) if measured else (), more=[x for x in more if x.value], last=formula)
    entity_page.story(w, one, skip=("formula",))
    w.heading(t("Over time"), "series")
    charts.indicator(w, one, table=False)
    _history(w, one)
    _objectives(w, one)


def _history(w: Writer, one: Indicator) -> None:
    """Add what was measured, newest first: a long series behind a line, below what explains itself."""
    ctx, t = w.ctx, w.ctx.t
    series = ctx.facts.measured.get(one.key, ())[::-1]
    if not series:
        return
    title, long = t("What was measured"), len(series) > _ALL_SHOWN
    noted = [(ctx.date(each.date) or "", f"note-{each.date}", w.words(each.note)) for each in series if each.note]
    if not long:
        w.heading(title, "history", 3)
    elif noted:
        w.add(ctx.c.short(noted))
    columns: list[Column[Measurement]] = [
        Column("date", t("Date"), lambda measurement: ctx.date_cell(measurement.date)),
        Column("value", t("Value"), lambda measurement: charts.value_cell(w, measurement.value, one.unit), number=True),
        fields.column(w, "measurement.by"),
    ]
    if noted:
        columns.append(fields.head(ctx, "measurement.note", lambda x: w.words(x.note) or " ", wide=True))
    w.table("history-table", title, series, columns, plain=True, behind=long)


def _best(one: Indicator, series: Sequence[Measurement]) -> Measurement | None:
    """Return the latest measurement with the best value; None where nobody says which way is better."""
    measured = [(each.value, each) for each in series[::-1] if each.value is not None]
    if not one.direction or not measured:
        return None
    sign = 1 if one.direction == "up" else -1
    return max(measured, key=lambda found: sign * found[0])[1]


def _objectives(w: Writer, one: Indicator) -> None:
    ctx = w.ctx
    found = [each for each in ctx.base.all(Objective) if each.indicator == one.id]

    def value(each: Objective, field: str) -> Cell | None:
        return charts.value_cell(w, each.fields.get(field), one.unit)

    columns: list[Column[Objective]] = [
        fields.named(w, "objective", key="objective"),
        fields.head(ctx, "objective.baseline", lambda each: value(each, "baseline"), number=True),
        fields.head(ctx, "objective.target", lambda each: value(each, "target"), number=True),
        fields.column(w, "objective.due"),
        fields.head(ctx, "objective.status", lambda each: _late(ctx, each) or ctx.status(each)),
    ]
    columns[-1] = replace(columns[-1], lead=True)
    w.section(ctx.t("Objectives it measures"), "objectives", found, columns)


def _late(ctx: Context, one: Objective) -> Cell | None:
    """Return for how many days an objective should have been reached; None where it need not be yet."""
    days = overdue(ctx.facts, one)
    return Cell(standing.overdue(ctx, days), badge="error") if days else None


def today(w: Writer, one: Entity) -> list[Item]:
    """Return what an indicator last said, how much its targets want, and what it lost again, as they stand below its title."""
    if not isinstance(one, Indicator):
        return []
    ctx, found = w.ctx, values(w.ctx, one)
    told: list[Item] = []
    if found:
        date, value = found[-1]
        text = charts.value_text(w, value, one.unit or "")
        dated = ctx.t("{value} on {date}", value=text, date=ctx.date(date))
        told.append(", ".join(filter(None, [dated, since_best(w, one)])))
    aims = [each for each in ctx.base.all(Objective) if each.indicator == one.id and is_active(each)]
    return [*told, *dict.fromkeys(filter(None, (_verdict(w, one, each) for each in aims)))]


def _verdict(w: Writer, one: Indicator, aim: Objective) -> Cell | None:
    """Return how much is missing to an objective's target and by when, or that it is reached; None where nobody can say."""
    ctx, found, unit, late = w.ctx, values(w.ctx, one), one.unit or "", overdue(w.ctx.facts, aim)
    up = one.direction == "up" if one.direction else None
    if up is None and aim.baseline is not None and aim.target is not None:
        up = aim.target >= aim.baseline
    if not found or aim.target is None or up is None:
        words = many("the target was due 1 day ago", "the target was due {n} days ago", late)
        return Cell(ctx.t(words), "#objectives", badge="error") if late else None
    goal = charts.value_text(w, aim.target, unit)
    missing = round((aim.target - found[-1][1]) * (1 if up else -1), 2)
    if missing <= 0:
        return Cell(ctx.t("Target reached ({goal})", goal=goal), "#objectives", badge="ok")
    far = charts.distance(w, missing, unit)
    if late:
        one_day = "{far} from the target ({goal}), due 1 day ago"
        told = one_day if late == 1 else "{far} from the target ({goal}), due {n} days ago"
        return Cell(ctx.t(told, far=far, goal=goal, n=late), "#objectives", badge="error")
    by = f"{goal}, {ctx.date(aim.due)}" if aim.due else goal
    return Cell(ctx.t("{far} from the target ({goal})", far=far, goal=by), "#objectives", badge="info")


VIEWS = {"indicator": indicator_page}
STATES = {"indicator": today}
