"""Where a chart's labels stand: each beside its line, where neither the series nor another label runs through it."""

from __future__ import annotations

from collections.abc import Sequence

from timonel.site.kit import Level, Point

_WIDTH, _HEIGHT = 560.0, 184.0  # of the field that the series is drawn in, in the chart's units
_LETTER, _LINE = 8.5, 17.0  # a label's, with the letters of a phone
_AROUND = 11.0  # from a label's middle to what it must not touch
_LOWEST = 14.0  # below it, the dates stand
_PLACES = ((True, False), (False, False), (True, True), (False, True))  # (at the end, below the line), the best first


def _distance(line: Sequence[tuple[float, float]], end: bool, length: float, middle: float) -> float:  # noqa: FBT001 - a side
    """Return how far a label's middle is from the series above or below it, nothing where that runs through it."""
    under = [(x, y) for x, y in line if (x >= _WIDTH - length if end else x <= length)]
    beyond = [one for one in line if one not in under]
    if beyond:  # the stretch that leads out of the label
        under.append(beyond[-1] if end else beyond[0])
    heights = [y for _, y in under]
    if min(heights) <= middle <= max(heights):
        return 0.0
    return min(abs(y - middle) for y in heights)


def placed(levels: Sequence[Level | None], points: Sequence[Point], scale: Sequence[float]) -> list[Level | None]:
    """Return lines across a chart with their labels placed: at the right end or the left, above the line or below.

    Args:
        levels: the lines.
        points: the series, oldest first.
        scale: every value that the chart shows, its ticks too.
    """
    low, high = min(scale), max(scale)
    first, wide, tall = points[0].x, points[-1].x - points[0].x or 1, high - low or 1
    line = [((point.x - first) / wide * _WIDTH, (point.value - low) / tall * _HEIGHT) for point in points]
    taken: list[tuple[bool, float]] = []
    found: list[Level | None] = []
    for level in levels:
        if level is None:
            found.append(None)
            continue
        at, length = (level.value - low) / tall * _HEIGHT, _LETTER * len(level.text)
        rooms: dict[tuple[bool, bool], float] = {}
        for end, below in _PLACES:
            middle = at + (-_LINE if below else _LINE) / 2
            others = [abs(other - middle) - _LINE / 2 for side, other in taken if side is end]
            room = min([_distance(line, end, length, middle), *others], default=_HEIGHT)
            rooms[end, below] = -1.0 if below and at < _LOWEST else room
        end, below = max(rooms, key=lambda place: min(rooms[place], _AROUND))
        found.append(level._replace(end=end, below=below))
        taken.append((end, at + (-_LINE if below else _LINE) / 2))
    return found
