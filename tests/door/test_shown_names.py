"""Names of files and people as every form shows them: nothing that a reader obeys, nothing that only programs understand."""

import json
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from bases import write

NAMES = ("a\nb::error::x.yaml", "c\x1b[31md.yaml", "e\u202ef.yaml", "g\u2028h.yaml", "i\rj,k:l%m.yaml")


@pytest.fixture
def named(base_of):
    """Write a base with files whose names a terminal, a log or a reader would obey."""
    if sys.platform in ("win32", "darwin"):
        pytest.skip("names of files are Unicode there")
    return base_of(
        {f"data/processes/{name}": f"id: p{number}\nname: P\ntype: support\n" for number, name in enumerate(NAMES)}
    )


def unsafe(text):
    """Return the characters of a text that a terminal or a reader would obey, ends of lines aside."""
    return [char for char in text if char != "\n" and unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp")]


@pytest.mark.parametrize("name", ["text", "github", "junit", "markdown", "sarif", "gitlab", "json"])
def test_names_of_files_are_text_in_every_format(named, check, name):
    out = check(named, "--select", "PRO001", "--format", name, "--lang", "en").out
    assert out.count("Process “P” has no owner.") >= len(NAMES)
    if name in ("text", "github", "junit", "markdown", "sarif"):
        assert unsafe(out) == []
    if name == "text":
        assert sum(line.startswith("data/processes/") for line in out.split("\n")) == len(NAMES)
    if name == "github":
        assert all(line.startswith("::error file=data/processes/") for line in out.split("\n") if line)
        assert "file=data/processes/a%0Ab%3A%3Aerror%3A%3Ax.yaml,line=1" in out
    if name == "junit":
        assert ET.fromstring(out).get("failures") == "1"
        assert all(one.text.count("\n") == 0 for one in ET.fromstring(out).iter("failure"))
    if name == "markdown":
        assert sum(line.startswith("| ") and "PRO001" in line for line in out.split("\n")) == len(NAMES)
    if name in ("gitlab", "json"):
        entries = json.loads(out)
        entries = entries["findings"] if name == "json" else entries
        assert {one["file"] if name == "json" else one["location"]["path"] for one in entries} == {
            f"data/processes/{one}" for one in NAMES
        }
    if name == "sarif":
        (run_,) = json.loads(out)["runs"]
        uris = {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in run_["results"]}
        assert "data/processes/a%0Ab%3A%3Aerror%3A%3Ax.yaml" in uris


@pytest.mark.skipif(shutil.which("git") is None, reason="no git here")
@pytest.mark.parametrize("form", ["text", "markdown"])
def test_names_of_files_are_text_in_a_comparison(named, run, form):
    git = ["git", "-C", str(named), "-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "timonel.yaml"], ["commit", "-qm", "a"]):
        subprocess.run([*git, *command], check=True, capture_output=True)
    out = run("diff", "--root", named, "HEAD", "--format", form, "--lang", "en").out
    assert unsafe(out) == []
    assert not [line for line in out.split("\n") if line.startswith(("b::error", "::error"))]
    assert out.count("Process “P” has no owner.") == len(NAMES)


@pytest.mark.skipif(shutil.which("git") is None, reason="no git here")
@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_a_comparison_calls_people_and_parts_by_their_names(base_of, run, form):
    """A name may be in two languages, and so may what tells the items of a list apart."""
    people = "- {id: ana, name: {es: Ana Ruiz, en: Anne Ruiz}, employment: internal}\n- {id: beto, name: {es: Beto, en: Bob}, employment: internal}\n"
    roles = "- {id: a, name: A, purpose: p, holders: [{person: ana}], responsibilities: [{es: Uno., en: One.}]}\n- {id: b, name: B, purpose: p, holders: [{person: beto}]}\n"
    area = (
        "id: x\nname: X\ntype: business\nlinks: [{title: {es: Guía, en: Guide}, url: 'https://a.example'}]\nhead: @\n"
    )
    root = base_of({"data/people.yaml": people, "data/roles.yaml": roles, "data/areas/x.yaml": area.replace("@", "a")})
    git = ["git", "-C", str(root), "-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "a"]):
        subprocess.run([*git, *command], check=True, capture_output=True)
    write(root / "data/areas/x.yaml", area.replace("@", "b").replace("https://a", "https://b"))
    write(root / "data/roles.yaml", roles.replace("One.", "First."))
    for lang, names in (("es", ("Ana Ruiz", "Beto")), ("en", ("Anne Ruiz", "Bob"))):
        out = run("diff", "--root", root, "HEAD", "--format", form, "--lang", lang).out
        assert all(name in out for name in names)
        assert "{'" not in out
        assert "&#123;'" not in out


def test_a_translation_that_an_item_lacks_is_named_with_its_number(base_of, check):
    role = "id: a\nname: A\npurpose: Dirigir.\nresponsibilities: [{es: Uno., en: One.}, Dos., {es: Tres.}]\n"
    root = base_of({"data/roles/a.yaml": role})
    for lang, words in (("es", "Propósito, Responsabilidades (2) y Responsabilidades (3)"), ("en", "Purpose, Responsibilities (2) and Responsibilities (3)")):  # fmt: skip
        (found,) = (
            one for one in check(root, "--format", "json", "--lang", lang).found("DAT008") if one["entity"] == "role:a"
        )
        assert words in found["message"]


def test_a_note_of_a_measurement_needs_no_translation(base_of, run):
    root = base_of({"data/indicators.yaml": "- {id: i, name: I}\n"})
    assert run("measure", "--root", root, "indicator:i", "--value", "4", "--note", "Contrato sin cláusula").code == 0
    assert [one["entity"] for one in run("check", "--root", root, "--format", "json").found("DAT008")] == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_a_full_disk_is_told_with_what_was_written(base_of, run):
    root = base_of()
    told = run("check", "--root", root, "--format", "json=/dev/full")
    assert (told.code, told.err) == (2, "timonel: /dev/full: the disk is full: make room and run it again\n")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([sys.executable, "-m", "timonel", "check", "--root", root], stdout=full, stderr=subprocess.PIPE, text=True, check=False)  # fmt: skip
    assert (done.returncode, done.stderr) == (2, "timonel: the output: the disk is full: make room and run it again\n")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a folder that somebody is in")
def test_a_folder_that_is_gone_is_told_as_such(tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    script = f"import os, sys; os.chdir({str(gone)!r}); os.rmdir({str(gone)!r}); from timonel.cli import main; sys.exit(main(['check']))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "timonel: the folder that you are in is gone: go to another one\n")


@pytest.mark.parametrize("words", [["show", ""], ["rule", ""], ["check", "--select", ""], ["check", "--owner", ""], ["check", "--format", ""], ["impact", ""], ["new", ""], ["export", "--format", "csv", "--kind", ""]])  # fmt: skip
def test_a_word_that_is_empty_is_shown_as_empty(base_of, run, words):
    told = run(*words, "--root", base_of())
    assert not [text for text in ("there is no ;", "rule ;", "format :", "kind ;", ": :") if text in told.err]
