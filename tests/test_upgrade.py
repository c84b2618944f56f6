"""A base of version 1.0, kept as it was (`data/upgrade/`): nothing of it is lost, and nothing of it becomes an error."""

from __future__ import annotations

import json
import shutil

import pytest
from bases import ROOT
from jsonschema import Draft202012Validator

KEPT = ROOT / "tests" / "data" / "upgrade"
# What 1.0 did not say of it, as the changelog tells under Upgrading; an own kind that Timonel has taken as a name is one info.
NEW = {("RSK008", "warning"), ("RSK011", "warning"), ("DAT002", "info"), ("OBJ015", "warning")}
QUIET = {"DAT009", "LES001", "TCH002"}  # these say less than they did


def findings(name):
    return json.loads((KEPT / name).read_text("utf-8"))["findings"]


@pytest.fixture
def upgraded(tmp_path):
    return shutil.copytree(KEPT / "base", tmp_path / "base")


def test_no_error_is_new_and_what_is_new_is_told_in_the_changelog(upgraded, run):
    told = run("check", "--root", upgraded, "--baseline", upgraded / "baseline.json", "--format", "json")
    before = {one["fingerprint"]: one for one in findings("found.json")}
    now = {one["fingerprint"]: one for one in told.json["findings"]}
    assert told.code == 0
    new = [one for key, one in now.items() if key not in before]
    assert {(one["code"], one["severity"]) for one in new} <= NEW
    assert all(one["status"] == "open" for one in new), "the baseline of 1.0 hides nothing that it did not know"
    lost = {one["code"] for key, one in before.items() if key not in now}
    assert lost <= QUIET
    assert all(one["status"] == before[key]["status"] for key, one in now.items() if key in before)
    assert sum(one["status"] == "waived" for one in now.values()) == 2


def test_every_entry_says_what_it_said(upgraded, run):
    now = {one["key"]: one["fields"] for one in run("export", "--format", "json", "--root", upgraded).json["entities"]}
    then = json.loads((KEPT / "export.json").read_text("utf-8"))["entities"]
    assert len(then) > 100
    assert {one["key"]: now.get(one["key"]) for one in then} == {one["key"]: one["fields"] for one in then}


def test_an_own_kind_keeps_a_name_that_timonel_has_taken_since(upgraded, run):
    told = run("show", "issue:caida", "--root", upgraded, "--lang", "en")
    assert (told.code, "Gravity" in told.out) == (0, True)


def test_what_1_0_wrote_fits_the_contract_of_today():
    schema = json.loads((ROOT / "schemas" / "findings.schema.json").read_text("utf-8"))
    Draft202012Validator(schema).validate(json.loads((KEPT / "found.json").read_text("utf-8")))
