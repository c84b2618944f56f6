"""JUnit XML: one test case per rule, for servers that know tests and nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from timonel.governance import Finding, Result
from timonel.lookups.facts import Facts
from timonel.report import READER, Reader
from timonel.rules import Rule
from timonel.text import one_line, pick, said, say, visible

ABOUT = said("for servers that know tests")

# XML has no place for them, not even escaped; `visible` has seen to the other controls.
_UNFIT = re.compile("[\ud800-\udfff\ufffe\uffff]")


def render(result: Result, lang: str, _reader: Reader = READER) -> str:
    """Return one test case per rule that ran: failed with each open finding, skipped where a waiver or the baseline covers all."""
    by_rule: dict[str, list[Finding]] = {}
    for one in result.findings:
        by_rule.setdefault(one.code, []).append(one)
    root = Element("testsuites", name="timonel")
    suite = SubElement(root, "testsuite", name="timonel")
    for code, rule in result.rules.items():
        if code in result.ran:
            _case(suite, rule, by_rule.get(code, ()), lang, result.facts)
    counts = {"tests": len(suite), "failures": len(suite.findall("testcase[failure]")), "errors": 0}
    for element in (root, suite):
        element.attrib.update({name: str(number) for name, number in counts.items()})
    suite.set("skipped", str(len(suite.findall("testcase[skipped]"))))
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _case(suite: Element, rule: Rule, findings: Sequence[Finding], lang: str, facts: Facts) -> None:
    case = SubElement(suite, "testcase", classname=f"timonel.{rule.family}", name=f"{rule.code} {rule.name}")
    shown = [one for one in findings if one.status == "open"]
    for one in shown:
        failure = SubElement(case, "failure", type=one.severity, message=_text(one.message(lang)))
        failure.text = _line(one, lang, facts)
    if len(shown) > 1:  # many servers show the first failure of a test case only
        SubElement(case, "system-out").text = "\n".join(_line(one, lang, facts) for one in shown)
    if findings and not shown:
        SubElement(case, "skipped", message=_text(_reason(findings[0], lang)))


def _line(one: Finding, lang: str, facts: Facts) -> str:
    line, column = one.spot.line
    return _text(
        f"{one_line(one.spot.file)}:{line}:{column}: {one.message(lang)} {say('How to fix it', lang)}: {one.advice(lang, facts)}"
    )


def _reason(one: Finding, lang: str) -> str:
    return pick(one.waiver.reason, lang) if one.waiver else say("Known: it stands in the baseline.", lang)


def _text(text: str) -> str:
    return _UNFIT.sub("\ufffd", visible(text))
