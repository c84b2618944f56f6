"""A language is a record and its texts: nothing in the code names one, a package brings one, and what it lacks is read in the base's next."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from html import unescape
from pathlib import Path

import found
import pytest
from babel.messages import Catalog, pofile
from bases import Run, write

import timonel

PACKAGE = Path(timonel.__file__).parent
RECORDS = PACKAGE / "languages"  # here alone languages stand in the code
PLACES = re.compile(r"(\{\w+\}|%\(\w+\)\w|%\{\w+\}|\{\{\w+\}\}|`[^`]*`|\n)")
RECORD = '''"""A language that nobody speaks."""

from timonel.languages.language import Language

LANGUAGE = Language(
    code="qps",
    name="Pseudonese",
    locale="de",
    marks=("'", "·"),
    percent="~",
    conjunction=lambda _last: " ⊕ ",
    alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZÞ",
    anchors={"Þ": "thorn"},
    inflect=lambda word: (f"{word}oj",),
    little=frozenset(("zu",)),
    endings="oj",
    empty=frozenset(("nenio",)),
    theme="de",
)
'''
ORGANIZATION = "{id: sol, name: Sol, mission: {%s: Servir., en: To serve.}, vision: {%s: Crecer., en: To grow.}}\n"
TERMS = """\
- {id: puente, name: {qps: Þonto, en: Bridge}, definition: {qps: Io inter du flankoj., en: What joins two sides.}, owner: jefa}
- {id: puerta, name: {qps: Nodo, en: Knot}, definition: {qps: Loko de nodooj., en: A place.}, owner: jefa}
"""
ROLE = "{id: jefa, name: {qps: Estrino, en: Head}, type: business, purpose: {qps: nenio, en: To lead.}, responsibilities: [{qps: Gvidi., en: Lead.}]}\n"


def pseudo(english: str) -> str:
    """Return an English phrase as the language has it: recognisable, its places and code as they are."""
    return "".join(
        one if PLACES.fullmatch(one) else re.sub(r"[A-Za-z]+", r"¿\g<0>", one) for one in PLACES.split(english)
    )


@pytest.fixture(scope="module")
def brought(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a package that brings a language."""
    folder = tmp_path_factory.mktemp("package")
    write(folder / "timonel/languages/qps.py", RECORD)
    with (PACKAGE / "locale/es/LC_MESSAGES/timonel.po").open("rb") as file:
        known = pofile.read_po(file)
    made = Catalog(locale="de")
    for one in known:
        if one.id:
            made.add(one.id, pseudo(one.id) if isinstance(one.id, str) else tuple(map(pseudo, one.id)))
    target = folder / "timonel/locale/qps/LC_MESSAGES/timonel.po"
    target.parent.mkdir(parents=True)
    with target.open("wb") as file:
        pofile.write_po(file, made)
    return folder


def ran(root: Path, package: Path | None, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    paths = os.environ.get("PYTHONPATH", "")
    env = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(map(str, [package or "", paths])),
        "LANGUAGE": "",
        "LC_ALL": "C.UTF-8",
        **env,
    }
    command = [sys.executable, "-P", "-m", "timonel", *arguments]
    return subprocess.run(command, cwd=root, env=env, capture_output=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("base")
    write(root / "timonel.yaml", "model: 1\nname: {qps: Suno, en: Sun}\nlanguages: [qps, en]\nas_of: 2026-11-20\n")
    write(root / "data/organization.yaml", ORGANIZATION % ("qps", "qps"))
    write(root / "data/terms.yaml", TERMS)
    write(root / "data/roles.yaml", ROLE)
    write(root / "docs/qps/guia/x.md", "# Þorn paĝo\n\nNodo.\n")
    return root


def seen(page: str) -> str:
    """Return what readers see of a page."""
    shown = re.sub(r"<(script|style|svg|head)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", shown)).split())


def test_no_language_stands_in_the_code_but_in_its_record() -> None:
    """One more language needs no change of the code; records and the default of a base without a list live in one folder."""
    written = re.compile(r"(?:es|en)(?:_[A-Z]{2})?|(?:docs|site)/(?:es|en)\b.*|lang(?:uage)?: (?:es|en)")
    found = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}: {node.value}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if RECORDS not in path.parents
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and written.fullmatch(node.value)
    ]
    assert found == []


