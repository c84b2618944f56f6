"""A workbook for one role: what it is responsible for, with what is missing marked, to confirm or correct and take back."""

from __future__ import annotations

import io

import openpyxl
import pytest
from books import ROLE, bytes_of

HEAD = {"id": "dos", "name": {"es": "Dos", "en": "Two"}, "purpose": {"es": "Ver.", "en": "See."}}
STEPS = [{"id": "uno", "name": {"es": "Uno", "en": "One"}, "role": "dos"}]
PROCESSES = [
    {"id": "alta", "name": {"es": "Alta", "en": "Sign-up"}, "type": "support", "owner": "jefa", "steps": STEPS},
    {"id": "baja", "name": {"es": "Baja", "en": "Leaving"}, "type": "support", "owner": "dos"},
]
RISK = {"id": "fuego", "name": {"es": "Fuego", "en": "Fire"}, "category": "people", "owner": "jefa"}
CONTENTS = {"roles": [ROLE, HEAD], "processes": PROCESSES, "risks": [RISK]}


@pytest.fixture
def workbook(run, tmp_path):
    """Export what a role is responsible for."""

    def call(root, *options):
        file = tmp_path / "owner.xlsx"
        told = run(
            "export",
            "--root",
            root,
            "--format",
            "xlsx",
            "--output",
            file,
            "--owner",
            "role:jefa",
            "--lang",
            "en",
            *options,
        )
        assert told.code == 0, told.err
        return file

    return call


def sheets(file):
    return {
        page.title: [*page.iter_rows(min_row=2)]
        for page in openpyxl.load_workbook(file)
        if page.sheet_state == "visible"
    }


def test_it_has_the_rows_of_its_role_and_no_others(workbook, base_of):
    found = sheets(workbook(base_of(CONTENTS)))
    assert {name: [row[0].value for row in rows] for name, rows in found.items()} == {
        "Processes": ["alta"], "Risks": ["fuego"], "Processes · Steps": ["alta"],
    }  # fmt: skip


def test_what_is_missing_is_marked_where_it_would_stand(workbook, base_of):
    """The cell of the field, or else the one that says whose row it is, says which gap and has a colour."""
    rows = sheets(workbook(base_of(CONTENTS)))
    marked = {cell.coordinate: cell.comment.text for cell in rows["Risks"][0] if cell.comment}
    assert "RSK002 The risk “Fire” lacks: " in " ".join(marked.values())
    assert {cell.fill.fgColor.rgb for row in rows["Risks"] for cell in row if cell.comment} == {"00FFE699"}
    assert not any(cell.comment for cell in rows["Risks"][0] if cell.value == "Fire")


def test_it_comes_back_as_it_is_and_with_what_was_corrected(workbook, run, base_of):
    root = base_of(CONTENTS)
    before, file = bytes_of(root), workbook(root)
    told = run("import", file, "--root", root, "--apply", "--lang", "en")
    assert (told.code, told.out.splitlines()[-1]) == (
        0,
        "0 to add, 0 to change, 2 as they are; missing rows delete nothing",
    )
    assert bytes_of(root) == before
    book = openpyxl.load_workbook(file)
    names = [cell.value for cell in book["Processes"][1]]
    book["Processes"].cell(2, names.index("Name (en)") + 1, "Joining")
    book.save(file)
    told = run("import", file, "--root", root, "--apply", "--lang", "en")
    assert told.code == 0, told.err
    assert "    Name (en): Sign-up → Joining" in told.out
    assert {path for path, data in bytes_of(root).items() if before[path] != data} == {"data/processes.yaml"}


def test_only_one_kind_of_it(workbook, base_of):
    assert [*sheets(workbook(base_of(CONTENTS), "--kind", "risk"))] == ["Risks"]


def test_it_is_the_same_every_time(workbook, base_of):
    root = base_of(CONTENTS)
    first = workbook(root).read_bytes()
    assert workbook(root).read_bytes() == first
    assert io.BytesIO(first).read(2) == b"PK"


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--format", "xlsx", "--owner", "role:jefe"], "there is no role `jefe`; the nearest there are: role:jefa"),
        (["--format", "xlsx", "--owner", "role:tres"], "the role `tres` is responsible for nothing yet"),
        (["--format", "csv", "--owner", "role:jefa"], "csv does not heed --owner role:jefa; formats that do: xlsx"),
        (["--format", "xlsx", "--owner", "role:jefa", "--template"], "--template has no rows"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(run, base_of, options, why):
    root = base_of({**CONTENTS, "roles": [ROLE, HEAD, {**HEAD, "id": "tres"}]})
    told = run("export", "--root", root, *options)
    assert told.code == 2
    assert why in told.err
