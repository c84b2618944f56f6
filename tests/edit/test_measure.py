"""`timonel measure`: appends, never rewrites, refuses bad values with a line each, and a sitting takes a minute."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from goldens import same

from timonel import lock
from timonel.cli.terminal import Terminal
from timonel.source import parse

ROLES = [{"id": "jefa", "name": "Jefa", "purpose": "Cuidar."}]
RISKS = [
    {"id": "fuga", "name": {"es": "Fuga de datos", "en": "Data leak"}, "category": "data", "owner": "jefa"},
    {"id": "rotacion", "name": "Rotación", "category": "people", "owner": "jefa"},
    {"id": "cerrado", "name": "Cerrado", "category": "people", "owner": "jefa", "status": "closed"},
    {"id": "suelto", "name": "Suelto", "category": "people"},
]
INDICATORS = [
    {"id": "nps", "name": "NPS", "unit": "%", "frequency": "weekly", "owner": "jefa"},
    {"id": "costo", "name": "Costo", "frequency": "quarterly", "owner": "jefa"},
]
BEFORE = (
    "# lo de antes\n- {of: risk:fuga, date: 2026-11-01, probability: 2, impact: 5}\n"
    "- of: indicator:nps\n  date: 2026-11-01\n  value: 40.5   # encuesta\n- {of: indicator:costo, date: 2026-11-01, value: 7}\n"
)
OLD, NEW = "data/measurements/2026/2026-11-01-jefa.yaml", "data/measurements/2026/2026-11-20-jefa.yaml"


@pytest.fixture
def measure(base_of, run, typed):
    """Run `timonel measure` in a small base on 20 November 2026, with answers typed on a terminal if there are any."""

    def call(*arguments, answers=None, files=None):
        contents = {"roles": ROLES, "risks": RISKS, "indicators": INDICATORS, OLD: BEFORE, **(files or {})}
        call.root = base_of({"timonel": {"as_of": "2026-11-20"}} | contents)
        if answers is not None:
            typed(*answers)
        return run("measure", *arguments, "--root", call.root, "--lang", "es")

    call.text = lambda path=NEW: (call.root / path).read_text("utf-8")
    call.files = lambda: sorted(
        one.relative_to(call.root).as_posix() for one in call.root.glob("data/measurements/*/*")
    )
    return call


def test_a_value_goes_to_the_file_of_its_day_and_role(measure, check):
    told = measure("indicator:nps", "--value", "41,5", "--note", "Sube: bien")
    assert (told.code, told.out) == (0, f"{NEW}:1\n")
    assert measure.text() == '- of: indicator:nps\n  date: 2026-11-20\n  value: 41.5\n  note: {es: "Sube: bien"}\n'
    assert measure.text(OLD) == BEFORE
    assert [one["message"] for one in check(measure.root, "--format", "json").found("DAT002")] == []


@pytest.mark.parametrize("there", [BEFORE, BEFORE.replace("\n", "\r\n"), BEFORE.rstrip("\n"), ""])
def test_what_is_there_stays_byte_by_byte(measure, there):
    told = measure("risk:rotacion", "--probability", "3", "--impact", "4", "--date", "2026-11-01", files={OLD: there})
    data = (measure.root / OLD).read_bytes()
    assert (told.code, told.out) == (0, f"{OLD}:{len(there.splitlines()) + 1}\n")
    assert data.startswith(there.encode())
    assert parse("", data).value[-1] == {"of": "risk:rotacion", "date": "2026-11-01", "probability": 3, "impact": 4}


def test_a_file_that_takes_no_items_is_left_alone(measure):
    mapping = "of: risk:fuga\ndate: 2026-11-20\nprobability: 1\nimpact: 1\n"
    told = measure("risk:rotacion", "--probability", "3", "--impact", "4", files={NEW: mapping})
    assert (told.code, told.out) == (0, f"{NEW.replace('.yaml', '-2.yaml')}:1\n")
    assert measure.text() == mapping


def test_what_nobody_owns_goes_to_the_file_of_the_day(measure):
    assert (
        measure("risk:suelto", "--probability", "1", "--impact", "1").out
        == "data/measurements/2026/2026-11-20.yaml:1\n"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("indicator:nps", "--value", "mucho"), ["Valor: "]),
        (("indicator:nps",), ["falta `value`"]),
        (("indicator:nps", "--probability", "1", "--value", "2"), ["indicator:nps no lleva Probabilidad"]),
        (("risk:fuga", "--probability", "6", "--impact", "0"), ["Probabilidad: 6", "Impacto: 0"]),
        (("risk:fuga", "--probability", "2.5", "--impact", "3"), ["Probabilidad: "]),
        (("risk:fug", "--probability", "2", "--impact", "3"), ["no existe risk:fug; lo más parecido: risk:fuga"]),
        (("role:jefa", "--value", "2"), ["role:jefa no es un indicador ni un riesgo"]),
        (("indicator:nps", "--value", "2", "--date", "2026-11-01"), ["ya se midió", OLD, "línea 3"]),
        (("indicator:nps", "--value", "2", "--date", "2026-11-21"), ["aún no llega"]),
        (("indicator:nps", "--value", "2", "--date", "20/11/2026"), ["2026-11-20"]),
        (("indicator:nps", "--value", "2", "--by", "person:nadie"), ["person:nadie"]),
        (("indicator:nps", "--value", "2", "--note", "a\udcff"), ["UTF-8"]),
        (("--owner", "role:jefa", "--by", "nadie"), ["person:nadie"]),
        (("--owner", "role:jef"), ["role:jefa"]),
        (("--owner", "role:jefa"), ["--file"]),
        ((), ["--owner"]),
    ],
)
def test_a_bad_value_gets_its_line_and_writes_nothing(measure, arguments, said):
    told = measure(*arguments)
    assert (told.code, told.out) == (2, "")
    assert [one for one in said if one not in told.err] == []
    assert measure.files() == [OLD]


def test_a_table_is_taken_whole(measure, tmp_path):
    """Headers by name or label, ids or names, decimal commas, empty rows; rows go to the files of their days."""
    table = tmp_path / "t.csv"
    table.write_bytes(
        "\ufeffDe;Fecha;Valor;Probabilidad;Impacto;Nota\r\nNPS;;41,5;;;\r\n;;;;;\r\n"
        'risk:fuga;2026-11-19;;2;3;"Dos; y más"\r\nRotación;;;1;1;\r\n'.encode()
    )  # fmt: skip
    told = measure("--file", table)
    assert (told.code, told.out) == (0, f"data/measurements/2026/2026-11-19-jefa.yaml:1\n{NEW}:1\n"), told.err
    assert measure.text() == (
        "- of: indicator:nps\n  date: 2026-11-20\n  value: 41.5\n"
        "- of: risk:rotacion\n  date: 2026-11-20\n  probability: 1\n  impact: 1\n"
    )
    assert "note: {es: Dos; y más}" in measure.text("data/measurements/2026/2026-11-19-jefa.yaml")


def test_a_table_with_a_mistake_writes_nothing(measure, tmp_path):
    """Each bad row is named by its number in the sheet, and good rows wait with it."""
    table = tmp_path / "t.csv"
    table.write_text(
        "of,value,probability,impact,date\nindicator:nps,1,,,\nindicator:nps,2,,,\nrisk:fuga,,7,1,\n"
        "risk:nada,,1,1,\nindicator:nps,1,,,2026-11-01\nindicator:nps,1,,,ayer\nindicator:costo,1,,,2026-11-19,x\n"
    )
    told = measure("--file", table)
    assert (told.code, told.out) == (2, "")
    for row in (3, 4, 5, 6, 7, 8):
        assert f"fila {row}: " in told.err
    assert "fila 2: " not in told.err
    assert measure.files() == [OLD]


@pytest.mark.parametrize("data", [b"\xff\xfe1", b"", b"of,x\n", b"value\n1\n", b"of,of\n", b'of,value\n"a\n'])
def test_what_is_no_table_is_refused_with_one_line(measure, tmp_path, data):
    (tmp_path / "t.csv").write_bytes(data)
    told = measure("--file", tmp_path / "t.csv")
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1)


def test_a_sitting_asks_for_all_that_is_open_or_due(measure):
    """Enter keeps the last value, "-" leaves out, a wrong value is asked again, a note may follow; closed risks rest."""
    told = measure("--owner", "role:jefa", answers=["", "9 1", "3 4 dos renuncias", "44,5"])
    assert (told.code, told.out) == (0, f"{NEW}:1\n"), told.err
    assert measure.text() == (
        "- of: risk:fuga\n  date: 2026-11-20\n  probability: 2\n  impact: 5\n"
        "- of: risk:rotacion\n  date: 2026-11-20\n  probability: 3\n  impact: 4\n  note: {es: dos renuncias}\n"
        "- of: indicator:nps\n  date: 2026-11-20\n  value: 44.5\n"
    )
    for line in ("1/3  Fuga de datos  (2 × 5 el 2026-11-01)", "sin medir", "[40,5]", "3 mediciones."):
        assert line in told.err, line
    assert "Cerrado" not in told.err
    assert "Costo" not in told.err


LAST = {  # the latest day of the last value with which the next is due on 20 November 2026
    "daily": "2026-11-19", "weekly": "2026-11-13", "monthly": "2026-10-20", "quarterly": "2026-08-20",
    "half-yearly": "2026-05-20", "yearly": "2025-11-20",
}  # fmt: skip


def test_an_indicator_is_asked_for_once_its_period_is_over(measure):
    """However often it is measured: on the day, and not the day before; one without a period always."""
    there, values = [], []
    for name, last in {**LAST, "never": "2026-11-19"}.items():
        for when, day in (("due", last), ("early", (date.fromisoformat(last) + timedelta(1)).isoformat())):
            often = {} if name == "never" else {"frequency": name}
            there.append({"id": f"{name}-{when}", "name": f"{name} {when}", "owner": "jefa", **often})
            values.append({"of": f"indicator:{name}-{when}", "date": day, "value": 1})
    told = measure(
        "--owner", "role:jefa", answers=["-"] * 9, files={"risks": [], "indicators": there, "measurements": values}
    )
    asked = re.findall(r"^\d+/(\d+)  (.*)  \((.*)\)$", told.err, re.MULTILINE)
    assert asked[:6] == [("7", f"{name} due", f"1 el {last}") for name, last in LAST.items()]
    assert [name for _, name, _ in asked[6:]] == ["never due"]


def test_a_sitting_is_as_it_was_read(measure):
    """Questions with names, units and last values; what is wrong is told and asked again, and what is left out is nowhere."""
    files = {"measurements": [{"of": "risk:fuga", "date": "2026-11-21", "probability": 1, "impact": 1}]}
    told = measure("--owner", "role:jefa", answers=["2", "2 6", "2,5 3", "-", "", "45 Sube: bien"], files=files)
    same(Path(__file__).parent / "golden" / "sitting-es.txt", f"{told.code} {told.out}\n{told.err}")
    assert measure.text() == '- of: indicator:nps\n  date: 2026-11-20\n  value: 45\n  note: {es: "Sube: bien"}\n'


def test_a_sitting_with_nothing_to_ask_says_so(measure):
    told = measure(
        "--owner", "role:ana", answers=[], files={"data/roles/ana.yaml": "id: ana\nname: Ana\npurpose: Mirar.\n"}
    )
    assert (told.code, told.out, "No hay nada abierto ni pendiente de medir." in told.err) == (0, "", True), told.err


def test_who_answers_keeps_nobody_waiting_and_loses_no_answer(measure, run, monkeypatch):
    """What somebody else measured meanwhile is told; all else is written."""
    ask, told = Terminal.ask, []

    def meanwhile(self, question, words=()):
        answer = ask(self, question, words)
        if not told:
            assert not (measure.root / lock.NAME).exists()
            told.append(run("measure", "risk:fuga", "--probability", 1, "--impact", 1, "--root", measure.root))
            assert told[0].code == 0
        return answer

    monkeypatch.setattr(Terminal, "ask", meanwhile)
    done = measure("--owner", "role:jefa", answers=["", "3 4", "44,5"])
    assert done.code == 2
    assert "risk:fuga ya se midió el 2026-11-20" in done.err
    assert measure.text().count("of: risk:fuga") == 1
    assert "of: risk:rotacion" in measure.text()
    assert "value: 44.5" in measure.text()


def test_a_sitting_can_end_early(measure):
    """A point keeps what was said so far; Ctrl-D keeps nothing."""
    assert measure("--owner", "role:jefa", answers=["-", "1 1", "."]).code == 0
    assert "risk:rotacion" in measure.text()
    assert "fuga" not in measure.text()
    told = measure("--owner", "role:jefa", answers=["1 1"], files={"timonel": {"as_of": "2026-11-19"}})
    assert (told.code, told.out) == (2, "")


def test_a_percentage_may_have_its_sign(measure):
    assert measure("indicator:nps", "--value", "74%").code == 0
    assert "value: 74\n" in measure.text()
    refused = measure("indicator:costo", "--value", "74%")
    assert refused.code == 2


def test_a_note_in_both_languages(measure, check):
    told = measure("indicator:nps", "--value", "41", "--note", "es=Sube.", "--note", "en=It rises.")
    assert told.code == 0
    assert "note: {es: Sube., en: It rises.}" in measure.text()
    assert measure("indicator:nps", "--value", "41", "--note", "Una.", "--note", "Dos.").code == 2


PILOT = {"data/areas/norte.yaml": "id: norte\nname: Norte\ntype: business\n"}


def test_a_part_is_measured_beside_the_whole(measure, check):
    assert measure("indicator:nps", "--value", "41", files=PILOT).code == 0
    assert measure("indicator:nps", "--value", "39", "--in", "area:norte", files=PILOT).code == 0
    assert "in: area:norte\n" in measure.text()
    assert check(measure.root, "--format", "json").found("DAT002") == []
    refused = measure("indicator:nps", "--value", "39", "--in", "area:nort", files=PILOT)
    assert (refused.code, "area:norte" in refused.err) == (2, True)


def test_all_that_is_due_is_a_table_to_fill_in(measure, run):
    """Printed, filled in and handed back: who fills in nothing writes nothing."""
    told = measure("--all")
    assert told.out.splitlines() == [
        "of,date,name,owner,last,value,probability,impact,by,note",
        "risk:suelto,2026-11-20,Suelto,,,,,,,",
        "risk:fuga,2026-11-20,Fuga de datos,Jefa,2 × 5,,,,,",
        "risk:rotacion,2026-11-20,Rotación,Jefa,,,,,,",
        "indicator:nps,2026-11-20,NPS,Jefa,40.5,,,,,",
    ]
    filled = told.out.replace(
        "risk:fuga,2026-11-20,Fuga de datos,Jefa,2 × 5,,,", "risk:fuga,2026-11-20,Fuga de datos,Jefa,2 × 5,,3,5"
    )
    file = measure.root / "ronda.csv"
    file.write_text(filled)
    assert run("measure", "--file", file, "--root", measure.root).code == 0
    assert measure.text() == "- of: risk:fuga\n  date: 2026-11-20\n  probability: 3\n  impact: 5\n"


def test_all_that_is_due_in_one_sitting(measure):
    told = measure("--all", answers=["-", "3 4 Sube", "-", "."])
    assert told.code == 0
    assert "of: risk:fuga\n  date: 2026-11-20\n  probability: 3" in measure.text()