def test_a_package_brings_a_language_to_the_commands(base: Path, brought: Path) -> None:
    offered = ran(base, brought, "check", "--help").stdout
    assert "[es|en|qps]" in offered
    told = ran(base, brought, "check")
    assert told.returncode in (0, 1), told.stderr
    last = told.stdout.splitlines()[-1]
    assert "¿gaps" in last or "¿gap" in last
    assert "4 ¿entities ¿in 3 ¿files" in last
    here = ran(base, brought, "show", "term:nada", LANGUAGE="qps").stderr
    assert "¿there ¿is ¿no term:nada" in here
    assert "¿gaps" not in ran(base, None, "check").stdout, "without the package it is any language of a base"


def test_its_words_for_nothing_say_nothing_and_its_lists_read_as_its_own(base: Path, brought: Path) -> None:
    found = json.loads(ran(base, brought, "check", "--format", "json", "--select", "DAT").stdout)["findings"]
    assert ("DAT008", "role:jefa") in {(one["code"], one["entity"]) for one in found}, "«nenio» is no purpose"
    refused = ran(base, brought, "check", "--lang", "fr", LANGUAGE="qps")
    assert refused.returncode == 2
    listed = ran(base, brought, "init", str(base / "new"), "--bare", "--languages", "qps", LANGUAGE="qps").stderr
    assert "es ⊕ en" in listed


def test_a_package_brings_a_language_to_the_site(base: Path, brought: Path) -> None:
    built = ran(base, brought, "build")
    assert built.returncode == 0, built.stdout + built.stderr
    home = (base / "site/qps/index.html").read_text("utf-8")
    text = seen(home)
    assert pseudo("Knowledge") in text, "the menu"
    assert "20. November 2026" in text, "dates are the locale's"
    assert not re.search(r"(?<!¿)\b(What|As of|gaps|Knowledge)\b", text)
    assert "Pseudonese" in home
    assert "Pseudonese" in (base / "site/en/index.html").read_text("utf-8"), "in the switch of the other language"
    assert "Pseudonese" in (base / "site/index.html").read_text("utf-8")
    assert re.search(r'<html lang="de"', home), "the theme's own words"
    glossary = (base / "site/qps/terms/index.html").read_text("utf-8")
    assert 'id="thorn"' in glossary
    knot = seen((base / "site/qps/terms/puerta/index.html").read_text("utf-8"))
    assert "Loko de nodooj" in knot
    guide = (base / "site/qps/guia/x/index.html").read_text("utf-8")
    assert re.search(r"<a[^>]+terms/puerta/[^>]*>Nodo", guide), "words are explained in place"
    assert {"Nodo", "Þonto"} <= {one.title for one in found.places(base / "site/qps")}
    told = found.part(base / "site/qps", "index")
    assert told["endings"] == [[["o", "", 3], ["j", "", 3]]] * 2
    assert "zu" in told["quiet"].split()


