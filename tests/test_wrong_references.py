"""A wrong reference says what is there, and what belongs there; what is missing says how to write it."""

import pytest
from bases import write

PROCESS = {"id": "alta", "name": {"es": "Alta", "en": "Sign-up"}, "type": "support", "supports": ["alta"]}
ROLE = {
    "id": "jefa",
    "name": {"es": "Jefa de tienda", "en": "Shop head"},
    "purpose": {"es": "Mandar.", "en": "To lead."},
}
PEOPLE = [
    {"id": "ana", "name": "Ana", "employment": "internal"},
    {"id": "leo", "name": "Leo", "employment": "internal"},
]


@pytest.fixture
def told(base_of, check):
    def call(owner, roles):
        base = base_of({"processes": [{**PROCESS, "owner": owner}], "roles": roles, "people": PEOPLE})
        (found,) = check(base, "--format", "json", "--lang", "en", "--select", "DAT002,DAT003").json["findings"]
        return f"{found['message']} {found['hint']}"

    return call


def test_a_person_where_a_role_belongs_is_told_with_the_roles_that_they_hold(told):
    said = told("ana", [{**ROLE, "holders": [{"person": "ana"}]}])
    assert "`ana` is of another kind (Person); here belongs: Role" in said
    assert "that person holds: `jefa`" in said
    assert "does not exist" not in said


def test_a_person_who_holds_nothing_is_no_reason_to_guess(told):
    said = told("leo", [{**ROLE, "holders": [{"person": "ana"}]}])
    assert "of another kind" in said
    assert "holds" not in said


def test_a_thing_of_another_kind_is_told_with_what_belongs_there(base_of, check):
    need = {
        "id": "r",
        "name": {"es": "R", "en": "R"},
        "statement": {"es": "Ver.", "en": "See."},
        "serves": ["system:siebel"],
    }
    base = base_of({"requirements": [need], "systems": [{"id": "siebel", "name": "Siebel", "category": "crm"}]})
    (found,) = check(base, "--format", "json", "--lang", "en", "--select", "DAT003").json["findings"]
    assert (
        "`system:siebel` is of another kind (System); here belongs: Process, Touchpoint and Objective"
        in found["message"]
    )


def test_where_nothing_is_near_no_nearest_are_spoken_of(told):
    assert "nearest" not in told("zzz", [ROLE])


def test_no_organization_says_which_file_to_write_with_which_fields(base_of, check):
    base = base_of({"roles": [ROLE]})
    for file in base.rglob("organization*"):
        file.unlink()
    write(base / "data" / "roles.yaml", "[]\n")
    found = check(base, "--format", "json", "--lang", "en", "--select", "DAT002").json["findings"]
    assert "data/organization.yaml with four fields: `id`, `name`, `mission`, `vision`" in found[0]["hint"]


def test_a_new_base_hears_nothing_about_what_the_method_brought(base_of, run, check):
    root = base_of() / "bare"
    assert run("init", root, "--bare").code == 0
    found = check(root, "--format", "json", "--select", "DAT009").json["findings"]
    assert [(one["file"], one["message"]) for one in found] == []


@pytest.mark.parametrize(("written", "advice"), [
    ("system:caja", "here belongs the id of a `process`, with nothing in front of it"),
    ("process:alta", "write `alta`"),
])  # fmt: skip
def test_a_kind_in_front_of_an_id_is_left_out_only_where_it_is_the_right_one(base_of, check, written, advice):
    base = base_of({"processes": [{**PROCESS, "supports": [written]}]})
    (found,) = check(base, "--format", "json", "--lang", "en", "--select", "DAT002").json["findings"]
    assert found["hint"] == advice


@pytest.mark.parametrize(("kind", "field"), [("area", "area"), ("system", "systems")])
def test_what_is_missing_is_told_with_the_command_that_makes_it(base_of, check, kind, field):
    value = "bodega" if field == "area" else ["bodega"]
    base = base_of({"processes": [{**PROCESS, "supports": [], "owner": "jefa", field: value}], "roles": [ROLE]})
    (found,) = check(base, "--format", "json", "--lang", "en", "--select", "DAT003").json["findings"]
    assert found["hint"].startswith(f"write an id that exists, or make it with `timonel new {kind} --set id=bodega`")


def test_what_is_nearly_there_is_told_first_and_then_what_makes_another(base_of, check):
    areas = [{"id": "bodegas", "name": {"es": "B", "en": "B"}, "type": "business"}]
    base = base_of({"processes": [{**PROCESS, "supports": [], "area": "bodega"}], "areas": areas})
    (found,) = check(base, "--format", "json", "--lang", "en", "--select", "DAT003").json["findings"]
    assert "`bodegas`; if it is a new one, `timonel new area --set id=bodega` makes it" in found["hint"]
