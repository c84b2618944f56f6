"""Whose duties a page tells: one role's, or those of all roles that a person holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as day
from functools import cached_property, partial
from types import MappingProxyType
from typing import TypeVar, cast

from timonel.kinds import Role
from timonel.languages import SOURCE
from timonel.model import Entity
from timonel.notices.document import Section, Small, Words
from timonel.notices.document import Value as Told
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.kit import Cell, Column, Item
from timonel.site.writer import Writer
from timonel.text import Said, pick

R = TypeVar("R")
_SHORT = 8  # rows up to which a table needs no filter
_LOOKED_UP = frozenset(
    {"owned", "may-not-decide", "tasks", "steps", "forums"}
)  # sections that nobody comes for each day
_SOON = "due"  # what nobody may overlook: it never folds
_LATER = "later"  # what is to be done then may wait behind a line on phones
_CHOSEN = frozenset({"kind", "often", "role"})  # columns whose values can be chosen from


@dataclass(frozen=True)
class Duties:
    """Some roles on a page.

    Attributes:
        w: the page.
        roles: whose duties it tells.
        named: whether each row says of which role it speaks (on a person's page).
        printed: whether the page is made to be printed: no table has filters.
        personal: whether it is somebody's own page: what waits is theirs.
    """

    w: Writer
    roles: Sequence[Role]
    named: bool = False
    printed: bool = False
    personal: bool = False

    @property
    def ctx(self) -> Context:
        """The language of the page."""
        return self.w.ctx

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of the roles."""
        return frozenset(role.id for role in self.roles)

    def table(
        self, title: str, anchor: str, rows: Sequence[R], columns: Sequence[Column[R]], role: Callable[[R], Role | None]
    ) -> None:
        """Add a section with a table; nothing where it has no rows, no filters over a handful.

        Args:
            title: heading and caption.
            anchor: of the heading.
            rows: what each row is about.
            columns: without that of the role, which is added where rows are named.
            role: gives the role that a row speaks of.
        """
        if not rows:
            return
        if self.named:
            columns = [*columns, fields.head(self.ctx, "role", lambda row: self.w.link(role(row)), filter=True)]
        self.w.heading(title, anchor)
        plain = self.printed or len(rows) <= _SHORT
        self.w.table(f"{anchor}-table", title, rows, columns, plain=plain, behind=anchor in _LOOKED_UP)

    def section(self, section: Section, anchors: Mapping[str, str] = MappingProxyType({})) -> None:
        """Add a section of a document; nothing where it has no rows, no filters over a handful, which never folds: it is urgent.

        Args:
            section: what it says.
            anchors: column → the part of an entry's page to which its names lead.
        """
        if not section.rows:
            return
        columns = [
            Column[Sequence[Told]](
                head.key,
                self._words(head.label),
                partial(self._cell, number=number, column=head.key, anchor=anchors.get(head.key, "")),
                wide=not number,
                filter=head.key in _CHOSEN,
            )
            for number, head in enumerate(section.heads)
        ]
        title = self._words(section.title)
        self.w.heading(title, section.key)
        few = len(section.rows) <= _SHORT or section.key == _SOON
        self.w.table(
            f"{section.key}-table",
            title,
            section.rows,
            columns,
            plain=self.printed or few,
            folds=section.key == _LATER or not few,
        )

    def _words(self, words: Words) -> str:
        if not isinstance(words, Said):
            return self.ctx.pick(words)
        days = {k: self.ctx.date(one.isoformat()) for k, one in words.values.items() if isinstance(one, day)}
        return self.ctx.t(words, **days)

    def _cell(self, row: Sequence[Told], *, number: int, column: str, anchor: str) -> Item:
        """Return a value of a row as a table shows it: names lead to their pages, days sort as such."""
        value = row[number]
        if column in _CHOSEN and isinstance(value, Said):
            return Cell(self.ctx.t(value), key=value.msgid)
        if column in _CHOSEN and isinstance(value, Mapping):
            return Cell(self.ctx.pick(value), key=pick(value, SOURCE))  # a key that is the same in every language
        return self._shown(value, anchor)

    def _shown(self, value: Told, anchor: str) -> Item:
        if isinstance(value, Small):
            cell = self._shown(value.value, anchor)
            cell = Cell(cell) if isinstance(cell, str) else cell
            return cell._replace(note=self._words(cast("Words", value.note))) if isinstance(cell, Cell) else cell
        if isinstance(value, Entity):
            name = self.w.link(value)
            return name._replace(href=self.w.href(value, anchor)) if anchor and name.href else name
        if isinstance(value, day):
            return self.ctx.date_cell(value.isoformat())
        if value is None or isinstance(value, Said | Mapping | str):
            return self._words(value) if value else None
        raise TypeError(value)  # no list of what falls due has others


def date(w: Writer, iso: str | None) -> Cell | None:
    """Return a date by which something is due, marked where it has passed."""
    cell = w.ctx.date_cell(iso)
    return cell._replace(note=w.ctx.t("overdue")) if cell and iso and iso < w.ctx.facts.today else cell
