"""A format of a check is one module: what stands among the others is offered, explained and written."""

import os
import subprocess
import sys

import pytest

from timonel.pipeline import examine
from timonel.report import Reader, rendered

TOY = """
from timonel.text import said

ABOUT = said("for those who count")


def render(result, _lang, _reader):
    return f"{len(result.base)}\\n"
"""
RUN = """
import importlib, sys
from timonel import report
report.formats.__path__.append(sys.argv.pop(1))
importlib.reload(report)
from timonel.cli import run
run()
"""


@pytest.fixture
def timonel(tmp_path, base_of):
    root, place = base_of({"data/areas/a.yaml": "id: a\nname: A\n"}), tmp_path / "formats"
    place.mkdir()
    (place / "toy.py").write_text(TOY, encoding="utf-8")

    def ask(*words):
        command = [sys.executable, "-c", RUN, str(place), "--lang", "en", *words]
        return subprocess.run(
            command, cwd=root, env={**os.environ, "COLUMNS": "200"}, capture_output=True, text=True, check=False
        )

    return ask


def test_a_module_is_a_format(timonel):
    """Written, written to a file, in the help with its words, and named to those who misspell it."""
    assert timonel("check", "--format", "toy", "--no-cache").stdout == "1\n"
    assert "toy (for those who count)" in timonel("check", "--help").stdout
    assert "toy" in timonel("check", "--format", "tyo").stderr


def test_the_help_says_whom_each_format_is_for(timonel):
    told = " ".join(timonel("check", "--help").stdout.split())
    for name in ("text", "json", "github", "gitlab", "sarif", "junit", "markdown"):
        assert f" {name} (" in told


def test_gaps_that_come_by_the_dozen_are_a_line_a_rule_until_they_are_chosen(base_of):
    """They can wait; whoever chooses the rule sees each."""
    risks = [
        {"id": f"r{n}", "name": f"Riesgo {n}", "category": "privacy", "actions": [{"statement": "Ver"}]}
        for n in range(3)
    ]
    result = examine(base_of({"risks": risks}), use_cache=False)
    told = rendered("text", result, "es", Reader())
    assert told.count("RSK009") == 2  # the line, and the command in it
    assert "RSK009 ×3" in told
    assert rendered("text", result, "es", Reader(chosen=True)).count("RSK009") >= 6
