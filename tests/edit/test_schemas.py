"""`timonel schema`: editors complete the base's own ids, explain fields in one language, and their settings stay their owners'."""

from __future__ import annotations

import json
import shutil
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft7Validator

from timonel.edit.editors import schemas
from timonel.pipeline import examine
from timonel.source import parse

ROLES = [{"id": "gerente", "name": {"es": "Gerente de CRM", "en": "CRM manager"}, "purpose": "Guiar."}]
PROCESSES = [{"id": "alta", "name": {"es": "Alta", "en": "Sign-up"}, "type": "support", "owner": "gerente"}]
SETTINGS = """{
  // lo de la casa
  "editor.rulers": [100, /* ancho */ 120],
  "yaml.schemas": { "./otro.json": "otro/*.yaml", "./.vscode/timonel/process.schema.json": [] },   // nuestro
  "files.eol": "\\n",
}
"""


@pytest.fixture
def root(base_of):
    return base_of({"roles": ROLES, "processes": PROCESSES})


def test_ids_are_suggested_with_their_names_and_do_not_bind(run, root):
    """A reference completes from what is there; an id that does not exist yet is no error in the editor."""
    schema = run("schema", "process", "--root", root, "--lang", "es").json
    Draft7Validator.check_schema(schema)
    entity = schema["definitions"]["entity"]
    assert entity["properties"]["owner"]["description"].startswith("Rol que rinde cuentas")
    assert schema["definitions"]["role"] == {
        "enum": ["gerente"], "enumDescriptions": ["Gerente de CRM"], "x-intellij-enum-metadata": {"gerente": {"description": "Gerente de CRM"}},
    }  # fmt: skip
    assert entity["properties"]["type"]["enumDescriptions"] == ["De cara al cliente", "De apoyo"]
    fits = Draft7Validator(schema).is_valid
    alta = {"id": "alta", "name": {"es": "Alta"}, "type": "support"}
    assert fits(alta | {"owner": "gerente"})
    assert fits([alta | {"owner": "otra"}])
    assert not fits(alta | {"owner": "No Es Un Id"})
    assert not fits(alta | {"ownr": "gerente"})


def test_references_of_several_kinds_are_suggested_with_their_kind(run, root):
    risk = run("schema", "risk", "--root", root, "--lang", "en").json
    assert risk["definitions"]["process-keys"]["enum"] == ["process:alta"]
    assert risk["definitions"]["process-keys"]["enumDescriptions"] == ["Sign-up"]
    waiver = run("schema", "waiver", "--root", root).json
    assert "PRO001" in waiver["definitions"]["rule"]["enum"]


def test_the_options_of_each_rule_are_suggested_with_what_they_take(run, root):
    schema = run("schema", "settings", "--root", root, "--lang", "en").json
    options = schema["properties"]["rules"]["properties"]["options"]["properties"]
    months = options["PRO004"]["properties"]["months"]
    assert (months["type"], months["minimum"], months["title"]) == ("integer", 1, "Months for which a diagnosis holds")
    assert options["STK002"]["properties"]["voices"]["items"]["enum"][0] == "business"
    fits = Draft7Validator(schema).is_valid
    head = {"model": 1, "name": "Ejemplo"}
    assert fits({**head, "rules": {"options": {"PRO004": {"months": 6}}}})
    assert not fits({**head, "rules": {"options": {"PRO004": {"monts": 6}}}})


def test_every_file_of_the_example_fits_its_schema(example):
    """What the check accepts, editors accept: no red line where nothing is wrong."""
    result = examine(example, wanted=("DAT",))
    made = schemas.made(result, "es")
    assert Draft7Validator(made["settings"]).is_valid(parse("", (example / "timonel.yaml").read_bytes()).value)
    for name, kind in result.base.schema.kinds.items():
        fits = Draft7Validator(made[name]).is_valid
        wrong = {one.file for one in result.base.of(name) if not fits(dict(one.raw))}
        assert wrong == set(), kind.name


