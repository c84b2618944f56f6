"""Charts of what was measured: an indicator's series with baseline and target, a risk's exposure over time."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from timonel import languages
from timonel.kinds import Indicator, Measurement
from timonel.lookups.calendar import PERIOD_DAYS, day
from timonel.site import escape
from timonel.site.kit import Cell, Level, Point, Tick
from timonel.site.views.shared import label_places, shortened, time_marks
from timonel.site.writer import Writer
from timonel.text import said

_FULL = 25.0  # the greatest exposure
_MISSED = 2  # so many times the usual wait, and what lies between two measurements is only supposed


def note(w: Writer, text: str) -> None:
    """Add a small remark on what stands above or below it."""
    w.add(Markup('<p class="kb-note">{}</p>').format(escape.html(text)))


def indicators(w: Writer, ids: Sequence[str], anchor: str = "indicators") -> None:
    """Add a section with the chart of each indicator; one never measured says so."""
    found = w.ctx.base.many(Indicator, ids)
    if not found:
        return
    w.heading(w.ctx.kind_plural("indicator"), anchor)
    pairs(w, [_chart(w, one) for one in found])


def pairs(w: Writer, charts: Sequence[Markup]) -> None:
    """Add charts side by side, two in a row where there is room."""
    w.add(Markup('<div class="kb-pairs">{}</div>').format(Markup("").join(charts)))


def _chart(w: Writer, one: Indicator) -> Markup:
    """Return an indicator's chart, or that nobody measured it, under its name."""
    ctx = w.ctx
    if not any(each.value is not None for each in ctx.facts.measured.get(one.key, ())):
        return ctx.c.notice("none", f"{ctx.name(one)}: {ctx.t('Not measured yet')}")
    return drawn(w, one)


def indicator(
    w: Writer, one: Indicator, marks: tuple[float | None, float | None] | None = None, *, table: bool = True
) -> None:
    """Add one indicator's chart, or a notice that nobody measured it; ``marks`` are baseline and target."""
    ctx = w.ctx
    if any(each.value is not None for each in ctx.facts.measured.get(one.key, ())):
        w.add(drawn(w, one, marks, table=table))
    else:
        w.notice(
            "none",
            ctx.t("Not measured yet"),
            ctx.t("There is no measurement to draw: that is not the same as zero."),
        )


def drawn(
    w: Writer, one: Indicator, marks: tuple[float | None, float | None] | None = None, *, table: bool = True
) -> Markup:
    """Return the chart of an indicator that was measured; ``marks`` are baseline and target."""
    ctx, unit = w.ctx, one.unit or ""
    series = [(each.date, each.value) for each in ctx.facts.measured.get(one.key, ()) if each.value is not None]
    baseline, target = marks or goals(w, one)
    wait = PERIOD_DAYS[one.frequency] * _MISSED if one.frequency else 0
    # On its own page, how far it came is told already, since its objective began.
    text = last(w, series if table else series[-1:], unit)
    return line(w, f"chart-{one.id}", ctx.name(one), text, series, unit, baseline, target, wait=wait, table=table)


def last(w: Writer, series: Sequence[tuple[str, float]], unit: str) -> str:
    """Return the last value of a series in words, and how far it went since the first; percentages move by points."""
    ctx, (first, start), (date, now) = w.ctx, series[0], series[-1]
    text = ctx.t("{value} on {date}", value=value_text(w, now, unit), date=ctx.date(date))
    if now == start or first == date:
        return text
    n = distance(w, abs(now - start), unit)
    moved = ctx.t("up {n}" if now > start else "down {n}", n=n)
    return ctx.t("{value}, {moved} since {date}", value=text, moved=moved, date=ctx.date(first))


def distance(w: Writer, size: float, unit: str) -> str:
    """Return how far two values are from each other: of percentages in points, of a scale ("/ 5") as the number alone."""
    if unit == "%":
        return w.ctx.t(said("1 point") if size == 1 else said("{n} points", n=w.ctx.number(size, 2)))
    return w.ctx.number(size, 2) if unit.startswith("/") else value_text(w, size, unit)


def goals(w: Writer, one: Indicator) -> tuple[float | None, float | None]:
    """Return baseline and target of the first open objective that uses an indicator."""
    for objective in w.ctx.base.of("objective"):
        if objective.fields.get("indicator") == one.id and objective.fields.get("status", "open") == "open":
            return objective.fields.get("baseline"), objective.fields.get("target")
    return None, None


