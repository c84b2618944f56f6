"""A base that begins as a folder of a repository: CI stands where hosts read it, works from there, and touches nothing of anybody's."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
import yaml
from bases import PATIENCE

HOSTS = [
    ".github/workflows/digests.yml", ".github/workflows/timonel.yml", ".gitlab-ci.yml", ".pre-commit-config.yaml", "renovate.json",
]  # fmt: skip
NAME = "áreas de/gestión CRM"
ORIGIN = ".timonel-origin.json"


@pytest.fixture
def repository(tmp_path):
    subprocess.run(["git", "init", "-q", "-b", "main", tmp_path / "repo"], check=True)
    return tmp_path / "repo"


@pytest.fixture
def inside(repository, run):
    """Return a base in a folder of a repository, two floors down, with a name that must be quoted."""
    root = repository / NAME
    root.parent.mkdir()
    told = run("init", root, "--bare", "--name", "Sol", "--languages", "en", "--lang", "en")
    assert (told.code, all(one in told.err for one in HOSTS)) == (0, True), told.err
    return root


def files(top):
    found = (one for one in top.rglob("*") if one.is_file() and ".git" not in one.relative_to(top).parts)
    return {one.relative_to(top).as_posix(): one.read_bytes() for one in found}


def read(path):
    return yaml.safe_load(path.read_text("utf-8"))


def shell(top, lines):
    program = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{program}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-ec", "\n".join(lines)], cwd=top, env=environment, capture_output=True, timeout=PATIENCE, check=False
    )
    return done.returncode, done.stderr.decode()


def test_what_hosts_read_stands_at_the_top_and_nothing_of_it_in_the_folder(inside, repository):
    assert [one for one in HOSTS if not (repository / one).is_file()] == []
    assert [one for one in HOSTS if (inside / one).exists()] == []
    assert (inside / ".gitignore").is_file()
    assert (inside / "requirements.txt").is_file()
    assert "`../../.gitlab-ci.yml`" in (inside / "README.md").read_text("utf-8")


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_a_pipeline_of_gitlab_works_from_the_top(inside, repository):
    """Each job goes to the folder; what it hands over is where the host looks for it."""
    assert NAME in (repository / ".gitlab-ci.yml").read_text("utf-8")  # as people read it
    pipeline = read(repository / ".gitlab-ci.yml")
    jobs = {name: one for name, one in pipeline.items() if isinstance(one, dict) and "script" in one}
    assert {one["before_script"][0] for one in jobs.values()} == {f"cd {shlex.quote(NAME)}"}
    check = jobs["check"]
    code, told = shell(repository, [check["before_script"][0], *check["script"]])
    assert code == 0, told
    reports = check["artifacts"]["reports"]
    assert [one for one in reports.values() if not (repository / one).is_file()] == []
    assert jobs["changes"]["artifacts"]["paths"] == [f"{NAME}/changes.md"]
    assert jobs["preview"]["artifacts"]["paths"] == [f"{NAME}/site/"]
    assert jobs["publish"]["pages"] == {"publish": f"{NAME}/site"}


def test_workflows_of_github_work_from_the_top(inside, repository):
    """Commands run in the folder; what is kept is named from the top, as actions do, and bases do not stop each other."""
    for name in ("timonel", "digests"):
        workflow = read(repository / f".github/workflows/{name}.yml")
        assert workflow["defaults"] == {"run": {"working-directory": NAME}}
        assert NAME in workflow["name"]
        assert "areas-de-gestion-crm" in workflow["concurrency"]["group"]
    jobs = read(repository / ".github/workflows/timonel.yml")["jobs"]
    kept = [one["with"]["path"] for job in jobs.values() for one in job["steps"] if "path" in one.get("with", {})]
    assert sorted(kept) == [f"{NAME}/site", f"{NAME}/site", f"{NAME}/timonel.sarif"]
    (upload,) = [one["with"] for one in jobs["code-scanning"]["steps"] if "sarif" in one["uses"]]
    assert upload == {"sarif_file": "timonel.sarif", "category": "areas-de-gestion-crm"}


def test_the_hook_works_from_the_top(inside, repository):
    (hook,) = read(repository / ".pre-commit-config.yaml")["repos"][0]["hooks"]
    assert shlex.split(hook["entry"]) == ["timonel", "check", "--root", NAME]
    seen = [f"{NAME}/timonel.yaml", f"{NAME}/data/terms.yaml"]
    assert [one for one in [*seen, "data/terms.yaml", f"x/{NAME}/data/x.yaml"] if re.search(hook["files"], one)] == seen


def test_nothing_of_anybody_is_overwritten(repository, run):
    """Workflows take another name; for the others, a file of the folder says what belongs into theirs."""
    theirs = {
        ".gitlab-ci.yml": b"x: {}\n",
        ".github/workflows/timonel.yml": b"name: x\n",
        ".github/renovate.json5": b"{}",
    }
    for path, data in theirs.items():
        (repository / path).parent.mkdir(parents=True, exist_ok=True)
        (repository / path).write_bytes(data)
    told = run("init", repository / "crm", "--bare", "--languages", "en", "--lang", "en")
    now = files(repository)
    assert {path: now[path] for path in theirs} == theirs
    assert ".github/workflows/timonel-crm.yml" in now
    assert {"crm/.gitlab-ci.yml", "crm/renovate.json"} <= now.keys()
    assert "crm/.pre-commit-config.yaml" not in now
    assert "cd crm" in now["crm/.gitlab-ci.yml"].decode()
    assert ".gitlab-ci.yml is yours and stays as it is: paste into it what crm/.gitlab-ci.yml says" in told.err
    again = run("update", "--root", repository / "crm", "--lang", "en")
    assert "0 files change" in again.out


def test_two_bases_of_a_repository_have_workflows_each(inside, repository, run):
    before = files(repository)
    assert run("init", repository / "otra", "--bare", "--languages", "en").code == 0
    now = files(repository)
    assert {path: now[path] for path in before} == before
    assert {".github/workflows/timonel-otra.yml", ".github/workflows/digests-otra.yml"} <= now.keys()


def test_what_is_refused_leaves_nothing_at_the_top(repository, run, tmp_path):
    bad = tmp_path / "process.csv"
    bad.write_text("id,name.es,type\na,A,nada\n")
    assert run("init", repository / "crm", "--from", bad).code == 2
    (repository / "full").mkdir()
    (repository / "full/x").write_text("x")
    assert run("init", repository / "full", "--bare").code == 2
    assert files(repository) == {"full/x": b"x"}


def test_a_folder_that_git_ignores_is_none_of_the_repository(repository, run):
    (repository / ".gitignore").write_text("/pruebas/\n")
    assert run("init", repository / "pruebas", "--bare", "--languages", "en").code == 0
    assert {one for one in files(repository) if not one.startswith("pruebas/")} == {".gitignore"}
    assert (repository / "pruebas/.gitlab-ci.yml").is_file()


def test_a_link_at_the_top_leads_nobody_out(repository, run, tmp_path):
    (tmp_path / "out").mkdir()
    (repository / ".github").symlink_to(tmp_path / "out")
    assert run("init", repository / "crm", "--bare", "--languages", "en").code == 0
    assert [*(tmp_path / "out").iterdir()] == []
    assert (repository / "crm/.github/workflows/timonel.yml").is_file()


def test_an_update_reaches_the_top(inside, repository, run):
    """What nobody has changed there is renewed, what somebody has changed or deleted stays."""
    origin = json.loads((inside / ORIGIN).read_bytes())
    now = (repository / ".gitlab-ci.yml").read_bytes()
    for path in (".gitlab-ci.yml", ".pre-commit-config.yaml", "renovate.json"):
        (repository / path).write_text("old\n")
        origin["above"][path] = sha256(b"old\n").hexdigest()
    (repository / ".pre-commit-config.yaml").write_text("ours\n")
    (repository / "renovate.json").unlink()
    (inside / ORIGIN).write_text(json.dumps(origin))
    plan = run("update", "--root", inside, "--lang", "en").out.splitlines()
    assert "~ ../../.gitlab-ci.yml" in plan
    assert "= ../../.pre-commit-config.yaml: changed by you and by the newer Timonel; yours stays" in plan
    assert (repository / ".gitlab-ci.yml").read_text() == "old\n"
    assert run("update", "--root", inside, "--apply").code == 0
    assert (repository / ".gitlab-ci.yml").read_bytes() == now
    assert (repository / ".pre-commit-config.yaml").read_text() == "ours\n"
    assert not (repository / "renovate.json").exists()
    assert "0 files change" in run("update", "--root", inside, "--lang", "en").out
