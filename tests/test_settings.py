"""timonel.yaml: every field has a default, and what is wrong is a finding while the check goes on."""

from datetime import UTC, datetime

import pytest
from babel import Locale

from timonel import __version__, clock, languages, settings
from timonel.site.context import Context
from timonel.site.urls import Urls
from timonel.site.views.shared.blocks import money
from timonel.text import number, said, say


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


@pytest.mark.parametrize(
    ("text", "place", "problem", "hint"),
    [
        ("name: a\nlocale: {es: es_MX}\n", (2, 10), "", ""),
        ("name: a\nlocale: {es: pt-BR}\n", (2, 10), "another language", "`es-MX`"),
        ("locale: {es: es-ZZ}\n", (1, 10), "nobody writes", "`es-MX`"),
        ("languages: [es]\nlocale: {fr: fr-CA}\n", (2, 10), "no language of the base", "es"),
        ("locale: es-MX\n", (1, 1), "", ""),
        ("name: a\ntimezone: America/Mexico_Cit\n", (2, 1), "no time zone", "`America/Mexico_City`"),
        ("timezone: America\n", (1, 1), "no time zone", ""),
        ("timezone: ../../etc/passwd\n", (1, 1), "", ""),
        ("brand: {accent: '#ffee00'}\n", (1, 9), "light scheme", "darker"),
        ("brand: {accent: '#101830'}\n", (1, 9), "dark scheme", "lighter"),
        ("brand: {accent: red}\n", (1, 9), "", ""),
        ("brand: {logo: ../logo.svg}\n", (1, 9), "", ""),
        ("brand: {colour: '#b3541e'}\n", (1, 9), "", ""),
        ("search: {words: {es: {queja: reclamo}}}\n", (1, 23), "", ""),
        ("search: {words: {de: {a: [b]}}}\n", (1, 18), "no language of the base", "es, en"),
        ("search: {synonyms: {}}\n", (1, 10), "", ""),
        ("requires: 1.1\n", (1, 1), "", ""),
        ("requires: '<2'\n", (1, 1), "", ""),
    ],
)
def test_what_the_settings_say_of_the_world_is_held_against_it(text, place, problem, hint):
    found, (misfit, *more) = load(text)
    assert not more
    assert (misfit.code, misfit.subject, misfit.line, misfit.column) == ("DAT002", "file:timonel.yaml", *place)
    assert problem in say(misfit.detail, "en")
    assert hint in (say(misfit.hint, "en") if misfit.hint else "")
    assert say(misfit.detail, "es") != say(misfit.detail, "en")
    assert (found.timezone, found.requires) == (None, None)
    assert not found.brand
    assert not any(found.search_words.values())
    assert {lang.locale for lang in found.languages} == {""}


def test_numbers_follow_the_locale_of_the_readers_and_words_their_language():
    found, misfits = load(
        "languages: [es, en]\nlocale: {es: es-MX}\ntimezone: America/Mexico_City\nrequires: '>=1.0'\n"
        "brand: {logo: docs/logo.svg, accent: '#b3541e'}\nsearch: {words: {es: {queja: [reclamación]}}}\n"
    )
    assert misfits == []
    spanish, english = found.languages
    assert (number(8420.5, spanish), number(8420.5, english), number(8420.5, "es")) == (
        "8,420.5",
        "8,420.5",
        "8\xa0420,5",
    )
    assert say(said("yes"), spanish) == "sí"
    assert found.search_words == {"es": {"queja": ["reclamación"]}}


def test_the_site_writes_amounts_and_dates_as_at_home(judged):
    result = judged({"timonel": {"locale": {"es": "es-MX"}}})
    ctx = Context(result, "es", Urls())
    assert (ctx.number(8420.5), money(ctx, 8420, "MXN"), ctx.date("2026-11-20")) == (
        "8,420.5",
        "8,420\xa0MXN",
        "20 nov 2026",
    )
    assert Context(judged({}), "es", Urls()).number(8420.5) != "8,420.5"


def test_today_is_the_day_in_the_time_zone_that_the_base_names(base_of, run, monkeypatch):
    class Evening(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2026, 11, 21, 2, 30, tzinfo=UTC).astimezone(tz)

    monkeypatch.setattr(clock, "datetime", Evening)
    organization = {"organization": [{"id": "a", "name": "A", "mission": "Servir.", "vision": "Servir."}]}
    for zone, day in (("America/Mexico_City", "2026-11-20"), ("Europe/Madrid", "2026-11-21"), (None, "2026-11-21")):
        root = base_of(organization, f"base-{zone}".replace("/", "-"))
        (root / "timonel.yaml").write_text(f"model: 1\nlanguages: [es]\n{f'timezone: {zone}' if zone else ''}\n")
        for _ in range(2):  # what was kept is asked on the same day
            assert run("check", "--root", root, "--format", "json").json["as_of"] == day


def test_a_base_that_requires_a_newer_timonel_is_refused_in_a_line(base_of, run):
    root = base_of({"timonel": {"requires": ">=99.1"}})
    for command in (["check"], ["export", "--format", "json"], ["show", "role:a"]):
        told = run(*command, "--root", root)
        assert told.code == 2
        assert (
            told.err == f"Error: timonel.yaml requires Timonel >=99.1, and this is {__version__}: install a newer one\n"
        )
    assert run("check", "--root", base_of({"timonel": {"requires": ">= 1"}}, "old")).code != 2


def test_a_base_for_1_0_0_requires_no_more_than_1_0(base_of, run):
    assert run("check", "--root", base_of({"timonel": {"requires": f">={__version__}"}})).code != 2


@pytest.mark.parametrize("region", [*languages.of("es").regions])
def test_regions_write_numbers_as_babel_says(region):
    symbols = Locale("es", region).number_symbols
    assert languages.of("es").regions[region] == (symbols["latn"]["group"], symbols["latn"]["decimal"])
