"""`timonel init`: a new base that passes its own check and builds, also from the installed wheel; all of it or nothing."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import venv
from html import unescape
from pathlib import Path

import markdown
import pytest
from bases import ROOT, write
from sites import EVERYTHING

from timonel.edit.start import without_company
from timonel.source import parse

CSV = "id,name.es,name.en,type\nalta,Alta,Sign-up,support\nbaja,Baja,Leaving,{}\n"


def texts(root):
    return {
        path: path.read_bytes().decode() for path in root.rglob("*") if path.is_file() and ".vscode" not in path.parts
    }


@pytest.mark.parametrize("languages", ["es,en", "en", "es", "pt,es"] if EVERYTHING else ["es,en", "en"])
def test_the_method_alone_passes_its_own_check_and_names_no_company(run, check, tmp_path, languages):
    root = tmp_path / "kb"
    told = run("init", root, "--bare", "--name", "Acme: “CRM”", "--languages", languages)
    assert told.code == 0, told.err
    assert told.out.splitlines()[1:] == ["  timonel check", "  timonel build", "  timonel serve"]
    found = check(root, "--format", "json")
    assert found.code == 0, found.out
    assert {one["code"] for one in found.found()} <= {"DAT008", "DAT009", "OBJ015", "TCH002"}
    named = [
        path for path, text in texts(root).items() if re.search(r"\b(Nova|XNR)\b", text) and "docs" not in path.parts
    ]
    assert named == []
    assert {one.name for one in (root / "docs").iterdir()} == {*languages.split(",")} & {"es", "en"}


def test_what_names_something_of_the_company_is_cut_free(judged):
    """Links become words, lists lose items, parts that need what is gone go, and texts keep the languages asked for."""
    catalogue = judged(
        {
            "data/terms/method/t.yaml": "id: t\nname: {es: T, en: T}\nsee_also: [u]\nowner: jefa\nsynonyms: {es: [a], en: [b]}\n"
            "definition: {es: 'Ver [alta](process:alta), [uso](term:u) y Nova Retail.', en: Uno.}\n"
            "avoid: [{word: x, lang: en}, {word: y, lang: es}]\n",
            "data/terms/method/u.yaml": "id: u\nname: U\ndefinition: De Nova.\n",
            "data/lessons/method/l.yaml": "id: l\nname: L\nstatement: S.\npillar: data\napplies_to: [process:alta, term:u]\n",
            "processes": [{"id": "alta", "name": "Alta", "type": "support"}],
            "roles": [
                {"id": "jefa", "name": "Jefa", "purpose": "P.", "type": "governance", "holders": [{"person": "ana"}]}
            ],
            "people": [{"id": "ana", "name": "Ana", "employment": "internal"}],
            "organization": [{"id": "n", "name": "Nova Retail", "mission": "M.", "vision": "V."}],
        },
        "DAT003",
    )
    found = {path: parse(path, data).value for path, data in without_company.files(catalogue, "Acme", ("es",))}
    assert found == {
        "data/terms/method/t.yaml": {
            "id": "t", "name": "T", "see_also": ["u"], "synonyms": {"es": ["a"]}, "avoid": [{"word": "y", "lang": "es"}],
            "definition": "Ver alta, [uso](term:u) y la empresa.",
        },
        "data/terms/method/u.yaml": {"id": "u", "name": "U", "definition": "De la empresa."},
        "data/lessons/method/l.yaml": {"id": "l", "name": "L", "statement": "S.", "pillar": "data", "applies_to": ["term:u"]},
        "data/roles.yaml": [{"id": "jefa", "name": "Jefa", "purpose": "P.", "type": "governance"}],
        "data/organization/acme.yaml": {
            "id": "acme", "name": "Acme", "mission": "Escribe aquí la misión de Acme: a quién sirve y para qué.",
            "vision": "Escribe aquí la visión de Acme: qué será dentro de unos años.",
        },
    }  # fmt: skip


def test_it_has_all_that_a_team_needs(run, tmp_path):
    root = tmp_path / "kb"
    assert run("init", root, "--bare", "--languages", "en").code == 0
    for path in (
        ".github/workflows/timonel.yml", ".github/workflows/digests.yml", "renovate.json", ".gitlab-ci.yml", ".pre-commit-config.yaml", ".gitignore", "README.md", "mkdocs.yml",
        "timonel.yaml", ".vscode/settings.json", ".vscode/extensions.json", ".idea/jsonSchemas.xml", "docs/en/guia/bienvenida.md",
        ".vscode/timonel/process.schema.json",
    ):  # fmt: skip
        assert (root / path).is_file(), path
    assert "language: en" in (root / "mkdocs.yml").read_text()
    assert "docs_dir: docs/en" in (root / "mkdocs.yml").read_text()
    assert (root / "README.md").read_text("utf-8").startswith("# Kb\n")


def test_a_name_is_text_in_every_file(run, tmp_path):
    """Neither Markdown nor line breaks nor a terminal's escapes do anything in the README, and a blank name is none."""
    name = "A\x1b[31m *b*\n<img src=x> [l](http://x) R&amp;D"
    assert run("init", tmp_path / "kb", "--bare", "--name", name, "--languages", "en").code == 0
    head = (tmp_path / "kb" / "README.md").read_text("utf-8").partition("\n")[0]
    assert "\x1b" not in head
    html = markdown.markdown(head)
    shown = html.removeprefix("<h1>").removesuffix("</h1>")
    assert "<" not in shown
    assert unescape(shown) == "A\u241b[31m *b* <img src=x> [l](http://x) R&amp;D"
    assert run("init", tmp_path / "other-kb", "--bare", "--name", " ", "--languages", "en").code == 0
    assert (tmp_path / "other-kb" / "README.md").read_text("utf-8").startswith("# Other kb\n")


