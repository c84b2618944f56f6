"""A wrong reference says what is there, and what belongs there; what is missing says how to write it."""

import json
from pathlib import Path

import pytest
from bases import write
from goldens import same

from timonel.text import say

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


CRM = {"id": "crm", "name": "CRM", "type": "project"}
AROUND = {
    "roles": [{**ROLE, "holders": [{"person": "ana"}]}, {"id": "otra", "name": "Otra", "purpose": "p"}],
    "people": PEOPLE,
    "systems": [{"id": "caja", "name": "Caja", "category": "pos"}],
    "data/goals/rota.yaml": "id: rota\nname: 'x\n",
    "initiatives": [CRM],
    "phases": [{"id": "ida", "name": "Ida", "order": 1, "type": "other", "criteria": [{"id": "uno", "statement": "s"}, {"id": "dos", "statement": "s"}]}],
    "terms": [{"id": "caso", "name": "Caso", "definition": "d"}],
}  # fmt: skip


def _phase(phase="ida", **more):
    return {"initiatives": [{**CRM, "phases": [{"phase": phase, "status": "pending", **more}]}]}


def _process(**more):
    return {"processes": [{"id": "p", "name": "P", "type": "support", **more}]}


def _waiver(rule, entity, by):
    return {"waivers": [{"rule": rule, "entity": entity, "reason": "r", "approved_by": by, "expires": "2027-01-01"}]}


WRONG = [
    *(_process(owner=one) for one in ("pendiente", "jefe", "ana", "leo", "caja", "zzz")),
    _process(systems=["pendiente", "caja"]),
    _process(steps=[{"id": "u", "name": "U", "role": "jefa", "next": ["d", "u"]}, {"id": "dos", "name": "D"}]),
    _process(steps=[{"id": "u", "name": "U", "next": [{"to": "dox", "when": "x"}, "dos"]}, {"id": "dos", "name": "D"}]),
    _process(description="Ver [x](role:jefa), [y](role:jef), [z](zzz:a) y [w](goal:rota)."),
    _process(description={"es": "[y](role:jef)", "en": "[y](system:caj)"}),
    _phase(evidence=[{"criterion": "uno", "url": "https://x.example"}, {"criterion": "tres", "url": "https://x.example"}]),
    _phase("vuelta", evidence=[{"criterion": "tres", "url": "https://x.example"}]),
    *(_phase(approved_by=one) for one in ("jefa", "jef", "role:jefa", "role:jef", "person:ana", "resolution:nada")),
    {"initiatives": [{**CRM, "goals": ["rota"]}]},
    {"initiatives": [{**CRM, "goals": ["otra", "nada"]}]},
    _waiver("PRO901", "process:nada", "jefa"), _waiver("PRO001", "page:x.md", "jefa"), _waiver("PRO001", "goal:rota", "jef"), _waiver("PRO001", "proces:p", "role:otra"),
    _waiver("PRO001", "file:x", "resolution:x"),
    {"benefits": [{"id": "b", "name": "B", "initiative": "pendiente", "statement": "s"}]},
    {"measurements": [{"of": one, "date": "2026-01-01", "probability": 1, "impact": 1} for one in ("risk:caja", "measurement:caja", "system:caja")]},
    {"terms": [{"id": "caso", "name": "Caso", "definition": "d", "see_also": ["caso", "cazo", "measurement"]}]},
    {"risks": [{"id": "r", "name": "R", "category": "process", "affects": ["system:caja", "system:caj", "role:jefa", "goal:rota"]}]},
    {"forums": [{"id": "f", "name": "F", "members": [{"role": "jeffa"}, {"role": "ana"}]}]},
    {"confirmations": [{"entity": one, "by": "ana", "date": "2026-01-01", "until": "2027-01-01", "fingerprint": "0" * 64} for one in ("process:p", "role:jefa")]},
    {"commitments": [{"rule": "PRO001", "entity": "confirmation:x", "by": "jefa", "until": "2027-01-01"}]},
    {"docs/es/a.md": "# A\n\n{{ kb.link('role:jefa') }} {{ kb.link('role:jef') }}, {{ kb.rule('PRO01') }} {{ kb.rule('PRO001') }}\n{{ kb.link('zzz:a') }} {{ kb.link('goal:rota') }}{{ kb.link('role:jef') }}\n"},
    {"docs/es/a.md": "{{ kb.link('role:ana') }}{% if kb.has('role:jef') %}{{ kb.link('role:jef') }}{% endif %}\n```\n{{ kb.link('role:x') }}\n```\n{# kb.link('role:y') #}{% raw %}{{ kb.link('role:z') }}{% endraw %} {{ kb.link(\"role:w\") }}\n"},
]  # fmt: skip


def test_what_is_said_of_each_wrong_reference_is_as_it_was_read(loaded):
    """Whether it leads nowhere, astray or to what cannot be read, and what comes near; what is right is not spoken of."""
    told = []
    for case in WRONG:
        told.append(json.dumps(case, ensure_ascii=False))
        for one in loaded({**AROUND, **case}).misfits:
            if one.file != "data/goals/rota.yaml":
                hint = f" | {say(one.hint, 'en')}" if one.hint else ""
                told.append(
                    f"  {one.code} {one.subject} {one.line}:{one.column} {'.'.join(map(str, one.keys))}: {say(one.detail, 'en')}{hint}"
                )
    same(Path(__file__).parent / "golden" / "references.txt", "\n".join([*told, ""]))


def test_of_many_wrong_references_the_first_are_told_what_comes_near(loaded):
    """Looking that up takes its time: a flood is one mistake."""
    many = [{"id": f"p{n:02}", "name": "P", "type": "support", "owner": "jefo"} for n in range(30)]
    found = loaded({**AROUND, "data/goals/rota.yaml": "[]\n", "processes": many}).misfits
    assert [bool(one.hint and "nearest" in one.hint.msgid) for one in found] == [True] * 25 + [False] * 5
