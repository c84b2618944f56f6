"""A small result in which every text is hostile, and its golden files."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from goldens import same

from timonel import governance
from timonel.governance import Result
from timonel.model import Base
from timonel.rules import Rule, examples

GOLDEN = Path(__file__).parent / "golden"
DATA = Path(__file__).parents[1] / "data"
HOSTILE = "50 % off, «sí»: a::b\n[x](javascript:alert(1)) <b>|@nova #12 `co|de` ]]> \x07\x1b[31m\u202e *z*"
CONTENTS = {
    "data/processes/año nuevo.yaml": json.dumps(
        [
            {"id": "alta", "name": HOSTILE, "type": "support", "supports": ["venta"]},
            {"id": "venta", "name": "Venta", "type": "support", "owner": "nadie", "supports": ["alta"]},
        ],
        ensure_ascii=False,
    ),
    "lessons": [
        {"id": f"leccion-{n}", "name": f"Lección {n}", "statement": "Así es.", "pillar": "people"} for n in (1, 2, 3)
    ],
    "roles": [{"id": "jefa", "name": "Jefa & Cía.", "purpose": "Decidir."}],
    "waivers": [
        {
            "rule": "LES002",
            "entity": "lesson:leccion-1",
            "reason": "Se busca: <la fuente>.",
            "approved_by": "jefa",
            "expires": "2027-01-31",
        },
    ],
}
CODES = ("DAT003", "LES002", "PRO001", "PRO007", "ROL002")


@pytest.fixture
def result(loaded: Callable[..., Base], rules: Mapping[str, Rule]) -> Result:
    """Make an error, a reference to nothing, a circle (with a related place), warnings, a waived and a known gap."""
    texts = {
        field: {"es": f"{word}.", "en": f"{word}."}
        for field, word in (
            ("summary", "Resumen"),
            ("why", "Motivo"),
            ("fix", "Arreglo `x`"),
            ("message", "Mensaje {name}"),
        )
    }
    mine = {code: replace(rules[code], **texts) for code in CODES}
    found = governance.judge(loaded(CONTENTS), examples.settings_of({}), mine, examples.TODAY)
    findings = [
        replace(one, status="baselined") if one.spot.subject == "lesson:leccion-2" else one for one in found.findings
    ]
    return replace(found, findings=findings)


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compare a text with a golden file."""
    return lambda name, text: same(GOLDEN / name, text)


def contract(name: str) -> Any:
    """Return a JSON schema of tests/data."""
    return json.loads((DATA / name).read_text("utf-8"))
