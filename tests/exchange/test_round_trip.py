"""Out and in again changes nothing; what somebody edits in the workbook arrives, and nothing else does."""

from __future__ import annotations

import copy
import json
import os
import random
import shutil
from collections import Counter
from datetime import date, datetime

import openpyxl
import pytest
from bases import ROOT

from timonel.exchange.sheets.layout import MARK, sheets
from timonel.source import parse

EVERYTHING = bool(os.environ.get("TIMONEL_TEST_ALL"))
EDITS = 300 if EVERYTHING else 25
LONGEST = 9  # lines of one value in the example
TEXTS = [
    "=1+1", "+34 600", "-x", "@a", "'quoted'", "ñandú 😀", "a: b # c", "no", "2026-01-01", "uno\ndos", "x;y\\z", "- item",
    "{a} [b]", "_x004 x005F_", "palabra " * 40 + "fin", "&a *b !c %d", '"dicho"', "1e3", "null", "|", "¿Sí?",
]  # fmt: skip


@pytest.fixture
def copied(tmp_path):
    """Copy the example, with comments sown all over its files."""
    root = tmp_path / "kb"
    shutil.copytree(ROOT / "data", root / "data")
    shutil.copy(ROOT / "timonel.yaml", root)
    for number, file in enumerate(sorted((root / "data").rglob("*.yaml"))):
        lines = file.read_text("utf-8").splitlines()
        for place, line in enumerate(lines):
            if line.startswith(("owner:", "status:", "type:")):
                lines[place] = f"# sobre {number}.{place}\n{line}   # nota {number}.{place}"
        file.write_text("\n".join([f"# archivo {number}", *lines]) + "\n", "utf-8")
    return root


@pytest.mark.parametrize("lang", ["es", "en"] if EVERYTHING else ["en"])
def test_the_whole_example_comes_back_as_it_went(tmp_path, run, example, lang):
    file = tmp_path / "base.xlsx"
    assert run("export", "--format", "xlsx", "--output", file, "--root", example, "--lang", lang).code == 0
    told = run("import", file, "--root", example, "--lang", "en")
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith("0 to add, 0 to change, ")


def test_csv_files_come_back_as_they_went(tmp_path, run, example):
    folder = tmp_path / "csv"
    assert run("export", "--format", "csv", "--output", folder, "--root", example, "--bom").code == 0
    names = [
        "processes.csv",
        "processes.steps.csv",
        "initiatives.phases.evidence.csv",
        "terms.csv",
        "countries.csv",
        "organization.csv",
    ]
    told = run("import", *(folder / name for name in names), "--root", example, "--lang", "en")
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith("0 to add, 0 to change, ")


def another(rnd, column, base):  # noqa: C901, PLR0911 - one case per form of a value
    """Return a cell, and the value that it means, for a column that somebody edits; None where it is better left."""
    if column.form == "text" and not column.many:
        text = rnd.choice(TEXTS)
        return text, text.strip()
    if column.many and column.form == "text":
        return None
    if column.targets:
        if len(column.targets) > 1 or column.targets in {("rule",), ("*",)}:
            return None
        ids = [one.id for one in base.of(column.targets[0])]
        chosen = rnd.sample(ids, min(2, len(ids)))
        return ("; ".join(chosen), chosen) if column.many else (chosen[0], chosen[0])
    if "x-ref-item" in column.node or "pattern" in column.node:
        return None
    if column.many:
        if column.form == "enum":
            chosen = rnd.sample(column.node["enum"], 2)
            return "; ".join(chosen), chosen
        return "a\\;b; c", ["a;b", "c"]
    match column.form:
        case "enum":
            value = rnd.choice(column.node["enum"])
            return column.node["x-labels"][value][rnd.choice(["es", "en"])], value
        case "bool":
            return rnd.choice([("sí", True), ("no", False), ("TRUE", True), (False, False)])
        case "date":
            day = date(2026, rnd.randint(1, 12), rnd.randint(1, 28))
            return rnd.choice([day, datetime(day.year, day.month, day.day), day.isoformat()]), day.isoformat()  # noqa: DTZ001 - as openpyxl gives it
        case "int" | "number":
            value = rnd.randint(column.node.get("minimum", 0), column.node.get("maximum", 90))
            return rnd.choice([value, float(value), str(value)]), value
    text = rnd.choice(TEXTS)
    return text, text.strip()


