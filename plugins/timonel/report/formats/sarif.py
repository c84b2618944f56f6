"""SARIF 2.1.0: what code scanning services and editors read. Plain values: a model of the format costs more than it gives."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from timonel import __version__
from timonel.governance import Finding, Result, Spot
from timonel.governance.fixes import Fix, fixes
from timonel.lookups.facts import Facts
from timonel.report import READER, Reader
from timonel.report.machine import listed_json
from timonel.report.paths import uri
from timonel.rules import Rule
from timonel.text import pick, said, say, visible

ABOUT = said("for code scanning services and editors")

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_MOST = 25_000  # results that GitHub takes of a run
_LEVEL = {"error": "error", "warning": "warning", "info": "note"}
_PROBLEM = {"error": "error", "warning": "warning", "info": "recommendation"}
# In a message, `[text](somewhere)` is a link; a text of the data never is.
_LINK = re.compile(r"\[(?=[^\]]*\]\()")


def render(result: Result, lang: str, reader: Reader = READER) -> str:
    """Return the findings, suppressed ones included, and the rules that ran.

    Args:
        result: what the check says.
        lang: language of the texts.
        reader: where the text is read.
    """
    prefix = reader.prefix
    rules = [rule for code, rule in result.rules.items() if code in result.ran]
    index = {rule.code: number for number, rule in enumerate(rules)}
    help_uri = result.settings.repository.get("url")
    driver = {
        "name": "Timonel",
        "version": __version__,
        "semanticVersion": __version__,
        "language": lang,
        "rules": [_rule(rule, lang, help_uri) for rule in rules],
    }
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"timonel/{prefix}"},  # two bases in one repository keep their findings apart
        "language": lang,
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(len(result.findings) - _MOST, lang)],
    }
    head = json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False)
    kept = result.findings[:_MOST]  # the worst come first
    results = listed_json(kept, lambda one: _result(one, index, lang, prefix, result.facts))
    return f'{head[:-3]}, "results": {results}}}]}}\n'


def _invocation(left: int, lang: str) -> dict[str, Any]:
    """Return how the run went: that it has more results than code scanning services take is a notification."""
    if left <= 0:
        return {"executionSuccessful": True}
    told = say(said("{number} findings do not fit here: `timonel check` tells all", number=left), lang)
    notes = [{"level": "warning", "message": {"text": told}}]
    return {"executionSuccessful": True, "toolExecutionNotifications": notes}


def _rule(rule: Rule, lang: str, help_uri: str | None) -> dict[str, Any]:
    why, fix = pick(rule.why, lang), rule.general_fix(lang)
    texts = (("Why it matters", why), ("What it checks", pick(rule.scope, lang)), ("How to fix it", fix))
    told = [(say(title, lang), text) for title, text in texts if text]
    described = {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": pick(rule.summary, lang)},
        "fullDescription": {"text": why},
        "help": {
            "text": "\n\n".join(f"{title}: {text}" for title, text in told),
            "markdown": "\n\n".join(f"**{title}**: {text}" for title, text in told),
        },
        "defaultConfiguration": {"level": _LEVEL[rule.severity]},
        "properties": {
            "tags": ["governance", *([rule.pillar] if rule.pillar else ())],
            "problem.severity": _PROBLEM[rule.severity],
        },
    }
    return {**described, "helpUri": help_uri} if help_uri else described


def _result(one: Finding, index: Mapping[str, int], lang: str, prefix: str, facts: Facts) -> dict[str, Any]:
    text = one.message(lang) if one.hint is None else f"{one.message(lang)}\n{one.advice(lang, facts)}"
    related = [
        {"id": number, **_location(spot, prefix), "message": _message(spot.subject)}
        for number, spot in enumerate(one.related, 1)
    ]
    mended = [_fix(fix, lang, prefix) for fix in fixes(facts, one)]
    return {
        "ruleId": one.code,
        "ruleIndex": index[one.code],
        "level": _LEVEL[one.severity],
        "message": _message(text),
        "locations": [_location(one.spot, prefix)],
        **({"relatedLocations": related} if related else {}),
        "partialFingerprints": {"timonel/v1": one.fingerprint},
        "suppressions": _suppressions(one, lang),  # of all results or of none; an empty list means open
        "properties": {"responsible": [*one.responsible]},
        **({"fixes": mended} if mended else {}),
    }


def _fix(fix: Fix, lang: str, prefix: str) -> dict[str, Any]:
    changes = [
        {
            "artifactLocation": {"uri": uri(prefix + one.file), "uriBaseId": "%SRCROOT%"},
            "replacements": [
                {
                    "deletedRegion": {
                        "startLine": one.start[0], "startColumn": one.start[1], "endLine": one.end[0], "endColumn": one.end[1],
                    },
                    "insertedContent": {"text": one.text},
                }
            ],
        }
        for one in fix.edits
    ]  # fmt: skip
    return {"description": _message(say(fix.title, lang)), "artifactChanges": changes}


def _message(text: str) -> dict[str, str]:
    return {"text": _LINK.sub(r"\\[", visible(text))}


def _location(spot: Spot, prefix: str) -> dict[str, Any]:
    line, column = spot.line
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": uri(prefix + spot.file), "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": line, "startColumn": column},
        },
        "logicalLocations": [{"fullyQualifiedName": spot.subject, "kind": spot.subject.partition(":")[0]}],
    }


def _suppressions(one: Finding, lang: str) -> list[dict[str, str]]:
    if one.status == "open":
        return []
    reason = pick(one.waiver.reason, lang) if one.waiver else say("Known: it stands in the baseline.", lang)
    return [{"kind": "external", "status": "accepted", "justification": visible(reason)}]
