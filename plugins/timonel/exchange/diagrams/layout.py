"""Where the elements of a process stand: lanes from top to bottom, columns as far from the start as the way is long.

Lines run beside elements, never through them: up and down between columns, along in tracks below the rows of a lane.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from timonel.exchange.diagrams.chart import Chart, Line

Point = tuple[int, int]
_LEFT, _TOP, _HEADER = 160, 80, 30
_COLUMN, _ROW, _MIDDLE = 130, 150, 60  # of a cell: width, height, and where the middle of its element is
_GAP, _SLOT, _LABEL, _TRACK = 50, 10, 80, 16
_SIZES = {
    "exclusiveGateway": (50, 50),
    "startEvent": (36, 36),
    "endEvent": (36, 36),
    "intermediateThrowEvent": (36, 36),
}
_TASK = (120, 80)


class Box(NamedTuple):
    """A rectangle."""

    x: int
    y: int
    width: int
    height: int

    @property
    def left(self) -> Point:
        return self.x, self.y + self.height // 2

    @property
    def right(self) -> Point:
        return self.x + self.width, self.y + self.height // 2


class Layout(NamedTuple):
    """Where everything stands: the pool, its lanes, elements and flows by their ids."""

    pool: Box
    lanes: Sequence[Box]
    boxes: Mapping[str, Box]
    lines: Mapping[str, Sequence[Point]]


def layout(chart: Chart) -> Layout:
    """Return where the elements of a process stand."""
    columns = _columns(chart)
    rows: dict[str, int] = {}
    used: Counter[tuple[int, int]] = Counter()
    for node in chart.nodes:
        rows[node.id] = used[node.lane, columns[node.id]]
        used[node.lane, columns[node.id]] += 1
    lane_of = {one.id: one.lane for one in chart.nodes}
    near = [one for one in chart.lines if columns[one.target] == columns[one.source] + 1]
    level = {
        one.id for one in near
        if (lane_of[one.source], rows[one.source]) == (lane_of[one.target], rows[one.target])
    }  # fmt: skip
    gaps = _Gaps(chart, columns, level)
    tracks: Counter[int] = Counter()
    place: dict[str, int] = {}
    for one in chart.lines:
        if one not in near:
            place[one.id] = tracks[lane_of[one.source]]
            tracks[lane_of[one.source]] += 1
    lanes, top = list[Box](), _TOP
    high = [max(count for (lane, _), count in used.items() if lane == number) for number in range(len(chart.lanes))]
    for number, several in enumerate(high):
        height = several * _ROW + tracks[number] * _TRACK
        lanes.append(Box(_LEFT + _HEADER, top, gaps.end - _LEFT - _HEADER, height))
        top += height
    boxes = {
        one.id: _box(one.kind, gaps.column(columns[one.id]), lanes[one.lane].y + rows[one.id] * _ROW)
        for one in chart.nodes
    }
    lines: dict[str, Sequence[Point]] = {}
    for one in chart.lines:
        start, end = boxes[one.source].right, boxes[one.target].left
        first, last = columns[one.source] + 1, columns[one.target]
        if one.id in level:
            lines[one.id] = [start, end]
        elif one.id not in place:
            x = gaps.x(one, last)
            lines[one.id] = [start, (x, start[1]), (x, end[1]), end]
        else:
            lane = lane_of[one.source]
            y = lanes[lane].y + high[lane] * _ROW + place[one.id] * _TRACK
            there, back = gaps.x(one, first), gaps.x(one, last)
            lines[one.id] = [start, (there, start[1]), (there, y), (back, y), (back, end[1]), end]
    return Layout(Box(_LEFT, _TOP, gaps.end - _LEFT, top - _TOP), lanes, boxes, lines)


def _box(kind: str, x: int, y: int) -> Box:
    """Return the place of an element in the cell that begins at a point."""
    wide, high = _SIZES.get(kind, _TASK)
    return Box(x + (_COLUMN - wide) // 2, y + _MIDDLE - high // 2, wide, high)


def _columns(chart: Chart) -> dict[str, int]:
    """Return the column of each element: one after the last of those that lead to it, ways back left aside."""
    out: dict[str, list[str]] = {one.id: [] for one in chart.nodes}
    for line in chart.lines:
        out[line.source].append(line.target)
    order = {id_: number for number, id_ in enumerate(_sorted(out))}
    columns = dict.fromkeys(order, 0)
    for id_, number in order.items():
        for to in out[id_]:
            if order[to] > number:
                columns[to] = max(columns[to], columns[id_] + 1)
    return columns


def _sorted(out: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """Return elements so that each stands before those that it leads to, but for ways back."""
    done: dict[str, None] = {}
    begun: set[str] = set()
    for start in out:
        waiting = [(start, False)]
        while waiting:
            one, is_left = waiting.pop()
            if is_left:
                done[one] = None
            elif one not in begun:
                begun.add(one)
                waiting.append((one, True))
                waiting += [(to, False) for to in reversed(out[one]) if to not in begun]
    return [*reversed(done)]


class _Gaps:
    """The room between columns: a place for each line that runs up or down there; the first is left of all columns."""

    def __init__(self, chart: Chart, columns: Mapping[str, int], straight: set[str]) -> None:
        self.slots: dict[tuple[str, int], int] = {}
        self.used: Counter[int] = Counter()
        labelled = {columns[one.target] for one in chart.lines if one.when}
        for one in chart.lines:
            if one.id not in straight:
                for gap in dict.fromkeys((columns[one.source] + 1, columns[one.target])):
                    self.slots[one.id, gap] = self.used[gap]
                    self.used[gap] += 1
        self.lefts: list[int] = []  # of the gaps
        x = _LEFT + _HEADER
        for gap in range(max(columns.values(), default=0) + 2):
            self.lefts.append(x)
            x += _GAP + _SLOT * self.used[gap] + (_LABEL if gap in labelled else 0) + _COLUMN
        self.end = x - _COLUMN

    def column(self, number: int) -> int:
        """Return where a column begins."""
        return self.lefts[number + 1] - _COLUMN

    def x(self, line: Line, gap: int) -> int:
        """Return where a line runs up or down."""
        return self.lefts[gap] + _GAP // 2 + _SLOT * self.slots[line.id, gap]
