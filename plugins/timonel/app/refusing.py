"""What an import refuses, each thing once, where people find it in their files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from timonel.edit.text.changes import Entry
from timonel.exchange.intake.shapes import found_at
from timonel.exchange.intake.understanding import Understood
from timonel.exchange.sheets.layout import Column
from timonel.exchange.sheets.table import Refusal, Spot
from timonel.exchange.sheets.wanted import Wanted
from timonel.governance import Finding
from timonel.text import Said, said


class Refusing(NamedTuple):
    """Finds the places of what is refused.

    Attributes:
        means: how each table was understood.
        names: the tables, in the order in which they were read.
        wanted: ``kind:id`` → what the tables want.
        lang: the language in which columns are named.
    """

    means: Sequence[Understood]
    names: Sequence[str]
    wanted: Mapping[str, Wanted]
    lang: str

    def all(
        self,
        misread: Sequence[Refusal],
        untaken: Sequence[Refusal],
        stuck: Sequence[tuple[Entry, Said]],
        unloaded: Sequence[Finding],
    ) -> list[Refusal]:
        """Return what is refused, in the order of the tables.

        Args:
            misread: cells that could not be read.
            untaken: rows that could not be taken.
            stuck: entities that could not be written into their files, and why.
            unloaded: what the base would not load; of cells that were refused already nothing is said again.
        """
        there = {(one.spot.sheet, one.spot.row, one.spot.column) for one in misread}
        said_ = [refusal for one in unloaded for refusal in _refusals(one, self.wanted, self.lang)]
        fresh = [one for one in said_ if (one.spot.sheet, one.spot.row, one.spot.column) not in there]
        unwritten = [Refusal(_row(self.wanted[entry.key]), problem) for entry, problem in stuck]
        refused = [_shown(one, self.means) for one in (*misread, *untaken, *unwritten, *fresh)]
        return sorted(_distinct(refused), key=lambda one: _order(one.spot, self.names))


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
