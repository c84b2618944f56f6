"""Several formats at once: each whole, in its file, with paths as its readers know them."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest

from timonel.files import put


@pytest.fixture
def root(base_of, tmp_path):
    """Make a base in a folder of a git repository."""
    (tmp_path / ".git").mkdir()
    return base_of({"data/processes/alta.yaml": "id: alta\nname: Alta\ntype: support\n"}, "crm nova")


def test_several_formats_at_once(root, check, tmp_path):
    files = {name: tmp_path / f"out.{name}" for name in ("sarif", "gitlab", "junit", "markdown", "json", "github")}
    told = check(
        root,
        "--select",
        "PRO001",
        "--format",
        "text",
        *(word for one in files for word in ("--format", f"{one}={files[one]}")),
    )
    assert told.code == 1
    assert "PRO001" in told.out
    sarif, gitlab, plain = (json.loads(files[name].read_text("utf-8")) for name in ("sarif", "gitlab", "json"))
    place = sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "crm%20nova/data/processes/alta.yaml"
    assert sarif["runs"][0]["automationDetails"]["id"] == "timonel/crm nova/"
    assert gitlab[0]["location"] == {"path": "crm nova/data/processes/alta.yaml", "lines": {"begin": 1}}
    assert plain["findings"][0]["file"] == "data/processes/alta.yaml"
    assert "file=crm nova/data/processes/alta.yaml,line=1,col=1" in files["github"].read_text("utf-8")
    assert ET.parse(files["junit"]).getroot().get("failures") == "1"
    assert "data/processes/alta.yaml" in files["markdown"].read_text("utf-8")
    assert b"\r" not in b"".join(file.read_bytes() for file in files.values())
    assert [one.name for one in tmp_path.iterdir() if one.suffix == ".tmp"] == []


def test_a_file_that_cannot_be_written_is_one_line(root, check, tmp_path):
    told = check(root, "--format", f"sarif={tmp_path / 'no/hay/out.sarif'}")
    assert (told.code, told.err.count("\n")) == (2, 1)
    assert "out.sarif:" in told.err


def test_an_unknown_format_is_told(root, check):
    told = check(root, "--format", "html")
    assert told.code == 2
    assert "sarif" in told.err


def test_a_file_keeps_its_mode_and_a_link_its_target(tmp_path):
    target, link = tmp_path / "a", tmp_path / "b"
    target.write_bytes(b"old")
    target.chmod(0o600)
    link.symlink_to(target)
    put(link, b"new")
    assert (target.read_bytes(), target.stat().st_mode & 0o777, link.is_symlink()) == (b"new", 0o600, True)
