"""The forms for machines: findings as JSON (a public contract), and as annotations of GitHub Actions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from timonel import __version__
from timonel.governance import Finding, Result, Spot
from timonel.rules import Rule
from timonel.text import pick, visible

_COMMAND = {"error": "error", "warning": "warning", "info": "notice"}


def as_json(result: Result, lang: str) -> str:
    """Return the findings as ``schemas/findings.schema.json`` describes them."""
    summary = {
        "files": len(result.base.files),
        "entities": len(result.base),
        "rules": len(result.ran),
        **{severity: result.count(severity) for severity in ("error", "warning", "info")},
        "waived": result.count(status="waived"),
        "baselined": result.count(status="baselined"),
        "score": {pillar: score.value for pillar, score in result.score.items()},
    }
    head = json.dumps({"timonel": __version__, "as_of": result.today, "summary": summary}, ensure_ascii=False)
    return f'{head[:-1]}, "findings": {listed_json(finding(one, lang) for one in result.findings)}}}\n'


def listed_json(values: Iterable[object]) -> str:
    """Return a JSON list, one value a line: a diff shows values, and the encoder written in C indents nothing."""
    encode = json.JSONEncoder(ensure_ascii=False).encode
    lines = ",\n  ".join(map(encode, values))
    return f"[\n  {lines}\n]" if lines else "[]"


def finding(one: Finding, lang: str) -> dict[str, Any]:
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
        "hint": one.advice(lang),
        **place,
        "fingerprint": one.fingerprint,
        "related": [_spot(spot) for spot in one.related],
    }


def _spot(spot: Spot) -> dict[str, Any]:
    line, column = spot.line
    return {"entity": spot.subject, "field": [*spot.keys], "file": spot.file, "line": line, "column": column}


def as_github(result: Result, lang: str, prefix: str = "") -> str:
    """Return open findings as workflow commands, the worst first (GitHub shows ten of a severity per step).

    Args:
        result: what the check says.
        lang: language of the messages.
        prefix: the base's folder as seen from the git top level (`git_prefix`).
    """
    lines = []
    for one in result.findings:
        if one.status == "open":
            line, column = one.spot.line
            place = {
                "file": prefix + one.spot.file,
                "line": line,
                "col": column,
                "title": f"{one.code} {one.rule.name}",
            }
            properties = ",".join(f"{key}={_property(visible(str(value)))}" for key, value in place.items())
            text = f"{one.message(lang)}\n{one.advice(lang)}"
            lines.append(f"::{_COMMAND[one.severity]} {properties}::{_data(visible(text))}\n")
    return "".join(lines)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def rules_json(rules: Mapping[str, Rule], examples: Mapping[str, Mapping[str, Any]], lang: str) -> str:
    """Return rules with their texts in a language and their examples.

    Args:
        rules: code → rule.
        examples: code → {"bad": […], "good": […]} as the cards hold them.
        lang: language of the texts.
    """
    entries = [
        {
            "code": one.code,
            "rule": one.name,
            "severity": one.severity,
            "pillar": one.pillar,
            "summary": pick(one.summary, lang),
            "why": pick(one.why, lang),
            "fix": pick(one.fix, lang),
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