def put(fields, column, value):
    """Put a value where a test expects it: a text in the form that it has."""
    for key in column.keys[:-1]:
        fields = fields.setdefault(key, {})
    key = column.keys[-1]
    if column.form != "text":
        fields[key] = value
    elif isinstance(fields.get(key), dict):
        fields[key][column.lang] = value
    elif column.lang == "es" and (key in fields or column.same):
        fields[key] = value
    else:
        fields[key] = {"es": fields[key], "en": value} if key in fields else {column.lang: value}


def editable(page, known, base):
    """Yield what can be edited in a sheet: its cell, column, entity and the way to the row's mapping."""
    titles = {cell.column: cell.comment.text.rpartition(MARK)[2] for cell in page[1] if cell.comment}
    if not titles:
        return
    sheet = known[next(iter(titles.values())).partition(" ")[0]]
    if "id" not in sheet.kind.required:  # what has its id of what it speaks of
        return
    columns = {place: sheet.by_key[key.partition(" ")[2]] for place, key in titles.items()}
    for row in page.iter_rows(min_row=2):
        entity = base.find(f"{sheet.kind.name}:{row[0].value}")
        way, places = [], [int(row[1 + level].value) - 1 for level in range(len(sheet.lists))]
        for keys, place in zip(sheet.lists, places, strict=True):
            way += [*keys, place]
        for cell in row:
            column = columns[cell.column]
            fixed = (
                column.role
                or column.keys[-1] in ("id", "phase", "criterion", "question", "source")
                or column.keys[0] == "source"
            )
            if not fixed:
                yield cell, column, entity, way


def test_edits_arrive_and_nothing_else_changes(copied, run, loaded, kinds):
    rnd = random.Random(7)
    base = loaded(
        {
            "data/" + str(one.relative_to(copied / "data")): one.read_bytes()
            for one in sorted((copied / "data").rglob("*.yaml"))
        }
    )
    options = () if EVERYTHING else ("--kind", "process")
    file = copied / "libro.xlsx"
    assert run("export", "--format", "xlsx", "--output", file, "--root", copied, *options).code == 0
    made = openpyxl.load_workbook(file)
    known = {one.key: one for one in sheets(kinds, ("es", "en"))}
    found = [one for page in made.worksheets if not page.title.startswith("_") for one in editable(page, known, base)]
    rnd.shuffle(found)
    expected = {path: copy.deepcopy(one.value) for path, one in base.files.items()}
    edits, touched = 0, Counter()
    for cell, column, entity, way in found:
        fields = expected[entity.file]
        for step in (*entity.place, *way):
            fields = fields[step]
        new = another(rnd, column, base)
        inner = fields
        for key in column.keys[:-1]:
            inner = inner.get(key, {})
        whole = len(column.keys) == 1 or column.keys[0] in fields  # a mapping of its own may need more than one field
        if new is None or edits == EDITS or not whole:
            continue
        cell.value = new[0]
        if isinstance(new[0], str):
            cell.data_type = "s"
        put(fields, column, new[1])
        edits += 1
        touched[entity.file] += 1
    assert edits == EDITS
    made.save(file)
    before = {path: one.data for path, one in base.files.items()}
    told = run("import", file, "--root", copied, "--apply", "--replace")
    assert told.code == 0, told.err
    for path, data in before.items():
        now = (copied / path).read_bytes()
        value = parse(path, now).value
        assert json.dumps(value, sort_keys=True) == json.dumps(expected[path], sort_keys=True), path
        if json.dumps(expected[path], sort_keys=True) == json.dumps(base.files[path].value, sort_keys=True):
            assert now == data, path
        assert remarks(now) == remarks(data), path
        lost = Counter(data.splitlines()) - Counter(now.splitlines())
        assert lost.total() <= LONGEST * touched[path], path
    assert run("import", file, "--root", copied, "--lang", "en").out.startswith("0 to add, 0 to change")


def remarks(data: bytes) -> list[str]:
    """Return the comments that the test has sown."""
    return [
        line.partition("#")[2]
        for line in data.decode().splitlines()
        if "# sobre" in line or "# nota" in line or "# archivo" in line
    ]
