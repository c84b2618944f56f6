"""Whose duties a page tells: one role's, or those of all roles that a person holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from timonel.kinds import Role
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.kit import Cell, Column
from timonel.site.writer import Writer

R = TypeVar("R")
_SHORT = 8  # rows up to which a table needs no filter


@dataclass(frozen=True)
class Duties:
    """Some roles on a page.

    Attributes:
        w: the page.
        roles: whose duties it tells.
        named: whether each row says of which role it speaks (on a person's page).
    """

    w: Writer
    roles: Sequence[Role]
    named: bool = False

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
        self.w.table(f"{anchor}-table", title, rows, columns, plain=len(rows) <= _SHORT)


def date(w: Writer, iso: str | None) -> Cell | None:
    """Return a date by which something is due, marked where it has passed."""
    cell = w.ctx.date_cell(iso)
    return cell._replace(note=w.ctx.t("overdue")) if cell and iso and iso < w.ctx.facts.today else cell