SKILLS = "".join(f"- {{id: s{n}, name: {{es: Saber {n}}}, description: {{es: Hacer {n}.}}}}\n" for n in range(30))
HEAD = """\
- {id: chefe, name: {pt: Chefe, es: Jefa}, type: business, purpose: {pt: Dirigir a loja.}, responsibilities: [{pt: Abrir.}], skills: [s1, s2, s3]}
"""
SETTINGS = """\
model: 1
name: Lojas Sol
languages: [%s]
as_of: 2026-11-20
repository: {url: "https://github.com/sol/crm", branch: main}
forms: {host: github}
"""
# What the frame would say in English.
ENGLISH = re.compile(r"\b(and|lacks?|How to fix|More|gaps?|warnings?|entities|files|rules|error|As of|of|the|is)\b")


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a base that begins with a language in which the program has no texts."""
    root = tmp_path_factory.mktemp("mixed")
    write(root / "timonel.yaml", SETTINGS % "pt, es")
    write(root / "data/organization.yaml", "{id: sol, name: Sol, mission: {pt: Servir., es: Servir bien.}, vision: {pt: Crescer., es: Crecer.}}\n")  # fmt: skip
    write(root / "data/skills.yaml", SKILLS)
    write(root / "data/roles.yaml", HEAD)
    write(root / "docs/es/guia/x.md", "# Una guía\n\nTexto propio.\n")
    return root


@pytest.mark.parametrize("options", [[], ["--lang", "pt"]])
def test_where_a_language_has_no_texts_all_of_a_sentence_is_in_the_base_s_next(mixed: Path, options: list[str]) -> None:
    told = ran(mixed, None, "check", *options, "--no-cache").stdout
    prose = "\n".join(line for line in told.splitlines() if not re.match(r" +\d* │| +\^", line))
    assert not ENGLISH.search(re.sub(r"`[^`]*`|\S+\.yaml\S*|timonel rule \w+", "", prose)), prose
    assert "A «Jefa» le faltan textos en otro idioma (es): Propósito y Responsabilidades" in told
    assert re.search(r"\d+ brechas .* entidades en 3 archivos", told.splitlines()[-1])


def test_in_a_language_of_its_own_the_program_reads_the_base_in_the_base_s_order(mixed: Path) -> None:
    told = ran(mixed, None, "check", "--lang", "en").stdout
    assert "“Chefe” lacks texts in another language (es): Purpose and Responsibilities" in told


def test_a_language_that_was_hardly_begun_is_one_gap_and_the_rest_is_told_one_by_one(
    mixed: Path, tmp_path: Path
) -> None:
    found = json.loads(ran(mixed, None, "check", "--format", "json", "--select", "DAT008").stdout)["findings"]
    assert sorted(one["entity"] for one in found) == ["organization:sol", "role:chefe"]
    (together,) = [one for one in found if one["entity"] == "organization:sol"]
    assert "(pt)" in together["message"]
    assert "30 entidades en 1 archivo" in together["message"]
    begun = tmp_path / "begun"
    for file in ("timonel.yaml", "data/organization.yaml", "data/roles.yaml"):
        write(begun / file, (mixed / file).read_bytes())
    write(begun / "data/skills.yaml", SKILLS.replace("es: Saber 7}", "es: Saber 7, pt: Coisa 7}"))
    found = json.loads(ran(begun, None, "check", "--format", "json", "--select", "DAT008").stdout)["findings"]
    assert sorted(one["entity"] for one in found) == ["organization:sol", "role:chefe", "skill:s7"]
    few = tmp_path / "few"
    for file in ("timonel.yaml", "data/organization.yaml", "data/roles.yaml"):
        write(few / file, (mixed / file).read_bytes())
    write(few / "data/skills.yaml", "".join(SKILLS.splitlines(keepends=True)[:5]))
    found = json.loads(ran(few, None, "check", "--format", "json", "--select", "DAT008").stdout)["findings"]
    assert sorted(one["entity"] for one in found) == ["role:chefe", *(f"skill:s{n}" for n in range(5))]


def test_what_is_wrong_with_a_language_is_known_before_anything_runs(mixed: Path) -> None:
    told = ran(mixed, None, "check", "--lang", "fr", LANGUAGE="en")
    assert told.returncode == 2
    assert "'fr' is not one of 'es', 'en', 'pt'" in told.stderr


@pytest.mark.usefixtures("few_rules")
def test_the_site_the_forms_and_the_sheets_read_in_the_next_language_too(mixed: Path, run: Callable[..., Run]) -> None:
    built = run("build", "--root", mixed, "--lang", "pt")
    assert built.code == 0, built.out + built.err
    home = (mixed / "site/pt/index.html").read_text("utf-8")
    assert "20 de noviembre de 2026" in seen(home)
    assert not ENGLISH.search(re.sub(r"DAT\d+|\S*\.yaml", "", seen(home))), seen(home)
    assert re.search(r'hreflang="pt"[^>]*aria-current="true">Português', home)
    role = seen((mixed / "site/pt/roles/chefe/index.html").read_text("utf-8"))
    assert "Dirigir a loja." in role
    assert "Responsabilidades" in role
    assert "Texto propio." in seen((mixed / "site/pt/guia/x/index.html").read_text("utf-8"))
    forms = json.loads((mixed / "site/editar/pt.json").read_bytes())
    assert forms["editor"]["locale"] == "es"
    assert forms["words"] == json.loads((mixed / "site/editar/es.json").read_bytes())["words"]
    sheet = ran(mixed, None, "export", "--format", "csv", "--kind", "skill").stdout
    assert sheet.splitlines()[0].startswith("Identificador,Nombre (pt),Nombre (es)")


def test_whoever_begins_a_base_hears_which_languages_have_no_texts(tmp_path: Path) -> None:
    told = ran(tmp_path, None, "init", "base", "--bare", "--name", "Sol", "--languages", "pt,es", LANGUAGE="en")
    assert told.returncode == 0, told.stderr
    assert "there are no texts in Português yet: where one lacks, it is read in Español" in told.stderr
    look = (tmp_path / "base/mkdocs.yml").read_text("utf-8")
    assert "docs_dir: docs/es\nsite_dir: site/pt\n" in look
    found = json.loads(ran(tmp_path / "base", None, "check", "--format", "json").stdout)["findings"]
    assert [one["entity"] for one in found if one["code"] == "DAT008"] == ["organization:sol"]
