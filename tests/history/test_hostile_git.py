"""Whatever a repository's own settings name as a program, reading its history starts none of them."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
from pathlib import Path

import pytest
from bases import write
from repositories import START, Repo

from timonel.engines.build import build
from timonel.engines.server.state import State
from timonel.pipeline import examine

# Every setting that I know to start a program, or to move what git looks at.
HOSTILE = """
[core]
    fsmonitor = touch {canary}
    hooksPath = {hooks}
    sshCommand = touch {canary}
    pager = touch {canary}
    askPass = touch {canary}
    attributesFile = {attributes}
    worktree = {elsewhere}
    alternateRefsCommand = touch {canary}
[alias]
    log = !touch {canary}
    ls-tree = !touch {canary}
    rev-parse = !touch {canary}
[diff]
    external = touch {canary}
[diff "bad"]
    textconv = touch {canary}
    command = touch {canary}
[filter "bad"]
    clean = touch {canary}; cat
    smudge = touch {canary}; cat
    process = touch {canary}
    required = true
[gpg]
    program = touch {canary}
[log]
    showSignature = true
[credential]
    helper = !touch {canary}
[protocol "ext"]
    allow = always
[remote "origin"]
    url = ext::sh -c 'touch {canary}'
    promisor = true
    partialclonefilter = blob:none
[include]
    path = {included}
"""


@pytest.fixture
def canary(tmp_path: Path, repo: Repo) -> Path:
    """Give the repository settings that would make a file; return where. A file changed since, as an old stat shows."""
    there, hooks = tmp_path / "ran", tmp_path / "hooks"
    for name in ("post-index-change", "reference-transaction", "fsmonitor-watchman", "pre-auto-gc"):
        write(hooks / name, f"#!/bin/sh\ntouch {there}\n").chmod(0o755)
    attributes = write(tmp_path / "attributes", "* filter=bad diff=bad\n")
    included = write(tmp_path / "included", f"[core]\n    fsmonitor = touch {there}\n")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    values = {"canary": there, "hooks": hooks, "attributes": attributes, "included": included, "elsewhere": elsewhere}
    write(repo.root / ".gitattributes", "* filter=bad diff=bad\n")
    write(repo.root / "data/processes/alta.yaml", START["data/processes/alta.yaml"].replace("owner: gerente\n", ""))
    os.utime(repo.root / "data/processes/baja.yaml", (1, 1))
    config = repo.root / ".git" / "config"
    config.write_text(config.read_text(encoding="utf-8") + HOSTILE.format(**values), encoding="utf-8")
    return there


def test_the_settings_do_run_where_nothing_stops_them(repo: Repo, canary: Path) -> None:
    """Plain git runs what the settings name: the other tests here have something to hold."""
    subprocess.run(["git", "-C", repo.root, "status"], capture_output=True, check=False)
    assert canary.exists()


@pytest.mark.parametrize(
    "command",
    [("check", "--changed-since", "HEAD"), ("diff", "HEAD"), ("diff", "inicio", "HEAD"), ("trend",), ("check",)],
    ids=" ".join,
)
def test_no_command_runs_what_they_name(run, repo: Repo, canary: Path, command: tuple[str, ...]) -> None:
    """The commands that read history answer, and nothing of the repository's has run."""
    done = run(*command, "--root", repo.root, "--no-cache")
    assert done.code in {0, 1}, done.err
    assert "git" not in done.err
    assert not canary.exists()


@pytest.mark.usefixtures("few_rules")
def test_building_and_serving_run_nothing_of_it(repo: Repo, canary: Path) -> None:
    """The pages show the latest changes, and nothing of the repository's has run."""
    result = examine(repo.root)
    build(repo.root, result, ["en"], report=str)
    assert "Sign-up" in (repo.root / "site/en/index.html").read_text(encoding="utf-8")
    state = State(repo.root, "http://127.0.0.1:1", ["en"], use_cache=False)
    assert state.file("en", "index.html")
    state.close()
    assert not canary.exists()


def test_what_changed_is_found_with_those_settings_as_without(run, repo: Repo, canary: Path) -> None:
    """The gap of the file that was edited is told, and a file with an old time alone is no change."""
    done = run("check", "--root", repo.root, "--changed-since", "HEAD", "--format", "json")
    assert "PRO001" in {one["code"] for one in done.json["findings"]}
    assert {one["file"] for one in done.json["findings"]} == {"data/processes/alta.yaml"}
    assert not canary.exists()


