"""Sheets as people make them: what they mean arrives, what they leave out stays."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from datetime import date

import openpyxl
import pytest
from bases import write
from books import PROCESS, ROLE, book, bytes_of

from timonel.source import parse

ALTA = """\
# El alta, como es hoy
id: alta
name: {es: Alta, en: Sign-up}
type: support   # por ahora
steps:
  - id: uno
    name: {es: Uno, en: One}
  # el último
  - id: dos
    name: {es: Dos, en: Two}
"""
CONTENTS = {"data/processes/alta.yaml": ALTA, "roles": [ROLE]}


def value(root, path):
    return parse(path, (root / path).read_bytes()).value


def test_a_sheet_of_forty_processes_becomes_a_checked_base(take, base_of, check):
    """A title above the headers, Spanish headers with accents, roles by name, no ids, words in any case."""
    root = base_of()
    head = ["NOMBRE", "descripcion", "Tipo", "Dueño", "Dominio", "Estado", "Puntos de contacto"]
    rows = [["Mapa de procesos 2026"], [], head]
    rows += [
        [f"Atención al niño Nº {n}", "Lo que se hace.\xa0", "De apoyo", " jefa de ventas", "ventas", "activo"]
        for n in range(40)
    ]
    sheets = {"Procesos": rows, "Roles": [["Nombre", "Propósito"], ["Jefa de ventas", "Decidir."]], "Hoja3": []}
    told = take(root, sheets, "--apply", "--lang", "es")
    assert told.code == 0, told.err
    assert (
        told.out.splitlines()[-1] == "41 por agregar, 0 por cambiar, 0 sin cambios; las filas que faltan no borran nada"
    )
    assert (root / "data/processes/atencion-al-nino-no-7.yaml").read_text("utf-8") == (
        "id: atencion-al-nino-no-7\nname: {es: Atención al niño Nº 7}\ndescription: {es: Lo que se hace.}\n"
        "type: support\nstatus: active\ndomain: sales\nowner: jefa-de-ventas\n"
    )
    found = check(root, "--format", "json", "--fail-on", "never").found("DAT")
    assert {one["code"] for one in found} <= {"DAT008"}
    assert take(root, sheets, "--lang", "es").out.startswith("0 por agregar, 0 por cambiar, 41 sin cambios")


def test_only_what_is_said_changes(take, base_of):
    """A column that is not there, and a row that is not there, leave everything; an empty cell takes its value away."""
    root = base_of(
        {
            **CONTENTS,
            "data/processes/otro.yaml": "id: otro\nname: {es: Otro, en: Other}\ntype: support\nstatus: active\n",
        }
    )
    before = bytes_of(root)
    told = take(root, {"Processes": [["id", "status", "domain"], ["otro", None, "sales"]]}, "--apply", "--lang", "en")
    assert told.code == 0
    assert told.out.splitlines() == [
        "~ process:otro “Other” (data/processes/otro.yaml)", "    Status: Active → nothing", "    Domain: nothing → Sales",
        "0 to add, 1 to change, 0 as they are; missing rows delete nothing",
    ]  # fmt: skip
    assert value(root, "data/processes/otro.yaml") == {
        "id": "otro",
        "name": {"es": "Otro", "en": "Other"},
        "type": "support",
        "domain": "sales",
    }
    after = bytes_of(root)
    assert {path for path in after if after[path] != before.get(path)} == {"data/processes/otro.yaml"}


def test_without_apply_nothing_is_written(take, base_of):
    root = base_of(CONTENTS)
    before = bytes_of(root)
    told = take(root, {"Procesos": [["id", "nombre"], ["alta", "Otra"]]}, "--lang", "es")
    assert (told.code, told.err) == (0, "todavía no se ha escrito nada: --apply lo escribe\n")
    assert "    Nombre (es): Alta → Otra" in told.out
    assert bytes_of(root) == before


def test_a_sheet_in_one_language_keeps_the_other(take, base_of):
    root = base_of(CONTENTS)
    assert take(root, {"Procesos": [["id", "Nombre (en)"], ["alta", "Joining"]]}, "--apply").code == 0
    assert (root / "data/processes/alta.yaml").read_text("utf-8") == ALTA.replace("en: Sign-up", "en: Joining")


def test_items_are_changed_put_between_and_appended(take, base_of):
    root = base_of(CONTENTS)
    head = ["Proceso", "N.º", "id", "Nombre (es)", "Nombre (en)", "Siguientes"]
    rows = [
        ["alta", 1, "uno", "Uno", "One", "medio"],
        ["Alta", None, "medio", "Medio", "Half"],
        ["alta", 2, "dos", "Dos", "Two"],
        ["alta", None, "tres", "Tres", "Three"],
    ]
    told = take(root, {"Procesos · Pasos": [head, *rows]}, "--apply")
    assert told.code == 0, told.err
    text = (root / "data/processes/alta.yaml").read_text("utf-8")
    assert [one["id"] for one in parse("x", text.encode()).value["steps"]] == ["uno", "medio", "dos", "tres"]
    assert "# El alta, como es hoy\n" in text
    assert "  # el último\n  - id: dos\n" in text
    assert "    next: [medio]\n" in text
    assert take(root, {"Procesos · Pasos": [head, *rows]}).out.startswith("0 ")


def test_items_of_items_find_the_item_around_them(take, base_of):
    phase = {
        "id": "vision",
        "name": {"es": "V", "en": "V"},
        "order": 1,
        "type": "vision",
        "criteria": [{"id": "clara", "statement": {"es": "C", "en": "C"}}],
    }
    initiative = {"id": "crm", "name": {"es": "C", "en": "C"}, "type": "project"}
    root = base_of({"phases": [phase], "initiatives": [initiative]})
    told = take(root, {
        "Iniciativas · Fases": [["Iniciativa", "N.º", "Fase", "Estado"], ["crm", 1, "vision", "Superada"]],
        "Iniciativas · Fases · Evidencia": [["Iniciativa", "N.º (Fases)", "N.º (Evidencia)", "Criterio"], ["crm", 1, None, "clara"]],
    }, "--apply")  # fmt: skip
    assert told.code == 0, told.err
    fields = next(
        iter(parse("x", one.read_bytes()).value for one in (root / "data").rglob("initiatives*") if one.is_file())
    )
    assert (fields[0] if isinstance(fields, list) else fields)["phases"] == [
        {"phase": "vision", "status": "passed", "evidence": [{"criterion": "clara"}]}
    ]


def test_cells_mean_what_people_mean(take, base_of):
    """Real dates and numbers, numbers as text, yes and no in both languages, spaces around."""
    root = base_of(CONTENTS)
    head = ["id", "Madurez · Nivel", "Fecha del diagnóstico", "Incentivo a aliados", "Etiquetas", "Métodos"]
    for cells in (
        [3, date(2026, 1, 2), "sí", "a; b\\;c", "lean; Ágil"],
        ["3", "2026-01-02", "YES", " a ;b\\;c;", "Agile; LEAN"],
        [3.0, "\xa02026-01-02 ", True, "a\nb\\;c", "lean"],
    ):
        told = take(root, {"Procesos": [head, ["alta", *cells]]}, "--apply")
        assert told.code == 0, told.err
        fields = value(root, "data/processes/alta.yaml")
        assert fields["maturity"] == {"level": 3, "assessed": "2026-01-02"}
        assert fields["partner_incentive"] is True
        assert fields["tags"] == ["a", "b;c"]


def test_lines_of_a_list_of_texts_keep_their_counterparts(take, base_of):
    """A line changed, appended, emptied in one language, or taken out in all of them."""
    old = "id: jefa\nname: {es: Jefa, en: Head}\npurpose: {es: P, en: P}\nresponsibilities:\n  - {es: A, en: a}   # la primera\n  - {es: B, en: b}\n  - C\n"
    root = base_of({"data/roles/jefa.yaml": old})
    head = ["id", "Responsabilidades (es)", "Responsabilidades (en)"]
    for es, en, now in (
        ("A\nB\nC", "a\nb\n", "  - {es: A, en: a}   # la primera\n  - {es: B, en: b}\n  - C\n"),
        ("A\nB2\nC", "a\nb\n", "  - {es: A, en: a}   # la primera\n  - {es: B2, en: b}\n  - C\n"),
        ("A\nB2\nC\nD", "a\nb\n", "  - {es: A, en: a}   # la primera\n  - {es: B2, en: b}\n  - C\n  - {es: D}\n"),
        ("A\nC\nD", "a\nc\nd", "  - {es: A, en: a}   # la primera\n  - {es: C, en: c}\n  - {es: D, en: d}\n"),
        ("A\nC\nD", "a\n\nd", "  - {es: A, en: a}   # la primera\n  - {es: C}\n  - {es: D, en: d}\n"),
        (None, None, ""),
    ):
        told = take(root, {"Roles": [head, ["jefa", es, en]]}, "--apply")
        assert told.code == 0, told.err
        text = (root / "data/roles/jefa.yaml").read_text("utf-8")
        assert text == old.partition("responsibilities:")[0] + (f"responsibilities:\n{now}" if now else "")


def test_new_entities_go_where_their_kind_lives(take, base_of):
    """To the list that holds all others of the kind; measurements and waivers to their files; else to files of their own."""
    area = "# las áreas\n- id: ventas\n  name: {es: Ventas, en: Sales}\n  type: business\n"
    root = base_of(
        {
            **CONTENTS,
            "data/areas/areas.yaml": area,
            "indicators": [{"id": "nps", "name": {"es": "N", "en": "N"}, "owner": "jefa"}],
        }
    )
    told = take(root, {
        "Áreas": [["nombre (es)", "nombre (en)", "tipo"], ["Tiendas", "Shops", "business"]],
        "Mediciones": [["of", "date", "value"], ["indicator:nps", "2026-01-02", 31]],
        "Excepciones": [["rule", "entity", "reason (es)", "reason (en)", "approved_by", "expires"], ["pro001", "alta", "Porque sí.", "Because.", "jefa", "2027-01-01"]],
        "Canales": [["nombre (es)", "nombre (en)", "tipo"], ["Tienda", "Shop", "in-person"]],
    }, "--apply")  # fmt: skip
    assert told.code == 0, told.err
    assert (root / "data/areas/areas.yaml").read_text(
        "utf-8"
    ) == f"{area}- id: tiendas\n  name: {{es: Tiendas, en: Shops}}\n  type: business\n"
    assert value(root, "data/measurements/2026/2026-01-02-jefa.yaml") == [
        {"of": "indicator:nps", "date": "2026-01-02", "value": 31}
    ]
    assert value(root, "data/waivers/waivers.yaml")[0]["entity"] == "process:alta"
    assert value(root, "data/channels/tienda.yaml") == {
        "id": "tienda",
        "name": {"es": "Tienda", "en": "Shop"},
        "type": "in-person",
    }


def test_a_base_of_one_language_gets_plain_texts(take, base_of):
    root = base_of({"timonel": {"languages": ["es"]}})
    assert take(root, {"Canales": [["Nombre", "Tipo"], ["Tienda", "Presencial"]]}, "--apply").code == 0
    assert (root / "data/channels/tienda.yaml").read_text("utf-8") == "id: tienda\nname: Tienda\ntype: in-person\n"


FORMULAS = ["=1+1", "+34 600", "-x", "@SUM(A1)", "'x'", "'=1", "=cmd|' /C calc'!A0", "#REF!", "a;b", "\\n", "-5"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_looks_like_a_formula_stays_text_out_and_in(base_of, run, tmp_path, form):
    texts = [{**PROCESS, "id": f"p{n}", "notes": text, "tags": [text]} for n, text in enumerate(FORMULAS)]
    root = base_of({"processes": texts})
    file = tmp_path / f"process.{form}"
    assert run("export", "--format", form, "--kind", "process", "--root", root, "--output", file).code == 0
    if form == "xlsx":
        page = openpyxl.load_workbook(file).worksheets[0]
        assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    else:
        lines = file.read_text("utf-8").splitlines()[1:]
        assert not [
            cell for line in lines for cell in line.split(",") if cell.strip('"')[:1] in "=+@-" and cell.strip('"')
        ]
    told = run("import", file, "--root", root, "--lang", "en")
    assert (told.code, told.out.splitlines()[-1][:20]) == (0, "0 to add, 0 to chang"), told.out
    for old in (root / "data").rglob("process*"):
        if old.is_file():
            old.unlink()
    assert run("import", file, "--root", root, "--apply").code == 0
    found = {
        one["id"]: one
        for one in (value(root, str(one.relative_to(root))) for one in (root / "data/processes").iterdir())
    }
    assert [found[f"p{n}"]["notes"] for n in range(len(FORMULAS))] == FORMULAS
    assert [found[f"p{n}"]["tags"] for n in range(len(FORMULAS))] == [[text] for text in FORMULAS]


@pytest.mark.parametrize(
    "case",
    [
        ("procesos.csv", "id;nombre;estado\nalta;Alta nueva;activo\n", ()),
        ("process.csv", "\ufeffid\tName (es)\tstatus\r\nalta\tAlta nueva\tactive\r\n", ()),
        ("lo que sea.csv", '"id","Nombre (es)","status"\n"alta","Alta nueva","Activo"\n', ("--kind", "process")),
    ],
)
def test_csv_from_any_program(run, base_of, tmp_path, case):
    name, data, options = case
    root = base_of(CONTENTS)
    file = write(tmp_path / name, data)
    assert run("import", file, "--root", root, "--apply", *options).code == 0
    fields = value(root, "data/processes/alta.yaml")
    assert (fields["name"], fields["status"]) == ({"es": "Alta nueva", "en": "Sign-up"}, "active")


def packed(**parts):
    """Return a workbook with further parts."""
    file = io.BytesIO()
    book(file, {"Procesos": [["id"]]})
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


def lying():
    """Return a workbook whose list of parts gives one of them a size of 4 GB."""
    data = packed(**{"xl/media/big": b"0" * 1000})
    return data.replace(struct.pack("<L", 1000), struct.pack("<L", 2**32 - 2))


def torn():
    """Return a workbook of which one part cannot be unpacked."""
    data = packed(**{"xl/more.xml": b"<more>" + b"x" * 1000 + b"</more>"})
    start = data.index(b"xl/more.xml") + len("xl/more.xml")
    return data[:start] + b"\xff" * 4 + data[start + 4 :]


def packed_otherwise():
    """Return a workbook with a part that no spreadsheet program packs so."""
    file = io.BytesIO(packed())
    with zipfile.ZipFile(file, "a", zipfile.ZIP_LZMA) as archive:
        archive.writestr("xl/more.xml", "<more/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (torn(), "damaged"),
        (packed_otherwise(), "no workbook"),
        (b"id,nombre\n", "no workbook"),
        (b"", "no workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "password"),
        (packed(**{"xl/vbaProject.bin": b"x"}), "macros"),
        (packed(**{"xl/externalLinks/externalLink1.xml": b"<x/>"}), "linked to others"),
        (packed(**{"xl/bomb.xml": b"0" * (65 * 2**20)}), "too large"),
        (packed(**{"xl/more.xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>'}), "damaged"),
        (packed()[:-200], "no workbook"),
        (packed().replace(b"workbook.xml", b"workbook.xmx"), "damaged"),
        (lying(), "too large"),
    ],
    ids=[
        "torn",
        "otherwise",
        "text",
        "nothing",
        "old",
        "macros",
        "links",
        "bomb",
        "entities",
        "half",
        "parts",
        "lying",
    ],
)
def test_what_is_no_plain_workbook_is_refused_in_a_line(run, base_of, tmp_path, data, said):
    root = base_of(CONTENTS)
    told = run("import", write(tmp_path / "libro.xlsx", data), "--root", root, "--apply")
    assert (told.code, told.out) == (2, "")
    assert said in told.err
    assert told.err.count("\n") == 1


def test_a_sheet_with_a_cell_at_its_far_end_is_refused(take, base_of):
    def far(made):
        made["Procesos"].cell(1_048_576, 16_384).value = "x"

    told = take(base_of(CONTENTS), {"Procesos": [["id"]]}, after=far)
    assert (told.code, "too large" in told.err) == (2, True)


@pytest.mark.parametrize("data", [b"id,nombre\n\0\x81\0,x\n", b'id,nombre\n"a,b\n'])
def test_a_csv_that_is_none_is_refused_in_a_line(run, base_of, tmp_path, data):
    told = run("import", write(tmp_path / "procesos.csv", data), "--root", base_of(CONTENTS))
    assert (told.code, told.err.count("\n")) == (2, 1)


def test_what_is_wrong_in_the_base_already_keeps_nobody_from_importing(take, base_of):
    wrong = {**PROCESS, "id": "mal", "owner": "nadie", "status": "nunca"}
    root = base_of({**CONTENTS, "data/processes/mal.yaml": json.dumps(wrong)})
    told = take(
        root, {"Procesos": [["id", "Estado", "Dominio"], ["alta", "activo", None], ["mal", None, "ventas"]]}, "--apply"
    )
    assert told.code == 0, told.err
    assert value(root, "data/processes/mal.yaml") == {**wrong, "domain": "sales"}


def test_nothing_in_a_cell_can_pretend_to_be_a_line_of_ours(take, base_of):
    bad = "x\n+ process:otro (data/processes/otro.yaml)\x1b[31m"
    root = base_of(CONTENTS)
    told = take(root, {"Procesos": [["id", "notes"], ["alta", bad.replace("\x1b", "")]]})
    assert [line[:1] for line in told.out.splitlines()] == ["~", " ", "0"]
    told = take(root, {"Procesos": [["id", "owner", "Ma\nla"], ["alta", bad.replace("\x1b", "_x001B_"), "x"]]})
    assert (told.code, len(told.err.splitlines()), "\x1b" in told.err) == (1, 3, False)


def test_a_folder_of_csv_needs_a_name(run, base_of):
    told = run("export", "--format", "csv", "--root", base_of(CONTENTS))
    assert told.code == 2
    assert "--output" in told.err


def test_an_unknown_kind_gets_its_nearest(run, base_of):
    told = run("export", "--format", "csv", "--kind", "proces", "--root", base_of(CONTENTS))
    assert told.code == 2
    assert "process" in told.err


OWN = {
    "x-kind": "store", "x-folder": "stores", "x-title": {"es": "Tienda", "en": "Store"}, "type": "object", "required": ["id", "name"],
    "properties": {
        "id": {"type": "string"}, "name": {"$ref": "../common.schema.json#/$defs/name"}, "owner": {"type": "string", "x-ref": "role"},
        "floors": {"enum": [1, 2, "más"]}, "any": {"anyOf": [{"type": "string"}, {"type": "number"}]}, "open": {"type": ["boolean", "string"]},
        "hours": {"type": "object", "additionalProperties": {"type": "string"}}, "rows": {"type": "array"}, "grid": {"type": "array", "items": {"type": "array", "items": {"type": "number"}}},
        "shelves": {"type": "array", "items": {"type": "object", "properties": {"code": {"type": "string"}, "depth": {"type": "number"}}}},
        "free": {}, "none": {"type": "null"}, "odd": {"type": ["array", "null"], "items": {"type": "string"}},
    },
}  # fmt: skip
STORE = {
    "id": "centro", "name": {"es": "Centro", "en": "Centre"}, "owner": "jefa", "floors": 2, "any": 3, "open": True, "hours": {"lunes": "9-5"},
    "rows": [1, "a"], "grid": [[1, 2], [3]], "shelves": [{"code": "a", "depth": 2.5}, {"code": "b"}], "free": {"x": 1}, "odd": ["a", "b"],
}  # fmt: skip


def test_a_kind_of_ones_own_goes_out_and_in_whatever_its_schema(run, take, base_of, tmp_path):
    root = base_of(
        {
            "roles": [ROLE],
            "schemas/kinds/store.schema.json": json.dumps(OWN),
            "data/stores/centro.yaml": json.dumps(STORE),
        }
    )
    file = tmp_path / "base.xlsx"
    assert run("export", "--format", "xlsx", "--root", root, "--output", file).code == 0
    told = run("import", file, "--root", root, "--lang", "en")
    assert (told.code, told.err, told.out[:22]) == (0, "", "0 to add, 0 to change,")
    told = take(
        root,
        {
            "Tienda": [["id", "floors", "owner"], ["centro", "Más", "Head of sales"]],
            "store.shelves": [["Tienda", "No.", "depth"], ["Centro", 2, 4]],
        },
        "--apply",
    )
    assert told.code == 0, told.err
    assert value(root, "data/stores/centro.yaml") == {
        **STORE,
        "floors": "más",
        "shelves": [{"code": "a", "depth": 2.5}, {"code": "b", "depth": 4}],
    }


def test_rows_with_one_mistake_in_a_column_share_a_line(take, base_of):
    root = base_of({"roles": [ROLE]})
    rows = [["Nombre", "Tipo"], ["Uno", "nada"], ["Dos", "De apoyo"], ["Tres", "nada"], ["Cuatro", "nulo"]]
    told = take(root, {"Procesos": rows}, "--lang", "es")
    assert [line.partition(":")[0] for line in told.err.splitlines()[:2]] == [
        "Procesos, filas 2 y 4, columna B «Tipo»",
        "Procesos, fila 5, columna B «Tipo»",
    ]


def test_the_gaps_that_an_import_opens_are_named(take, base_of):
    told = take(base_of({"roles": [ROLE]}), {"Procesos": [["Nombre", "Tipo"], ["Uno", "De apoyo"]]}, "--lang", "es")
    assert "  PRO001 El proceso «Uno» no tiene dueño." in told.err.splitlines()


@pytest.mark.parametrize("number", ["9" * 5000, "1e999", "-1e999"])
def test_a_number_beyond_all_numbers_is_refused_in_its_cell(take, base_of, tmp_path, number):
    file = write(tmp_path / "measurement.csv", f"of,date,value\nindicator:nps,2026-11-01,{number}\n")
    indicator = {"id": "nps", "name": "NPS", "unit": "%"}
    told = take(base_of({"indicators": [indicator]}), file, "--kind", "measurement", "--lang", "en")
    assert told.code == 1
    assert "must be a number" in told.err
