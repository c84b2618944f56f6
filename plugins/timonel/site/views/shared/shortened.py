"""A long time without measurements is drawn shorter than it was, that what was measured has room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from timonel.site.kit import Point, Tick

Span = tuple[int, int]  # of days, both measured
_MOST = 1 / 3  # of the time: a longer stretch is shortened
_LEFT = 1 / 6  # of what else is drawn: as long is it then


def drawn(
    points: Sequence[Point], marks: Callable[[Sequence[Span]], Sequence[Tick]]
) -> tuple[list[Point], list[Tick], list[float]]:
    """Return points and marks of time with the long stretches shortened, and where these are.

    Args:
        points: the series, oldest first; those that are apart end a stretch in which nothing was measured.
        marks: gives the marks of the time outside some stretches.
    """
    whole = points[-1].x - points[0].x
    hidden = [(one.x, other.x) for one, other in pairwise(points) if other.apart and other.x - one.x > whole * _MOST]
    rest = whole - sum(end - start for start, end in hidden)
    if not rest:  # there is nothing else to make room for
        return [*points], [*marks(())], []
    room = max(round(rest * _LEFT), 1)

    def place(x: float) -> float:
        return x - sum(end - start - room for start, end in hidden if end <= x)

    times = [one._replace(value=place(one.value)) for one in marks(hidden)]
    return (
        [one._replace(x=round(place(one.x))) for one in points],
        times,
        [place(end) - room / 2 for _, end in hidden],
    )
