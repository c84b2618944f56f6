"""What timonel.yaml says and may not is a finding at its line, and nobody uses it: a default stands in for that part alone."""

from __future__ import annotations

import json

import pytest
from bases import write

TERM = {"id": "cliente", "name": {"es": "Cliente", "en": "Customer"}, "definition": {"es": "Quien compra.", "en": "Who buys."}}  # fmt: skip
ROLE = {"id": "jefa", "name": {"es": "Jefa", "en": "Boss"}, "purpose": {"es": "Decidir.", "en": "To decide."}}
RISK = {"id": "fuga", "name": {"es": "Fuga", "en": "Leak"}, "category": "privacy", "response": "mitigate"}
MEASURED = {"of": "risk:fuga", "date": "2026-11-19", "probability": 3, "impact": 4}
PROCESS = {"id": "venta", "name": {"es": "Venta", "en": "Sale"}, "type": "customer-facing", "maturity": {"level": 3, "assessed": "2025-11-19"}}  # fmt: skip
HEAD = "model: 1\nname: Ejemplo\nlanguages: [es, en]\nas_of: 2026-11-20\n"  # four lines


@pytest.fixture
def told(base_of, check):
    """Check a base with more lines in timonel.yaml; return the findings there (file, line, field, message, hint)."""

    def call(more, *arguments, head=HEAD, **contents):
        base = base_of({"terms": [TERM], "roles": [ROLE], "risks": [RISK], "measurements": [MEASURED], "processes": [PROCESS], **contents})  # fmt: skip
        write(base / "timonel.yaml", head + more)
        done = check(base, "--format", "json", "--lang", "en", *arguments)
        assert done.code in (0, 1), done.err
        call.base, call.all, call.code, call.check = base, done.json["findings"], done.code, check
        return [one for one in done.json["findings"] if one["file"] == "timonel.yaml"]

    return call


@pytest.mark.parametrize(
    ("more", "line", "field", "words"),
    [
        ("rules: {options: {RSK003: {severe: null}}}", 5, ["options", "RSK003", "severe"], ("a whole number", "")),
        ("rules: {options: {PRO004: {months: dos}}}", 5, ["options", "PRO004", "months"], ("a whole number", "12")),
        ("rules: {options: {PRO004: {months: 1.5}}}", 5, ["options", "PRO004", "months"], ("a whole number", "")),
        ("rules: {options: {PRO004: {months: true}}}", 5, ["options", "PRO004", "months"], ("a whole number", "")),
        ("rules: {options: {PRO004: {months: [12]}}}", 5, ["options", "PRO004", "months"], ("a whole number", "")),
        ("rules: {options: {INI008: {min_score: '60'}}}", 5, ["options", "INI008", "min_score"], ("a number", "60")),
        ("rules:\n  options:\n    PRO004:\n      months: -3", 8, ["options", "PRO004", "months"], ("-3", "12")),
        ("rules: {options: {PRO004: {months: 1000000000000}}}", 5, ["options", "PRO004", "months"], ("1–1200", "")),
        ("rules: {options: {INI008: {min_score: .inf}}}", 5, ["options", "INI008", "min_score"], ("a number", "")),
        ("rules: {options: {STK002: {voices: users}}}", 5, ["options", "STK002", "voices"], ("a list", "")),
        ("rules: {options: {STK002: {voices: [user]}}}", 5, ["options", "STK002", "voices", 0], ("`user`", "`users`")),
        ("rules: {options: {VOC004: {known: [7]}}}", 5, ["options", "VOC004", "known", 0], ("a text", "quotes")),
        ("rules: {options: {PRO004: {monts: 24}}}", 5, ["options", "PRO004", "monts"], ("`monts`", "`months`")),
        ("rules: {options: {PRO001: {months: 24}}}", 5, ["options", "PRO001"], ("no options", "")),
        ("rules: {options: {PRO004: 24}}", 5, ["options", "PRO004"], ("fields", "")),
        ("rules: {options: {PRO999: {months: 24}}}", 5, ["options", "PRO999"], ("no rule `PRO999`", "did you mean")),
        ("rules: {options: {ZZZ111: {months: 24}}}", 5, ["options", "ZZZ111"], ("no rule `ZZZ111`", "timonel rule")),
        ("rules: {severity: {PRO999: info}}", 5, ["severity", "PRO999"], ("no rule `PRO999`", "")),
        ("rules: {severity: {pro001: info}}", 5, ["severity", "pro001"], ("no rule `pro001`", "`PRO001`")),
        ("rules: {severity: {PRO: info}}", 5, ["severity", "PRO"], ("no rule `PRO`", "")),
        ("rules: {severity: {PRO001: fatal}}", 5, ["severity", "PRO001"], ("`fatal`", "")),
        ("rules: {ignore: [{rule: PRO999, reason: x}]}", 5, ["ignore", 0, "rule"], ("no rule `PRO999`", "")),
        ("rules: {ignore: [{rule: PRO001}]}", 5, ["ignore", 0], ("`reason` is missing", "")),
    ],
)  # fmt: skip
def test_what_the_settings_say_of_rules_is_held_against_the_rules(told, more, line, field, words):
    says, hint = words
    (one,) = told(more)
    assert (one["code"], one["line"], one["field"], told.code) == ("DAT002", line, ["rules", *field], 1)
    assert says in one["message"]
    assert hint in one["hint"]
    assert "RSK003" in {each["code"] for each in told.all if each["entity"] == "risk:fuga"}, "the default is used"
    assert "PRO004" in {each["code"] for each in told.all if each["entity"] == "process:venta"}, "here, too"
    (spanish,) = told.check(told.base, "--format", "json", "--select", "DAT002").found()
    assert spanish["message"] != one["message"]


