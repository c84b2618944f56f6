"""A mapping that is kept beside the base: suggested once, looked through, and followed every month."""

from __future__ import annotations

import json

import openpyxl
import pytest
from bases import write
from books import ROLE, book, bytes_of
from jsonschema import Draft7Validator

import timonel
from timonel.source import parse

REGISTER = """\
Risk register 2026,,,,,,,,
No.,Risk,Probability,Impact,Category,Risk owner,Mitigation,State,Zone
1,Bad addresses,High,Medium,Data,Head of sales,Check postcodes,Open,N
2,Late supplier,2,5,Vendors,Head of finance,,Sleeping,S
"""
RISK = """\
# How it is read
sheets:
  - kind: risk
    columns: {Threat: name, P: measurement.probability, I: measurement.impact, Group: category}
    leave_out: [Remarks]
    values: {Group: {Plant: vendor}}
    scale: {Often: 4, Bad: 5}
"""
TABLE = "Threat,P,I,Group,Remarks\nFire,Often,Bad,Plant,x\n"


@pytest.fixture
def english(base_of):
    """Make a base in English with a role."""
    role = {"id": "head", "name": "Head of sales", "purpose": "Decide."}
    return lambda: base_of({"timonel": {"languages": ["en"]}, "roles": [role]})


def value(root, path):
    return parse(path, (root / path).read_bytes()).value


def test_what_is_understood_is_written_with_its_questions(run, english, tmp_path):
    """Each column, word and scale as it was understood; what nobody understands stands there as a question."""
    root = english()
    file = write(tmp_path / "Risk register.csv", REGISTER)
    told = run("import", file, "--root", root, "--suggest", "--lang", "en")
    assert (told.code, told.out) == (0, "imports/risk-register.yaml\n")
    assert told.err == f"look through it, then: timonel import '{file}' --with imports/risk-register.yaml\n"
    text = (root / "imports/risk-register.yaml").read_text("utf-8")
    assert text.splitlines()[0] == "# yaml-language-server: $schema=../.vscode/timonel/import.schema.json"
    assert (
        "# No role is called so: Head of finance. To make a role of each, take the # away below.\n# new_roles: true\n"
        in text
    )
    assert "        Sleeping:   # say what it means: open (Open), " in text
    assert "      - Zone   # no column of this sheet is called so\n" in text
    assert value(root, "imports/risk-register.yaml") == {
        "sheets": [{
            "kind": "risk", "header_row": 2,
            "columns": {"Risk": "name", "Probability": "measurement.probability", "Impact": "measurement.impact",
                        "Category": "category", "Risk owner": "owner", "Mitigation": "actions.statement", "State": "status"},
            "leave_out": ["No.", "Zone"], "values": {"State": {"Sleeping": None}}, "scale": {"High": 4, "Medium": 3},
        }]
    }  # fmt: skip


def test_its_comments_are_in_the_readers_language(run, english, tmp_path):
    root, file = english(), write(tmp_path / "register.csv", REGISTER)
    assert run("import", file, "--root", root, "--suggest", "--lang", "es").code == 0
    text = (root / "imports/register.yaml").read_text("utf-8")
    assert "# Así se entiende register.csv." in text
    assert "Risk owner: owner   # Dueño\n" in text


def test_the_answers_are_followed_every_month(run, english, tmp_path):
    """One command takes the file in; the next time it changes nothing, and no byte of the base."""
    root, file = english(), write(tmp_path / "register.csv", REGISTER)
    run("import", file, "--root", root, "--suggest", "--lang", "en")
    mapping = root / "imports/register.yaml"
    answers = [("# new_roles: true", "new_roles: true"), ("Sleeping:  ", "Sleeping: closed  ")]
    text = mapping.read_text("utf-8")
    for question, answer in answers:
        text = text.replace(question, answer)
    mapping.write_text(text, "utf-8")
    told = run("import", file, "--root", root, "--with", mapping, "--apply", "--lang", "en")
    assert told.code == 0, told.err
    assert value(root, "data/risks/late-supplier.yaml") == {
        "id": "late-supplier", "name": "Late supplier", "category": "vendor", "owner": "head-of-finance", "status": "closed",
    }  # fmt: skip
    before = bytes_of(root)
    again = run("import", file, "--root", root, "--with", mapping, "--apply", "--lang", "en")
    assert "0 to add, 0 to change, 2 as they are" in again.out
    assert bytes_of(root) == before


def test_a_mapping_that_is_there_is_its_owners(run, english, tmp_path):
    """What would be written again is no change; anything else is refused, and stays."""
    root, file = english(), write(tmp_path / "register.csv", REGISTER)
    for _ in range(2):
        assert run("import", file, "--root", root, "--suggest", "--lang", "en").code == 0
    mapping = root / "imports/register.yaml"
    mapping.write_text("sheets: [{kind: risk}]\n", "utf-8")
    told = run("import", file, "--root", root, "--suggest", "--lang", "en")
    assert told.code == 2
    assert "imports/register.yaml is there and says something else" in told.err
    assert mapping.read_text("utf-8") == "sheets: [{kind: risk}]\n"


