"""`requirements.txt`: the one line that says where CI gets Timonel from, and how it is found, asked for and refused."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.util import find_spec

import pytest

from timonel import __version__
from timonel.edit.start.install import requirements

COMMIT = "3f2c9b0d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b"


def made(run, root, *options):
    told = run("init", root, "--bare", "--languages", "en", *options)
    return told, (root / "requirements.txt").read_text("utf-8") if told.code == 0 else ""


def lines(text):
    return [one for one in text.splitlines() if not one.startswith("#")]


@pytest.mark.parametrize(
    ("spec", "line"),
    [
        ("timonel==1.0.0", None),
        ("timonel[zensical]>=1,<2", None),
        (f"timonel @ git+https://git.example/t@{COMMIT}", None),
        (f"git+https://git.example/t@{COMMIT}", f"timonel @ git+https://git.example/t@{COMMIT}"),
        ("git+ssh://git@git.example/t@v1", "timonel @ git+ssh://git@git.example/t@v1"),
        ("git+https://${TOKEN}@git.example/t", "timonel @ git+https://${TOKEN}@git.example/t"),
        ("https://x.example/timonel-1-py3-none-any.whl", "timonel @ https://x.example/timonel-1-py3-none-any.whl"),
        ("vendor/timonel-1.0.0-py3-none-any.whl", "./vendor/timonel-1.0.0-py3-none-any.whl"),
        ("./vendor/timonel-1.0.0-py3-none-any.whl[graphviz]", None),
    ],
)
def test_it_says_what_was_asked_for(spec, line):
    text, is_guess = requirements(spec)
    assert lines(text) == [line or spec]
    assert not is_guess
    assert "LOOK" not in text


@pytest.mark.parametrize(
    "spec",
    [
        "", " ", "-r other.txt", "--index-url=https://evil.example", "timonel==1 --index-url https://evil.example", "timonel\nevil",
        "timonel==1\r--pre", "timonel \\", "timonel @ --index-url=https://evil.example", 'timonel; python_version > "3 --pre"',
        'timonel; python_version > "3\n-r x"', "evil", "timonel, evil", "evil @ https://x.example/e.whl", "http://x.example/t.whl",
        "file:///home/ana/timonel", "timonel @ file:///home/ana/t.whl", "/home/ana/timonel-1-py3-none-any.whl", "../timonel.whl",
        "vendor/../../t.whl", "C:\\t.whl", "git+file:///home/ana/timonel", "https://", "./-r.whl", "t.whl #x", "-e .",
    ],
)  # fmt: skip
def test_what_is_no_origin_is_refused_and_nothing_is_written(run, tmp_path, spec):
    told, _ = made(run, tmp_path / "kb", f"--install={spec}")
    assert (told.code, told.out) == (2, "")
    assert "git+https://…@COMMIT" in told.err
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize(
    ("told", "line"),
    [
        ({"url": "https://ana:secret@git.example/t.git", "vcs_info": {"vcs": "git", "commit_id": COMMIT, "requested_revision": "main"}},
         f"timonel @ git+https://git.example/t.git@{COMMIT}"),
        ({"url": "ssh://git@git.example/t.git", "vcs_info": {"vcs": "git", "commit_id": COMMIT}, "subdirectory": "py"},
         f"timonel @ git+ssh://git@git.example/t.git@{COMMIT}#subdirectory=py"),
        ({"url": "https://x.example/t-1-py3-none-any.whl", "archive_info": {"hashes": {"sha256": "ab12"}}},
         "timonel @ https://x.example/t-1-py3-none-any.whl#sha256=ab12"),
        ({"url": "file:///home/ana/t-1-py3-none-any.whl", "archive_info": {}}, None),
        ({"url": "file:///home/ana/timonel", "dir_info": {"editable": True}}, None),
        ({"url": "file:///home/ana/timonel", "vcs_info": {"vcs": "git", "commit_id": COMMIT}}, None),
        ({"url": "https://x.example/t --pre\n-r y", "archive_info": {}}, None),
        (None, None), ([], None), ({"url": 5}, None),
    ],
)  # fmt: skip
def test_without_a_word_it_is_where_this_timonel_came_from(monkeypatch, told, line):
    """A folder or a file of one machine is no place for others: then there is a version, a warning, and a word to look."""

    class Installed:
        def read_text(self, name):
            return json.dumps(told) if name == "direct_url.json" and told is not None else None

    monkeypatch.setattr("timonel.edit.start.install.distribution", lambda _name: Installed())
    text, is_guess = requirements(None)
    assert lines(text) == [line or f"timonel=={__version__}"]
    assert ("LOOK AT THIS LINE" in text) is (line is None)
    assert is_guess is (line is None)
    assert "secret" not in text


def test_all_that_installs_reads_that_file(run, tmp_path):
    told, text = made(run, tmp_path / "kb", "--install", "timonel==9.9")
    assert lines(text) == ["timonel==9.9"]
    assert "requirements.txt" not in told.err
    files = [path for path in (tmp_path / "kb").rglob("*") if path.is_file() and "docs" not in path.parts]
    naming = [path.name for path in files if re.search(r"timonel(\[\w+\])? *[=@<>]=?", path.read_text("utf-8"))]
    assert naming == ["requirements.txt"]
    installing = {path.name for path in files if "pip install" in path.read_text("utf-8")}
    assert installing == {"timonel.yml", "digests.yml", ".gitlab-ci.yml", ".pre-commit-config.yaml", "README.md"}
    for path in files:
        for found in re.findall(r"pip install(?: --quiet)?(.*)", path.read_text("utf-8")):
            assert found.startswith(" -r requirements.txt"), (path, found)
    assert "/site-markdown/\n" in (tmp_path / "kb/.gitignore").read_text("utf-8")


def test_a_guess_is_told_to_whoever_begins(run, tmp_path):
    """This one was installed from a folder."""
    told, text = made(run, tmp_path / "kb")
    assert lines(text) == [f"timonel=={__version__}"]
    assert "requirements.txt" in told.err


@pytest.mark.skipif(find_spec("pip") is None, reason="there is no pip")
def test_pip_reads_each_file_as_one_requirement(tmp_path):
    wanted = []
    for number, spec in enumerate(
        ("vendor/timonel-1.0.0-py3-none-any.whl[graphviz]", f"git+https://git.example/t@{COMMIT}", None)
    ):
        text = requirements(spec)[0]
        (tmp_path / f"{number}.txt").write_text(text, "utf-8")
        wanted += lines(text)
    code = (
        "import sys; from pip._internal.req.req_file import parse_requirements; from pip._internal.network.session import PipSession\n"
        "print(*(one.requirement for file in sys.argv[1:] for one in parse_requirements(file, PipSession())), sep='\\n')"
    )
    command = [sys.executable, "-c", code, *sorted(tmp_path.iterdir())]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines() == wanted
