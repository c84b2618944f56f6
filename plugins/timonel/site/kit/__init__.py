"""What pages are made of: small frozen values, one type for each thing that a component takes.

Texts are data and are escaped where they become HTML; only Markup passes as it is. Addresses are ready made. The components
that make HTML of them stand beside this: `components.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeAlias, TypeVar

Row_contra = TypeVar("Row_contra", contravariant=True)


class Cell(NamedTuple):
    """A text with what goes with it; a plain text needs none of this.

    Attributes:
        text: what is read; without it, "no data".
        href: where it leads.
        title: its tooltip, where it leads somewhere.
        badge: how it stands out, as in kb-badge--<badge>.
        note: a small remark behind it.
        key: what it is called in every language, for filters.
        sort: what it is sorted by, where that is not its text.
        level: its colour on a scale.
        lang: its language, where that is not the page's.
    """

    text: str | None
    href: str | None = None
    title: str | None = None
    badge: str | None = None
    note: str | None = None
    key: str | None = None
    sort: str | float | None = None
    level: float | None = None
    lang: str | None = None


Item: TypeAlias = str | Cell | None
Value: TypeAlias = Item | Sequence[Item]  # what a cell, a fact or an entry shows; None is "no data"


def count(n: int, href: str | None = None) -> Cell:
    """Return a number that sorts as one; without a link where it is 0."""
    return Cell(str(n), href if n else None, sort=n)


@dataclass(frozen=True)
class Column(Generic[Row_contra]):
    """A column of a table: its heading, and what it shows of a row.

    Attributes:
        key: what it is called in every language.
        label: its heading.
        cell: gives what it shows of a row.
        number: whether it holds numbers.
        wide: whether it needs room.
        filter: whether its values can be chosen from.
    """

    key: str
    label: str
    cell: Callable[[Row_contra], Value]
    number: bool = False
    wide: bool = False
    filter: bool = False


@dataclass(frozen=True)
class Facet(Generic[Row_contra]):
    """A filter by what no column shows: its key, its name, and a row's value (None for none)."""

    key: str
    label: str
    value: Callable[[Row_contra], str | None]


class Fact(NamedTuple):
    """A fact at the side of a page."""

    label: str
    value: Value


class Mark(NamedTuple):
    """An entry of a legend; ``kind`` as in kb-<kind> of a picture's nodes, or cell--<state>."""

    kind: str
    label: str


class Group(NamedTuple):
    """What refers to something in one way; ``more`` folds away."""

    label: str
    links: Sequence[Item]
    more: Sequence[Item] = ()


class Crossing(NamedTuple):
    """Where a row of a matrix meets a column.

    Attributes:
        state: its colour: ok, gap, planned, none …
        text: what stands first.
        links: what follows.
        note: a small remark.
        level: its colour on a scale.
    """

    state: str = "ok"
    text: str | None = None
    links: Value = None
    note: str | None = None
    level: float | None = None


class HeatCell(NamedTuple):
    """A field of the heat map: how many, where they are listed, that in words, and which they are."""

    number: int
    href: str
    label: str
    title: str


class Axis(NamedTuple):
    """An axis of the heat map, with a word for each of its five steps."""

    label: str
    words: Sequence[str]


class Action(NamedTuple):
    """A button that leads on."""

    text: str
    href: str | None
    icon: str | None = None
    primary: bool = False


class Place(NamedTuple):
    """A page of a section's menu; ``here`` is the one that is open."""

    text: str
    href: str | None
    here: bool


class Door(NamedTuple):
    """A way into the site, for those who come for one thing."""

    title: str
    text: str
    href: str | None
    icon: str


class Number(NamedTuple):
    """A number of a row of numbers, with what it counts."""

    number: Item
    label: str
    href: str | None = None
    kind: str | None = None


class StageLink(NamedTuple):
    """A stage of the life cycle's strip."""

    name: str
    href: str | None
    text: str
    gaps: Sequence[Item] = ()


class Progress(NamedTuple):
    """A path of whose steps a card says how many the reader has done."""

    id: str
    steps: int


class Card(NamedTuple):
    """A thing of a short list: its name, what it is, and what is worth knowing about it."""

    text: str
    href: str | None = None
    kind: str | None = None
    note: str | None = None
    badges: Sequence[Item] = ()
    meta: Sequence[Item] = ()
    path: Progress | None = None


class Step(NamedTuple):
    """A step or phase in order; ``state`` is done, now, next, skipped or plain."""

    title: str
    href: str | None = None
    text: str | None = None
    state: str = "plain"
    state_label: str | None = None
    meta: Sequence[Item] = ()


class Reading(NamedTuple):
    """A step of an onboarding path: what to read, how long it takes, and a question with its answer."""

    id: str
    title: str
    href: str | None
    minutes: str
    question: str | None
    answer: str


class Avoided(NamedTuple):
    """A word that is better not used, and why."""

    word: str
    reason: str


class TermEntry(NamedTuple):
    """An entry of the glossary; ``other`` is its name in another language."""

    id: str
    name: str
    href: str | None
    abbreviation: str | None
    other: Cell | None
    definition: str
    synonyms: Sequence[str]
    avoid: Sequence[Avoided]
    see: Value


class Advice(NamedTuple):
    """A lesson: what it advises (do or avoid) and what stands behind it."""

    text: str
    href: str | None
    advice: str | None
    advice_label: str
    pillar: Item = None
    barrier: Item = None
    rules: Value = None
    applies: Value = None


class Gap(NamedTuple):
    """A finding: what is wrong, how to mend it, who must, and the rule that says so."""

    severity: str
    severity_label: str
    message: str
    fix: str | None
    entity: Cell | None
    who: Value
    code: str
    rule_href: str | None
    rule: str
    waiver: Cell | None = None


class Pillar(NamedTuple):
    """A pillar with its score (0–100, None where it cannot be measured), in words too."""

    name: str
    href: str | None
    score: float | None
    text: str | None
    measured: str
    gaps: Sequence[Item] = ()


class Part(NamedTuple):
    """A quantity as a bar; ``kind`` is plan, spent, over or a level."""

    value: float | None
    text: str
    kind: str = "plan"


class Bar(NamedTuple):
    """Quantities of one thing, one against another; without ``total`` the greatest of all fills a bar."""

    label: Item
    parts: Sequence[Part]
    total: float | None = None


class Point(NamedTuple):
    """A measured value of a chart: its day as a number and in words, the value as a number and in words."""

    x: int
    label: str
    value: float
    text: str


class Tick(NamedTuple):
    """A value of a chart's scale."""

    value: float
    text: str


class Level(NamedTuple):
    """A line across a chart; its label stands at the right ``end`` or the left, above or ``below`` it."""

    value: float
    text: str
    end: bool = True
    below: bool = False


HeatCells: TypeAlias = Mapping[tuple[int, int], HeatCell]  # (probability, impact) → what stands there
