"""`timonel trend` and the chart on the governance page: the past, honest about what is missing, made once."""

from __future__ import annotations

import csv
import io
import shutil

import pytest
from repositories import START

from timonel import site
from timonel.cache import Cache
from timonel.history import trend as history
from timonel.pipeline import examine
from timonel.site.urls import Urls

OPEN = "id: alta\nname: Alta\ntype: support\n"


@pytest.fixture
def past(repo):
    """Weeks of history: a gap opens on the second day, a merged branch lies beside, the gap closes a week later."""
    repo.commit({}, {"as_of": None}, day="2026-11-03")
    repo.commit({"data/processes/alta.yaml": OPEN}, day="2026-11-04")
    repo.git("checkout", "--quiet", "-b", "rama")
    repo.commit({"data/processes/otra.yaml": OPEN.replace("alta", "otra")}, day="2026-11-05")
    repo.git("checkout", "--quiet", "main")
    repo.git("merge", "--quiet", "--no-ff", "--message", "junta", "rama", day="2026-11-06")
    repo.commit({"README.md": "nada de la base"}, day="2026-11-09")
    repo.commit(
        {"data/processes/alta.yaml": START["data/processes/alta.yaml"], "data/processes/otra.yaml": None},
        day="2026-11-10",
    )
    return repo


def points(told):
    return [(one["date"], one["error"]) for one in told.json["points"]]


def test_each_commit_on_the_way_is_a_point(past, run):
    told = run("trend", "--root", past.root, "--every", "commit", "--format", "json")
    errors = dict(points(told))
    assert [date for date, _ in points(told)] == ["2026-11-02", "2026-11-03", "2026-11-04", "2026-11-06", "2026-11-10"]
    assert errors["2026-11-06"] > errors["2026-11-04"] > errors["2026-11-03"] == errors["2026-11-10"]
    assert told.json["shallow"] is False


def test_the_last_of_a_week_or_day_and_since(past, run):
    assert [date for date, _ in points(run("trend", "--root", past.root, "--format", "json"))] == [
        "2026-11-06",
        "2026-11-10",
    ]
    told = run("trend", "--root", past.root, "--every", "day", "--since", "2026-11-06", "--format", "json")
    assert [date for date, _ in points(told)] == ["2026-11-06", "2026-11-10"]


def test_as_text_and_csv(past, run):
    rows = [*csv.DictReader(io.StringIO(run("trend", "--root", past.root, "--format", "csv").out))]
    assert [row["date"] for row in rows] == ["2026-11-06", "2026-11-10"]
    assert float(rows[0]["processes"]) < float(rows[1]["processes"])
    assert "2026-11-10" in run("trend", "--root", past.root).out


def test_a_second_run_judges_only_what_is_new(past, run, monkeypatch):
    judged = []
    real = history.examine_sources

    def counting(*arguments, **named):
        judged.append(1)
        return real(*arguments, **named)

    monkeypatch.setattr(history, "examine_sources", counting)
    first = run("trend", "--root", past.root, "--every", "commit").out
    made = len(judged)
    assert run("trend", "--root", past.root, "--every", "commit").out == first
    assert len(judged) == made
    past.commit({"data/processes/alta.yaml": OPEN}, day="2026-11-12")
    run("trend", "--root", past.root, "--every", "commit")
    assert len(judged) == made + 1
    assert run("trend", "--root", past.root, "--every", "commit", "--no-cache").code == 0
    assert len(judged) > made + 2


def test_a_revision_with_broken_files_or_without_a_base_is_no_obstacle(make, run):
    repo = make("late")
    repo.commit({"README.md": "x"}, day="2026-10-01")
    shutil.rmtree(repo.root / "data")
    repo.commit({"data/processes/alta.yaml": "a: [\n"}, {"as_of": None}, day="2026-10-08")
    repo.commit({}, {"model": 99}, day="2026-10-15")
    repo.commit(START, {"as_of": None}, day="2026-10-22")
    told = run("trend", "--root", repo.root, "--every", "commit", "--format", "json")
    assert "2026-10-15" not in dict(points(told)), "a newer model cannot be judged"
    assert {"2026-10-08", "2026-10-22"} <= dict(points(told)).keys()


def test_a_shallow_clone_says_what_is_missing(past, run, tmp_path):
    past.git("clone", "--quiet", "--depth", "1", f"file://{past.top}", str(tmp_path / "clone"))
    told = run("trend", "--root", tmp_path / "clone")
    assert "historia anterior al 2026-11-10" in told.out
    assert run("trend", "--root", tmp_path / "clone", "--format", "json").json["shallow"] is True
    assert "Parte de la historia no está" in page(tmp_path / "clone")


def page(root):
    found = {one.path: one for one in site.pages(examine(root), "es", Urls(), Cache.of(root))}
    return found["governance/index"].markdown


def test_the_governance_page_draws_the_past_where_there_is_one(past, base_of):
    markdown = page(past.root)
    assert 'id="past-processes"' in markdown
    assert 'id="past-processes-table"' in markdown
    assert markdown == page(past.root), "the same commit makes the same page"
    assert "past-" not in page(base_of({}))


def test_the_page_says_that_git_is_missing(past, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    assert "git no funciona aquí" in page(past.root)


def test_a_clock_beyond_the_calendar_stops_no_command(repo, run):
    repo.put({"data/processes/baja.yaml": None})
    repo.git("commit", "--quiet", "--all", "--message", "Futuro", day="@999999999999 +0000")
    for command in (("trend", "--every", "commit"), ("diff", "HEAD~1", "HEAD"), ("check", "--changed-since", "HEAD")):
        told = run(*command, "--root", repo.root)
        assert told.code in (0, 1), told.err
    assert "9999-12-31" in run("trend", "--every", "commit", "--root", repo.root).out
