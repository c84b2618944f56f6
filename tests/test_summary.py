"""A base with more gaps than anybody reads: what to do first, on one screen."""

import pytest

GAPS = {
    "roles": [{"id": f"r{n}", "name": f"Rol {n}", "purpose": "Cuidar."} for n in range(8)],
    "processes": [{"id": f"p{n}", "name": f"Proceso {n}", "type": "customer-facing"} for n in range(20)],
    "systems": [{"id": f"s{n}", "name": f"Sistema {n}"} for n in range(10)],
}


@pytest.fixture
def root(base_of):
    return base_of(GAPS)


@pytest.mark.parametrize("lang", ["es", "en"])
def test_hundreds_of_gaps_fit_a_screen(root, check, lang):
    whole, short = check(root, "--lang", lang), check(root, "--summary", "--lang", lang)
    lines = short.out.splitlines()
    assert len(whole.out.splitlines()) > 400
    assert len(lines) <= 30
    assert max(map(len, lines)) <= 120
    assert (short.code, lines[-2:]) == (whole.code, ["", whole.out.splitlines()[-1]])


def test_it_begins_with_what_comes_first_and_counts_all(root, check):
    said = check(root, "--summary", "--lang", "en").out
    findings = [one for one in check(root, "--format", "json").json["findings"] if one["status"] == "open"]
    first = said.splitlines()[1]
    assert first.split()[1] in {one["code"] for one in findings if one["severity"] == "error"}
    rules = said.partition("By rule\n")[2].partition("\n\n")[0].splitlines()
    assert sum(int(line.split()[0]) for line in rules) == len(findings)


def test_who_must_act_is_named_with_the_command_that_shows_their_gaps(base_of, check):
    root = base_of({"roles": [{"id": "jefa", "name": "Jefa", "purpose": "Cuidar."}], "processes": [{"id": "p", "name": "P", "type": "support", "owner": "jefa"}]})  # fmt: skip
    assert "Jefa (vacant)  ·  timonel check --owner role:jefa" in check(root, "--summary", "--lang", "en").out


@pytest.mark.parametrize(
    ("there", "step"),
    [
        ({}, "timonel new area"),
        ({"areas": [{"id": "a", "name": "A", "type": "business"}]}, "timonel new role"),
        ({"areas": [{"id": "a", "name": "A", "type": "business"}], "roles": [{"id": "r", "name": "R", "purpose": "Cuidar."}]}, "timonel new process"),
    ],
)  # fmt: skip
def test_a_young_base_is_told_its_next_step(base_of, check, there, step):
    assert step in check(base_of(there), "--summary").out


def test_only_the_first_gaps_are_told(root, check):
    whole, three = check(root, "--lang", "en"), check(root, "--lang", "en", "--limit", 3)
    assert three.out.split("\n\n")[:3] == whole.out.split("\n\n")[:3]
    assert "more gaps not shown: `timonel check --summary`" in three.out.split("\n\n")[3]
    assert (three.code, three.out.splitlines()[-1]) == (whole.code, whole.out.splitlines()[-1])


@pytest.mark.parametrize("option", [["--summary"], ["--limit", 1]])
def test_programs_get_everything(root, check, option):
    refused = check(root, "--format", "json", *option)
    assert (refused.code, "--format text" in refused.err) == (2, True)
