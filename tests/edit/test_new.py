"""`timonel new`: asks what the schema asks, writes as people write, and refuses what the check would refuse."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from bases import PATIENCE, write
from goldens import same

from timonel import lock
from timonel.cli.terminal import Terminal
from timonel.source import parse

ROLES = [
    {"id": "gerente", "name": {"es": "Gerente de CRM", "en": "CRM manager"}, "purpose": "Guiar."},
    {"id": "jefa", "name": {"es": "Jefa de tienda", "en": "Store manager"}, "purpose": "Vender."},
]
SYSTEM = {"id": "crm", "name": "Caja", "category": "pos"}


@pytest.fixture
def new(base_of, run, typed):
    """Run `timonel new` in a small base, with answers typed on a terminal or, without any, elsewhere."""

    def call(kind, *sets, answers=None, files=None, lang="es"):
        call.root = base_of({"roles": ROLES, "systems": [SYSTEM], **(files or {})})
        if answers is not None:
            typed(*answers)
        options = [word for one in sets for word in ("--set", one)]
        return run("new", kind, *options, "--root", call.root, "--lang", lang)

    call.written = lambda: sorted(path.relative_to(call.root).as_posix() for path in call.root.glob("data/*/*.yaml"))
    return call


def test_who_answers_keeps_nobody_waiting_and_gets_an_id_that_is_free_then(new, monkeypatch):
    """The base goes on while a person thinks; what was answered is not lost."""
    ask = Terminal.ask

    def meanwhile(self, question, words=()):
        assert not (new.root / lock.NAME).exists()
        write(new.root / "data/processes/alta.yaml", "id: alta\nname: Otra\ntype: support\n")
        return ask(self, question, words)

    monkeypatch.setattr(Terminal, "ask", meanwhile)
    told = new("process", "name.es=Alta", answers=["2"])
    assert (told.code, told.out) == (0, "data/processes/alta-2.yaml\n"), told.err
    assert "Otra" in (new.root / "data/processes/alta.yaml").read_text("utf-8")


def test_fields_are_set_by_code_label_or_name(new, check):
    """Enumerations by label, references by name, parts of fields by path: the file reads as a person would write it."""
    told = new("Proceso", "name.es=Alta de señores: ya", "name.en=Sign-up", "type=De apoyo", "owner=crm manager", "systems=Caja",
               "maturity.level=2", "maturity.assessed=2026-11-01", "steps.1.id=uno", "steps.1.name=Abrir", "steps.2.id=dos",
               "steps.2.name.es=Cerrar", "steps.2.next=uno", "partner_incentive=no", "tags=[a, d]", "tags=b,c", "x-own=1e3")  # fmt: skip
    assert (told.code, told.out) == (0, "data/processes/alta-de-senores-ya.yaml\n"), told.err
    assert (new.root / told.out.strip()).read_text("utf-8") == (
        "id: alta-de-senores-ya\n"
        'name: {es: "Alta de señores: ya", en: Sign-up}\n'
        "type: support\n"
        "owner: gerente\n"
        "systems: [crm]\n"
        "maturity:\n"
        "  level: 2\n"
        "  assessed: 2026-11-01\n"
        "partner_incentive: false\n"
        "steps:\n"
        "  - id: uno\n"
        "    name: {es: Abrir}\n"
        "  - id: dos\n"
        "    name: {es: Cerrar}\n"
        "    next: [uno]\n"
        "tags: [a, d, b, c]\n"
        'x-own: "1e3"\n'
    )
    assert not {"DAT001", "DAT002", "DAT003"} & {one["code"] for one in check(new.root, "--format", "json").found()}


@pytest.mark.parametrize(
    ("kind", "sets", "said"),
    [
        ("process", ("name=Alta", "type=supporrt"), "¿quisiste decir `support`?"),
        ("process", ("name=Alta", "type=support", "owner=gerent"), "owner: `gerent` no existe (los más parecidos que hay: `gerente`;"),
        ("process", ("name=Alta", "type=support", "ownr=gerente"), "¿quisiste decir `owner`?"),
        ("process", ("name=Alta", "type=support", "id=Alta"), "id: `Alta` no está escrito como debe"),
        ("process", ("name=Alta", "type=support", "id=../../alta"), "no está escrito como debe"),
        ("process", ("name=Alta", "type=support", "id=con"), "Windows"),
        ("process", ("name=Alta", "type=support", "steps.2.id=x"), "se numeran desde 1"),
        ("process", ("name=Alta", "type=support", "steps.1.next=x"), "steps.1: "),
        ("process", ("name=Alta", "type=support", "maturity.level=9"), "maturity.level: 9"),
        ("process", ("name=Alta", "type"), "campo=valor"),
        ("process", ("type=support",), "falta `name`"),
        ("process", ("name=???", "type=support"), "falta `id`"),
        ("organization", ("name=Otra", "mission=Vender.", "vision=Más."), "2"),
        ("measurement", (), "timonel measure"),
        ("waiver", (), "timonel waive"),
        ("proces", (), "process"),
    ],
)  # fmt: skip
def test_what_the_check_would_refuse_is_not_written(new, kind, sets, said):
    """Each mistake gets its line, and no file appears."""
    told = new(kind, *sets)
    assert told.code == 2
    assert told.out == ""
    assert said in told.err, told.err
    assert new.written() == []


def test_gaps_are_told_and_do_not_stop_a_draft(new):
    told = new("process", "name=Alta", "type=support")
    assert told.code == 0
    assert "PRO001 El proceso «Alta» no tiene dueño." in told.err
    assert "DAT008" in told.err


def test_nothing_is_overwritten(new, run):
    """An id that is taken is numbered when it comes from the name, and refused when it was asked for."""
    there = {"data/systems/caja.yaml": "# a comment\n"}
    told = new("system", "name=Caja", "category=pos", files=there)
    assert (told.code, "data/systems/caja.yaml" in told.err) == (2, True)
    assert (new.root / "data/systems/caja.yaml").read_text() == there["data/systems/caja.yaml"]
    told = new("system", "name=CRM", "category=crm")
    assert (told.code, told.out) == (0, "data/systems/crm-2.yaml\n")
    told = new("system", "name=CRM", "id=crm", "category=crm")
    assert told.code == 2
    assert "`crm` ya existe" in told.err


def test_a_folder_that_leads_elsewhere_gets_no_file(new, run, tmp_path):
    new("area")
    outside = tmp_path / "outside"
    outside.mkdir()
    (new.root / "data/areas").symlink_to(outside)
    told = run("new", "area", "--set", "name=Ventas", "--set", "type=business", "--root", new.root)
    assert told.code == 2
    assert "data/areas" in told.err
    assert [*outside.iterdir()] == []


def test_a_base_of_one_language_gets_plain_texts(new):
    told = new("area", "name=Ventas", "type=business", files={"timonel": {"languages": ["es"]}})
    assert (new.root / told.out.strip()).read_text() == "id: ventas\nname: Ventas\ntype: business\n"


def test_a_terminal_is_asked_field_by_field(new):
    """Required fields come first, wrong answers are asked again, Enter leaves out, and the file is shown before it is written."""
    told = new(
        "process",
        answers=[
            "", "Alta", "Sign-up",  # name: it is needed; both languages
            "",  # the id that the name proposes
            "9", "cara", "2",  # type: no such number, no such label, a number
            "", "",  # description
            "?", "gernte", "Gerente de CRM",  # owner: a list, a near miss, a name
            "Pasos", "abrir", "Abrir la ficha", "Open the record", "", "jefa", "caja", "", "", "",  # one step, then no second one
            "nada", "",  # a field that is not there; no more
            "",  # yes, write it
        ],
    )  # fmt: skip
    assert (told.code, told.out) == (0, "data/processes/alta.yaml\n"), told.err
    assert parse("", (new.root / "data/processes/alta.yaml").read_bytes()).value == {
        "id": "alta", "name": {"es": "Alta", "en": "Sign-up"}, "type": "support", "owner": "gerente",
        "steps": [{"id": "abrir", "name": {"es": "Abrir la ficha", "en": "Open the record"}, "role": "jefa", "system": "crm"}],
    }  # fmt: skip
    for line in ("Este hace falta.", "«9» no existe.", "De cara al cliente (customer-facing)", "[alta] >",
                 "Gerente de CRM (gerente)", "¿Quisiste decir", "Dueño — Rol que rinde cuentas", "id: alta\n"):  # fmt: skip
        assert line in told.err, line


MANY = [{"id": f"rol-{n:02}", "name": {"es": f"Cargo {n:02}", "en": f"Post {n:02}"}, "purpose": "p"} for n in range(45)]
SITTINGS = {
    "forum-en": ("forum", {"roles": [*ROLES, *MANY]}, [
        "Mesa", "Table", "MESA", "mesa",  # an id that is none
        "", "",  # description
        "?", "cargo", "post 1", "Pots 07", "post 07",  # who chairs it: more than are shown, too many, one
        "agenda", "Abrir", "", "Decidir", "Decide", "", "",
        "members", "jefa", "", "maybe", "no", "gerente", "business", "", "",
        "initiatives", "?", "crm, x", "",
        "minutes", "x", "45", "next", "2026-13-01", "2026-12-01",
        "chair", "rol-08", "nothing of that",
        "", "no",
    ]),
    "system-es": ("system", {}, ["", "Caja", "crm", "", "?", "9x", "crm", "", "", "", "Estado", "2", "integrations", "caja", "nada", "1", "", "", "", "tags", "a, b ,,a", "languages", ""]),
    "term-es": ("term", {"terms": [{"id": "caso", "name": "Caso", "definition": "d"}]}, [
        "Queja", "Complaint", "", "", "Lo que duele.", "", "", "", "",
        "see_also", "?", "caso", "avoid", "bronca", "", "", "", "", "", "", "sigla", "QJ", "", "",
    ]),
}  # fmt: skip


@pytest.mark.parametrize("name", SITTINGS)
def test_all_that_is_said_on_a_terminal_is_as_it_was_read(new, name):
    """Questions, choices, near misses, what is asked again, and the file that would be written."""
    kind, files, answers = SITTINGS[name]
    told = new(kind, answers=answers, files=files, lang=name[-2:])
    same(Path(__file__).parent / "golden" / f"{name}.txt", f"{told.code} {told.out}\n{told.err}")


@pytest.mark.parametrize("answers", [["Alta"], ["Alta", "x", "", "2", "", "", "", "", "n"]])
def test_who_stops_in_the_middle_writes_nothing(new, answers):
    """Ctrl-C, Ctrl-D and a "no" at the end leave the base as it was."""
    told = new("process", answers=answers)
    assert (told.code, told.out) == (2, "")
    assert new.written() == []


def test_with_fields_set_only_what_is_needed_is_asked(new):
    told = new("process", "name.es=Alta", answers=["2"])
    assert (told.code, told.out) == (0, "data/processes/alta.yaml\n"), told.err


def test_usual_fields_are_those_that_most_have(new):
    """With three of a kind there, what most of them have is asked, and what hardly any has is not."""
    there = [{"id": f"s{n}", "name": f"S{n}", "category": "pos", "vendor": "V"} for n in range(3)]
    told = new("system", files={"systems": there}, answers=["Caja", "", "7", "Nova", "", "s"])
    assert told.code == 0, told.err
    assert "Proveedor" in told.err
    assert "Arquitectura" not in told.err.partition("Más campos")[0]
    assert b"vendor: Nova" in (new.root / told.out.strip()).read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_it_asks_on_a_real_terminal(base_of):
    """The questions appear on a pseudo-terminal, and what is typed there becomes the file."""
    import pty  # noqa: PLC0415 - Windows has none

    root = base_of({"roles": ROLES})
    main, side = pty.openpty()
    command = [sys.executable, "-m", "timonel", "new", "area", "--root", root, "--lang", "en"]
    child = subprocess.Popen(command, stdin=side, stdout=subprocess.PIPE, stderr=side)
    os.close(side)
    os.write(main, b"Ventas\nSales\n\n1\n\n\n\n\ny\n")
    out, _ = child.communicate(timeout=PATIENCE)
    os.close(main)
    assert (child.returncode, out) == (0, b"data/areas/ventas.yaml\n")
    assert (root / "data/areas/ventas.yaml").read_bytes().startswith(b"id: ventas\nname: {es: Ventas, en: Sales}\n")


@pytest.mark.parametrize(
    "sets",
    [
        ["name=x", "name.es.foo=1"],
        [f"steps.{'9' * 5000}.role=x"],
        ["name={}"],
        ["name=[a]"],
        ["x-y..z=1"],
        ["name.es=[x"],
    ],
)
def test_odd_assignments_are_refused_in_a_line(new, sets):
    """Neither depth nor length ends in a traceback, and nothing is written."""
    told = new("process", "type=support", *sets)
    assert told.code in (0, 2)
    assert "Traceback" not in told.err
    assert told.out or told.err.startswith("Error: ")


def test_fields_may_be_named_as_people_call_them(new):
    """In either language, with or without accents, parts of them too."""
    told = new("proceso", "Nombre.es=Alta", "name.en=Sign-up", "tipo=De apoyo", "dueño=gerente", "Pasos.1.id=uno", "pasos.1.nombre=Abrir")  # fmt: skip
    assert told.code == 0, told.err
    found = parse(told.out, (new.root / told.out.strip()).read_bytes()).value
    assert (found["type"], found["owner"]) == ("support", "gerente")
    assert found["steps"] == [{"id": "uno", "name": {"es": "Abrir"}}]


@pytest.mark.parametrize(
    ("word", "says"),
    [("", "area, assessment"), ("proyecto", "there are: initiative\n"), ("proseso", "there are: process\n")],
)
def test_who_names_no_kind_hears_which_there_are(new, word, says):
    told = new(word, lang="en")
    assert (told.code, says in told.err) == (2, True), told.err
