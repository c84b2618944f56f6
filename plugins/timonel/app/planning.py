"""Spreadsheets and diagrams into a base: what it would change, and what is refused and where; nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from timonel.edit.text.changes import Entry, Prepared, prepare
from timonel.edit.text.trial import refusals
from timonel.exchange.diagrams import reading
from timonel.exchange.diagrams.drawn import Diagram
from timonel.exchange.diagrams.taking import Taken, take
from timonel.exchange.intake import plain
from timonel.exchange.intake.derived import further
from timonel.exchange.intake.orders import Orders
from timonel.exchange.intake.understanding import Understood, understood
from timonel.exchange.sheets import workbook
from timonel.exchange.sheets.layout import sheets
from timonel.exchange.sheets.table import Note, Spot, Table, UnreadableError
from timonel.exchange.sheets.taking import Taking
from timonel.exchange.sheets.wanted import Refusal, Wanted
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
        notes: what was left out, or read in its own way.
        replaces: ``kind:id`` of what rows replace → what it was.
        spared: ``kind:id`` of what rows would replace, and stays → what it is.
        understood: how each table was understood.
    """

    wanted: Sequence[Wanted]
    unchanged: int
    refused: Sequence[Refusal]
    prepared: Prepared
    gaps: Sequence[Finding]
    unknown: Sequence[str]
    drawn: Sequence[Taken] = ()
    notes: Sequence[Note] = ()
    replaces: Mapping[str, Said] = MappingProxyType({})
    spared: Mapping[str, Said] = MappingProxyType({})
    understood: Sequence[Understood] = ()


def plan(
    root: Path, result: Result, files: Sequence[Path], orders: Orders | None = None, *, use_cache: bool = True
) -> Plan:
    """Return what importing files would do; nothing is written.

    Args:
        root: the base's folder.
        result: what the check says of the base now.
        files: workbooks (.xlsx), CSV files, Markdown tables and BPMN 2.0 diagrams.
        orders: what a person says of them; what is not said is found out.
        use_cache: whether to read and write what is kept between runs.

    Raises:
        UnreadableError: a file is no workbook, no table and no diagram.
        OSError: a file cannot be read.
    """
    orders = orders or Orders()
    known = sheets(result.base.schema, result.base.languages)
    read = [
        (file.stem, table)
        for file in files
        if not is_diagram(file)
        for table in _of(file, _read)
        if orders.wants(table.name)
    ]
    means = [understood(table, result.base, known, orders, stem) for stem, table in read]
    means, left = _without_strangers(means)
    taking = Taking(result.base, new_roles=orders.new_roles, replace=orders.replace)
    by_key = {one.key: one for one in known}
    tables = [(one.table, one.header) for one in means if one.header]
    for one in means:
        tables += further(one, result.base, by_key, result.today)
    taking.take(tables)
    drawn = take(taking, [_of(file, _drawn) for file in files if is_diagram(file)], orders.text_lang)
    wanted = {one.key: one for one in taking.wanted.values() if one.changed}
    entries = [Entry(one.kind, one.id, one.entity, one.fields) for one in wanted.values()]
    prepared = prepare(root, result, entries, use_cache=use_cache)
    stuck = [Refusal(_row(wanted[entry.key]), problem) for entry, problem in prepared.stuck]
    loading = refusals(prepared.opened)
    unloaded = [refusal for one in loading for refusal in _refusals(one, wanted, result.settings.lang)]
    misread = [Refusal(*refused) for one in means for refused in one.refused]
    there = {(one.spot.sheet, one.spot.row, one.spot.column) for one in misread}
    unloaded = [one for one in unloaded if (one.spot.sheet, one.spot.row, one.spot.column) not in there]
    names = [table.name for _, table in read]
    refused = sorted([*misread, *taking.refusals, *stuck, *unloaded], key=lambda one: _order(one.spot, names))
    gaps = [one for one in prepared.opened if one not in {*loading}]
    people = [
        Note(Spot(""), said("“{word}” is a person, and holds `{id}`: that role is written", word=word, id=id_))
        for word, id_ in taking.people.items()
    ]
    notes = [*left, *(note for one in means for note in one.notes), *people]
    return Plan(
        [*wanted.values()], len(taking.wanted) - len(wanted), refused, prepared, gaps, [*taking.unknown], drawn, notes,
        {key: why for key, (_, why) in taking.replaces.items()}, {key: why for key, (_, why) in taking.spared.items()}, means,
    )  # fmt: skip


def _without_strangers(means: Sequence[Understood]) -> tuple[list[Understood], list[Note]]:
    """Leave out sheets that are none of the model's where others are: covers, legends, instructions."""
    known = [one for one in means if one.header]
    strangers = [one for one in means if not one.header and one.refused and not _is_typing_error(one)]
    if not known or not strangers:
        return [*means], []
    notes = [
        Note(
            Spot(one.table.name),
            said("no kind's name, and no headers of one: the sheet is left out"),
            len(one.table.rows),
        )
        for one in strangers
    ]
    return [one for one in means if one not in strangers], notes


def _is_typing_error(one: Understood) -> bool:
    return any(refused.hint is not None and "word" in refused.hint.values for refused in one.refused)


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
    if file.suffix.lower() in (".csv", ".tsv", ".txt", ".md", ".markdown"):
        return [plain.read(file.stem, data)]
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
