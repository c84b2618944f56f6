"""What came with a newer Timonel reaches an older base; what somebody changed, deleted or wrote stays theirs."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256

import pytest

from timonel.source import parse

ORIGIN = ".timonel-origin.json"
GUIDE, LESSONS, CI = "docs/es/guia/como-editar.md", "data/lessons/method/procesos.yaml", ".gitlab-ci.yml"


@pytest.fixture
def older(tmp_path, tmp_path_factory, run):
    """Return a base as an older Timonel began it: one guide said something else, one list of lessons was not there yet."""
    root, begun = tmp_path / "base", tmp_path_factory.getbasetemp() / "begun"
    if not begun.exists():  # once a worker: who comes later has a copy
        assert run("init", begun, "--bare", "--name", "Sol").code == 0
    shutil.copytree(begun, root, symlinks=True)
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


# --- Entity by entity -------------------------------------------------------------------------------------------------

ROLE = "data/roles/cliente.yaml"


def seal(value):
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:12]


@pytest.fixture
def aged(tmp_path, run):
    """Return a base whose lessons and roles said something else when it began, and what makes them say so."""
    root = tmp_path / "base"
    assert run("init", root, "--bare", "--name", "Sol", "--languages", "es").code == 0
    origin = json.loads((root / ORIGIN).read_bytes())

    def older(path, id_, **fields):
        """Let fields of an entity have been others, in the file and in what is known of its beginning."""
        text = (root / path).read_text("utf-8")
        document = parse(path, text.encode()).value
        entity = next(one for one in document if one["id"] == id_) if id_ else document
        known = dict(word.split("=") for word in origin["entities"][path][id_].split())
        for name, value in fields.items():
            assert text.count(entity[name]) == 1, name
            text = text.replace(entity[name], value)
            known[name] = seal(value)
        origin["entities"][path][id_] = " ".join(f"{name}={one}" for name, one in known.items())
        origin["files"][path] = sha256(text.encode()).hexdigest()
        (root / path).write_text(text, "utf-8")
        (root / ORIGIN).write_text(json.dumps(origin))
        return entity

    return root, older


def ids(root, path):
    return [one["id"] for one in parse(path, (root / path).read_bytes()).value]


def test_in_a_file_that_somebody_has_changed_the_rest_is_renewed(aged, run):
    """What they wrote stays, to the byte, and so do their comments."""
    root, older = aged
    first, second = ids(root, LESSONS)[:2]
    newer = older(LESSONS, first, name="Nombre de antes")
    theirs = (root / LESSONS).read_text("utf-8")
    mine = parse(LESSONS, theirs.encode()).value[1]["name"]
    assert theirs.count(mine) == 1
    changed = "# nuestro\n" + theirs.replace(mine, "Como decimos aquí")
    (root / LESSONS).write_text(changed, "utf-8")
    plan = run("update", "--root", root, "--lang", "en")
    assert (f"~ {LESSONS}" in plan.out.splitlines(), "yours stays" in plan.out) == (True, False)
    assert (root / LESSONS).read_text("utf-8") == changed
    assert run("update", "--root", root, "--apply").code == 0
    assert (root / LESSONS).read_text("utf-8") == changed.replace("Nombre de antes", newer["name"])
    assert "0 files change" in run("update", "--root", root, "--lang", "en").out
    assert second in ids(root, LESSONS)


def test_a_role_that_somebody_has_filled_gets_its_newer_text(aged, run):
    root, older = aged
    newer = older(ROLE, "", purpose="Lo de antes.")
    with (root / ROLE).open("a", encoding="utf-8") as out:
        out.write("holders: [{person: ana}]\n")
    (root / "data/people").mkdir(exist_ok=True)
    (root / "data/people/ana.yaml").write_text("id: ana\nname: Ana\nemployment: internal\n")
    assert run("update", "--root", root, "--apply").code == 0
    now = parse(ROLE, (root / ROLE).read_bytes()).value
    assert (now["purpose"], now["holders"]) == (newer["purpose"], [{"person": "ana"}])


def test_what_both_have_changed_stays_and_both_are_shown(aged, run):
    root, older = aged
    newer = older(ROLE, "", purpose="Lo de antes.")
    text = (root / ROLE).read_text("utf-8").replace("Lo de antes.", "Lo nuestro.")
    (root / ROLE).write_text(text, "utf-8")
    told = run("update", "--root", root, "--apply", "--lang", "en")
    assert f"= role:cliente ({ROLE}): changed by you" in told.out
    (line,) = [one for one in told.out.splitlines() if "Lo nuestro." in one]
    assert newer["purpose"][:20] in line
    assert (root / ROLE).read_text("utf-8") == text
    assert "Lo nuestro." not in run("update", "--root", root).out  # it is told once


def test_entities_come_and_go_one_by_one(aged, run):
    """One that is new comes, unless another file holds it; one deleted stays so; one that is old goes, unless it was changed."""
    root = aged[0]
    first, second, third, fourth = ids(root, LESSONS)[:4]
    origin = json.loads((root / ORIGIN).read_bytes())
    known = origin["entities"][LESSONS]
    document = parse(LESSONS, (root / LESSONS).read_bytes())
    for id_ in (first, second):  # had not been there yet; the second stands elsewhere now
        del known[id_]
    gone = {"id": "vieja", "name": "Vieja", "statement": "S.", "pillar": "data"}
    for id_, one in (("vieja", gone), ("vieja-nuestra", {**gone, "id": "vieja-nuestra"})):
        known[id_] = " ".join(f"{name}={seal(value)}" for name, value in one.items())
    kept = [one for one in document.value if one["id"] not in (first, second, third)]
    changed = [*kept, gone, {**gone, "id": "vieja-nuestra", "name": "Nuestra"}, {**gone, "id": "propia"}]
    write = lambda path, value: (root / path).write_text(json.dumps(value, ensure_ascii=False), "utf-8")  # noqa: E731
    write(LESSONS, changed)
    write("data/lessons/otra.yaml", next(one for one in document.value if one["id"] == second))
    origin["files"][LESSONS] = "0" * 64
    (root / ORIGIN).write_text(json.dumps(origin))
    assert run("update", "--root", root, "--apply").code == 0
    now = ids(root, LESSONS)
    assert first in now
    assert fourth in now
    assert {second, third, "vieja"} & {*now} == set()
    assert {"vieja-nuestra", "propia"} <= {*now}


def test_a_file_that_cannot_be_told_apart_shows_what_differs(older, run):
    (older / GUIDE).write_text("# Nuestra\n")
    told = run("update", "--root", older, "--lang", "en")
    assert "    -# Nuestra" in told.out.splitlines()
