"""Annotations of GitHub Actions: what a pull request shows beside the line that a finding speaks of."""

from __future__ import annotations

from timonel.governance import Result
from timonel.report import READER, Reader
from timonel.text import said, visible

ABOUT = said("annotations of GitHub Actions")

_COMMAND = {"error": "error", "warning": "warning", "info": "notice"}


def render(result: Result, lang: str, reader: Reader = READER) -> str:
    """Return open findings as workflow commands, the worst first (GitHub shows ten of a severity per step).

    Args:
        result: what the check says.
        lang: language of the messages.
        reader: where the text is read.
    """
    lines = []
    for one in result.findings:
        if one.status == "open":
            line, column = one.spot.line
            place = {
                "file": reader.prefix + one.spot.file,
                "line": line,
                "col": column,
                "title": f"{one.code} {one.rule.name}",
            }
            properties = ",".join(f"{key}={_property(visible(str(value)))}" for key, value in place.items())
            text = f"{one.message(lang)}\n{one.advice(lang, result.facts)}"
            lines.append(f"::{_COMMAND[one.severity]} {properties}::{_data(visible(text))}\n")
    return "".join(lines)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
