"""A name as long as a book: lines for people show its beginning, whatever is for programs has it whole."""

from __future__ import annotations

import json

import pytest
from bases import write

NAME = "Atención " + "muy " * 8000 + "larga"
LONGEST = 400  # letters of a line, with all that stands around a name
PROCESS = {"id": "alta", "name": NAME, "type": "support"}


@pytest.fixture
def root(base_of):
    return base_of({"processes": [PROCESS], "roles": [{"id": "jefa", "name": NAME, "purpose": "Decidir."}]})


def lines(told):
    return f"{told.out}\n{told.err}".splitlines()


@pytest.mark.parametrize("lang", ["es", "en"])
def test_what_the_check_finds_of_it_fits_a_line(check, root, lang):
    told = check(root, "--lang", lang)
    assert "Atención muy muy" in told.out
    shown = [one for one in lines(told) if "│" not in one]
    assert max(map(len, shown)) < LONGEST
    assert "Atención muy muy" in check(root, "--lang", lang, "--format", "markdown").out
    assert max(map(len, lines(check(root, "--lang", lang, "--format", "markdown")))) < 2 * LONGEST


def test_the_entity_what_hangs_on_it_and_what_changed_fit_lines(run, root):
    for command in (("show", "process:alta"), ("impact", "process:alta"), ("show", "role:jefa")):
        told = run(*command, "--root", root)
        assert told.code == 0
        assert max(map(len, lines(told))) < LONGEST


def test_the_plan_of_an_import_fits_lines(run, root, tmp_path):
    rows = (
        f'Identificador,Nombre (es),Tipo,Dueño\nalta,{NAME} ya,De apoyo,{NAME} de nadie\notra,"{NAME} otra",{NAME},\n'
    )
    told = run("import", write(tmp_path / "processes.csv", rows), "--root", root)
    assert max(map(len, lines(told))) < LONGEST
    fine = f'Identificador,Nombre (es),Tipo\nalta,{NAME} ya,De apoyo\notra,"{NAME} otra",De apoyo\n'
    told = run("import", write(tmp_path / "processes.csv", fine), "--root", root)
    assert told.code == 0
    assert max(map(len, lines(told))) < LONGEST


def test_what_programs_read_has_it_whole(run, root):
    told = run("export", "--format", "json", "--root", root)
    assert NAME in json.dumps(json.loads(told.out), ensure_ascii=False)
