"""The workbook that people get: choices, help and headers that stay, the same bytes every time."""

from __future__ import annotations

import io

import openpyxl
import pytest
from books import PROCESS, ROLE

from timonel import cli

CONTENTS = {
    "processes": [{**PROCESS, "owner": "jefa", "steps": [{"id": "uno", "name": {"es": "Uno", "en": "One"}}]}],
    "roles": [ROLE],
}


@pytest.fixture
def exported(run, base_of, tmp_path):
    def call(*options):
        file = tmp_path / "libro.xlsx"
        assert run("export", "--format", "xlsx", "--root", base_of(CONTENTS), "--output", file, *options).code == 0
        return openpyxl.load_workbook(file), file.read_bytes()

    return call


def test_each_kind_and_list_has_a_sheet_that_explains_itself(exported):
    made, _ = exported("--lang", "es", "--kind", "process")
    assert made.sheetnames[-1] == "_timonel"
    assert made["_timonel"].sheet_state == "hidden"
    page = made["Procesos"]
    assert page.freeze_panes == "B2"
    assert page.auto_filter.ref.startswith("A1:")
    head = {cell.value: cell for cell in page[1]}
    assert [*head][:4] == ["Identificador", "Nombre (es)", "Nombre (en)", "Descripción (es)"]
    assert "Rol que rinde cuentas" in head["Dueño"].comment.text
    assert "Identificador o nombre, de: Roles." in head["Dueño"].comment.text
    assert "Obligatorio." in head["Tipo"].comment.text
    assert [cell.value for cell in page[2]][:7] == ["alta", "Alta", "Sign-up", None, None, "De apoyo", None]
    steps = made["Procesos · Pasos"]
    assert [cell.value for cell in steps[2]][:5] == ["alta", 1, "uno", "Uno", "One"]


def test_what_can_be_chosen_is_offered(exported):
    made, _ = exported("--lang", "en", "--kind", "process")
    page, lists = made["Processes"], made["_timonel"]
    column = {cell.value: cell.column_letter for cell in page[1]}
    offered = {}
    for one in page.data_validations.dataValidation:
        area = one.formula1.partition("!")[2].replace("$", "")
        for letter, name in ((letter, name) for name, letter in column.items()):
            if str(one.sqref).startswith(f"{letter}2"):
                cells = lists[area]
                rows = cells if isinstance(cells, tuple) else ((cells,),)
                offered[name] = [cell.value for (cell,) in rows], one.showErrorMessage
    assert offered["Type"] == (["Customer-facing", "Support"], True)
    assert offered["Owner"] == (["jefa"], False)
    assert offered["Partner incentive"][0] == ["yes", "no"]


def test_a_template_has_every_kind_and_no_rows(exported, kinds):
    made, _ = exported("--template", "--lang", "en")
    assert all(page.max_row == 1 for page in made.worksheets if page.title != "_timonel")
    assert len([one for one in made.sheetnames if " · " not in one]) == len(kinds.kinds) + 1
    assert "Processes · Steps" in made.sheetnames


def test_the_same_base_gives_the_same_bytes(exported):
    assert exported("--kind", "process")[1] == exported("--kind", "process")[1]


def test_a_text_longer_than_a_cell_stays_as_it_is(run, base_of, tmp_path):
    root = base_of({"processes": [{**PROCESS, "notes": "largo " * 8000 + "fin\x07"}]})
    file = tmp_path / "libro.xlsx"
    assert run("export", "--format", "xlsx", "--kind", "process", "--root", root, "--output", file).code == 0
    told = run("import", file, "--root", root, "--lang", "en")
    assert (told.code, told.out[:22]) == (0, "0 to add, 0 to change,")


def test_the_workbook_can_go_down_a_pipe(base_of, capfdbinary):
    assert cli.main(["export", "--format", "xlsx", "--kind", "role", "--root", str(base_of(CONTENTS))]) == 0
    out = capfdbinary.readouterr().out
    assert openpyxl.load_workbook(io.BytesIO(out)).worksheets


def test_a_workbook_is_known_whatever_people_call_its_sheets_and_columns(run, base_of, tmp_path, exported):
    """Renamed sheets and headers, columns moved and left out: the comments of the headers still say what they are."""
    made, _ = exported("--kind", "process", "--lang", "es")
    page = made["Procesos"]
    page.title = "Lo nuestro"
    page["B1"].value, page["F1"].value = "Cómo le decimos", "¿Cara o apoyo?"
    page.delete_cols(4, 2)
    made["Procesos · Pasos"].title = "Cómo se hace"
    made.create_sheet("Vacía")
    made.save(tmp_path / "nuestro.xlsx")
    told = run("import", tmp_path / "nuestro.xlsx", "--root", base_of(CONTENTS), "--lang", "en")
    assert (told.code, told.err, told.out[:22]) == (0, "", "0 to add, 0 to change,")
