"""One writer of a base: who comes second waits, says for whom, and gives up in one line; the lock ends with its holder."""

from __future__ import annotations

import os
import sys

import click
import pytest
from bases import PATIENCE

from timonel import lock

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="holds with signals and links of POSIX")


@pytest.fixture
def root(base_of):
    return base_of()


@pytest.fixture
def held(root):
    """Hold a base in a process of its own, until told to let go."""
    start, go = os.pipe(), os.pipe()
    child = os.fork()
    if not child:
        with lock.hold(root, "import", lambda _who: None):
            os.write(start[1], b"x")
            os.read(go[0], 1)
        os._exit(0)
    os.read(start[0], 1)
    yield child, lambda: os.write(go[1], b"x")
    os.write(go[1], b"x")
    os.waitpid(child, 0)


WRITING = [
    ["schema", "--write"],
    ["new", "term", "--set", "name=X", "--set", "definition=Y"],
    ["waive", "DAT009", "term:x", "--reason", "R.", "--approved-by", "a", "--expires", "2027-01-01"],
    ["measure", "risk:x", "--probability", "1", "--impact", "1"],
    ["check", "--write-baseline", "known.json"],
]


@pytest.mark.parametrize("arguments", WRITING, ids=lambda one: one[0])
def test_who_waits_too_long_hears_for_whom_and_writes_nothing(root, held, run, monkeypatch, arguments):
    """One line when the waiting begins, and one when it ends."""
    monkeypatch.setattr(lock, "WAIT", 0.1)
    monkeypatch.chdir(root)
    told = run(*arguments, "--root", root)
    assert told.code == 2
    first, second = told.err.splitlines()
    who = f"`timonel import` (process {held[0]})"
    assert first.startswith(f"waiting for {who}, which has been writing to this knowledge base since 20")
    assert second.startswith(f"Error: {who} has been writing to this knowledge base since 20")
    assert second.endswith(": run this again when it has ended")
    assert sorted(one.name for one in root.iterdir()) == [lock.NAME, "data", "timonel.yaml"]


def test_who_waits_goes_on_when_the_other_has_ended(root, held, run, monkeypatch):
    tell = click.echo

    def told_of_it(*words, **more):
        tell(*words, **more)
        held[1]()

    monkeypatch.setattr(lock, "WAIT", PATIENCE)
    monkeypatch.setattr(click, "echo", told_of_it)
    told = run("schema", "--write", "--root", root)
    assert told.code == 0
    assert told.err.count("waiting for") == 1
    assert not (root / lock.NAME).exists()


def test_who_reads_does_not_wait(root, held, run):
    for command in (["check", "--fail-on", "never"], ["export", "--format", "json"], ["schema", "term"]):
        told = run(*command, "--root", root)
        assert (told.code, told.err) == (0, "")


def test_a_file_that_a_dead_holder_left_is_in_nobodys_way(root, run):
    (root / lock.NAME).write_text("\n\nimport\n1\n2026-01-01 10:00:00+00:00\n")
    assert run("schema", "--write", "--root", root).err == ""
    assert not (root / lock.NAME).exists()


@pytest.mark.parametrize("target", ["theirs", "missing"])
def test_a_lock_that_is_a_link_is_refused_and_leads_nowhere(root, run, tmp_path, target):
    """A repository may bring one."""
    (tmp_path / "theirs").write_text("theirs")
    (root / lock.NAME).symlink_to(tmp_path / target)
    told = run("schema", "--write", "--root", root)
    assert told.code == 2
    assert told.err.count("\n") == 1
    assert lock.NAME in told.err
    assert (tmp_path / "theirs").read_text() == "theirs"
    assert not (tmp_path / "missing").exists()
    assert run("check", "--root", root, "--fail-on", "never").code == 0


def test_a_file_with_two_names_is_not_signed(root, run, tmp_path):
    (tmp_path / "theirs").write_text("theirs")
    (root / lock.NAME).hardlink_to(tmp_path / "theirs")
    assert run("schema", "--write", "--root", root).code == 2
    assert (tmp_path / "theirs").read_text() == "theirs"


def test_no_two_hold_a_folder_however_often_it_changes_hands(tmp_path, monkeypatch):
    """Many processes count in a file that only the lock guards; the lock's file comes and goes meanwhile."""
    monkeypatch.setattr(lock, "WAIT", PATIENCE)
    counter = tmp_path / "counter"
    counter.write_text("0")
    children = []
    for _ in range(8):
        child = os.fork()
        if not child:
            try:
                for _ in range(25):
                    with lock.hold(tmp_path, "x", lambda _who: None):
                        counter.write_text(str(int(counter.read_text()) + 1))
                os._exit(0)
            finally:
                os._exit(1)
        children.append(child)
    assert [os.waitpid(one, 0)[1] for one in children] == [0] * 8
    assert counter.read_text() == "200"
    assert [one.name for one in tmp_path.iterdir()] == ["counter"]