def test_a_folder_that_looks_like_a_repository_is_none(run, make) -> None:
    """A proposal can carry the insides of a repository with settings of its own: they are files like others."""
    repo = make("crm", "base")
    repo.commit(START, {})
    ran = repo.top / "ran"
    write(repo.root / "HEAD", "ref: refs/heads/main\n")
    write(repo.root / "config", f"[core]\n    bare = false\n    worktree = .\n    fsmonitor = touch {ran}\n")
    for folder in ("objects", "refs"):
        write(repo.root / folder / "keep", "")
    done = run("diff", "HEAD", "--root", repo.root, "--format", "json")
    assert done.code == 0, done.err
    assert not ran.exists()


def test_a_worktree_reads_its_own_files(run, repo: Repo, tmp_path: Path) -> None:
    """A second working tree of a repository, whose .git is a file, has the same history."""
    repo.git("worktree", "add", "--quiet", str(tmp_path / "other"))
    file = tmp_path / "other/data/processes/alta.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("owner: gerente\n", ""), encoding="utf-8")
    done = run("check", "--root", tmp_path / "other", "--changed-since", "inicio", "--format", "json")
    assert "PRO001" in {one["code"] for one in done.json["findings"]}, done.err
    assert {one["file"] for one in done.json["findings"]} == {"data/processes/alta.yaml"}


def test_line_ends_that_git_wrote_are_no_change(run, repo: Repo) -> None:
    """Where git checks files out with CRLF, only what differs in its words has changed."""
    for file in (repo.root / "data").rglob("*.yaml"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    done = run("check", "--root", repo.root, "--changed-since", "HEAD", "--format", "json")
    assert done.json["findings"] == []


def test_a_partial_clone_fetches_nothing_behind_ones_back(run, repo: Repo, tmp_path: Path) -> None:
    """What the clone lacks is told, with how to get it; the program that the remote names does not run."""
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.commit({"data/processes/alta.yaml": "id: alta\nname: Alta\ntype: support\n"})
    clone = tmp_path / "clone"
    command = ["git", "clone", "--quiet", "--filter=blob:none", f"file://{repo.top}", clone]
    subprocess.run(command, check=True, capture_output=True)
    ran = tmp_path / "ran"
    config = clone / ".git/config"
    with config.open("a", encoding="utf-8") as file:
        file.write(f'[remote "origin"]\n    uploadpack = touch {ran}\n[protocol]\n    allow = always\n')
    done = run("diff", "HEAD~1", "--root", clone)
    assert done.code == 2
    assert "git fetch --refetch" in done.err
    assert not ran.exists()


@pytest.mark.parametrize(
    "command",
    [
        ("diff", "HEAD"), ("check", "--changed-since", "HEAD", "--no-cache"), ("trend", "--no-cache"),
        ("history", "process:alta"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("how", ["lost", "cut", "no folder"])
def test_a_damaged_repository_ends_in_a_line(run, repo: Repo, command: tuple[str, ...], how: str) -> None:
    """As a disk or a synchronised folder leaves one: an object is gone, or ends too early."""
    alta = "data/processes/alta.yaml"
    repo.commit({alta: "id: alta\nname: Alta\ntype: support\n"})
    for name in ("HEAD:",) if how == "no folder" else ("HEAD:timonel.yaml", f"HEAD:{alta}"):
        object_ = repo.git("rev-parse", name).strip()
        file = repo.top / ".git/objects" / object_[:2] / object_[2:]
        file.chmod(0o644)
        file.write_bytes(file.read_bytes()[:7]) if how == "cut" else file.unlink()
    done = run(*command, "--root", repo.root, "--lang", "en")
    assert (done.code == 0) == bool(done.out)
    assert done.err.count("\n") <= 1
    assert "Traceback" not in done.err
    assert done.code == 0 or "damaged" in done.err or re.search(r"git says: (?!exit code)\w", done.err)


def test_repositories_with_longer_hashes_work(run, tmp_path: Path) -> None:
    """A repository whose hashes are SHA-256 is compared, too."""
    repo = Repo.__new__(Repo)
    repo.top = repo.root = tmp_path / "long"
    repo.root.mkdir()
    repo.git("init", "--quiet", "--initial-branch=main", "--object-format=sha256")
    assert len(repo.commit(START, {})) == hashlib.sha256().digest_size * 2
    done = run("check", "--root", repo.root, "--changed-since", "HEAD", "--format", "json")
    assert done.json["findings"] == []
