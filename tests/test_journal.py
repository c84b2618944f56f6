"""Several files written as one: whatever stops it, each is the old or the new one, and the next command that writes finishes."""

from __future__ import annotations

import json
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest

from timonel import journal
from timonel.files import OutsideError

OLD, NEW = b"id: a\nname: vieja\n", b"id: a\nname: nueva\n"
NAMES = [f"data/roles/r{number}.yaml" for number in range(4)]


@pytest.fixture
def base(base_of):
    root = base_of()
    (root / "data/roles").mkdir(parents=True)
    for name in NAMES[:-1]:
        (root / name).write_bytes(OLD)
    return root


WRITES = {**{name: journal.Write(OLD, NEW) for name in NAMES[:-1]}, NAMES[-1]: journal.Write(None, NEW)}


def there(root):
    return [(root / name).read_bytes() if (root / name).exists() else None for name in NAMES]


BEFORE, AFTER = [OLD, OLD, OLD, None], [NEW] * 4


class _Stop(BaseException):
    """Nothing catches it, as nothing catches a kill."""


@pytest.fixture
def pending(base, monkeypatch):
    """Return a base in which a write was stopped when everything counted and nothing was in its place."""

    def stop(*_):
        raise _Stop

    with monkeypatch.context() as patch:
        patch.setattr(journal, "_carry_out", stop)
        with pytest.raises(_Stop):
            journal.write(base, WRITES, "import")
    assert there(base) == BEFORE
    return base


def strays(told):
    return [one["file"] for one in told.found("DAT005")]


def test_who_reads_says_that_a_write_was_interrupted_and_leaves_it(pending, run):
    """A check judges what is there; it is no business of its to change it."""
    for command in (["check", "--fail-on", "never"], ["export", "--format", "json"], ["diff", "HEAD"]):
        told = run(*command, "--root", pending)
        assert told.err.count("`timonel import` was interrupted while it wrote") == 1, command
        assert there(pending) == BEFORE


def test_the_next_command_that_writes_finishes_and_says_so(pending, run):
    told = run("schema", "--write", "--root", pending)
    assert told.code == 0
    assert "`timonel import`, which was interrupted, is now complete: data/roles/r0.yaml" in told.err
    assert there(pending) == AFTER
    assert "interrupted" not in run("schema", "--write", "--root", pending).err


def test_a_baseline_is_written_and_entities_stay(pending, run):
    told = run("check", "--root", pending, "--write-baseline", pending / "known.json")
    assert "was interrupted" in told.err
    assert (pending / "known.json").exists()
    assert there(pending) == BEFORE


def test_what_somebody_changed_meanwhile_stays(pending, run):
    (pending / NAMES[1]).write_bytes(b"id: otra\n")
    told = run("schema", "--write", "--root", pending)
    assert f"somebody has changed them since: {NAMES[1]}" in told.err
    assert there(pending) == [NEW, b"id: otra\n", NEW, NEW]


def test_nothing_is_written_where_a_file_is_not_what_it_was(base):
    (base / NAMES[2]).write_bytes(b"id: otra\n")
    with pytest.raises(journal.NotWrittenError):
        journal.write(base, WRITES, "import")
    assert there(base) == [OLD, OLD, b"id: otra\n", None]
    assert not (base / journal.FOLDER).exists()


def test_a_file_that_changes_while_others_are_written_is_told(base, monkeypatch):
    """What is reported is what stands there afterwards."""
    move = journal._move

    def late(new, target):
        (base / NAMES[2]).write_bytes(b"id: otra\n")
        move(new, target)

    monkeypatch.setattr(journal, "_move", late)
    with pytest.raises(journal.NotWrittenError) as error:
        journal.write(base, WRITES, "import")
    assert error.value.problem.values == {"done": 3, "number": 4, "files": NAMES[2]}
    assert there(base) == [NEW, NEW, b"id: otra\n", NEW]


def forged(root, path="data/roles/r0.yaml"):
    """Bring a journal as a pull request would: as this version and as the one before it write them."""
    digest = sha256(NEW).hexdigest()
    run = root / journal.FOLDER / "1-abcd"
    run.mkdir(parents=True)
    (run / "0").write_bytes(NEW)
    body = json.dumps(["import", [[path, sha256(OLD).hexdigest(), digest]]]).encode()
    (run / "list").write_bytes(bytes(32) + body)
    listed = [{"path": path, "old": sha256(OLD).hexdigest(), "new": digest}]
    (run.parent / "0").write_bytes(NEW)
    (run.parent / "list.json").write_text(json.dumps(listed))


WRITING = (["schema", "--write"], ["new", "term", "--set", "name=X", "--set", "definition=Y"])


