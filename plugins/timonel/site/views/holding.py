"""Whose duties a page tells: one role's, or those of all roles that a person holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from timonel.kinds import Role
from timonel.site.desk import Cell, Desk
from timonel.site.writer import Writer

Column = dict[str, Any]
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
    def desk(self) -> Desk:
        """The language of the page."""
        return self.w.desk

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of the roles."""
        return frozenset(role.id for role in self.roles)

    def table(
        self,
        title: str,
        anchor: str,
        columns: list[Column],
        rows: list[tuple[Role | None, list[Cell]]],
        filters: Sequence[str] = (),
    ) -> None:
        """Add a section with a table; nothing where it has no rows, no filters over a handful.

        Args:
            title: heading and caption.
            anchor: of the heading.
            columns: without that of the role, which is added where rows are named.
            rows: each with the role that it speaks of.
            filters: keys of columns.
        """
        if not rows:
            return
        shown = [*columns, {"key": "role", "label": self.desk.kind_title("role")}] if self.named else columns
        cells = [[*cells, self.w.link(role)] if self.named else cells for role, cells in rows]
        self.w.heading(title, anchor)
        used = [*filters, "role"] if self.named else filters
        self.w.add(self.desk.c.table(f"{anchor}-table", title, shown, cells, filters=used, plain=len(rows) <= _SHORT))


def date(w: Writer, iso: str | None) -> Cell:
    """Return a date by which something is due, marked where it has passed."""
    cell = w.desk.date_cell(iso)
    if iso and iso < w.desk.facts.today:
        cell |= {"note": w.desk.t("overdue")}
    return cell
