"""GitLab Code Quality: the documented fields, one fingerprint per gap."""

from __future__ import annotations

import json
from pathlib import Path

from jsonschema import Draft202012Validator

from timonel.report import Reader
from timonel.report.formats.gitlab import render as as_gitlab

SCHEMA = json.loads((Path(__file__).parents[1] / "data/gitlab-code-quality.schema.json").read_text("utf-8"))


def test_it_is_what_it_was(result, golden):
    golden("gitlab.json", as_gitlab(result, "es", Reader("crm nova/")))


def test_the_documented_fields_are_there(result):
    Draft202012Validator(SCHEMA).validate(json.loads(as_gitlab(result, "en")))


def test_the_example_is_valid_and_no_fingerprint_stands_twice(example, check):
    listed = check(example, "--format", "gitlab").json
    Draft202012Validator(SCHEMA).validate(listed)
    assert len({one["fingerprint"] for one in listed}) == len(listed)


def test_only_open_gaps_count_and_paths_are_plain(result):
    listed = json.loads(as_gitlab(result, "es", Reader("crm nova/")))
    assert len(listed) == result.count()
    assert listed[0]["location"]["path"] == "crm nova/data/processes/año nuevo.yaml"
    assert {one["severity"] for one in listed} <= {"major", "minor", "info"}


def test_nothing_found_is_an_empty_list(judged):
    assert json.loads(as_gitlab(judged({}, "PRO001"), "es")) == []
