"""`timonel plan`: in which order gaps are to be closed, in every form, and promises to close them."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from bases import ROOT
from jsonschema import Draft202012Validator

TODAY = "2026-11-20"
BASE = {
    "timonel": {"as_of": TODAY, "name": "Panadería"},
    "people": [{"id": "ana", "name": "Ana", "employment": "internal"}],
    "roles": [{"id": "jefa", "name": "Jefa", "purpose": "p", "holders": [{"person": "ana"}]}],
    "stages": [{"id": "comprar", "name": "Comprar", "order": 1}],
    "channels": [{"id": "tienda", "name": "Tienda", "type": "in-person"}],
    "touchpoints": [
        {"id": "compra", "name": "Compra", "stage": "comprar", "channels": ["tienda"], "moment_of_truth": True}
    ],
    "processes": [
        {"id": "bodega", "name": "Bodega | <b>=1+1</b>", "type": "support", "supports": ["venta"]},
        {"id": "venta", "name": "Venta", "type": "customer-facing", "touchpoints": ["compra"], "owner": "jefa"},
        {"id": "aparte", "name": "Aparte", "type": "support"},
    ],
}


@pytest.fixture
def plan(base_of, run):
    """Return a function that plans the base in a form."""
    root = base_of(BASE)
    return lambda *arguments: run("plan", "--root", root, *arguments)


def rows(told):
    return [row for section in told.json["sections"] for row in section["rows"]]


def test_what_reaches_customers_comes_first(plan):
    """Of two processes without an owner, the one that a moment of truth hangs on is planned before the other."""
    told = plan("--format", "json")
    Draft202012Validator(json.loads((ROOT / "schemas/document.schema.json").read_text("utf-8"))).validate(told.json)
    owners = [row["gap"]["to"] for row in rows(told) if row["gap"]["text"].startswith("PRO001")]
    assert owners == ["process:bodega", "process:aparte"]
    assert "Jefa" not in told.json["text"].partition("PRO001")[0]


def test_the_same_plan_in_every_form(plan):
    """Text, Markdown, HTML, JSON and a workbook tell the same gaps, each with what it takes."""
    ids = [row["id"] for row in rows(plan("--format", "json"))]
    assert len(ids) > 3
    for form in ("text", "markdown", "html"):
        out = plan("--format", form).out
        assert [one for one in ids if one not in out] == []
    assert "&#124; &#60;b&#62;" in plan("--format", "markdown").out  # a name is text, whatever stands in it
    assert "<b>=1" not in plan("--format", "html").out


def test_a_workbook_has_days_as_days_and_the_same_bytes(plan, tmp_path):
    """Two runs give the same workbook; text that looks like a formula is text."""
    found = []
    for name in ("a.xlsx", "b.xlsx"):
        assert plan("--format", "xlsx", "--output", tmp_path / name).code == 0
        found.append((tmp_path / name).read_bytes())
    assert found[0] == found[1]
    with zipfile.ZipFile(io.BytesIO(found[0])) as book:
        sheets = [book.read(one).decode() for one in book.namelist() if one.startswith("xl/worksheets/")]
    assert not [one for one in sheets if "<f>" in one]
    assert [one for one in sheets if "Bodega" in one]


def test_links_lead_to_the_site_where_somebody_says_where_it_is(plan):
    """Without an address nothing leads anywhere; with one, to the page of each thing in the reader's language."""
    assert "http" not in plan("--format", "html").out
    told = plan("--format", "markdown", "--site", "https://crm.example/kb/", "--lang", "en").out
    assert "(<https://crm.example/kb/en/processes/bodega/>)" in told


def test_a_plan_says_its_days(plan):
    """Whoever asks for two spans gets two; numbers that do not rise are refused."""
    assert {one["key"] for one in plan("--days", "7,14", "--format", "json").json["sections"]} <= {"7", "14"}
    assert plan("--days", "60,30").code == 2
    assert plan("--days", "x").code == 2


def test_a_promise_stands_in_the_plan_and_the_gap_stays_open(plan):
    """A promise is written to a file of its role; a late one is told first; a new one takes its place."""
    (gap,) = [row for row in rows(plan("--format", "json")) if row["gap"]["text"].startswith("PRO001") and row["gap"]["to"] == "process:bodega"]  # fmt: skip
    told = plan("--commit", gap["id"], "--by", "role:jefa", "--until", "2026-12-01", "--note", "En diciembre.")
    assert (told.code, told.out) == (0, "data/commitments/jefa.yaml\n")
    (same,) = [row for row in rows(plan("--format", "json")) if row["id"] == gap["id"]]
    assert same["promise"] == "Jefa, para el 1 dic 2026"
    late = plan("--format", "json", "--as-of", "2027-01-10").json["sections"][0]
    assert late["key"] == "late"
    assert [row["id"] for row in late["rows"]] == [gap["id"]]
    assert plan("--commit", gap["id"], "--by", "jefa", "--until", "2026-12-24").code == 0
    (again,) = [row for row in rows(plan("--format", "json")) if row["id"] == gap["id"]]
    assert again["promise"] == "Jefa, para el 24 dic 2026"


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--commit", "0123456789", "--by", "jefa", "--until", "2026-12-01"), "0123456789"),
        (("--commit", "{id}", "--by", "jef", "--until", "2026-12-01"), "jefa"),
        (("--commit", "{id}", "--by", "jefa", "--until", "2026-11-01"), "2026-11-01"),
        (("--commit", "{id}", "--by", "jefa"), "--until"),
        (("--by", "jefa"), "--commit"),
    ],
)
def test_a_promise_that_cannot_stand_is_refused(plan, arguments, why):
    """An unknown gap or role, a day that is past, and half a promise: one line says why, and nothing is written."""
    gap = rows(plan("--format", "json"))[0]["id"]
    told = plan(*(one.format(id=gap) for one in arguments))
    assert told.code == 2
    assert why in told.err
    assert all(row["promise"] is None for row in rows(plan("--format", "json")))
