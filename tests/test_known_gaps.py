"""The gaps that a team knew when it began: a file that the settings name, and that counts wherever gaps are counted."""

import pytest

import timonel

NOTED = {"timonel": {"baseline": "known.json"}}
PROCESSES = {"processes": [{"id": f"p{n}", "name": f"P{n}", "type": "support"} for n in range(5)]}


@pytest.fixture
def root(base_of, check):
    """Return a base whose gaps are all known."""
    found = base_of({**PROCESSES, **NOTED})
    check(found, "--write-baseline", found / "known.json")
    return found


def _new(root):
    (root / "data/processes/new.yaml").parent.mkdir(exist_ok=True)
    (root / "data/processes/new.yaml").write_text("id: new\nname: New\ntype: support\n")


def test_a_check_counts_only_new_gaps(root, check):
    assert (check(root).code, check(root, "--format", "json").json["summary"]["error"]) == (0, 0)
    _new(root)
    found = check(root, "--format", "json")
    assert (found.code, {one["entity"] for one in found.json["findings"] if one["status"] == "open"}) == (
        1,
        {"process:new"},
    )
    assert found.json["summary"]["baselined"] > 0


def test_a_build_that_is_strict_passes_too(root, run):
    assert run("build", "--root", root, "--engine", "markdown", "--strict").code == 0


def test_an_interface_for_programs_and_an_edit_in_memory_know_it(root):
    base = timonel.open(root)
    assert not [one for one in base.check().findings if one.status == "open"]
    data = (root / "known.json").read_bytes()
    assert [one for one in base.with_file("known.json", None).check().findings if one.code == "DAT002"]
    again = base.with_file("known.json", None).with_file("known.json", data)
    assert [one.status for one in again.check().findings] == [one.status for one in base.check().findings]


def test_what_is_said_of_a_base_changes_with_the_file(root, check):
    assert check(root).code == 0
    (root / "known.json").write_text('{"baseline": 1, "findings": []}')
    assert check(root).code == 1


@pytest.mark.parametrize(
    ("text", "file"),
    [
        (None, "timonel.yaml"),
        ("no", "known.json"),
        ('{"baseline": 2, "findings": []}', "known.json"),
        ("[]", "known.json"),
    ],
)
def test_a_file_that_is_not_there_or_no_baseline_is_a_finding(root, check, text, file):
    (root / "known.json").unlink() if text is None else (root / "known.json").write_text(text)
    found = [(one["file"], one["line"]) for one in check(root, "--format", "json").found("DAT002")]
    assert [name for name, _ in found] == [file]


def test_no_file_outside_is_read(base_of, check, tmp_path):
    (tmp_path / "secret.json").write_text('{"baseline": 1, "findings": []}')
    root = base_of({**PROCESSES, "timonel": {"baseline": "../secret.json"}})
    assert check(root, "--format", "json").found("DAT002")[0]["file"] == "timonel.yaml"
    root = base_of({**PROCESSES, **NOTED}, "other")
    (root / "known.json").symlink_to(tmp_path / "secret.json")
    assert check(root, "--format", "json").found("DAT002")[0]["file"] == "known.json"


def test_gaps_that_are_gone_are_told_each_time(root, check):
    for path in (root / "data").rglob("processes*"):
        path.unlink()
    first, again = check(root, "--strict-baseline", "--lang", "en"), check(root, "--strict-baseline", "--lang", "en")
    assert first == again
    assert (first.code, "the baseline can shrink by" in first.err, "known.json" in first.err) == (1, True, True)


def test_strict_without_any_baseline_is_refused(base_of, check):
    found = check(base_of({}), "--strict-baseline")
    assert (found.code, "timonel.yaml" in found.err) == (2, True)
