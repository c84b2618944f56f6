"""SARIF: valid by the official schema, paths as git knows them, nothing suppressed lost."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from jsonschema import Draft4Validator

from timonel.files import git_prefix
from timonel.governance import Result
from timonel.report import Reader
from timonel.report.formats.sarif import render as as_sarif
from timonel.report.paths import uri

SCHEMA = Path(__file__).parents[1] / "data/sarif-schema-2.1.0.json"


@pytest.fixture(scope="module")
def validator():
    return Draft4Validator(json.loads(SCHEMA.read_text("utf-8")), format_checker=Draft4Validator.FORMAT_CHECKER)


@pytest.fixture
def log(result: Result):
    return json.loads(as_sarif(result, "es", Reader("crm nova/")))["runs"][0]


def test_it_is_what_it_was(result, golden):
    golden("small.sarif", as_sarif(result, "es", Reader("crm nova/")))


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_official_schema_takes_it(result, validator, lang):
    assert [error.message for error in validator.iter_errors(json.loads(as_sarif(result, lang)))] == []


def test_the_official_schema_takes_the_example(example, check, validator):
    assert [error.message for error in validator.iter_errors(check(example, "--format", "sarif").json)] == []


def test_every_rule_that_ran_is_described(log, result):
    rules = log["tool"]["driver"]["rules"]
    assert {rule["id"] for rule in rules} == result.ran
    assert all(rules[one["ruleIndex"]]["id"] == one["ruleId"] for one in log["results"])
    assert all("helpUri" not in rule for rule in rules)


def test_the_repository_is_where_help_is(base_of, check):
    root = base_of({"timonel": {"repository": {"url": "https://git.example/nova/crm"}}})
    rules = check(root, "--format", "sarif").json["runs"][0]["tool"]["driver"]["rules"]
    assert {rule["helpUri"] for rule in rules} == {"https://git.example/nova/crm"}


def test_a_uri_is_encoded_and_starts_at_the_git_top_level(log):
    place = log["results"][0]["locations"][0]["physicalLocation"]
    assert re.fullmatch(r"[\x21-\x7e]+", place["artifactLocation"]["uri"])
    assert unquote(place["artifactLocation"]["uri"]) == "crm nova/data/processes/año nuevo.yaml"
    assert place["region"]["startLine"] >= 1


def test_a_path_of_odd_bytes_is_encoded_as_those_bytes():
    assert uri("data/\udcff/100%.yaml") == "data/%FF/100%25.yaml"


def test_results_carry_fingerprints_related_places_and_suppressions(log, result):
    assert [one["partialFingerprints"]["timonel/v1"] for one in log["results"]] == [
        one.fingerprint for one in result.findings
    ]
    circle = next(one for one in log["results"] if one["ruleId"] == "PRO007")
    assert [one["message"]["text"] for one in circle["relatedLocations"]] == ["process:venta"]
    suppressed = {
        one["locations"][0]["logicalLocations"][0]["fullyQualifiedName"]: one["suppressions"] for one in log["results"]
    }
    assert suppressed["lesson:leccion-1"][0]["justification"] == "Se busca: <la fuente>."
    assert suppressed["lesson:leccion-2"][0]["status"] == "accepted"
    assert suppressed["lesson:leccion-3"] == []


def test_data_is_no_link(log):
    text = next(one for one in log["results"] if one["ruleId"] == "PRO001")["message"]["text"]
    assert "\\[x](javascript:" in text
    assert "50 % off, «sí»: a::b\n" in text


def test_git_is_looked_for_upwards(tmp_path):
    deep = tmp_path / "repo/crm nova/base"
    deep.mkdir(parents=True)
    (tmp_path / "repo/.git").write_text("gitdir: elsewhere\n")  # as in a worktree
    assert git_prefix(deep) == "crm nova/base/"
    assert git_prefix(tmp_path / "repo") == ""
