"""Quantities as pictures without script: lines, bars, levels, scores; each says in words what it shows."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from timonel.site.escape import html, markup
from timonel.site.kit import Bar, Cell, Column, Level, Pillar, Point, Tick
from timonel.site.kit.tables import Tables

_DOTS = 24  # up to so many points have a dot each
_END, _ON, _GOAL = ' text-anchor="end"', ' class="kb-on"', ' class="kb-goal"'
_LETTER = 11  # units of a letter on phones
_RIGHT, _LOWEST, _TALL = 632, 204, 184  # of the field that a line is drawn in


class Charts(Tables):
    """Quantities as pictures."""

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
        *, baseline: Level | None = None, target: Level | None = None, unit: str = "",
    ) -> Markup:  # fmt: skip
        """Return a line over time with its scale, and the same as a table.

        Args:
            id: its anchor.
            title: what it shows.
            desc: what its last value says, in words.
            points: what was measured, oldest first; at least one.
            ticks: its scale.
            baseline: value to start from.
            target: value to reach.
            unit: unit of the values.
        """
        name = html(id)
        levels = [(x, kind) for x, kind in ((target, "target"), (baseline, "baseline")) if x is not None]
        shown = [x.value for x in ticks] + [x.value for x in points] + [x.value for x, _ in levels]
        low, span = min(shown), (max(shown) - min(shown)) or 1
        left = 8 + _LETTER * max([len(x.text) for x in ticks] + [4])
        first, wide = points[0].x, (points[-1].x - points[0].x) or 1

        def y(value: float) -> str:
            return f"{_LOWEST - _TALL * (value - low) / span:.1f}"

        def x(point: Point) -> float:
            return left + 6 + (618 - left) * (point.x - first) / wide

        scale = "".join(
            f'<line class="kb-chart__tick" x1="{left}" x2="{_RIGHT}" y1="{y(k.value)}" y2="{y(k.value)}"/>'
            f'<text x="{left - 6}" y="{y(k.value)}" dy=".35em" text-anchor="end">{html(k.text)}</text>'
            for k in ticks
        )
        lines = "".join(
            f'<line class="kb-chart__{kind}" x1="{left}" x2="{_RIGHT}" y1="{y(k.value)}" y2="{y(k.value)}"/>'
            for k, kind in levels
        )
        dots = "".join(
            f'<circle class="kb-chart__dot" r="3.5" cx="{x(p):.1f}" cy="{y(p.value)}">'
            f"<title>{html(p.label)}: {html(p.text)}</title></circle>"
            for p in (points if len(points) <= _DOTS else points[-1:])
        )
        labels = "".join(
            f'<text class="kb-chart__{kind}-text" x="{_RIGHT if k.end else left + 6}" y="{y(k.value)}" '
            f'dy="{"1.1em" if k.below else "-.5em"}"{_END if k.end else ""}>{html(k.text)}</text>'
            for k, kind in levels
        )
        way = _way([(x(p), _LOWEST - _TALL * (p.value - low) / span) for p in points])
        columns = [
            Column[Point]("date", self.t("Date"), lambda p: p.label),
            Column[Point]("value", unit or self.t("Value"), lambda p: p.text, number=True),
        ]
        table = self.table(f"{id}-table", title, points, columns, plain=True)
        return markup(
            f'<figure class="kb-figure kb-chart" id="{name}" data-search-exclude>'
            f"<figcaption><strong>{html(title)}</strong>{f' <span>{html(desc)}</span>' if desc else ''}</figcaption>"
            f'<div class="kb-chart__view"><svg role="img" aria-labelledby="{name}-svg" width="640" height="248" '
            f'viewBox="0 -8 640 248"><title id="{name}-svg">{html(title)}. {html(desc)}</title>{scale}{lines}'
            f'<path class="kb-chart__line" d="{way}"/>{dots}{labels}<text x="{left}" y="230">{html(points[0].label)}</text>'
            f'<text x="{_RIGHT}" y="230" text-anchor="end">{html(points[-1].label)}</text></svg></div>'
            f'<details class="kb-details"><summary>{html(self.t("The same as a table"))}</summary>{table}</details>'
            "</figure>"
        )

    def bars(self, bars: Sequence[Bar], caption: str) -> Markup:
        """Return one quantity against another."""
        top = max((p.value or 0 for x in bars for p in x.parts), default=0)
        inner = "".join(
            f'<li><span class="kb-bars__label">{self.item(x.label)}</span><span class="kb-bars__parts">'
            + "".join(
                f'<span class="kb-bars__part">{_bar(p.value, x.total or top or 1, p.kind)}'
                f'<span class="kb-bars__text">{html(p.text)}</span></span>'
                for p in x.parts
            )
            + "</span></li>"
            for x in bars
        )
        return markup(
            f'<section class="kb-bars" role="group" aria-label="{html(caption)}" data-search-exclude>'
            f"<ul>{inner}</ul></section>"
        )

    def level(self, n: int, label: str, *, of: int = 5, target: int | None = None) -> Markup:
        """Return a step of a small scale (maturity), as ticks of which so many are filled, in a line of text."""
        ticks = "".join(
            f'<rect x="{(i - 1) * 9}" width="6" height="12" rx="1"'
            f"{_ON if i <= n else _GOAL if target is not None and i <= target else ''}/>"
            for i in range(1, of + 1)
        )
        return markup(
            f'<span class="kb-level"><svg class="kb-level__ticks" aria-hidden="true" width="{of * 9}" height="12">{ticks}'
            f"</svg> {html(label)}</span>"
        )

    def score_cards(self, pillars: Sequence[Pillar]) -> Markup:
        """Return a pillar after the other with its score."""
        return markup(f'<ul class="kb-scores">{"".join(map(self._score, pillars))}</ul>')

    def _score(self, pillar: Pillar) -> str:
        nothing = pillar.score is None
        number = self.t("cannot be measured") if nothing else pillar.text
        return (
            f'<li class="kb-score{" kb-score--none" if nothing else ""}">'
            f'<p class="kb-score__name">{self.item(Cell(pillar.name, pillar.href))}</p>\n'
            f'  <p class="kb-score__number">{html(number)}</p>{_dial(pillar.score)}\n'
            f'  <p class="kb-score__measured">{html(pillar.measured)}</p>{self.badges(pillar.gaps, "p")}</li>'
        )


def _way(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _bar(value: float | None, maximum: float, kind: str) -> str:
    """Return the bare bar, without words: the number stands beside it."""
    fill = ""
    if value is not None:
        width = min(max(100 * value / maximum, 0), 100)
        fill = f'<rect class="kb-bar__fill" width="{width:.1f}%" height="8" rx="2"/>'
    return (
        f'<svg class="kb-bar kb-bar--{html(kind)}{" kb-bar--none" if value is None else ""}" aria-hidden="true" '
        f'width="100%" height="8"><rect class="kb-bar__track" width="100%" height="8" rx="2"/>{fill}</svg>'
    )


def _dial(score: float | None) -> str:
    """Return a ruler from 0 to 100 with a pointer."""
    fill = "" if score is None else f'<rect class="kb-bar__fill" y="2" width="{score:.1f}%" height="4" rx="2"/>'
    ticks = "".join(
        f'<rect class="kb-dial__tick" x="{"99.7" if x == 100 else x}%" y="9" width="1" height="{3 if x % 50 else 6}"/>'  # noqa: PLR2004 - the end of the ruler
        for x in range(0, 101, 10)
    )
    return (
        '<svg class="kb-dial" aria-hidden="true" width="100%" height="16">'
        f'<rect class="kb-bar__track" y="2" width="100%" height="4" rx="2"/>{fill}{ticks}</svg>'
    )
