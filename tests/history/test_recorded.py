"""`history.csv`: what a day opened and closed is appended to it, and read instead of git."""

from __future__ import annotations

import csv
import io
import re
import shutil
from pathlib import Path

import pytest
from goldens import same

from timonel import site
from timonel.cache import Cache
from timonel.pipeline import examine
from timonel.site.urls import Urls

BARE = {"id": "alta", "name": "Alta", "type": "support"}
OWNED = {**BARE, "owner": "jefe"}
ROLES = [{"id": "jefe", "name": "Jefe"}]
OTHER = {"id": "baja", "name": "Baja", "type": "support"}


@pytest.fixture
def base(base_of):
    """Return what writes a base as it is on a day."""

    def make(day, *processes, **more):
        return base_of({"processes": [*processes], "roles": ROLES, **more, "timonel": {"as_of": day}})

    return make


@pytest.fixture
def record(run):
    return lambda root, *more: run("trend", "--record", "--lang", "en", "--root", root, *more)


@pytest.fixture
def quarter(base, record):
    """Return a base with two recorded days: a gap is closed on the second one, and a new entry brings its own."""
    record(base("2026-11-02", BARE))
    root = base("2026-11-12", OWNED, OTHER)
    record(root)
    return root


def rows(root):
    return [*csv.DictReader(io.StringIO((root / "history.csv").read_text()))]


def changes(root, day, code="PRO001"):
    return [(one["entity"], one["change"]) for one in rows(root) if (one["date"], one["code"]) == (day, code)]


def test_a_day_is_appended_once(base, record):
    root = base("2026-11-02", BARE)
    told = record(root)
    assert (told.code, told.out.startswith("history.csv: 2026-11-02, ")) == (0, True)
    first = (root / "history.csv").read_bytes()
    assert changes(root, "2026-11-02") == [("process:alta", "opened")]
    assert {one["code"] for one in rows(root) if one["change"] == "stands"} == {
        "processes",
        "people",
        "data",
        "technology",
    }
    assert record(root).out == "history.csv says all of 2026-11-02 already\n"
    assert (root / "history.csv").read_bytes() == first, "the same day says nothing twice"


def test_what_is_there_stays_to_the_byte_and_only_what_changed_is_added(quarter, base, record):
    before = (quarter / "history.csv").read_bytes()
    assert changes(quarter, "2026-11-12") == [("process:alta", "closed"), ("process:baja", "opened")]
    assert [one["entity"] for one in rows(quarter) if one["change"] == "added"][-1] == "process:baja"
    root = base("2026-11-13", OWNED)
    (root / "history.csv").write_bytes(before.replace(b"\n", b"\r\n").rstrip())  # as an editor may leave it
    old = (root / "history.csv").read_bytes()
    record(root)
    new = (root / "history.csv").read_bytes()
    assert new.startswith(old + b"\r\n2026-11-13,")
    assert new.count(b"\n") == new.count(b"\r\n")
    assert ("process:baja", "removed") in changes(root, "2026-11-13", "")


def test_later_on_the_same_day_the_rest_is_added(base, record, run):
    record(base("2026-11-02", BARE))
    root = base("2026-11-02", OWNED)
    record(root)
    assert changes(root, "2026-11-02") == [("process:alta", "opened"), ("process:alta", "closed")]
    points = run("trend", "--format", "json", "--root", root).json["points"]
    assert [one["clean"]["processes"] > 0 for one in points] == [True], "the day's last word holds"


def test_a_gap_keeps_its_severity_until_a_row_says_another(base, record, run):
    """A row that somebody shortened says no severity: then what was said before holds, in what is told of each day."""
    record(base("2026-11-02", BARE))
    file = base("2026-11-12", BARE) / "history.csv"
    (opened,) = [one for one in rows(file.parent) if one["code"] == "PRO001"]
    gap, stands = f"{opened['fingerprint']},PRO001,process:alta", ",,processes,,stands,,50.0,1,2"
    with file.open("a", encoding="utf-8") as history:
        history.write(f"2026-11-06,{gap},waived,,,,\n2026-11-06,{gap},opened,,,,\n2026-11-06{stands}\n")
        history.write(f"2026-11-07,{gap},opened,info,,,\n2026-11-07{stands}\n")
    points = run("trend", "--format", "json", "--every", "day", "--root", file.parent).json["points"]
    told = {one["date"]: (one["error"], one["info"]) for one in points}
    first = told["2026-11-02"]
    assert (told["2026-11-06"], told["2026-11-07"]) == (first, (first[0] - 1, first[1] + 1))


def test_a_waived_gap_is_neither_open_nor_closed(base, record, run):
    record(base("2026-11-02", BARE))
    waiver = {
        "id": "w",
        "rule": "PRO001",
        "entity": "process:alta",
        "reason": "x",
        "approved_by": "jefe",
        "expires": "2027-01-01",
    }
    root = base("2026-11-12", BARE, waivers=[waiver])
    record(root)
    assert changes(root, "2026-11-12") == [("process:alta", "waived")]
    there = run("trend", "--format", "json", "--root", root).json["gaps"]["there"]
    assert [(one["state"], one["days"]) for one in there if one["code"] == "PRO001"] == [("waived", 10)]


