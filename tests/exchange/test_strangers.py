"""Files as strangers have them: of their rows nearly all arrive with at most one mapping, and nothing is misread in silence."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from expected import Outcome, outcome

HERE = Path(__file__).parent / "strangers"
EXPECTED = {path.name.removesuffix(".expected.yaml"): path for path in sorted(HERE.glob("*.expected.yaml"))}
# One of each shape in the plain run: a register, a matrix, steps in rows, two languages, a sheet on its side, percentages.
FEW = (
    "04-it-risks",
    "06-raci-launch",
    "11-process-steps",
    "13-glosario-bilingue",
    "17-objectives",
    "24-viaje-del-cliente",
)
CHOSEN = [*EXPECTED] if os.environ.get("TIMONEL_TEST_ALL") else FEW
SHARE = 0.95


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Outcome]:
    """Return what became of each file, for the share over all of them."""
    return {}


@pytest.mark.parametrize("name", CHOSEN)
def test_a_strangers_file_comes_in(name, run, tmp_path, outcomes):
    told: Mapping[str, Any] = yaml.safe_load(EXPECTED[name].read_text("utf-8"))
    found = outcomes[name] = outcome(told, HERE, tmp_path, run)
    assert found.misread == []
    assert found.again == ""


def test_nearly_all_rows_arrive(outcomes):
    rows = sum(one.rows for one in outcomes.values())
    right = sum(one.right for one in outcomes.values())
    wrong = {name: one.wrong for name, one in outcomes.items() if one.wrong}
    assert rows
    assert right >= SHARE * rows, wrong
