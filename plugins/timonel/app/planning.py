"""Spreadsheets and diagrams into a base: what it would change, and what is refused and where; nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from timonel.app import noting, opening, refusing
from timonel.edit.text.changes import Entry, Prepared, prepare
from timonel.edit.text.trial import refusals
from timonel.exchange.diagrams.taking import Taken, take
from timonel.exchange.intake.derived import further
from timonel.exchange.intake.mapping import Mapped, load
from timonel.exchange.intake.orders import Orders
from timonel.exchange.intake.placed import placed
from timonel.exchange.intake.understanding import Understood, understood
from timonel.exchange.sheets.layout import Sheet, sheets
from timonel.exchange.sheets.table import Note, Refusal, Table
from timonel.exchange.sheets.taking import Taking
from timonel.exchange.sheets.wanted import Wanted
from timonel.governance import Finding, Result
from timonel.model import Base
from timonel.text import Said


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
    read = [(stem, table) for stem, table in opening.tables(files) if orders.wants(table.name)]
    means = [one for stem, table in read for one in _understood(stem, table, result.base, known, mapped, orders)]
    means, left = noting.without_strangers(means)
    left += mapped.unused([table for _, table in read])
    taking, dated = _taken(means, result, known, orders.over(mapped.orders))
    drawn = take(taking, opening.diagrams(files), orders.text_lang)
    wanted = {one.key: one for one in taking.wanted.values() if one.changed}
    entries = [Entry(one.kind, one.id, one.entity, one.fields) for one in wanted.values()]
    prepared = prepare(root, result, entries, use_cache=use_cache)
    loading = refusals(prepared.opened)
    misread = [refused for one in means for refused in one.refused]
    misread += [] if means else [Refusal(one.spot, one.told) for one in left]  # a mapping of another file
    refused = refusing.Refusing(means, [table.name for _, table in read], wanted, result.settings.lang)
    return Plan(
        wanted=[*wanted.values()],
        unchanged=len(taking.wanted) - len(wanted),
        refused=refused.all(misread, taking.refusals, prepared.stuck, loading),
        prepared=prepared,
        gaps=[one for one in prepared.opened if one not in {*loading}],
        unknown=[*taking.unknown],
        drawn=drawn,
        notes=[*noting.doubtful(means), *left, *noting.noted(means), *dated, *noting.taken(taking)],
        replaces={key: why for key, (_, why) in taking.replaces.items()},
        spared={key: why for key, (_, why) in taking.spared.items()},
        understood=means,
    )


def _taken(
    means: Sequence[Understood], result: Result, known: Sequence[Sheet], orders: Orders
) -> tuple[Taking, list[Note]]:
    """Return what the tables want of the base, and what is said of measurements that no column dates."""
    taking = Taking(result.base, new_roles=orders.new_roles, replace=orders.replace)
    by_key = {one.key: one for one in known}
    tables = [(one.table, one.header) for one in means if one.header]
    dated: list[Note] = []
    for one in means:
        more = [*further(one, result.base, by_key, result.today)]
        tables += more
        dated += noting.dated(one, more, result.today)
    taking.take(tables)
    return taking, dated


def _understood(  # noqa: PLR0913, PLR0917 - what is known of a table
    stem: str, table: Table, base: Base, known: Sequence[Sheet], mapped: Mapped, orders: Orders
) -> Iterator[Understood]:
    """Yield a table as it is understood, in each way in which a mapping reads it."""
    for said_ in mapped.of(table):
        one = understood(table, base, known, orders.over(said_), stem)
        yield placed(one, base)
