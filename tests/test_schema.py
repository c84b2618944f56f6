"""Kinds as their schemas define them, and what a value breaks, in words for the person who wrote it."""

import json

import pytest
from bases import ROOT, write
from jsonschema import Draft202012Validator

from timonel import schema as schemas
from timonel.cache import Cache
from timonel.schema import walk
from timonel.text import say

FILES = sorted((ROOT / "schemas" / "kinds").glob("*.schema.json"))


def found(kinds, kind, value, lang="en"):
    """Return (key path, what is wrong, how to fix it) of a value's problems."""
    return [
        (one.keys, say(one.detail, lang), say(one.hint, lang) if one.hint else "")
        for one in kinds.kinds[kind].problems(value)
    ]


def fields(node, path=()):
    for name, child in node.get("properties", {}).items():
        yield (*path, name), child
        yield from fields(child, (*path, name))
        yield from fields(child.get("items", {}), (*path, name))


# --- The schemas themselves -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_schema_of_a_kind_is_valid_and_named_after_its_kind(path):
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert path.name == f"{schema['x-kind']}.schema.json"
    assert schema["x-folder"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_field_is_described_in_both_languages(path, kinds):
    """Editors, forms, tables and docs are made from these texts."""
    kind = kinds.kinds[path.name.partition(".")[0]]
    gaps = [
        (".".join(keys), name)
        for keys, node in [((), kind.schema), *fields(kind.schema)]
        if not (len(keys) and keys[-1] in ("es", "en") and node == {"type": "string"})
        for name in ("x-title", "x-description")
        if not all(str(node.get(name, {}).get(lang, "")).strip() for lang in ("es", "en"))
    ]
    assert gaps == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_fixed_value_has_a_label_in_both_languages(path, kinds):
    kind = kinds.kinds[path.name.partition(".")[0]]
    for keys, field in fields(kind.schema):
        for node in (field, field.get("items", {})):
            for value in node.get("enum", ()):
                label = node.get("x-labels", {}).get(value, {})
                assert label.get("es"), (keys, value)
                assert label.get("en"), (keys, value)


def test_every_reference_leads_to_a_kind_and_has_a_name_backwards(kinds):
    for kind in kinds.kinds.values():
        for links in kind.links.values():
            for link in links:
                assert set(link.kinds) <= {*kinds.kinds, "*", "rule"}


def test_folders_are_unique(kinds):
    assert len(kinds.folders) == len(kinds.kinds) == len(FILES)


# --- Problems ---------------------------------------------------------------------------------------------------------

PROCESS = {"id": "alta", "name": "Alta", "type": "support"}


def test_a_valid_value_has_no_problem(kinds):
    assert found(kinds, "process", PROCESS) == []
    assert found(kinds, "process", {**PROCESS, "x-own": {"anything": [1]}}) == []


def test_an_unknown_field_says_what_was_probably_meant(kinds):
    ((keys, detail, hint),) = found(kinds, "process", {**PROCESS, "ownr": "a"})
    assert keys == ("ownr",)
    assert detail == "unknown field `ownr`"
    assert hint == "did you mean `owner`?"


def test_a_field_like_none_lists_the_known_ones(kinds):
    ((_, _, hint),) = found(kinds, "process", {**PROCESS, "qqqq": 1})
    assert hint.startswith("known fields: ")
    assert "owner" in hint


def test_an_unknown_field_deep_inside_has_its_own_place(kinds):
    problems = found(kinds, "process", {**PROCESS, "maturity": {"level": 1, "assessed": "2026-01-01", "nota": "x"}})
    assert [(keys, detail) for keys, detail, _ in problems] == [(("maturity", "nota"), "unknown field `nota`")]


@pytest.mark.parametrize(
    ("change", "keys", "detail", "hint"),
    [
        ({"type": "suport"}, ("type",), "`suport` is none of: customer-facing, support", "did you mean `support`?"),
        ({"owner": ["a"]}, ("owner",), "must be a text", ""),
        ({"owner": 7}, ("owner",), "`7` must be a text", "put quotes around it"),
        ({"owner": True}, ("owner",), "`true` must be a text", "put quotes around it"),
        ({"name": 7}, ("name",), "must be a text, or one text per language", ""),
        ({"name": {"es": "a", "fr": "b"}}, ("name", "fr"), "`fr` is no language of this base: es, en", ""),
        ({"supports": "a"}, ("supports",), "must be a list", ""),
        ({"supports": ["a", "a"]}, ("supports",), "one value stands twice", ""),
        ({"maturity": {"level": 7, "assessed": "2026-01-01"}}, ("maturity", "level"), "7 lies outside 0–5", ""),
        ({"maturity": {"level": 1, "assessed": "20/11/2026"}}, ("maturity", "assessed"), "`20/11/2026` is no date", ""),
        ({"maturity": {"level": 1, "assessed": "2026-02-30"}}, ("maturity", "assessed"), "`2026-02-30` is no date", ""),
        ({"maturity": {"level": 1}}, ("maturity",), "`assessed` is missing", ""),
        ({"id": "Alta de cliente"}, ("id",), "`Alta de cliente` is not written as it must be", "`alta-de-cliente`"),
        ({"id": "ñandú"}, ("id",), "not written as it must be", "`nandu`"),
        ({"id": "¿?"}, ("id",), "not written as it must be", "Lower-case letters"),
        ({"owner": "role:jefa"}, ("owner",), "not written as it must be", "write `jefa`"),
        ({"owner": "Jefa de ventas"}, ("owner",), "not written as it must be", "write `jefa-de-ventas`"),
        ({"links": [{"url": "ejemplo.com/a"}]}, ("links", 0, "url"), "not written as", "`https://ejemplo.com/a`"),
        ({"links": [{"url": "ftp://ejemplo.com"}]}, ("links", 0, "url"), "not written as", "`https://ejemplo.com`"),
    ],
)
def test_each_way_to_be_wrong_is_told_in_its_own_words(kinds, change, keys, detail, hint):
    problems = found(kinds, "process", {**PROCESS, **change})
    assert len(problems) == 1, problems
    assert problems[0][0] == keys
    assert detail in problems[0][1]
    assert hint in problems[0][2]
    ((_, spanish, _),) = found(kinds, "process", {**PROCESS, **change}, "es")
    assert spanish != problems[0][1], "the Spanish message is missing"


@pytest.mark.parametrize(
    ("kind", "field", "value", "hint"),
    [
        ("requirement", "serves", ["alta"], "`process:alta`, `touchpoint:alta`, `objective:alta`"),
        ("risk", "affects", ["CRM de ventas"], "`system:crm-de-ventas`"),
        ("country", "languages", ["ES"], "write `es`"),
        ("country", "languages", ["es_mx"], "write `es-MX`"),
        ("country", "currency", "mxn", "write `MXN`"),
        ("person", "email", "ana @ejemplo.com", "write `ana@ejemplo.com`"),
        ("waiver", "rule", "pro001", "write `PRO001`"),
    ],
)
def test_a_value_of_the_wrong_form_is_told_as_it_should_be(kinds, kind, field, value, hint):
    hints = [how for keys, _, how in found(kinds, kind, {field: value}) if keys[:1] == (field,)]
    assert len(hints) == 1
    assert hint in hints[0]


def test_all_required_fields_that_are_missing_are_named(kinds):
    assert [detail for _, detail, _ in found(kinds, "process", {})] == [
        "`id` is missing", "`name` is missing", "`type` is missing",
    ]  # fmt: skip


def test_long_values_are_cut_in_messages(kinds):
    ((_, detail, _),) = found(kinds, "process", {**PROCESS, "type": "x" * 5000})
    assert len(detail) < 200


@pytest.mark.parametrize(
    "value",
    ["x", 7, None, True, [], ["a"], {"id": {}}, {"id": []}, {"1": 2}, {"id": 10**3999}, {"name": None}, {"name": {}}],
)
def test_the_fast_and_the_explaining_validator_agree(kinds, value):
    """What the fast one refuses, the other explains; neither lets anything else pass."""
    for kind in kinds.kinds.values():
        assert kind.problems(value)


# --- Walking, own kinds -----------------------------------------------------------------------------------------------


def test_walking_passes_over_what_is_not_there():
    value = {"steps": [{"role": "a"}, {}, "x", {"role": None}, {"role": "b"}]}
    assert [*walk(value["steps"], ("*", "role"), ("steps",))] == [
        (("steps", 0, "role"), "a"),
        (("steps", 4, "role"), "b"),
    ]
    assert [*walk(None, ("*",))] == []
    assert [*walk("text", ("a",))] == []


OWN = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "x-kind": "store",
    "x-folder": "stores",
    "x-title": {"es": "Tienda", "en": "Store"},
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"$ref": "../common.schema.json#/$defs/entityId"},
        "name": {"$ref": "../common.schema.json#/$defs/name"},
    },
    "additionalProperties": False,
}


