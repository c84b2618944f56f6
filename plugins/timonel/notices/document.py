"""A document before it has a form: parts, sections and rows of values, which each format writes in its own way.

`timonel.app.documents` is the way from one to a format.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, Literal, NamedTuple, TypeVar

from timonel.model import Entity
from timonel.text import Said

Words = str | Said | Mapping[str, str]  # a text of the data, or a phrase of the program's
Row_contra = TypeVar("Row_contra", contravariant=True)
R = TypeVar("R")
Form = Literal["table", "list", "cards", "figures"]


class Link(NamedTuple):
    """Words that lead somewhere: to an entity's page, or to a page's path, else to an address."""

    words: Words | Entity
    to: Entity | str


class Small(NamedTuple):
    """A remark behind a value: who holds a role, say."""

    value: Value
    note: Value


# None, "" and a list without entries say nothing. A day is a `date`: a string is a text. A list is read as a sentence lists things.
Value = Words | int | float | date | Entity | Link | Small | Sequence["Value"] | None


@dataclass(frozen=True)
class Column(Generic[Row_contra]):
    """A column: what programs call it, its heading (without one its values need none), and what it says of a row."""

    key: str
    label: Words
    value: Callable[[Row_contra], Value]


class Head(NamedTuple):
    """The heading of a column: what programs call it, and its words."""

    key: str
    label: Words


@dataclass(frozen=True)
class Section:
    """Rows of one kind under a heading.

    Attributes:
        key: what programs call it.
        title: its heading.
        heads: what each value of a row is.
        rows: their values; without any, `none` is said, and without that the section is left out.
        lines: sentences before the rows.
        none: what is said where there are no rows.
        more: what is said behind them: how many did not fit, and where they stand.
        form: a table; or a list, where a row is its first value with the others behind; or cards, where they stand below it;
            or figures, where a row is what a figure is of, the figure, and what is to be known of it.
        folds: whether it is there to be looked up: on a screen it folds behind its title.
        behind: of cards, the key from which on the others fold on a phone, and the words on the line that opens them.
        total: how many rows there are, with those that did not fit; 0 for as many as it shows.
    """

    key: str
    title: Words
    heads: Sequence[Head] = ()
    rows: Sequence[Sequence[Value]] = ()
    lines: Sequence[Value] = ()
    none: Words = ""
    more: Value = None
    form: Form = "table"
    folds: bool = False
    behind: tuple[str, Words] | None = None
    total: int = 0

    @property
    def says(self) -> bool:
        """Whether there is anything in it."""
        return bool(self.rows or self.lines or self.none or self.more)


def section(  # noqa: PLR0913 - each has its default
    key: str, title: Words, rows: Iterable[R], columns: Sequence[Column[R]], *,
    lines: Sequence[Value] = (), none: Words = "", more: Value = None, form: Form = "table",
    folds: bool = False, behind: tuple[str, Words] | None = None,
) -> Section:  # fmt: skip
    """Return a section of what each row is about; columns say what is told of it. The rest as `Section` has it."""
    heads = [Head(one.key, one.label) for one in columns]
    return Section(
        key, title, heads, [[one.value(row) for one in columns] for row in rows], lines, none, more, form, folds, behind
    )


@dataclass(frozen=True)
class Part:
    """Sections that stand together: a sheet of paper, say; a title where there are several."""

    key: str
    title: Words
    sections: Sequence[Section]


@dataclass(frozen=True)
class Document:
    """A document.

    Attributes:
        key: what programs call it ("plan").
        title: its title.
        parts: what it says.
        lines: sentences below the title.
        foot: what stands on each of its sheets: of which day and version it is.
        facts: what programs want besides, as JSON.
        most: letters that there is room for of a name.
    """

    key: str
    title: Words
    parts: Sequence[Part]
    lines: Sequence[Value] = ()
    foot: Value = None
    facts: Mapping[str, object] = field(default_factory=dict)
    most: int = 2000

    @property
    def sections(self) -> list[Section]:
        """All that have something to say."""
        return [one for part in self.parts for one in part.sections if one.says]


def document(
    key: str, title: Words, sections: Sequence[Section], *, lines: Sequence[Value] = (), foot: Value = None
) -> Document:
    """Return a document of one part, which needs no title."""
    return Document(key, title, [Part(key, "", sections)], lines, foot)