def test_only_what_is_refused_falls_back(told):
    more = (
        "rules:\n  severity: {PRO004: info, PRO999: info}\n  options: {PRO004: {months: 13, x: 1}, RSK003: {severe: dos}}\n"
        "  ignore: [{rule: RSK001, reason: x}, {rule: X}, {rule: PRO999, reason: x}, {rule: PRO001, reason: x}]\n"
    )
    assert len(told(more)) == 6
    codes = {one["code"] for one in told.all}
    assert "PRO004" not in codes, "13 months are used"
    assert "RSK003" in codes
    assert not {"RSK001", "PRO001"} & codes


def test_a_number_that_yaml_has_with_a_point_is_whole_all_the_same(told):
    assert told("rules: {options: {PRO004: {months: 12.0}, RSK006: {window: 3e1}}}") == []


def test_codes_of_own_rules_are_known_also_where_the_rule_cannot_be_used(told):
    rule = {"code": "XAB001", "rule": "a", "kind": "nothing"}
    more = "rules: {severity: {XAB001: info}, options: {XAB002: {a: 1}}, ignore: [{rule: XAB001, reason: x}]}"
    (one,) = told(more, **{"rules/a.yaml": json.dumps(rule), "rules/b.yaml": "- code: XAB002\n  kind: [\n"})
    assert one["field"] == ["rules", "options", "XAB002"]
    assert "no options" in one["message"]


def test_an_owner_of_the_vocabulary_who_is_not_there_owns_nothing(told):
    told("vocabulary_owner: role:jefa\n")
    assert "VOC005" not in {one["code"] for one in told.all}
    (one,) = told("vocabulary_owner: role:jeffa\n")
    assert (one["code"], one["line"], "`role:jeffa`" in one["message"]) == ("DAT002", 5, True)
    assert "`role:jefa`" in one["hint"]
    assert "VOC005" in {each["code"] for each in told.all}
    assert told("vocabulary_owner: role:rota\n", **{"data/roles.yaml": "- id: rota\n  name: [\n"}) == []


@pytest.mark.parametrize(
    ("line", "used", "places"),
    [
        ('languages: ["en/../../../settings"]', ["es", "en"], [["languages", 0]]),
        ('languages: [es, "en@/../../../victim"]', ["es"], [["languages", 1]]),
        ("languages: [es, es]", ["es"], [["languages"]]),
        ("languages: [es, 7]", ["es"], [["languages", 1]]),
        ("languages: es", ["es", "en"], [["languages"]]),
        ("languages: {es: en}", ["es", "en"], [["languages"]]),
        ("languages: []", ["es", "en"], [["languages"]]),
    ],
)
def test_a_language_that_is_none_is_not_used(told, tmp_path, line, used, places):
    before = set(tmp_path.rglob("*"))
    found = told("as_of: 2026-11-20\n", head=f"model: 1\nname: Ejemplo\n{line}\n")
    assert [one["field"] for one in found] == places
    assert [one["line"] for one in found] == [3]
    refused = {one["message"].rpartition(": ")[2] for one in told.all if "no language of this base" in one["message"]}
    assert refused <= {"es"} if used == ["es"] else not refused
    outside = {path for path in tmp_path.rglob("*") if told.base not in (path, *path.parents)} - before
    assert outside == set()