def own(tmp_path, schema, name="store"):
    text = schema if isinstance(schema, str) else json.dumps(schema)
    write(tmp_path / "kinds" / f"{name}.schema.json", text)
    return schemas.load(["es", "en"], Cache(None), schemas.files(tmp_path / "kinds"))


def test_an_organisation_adds_a_kind_by_adding_a_schema(tmp_path):
    kinds, wrong = own(tmp_path, OWN)
    assert wrong == []
    assert kinds.folders["stores"].name == "store"


@pytest.mark.parametrize(
    "schema",
    [
        "not json",
        "[]",
        "{}",
        {**OWN, "x-kind": "process"},
        {**OWN, "x-folder": "processes"},
        {**OWN, "type": "nonsense"},
        {**OWN, "properties": {"id": {"$ref": "#/$defs/none"}}},
        {key: value for key, value in OWN.items() if key != "x-title"},
    ],
)
def test_an_own_schema_that_cannot_be_used_is_reported_and_the_rest_goes_on(tmp_path, schema):
    kinds, wrong = own(tmp_path, schema)
    assert {one.file for one in wrong} == {"store.schema.json"}
    assert len(kinds.kinds) == len(FILES)


def test_a_copy_of_a_packaged_schema_is_ignored_and_a_changed_one_reported(tmp_path):
    packaged = FILES[0].read_text(encoding="utf-8")
    assert own(tmp_path, packaged, FILES[0].name.partition(".")[0])[1] == []
    assert len(own(tmp_path, packaged + "\n", FILES[0].name.partition(".")[0])[1]) == 1


def test_languages_of_a_base_narrow_its_texts():
    kinds, _ = schemas.load(["pt"], Cache(None))
    assert kinds.kinds["process"].problems({**PROCESS, "name": {"pt": "Cadastro"}}) == []
    assert kinds.kinds["process"].problems({**PROCESS, "name": {"es": "Alta"}})
