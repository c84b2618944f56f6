"""What the forms for machines share: findings and rules as JSON, and how JSON is written."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from timonel import __version__
from timonel.aside import shared
from timonel.governance import Finding, Spot
from timonel.governance.fixes import Fix, fixes
from timonel.lookups.facts import Facts
from timonel.rules import Rule
from timonel.text import pick, say

T = TypeVar("T")

_AT_ONCE, _FEW = 250, 4  # findings that are told together; so many times that need no second process


def listed_json(
    findings: Sequence[Finding], shown: Callable[[Finding], object], before: str = "", behind: str = ""
) -> str:
    """Return findings as a JSON list, one a line: a diff shows each, and the encoder written in C indents nothing.

    Args:
        findings: the findings.
        shown: gives what is said of a finding, as JSON.
        before: text that comes before the list; joined once, for there may be megabytes of findings.
        behind: text that comes behind it.
    """
    parts = [before, "["]
    for text in told(findings, partial(_lines, shown)):
        parts += ("\n  ", text, ",")
    if findings:
        parts[-1] = "\n"
    parts += ("]", behind)
    return "".join(parts)


def _lines(shown: Callable[[Finding], object], findings: Sequence[Finding]) -> str:
    encode = json.JSONEncoder(ensure_ascii=False).encode
    return ",\n  ".join(encode(shown(one)) for one in findings)


def told(findings: Sequence[Finding], tell: Callable[[Sequence[Finding]], T]) -> list[T]:
    """Return what is said of findings, some hundreds of them after the other; where there are many, by two processes."""
    tasks = [partial(tell, findings[start : start + _AT_ONCE]) for start in range(0, len(findings), _AT_ONCE)]
    return shared(tasks) if len(tasks) > _FEW else [task() for task in tasks]


def finding(one: Finding, lang: str, facts: Facts) -> dict[str, Any]:
    """Return one finding as JSON."""
    place = _spot(one.spot)
    return {
        "code": one.code,
        "rule": one.rule.name,
        "severity": one.severity,
        "status": one.status,
        "entity": place.pop("entity"),
        "field": place.pop("field"),
        "responsible": [*one.responsible],
        "message": one.message(lang),
        "hint": one.advice(lang, facts),
        **place,
        "fingerprint": one.fingerprint,
        "related": [_spot(spot) for spot in one.related],
        "fixes": [_fix(fix, lang) for fix in fixes(facts, one)],
    }


def _fix(fix: Fix, lang: str) -> dict[str, Any]:
    edits = [{"file": one.file, "start": [*one.start], "end": [*one.end], "text": one.text} for one in fix.edits]
    return {"title": say(fix.title, lang), "safe": fix.safe, "edits": edits}


def _spot(spot: Spot) -> dict[str, Any]:
    line, column = spot.line
    return {"entity": spot.subject, "field": [*spot.keys], "file": spot.file, "line": line, "column": column}


def rules_json(rules: Mapping[str, Rule], examples: Mapping[str, Mapping[str, Any]], lang: str) -> str:
    """Return rules with their texts in a language and their examples.

    Args:
        rules: code → rule.
        examples: code → {"bad": […], "good": […]} in that language.
        lang: language of the texts.
    """
    entries = [
        {
            "code": one.code,
            "rule": one.name,
            "severity": one.severity,
            "pillar": one.pillar,
            "effort": one.effort or None,
            "summary": pick(one.summary, lang),
            "why": pick(one.why, lang),
            "scope": pick(one.scope, lang) or None,
            "fix": one.general_fix(lang),
            "message": pick(one.message, lang),
            "options": {
                name: {"default": value, **one.option_forms[name], "title": pick(one.option_titles[name], lang)}
                for name, value in one.options.items()
            },
            "lessons": [*one.lessons],
            "bad": examples[one.code]["bad"],
            "good": examples[one.code]["good"],
        }
        for one in rules.values()
    ]
    return dump({"timonel": __version__, "rules": entries})


def dump(value: object) -> str:
    """Return JSON as people and machines read it: two spaces, letters as letters, one line feed at the end."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
