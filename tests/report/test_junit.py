"""JUnit XML: well formed whatever the data, a test case per rule."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from timonel.report.formats.junit import render as as_junit

SCHEMA = Path(__file__).parents[1] / "data/junit-10.xsd"


def test_it_is_what_it_was(result, golden):
    golden("junit.xml", as_junit(result, "es"))


def test_the_public_schema_takes_it(result):
    xmlschema = pytest.importorskip("xmlschema")
    xmlschema.XMLSchema(str(SCHEMA)).validate(as_junit(result, "es"))


def test_one_case_per_rule_and_a_failure_per_open_gap(result):
    root = ET.fromstring(as_junit(result, "es"))
    cases = {case.get("name")[:6]: case for case in root.iter("testcase")}
    assert cases.keys() == result.ran
    assert len([*root.iter("failure")]) == result.count()
    assert cases["LES002"].find("skipped") is None
    assert root.get("tests") == str(len(cases))
    assert root.get("failures") == str(len([one for one in cases.values() if one.find("failure") is not None]))


def test_a_rule_whose_gaps_are_all_covered_is_skipped_with_the_reason(judged):
    lesson = {"id": "x", "name": "X", "statement": "Así es.", "pillar": "people"}
    waiver = {
        "rule": "LES002",
        "entity": "lesson:x",
        "reason": "Se busca.",
        "approved_by": "y",
        "expires": "2027-01-01",
    }
    root = ET.fromstring(as_junit(judged({"lessons": [lesson], "waivers": [waiver]}, "LES002"), "es"))
    assert root.find(".//skipped").get("message") == "Se busca."
    assert root.get("failures") == "0"


def test_controls_and_what_xml_forbids_come_out_visible(result):
    text = as_junit(result, "es")
    assert not {"\x07", "\x1b", "\u202e"} & set(text)
    failures = [one.get("message") for one in ET.fromstring(text).iter("failure")]
    assert any("50 % off, «sí»: a::b\n[x](javascript:alert(1)) <b>|@nova #12 `co|de` ]]> ␇␛" in one for one in failures)
