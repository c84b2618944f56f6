"""GitLab Code Quality: what a merge request shows of the findings that it opens and closes."""

from __future__ import annotations

from typing import Any

from timonel.governance import Finding, Result
from timonel.report import READER, Reader
from timonel.report.machine import listed_json
from timonel.text import said, visible

ABOUT = said("Code Quality of a merge request in GitLab")

# A finding never blocks production: GitLab's "critical" and "blocker" are for what does.
_SEVERITY = {"error": "major", "warning": "minor", "info": "info"}


def render(result: Result, lang: str, reader: Reader = READER) -> str:
    """Return the open findings; GitLab compares them with the target branch's by their fingerprints.

    Args:
        result: what the check says.
        lang: language of the messages.
        reader: where the text is read.
    """
    found = [one for one in result.findings if one.status == "open"]
    return listed_json(found, lambda one: _entry(one, lang, reader.prefix), behind="\n")


def _entry(one: Finding, lang: str, prefix: str) -> dict[str, Any]:
    return {
        "description": visible(one.message(lang)),
        "check_name": f"{one.code} {one.rule.name}",
        "fingerprint": one.fingerprint,
        "severity": _SEVERITY[one.severity],
        "location": {"path": prefix + one.spot.file, "lines": {"begin": one.spot.line[0]}},
    }
