"""Spreadsheets and diagrams into a base: what it would change, and what is refused and where; nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
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
from timonel.exchange.intake.kinds import is_doubtful
from timonel.exchange.intake.mapping import Mapped, load
from timonel.exchange.intake.orders import Orders
from timonel.exchange.intake.placed import placed
from timonel.exchange.intake.shapes import found_at
from timonel.exchange.intake.understanding import Understood, understood
from timonel.exchange.sheets import workbook
from timonel.exchange.sheets.headers import Header
from timonel.exchange.sheets.layout import Column, Sheet, sheets
from timonel.exchange.sheets.plain import is_workbook
from timonel.exchange.sheets.table import Note, Refusal, Spot, Table, UnreadableError
from timonel.exchange.sheets.taking import Taking
from timonel.exchange.sheets.wanted import Wanted
from timonel.governance import Finding, Result
from timonel.model import Base
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


def plan(  # noqa: PLR0913 - what an import depends on
    root: Path, result: Result, files: Sequence[Path], orders: Orders | None = None, mapping: Path | None = None,
    *, use_cache: bool = True,
) -> Plan:  # fmt: skip
    """Return what importing files would do; nothing is written.

    Args:
        root: the base's folder.
        result: what the check says of the base now.
        files: workbooks (.xlsx), CSV files, Markdown tables and BPMN 2.0 diagrams.
        orders: what a person says of them; what is not said is found out.
        mapping: the file that says it for every time; what is said here goes before it.
        use_cache: whether to read and write what is kept between runs.

    Raises:
        UnreadableError: a file is no workbook, no table and no diagram.
        MappingError: the mapping cannot be followed.
        OSError: a file cannot be read.
    """
    orders = orders or Orders()
    known = sheets(result.base.schema, result.base.languages)
    mapped = load(mapping, known, result.base.languages) if mapping else Mapped()
    read = [
        (file.stem, table)
        for file in files
        if not is_diagram(file)
        for table in _of(file, _read)
        if orders.wants(table.name)
    ]
    means = [one for stem, table in read for one in _understood(stem, table, result.base, known, mapped, orders)]
    means, left = _without_strangers(means)
    left += mapped.unused([table for _, table in read])
    whole = orders.over(mapped.orders)
    taking = Taking(result.base, new_roles=whole.new_roles, replace=whole.replace)
    by_key = {one.key: one for one in known}
    tables = [(one.table, one.header) for one in means if one.header]
    dated: list[Note] = []
    for one in means:
        more = [*further(one, result.base, by_key, result.today)]
        tables += more
        dated += _dated(one, more, result.today)
    taking.take(tables)
    drawn = take(taking, [_of(file, _drawn) for file in files if is_diagram(file)], orders.text_lang)
    wanted = {one.key: one for one in taking.wanted.values() if one.changed}
    entries = [Entry(one.kind, one.id, one.entity, one.fields) for one in wanted.values()]
    prepared = prepare(root, result, entries, use_cache=use_cache)
    stuck = [Refusal(_row(wanted[entry.key]), problem) for entry, problem in prepared.stuck]
    loading = refusals(prepared.opened)
    unloaded = [refusal for one in loading for refusal in _refusals(one, wanted, result.settings.lang)]
    misread = [refused for one in means for refused in one.refused]
    misread += [] if means else [Refusal(one.spot, one.told) for one in left]  # a mapping of another file
    there = {(one.spot.sheet, one.spot.row, one.spot.column) for one in misread}
    unloaded = [one for one in unloaded if (one.spot.sheet, one.spot.row, one.spot.column) not in there]
    names = [table.name for _, table in read]
    refused = [_shown(one, means) for one in (*misread, *taking.refusals, *stuck, *unloaded)]
    refused = sorted(_distinct(refused), key=lambda one: _order(one.spot, names))
    gaps = [one for one in prepared.opened if one not in {*loading}]
    people = [
        Note(Spot(""), said("“{word}” is a person, and holds `{id}`: that role is written", word=word, id=id_))
        for word, id_ in taking.people.items()
    ]
    twins = [
        Note(Spot(""), said("{id} has the name of {other}, which stays beside it", id=new, other=old))
        for new, old in taking.twins.items()
    ]
    written = [
        Note(Spot(""), said('“{word}” is read as the role `{id}`; else say --value "{word}=…"', word=word, id=id_))
        for word, id_ in taking.read_as.items()
    ]
    notes = [*_doubtful(means), *left, *_noted(means), *dated, *people, *twins, *written]
    return Plan(
        [*wanted.values()], len(taking.wanted) - len(wanted), refused, prepared, gaps, [*taking.unknown], drawn, notes,
        {key: why for key, (_, why) in taking.replaces.items()}, {key: why for key, (_, why) in taking.spared.items()}, means,
    )  # fmt: skip


def _understood(  # noqa: PLR0913, PLR0917 - what is known of a table
    stem: str, table: Table, base: Base, known: Sequence[Sheet], mapped: Mapped, orders: Orders
) -> Iterator[Understood]:
    """Yield a table as it is understood, in each way in which a mapping reads it."""
    for said_ in mapped.of(table):
        one = understood(table, base, known, orders.over(said_), stem)
        yield placed(one, base)


def _doubtful(means: Sequence[Understood]) -> Iterator[Note]:
    """Yield what is said first of sheets whose names say that they may be none that are meant, where others are."""
    names = dict.fromkeys(one.table.name for one in means if one.header)
    sure = [name for name in names if not is_doubtful(name)]
    for name in names if sure else ():
        if name not in sure:
            only = " ".join(f'--sheet "{one}"' for one in sure)
            yield Note(Spot(name), said("its name says that it may not be meant; to leave it out: {only}", only=only))


def _dated(one: Understood, more: Sequence[tuple[Table, Header]], today: str) -> Iterator[Note]:
    """Yield what is said of measurements that no column dates."""
    measured = any(table.rows for table, header in more if header.sheet.key == "measurement")
    if measured and one.head and all(means.key != "measurement.date" for means in one.head.means.values()):
        told = said(
            "no column says when it was measured: dated today, {date}; else say --set measurement.date={date}",
            date=today,
        )
        yield Note(Spot(one.table.name), told)


_LEFT = ("left out, as you say", "it only numbers the rows: left out")  # said of a column for one reading of its sheet


def _noted(means: Sequence[Understood]) -> Iterator[Note]:
    """Yield what people are told of tables: nothing of a column that another reading of its sheet takes."""
    taken = {(one.table.name, place) for one in means if one.header for place in one.header.columns}
    seen = set[object]()
    for one in means:
        for note in one.notes:
            elsewhere = note.left and note.spot.column is not None and (note.spot.sheet, note.spot.column) in taken
            key = (note.spot, note.told.msgid, repr(note.told.values))
            if key not in seen and not (elsewhere and note.told.msgid in _LEFT):
                seen.add(key)
                yield note


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
    if file.suffix.lower() in (".csv", ".tsv", ".txt", ".md", ".markdown") and not is_workbook(data):
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
    hint = finding.hint
    if keys != finding.spot.keys and spot is not None:
        lacking = None if spot.column is not None else one.column(keys)
        problem = said("must not be empty")
        if lacking:
            problem = said("the column “{name}” is missing", name=lacking.title(lang))
            hint = _for_all(lacking, hint)
    yield Refusal(spot or _row(one), problem, hint)


def _for_all(column: Column, why: Said | None) -> Said:
    """Return how to say what every row says of a field that has no column, after what the field is for."""
    field, values = ".".join(column.keys), [*map(str, column.node.get("enum", ()))]
    told = said("The same for every row: --set {field}=…", field=field)
    if values:
        told = said("The same for every row: --set {field}=… ({values})", field=field, values=", ".join(values))
    return told if why is None else said("{why} {told}", why=why, told=told)


def _shown(one: Refusal, means: Sequence[Understood]) -> Refusal:
    """Return what is refused with the place in which people find it."""
    table = next((each.table for each in means if each.table.heads and each.table.name == one.spot.sheet), None)
    return replace(one, spot=found_at(table, one.spot, one.problem.values.get("value"))) if table else one


def _distinct(refused: Iterable[Refusal]) -> list[Refusal]:
    """Return what is refused, once where a header is told of for each of its rows."""
    return [*{(one.spot, repr(one.problem), repr(one.hint)): one for one in refused}.values()]


def _order(spot: Spot, names: Sequence[str]) -> tuple[int, int, int]:
    place = names.index(spot.sheet) if spot.sheet in names else len(names)
    return place, spot.row, -1 if spot.column is None else spot.column
