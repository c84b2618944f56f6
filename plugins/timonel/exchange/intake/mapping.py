"""A mapping that is kept beside the base: what a person says of the sheets of a file, for every time that it comes in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from timonel.exchange.intake.orders import Orders
from timonel.exchange.intake.shapes import places
from timonel.exchange.intake.titles import Titles
from timonel.exchange.sheets.layout import Sheet, squeezed
from timonel.exchange.sheets.table import Note, Spot, Table
from timonel.schema import contract
from timonel.source import Broken, Document, Lines, cut, locate, parse, quoting
from timonel.source import Path as Keys
from timonel.text import Said, nearest, said

FOLDER = "imports"
_MAX_BYTES = 2**20
_MOST = 20  # faults that are told


class MappingError(Exception):
    """A mapping that cannot be followed: a line for each fault."""

    def __init__(self, problems: Sequence[Said]) -> None:
        """Say what is wrong with it, where, and what to do."""
        super().__init__(problems)
        self.problems = problems


class Entry(NamedTuple):
    """What a mapping says of a sheet: its name ("" for each that no other entry names), and what is to be done with it."""

    sheet: str
    orders: Orders


class Mapped(NamedTuple):
    """A mapping: its entries, and what it says of the whole file."""

    entries: Sequence[Entry] = ()
    orders: Orders = Orders()

    def of(self, table: Table) -> Sequence[Orders]:
        """Return what it says of a table: one for each way in which it is to be read; none leaves the table out."""
        if not self.entries:
            return [self.orders]
        found = [one for one in self.entries if one.sheet and squeezed(one.sheet) == squeezed(table.name)]
        found = found or [one for one in self.entries if not one.sheet]
        return [_beside(one, found).over(self.orders) for one in found]

    def unused(self, tables: Sequence[Table]) -> Iterator[Note]:
        """Yield what people are told of sheets that it leaves out, and of sheets that it names and that are not there."""
        for table in tables:
            if not self.of(table):
                yield Note(Spot(table.name), said("the mapping does not name this sheet: left out"), len(table.rows))
        there = {squeezed(one.name) for one in tables}
        for name in dict.fromkeys(one.sheet for one in self.entries if one.sheet):
            if squeezed(name) not in there:
                yield Note(Spot(name), said("the mapping names this sheet, and the file has none of this name"))


def _beside(one: Entry, all_: Sequence[Entry]) -> Orders:
    """Return an entry's orders, which leave out what another entry of the same sheet takes or leaves out."""
    told = (other.orders for other in all_ if other is not one)
    others = dict.fromkeys(title for orders in told for title in (*orders.columns, *orders.leave_out))
    mine = {*map(squeezed, one.orders.columns)}
    return Orders(leave_out=tuple(title for title in others if squeezed(title) not in mine)).over(one.orders)


def load(path: Path, known: Sequence[Sheet], languages: Sequence[str]) -> Mapped:
    """Return what a mapping says.

    Args:
        path: its file.
        known: the sheets of the model, which it may name.
        languages: the base's languages.

    Raises:
        MappingError: something in it is no mapping, or names what is not there.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        data = file.read(_MAX_BYTES + 1)
    name = path.as_posix()
    if len(data) > _MAX_BYTES:
        raise MappingError([said("{file}: {problem}", file=name, problem=said("the file has more than 1 MiB"))])
    document = parse(name, data)
    if isinstance(document, Broken):
        raise MappingError([_line(name, document.line, document.problem, document.hint)])
    torn = [_line(name, one.line, one.problem, one.hint) for one in cut(data)]
    faults = torn or [
        _line(name, locate(document, keys, 0, document.value)[0], problem, hint)
        for keys, problem, hint in _faults(document, known, languages)
    ]
    if faults:
        raise MappingError(faults[:_MOST])
    value: Any = document.value
    whole = Orders(replace=value.get("replace", False), new_roles=value.get("new_roles", False))
    return Mapped([Entry(one.get("sheet", ""), _orders(one)) for one in value["sheets"]], whole)


def _line(name: str, line: int, problem: Said, hint: Said | None) -> Said:
    if hint is None:
        return said("{file}:{line}: {problem}", file=name, line=str(line), problem=problem)
    return said("{file}:{line}: {problem}; {hint}", file=name, line=str(line), problem=problem, hint=hint)


def _faults(
    document: Document, known: Sequence[Sheet], languages: Sequence[str]
) -> Iterator[tuple[Keys, Said, Said | None]]:
    """Yield where a mapping breaks its schema, or else what it names that is not there."""
    rest = quoting(document, Lines(document.data), 0, document.value)
    problems = contract("import", languages).problems({} if document.value is None else document.value, rest)
    if problems:
        yield from ((one.keys, one.detail, one.hint) for one in problems)
        return
    value: Any = document.value
    by_key = {one.key: one for one in known}
    for number, entry in enumerate(value["sheets"]):
        at = ("sheets", number)
        kind, lang = entry.get("kind"), entry.get("text_lang")
        if lang is not None and lang not in languages:
            hint = said("one of: {ids}", ids=", ".join(languages))
            yield (*at, "text_lang"), said("`{value}` is no language of this base", value=lang), hint
        if kind is None:
            continue
        if kind not in by_key:
            yield (*at, "kind"), said("`{folder}` names no kind of entity", folder=kind), _near(kind, [*by_key])
            continue
        titles = Titles(by_key[kind], languages, places(by_key[kind], by_key))
        fields = [*titles.sheet.by_key, *titles.places]
        for name in ("columns", "set"):
            for title, key in entry.get(name, {}).items():
                field = key if name == "columns" else title
                is_role = kind == "task" and field.startswith("role:")  # for whom a column of a matrix stands
                if not is_role and titles.of_key(field) is None:
                    yield (
                        (*at, name, title),
                        said("this kind has no field `{field}`", field=field),
                        _near(field, fields),
                    )


def _near(word: str, known: Sequence[str]) -> Said | None:
    close = nearest(word, known, 3)
    return said("the nearest there are: {ids}", ids=", ".join(f"`{one}`" for one in close)) if close else None


def _orders(entry: Mapping[str, Any]) -> Orders:
    rest: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}
    rest.pop("sheet", None)
    return Orders(everywhere=rest.pop("set", {}), **rest)
