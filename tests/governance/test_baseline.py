"""The baseline: known gaps do not count, new ones always do, and it only shrinks."""

from __future__ import annotations

import json

import pytest

from timonel.governance import baseline
from timonel.governance.baseline import BaselineError, Entry, applied, entries_of, parse, render

PROCESS = {"name": "X", "type": "support"}
ROLE = {"id": "jefa", "name": "Jefa", "purpose": "Decidir."}
FIRST, SECOND = {"id": "uno", **PROCESS}, {"id": "dos", **PROCESS}


@pytest.fixture
def file(tmp_path):
    return tmp_path / "baseline.json"


@pytest.fixture
def ask(base_of, check, file):
    """Check a base of processes, rule PRO001 alone unless told otherwise, in English."""

    def call(processes, *arguments, codes="PRO001", **contents):
        return check(
            base_of({"processes": processes, "roles": [ROLE], **contents}),
            *(("--select", codes) if codes else ()),
            *arguments,
        )

    return call


def test_known_gaps_do_not_count_and_new_ones_do(ask, file):
    assert ask([FIRST]).code == 1
    wrote = ask([FIRST], "--write-baseline", file)
    assert (wrote.code, wrote.err) == (0, f"{file}: gaps in the baseline: 1\n")
    known = ask([FIRST], "--baseline", file, "--format", "json")
    assert (known.code, known.err) == (0, "")
    assert [one["status"] for one in known.found()] == ["baselined"]
    fresh = ask([FIRST, SECOND], "--baseline", file, "--format", "json")
    assert fresh.code == 1
    assert {one["entity"]: one["status"] for one in fresh.found()} == {
        "process:uno": "baselined",
        "process:dos": "open",
    }


def test_text_says_how_many_are_known(ask, file):
    ask([FIRST], "--write-baseline", file)
    assert "1 in the baseline" in ask([FIRST], "--baseline", file, "--lang", "en").out


def test_it_survives_edits_of_everything_else(ask, file):
    ask([FIRST], "--write-baseline", file)
    moved = [
        {"id": "antes", **PROCESS, "owner": "jefa"},
        {"id": "uno", "type": "customer-facing", "name": "Otro nombre"},
    ]
    assert ask(moved, "--baseline", file, "--lang", "en").code == 0


def test_a_gap_closed_lets_it_shrink(ask, file):
    ask([FIRST, SECOND], "--write-baseline", file)
    told = ask([FIRST], "--baseline", file)
    assert (told.code, told.err.count("\n")) == (0, 1)
    assert "can shrink by 1:" in told.err
    assert ask([FIRST], "--baseline", file, "--strict-baseline").code == 1
    shrunk = ask([FIRST], "--baseline", file, "--write-baseline", file)
    assert "shrink" not in shrunk.err
    assert ask([FIRST], "--baseline", file, "--strict-baseline").code == 0


def test_of_equal_gaps_one_more_is_new_and_one_less_is_gone(judged):
    """A text that links twice to the same nothing has two equal gaps, with numbered fingerprints."""

    def result(number):
        return judged({"roles": [{**ROLE, "description": "[aquí](process:no-hay) " * number}]}, "DAT003")

    one, two = result(1), result(2)
    assert (len(one.findings), len(two.findings)) == (1, 2)
    assert sorted(each.status for each in applied(two, entries_of(one))[0].findings) == ["baselined", "open"]
    assert len(applied(one, entries_of(two))[1]) == 1


def test_a_rule_that_did_not_run_leaves_nothing_stale(ask, file):
    ask([FIRST], "--write-baseline", file, codes="PRO001,PRO006")
    fixed = [{**FIRST, "owner": "jefa"}]
    assert ask(fixed, "--baseline", file, "--strict-baseline", codes="PRO006").code == 0
    assert ask(fixed, "--baseline", file, "--strict-baseline", codes="PRO001").code == 1


def test_an_owner_alone_leaves_nothing_stale(ask, file):
    ask([FIRST], "--write-baseline", file)
    shown = ask([FIRST], "--baseline", file, "--strict-baseline", "--owner", "role:jefa")
    assert (shown.code, shown.err) == (0, "")