def test_what_is_refused_is_a_question_too(run, english, tmp_path):
    """Words of no scale wait for their number; dates, lists and what rows would replace have the line that helps."""
    root = english()
    text = "Risk,Category,Probability,Impact,Mitigation,Due\nFire,Data,Roja,Alta,Call,03/04/2026\n"
    told = run("import", write(tmp_path / "risks.csv", text), "--root", root, "--suggest", "--lang", "en")
    mapping = root / told.out.strip()
    text = mapping.read_text("utf-8")
    assert "      Roja:   # say its number from 1 to 5\n" in text
    assert "    # dates: dmy   # say which: --dates dmy (day first) or --dates mdy (month first)\n" in text
    mapping.write_text(text.replace("Roja:", "Roja: 5").replace("# dates: dmy", "dates: dmy"), "utf-8")
    told = run("import", tmp_path / "risks.csv", "--root", root, "--with", mapping, "--apply", "--lang", "en")
    assert told.code == 0, told.err
    assert value(root, "data/risks/fire.yaml")["actions"] == [{"statement": "Call", "due": "2026-04-03"}]


def test_a_spanish_matrix_is_in_spanish(run, base_of, tmp_path):
    """The letters of a RACI matrix are of no language: its other headers say in which one its texts are."""
    roles = [{"id": "jefa", "name": "Jefa"}, {"id": "otra", "name": "Otra"}]
    root = base_of({"roles": [{**one, "purpose": {"es": "x", "en": "x"}} for one in roles]})
    file = write(tmp_path / "raci.csv", "Actividad;Jefa;Otra\nLimpiar direcciones;A;R\n")
    told = run("import", file, "--root", root, "--suggest", "--lang", "es")
    text = (root / told.out.strip()).read_text("utf-8")
    assert "  - kind: task   # Tareas; leída como matriz RACI de tareas\n" in text
    assert run("import", file, "--root", root, "--with", root / told.out.strip(), "--apply").code == 0
    assert value(root, "data/tasks/limpiar-direcciones.yaml")["name"] == {"es": "Limpiar direcciones"}


def test_a_suggestion_writes_nothing_into_the_base(run, english, check, tmp_path):
    root, file = english(), write(tmp_path / "register.csv", REGISTER)
    before, findings = bytes_of(root), check(root, "--format", "json", "--fail-on", "never").json["findings"]
    run("import", file, "--root", root, "--suggest")
    assert bytes_of(root) == before
    assert check(root, "--format", "json", "--fail-on", "never").json["findings"] == findings


def test_a_file_that_nobody_understands_has_no_mapping(run, english, tmp_path):
    root, file = english(), write(tmp_path / "x.csv", "a,b\n1,2\n")
    told = run("import", file, "--root", root, "--suggest", "--lang", "en")
    assert told.code == 1
    assert "no kind of entity is called so" in told.err
    assert not (root / "imports").exists()


def test_a_table_that_lies_on_its_side_is_suggested_turned(run, english, tmp_path):
    text = "Name,Mail,Call\nType,Support,Support\nStatus,Active,Planned\nOwner,Head of sales,Head of sales\n"
    root, file = english(), write(tmp_path / "processes.csv", text)
    told = run("import", file, "--root", root, "--suggest")
    assert told.code == 0, told.err
    assert value(root, "imports/processes.yaml")["sheets"][0]["transpose"] is True
    told = run("import", file, "--root", root, "--with", root / "imports/processes.yaml", "--apply")
    assert told.code == 0, told.err
    assert value(root, "data/processes/call.yaml")["status"] == "planned"


def test_rows_without_a_name_are_asked_whether_they_mean_the_one_above(run, english, tmp_path):
    text = "Process,Type,Status\nMail,Support,Active\n,,Active\n"
    root, file = english(), write(tmp_path / "processes.csv", text)
    assert run("import", file, "--root", root, "--suggest", "--lang", "en").code == 0
    text = (root / "imports/processes.yaml").read_text("utf-8")
    assert "    # fill_down: [Process]   # rows name nothing: does a blank cell mean what stands above it?\n" in text


def test_options_go_before_the_mapping(run, english, tmp_path):
    root, file, mapping = english(), write(tmp_path / "t.csv", TABLE), write(tmp_path / "m.yaml", RISK)
    told = run("import", file, "--root", root, "--with", mapping, "--scale", "Often=3", "--apply", "--lang", "en")
    assert told.code == 0, told.err
    (path,) = (root / "data/measurements").rglob("*.yaml")
    found = parse("x", path.read_bytes()).value
    found = found[0] if isinstance(found, list) else found
    assert (found["probability"], found["impact"]) == (3, 5)
    assert value(root, "data/risks/fire.yaml")["category"] == "vendor"


