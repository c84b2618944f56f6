"""Findings as JSON, a public contract: ``schemas/findings.schema.json``."""

from __future__ import annotations

import json
from functools import partial

from timonel import __version__
from timonel.governance import Result
from timonel.report import READER, Reader
from timonel.report.machine import finding, listed_json
from timonel.text import said

ABOUT = said("for programs: all that a check knows")


def render(result: Result, lang: str, _reader: Reader = READER) -> str:
    """Return the findings as ``schemas/findings.schema.json`` describes them."""
    summary = {
        "files": len(result.base.files),
        "entities": len(result.base),
        "rules": len(result.ran),
        **{severity: result.count(severity) for severity in ("error", "warning", "info")},
        "waived": result.count(status="waived"),
        "baselined": result.count(status="baselined"),
        "score": {pillar: score.value for pillar, score in result.score.items()},
        "pillars": {
            pillar: {
                "rules": score.rules,
                "measured": score.measured,
                "clean": score.clean,
                "open": len(result.open_in(pillar)),
            }
            for pillar, score in result.score.items()
        },
    }
    head = json.dumps({"timonel": __version__, "as_of": result.today, "summary": summary}, ensure_ascii=False)
    shown = partial(finding, lang=lang, facts=result.facts)
    return listed_json(result.findings, shown, f'{head[:-1]}, "findings": ', "}\n")