def test_writing_after_some_rules_keeps_what_the_others_know(ask, file):
    contents = {"lessons": [{"id": "x", "name": "X", "statement": "Así es.", "pillar": "people"}]}
    ask([FIRST], "--write-baseline", file, codes="PRO001,LES002", **contents)
    before = file.read_bytes()
    ask([FIRST], "--write-baseline", file, codes="LES002", **contents)
    assert file.read_bytes() == before


def test_an_entity_that_cannot_be_read_is_not_taken_for_fixed(ask, file):
    ask([], "--write-baseline", file, **{"data/processes/uno.yaml": "id: uno\nname: X\ntype: support\n"})
    told = ask([], "--baseline", file, "--strict-baseline", **{"data/processes/uno.yaml": "id: uno\nname: [X\n"})
    assert "shrink" not in told.err


def test_a_waiver_goes_before_it(ask, file):
    ask([FIRST], "--write-baseline", file)
    waivers = [
        {
            "rule": "PRO001",
            "entity": "process:uno",
            "reason": "Se decide en enero.",
            "approved_by": "x",
            "expires": "2027-01-31",
        }
    ]
    told = ask([FIRST], "--baseline", file, "--format", "json", waivers=waivers)
    assert [one["status"] for one in told.found()] == ["waived"]
    assert "can shrink by 1:" in told.err
    ask([FIRST], "--write-baseline", file, waivers=waivers)
    assert parse(file.read_bytes()) == []


def test_the_file_is_stable_sorted_and_one_gap_a_line(ask, file):
    ask([FIRST, SECOND], "--write-baseline", file)
    first = file.read_bytes()
    ask([SECOND, FIRST], "--write-baseline", file)
    assert file.read_bytes() == first
    lines = first.decode().splitlines()
    assert [json.loads(one.strip(" ,"))["entity"] for one in lines[1:-1]] == ["process:dos", "process:uno"]
    assert [one.name for one in file.parent.iterdir() if one.suffix == ".tmp"] == []


def test_what_is_written_is_read(file):
    entries = [Entry("VOC001", "page:es/guía «x».md", "b" * 64), Entry("PRO001", "process:uno", "a" * 64)]
    assert parse(render(entries).encode()) == sorted(entries)
    assert parse(render([]).encode()) == []


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{", b"\xff", b"[]", b"null", b"{}", b'{"baseline": 1}', b'{"baseline": 1, "findings": {}}', b'{"baseline": true, "findings": 1}',
        b'{"baseline": 1, "findings": [1]}', b'{"baseline": 1, "findings": [{"code": "PRO001", "entity": "a:b", "fingerprint": "x"}]}',
        b'{"baseline": 2, "findings": []}', b"<<<<<<< HEAD\n{}", b"[" * 100_000,
    ],
)  # fmt: skip
def test_a_broken_file_is_one_line_and_exit_2(ask, file, data):
    with pytest.raises(BaselineError):
        parse(data)
    file.write_bytes(data)
    told = ask([FIRST], "--baseline", file)
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1)
    assert str(file) in told.err


def test_a_missing_file_is_one_line_and_exit_2(ask, file):
    told = ask([FIRST], "--baseline", file)
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1)
    assert "--write-baseline" in told.err


def test_strict_needs_a_baseline(ask):
    assert ask([FIRST], "--strict-baseline").code == 2


def test_a_gap_of_a_rule_that_is_no_more_is_gone(judged):
    result = judged({"processes": [FIRST]}, "PRO001")
    old = Entry("ZZZ999", "process:uno", "c" * 64)
    assert applied(result, [old])[1] == [old]
    assert baseline.entries_of(result, [old]) == [Entry("PRO001", "process:uno", result.findings[0].fingerprint)]


def test_a_gap_of_a_page_reads_as_its_author_wrote_its_name():
    text = render([Entry("VOC001", "page:es/guía «x».md", "b" * 64)])
    assert "page:es/guía «x».md" in text