def test_each_sheet_has_its_own_orders(run, english, tmp_path):
    """Two sheets with the same words mean what each one's entry says; a sheet without an entry is left out and said."""
    root = english()
    head = ["Title", "State"]
    sheets = {"One": [head, ["Sign-up", "on"]], "Two": [head, ["Shop desk", "on"]], "Notes": [["x"], ["y"]]}
    file = book(tmp_path / "all.xlsx", sheets)
    mapping = write(tmp_path / "m.yaml", """\
sheets:
  - {sheet: One, kind: process, columns: {Title: name, State: status}, values: {State: {"on": active}}, set: {type: support}}
  - {sheet: Two, kind: system, columns: {Title: name, State: status}, values: {State: {"on": pilot}}, set: {category: crm}}
""")  # fmt: skip
    told = run("import", file, "--root", root, "--with", mapping, "--apply", "--lang", "en")
    assert told.code == 0, told.err
    assert "· Notes: the mapping does not name this sheet: left out (2)" in told.out
    assert value(root, "data/processes/sign-up.yaml")["status"] == "active"
    assert value(root, "data/systems/shop-desk.yaml") == {"id": "shop-desk", "name": "Shop desk", "category": "crm", "status": "pilot"}  # fmt: skip


def test_a_mapping_of_another_file_is_refused(run, english, tmp_path):
    root, file = english(), book(tmp_path / "b.xlsx", {"Processes": [["Name", "Type"], ["Sign-up", "Support"]]})
    mapping = write(tmp_path / "m.yaml", "sheets: [{sheet: Risks, kind: risk}]\n")
    told = run("import", file, "--root", root, "--with", mapping, "--apply", "--lang", "en")
    assert told.code == 1
    assert "Risks: the mapping names this sheet, and the file has none of this name" in told.err
    assert not (root / "data/processes").exists()


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("sheets:\n  - kind: proces\n", ["m.yaml:2: `proces` names no kind of entity; the nearest there are: `process`"]),
        ("sheets:\n  - kind: process\n    colums: {A: name}\n", ["m.yaml:3: unknown field `colums`; did you mean `columns`?"]),
        ("sheets:\n  - kind: process\n    columns:\n      A: name\n      B: ownr\n", ["m.yaml:5: this kind has no field `ownr`; the nearest there are: `owner`"]),
        ("sheets:\n  - kind: risk\n    dates: dym\n    scale: {High: 7}\n", ["m.yaml:3: `dym` is none of: dmy, mdy, ymd", "m.yaml:4: 7 lies outside 1–5"]),
        ("sheets:\n  - text_lang: fr\n", ["m.yaml:2: `fr` is no language of this base; one of: en"]),
        ("sheets: [\n", ["m.yaml:2: "]),
        ("", ["m.yaml:1: `sheets` is missing"]),
        ("- a\n", ["m.yaml:1: `[a]` must be fields with values"]),
        ("sheets: [{kind: risk, columns: {A: {B: c}}, header_row: x}]\n", ["m.yaml:1: ", "m.yaml:1: "]),
        ("a: &a [*a]\n", ["m.yaml:1: "]),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_mapping_is_told_at_its_line(run, english, tmp_path, text, lines):
    """One line for each fault: file, line, what is wrong and what to do; nothing is written."""
    root, file, mapping = english(), write(tmp_path / "t.csv", TABLE), write(tmp_path / "m.yaml", text)
    told = run("import", file, "--root", root, "--with", mapping, "--apply", "--lang", "en")
    assert (told.code, told.out) == (2, "")
    assert "Traceback" not in told.err
    for line in lines:
        assert line in told.err
    assert not (root / "data/risks").exists()


def test_a_long_mapping_and_one_in_other_letters_are_refused(run, english, tmp_path):
    root, file = english(), write(tmp_path / "t.csv", TABLE)
    for data, why in ((b"#" * 2**21, "more than 1 MiB"), ("sheets: [é]".encode("latin-1"), "not UTF-8")):
        mapping = write(tmp_path / "m.yaml", data)
        told = run("import", file, "--root", root, "--with", mapping, "--lang", "en")
        assert told.code == 2
        assert why in told.err


