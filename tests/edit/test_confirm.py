"""`timonel confirm`: shows first, writes on demand and every byte else stays; a change breaks what was confirmed."""

from __future__ import annotations

import hashlib
import json
import unicodedata

import pytest

PROCESS = {"id": "alta", "name": "Alta", "type": "support", "owner": "jefa"}
ROLES = [
    {"id": "jefa", "name": "Jefa", "purpose": "Decidir.", "holders": [{"person": "ana"}]},
    {"id": "otra", "name": "Otra", "purpose": "Mirar.", "holders": [{"person": "leo"}]},
]
PEOPLE = [{"id": one, "name": one.title(), "employment": "internal"} for one in ("ana", "leo")]
FILE = "data/confirmations/ana.yaml"


@pytest.fixture
def confirm(base_of, run):
    """Confirm entries in a small base."""

    def call(*keys, files=None, root=None, by="person:ana", until="2027-05-31", more=("--apply",), **changes):
        call.root = root or base_of(
            {"processes": [PROCESS], "roles": ROLES, "people": PEOPLE, **(files or {}), **changes}
        )
        keys = keys or ("process:alta",)
        return run("confirm", *keys, "--by", by, "--until", until, *more, "--root", call.root)

    return call


def found(check, root, code):
    return [one["entity"] for one in check(root, "--select", code, "--format", "json").found()]


def test_without_apply_it_shows_and_writes_nothing(confirm):
    told = confirm(more=("--lang", "en"))
    assert told.code == 0
    assert "process:alta  Alta" in told.out
    assert "answers for it: Jefa (Ana)" in told.out
    assert "--apply" in told.err
    assert not (confirm.root / "data/confirmations").exists()


def test_the_severe_risks_and_the_gaps_of_an_entry_are_told_the_worst_first(confirm):
    """Three of each at most; neither what is not severe, nor what is over, nor what was never measured."""
    sizes = {"a": (3, 4), "b": (5, 5), "c": (2, 5), "d": (4, 4), "e": (4, 5), "f": (5, 5)}
    risks = [
        {"id": one, "name": one.upper(), "category": "process", "affects": ["process:alta"]} for one in (*sizes, "g")
    ]
    risks[5]["status"] = "closed"
    measured = [
        {"of": f"risk:{one}", "date": "2026-11-01", "probability": p, "impact": i} for one, (p, i) in sizes.items()
    ]
    told = confirm(more=("--lang", "en"), risks=risks, measurements=measured).out.splitlines()
    assert [line for line in told if "severe risk" in line] == [
        "  ! severe risk: B (25)",
        "  ! severe risk: E (20)",
        "  ! severe risk: D (16)",
    ]
    assert sum(line.startswith("  ! ") and "severe" not in line for line in told) == 2
    few = confirm(
        more=("--lang", "en"), risks=[risks[0], risks[2], risks[6]], measurements=[measured[0], measured[2]]
    ).out
    assert [line for line in few.splitlines() if "severe risk" in line] == ["  ! severe risk: A (12)"]


def test_what_is_written_is_the_digest_of_the_material_fields_and_breaks_when_one_changes(confirm, check):
    told = confirm(more=("--apply", "--entered-by", "Leo"))
    assert (told.code, told.out.splitlines()[-1]) == (0, FILE)
    text = (confirm.root / FILE).read_text("utf-8")
    fields = json.dumps({"type": "support", "owner": "jefa"}, sort_keys=True, separators=(",", ":"))
    assert f"fingerprint: {hashlib.sha256(fields.encode()).hexdigest()}\n" in text
    assert "entered_by: Leo\n" in text
    assert "role:jefa" in text
    assert not found(check, confirm.root, "TRU")
    data = confirm.root / "data/processes.yaml"
    there = data.read_text("utf-8")
    data.write_text(there.replace("Alta", "Alta de cliente"), "utf-8")
    assert not found(check, confirm.root, "TRU")
    data.write_text(there.replace("jefa", "otra"), "utf-8")
    message = check(confirm.root, "--select", "TRU001", "--format", "json", "--lang", "es").found()[0]["message"]
    assert "dueño (antes: Jefa; ahora: Otra)" in message


def test_the_form_of_a_letter_breaks_nothing(confirm, check):
    """É in one character or in two is the same letter."""
    role = {**ROLES[0], "purpose": "Décidir."}
    assert confirm("role:jefa", roles=[role, ROLES[1]]).code == 0
    data = confirm.root / "data/roles.yaml"
    data.write_text(unicodedata.normalize("NFD", data.read_text("utf-8")), "utf-8")
    assert not found(check, confirm.root, "TRU001")


def test_what_it_needs_may_change_hands_and_not_be_lost(confirm, check):
    assert confirm().code == 0
    data = confirm.root / "data/roles.yaml"
    there = data.read_text("utf-8")
    data.write_text(there.replace("ana", "leo"), "utf-8")
    assert not found(check, confirm.root, "TRU001")
    data.write_text(there.replace('"person": "ana"', '"person": "ana", "until": "2026-01-01"'), "utf-8")
    assert found(check, confirm.root, "TRU001") == ["process:alta"]


def test_a_second_confirmation_renews_the_first_and_leaves_other_bytes_alone(confirm):
    assert confirm("process:alta", "role:otra").code == 0
    path = confirm.root / FILE
    path.write_text(f"# Lo que confirma Ana\n{path.read_text('utf-8')}# fin\n", "utf-8")
    before = path.read_text("utf-8")
    assert confirm(root=confirm.root, until="2028-01-31").code == 0
    assert path.read_text("utf-8") == before.replace("until: 2027-05-31", "until: 2028-01-31", 1)


@pytest.mark.parametrize(
    ("keys", "options", "told"),
    [
        (("process:baja",), {}, "there is no process:baja"),
        (("person:ana",), {}, "nothing to confirm"),
        (("process:alta",), {"by": "person:eva"}, "there is no person:eva"),
        (("process:alta",), {"until": "2020-01-01"}, "2020-01-01 is past"),
        (tuple(f"process:p{n}" for n in range(11)), {}, "at most 10"),
    ],
)
def test_what_nobody_can_confirm_is_refused_and_nothing_written(confirm, keys, options, told):
    refused = confirm(*keys, **options)
    assert refused.code == 2
    assert told in refused.err
    assert not (confirm.root / "data/confirmations").exists()


def test_ten_at_a_time_and_no_more(confirm):
    many = [{**PROCESS, "id": f"p{n}"} for n in range(11)]
    keys = [f"process:{one['id']}" for one in many]
    assert confirm(*keys[:10], processes=many).code == 0
    refused = confirm(*keys, processes=many, more=("--apply", "--lang", "en"))
    assert (refused.code, "at most 10 entries at a time" in refused.err) == (2, True)


def test_who_does_not_answer_is_told_so_and_found(confirm, check):
    told = confirm(by="person:leo")
    assert told.code == 0
    assert "leo does not answer for it today" in told.err
    assert found(check, confirm.root, "TRU003") == ["process:alta"]
