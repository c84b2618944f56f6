"""Lines: what was measured over time, large with its scale or small in a line of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup

from timonel.site.escape import html, markup
from timonel.site.kit import Column, Level, Point, Tick
from timonel.site.kit.tables import Tables

_DOTS = 24  # up to so many points have a dot each
_LETTER = 11  # units of a letter on phones
_RIGHT, _LOWEST, _TALL = 632, 204, 184  # of the field that a line is drawn in
_WORD, _SPACE = 9, 12  # units of a letter below it, and of what stands between two words


class _Frame(NamedTuple):
    """Where values stand in the field that a line is drawn in: its left edge, first day, days, lowest value, range."""

    left: int
    first: int
    wide: int
    low: float
    span: float

    def x(self, day: float) -> float:
        return self.left + 6 + (618 - self.left) * (day - self.first) / self.wide

    def y(self, value: float) -> float:
        return _LOWEST - _TALL * (value - self.low) / self.span

    def across(self, kind: str, value: float) -> str:
        y = f"{self.y(value):.1f}"
        return f'<line class="kb-chart__{kind}" x1="{self.left}" x2="{_RIGHT}" y1="{y}" y2="{y}"/>'

    def tick(self, tick: Tick) -> str:
        words = f'<text x="{self.left - 6}" y="{self.y(tick.value):.1f}" dy=".35em" text-anchor="end">{html(tick.text)}</text>'
        return self.across("tick", tick.value) + words

    def dot(self, point: Point) -> str:
        return (
            f'<circle class="kb-chart__dot" r="3.5" cx="{self.x(point.x):.1f}" cy="{self.y(point.value):.1f}">'
            f"<title>{html(point.label)}: {html(point.text)}</title></circle>"
        )

    def days(self, first: str, last: str, ticks: Sequence[Tick]) -> Iterator[str]:
        """Yield the first and the last day below the field, and between them the marks of time whose words fit."""
        yield f'<text x="{self.left}" y="230">{html(first)}</text>'
        yield f'<text x="{_RIGHT}" y="230" text-anchor="end">{html(last)}</text>'
        free, end = float(self.left + _WORD * len(first) + _SPACE), _RIGHT - _WORD * len(last) - _SPACE
        for tick in ticks:
            x, half = self.x(tick.value), _WORD * len(tick.text) / 2
            if tick.text and free <= x - half and x + half <= end:
                yield f'<line class="kb-chart__day" x1="{x:.1f}" x2="{x:.1f}" y1="{_LOWEST}" y2="{_LOWEST + 6}"/>'
                yield f'<text x="{x:.1f}" y="230" text-anchor="middle">{html(tick.text)}</text>'
                free = x + half + _SPACE

    def cut(self, day: float) -> str:
        """Return two strokes across the axis, where it leaves out a time."""
        way = "".join(f"M{self.x(day) + dx:.1f} {_LOWEST + 8}l5 -10" for dx in (-5, 0))
        return f'<path class="kb-chart__cut" d="{way}"/>'

    def runs(self, points: Sequence[Point], *, stepped: bool) -> Iterator[str]:
        """Yield the line, dashed where it crosses a time in which nothing was measured."""
        places = [(self.x(one.x), self.y(one.value)) for one in points]
        breaks = [n for n, one in enumerate(points) if n and one.apart]
        for start, end in pairwise([0, *breaks, len(points)]):
            if start in breaks:
                way = _way(places[start - 1 : start + 1], stepped=stepped)
                yield f'<path class="kb-chart__line kb-chart__line--apart" d="{way}"/>'
            yield f'<path class="kb-chart__line" d="{_way(places[start:end], stepped=stepped)}"/>'

    def words(self, kind: str, level: Level) -> str:
        x, anchor = (_RIGHT, ' text-anchor="end"') if level.end else (self.left + 6, "")
        return (
            f'<text class="kb-chart__{kind}-text" x="{x}" y="{self.y(level.value):.1f}" '
            f'dy="{"1.1em" if level.below else "-.5em"}"{anchor}>{html(level.text)}</text>'
        )


class Lines(Tables):
    """Lines over time."""

    def sparkline(self, values: Sequence[float], label: str) -> Markup:
        """Return a small line without axes, in a line of text; ``label`` says what it shows."""
        low, high, wide, tall = min(values), max(values), 96, 24
        points = [
            (
                3 + (wide - 6) * n / (len(values) - 1),
                tall / 2 if high == low else tall - 4 - (tall - 8) * (v - low) / (high - low),
            )
            for n, v in enumerate(values)
        ]
        x, y = points[-1]
        return markup(
            f'<svg class="kb-spark" role="img" aria-label="{html(label)}" width="{wide}" height="{tall}" '
            f'viewBox="0 0 {wide} {tall}"><path d="{_way(points)}"/><circle cx="{x:.1f}" cy="{y:.1f}" r="2.5"/></svg>'
        )

    def line_chart(  # noqa: PLR0913 - the parts of one chart
        self, id: str, title: str, desc: str, points: Sequence[Point], ticks: Sequence[Tick],  # noqa: A002 - HTML's name
        *, days: Sequence[Tick] = (), cuts: Sequence[float] = (), baseline: Level | None = None, target: Level | None = None, unit: str = "",
        stepped: bool = False, table: bool = True,
    ) -> Markup:  # fmt: skip
        """Return a line over time with its scale, and the same as a table.

        Args:
            id: its anchor.
            title: what it shows.
            desc: what its last value says, in words.
            points: what was measured, oldest first; at least one.
            ticks: its scale.
            days: the marks of its time, between the first day and the last.
            cuts: where its time is shortened.
            baseline: value to start from.
            target: value to reach.
            unit: unit of the values.
            stepped: whether a value holds until the next.
            table: whether the same stands behind it as a table; not where the page has one that tells more.
        """
        name = html(id)
        levels = [(level, kind) for level, kind in ((target, "target"), (baseline, "baseline")) if level is not None]
        shown = [
            *(tick.value for tick in ticks),
            *(point.value for point in points),
            *(level.value for level, _ in levels),
        ]
        left = 8 + _LETTER * max([len(tick.text) for tick in ticks] + [4])
        wide, span = points[-1].x - points[0].x, max(shown) - min(shown)
        frame = _Frame(left, points[0].x, wide or 1, min(shown), span or 1)
        drawn = [
            *map(frame.tick, ticks),
            *(frame.across(kind, level.value) for level, kind in levels),
            *frame.runs(points, stepped=stepped),
            *map(frame.dot, points if len(points) <= _DOTS else points[-1:]),
            *(frame.words(kind, level) for level, kind in levels),
            *frame.days(points[0].label, points[-1].label, days),
            *map(frame.cut, cuts),
        ]
        columns: list[Column[Point]] = [
            Column("date", self.t("Date"), lambda point: point.label),
            Column("value", unit or self.t("Value"), lambda point: point.text, number=True),
        ]
        same = self.table(f"{id}-table", title, points, columns, plain=True)
        behind = self.fold(same, self.t("The same as a table"), everywhere=True) if table else ""
        return markup(
            f'<figure class="kb-figure kb-chart" id="{name}" data-search-exclude>'
            f"<figcaption><strong>{html(title)}</strong>{f' <span>{html(desc)}</span>' if desc else ''}</figcaption>"
            f'<div class="kb-chart__view"><svg role="img" aria-labelledby="{name}-svg" width="640" height="248" '
            f'viewBox="0 -8 640 248"><title id="{name}-svg">{html(title)}. {html(desc)}</title>{"".join(drawn)}</svg></div>'
            f"{behind}</figure>"
        )


def _way(points: Sequence[tuple[float, float]], *, stepped: bool = False) -> str:
    if stepped:
        (x, y), *rest = points
        return f"M{x:.1f} {y:.1f}" + "".join(f"H{x:.1f}V{y:.1f}" for x, y in rest)
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