def test_headers_and_names_do_not_break_the_file(run, english, tmp_path):
    """Whatever stands in a header, a cell or a file's name, the mapping is one that can be read."""
    root = english()
    odd = ["Risk\nname", "a: b # c", "- x", '"q"', "{", "no", "\u202eabc", "Category"]
    rows = [odd, ["Fire", 1, 2, 3, 4, 5, 6, "we\nird: # x"]]
    file = book(tmp_path / "Ries: #1.xlsx", {"#b, - x": rows})
    told = run("import", file, "--root", root, "--suggest", "--kind", "risk", "--lang", "en")
    assert told.code == 0, told.err
    found = value(root, told.out.strip())
    assert found["sheets"][0]["sheet"] == openpyxl.load_workbook(file).sheetnames[0]
    assert "Category" in found["sheets"][0]["columns"]
    run("import", file, "--root", root, "--with", root / told.out.strip(), "--lang", "en")


def test_init_takes_a_mapping_too(run, tmp_path):
    file, mapping = write(tmp_path / "t.csv", TABLE), write(tmp_path / "m.yaml", RISK)
    root = tmp_path / "new"
    told = run("init", root, "--from", file, "--with", mapping, "--languages", "en")
    assert told.code == 0, told.err
    assert value(root, "data/risks/fire.yaml")["category"] == "vendor"
    wrong = write(tmp_path / "w.yaml", "sheets: [{kind: risky}]\n")
    told = run("init", tmp_path / "other", "--from", file, "--with", wrong, "--languages", "en")
    assert told.code == 2
    assert not (tmp_path / "other").exists()
    assert run("init", tmp_path / "other", "--bare", "--with", mapping).code == 2


def test_editors_know_mappings(run, base_of, tmp_path):
    root = base_of({"roles": [ROLE]})
    told = run("schema", "--write", "--root", root)
    assert ".vscode/timonel/import.schema.json" in told.out
    settings = json.loads((root / ".vscode/settings.json").read_text())
    assert settings["yaml.schemas"]["./.vscode/timonel/import.schema.json"] == ["imports/*.yaml"]
    schema = json.loads((root / ".vscode/timonel/import.schema.json").read_text())
    fits = Draft7Validator(schema).is_valid
    assert fits(parse("m", RISK.encode()).value)
    assert not fits({"sheets": [{"colums": {}}]})


TABLES = {
    "risks": "Risk,Probability,Impact,Category,Owner,Mitigation\nBad addresses,High,Medium,Data,Head of sales,Check postcodes\n",
    "raci": "Activity,Head of sales,Sales clerk\nClean addresses,A,R\nSend offers,A/R,C\n",
    "processes-titled": "Inventory of processes,,\nVersion:,3,\nNo.,Name,Type\n1,Sign-up,Support\n2,Refund,Support\n",
    "two-rows": "Risk,Category,Assessment,,Who\n,,Probability,Impact,Owner\nFire,Data,High,Low,Head of sales\n",
    "risks-coded": "ID,Name,Category\nR-01,Bad addresses,Data\nR-02,Late supplier,Vendors\n",
    "people": "Name,Employment\nAna Prueba,Employee\nLuis Prueba,Contractor\n",
    "dated": "Objective,Statement,Due\nKeep,Keep them,31/12/2026\nWin,Win them,01/02/2026\n",
}


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("languages", [["en"], ["es", "en"]])
def test_a_suggestion_means_what_was_understood(run, base_of, tmp_path, name, languages):
    """What comes in by the mapping as it was written is what comes in without it."""
    roles = [
        {"id": one, "name": name, "purpose": "x"} for one, name in (("head", "Head of sales"), ("clerk", "Sales clerk"))
    ]
    root = base_of({"timonel": {"languages": languages}, "roles": roles})
    file = write(tmp_path / f"{name}.csv", TABLES[name])
    told = run("import", file, "--root", root, "--suggest", "--lang", "en")
    assert told.code == 0, told.err
    plans = [
        timonel.open(root, use_cache=False).plan_import([file], mapping=one) for one in (None, root / told.out.strip())
    ]
    first, second = ([(one.key, one.fields) for one in plan.wanted] for plan in plans)
    assert first == second
    assert [plan.refused for plan in plans] == [[], []]
    assert first


def test_programs_follow_mappings_too(english, tmp_path):
    file, mapping = write(tmp_path / "t.csv", TABLE), write(tmp_path / "m.yaml", RISK)
    plan = timonel.open(english(), use_cache=False).plan_import([file], mapping=mapping)
    assert next(one.key for one in plan.wanted) == "risk:fire"
    assert plan.refused == []


def test_a_diagram_needs_no_mapping(run, english, tmp_path):
    told = run("import", write(tmp_path / "x.bpmn", "<x/>"), "--root", english(), "--suggest", "--lang", "en")
    assert told.code == 2
    assert "--suggest is for tables" in told.err


def test_suggest_goes_alone(run, english, tmp_path):
    root, file, mapping = english(), write(tmp_path / "t.csv", TABLE), write(tmp_path / "m.yaml", RISK)
    for more in (["--apply"], ["--with", mapping]):
        assert run("import", file, "--root", root, "--suggest", *more).code == 2