@pytest.mark.parametrize("text", ["[]", "false", "0", '""', "- a", "text"])
def test_settings_that_are_no_fields_are_told(told, text):
    (one,) = told("", head=text + "\n")
    assert (one["code"], one["line"]) == ("DAT002", 1)


@pytest.mark.parametrize(
    "more",
    [
        "publish: {people: no}",  # YAML reads a text
        "publish: {people: 0}",
        "publish: {peple: false}",
        "publish: no",
        "publsh: {people: false}",
        "publish: {people: false",  # no YAML at all
    ],
)
def test_where_nobody_can_tell_what_is_to_be_public_no_person_is(told, run, more):
    assert told(more)
    text = run("check", "--root", told.base, "--format", "json").json  # the settings as they are used
    assert text
    from timonel import settings  # noqa: PLC0415

    assert settings.load((told.base / "timonel.yaml").read_bytes())[0].publish == {"people": False, "emails": False}


def test_more_than_can_be_told_is_not_used_either(told):
    more = "rules:\n  severity:\n" + "".join(f"    PRO{number}: fatal\n" for number in range(200, 400))
    assert len(told(more + "  fail_on: never\npublish: {emails: yes please}\n")) >= 100
    assert told.code == 1


# --- Words that say nothing -------------------------------------------------------------------------------------------

DRAFT = {**PROCESS, "owner": "En construcción ", "customer_outcome": {"es": "EN CONSTRUCCIÓN", "en": "Under way"}}
WORDS = "rules: {options: {DAT002: {placeholders: [en construcción, under way]}}}\n"


def test_the_option_placeholders_adds_words_that_say_nothing(told):
    def fields(code):
        return [one["field"] for one in told.all if one["code"] == code and one["entity"] == "process:venta"]

    told("", processes=[DRAFT])
    assert (fields("DAT002"), fields("PRO001")) == ([["owner"]], [])
    assert told(WORDS, processes=[DRAFT]) == []
    assert (fields("DAT002"), fields("PRO001")) == ([], [["owner"]])
    told(WORDS, "--select", "PRO011", processes=[DRAFT])
    assert fields("PRO011") == [["customer_outcome"]]


def test_a_text_that_must_be_there_and_holds_such_a_word_says_nothing_yet(told):
    told(WORDS, terms=[{**TERM, "definition": "En construcción"}])
    (one,) = [one for one in told.all if one["entity"] == "term:cliente" and one["code"] == "DAT002"]
    assert one["field"] == ["definition"]
    assert "says nothing yet" in one["message"]


def test_placeholders_of_the_wrong_type_are_told(told):
    (one,) = told("rules: {options: {DAT002: {placeholders: en construcción}}}")
    assert one["field"] == ["rules", "options", "DAT002", "placeholders"]


# --- The command line -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("option", ["--select", "--ignore"])
@pytest.mark.parametrize("codes", ["NOPE", "PRO001,NOPE", "PRO999"])
def test_a_code_on_the_command_line_that_names_no_rule_is_refused(base_of, check, option, codes):
    done = check(base_of(), option, codes)
    assert (done.code, done.out) == (2, "")
    assert codes.rpartition(",")[2] in done.err


@pytest.mark.parametrize("codes", ["PRO", "P", "PRO001", "pro001", "DAT,VOC"])
def test_beginnings_of_codes_name_rules(base_of, check, codes):
    for option in ("--select", "--ignore"):
        assert check(base_of(), option, codes, "--format", "json").code in (0, 1)


def test_other_commands_that_take_a_code_refuse_what_is_none(base_of, run):
    root = base_of({"roles": [ROLE]})
    told = run("rule", "PRO999", "--root", root, "--lang", "en")
    assert (told.code, "PRO999" in told.err, "PRO009" in told.err) == (2, True, True)
    told = run("waive", "PRO999", "role:jefa", "--reason", "x", "--approved-by", "role:jefa", "--expires", "2027-01-31", "--root", root)  # fmt: skip
    assert (told.code, "PRO999" in told.err) == (2, True)