@pytest.mark.parametrize("arguments", WRITING)
def test_a_journal_that_a_repository_brings_changes_nothing_and_is_told(base, run, arguments):
    """It would be a way to make a check pass, and to write, without anybody reading what."""
    forged(base)
    told = run("check", "--root", base, "--format", "json")
    assert told.code == 1
    assert strays(told) == [f"{journal.FOLDER}/{name}" for name in ("0", "1-abcd", "list.json")]
    assert "then delete it" in run("check", "--root", base, "--lang", "en").out
    assert "interrupted" not in told.err
    run(*arguments, "--root", base)
    assert there(base) == BEFORE
    assert strays(run("check", "--root", base, "--format", "json")) != []


def test_one_of_our_own_that_git_tracks_is_none(pending, run):
    """However well it is sealed, it came with the repository."""
    for command in (["init", "-q"], ["add", "-f", ".timonel/journal"]):
        subprocess.run(["git", *command], cwd=pending, check=True)
    told = run("check", "--root", pending, "--format", "json")
    assert [one.rpartition("/")[0] for one in strays(told)] == [journal.FOLDER]
    run("schema", "--write", "--root", pending)
    assert there(pending) == BEFORE


def test_one_of_another_base_or_another_run_is_none(pending, run, base_of):
    """A seal holds for the place that it was made for."""
    other = base_of(name="other")
    shutil.copytree(pending / "data", other / "data", dirs_exist_ok=True)
    shutil.copytree(pending / journal.FOLDER, other / journal.FOLDER)
    assert len(strays(run("check", "--root", other, "--format", "json"))) == 1
    folder = next((pending / journal.FOLDER).iterdir())
    folder.rename(folder.with_name("again"))
    for root in (other, pending):
        run("schema", "--write", "--root", root)
        assert there(root) == BEFORE


@pytest.mark.parametrize("damage", [b"", b"{}", bytes(40), None])
def test_a_damaged_list_is_none(pending, run, damage):
    file = next((pending / journal.FOLDER).iterdir()) / "list"
    file.write_bytes(file.read_bytes()[:-1] if damage is None else damage)
    assert len(strays(run("check", "--root", pending, "--format", "json"))) == 1
    run("schema", "--write", "--root", pending)
    assert there(pending) == BEFORE


def test_what_a_run_leaves_that_never_counted_is_swept(base, run, monkeypatch):
    """Nobody hears of it."""
    litter = base / journal.FOLDER / "1-abcd"
    litter.mkdir(parents=True)
    (litter / "0").write_bytes(NEW)
    assert strays(run("check", "--root", base, "--format", "json", "--fail-on", "never")) == []
    assert run("schema", "--write", "--root", base).code == 0
    assert not litter.exists()


@pytest.mark.parametrize("place", ["missing", "inside"])
def test_without_a_place_for_a_secret_there_is_no_list_that_somebody_could_replay(base, monkeypatch, tmp_path, place):
    """A user without a home still writes; one whose home a repository could bring has no secret there."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file/x" if place == "missing" else base / "home"))
    seen = []
    carry = journal._carry_out
    monkeypatch.setattr(
        journal, "_carry_out", lambda root, run, entries: seen.extend(run.iterdir()) or carry(root, run, entries)
    )
    assert journal.write(base, WRITES, "import") == 4
    assert there(base) == AFTER
    assert sorted(one.name for one in seen) == ["0", "1", "2", "3"]
    assert not (base / "home").exists()


@pytest.mark.parametrize("inside", [True, False])
def test_a_journal_that_is_a_link_empties_no_other_folder(base, tmp_path, check, run, inside):
    """A repository may bring a link: what it leads to is neither read nor written nor deleted."""
    theirs = base / "data/theirs" if inside else tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "list.json").write_text("[]")
    (theirs / "a").mkdir()
    (base / ".timonel").mkdir(exist_ok=True)
    (base / journal.FOLDER).symlink_to(theirs)
    assert journal.FOLDER in strays(check(base, "--format", "json"))
    with pytest.raises(OutsideError):
        journal.write(base, WRITES, "import")
    assert run("schema", "--write", "--root", base).code == 2
    assert sorted(one.name for one in theirs.iterdir()) == ["a", "list.json"]
    assert there(base) == BEFORE


def test_a_file_that_is_a_link_leads_to_what_is_written(base):
    (base / "data/roles/r9.yaml").write_bytes(OLD)
    (base / NAMES[0]).unlink()
    (base / NAMES[0]).symlink_to("r9.yaml")
    journal.write(base, WRITES, "import")
    assert (base / NAMES[0]).is_symlink()
    assert (base / "data/roles/r9.yaml").read_bytes() == NEW


def test_rights_of_a_file_stay(base):
    (base / NAMES[0]).chmod(0o640)
    journal.write(base, WRITES, "import")
    assert (base / NAMES[0]).stat().st_mode & 0o777 == 0o640


def test_each_run_ends_with_an_empty_folder(base):
    journal.write(base, WRITES, "import")
    assert [one.name for one in (base / ".timonel").iterdir()] == [".gitignore"]
    assert Path(base / ".timonel/.gitignore").read_text() == "*\n"
