"""Files that people import, opened: workbooks, tables as text, and diagrams."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from timonel.exchange.diagrams import reading
from timonel.exchange.diagrams.drawn import Diagram
from timonel.exchange.intake import plain
from timonel.exchange.sheets import workbook
from timonel.exchange.sheets.plain import is_workbook
from timonel.exchange.sheets.table import Table, UnreadableError
from timonel.source import MAX_BYTES
from timonel.text import said

T = TypeVar("T")


def tables(files: Sequence[Path]) -> list[tuple[str, Table]]:
    """Return the tables of files that are no diagrams, each beside its file's name without suffix.

    Raises:
        UnreadableError: a file is no workbook and no table.
        OSError: a file cannot be read.
    """
    return [(file.stem, table) for file in files if not is_diagram(file) for table in _of(file, _read)]


def diagrams(files: Sequence[Path]) -> list[Diagram]:
    """Return the diagrams among files.

    Raises:
        UnreadableError: a file's name says that it is a diagram, and it is none.
        OSError: a file cannot be read.
    """
    return [_of(file, _drawn) for file in files if is_diagram(file)]


def is_diagram(file: Path) -> bool:
    """Whether a file's name says that it is a BPMN diagram."""
    return file.suffix.lower() in (".bpmn", ".xml")


def _of(file: Path, read: Callable[[Path, bytes], T]) -> T:
    """Return what is in a file; one that cannot be read is named."""
    try:
        return read(file, _bytes(file))
    except UnreadableError as error:
        raise UnreadableError(said("{file}: {problem}", file=file.name, problem=error.problem)) from None


def _bytes(file: Path) -> bytes:
    data = file.read_bytes()
    if len(data) > MAX_BYTES:
        raise UnreadableError(said("the file is too large: leave in it what you want to import"))
    return data


def _read(file: Path, data: bytes) -> list[Table]:
    if file.suffix.lower() in (".csv", ".tsv", ".txt", ".md", ".markdown") and not is_workbook(data):
        return [plain.read(file.stem, data)]
    return workbook.read(data)


def _drawn(file: Path, data: bytes) -> Diagram:
    return reading.read(file.name, data)
