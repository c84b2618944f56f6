"""The findings as JSON: what schemas/findings.schema.json promises."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from timonel.report.formats.json import render as as_json


@pytest.fixture(scope="module")
def validator(example):
    schema = json.loads((example / "schemas/findings.schema.json").read_text("utf-8"))
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


@pytest.mark.parametrize("lang", ["es", "en"])
def test_findings_of_every_status_keep_the_contract(result, validator, lang):
    value = json.loads(as_json(result, lang))
    validator.validate(value)
    assert {one["status"] for one in value["findings"]} == {"open", "waived", "baselined"}
    assert value["summary"]["baselined"] == 1


def test_nothing_found_keeps_it_too(judged, validator):
    validator.validate(json.loads(as_json(judged({}, "PRO001"), "es")))
