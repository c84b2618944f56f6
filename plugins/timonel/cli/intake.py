"""A spreadsheet into a base: what it would change, what is refused and where, and the writing of it all at once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from timonel.edit.changes import Entry, Prepared, prepare
from timonel.exchange import csv
from timonel.exchange.sheets import workbook
from timonel.exchange.sheets.table import Table, UnreadableError
from timonel.exchange.sheets.taking import Taking
from timonel.exchange.sheets.wanted import Refusal, Spot, Wanted
from timonel.governance import Finding, Result
from timonel.history.fields import Change, changes
from timonel.source import MAX_BYTES
from timonel.text import BRIEF, Said, listed, pick, said, say, short

_LOADING = ("DAT001", "DAT002", "DAT003", "DAT004", "DAT005")


class Plan(NamedTuple):
    """What an import would do.

    Attributes:
        wanted: the entities that would be added or changed, in the order of the sheets.
        unchanged: how many of those in the sheets stay as they are.
        refused: what cannot be taken; with anything here, nothing is written.
        prepared: the files that would be written.
        gaps: what the check would find then and does not find now.
        unknown: names where a role is meant that no role has: refused, or new roles if so asked.
    """

    wanted: Sequence[Wanted]
    unchanged: int
    refused: Sequence[Refusal]
    prepared: Prepared
    gaps: Sequence[Finding]
    unknown: Sequence[str]


def plan(
    root: Path, result: Result, files: Sequence[Path], kind: str | None = None,
    *, new_roles: bool = False, use_cache: bool = True,
) -> Plan:  # fmt: skip
    """Return what importing files would do; nothing is written.

    Args:
        root: the base's folder.
        result: what the check says of the base now.
        files: workbooks (.xlsx) and CSV files.
        kind: the kind, or list of one, that the sheets hold; else their names say it.
        new_roles: whether names that no role has become new roles.
        use_cache: whether to read and write what is kept between runs.

    Raises:
        UnreadableError: a file is no workbook and no CSV file.
        OSError: a file cannot be read.
    """
    tables = [table for file in files for table in _tables(file)]
    taking = Taking(result.base, new_roles=new_roles)
    taking.take([(table, kind) for table in tables])
    wanted = {one.key: one for one in taking.wanted.values() if one.changed}
    entries = [Entry(one.kind, one.id, one.entity, one.fields) for one in wanted.values()]
    prepared = prepare(root, result, entries, use_cache=use_cache)
    stuck = [Refusal(_row(wanted[entry.key]), problem) for entry, problem in prepared.stuck]
    loading = [one for one in prepared.opened if one.code in _LOADING]
    unloaded = [refusal for one in loading for refusal in _refusals(one, wanted, result.settings.lang)]
    names = [table.name for table in tables]
    refused = sorted([*taking.refusals, *stuck, *unloaded], key=lambda one: _order(one.spot, names))
    gaps = [one for one in prepared.opened if one.code not in _LOADING]
    return Plan([*wanted.values()], len(taking.wanted) - len(wanted), refused, prepared, gaps, [*taking.unknown])


def _tables(file: Path) -> list[Table]:
    try:
        return _read(file)
    except UnreadableError as error:
        raise UnreadableError(said("{file}: {problem}", file=file.name, problem=error.problem)) from None


def _read(file: Path) -> list[Table]:
    data = file.read_bytes()
    if len(data) > MAX_BYTES:
        raise UnreadableError(said("the file is too large: leave in it what you want to import"))
    if file.suffix.lower() in (".csv", ".tsv", ".txt"):
        return [csv.read(file.stem, data)]
    return workbook.read(data)


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


def told(plan: Plan, lang: str) -> Iterator[str]:
    """Yield the lines that say what an import would do."""
    for one in plan.wanted:
        name = pick(one.fields.get("name"), lang)
        path = plan.prepared.places.get(one.key, "")
        head = f"{'~' if one.entity else '+'} {one.key}" + (
            f" {say(said('“{name}”', name=short(name)), lang)}" if name else ""
        )
        yield f"{head} ({path})" if path else head
        if one.entity is not None:
            for change in changes(one.entity.raw, one.fields, one.kind.schema):
                yield from _change(change, one, lang)
    added = sum(one.entity is None for one in plan.wanted)
    counts = {"added": str(added), "changed": str(len(plan.wanted) - added), "same": str(plan.unchanged)}
    yield say(
        said("{added} to add, {changed} to change, {same} as they are; missing rows delete nothing", **counts), lang
    )


def _change(change: Change, one: Wanted, lang: str) -> Iterator[str]:
    label = _label(one, change.keys, lang)
    before, after = change.before, change.after
    if change.schema.get("x-text") and (isinstance(before, dict) or isinstance(after, dict)):
        texts = [value if isinstance(value, dict) else {"": value} for value in (before, after)]
        for code in dict.fromkeys([*texts[0], *texts[1]]):
            if texts[0].get(code) != texts[1].get(code):
                where = f"{label} ({code})" if code else label
                yield f"    {where}: {_short(texts[0].get(code), lang)} → {_short(texts[1].get(code), lang)}"
        return
    labels = change.schema.get("x-labels", {})
    told = [pick(labels.get(one), lang) if isinstance(one, str) and one in labels else one for one in (before, after)]
    yield f"    {label}: {_short(told[0], lang)} → {_short(told[1], lang)}"


def _label(one: Wanted, keys: Sequence[str], lang: str) -> str:
    """Return what a field is called; items of lists by what they are called themselves."""
    node, words = one.kind.schema, list[str]()
    for key in keys:
        if "items" in node:
            node = node["items"]
            words.append(key)
        else:
            node = node.get("properties", {}).get(key, {})
            words.append(pick(node.get("x-title"), lang) or key)
    return " · ".join(words)


def _short(value: object, lang: str) -> str:
    if value is None:
        return say("nothing", lang)
    if isinstance(value, bool):
        return say("yes" if value else "no", lang)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return short(text)


def refused(plan: Plan, lang: str, most: int) -> Iterator[str]:
    """Yield lines that say what is refused, where, and what may be meant: one for all rows of a column with one mistake."""
    groups: dict[tuple[str, ...], list[Refusal]] = {}
    for one in plan.refused:
        said_ = one.spot.sheet, str(one.spot.column), say(one.problem, lang), say(one.hint, lang) if one.hint else ""
        groups.setdefault(said_ if one.spot.column is not None else (*said_, str(one.spot.row)), []).append(one)
    for several in islice(groups.values(), most):
        yield _refused(several, lang)
    names = [name for name in plan.unknown if any(one.problem.values.get("value") == name for one in plan.refused)]
    if names:
        yield say(
            said(
                "--new-roles makes a role of each of these names, if they are right: {names}",
                names=[*map(short, names)],
            ),
            lang,
        )


def _refused(several: Sequence[Refusal], lang: str) -> str:
    one, rows = several[0], [*dict.fromkeys(str(each.spot.row) for each in several)]
    spot = one.spot
    where = spot.sheet
    if spot.row:
        where += f", {say('rows' if len(rows) > 1 else 'row', lang)} {listed(rows, lang)}"
    if spot.column is not None:
        where += f", {say('column', lang)} {_letter(spot.column)}"
        where += f" {say(said('“{name}”', name=short(spot.title)), lang)}" if spot.title else ""
    hint = say(one.hint, lang, BRIEF) if one.hint else ""
    between = "" if not hint else ". " if hint[0].isupper() else "; "
    return f"{where}: {say(one.problem, lang, BRIEF)}{between}{hint}"


def _letter(place: int) -> str:
    """Return the letters of a column, as spreadsheets show them."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
