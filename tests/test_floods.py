"""One cause, one finding: many places, a language off the list, what another finding says already, an id that is not used."""

from __future__ import annotations

import json

import pytest
from bases import write

ROLE = {"id": "jefa", "name": {"es": "Jefa", "en": "Boss"}, "purpose": {"es": "Decidir.", "en": "To decide."}}
RISK = {"id": "fuga", "name": {"es": "Fuga", "en": "Leak"}, "category": "privacy"}
WAIVER = {"approved_by": "jefa", "reason": {"es": "Por ahora.", "en": "For now."}, "expires": "2027-01-31"}


@pytest.fixture
def told(base_of, check):
    """Check a base and return its findings; also where its settings name Spanish alone."""

    def call(contents, *codes, languages=None):
        base = base_of({"roles": [ROLE], **contents})
        if languages is not None:
            write(
                base / "timonel.yaml",
                f"model: 1\nname: Ejemplo\nas_of: 2026-11-20\nlanguages: {json.dumps(languages)}\n",
            )
        done = check(base, "--format", "json", "--lang", "en", *(("--select", ",".join(codes)) if codes else ()))
        assert done.code in (0, 1), done.err
        call.base = base
        return done.json["findings"]

    return call


def action(number, audience):
    return {"id": f"a{number}", "name": {"es": f"Acción {number}", "en": f"Action {number}"}, "type": "training", "audience": audience}  # fmt: skip


def test_a_field_refused_in_many_places_is_one_finding_with_the_count(told):
    found = told({"change-actions": [action(1, ["a", "b", "c", "d"]), action(2, ["a", "b"])]}, "DAT002")
    first, *others = found
    assert (first["entity"], first["field"]) == ("change-action:a1", ["audience", 0])
    assert "and 3 more in this field" in first["message"]
    assert len({(one["line"], one["column"]) for one in first["related"]}) == 3
    assert [one["field"] for one in others] == [["audience", 0], ["audience", 1]], "two are told one by one"


def test_the_first_of_many_keeps_the_fingerprint_that_it_has_alone(told):
    (alone,) = told({"change-actions": [action(1, ["a"])]}, "DAT002")
    (many,) = told({"change-actions": [action(1, ["a", "b", "c", "d"])]}, "DAT002")
    assert alone["fingerprint"] == many["fingerprint"]


def test_different_mistakes_in_one_field_stay_apart(told):
    found = told({"change-actions": [action(1, ["a", 7, "role:jefa", "role:jefa"])]}, "DAT002")
    assert len(found) == 3


def test_a_language_taken_off_the_list_is_one_finding_in_the_settings(told):
    """The texts in it are passed over, and what else stands in their fields counts."""
    terms = [{"id": f"t{number}", "name": {"es": "Término", "en": "Term"}, "definition": {"es": "Algo.", "en": "Thing."}} for number in range(9)]  # fmt: skip
    terms[0]["synonyms"] = {"en": ["Item"]}
    terms[0]["avoid"] = [{"word": f"w{n}", "lang": "es", "reason": {"es": "No.", "en": "No."}} for n in range(5)]
    (one,) = told({"terms": terms}, "DAT002", languages=["es"])
    assert (one["file"], one["line"]) == ("timonel.yaml", 4)
    assert "`en`" in one["message"]
    assert one["message"].startswith("11 entities"), "nine terms, the role and the organization"
    found = told({"terms": terms}, "DAT008", languages=["es", "fr"])
    assert "term:t0" in {one["entity"] for one in found}


def test_more_texts_of_such_a_language_than_a_file_may_have_mistakes_lose_no_entity(told, run):
    terms = [{"id": f"t{number}", "name": {"es": "Término", "en": "Term"}, "definition": {"es": "Algo.", "en": "Thing."}} for number in range(1200)]  # fmt: skip
    found = told({"terms": terms}, "DAT002", languages=["es"])
    assert [one["file"] for one in found] == ["timonel.yaml"]
    assert run("show", "term:t1199", "--root", told.base).code == 0


def test_a_language_in_one_or_two_entities_is_a_slip_at_its_place(told):
    wrong = {**ROLE, "id": "otra", "name": {"es": "Otra", "fr": "Autre"}}
    (one,) = told({"roles": [ROLE, wrong]}, "DAT002")
    assert (one["entity"], one["field"]) == ("role:otra", ["name", "fr"])
    assert told({"roles": [ROLE, wrong]}, "DAT008") == [], "one cause, one finding"