def test_settings_are_written_where_there_are_none(run, root):
    """VS Code and JetBrains' editors find every schema; a second run changes nothing."""
    told = run("schema", "--write", "--root", root)
    assert (told.code, told.err) == (0, "")
    globs = json.loads((root / ".vscode/settings.json").read_text())["yaml.schemas"]
    assert globs["./.vscode/timonel/process.schema.json"][0] == "data/processes/**/*.yaml"
    assert globs["./.vscode/timonel/settings.schema.json"] == ["timonel.yaml"]
    assert all((root / path).is_file() for path in globs)
    assert json.loads((root / ".vscode/extensions.json").read_text()) == {"recommendations": ["redhat.vscode-yaml"]}
    entries = {one.get("key"): one for one in ET.parse(root / ".idea/jsonSchemas.xml").iter("entry")}
    paths = [one.get("value") for one in entries["timonel process"].iter() if one.get("name") == "path"]
    assert paths == globs["./.vscode/timonel/process.schema.json"]
    assert len(entries) == len(globs)
    items = [
        {two.get("name"): two.get("value") for two in one} for each in entries.values() for one in each.iter("Item")
    ]
    pattern = [one for one in items if "*" in one["path"]]
    assert {(one["pattern"], one["mappingKind"]) for one in pattern} == {("true", "Pattern")}
    assert [one for one in items if one not in pattern and one != {"path": one["path"], "mappingKind": "File"}] == []
    assert (root / ".vscode/timonel/.gitignore").read_text() == "*\n"
    assert "Sí" in "".join(path.read_text(encoding="utf-8") for path in (root / ".vscode/timonel").glob("*.json"))
    again = run("schema", "--write", "--root", root)
    assert (again.out, again.err) == ("", "")


@pytest.mark.parametrize(
    ("path", "there"),
    [
        (".vscode/settings.json", SETTINGS), (".vscode/settings.json", ""), (".vscode/settings.json", "{"),
        (".vscode/settings.json", "\ufeff{}"), (".vscode/extensions.json", '{"recommendations": ["a.b" /* sí */]}'),
        (".idea/jsonSchemas.xml", '<project version="4"><!-- mío --></project>'), (".idea/jsonSchemas.xml", "<"),
    ],
)  # fmt: skip
def test_settings_that_are_there_are_their_owners(run, root, path, there):
    """Not one byte changes, whatever it says: a snippet beside the schemas has what to paste, until that is pasted."""
    file = root / path
    file.parent.mkdir()
    file.write_bytes(there.encode())
    told = run("schema", "--write", "--root", root)
    snippet = next(one for one in told.out.splitlines() if ".snippet." in one)
    assert (told.code, told.err.count("\n"), path in told.err, snippet in told.err) == (0, 1, True, True)
    assert file.read_bytes() == there.encode()
    again = run("schema", "--write", "--root", root)
    assert (again.out, again.err) == ("", told.err)
    file.write_bytes((root / snippet).read_bytes())
    pasted = run("schema", "--write", "--root", root)
    assert (pasted.code, pasted.out, pasted.err) == (0, "", "")
    (root / path).unlink()
    run("schema", "--write", "--root", root)
    assert file.read_bytes() == (root / snippet).read_bytes(), "the snippet is what an empty file would get"


def test_schemas_stay_fresh_where_somebody_put_them(run, root):
    """A new entity is suggested after a refresh, in the language chosen; nothing appears where nobody asked for it."""
    assert schemas.refresh(examine(root), root) == []
    assert not (root / ".vscode").exists()
    run("schema", "--write", "--root", root, "--lang", "en")
    assert schemas.refresh(examine(root), root) == []
    run("new", "role", "--set", "name=Jefa", "--set", "purpose=Cuidar.", "--root", root)
    changed = schemas.refresh(examine(root), root)
    assert schemas.refresh(examine(root), root) == []
    assert ".vscode/timonel/process.schema.json" in changed
    assert ".vscode/timonel/term.schema.json" in changed
    found = json.loads((root / ".vscode/timonel/process.schema.json").read_text())
    assert sorted(found["definitions"]["role"]["enumDescriptions"]) == ["CRM manager", "Jefa"]


def test_a_fresh_clone_gets_its_schemas(run, root):
    """The settings travel with the repository and the schemas do not: whoever serves the base has them again."""
    run("schema", "--write", "--root", root)
    shutil.rmtree(root / schemas.FOLDER)
    assert f"{schemas.FOLDER}/process.schema.json" in schemas.refresh(examine(root), root)


def test_an_unknown_kind_is_refused(run, root):
    told = run("schema", "proces", "--root", root)
    assert (told.code, "process" in told.err) == (2, True)
