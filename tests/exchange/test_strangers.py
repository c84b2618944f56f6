"""Files as strangers have them: of their rows nearly all arrive with at most one mapping, and nothing is misread in silence."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from expected import outcome

FOLDERS = ("strangers", "strangers2")
EXPECTED = {
    path.name.removesuffix(".expected.yaml"): path
    for folder in FOLDERS
    for path in sorted((Path(__file__).parent / folder).glob("*.expected.yaml"))
}
# One of each shape in the plain run: a register, a matrix, steps in rows, two languages, a sheet on its side, percentages,
# sub-headers that are alike, codes beside names of the method.
FEW = (
    "04-it-risks",
    "06-raci-launch",
    "11-process-steps",
    "13-glosario-bilingue",
    "17-objectives",
    "24-viaje-del-cliente",
    "31-registro-riesgos-iso31000",
    "36-business-glossary-export",
)
CHOSEN = [*EXPECTED] if os.environ.get("TIMONEL_TEST_ALL") else FEW
SHARE = 0.95


@pytest.mark.parametrize("name", CHOSEN)
def test_a_strangers_file_comes_in(name, run, tmp_path):
    told: Mapping[str, Any] = yaml.safe_load(EXPECTED[name].read_text("utf-8"))
    found = outcome(told, EXPECTED[name].parent, tmp_path, run)
    assert found.misread == []
    assert found.rows
    assert found.right >= SHARE * found.rows, found.wrong
    assert found.again == ""