def exposure(w: Writer, series: Sequence[Measurement], title: str) -> None:
    """Add a risk's exposure over time."""
    values = [(one.date, float(found)) for one in series if (found := w.ctx.facts.exposure(one)) is not None]
    if values:
        w.add(line(w, "chart-exposure", title, last(w, values, ""), values, "", top=_FULL, stepped=True))


def line(  # noqa: PLR0913, PLR0917 - the parts of one chart
    w: Writer, id_: str, title: str, desc: str, series: Sequence[tuple[str, float]], unit: str,
    baseline: float | None = None, target: float | None = None, top: float | None = None, *,
    stepped: bool = False, wait: int = 0, table: bool = True,
) -> Markup:  # fmt: skip
    """Return a line chart of dated values.

    Args:
        w: the page.
        id_: id of the chart in the page.
        title: what it shows.
        desc: what its last value says, in words.
        series: (ISO date, value), oldest first.
        unit: unit of the values.
        baseline: value to start from, drawn as a line.
        target: value to reach, drawn as a line.
        top: upper end of the scale; without it the data's.
        stepped: whether a value holds until the next, rather than move towards it.
        wait: how many days may pass between two values; a longer time is drawn as one in which nothing was measured. 0: any.
        table: whether the same stands behind it as a table.
    """
    ctx = w.ctx
    values = [value for _, value in series] + [one for one in (baseline, target) if one is not None]
    low, high = (0.0, top) if top is not None else (min(values), max(values))
    ticks = scale(low, high, 5 if high == _FULL else 4)
    if ticks[0] > 0:  # a small change would look like a great one
        desc = ctx.t("{said}. The axis begins at {value}.", said=desc, value=value_text(w, ticks[0], unit))
    days, points = [day(iso) for iso, _ in series], list[Point]()
    for this, (iso, value) in zip(days, series, strict=True):
        apart = bool(wait and points and this.toordinal() - points[-1].x > wait)
        points.append(Point(this.toordinal(), ctx.date(iso) or "", value, value_text(w, value, unit), apart))
    time, cuts = time_marks.between(ctx, days[0], days[-1]), list[float]()
    if any(one.apart for one in points):
        points, time, cuts = shortened.drawn(points, lambda hidden: time_marks.between(ctx, days[0], days[-1], hidden))
        words = (
            "{said}. Dashed: not measured; the time at // is shortened." if cuts else "{said}. Dashed: not measured."
        )
        desc = ctx.t(words, said=desc.removesuffix("."))
    levels = [
        None if value is None else Level(value, ctx.t(word, value=value_text(w, value, unit)))
        for word, value in (("Baseline {value}", baseline), ("Target {value}", target))
    ]
    start, goal = label_places.placed(levels, points, [*ticks, *values])
    marks = [Tick(tick, value_text(w, tick, unit)) for tick in ticks]
    return ctx.c.line_chart(
        id_, title, desc, points, marks,
        days=time, cuts=cuts, baseline=start, target=goal, unit=unit, stepped=stepped, table=table,
    )  # fmt: skip


def value_text(w: Writer, value: float, unit: str) -> str:
    """Return a value with its unit, and what the language sets between the two."""
    space = languages.of(w.ctx.lang).percent if unit == "%" else "\N{NO-BREAK SPACE}"
    return f"{w.ctx.number(value, 2)}{space}{unit}" if unit else w.ctx.number(value, 2)


def value_cell(w: Writer, value: float | None, unit: str | None) -> Cell | None:
    """Return a value with its unit that sorts by the value, None where there is none."""
    return None if value is None else Cell(value_text(w, value, unit or ""), sort=value)


def scale(low: float, high: float, steps: int = 4) -> list[float]:
    """Return round ticks around a range (Heckbert's nice numbers, Graphics Gems 1990)."""
    span = (high - low) or abs(high) or 1.0
    raw = span / steps
    size = 10.0 ** len(str(int(raw))) / 10 if raw >= 1 else 10.0 ** -next(n for n in range(1, 12) if raw * 10**n >= 1)
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= raw)
    first = int(low // step)
    ticks = [round((first + number) * step, 10) for number in range(steps + 3)]
    last = next((number for number, tick in enumerate(ticks) if tick >= high), len(ticks) - 1)
    return ticks[: max(last, 1) + 1]
