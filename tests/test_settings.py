"""timonel.yaml: every field has a default, and what is wrong is a finding while the check goes on."""

import pytest

from timonel import settings
from timonel.text import say


def load(text):
    return settings.load(text.encode())


def test_no_file_and_an_empty_file_mean_the_defaults():
    assert settings.load(None) == (settings.Settings(), [])
    found, misfits = load("")
    assert misfits == []
    assert (found.languages, found.fail_on, found.publish) == (("es", "en"), "error", {"people": True, "emails": False})


def test_the_repositorys_own_settings_are_in_order(example):
    found, misfits = settings.load((example / "timonel.yaml").read_bytes())
    assert misfits == []
    assert found.as_of == "2026-11-20"
    assert found.vocabulary_owner == "role:gerente-de-crm"


def test_everything_that_the_file_says_is_taken():
    found, misfits = load(
        "model: 1\nname: {pt: Programa}\nlanguages: [pt]\nas_of: 2026-11-20\nholidays: [2026-11-16]\nvocabulary_owner: role:a\n"
        "publish: {people: false}\n"
        "rules:\n  fail_on: warning\n  severity: {PRO006: info}\n  ignore: [{rule: BUD002, reason: x, until: 2027-03-31}]\n"
        "  options: {ROL009: {max_roles: 5}}\n",
    )
    assert misfits == []
    assert (found.lang, found.fail_on, found.severity) == ("pt", "warning", {"PRO006": "info"})
    assert found.options == {"ROL009": {"max_roles": 5}}
    assert found.holidays == {"2026-11-16"}
    assert found.publish == {"people": False, "emails": False}


@pytest.mark.parametrize(
    ("text", "code", "place", "hint"),
    [
        ("name: a\nlanguage: [es]\n", "DAT002", (2, 1), "did you mean `languages`?"),
        ("languages: es\n", "DAT002", (1, 1), ""),
        ("languages: []\n", "DAT002", (1, 1), ""),
        ("languages: [no, 7]\n", "DAT002", (1, 17), "put quotes"),
        ("model: one\n", "DAT002", (1, 1), ""),
        ("name: a\nas_of: tomorrow\n", "DAT002", (2, 1), ""),
        ("rules:\n  fail_on: warnings\n", "DAT002", (2, 3), "did you mean `warning`?"),
        ("rules:\n  severity:\n    PRO001: fatal\n", "DAT002", (3, 5), ""),
        ("rules:\n  severity: {pro001: info}\n", "DAT002", None, ""),
        ("rules: x\n", "DAT002", (1, 1), ""),
        ("holidays: [20-11-2026]\n", "DAT002", (1, 12), ""),
        ("vocabulary_owner: gerente\n", "DAT002", (1, 1), ""),
        ("name: a\nrepository:\n  edit: 'javascript:alert(1)'\n", "DAT002", (3, 3), ""),
        ("name: a\nrepository:\n  url: javascript:alert(1)\n", "DAT002", (3, 3), ""),
        ("repository: {edit: 'data:text/html,{path}'}\n", "DAT002", (1, 14), ""),
        ("- a\n- b\n", "DAT002", (1, 1), ""),
        ("just text\n", "DAT002", (1, 1), ""),
        ("7\n", "DAT002", (1, 1), ""),
        ("a: [\n", "DAT001", None, ""),
        ("\x00", "DAT001", (1, 1), ""),
    ],
)
def test_what_is_wrong_is_a_finding_at_its_place_and_the_default_stands_in(text, code, place, hint):
    found, (misfit, *_) = load(text)
    assert misfit.code == code
    assert misfit.subject == "file:timonel.yaml"
    assert place in (None, (misfit.line, misfit.column))
    assert hint in (say(misfit.hint, "en") if misfit.hint else "")
    assert found.fail_on == "error"
    assert found.languages
    assert all(isinstance(lang, str) for lang in found.languages)


def test_one_wrong_field_leaves_the_others_standing():
    found, misfits = load("as_of: soon\nname: Programa\nrules: {fail_on: x, severity: {PRO006: info}}\n")
    assert len(misfits) == 2
    assert (found.as_of, found.name, found.fail_on, found.severity) == (None, "Programa", "error", {"PRO006": "info"})


def test_a_rule_is_ignored_up_to_and_including_the_last_day():
    found, _ = load("rules: {ignore: [{rule: PRO001, reason: x, until: 2026-11-20}, {rule: PRO002, reason: x}]}")
    assert found.ignored("PRO001", "2026-11-20")
    assert not found.ignored("PRO001", "2026-11-21")
    assert found.ignored("PRO002", "2999-01-01")
    assert not found.ignored("PRO003", "2026-11-20")


def test_edit_links_quote_the_path():
    found, _ = load("repository: {url: 'https://git.example/x', edit: '{url}/edit/{branch}/{path}'}")
    assert found.edit_url("data/a b/{url}.yaml") == "https://git.example/x/edit/main/data/a%20b/%7Burl%7D.yaml"
    assert settings.Settings().edit_url("data/a.yaml") is None