def test_a_slip_in_many_texts_of_one_entity_is_one_finding_with_the_count(told):
    wrong = {**ROLE, "id": "otra", "responsibilities": [{"es": f"Tarea {n}", "fr": f"Tâche {n}"} for n in range(5)], "name": {"es": "Otra", "fr": "Autre"}}  # fmt: skip
    (one,) = told({"roles": [ROLE, wrong]}, "DAT002")
    assert (one["entity"], "and 5 more texts" in one["message"], len(one["related"])) == ("role:otra", True, 5)


def test_settings_that_are_broken_are_not_in_the_way(told, check):
    terms = [{"id": f"t{number}", "name": {"fr": "Terme"}, "definition": {"fr": "Chose."}} for number in range(4)]
    told({"terms": terms})
    write(told.base / "timonel.yaml", "languages: [\n")
    found = check(told.base, "--format", "json", "--select", "DAT001,DAT002").found()
    assert [(one["code"], one["line"]) for one in found if one["file"] == "timonel.yaml"] == [
        ("DAT001", 2),
        ("DAT002", 1),
    ]


# --- One cause, one finding -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("risk", "subject"),
    [
        (RISK, "risk:antes"),  # it was renamed: DAT003 says so
        ({**RISK, "actions": "x"}, "risk:fuga"),  # a field of it is refused: DAT002 says so
        ({**RISK, "category": "nonsense"}, "risk:fuga"),
    ],
)
def test_a_waiver_is_not_called_unused_where_another_mistake_hides_its_gap(told, risk, subject):
    found = told({"risks": [risk], "waivers": [{**WAIVER, "rule": "RSK004", "entity": subject}]}, "DAT", "RSK004")
    assert len([one for one in found if one["code"] in ("DAT002", "DAT003")]) == 1
    assert "DAT006" not in {one["code"] for one in found}


def test_a_waiver_that_hides_nothing_is_still_told(told):
    found = told(
        {"risks": [RISK], "waivers": [{**WAIVER, "rule": "RSK004", "entity": "risk:fuga"}]}, "DAT006", "RSK004"
    )
    assert [one["code"] for one in found if one["code"] != "RSK004"] == ["DAT006"] or found[0]["status"] == "waived"


def test_a_policy_with_a_wrong_address_is_not_said_to_be_unpublished(told):
    policy = {"id": "aviso", "name": {"es": "Aviso", "en": "Notice"}, "type": "privacy", "url": "ejemplo.com/aviso", "published_in": ["web"]}  # fmt: skip
    contents = {
        "policies": [policy],
        "channels": [{"id": "web", "name": {"es": "Web", "en": "Web"}, "type": "digital"}],
        "data-assets": [{"id": "ficha", "name": {"es": "Ficha", "en": "Record"}, "personal": True}],
    }
    assert [one["code"] for one in told(contents, "DAT002", "PRV004")] == ["DAT002"]
    del policy["url"]
    assert [one["code"] for one in told(contents, "DAT002", "PRV004")] == ["PRV004"]


def test_a_process_that_serves_nothing_is_not_said_to_stand_alone_as_well(told):
    process = {"id": "venta", "name": {"es": "Venta", "en": "Sale"}, "type": "customer-facing"}
    codes = {one["code"] for one in told({"processes": [process]}) if one["entity"] == "process:venta"}
    assert "PRO002" in codes
    assert not codes & {"DAT009", "PRO006", "PRO011"}
    assert {one["code"] for one in told({"processes": [process]}, "PRO006")} == {"PRO006"}, (
        "asked for alone, it is there"
    )
    waiver = {**WAIVER, "rule": "PRO002", "entity": "process:venta"}
    waived = {
        one["code"] for one in told({"processes": [process], "waivers": [waiver]}) if one["entity"] == "process:venta"
    }
    assert "PRO006" in waived


# --- Ids that follow from what an entry speaks of ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("folder", "entry", "id_"),
    [
        ("measurements", {"of": "risk:fuga", "date": "2026-11-19", "probability": 3, "impact": 4}, "risk-fuga-2026-11-19"),
        ("waivers", {**WAIVER, "rule": "RSK002", "entity": "risk:fuga"}, "rsk002-risk-fuga"),
    ],
)  # fmt: skip
def test_an_id_that_is_not_used_is_told(told, folder, entry, id_):
    contents = {"risks": [RISK], folder: [{"id": "mine", **entry}]}
    (one,) = told(contents, "DAT002")
    assert (one["entity"], one["field"]) == (f"{folder[:-1]}:{id_}", ["id"])
    assert f"`{id_}`" in one["message"]
    assert told({**contents, folder: [{"id": id_, **entry}]}, "DAT002") == []
    assert told({**contents, folder: [entry]}, "DAT002") == []
