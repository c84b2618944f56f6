"""What bars and charts are made of: values as numbers and in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from timonel.site.kit.cells import Item


class Part(NamedTuple):
    """A quantity as a bar; ``kind`` is plan, spent, over or a level.

    Attributes:
        value: how far the bar is filled.
        text: that in words.
        kind: what it is.
        of: how long the bar is where that is not all of its field: what the value is measured by.
        mark: where a tick stands, as a share of the bar (0–1).
        alarm: what stands out before the words.
    """

    value: float | None
    text: str
    kind: str = "plan"
    of: float | None = None
    mark: float | None = None
    alarm: str = ""


class Bar(NamedTuple):
    """Quantities of one thing, one against another; without ``total`` the greatest of all fills a bar."""

    label: Item
    parts: Sequence[Part]
    total: float | None = None


class Point(NamedTuple):
    """A measured value of a chart: its day as a number and in words, the value as a number and in words.

    ``apart`` says that so long before it nothing was measured that what lies between is only supposed.
    """

    x: int
    label: str
    value: float
    text: str
    apart: bool = False


class Tick(NamedTuple):
    """A value of a chart's scale, or a day of its time as a number; without text, only a mark."""

    value: float
    text: str


class Level(NamedTuple):
    """A line across a chart; its label stands at the right ``end`` or the left, above or ``below`` it."""

    value: float
    text: str
    end: bool = True
    below: bool = False
