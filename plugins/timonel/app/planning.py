"""Spreadsheets and diagrams into a base: what it would change, and what is refused and where; nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

from timonel.edit.text.changes import Entry, Prepared, prepare
from timonel.edit.text.trial import refusals
from timonel.exchange import csv
from timonel.exchange.diagrams import reading
from timonel.exchange.diagrams.drawn import Diagram
from timonel.exchange.diagrams.taking import Taken, take
from timonel.exchange.sheets import workbook
from timonel.exchange.sheets.table import Table, UnreadableError
from timonel.exchange.sheets.taking import Taking
from timonel.exchange.sheets.wanted import Refusal, Spot, Wanted
from timonel.governance import Finding, Result
from timonel.source import MAX_BYTES
from timonel.text import Said, said

T = TypeVar("T")


class Plan(NamedTuple):
    """What an import would do.

    Attributes:
        wanted: the entities that would be added or changed, in the order of the sheets.
        unchanged: how many of those in the sheets stay as they are.
        refused: what cannot be taken; with anything here, nothing is written.
        prepared: the files that would be written.
        gaps: what the check would find then and does not find now.
        unknown: names where a role is meant that no role has: refused, or new roles if so asked.
        drawn: what became of the diagrams among the files, and what of them has no place.
    """

    wanted: Sequence[Wanted]
    unchanged: int
    refused: Sequence[Refusal]
    prepared: Prepared
    gaps: Sequence[Finding]
    unknown: Sequence[str]
    drawn: Sequence[Taken] = ()


def plan(  # noqa: PLR0913 - what a person says of an import
    root: Path, result: Result, files: Sequence[Path], kind: str | None = None,
    *, new_roles: bool = False, text_lang: str | None = None, use_cache: bool = True,
) -> Plan:  # fmt: skip
    """Return what importing files would do; nothing is written.

    Args:
        root: the base's folder.
        result: what the check says of the base now.
        files: workbooks (.xlsx), CSV files and BPMN 2.0 diagrams.
        kind: the kind, or list of one, that the sheets hold; else their names say it.
        new_roles: whether names that no role has become new roles.
        text_lang: the language of a diagram's texts; else the base's first.
        use_cache: whether to read and write what is kept between runs.

    Raises:
        UnreadableError: a file is no workbook, no CSV file and no diagram.
        OSError: a file cannot be read.
    """
    tables = [table for file in files if not is_diagram(file) for table in _of(file, _read)]
    diagrams = [_of(file, _drawn) for file in files if is_diagram(file)]
    taking = Taking(result.base, new_roles=new_roles)
    taking.take([(table, kind) for table in tables])
    drawn = take(taking, diagrams, text_lang)
    wanted = {one.key: one for one in taking.wanted.values() if one.changed}
    entries = [Entry(one.kind, one.id, one.entity, one.fields) for one in wanted.values()]
    prepared = prepare(root, result, entries, use_cache=use_cache)
    stuck = [Refusal(_row(wanted[entry.key]), problem) for entry, problem in prepared.stuck]
    loading = refusals(prepared.opened)
    unloaded = [refusal for one in loading for refusal in _refusals(one, wanted, result.settings.lang)]
    names = [table.name for table in tables]
    refused = sorted([*taking.refusals, *stuck, *unloaded], key=lambda one: _order(one.spot, names))
    gaps = [one for one in prepared.opened if one not in {*loading}]
    return Plan([*wanted.values()], len(taking.wanted) - len(wanted), refused, prepared, gaps, [*taking.unknown], drawn)


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
    if file.suffix.lower() in (".csv", ".tsv", ".txt"):
        return [csv.read(file.stem, data)]
    return workbook.read(data)


def _drawn(file: Path, data: bytes) -> Diagram:
    return reading.read(file.name, data)


def _row(one: Wanted) -> Spot:
    """Return the row that speaks of an entity; of one that has only rows for items of its lists, the first of these."""
    return (one.rows.get(id(one.fields)) or next(iter(one.rows.values()))).spot()


def _refusals(finding: Finding, wanted: Mapping[str, Wanted], lang: str) -> Iterator[Refusal]:
    """Yield what the check would say as said of a cell; nothing where that cell was refused already."""
    detail = finding.values.get("detail")
    problem = detail if isinstance(detail, Said) else said("{detail}", detail=detail)
    one = wanted.get(finding.spot.subject)
    if one is None:  # something else in the base hangs on what would change
        yield Refusal(Spot(f"{finding.spot.file}:{finding.spot.line[0]}"), problem, finding.hint)
        return
    keys = finding.spot.keys
    if problem.msgid == "`{field}` is missing":
        keys = (*keys, str(problem.values["field"]))
    spot, known = one.spot(keys)
    if known:
        return
    if keys != finding.spot.keys and spot is not None:
        lacking = None if spot.column is not None else one.column(keys)
        name = lacking.title(lang) if lacking else ""
        problem = said("the column “{name}” is missing", name=name) if name else said("must not be empty")
    yield Refusal(spot or _row(one), problem, finding.hint)


def _order(spot: Spot, names: Sequence[str]) -> tuple[int, int, int]:
    place = names.index(spot.sheet) if spot.sheet in names else len(names)
    return place, spot.row, -1 if spot.column is None else spot.column