def test_what_cannot_be_read_today_is_not_closed(base, record):
    record(base("2026-11-02", BARE))
    root = base("2026-11-12", {**BARE, "type": "nonsense"})
    record(root)
    assert changes(root, "2026-11-12") == []
    assert not [one for one in rows(root) if one["change"] == "removed"]


def test_an_earlier_day_is_refused_and_so_is_what_nobody_wrote(quarter, record, run):
    before = (quarter / "history.csv").read_bytes()
    told = record(quarter, "--as-of", "2026-11-03")
    assert (told.code, "an earlier day cannot be added" in told.err) == (2, True)
    assert (quarter / "history.csv").read_bytes() == before
    for line, problem in (("2026-11-12,x,y\n", "no row"), ("2026-11-01,,,process:x,added,,,,\n", "behind a later day")):
        (quarter / "history.csv").write_bytes(before + line.encode())
        place = f"history.csv:{len(before.splitlines()) + 1}: "
        for told in (record(quarter), run("trend", "--lang", "en", "--root", quarter)):
            assert (told.code, place in told.err, problem in told.err) == (2, True, True), told
        assert "History not read" in page(quarter)


def test_trend_says_how_long_gaps_take_to_close_where_some_closed(quarter, base, record, run):
    half = "Half of the closed ones took 10 days or less."
    assert half in run("trend", "--lang", "en", "--root", quarter).out.replace("\n", " ")
    root = base("2026-11-02", BARE)
    (root / "history.csv").unlink(missing_ok=True)
    record(root)
    assert "Half of the closed" not in run("trend", "--lang", "en", "--root", root).out


def test_trend_tells_a_base_that_grows_from_one_that_gets_worse(quarter, run):
    told = run("trend", "--format", "json", "--every", "day", "--root", quarter).json
    assert [one["date"] for one in told["points"]] == ["2026-11-02", "2026-11-12"]
    assert [one["entries"] for one in told["points"]] == [2, 3]
    gaps = told["gaps"]
    assert gaps["closed"] >= 1
    assert gaps["days_to_close"] == 10
    assert 0 < gaps["on_new"] <= gaps["opened"]
    point = told["points"][-1]
    total = sum(point[one] for one in ("error", "warning", "info"))
    assert point["gaps_per_100_entries"] == round(100 * total / point["entries"], 1)
    assert total == sum(one["state"] == "opened" for one in gaps["there"])
    text = run("trend", "--lang", "en", "--root", quarter).out
    assert "Since 2026-11-02: " in text
    assert "on entries that came since" in text


def test_what_is_recorded_is_told_as_it_was_read(quarter, base, record, run):
    """A third day, with a gap that comes again, as a table, as CSV and as JSON, by day and by week."""
    waiver = {"rule": "PRO001", "entity": "process:baja", "reason": "x", "approved_by": "jefe", "expires": "2027-01-01"}
    root = base("2026-11-25", BARE, OTHER, waivers=[waiver])
    record(root)
    told = [
        run("trend", "--root", root, "--lang", lang, "--format", form, *more).out
        for form, lang, more in (
            ("text", "en", ["--every", "day"]), ("text", "es", []), ("csv", "en", ["--every", "day"]), ("json", "en", ["--since", "2026-11-10"]),
        )
    ]  # fmt: skip
    text = re.sub(r"\b[0-9a-f]{64}\b", "0" * 64, "\n".join([*told, (root / "history.csv").read_text()]))
    same(Path(__file__).with_name("golden") / "recorded.txt", text)


def page(root):
    return {one.path: one for one in site.pages(examine(root), "en", Urls(), Cache.of(root))}[
        "governance/index"
    ].markdown


def test_the_governance_page_needs_no_git(quarter, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    markdown = page(quarter)
    assert 'id="gap-ages"' in markdown
    assert 'id="gaps-closed"' in markdown


def test_the_example_brings_its_history(run, tmp_path):
    """After a change of data/, `scripts/example_history.py` writes it anew."""
    root = tmp_path / "example"
    run("init", root, "--example")
    told = run("trend", "--record", "--lang", "en", "--root", root)
    assert told.out == "history.csv says all of 2026-11-20 already\n"
    gaps = run("trend", "--format", "json", "--root", root).json["gaps"]
    assert gaps["closed"] > 10
    assert gaps["on_new"] > 0
    assert 5 < gaps["days_to_close"] < 60
    found = run("check", "--format", "json", "--root", root).json["findings"]
    assert {one["fingerprint"] for one in gaps["there"]} == {one["fingerprint"] for one in found}
    shutil.rmtree(root)
