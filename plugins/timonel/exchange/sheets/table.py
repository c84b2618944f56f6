"""What was read of a sheet before anybody knows what it means: rows of cells, some of them useless."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    """A cell without a value: a formula, an error, part of a merged one."""

    problem: Said


class Table(NamedTuple):
    """One sheet as it was read.

    Attributes:
        name: its name; for a CSV the file's.
        rows: row number (from 1) → its cells.
        marks: column number (from 0) → what the comment of its header says that it is ("process name.es").
    """

    name: str
    rows: Mapping[int, Sequence[Cell | Bad]]
    marks: Mapping[int, str] = {}


def formula() -> Bad:
    return Bad(said("a formula: paste its value in its place"))
