"""Several files written as one: whatever stops it, each is the old or the new one, and the next command finishes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from timonel.edit import journal

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


def test_an_interruption_at_any_step_leaves_old_or_new_files_and_the_next_command_finishes(base, monkeypatch, run):
    """Every call that touches the disk is the last one, once before it happens and once after it."""
    calls = [(Path, "replace"), (Path, "write_bytes"), (Path, "mkdir"), (Path, "unlink")]
    steps, finished, undone = 0, 0, 0
    while True:
        for name in NAMES[:-1]:
            (base / name).write_bytes(OLD)
        (base / NAMES[-1]).unlink(missing_ok=True)
        count = 0
        with monkeypatch.context() as patch:
            for holder, name in calls:
                real = getattr(holder, name)

                def stopping(*arguments, real=real, last=steps + 1, **options):
                    nonlocal count
                    count += 1
                    if count == last:
                        raise _Stop
                    return real(*arguments, **options)

                patch.setattr(holder, name, stopping)
            try:
                journal.write(base, WRITES)
            except _Stop:
                stopped = True
            else:
                stopped = False
        now = there(base)
        assert all(one in (old, new) for one, old, new in zip(now, BEFORE, AFTER, strict=True))
        told = run("check", "--root", base, "--format", "json", "--fail-on", "never")
        assert told.code == 0
        assert not journal.pending(base)
        assert there(base) in (BEFORE, AFTER)
        if stopped:
            finished += there(base) == AFTER
            undone += there(base) == BEFORE
        else:
            break
        steps += 1
    assert there(base) == AFTER
    assert finished > 3
    assert undone > 3


def test_the_next_command_says_what_it_finished(base, monkeypatch, run):
    with monkeypatch.context() as patch:
        patch.setattr(journal, "finish", lambda _root: None)
        journal.write(base, WRITES)
    assert there(base) == BEFORE
    told = run("check", "--root", base, "--fail-on", "never")
    assert "an import that was interrupted is now complete: data/roles/r0.yaml" in told.err
    assert there(base) == AFTER
    assert "interrupted" not in run("check", "--root", base, "--fail-on", "never").err


def test_what_somebody_changed_meanwhile_stays(base, monkeypatch, run):
    with monkeypatch.context() as patch:
        patch.setattr(journal, "finish", lambda _root: None)
        journal.write(base, WRITES)
    (base / NAMES[1]).write_bytes(b"id: otra\n")
    told = run("check", "--root", base, "--fail-on", "never")
    assert f"somebody has changed them since: {NAMES[1]}" in told.err
    assert there(base) == [NEW, b"id: otra\n", NEW, NEW]


def test_nothing_is_written_where_a_file_is_not_what_it_was(base):
    (base / NAMES[2]).write_bytes(b"id: otra\n")
    with pytest.raises(journal.ChangedError):
        journal.write(base, WRITES)
    assert there(base) == [OLD, OLD, b"id: otra\n", None]
    assert not journal.pending(base)


@pytest.mark.parametrize(
    "path",
    [
        "../fuera.yaml",
        "/tmp/fuera.yaml",
        "timonel.yaml",
        "data/../../x.yaml",
        "data/x.sh",
        "data/enlace/x.yaml",
        "data/\0.yaml",
    ],
)
def test_a_list_from_elsewhere_leads_nowhere(base, tmp_path, path):
    (base / "data/enlace").symlink_to(tmp_path)
    folder = base / ".timonel/journal"
    folder.mkdir(parents=True)
    (folder / "0").write_bytes(NEW)
    (folder / "list.json").write_text(json.dumps([{"path": path, "old": None, "new": journal._hash(NEW)}]))
    settings = (base / "timonel.yaml").read_bytes()
    assert journal.finish(base).done == []
    assert (base / "timonel.yaml").read_bytes() == settings
    assert not [one for one in tmp_path.rglob("*") if one.name in ("fuera.yaml", "x.yaml", "x.sh")]


@pytest.mark.parametrize("text", ["", "{}", "[1]", "null", "[{}]"])
def test_a_damaged_list_is_put_aside(base, text):
    folder = base / ".timonel/journal"
    folder.mkdir(parents=True)
    (folder / "list.json").write_text(text)
    journal.finish(base)
    assert not journal.pending(base)
    assert there(base) == BEFORE


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGKILL")
def test_a_real_kill_while_files_are_written(base, run):
    """A process that writes for ever is killed in the middle: each file is the old or the new one."""
    program = f"""
import itertools, sys
from pathlib import Path
from timonel.edit import journal
root, old, new = Path({str(base)!r}), {OLD!r}, {NEW!r}
names = {NAMES[:-1]!r}
print("ready", flush=True)
for a, b in itertools.cycle([(old, new), (new, old)]):
    journal.write(root, {{name: journal.Write(a, b) for name in names}})
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, env=os.environ) as process:
        assert process.stdout.readline() == b"ready\n"
        for _ in range(200):
            there(base)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert all(one in (OLD, NEW) for one in there(base)[:-1])
    assert run("check", "--root", base, "--fail-on", "never").code == 0
    assert len(set(there(base)[:-1])) == 1


def test_a_journal_that_is_a_link_empties_no_other_folder(base, tmp_path, check):
    """A repository may bring a link: what it leads to is neither read nor written nor deleted."""
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "list.json").write_text("[]")
    (base / ".timonel").mkdir(exist_ok=True)
    (base / ".timonel/journal").symlink_to(theirs)
    check(base)
    with pytest.raises(journal.ChangedError):
        journal.write(base, WRITES)
    assert [one.name for one in theirs.iterdir()] == ["list.json"]
    assert there(base) == [OLD, OLD, OLD, None]


def test_a_link_in_the_journal_is_not_written_through(base, tmp_path):
    """Nor is a file that lies in wait under the name of one of ours."""
    (tmp_path / "theirs").write_text("theirs")
    (base / ".timonel/journal").mkdir(parents=True)
    (base / ".timonel/journal/0").symlink_to(tmp_path / "theirs")
    journal.write(base, WRITES)
    assert (tmp_path / "theirs").read_text() == "theirs"
    assert there(base) == [NEW] * 4
