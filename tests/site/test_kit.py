"""What pages are built of is typed: a slip of the pen is an error of mypy, never an empty place on a page."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[2]
RIGHT = """\
from timonel.kinds import Risk
from timonel.site.kit import Cell, Column, Fact
from timonel.site.writer import Writer


def page(w: Writer, risks: list[Risk]) -> None:
    w.lede("What may go wrong.", [Cell("open", badge="now")])
    w.add(w.ctx.c.facts([Fact(label="Owner", value=w.role(risks[0].owner))]))
    w.table("risks", "Risks", risks, [Column("owner", "Owner", lambda risk: w.role(risk.owner), wide=True)])
"""
SLIPS = [
    ("w.lede(", "w.leed("),
    ("c.facts(", "c.fcats("),
    ("badge=", "bagde="),
    ("label=", "lable="),
    ("wide=", "wied="),
    ("lambda risk: w.role(risk.owner)", "lambda risk: w.role(risk.onwer)"),
    ("lambda risk: w.role(risk.owner)", "lambda risk: risk"),
    ("value=w.role(risks[0].owner)", "value={'text': 'A'}"),
]


@pytest.mark.skipif(not os.environ.get("TIMONEL_TEST_ALL"), reason="mypy takes its time; TIMONEL_TEST_ALL runs it")
def test_a_misspelt_component_key_or_column_is_an_error_of_mypy(tmp_path: Path) -> None:
    pages = {tmp_path / "right.py": RIGHT}
    pages |= {tmp_path / f"slip_{n}.py": RIGHT.replace(right, slip) for n, (right, slip) in enumerate(SLIPS)}
    for file, text in pages.items():
        file.write_text(text, "utf-8")
    command = [sys.executable, "-m", "mypy", "--config-file", str(REPO / "pyproject.toml"), *map(str, pages)]
    done = subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=False)
    refused = {line.split(":")[0].rpartition("/")[2] for line in done.stdout.splitlines() if ": error: " in line}
    assert refused == {f"slip_{n}.py" for n in range(len(SLIPS))}, done.stdout + done.stderr
