"""What tables, matrices and facts are made of: a text with what goes with it, and columns of such."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeAlias, TypeVar

ZERO = "zero"  # the look of a number that says: none
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
    """Return a number that sorts as one; 0 leads nowhere and is quiet, but is not "no data"."""
    return Cell(str(n), href, sort=n) if n else Cell("0", badge=ZERO, sort=0)


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
        lead: whether its values stand beside the name on phones; without any, the first number or date does.
    """

    key: str
    label: str
    cell: Callable[[Row_contra], Value]
    number: bool = False
    wide: bool = False
    filter: bool = False
    lead: bool = False


@dataclass(frozen=True)
class Facet(Generic[Row_contra]):
    """A filter by what no column shows: its key, its name, and a row's values (None for none)."""

    key: str
    label: str
    value: Callable[[Row_contra], str | Sequence[str] | None]


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


class Under(NamedTuple):
    """What stands under some columns of a blueprint.

    Attributes:
        columns: which, from 0.
        item: what it is.
        notes: small things about it, below.
        look: how it stands out: planned, happened, missing …
    """

    columns: Sequence[int]
    item: Item
    notes: Sequence[Item] = ()
    look: str = ""


class Lane(NamedTuple):
    """A row of a blueprint: its name and what stands in it; without ``boxed`` as plain text.

    With ``joined``, what stands over columns that are apart is one box from the first to the last, and says which it leaves out.
    """

    label: str
    under: Sequence[Under]
    boxed: bool = True
    joined: bool = False


class Band(NamedTuple):
    """The rows of a blueprint below one of its lines; without a ``line``, those above all lines.

    Attributes:
        lanes: the rows.
        line: the line's name.
        note: what it parts.
        behind: on phones, what all from here on folds behind.
        folded: what its rows fold behind everywhere.
    """

    lanes: Sequence[Lane]
    line: str = ""
    note: str = ""
    behind: str = ""
    folded: str = ""


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


HeatCells: TypeAlias = Mapping[tuple[int, int], HeatCell]  # (probability, impact) → what stands there
