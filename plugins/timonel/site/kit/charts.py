"""Quantities as pictures without script: bars, levels, scores; each says in words what it shows."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from timonel.site.escape import html, markup
from timonel.site.kit import Bar, Cell, Part, Pillar
from timonel.site.kit.inline import Inline

_ON, _GOAL = ' class="kb-on"', ' class="kb-goal"'


class Charts(Inline):
    """Quantities as pictures."""

    def bars(self, bars: Sequence[Bar], caption: str) -> Markup:
        """Return one quantity against another."""
        top = max((p.value or 0 for x in bars for p in x.parts), default=0)
        rows = [
            f'<li><span class="kb-bars__label">{self.item(x.label)}</span><span class="kb-bars__parts">'
            + "".join(
                f'<span class="kb-bars__part">{_bar(p, x.total or top or 1)}'
                f'<span class="kb-bars__text">{self.badge("error", p.alarm) + " " if p.alarm else ""}{html(p.text)}</span></span>'
                for p in x.parts
            )
            + "</span></li>"
            for x in bars
        ]
        return markup(
            f'<section class="kb-bars" role="group" aria-label="{html(caption)}" data-search-exclude>'
            f"{self.list('', rows)}</section>"
        )

    def meter(self, part: Part, maximum: float) -> Markup:
        """Return one quantity as a bar with its words, in a line of text."""
        return markup(f'<span class="kb-meter">{_bar(part, maximum)}<span>{html(part.text)}</span></span>')

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
        small = f'<p class="kb-score__small">{html(pillar.small)}</p>' if pillar.small else ""
        look = "none" if nothing else pillar.look
        return (
            f'<li class="kb-score{f" kb-score--{html(look)}" if look else ""}">'
            f'<p class="kb-score__name">{self.item(Cell(pillar.name, pillar.href))}</p>\n'
            f'  <p class="kb-score__number">{html(number)}</p>{"" if pillar.look else _dial(pillar.score, pillar.mark)}\n'
            f'  <p class="kb-score__measured">{html(pillar.measured)}</p>{self.badges(pillar.gaps, "p")}{small}</li>'
        )


def _bar(part: Part, maximum: float) -> str:
    """Return the bare bar, without words: the number stands beside it."""
    fill = tick = ""
    wide = 100 if part.of is None else min(100 * part.of / maximum, 100)
    if part.value is not None:
        width = min(max(100 * part.value / maximum, 0), 100)
        fill = f'<rect class="kb-bar__fill" y="2" width="{width:.1f}%" height="8" rx="2"/>'
    if part.mark is not None:
        tick = f'<rect class="kb-bar__mark" x="{min(max(part.mark, 0), 1) * wide * 0.995:.1f}%" width="2" height="12"/>'
    return (
        f'<svg class="kb-bar kb-bar--{html(part.kind)}{" kb-bar--none" if part.value is None else ""}" aria-hidden="true" '
        f'width="100%" height="12"><rect class="kb-bar__track" y="2" width="{wide:.4g}%" height="8" rx="2"/>{fill}{tick}</svg>'
    )


def _dial(score: float | None, mark: tuple[float, str] | None) -> str:
    """Return a ruler from 0 to 100, with the value that it should reach marked and named below."""
    fill = "" if score is None else f'<rect class="kb-bar__fill" y="2" width="{score:.1f}%" height="4" rx="2"/>'
    tick = words = ""
    if mark is not None:
        at, text = mark
        tick = f'<rect class="kb-bar__mark" x="{min(max(at, 0), 99.5):.4g}%" width="2" height="8"/>'
        words = f'<span class="kb-dial__mark" style="--at: {at:.4g}%"><span>{html(text)}</span></span>'
    return (
        '<svg class="kb-dial" aria-hidden="true" width="100%" height="9">'
        f'<rect class="kb-bar__track" y="2" width="100%" height="4" rx="2"/>{fill}{tick}</svg>{words}'
    )