def test_without_a_choice_the_example_company_is_there_to_look_around(run, check, tmp_path):
    root = tmp_path / "kb"
    root.mkdir()
    assert run("init", root).code == 0
    assert check(root).code == 0
    same = [path for path in ("timonel.yaml", "mkdocs.yml", "data/processes/alta-de-cliente.yaml", "docs/es/guia/bienvenida.md")
            if (root / path).read_bytes() != (ROOT / path).read_bytes()]  # fmt: skip
    assert same == []


def test_a_folder_with_something_in_it_is_refused(run, tmp_path):
    """An empty folder and a fresh repository will do; anything else stays as it is."""
    (tmp_path / "kb/.git").mkdir(parents=True)
    assert run("init", tmp_path / "kb", "--bare").code == 0
    before = texts(tmp_path)
    told = run("init", tmp_path / "kb", "--bare")
    assert (told.code, told.out) == (2, "")
    write(tmp_path / "file", "x")
    assert run("init", tmp_path / "file", "--bare").code == 2
    assert texts(tmp_path) == before | {tmp_path / "file": "x"}


@pytest.mark.parametrize(
    "options",
    [("--bare", "--example"), ("--name", "X"), ("--bare", "--languages", "fr"), ("--bare", "--languages", "Español"),
     ("--bare", "--languages", ","), ("--from", "no.xlsx")],
)  # fmt: skip
def test_what_does_not_go_together_is_refused(run, tmp_path, options):
    told = run("init", tmp_path / "kb", *options)
    assert (told.code, told.out) == (2, "")
    assert [*tmp_path.iterdir()] == []


def test_a_spreadsheet_becomes_a_base(run, check, tmp_path):
    """The method and the rows of the sheet; a refused row stops it all, and leaves no folder."""
    good, bad = (
        write(tmp_path / "process.csv", CSV.format("support")),
        write(tmp_path / "bad/process.csv", CSV.format("nada")),
    )
    told = run("init", tmp_path / "kb", "--from", bad)
    assert (told.code, "3" in told.err, "nada" in told.err) == (2, True, True)
    assert not (tmp_path / "kb").exists()
    told = run("init", tmp_path / "kb", "--from", good)
    assert told.code == 0
    assert "timonel check --write-baseline baseline.json" in told.out, "gaps that the sheet brings along are told"
    assert (tmp_path / "kb/data/processes/baja.yaml").is_file()
    found = check(tmp_path / "kb", "--format", "json").found("DAT00")
    assert {one["code"] for one in found} <= {"DAT009"}


def test_owners_that_no_role_has_become_roles_when_asked(run, check, tmp_path):
    """A name written twice, with and without accents, is one role; one with a typing error is refused."""
    rows = "Nombre,Tipo,Dueño\nAlta,De apoyo,Jefa de atención\nBaja,De apoyo,Jefa de Atencion\nPago,De apoyo,{}\n"
    sheet = write(tmp_path / "Procesos.csv", rows.format("Tesorera"))
    told = run("init", tmp_path / "kb", "--from", sheet, "--languages", "es", "--lang", "es")
    assert told.code == 2
    assert told.err.splitlines()[-2].endswith("--new-roles crea un rol con cada uno: Jefa de atención y Tesorera")
    typed = write(tmp_path / "bad/Procesos.csv", rows.format("Jefa de atencin"))
    told = run("init", tmp_path / "kb", "--from", typed, "--new-roles")
    assert (told.code, "`jefa-de-atencion`" in told.err, (tmp_path / "kb").exists()) == (2, True, False)
    told = run("init", tmp_path / "kb", "--from", sheet, "--languages", "es", "--new-roles")
    assert told.code == 0, told.err
    assert "Roles nuevos: Jefa de atención y Tesorera" in told.err
    assert {"jefa-de-atencion.yaml", "tesorera.yaml"} <= {one.name for one in (tmp_path / "kb/data/roles").iterdir()}
    assert "owner: jefa-de-atencion\n" in (tmp_path / "kb/data/processes/baja.yaml").read_text("utf-8")
    assert {one["code"] for one in check(tmp_path / "kb", "--format", "json").found("DAT00")} <= {"DAT009"}
    told = run("check", "--root", tmp_path / "kb", "--write-baseline", tmp_path / "b.json")
    assert run("check", "--root", tmp_path / "kb", "--baseline", tmp_path / "b.json").code == 0


