"""What came with a newer Timonel reaches an older base; what somebody changed, deleted or wrote stays theirs."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest

ORIGIN = ".timonel-origin.json"
GUIDE, LESSONS, CI = "docs/es/guia/como-editar.md", "data/lessons/method/procesos.yaml", ".gitlab-ci.yml"


@pytest.fixture
def older(tmp_path, run):
    """Return a base as an older Timonel began it: one guide said something else, one list of lessons was not there yet."""
    root = tmp_path / "base"
    assert run("init", root, "--bare", "--name", "Sol").code == 0
    origin = json.loads((root / ORIGIN).read_bytes())
    (root / GUIDE).write_text("# Como antes\n")
    origin["files"][GUIDE] = sha256(b"# Como antes\n").hexdigest()
    (root / LESSONS).unlink()
    del origin["files"][LESSONS]
    (root / "docs/es/guia/vieja.md").write_text("# Vieja\n")
    origin["files"]["docs/es/guia/vieja.md"] = sha256(b"# Vieja\n").hexdigest()
    origin["timonel"] = "1.0.0"
    (root / ORIGIN).write_text(json.dumps(origin))
    return root


def test_a_new_base_is_up_to_date(tmp_path, run):
    for name, options in (("a", ["--bare", "--name", "Sol"]), ("b", [])):
        assert run("init", tmp_path / name, *options).code == 0
        told = run("update", "--root", tmp_path / name, "--lang", "en")
        assert (told.code, "0 files change" in told.out) == (0, True)


def test_what_nobody_changed_is_replaced_what_is_new_comes_and_what_is_old_goes(older, run):
    plan = run("update", "--root", older, "--lang", "en")
    assert {f"~ {GUIDE}", f"+ {LESSONS}", "- docs/es/guia/vieja.md"} <= {*plan.out.splitlines()}
    assert (older / GUIDE).read_text() == "# Como antes\n"
    assert run("update", "--root", older, "--apply").code == 0
    assert (older / GUIDE).read_text() != "# Como antes\n"
    assert (older / LESSONS).exists()
    assert not (older / "docs/es/guia/vieja.md").exists()
    assert "0 files change" in run("update", "--root", older, "--lang", "en").out


def test_what_somebody_changed_or_deleted_stays_theirs(older, run):
    (older / GUIDE).write_text("# Nuestra\n")
    (older / CI).unlink()
    (older / "docs/es/guia/vieja.md").write_text("# Nuestra también\n")
    own = older / "data/areas/norte.yaml"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text("id: norte\nname: Norte\ntype: business\n")
    told = run("update", "--root", older, "--apply", "--lang", "en")
    assert f"= {GUIDE}: changed by you" in told.out
    assert (older / GUIDE).read_text() == "# Nuestra\n"
    assert (older / "docs/es/guia/vieja.md").read_text() == "# Nuestra también\n"
    assert not (older / CI).exists()
    assert own.exists()
    assert (older / LESSONS).exists()


@pytest.mark.parametrize("text", [None, "{", "{}", '{"timonel": 1, "files": []}'])
def test_without_its_beginning_nothing_is_guessed(older, run, text):
    (older / ORIGIN).unlink() if text is None else (older / ORIGIN).write_text(text)
    told = run("update", "--root", older, "--apply")
    assert (told.code, ORIGIN in told.err, told.err.count("\n")) == (2, True, 1)


def test_no_file_outside_is_touched(older, run, tmp_path):
    origin = json.loads((older / ORIGIN).read_bytes())
    outside = tmp_path / "fuera.md"
    outside.write_text("x")
    origin["files"]["../fuera.md"] = sha256(b"x").hexdigest()
    (older / ORIGIN).write_text(json.dumps(origin))
    assert run("update", "--root", older, "--apply").code == 0
    assert outside.read_text() == "x"
