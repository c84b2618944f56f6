"""What was read of a sheet before anybody knows what it means: rows of cells, some of them useless."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from timonel.exchange.sheets.cells import Cell
from timonel.text import Said, said

MAX_ROWS = 100_000
MAX_COLUMNS = 1000


class UnreadableError(Exception):
    """A file that is no sheet at all."""

    def __init__(self, problem: Said) -> None:
        """Say what is wrong with it, and what to do."""
        super().__init__(problem)
        self.problem = problem


class Bad(NamedTuple):
    """A cell without a value of its own: a formula, an error, one merged over several columns.

    Attributes:
        problem: what is wrong with it.
        value: what a merged one shows.
        width: how many columns it covers.
    """

    problem: Said
    value: Cell = None
    width: int = 1


@dataclass(frozen=True)
class Spot:
    """A cell, or a whole row (no column), or a whole sheet (no row)."""

    sheet: str
    row: int = 0
    column: int | None = None
    title: str = ""


@dataclass(frozen=True)
class Refusal:
    """What cannot be taken, where it stands, and what may be meant."""

    spot: Spot
    problem: Said
    hint: Said | None = None


class Note(NamedTuple):
    """What was read in its own way, or left out, and where: people are told.

    Attributes:
        spot: where.
        told: what was done, and why.
        left: how many rows or cells were left out; 0 where something was only read in its own way.
    """

    spot: Spot
    told: Said
    left: int = 0


class Table(NamedTuple):
    """One sheet as it was read.

    Attributes:
        name: its name; for a CSV the file's.
        rows: row number (from 1) → its cells.
        marks: column number (from 0) → what the comment of its header says that it is ("process name.es").
        notes: what of it was left out or read in its own way.
        wide: numbers of the rows whose only cell covers several columns.
        heads: names that its cells hold and that are headers in the sheet → where; of a matrix.
    """

    name: str
    rows: Mapping[int, Sequence[Cell | Bad]]
    marks: Mapping[int, str] = {}
    notes: Sequence[Note] = ()
    wide: frozenset[int] = frozenset()
    heads: Mapping[str, Spot] = {}


def formula() -> Bad:
    return Bad(said("a formula: paste its value in its place"))


def at(cells: Sequence[Cell | Bad], place: int) -> Cell | Bad:
    """Return a row's cell; nothing where the row is shorter."""
    return cells[place] if place < len(cells) else None


def is_filled(cell: Cell | Bad) -> bool:
    """Whether a cell holds anything."""
    return cell not in (None, "")