def test_an_organization_in_the_spreadsheet_takes_the_place_of_ours(run, check, tmp_path):
    sheet = write(tmp_path / "organization.csv", "id,name,mission.es,vision.es\nacme,Acme,Servir.,Crecer.\n")
    told = run("init", tmp_path / "kb", "--from", sheet, "--languages", "es")
    assert told.code == 0, told.err
    assert [one.name for one in (tmp_path / "kb/data/organization").iterdir()] == ["acme.yaml"]


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Return the `timonel` of a fresh environment with the wheel; what it depends on is seen through a .pth file."""
    folder = tmp_path_factory.mktemp("wheel")
    build = ["-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    subprocess.run([sys.executable, *build], check=True, capture_output=True, cwd=ROOT)
    venv.create(folder / "venv", with_pip=False)
    python = next(path for path in (folder / "venv/bin/python", folder / "venv/Scripts/python.exe") if path.exists())
    wheel = next(folder.glob("*.whl"))
    install = ["-m", "pip", "--python", python, "install", "--no-deps", "--no-index", "--quiet", wheel]
    subprocess.run([sys.executable, *install], check=True, capture_output=True)
    asked = [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    site = Path(subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip())
    (site / "others.pth").write_text(f"{sysconfig.get_path('purelib')}\n{sysconfig.get_path('platlib')}\n")
    return python.with_name("timonel.exe" if os.name == "nt" else "timonel")


def test_from_the_wheel_a_new_base_is_made_checked_and_built(installed, tmp_path):
    """In an empty folder: init, check and build, with nothing but the installed wheel."""
    env = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "TIMONEL_CACHE")}

    def timonel(*arguments, cwd):
        return subprocess.run(  # noqa: PLW1510 - each call looks at it
            [installed, *arguments], cwd=cwd, env=env, capture_output=True, text=True, encoding="utf-8"
        )

    told = timonel("init", "kb", "--bare", "--languages", "en", "--name", "Acme", cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    told = timonel("check", "--format", "json", cwd=tmp_path / "kb")
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["summary"]["entities"] > 200
    told = timonel("build", cwd=tmp_path / "kb")
    assert told.returncode == 0, told.stderr
    home = (tmp_path / "kb/site/en/index.html").read_text("utf-8")
    assert "Acme" in home
    assert (tmp_path / "kb/site/en/guia/bienvenida/index.html").is_file()
    if EVERYTHING:
        assert timonel("init", "example", cwd=tmp_path).returncode == 0
        assert timonel("check", cwd=tmp_path / "example").returncode == 0
        assert timonel("build", cwd=tmp_path / "example").returncode == 0


def test_a_base_begins_where_no_thread_can_be_started(tmp_path, monkeypatch):
    """A machine that allows no further thread makes it slower, and nothing else."""
    from timonel import cli  # noqa: PLC0415 - in this process, where threads can be forbidden

    def refused(*_arguments, **_more):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr("threading.Thread.start", refused)
    assert cli.main(["init", "--bare", str(tmp_path / "base")]) == 0
    assert (tmp_path / "base/timonel.yaml").is_file()


@pytest.mark.parametrize(
    ("lang", "way"), [("en", "timonel import FILE --suggest"), ("es", "timonel import ARCHIVO --suggest")]
)
def test_init_tells_how_to_answer_in_a_file(run, tmp_path, lang, way):
    told = run("--lang", lang, "init", tmp_path / "kb", "--suggest")
    assert told.code == 2
    assert "--bare" in told.err
    assert way in told.err
    sheet = tmp_path / "p.csv"
    sheet.write_text("Proceso,Tipo,Dueño\nUno,Apoyo,Nadie Conocido\n")
    told = run("init", tmp_path / "kb", "--from", sheet, "--kind", "process", "--languages", lang)
    assert way in told.err
    assert ("does not exist" if lang == "en" else "no existe") in told.err
    assert not (tmp_path / "kb").exists()
