"""Workbooks and CSV files that stand for far more than their bytes: refused at once and in a line, or read without harm."""

from __future__ import annotations

import io
import os
import zipfile

import openpyxl
import pytest
from bases import write
from budgets import timonel

TERMS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c><c r="B1" t="inlineStr"><is><t>Definition</t></is></c></row>'
    '<row r="2"><c r="A2" t="inlineStr"><is><t>Ticket</t></is></c><c r="B2" t="inlineStr"><is><t>A question.</t></is></c></row>'
)
LAST = 1_048_576
EVERYTHING = bool(os.environ.get("TIMONEL_TEST_ALL"))


def book(rows: str, *, before: str = "", after: str = "", **parts: str) -> bytes:
    """Return a workbook whose sheet holds these rows; ``parts`` replace others."""
    file = io.BytesIO()
    made = openpyxl.Workbook()
    made.active.title = "Terms"
    made.save(file)
    packed = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            data = old.read(one).decode()
            if one.filename == "xl/worksheets/sheet1.xml":
                start = data.partition("<sheetData")[0]
                data = f"{start}{before}<sheetData>{rows}</sheetData>{after}</worksheet>"
            new.writestr(one.filename, parts.pop(one.filename.rpartition("/")[2].partition(".")[0], data))
        for name, data in parts.items():
            new.writestr(f"xl/{name}.xml", data)
    return packed.getvalue()


def sst(strings: str) -> str:
    return f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{strings}</sst>'


@pytest.fixture
def take(base_of, tmp_path):
    """Import a file into a base within limits."""
    root = base_of({"timonel": {"languages": ["en"]}})

    def call(data: bytes, name: str = "terms.xlsx", megabytes: int = 500):
        file = write(tmp_path / name, data)
        return timonel("import", file, "--root", root, "--lang", "en", megabytes=megabytes)

    return call


@pytest.mark.parametrize(
    "data",
    [
        lambda: book('<row r="1">' + "<c/>" * 12_000_000 + "</row>"),
        lambda: book(TERMS + "<row/>" * 10_000_000),
        lambda: book('<row r="1"><c r="A1"><v>1</v></c></row>' * 510_000),
    ],
    ids=["cells", "rows", "values"],
)
def test_a_sheet_of_millions_is_refused_by_its_name(take, data):
    told = take(data())
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr == "Error: terms.xlsx: the sheet “Terms” is too large: leave in it what you want to import\n"


@pytest.mark.parametrize(
    "parts",
    [
        {"sharedStrings": sst("<si/>" * 12_000_000)},
        {"styles": sst("<xf/>" * 3_000_000)},
        {"app": "<a>" + "x" * 2**28},
    ],
    ids=["texts", "formats", "letters"],
)
def test_a_workbook_that_is_too_large_elsewhere_is_refused(take, parts):
    told = take(book(TERMS, **parts))
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr == "Error: terms.xlsx: the workbook is too large: leave in it what you want to import\n"


@pytest.mark.parametrize(
    "parts",
    [
        {"after": f'<hyperlinks><hyperlink ref="A1:XFD{LAST}" location="a"/></hyperlinks>'},
        {"after": '<hyperlinks><hyperlink location="a" ref="A:XFD"/></hyperlinks>'},
        {"before": f'<dimension ref="A1:XFD{LAST}"/>'},
        {"after": "<x>" * 100_000 + "</x>" * 100_000},
    ],
    ids=["link", "link to columns", "size", "depth"],
)
def test_what_only_claims_to_be_large_is_read(take, parts):
    told = take(book(TERMS, **parts))
    assert told.returncode == 0, told.stderr
    assert "+ term:ticket" in told.stdout


def test_a_merged_area_over_the_whole_sheet_is_told_at_its_cell(take):
    told = take(book(TERMS, after=f'<mergeCells count="1"><mergeCell ref="A1:XFD{LAST}"/></mergeCells>'))
    assert told.returncode == 1
    assert "Terms, row 1, column A" in told.stderr + told.stdout
    assert "merged cells: unmerge them" in told.stderr + told.stdout


def test_a_column_that_is_formatted_to_its_end_is_read(take):
    first = 3 if EVERYTHING else LAST - 200_000
    empty = "".join(
        f'<row r="{n}" spans="1:1" s="0" customFormat="1"><c r="A{n}" s="0"/></row>' for n in range(first, LAST + 1)
    )
    told = take(book(TERMS + empty, before='<cols><col min="1" max="1" width="9" style="0"/></cols>'))
    assert told.returncode == 0, told.stderr
    assert "+ term:ticket" in told.stdout


def test_empty_cells_stay_where_others_have_their_place_by_counting_them(take):
    rows = TERMS.replace('r="1"', 'r="3"').replace('r="2"', 'r="4"')
    for place in ("A1", "B1", "A2", "B2"):
        rows = rows.replace(f' r="{place}"', "")
    for row in ("3", "4"):
        rows = rows.replace(f'r="{row}">', f'r="{row}"><c r="C{row}"/>')
    told = take(book(f"<row><c/></row><row/>{rows}"))
    assert told.returncode == 0, told.stderr
    assert "+ term:ticket" in told.stdout


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (
            'Name,Definition\nOne,"first\nsecond"\nTwo,"never closed\n' + "Ticket,A question.\n" * 500_000,
            4,
            "does not close",
        ),
        ('"Name,Definition\n' + "Ticket,A question.\n" * 500_000, 1, "does not close"),
        ('Name,Definition\r\nOne,"opens\r\nTwo,"closes"\r\n', 2, "does not close"),
        ('Name,Definition\nOne,"a ""word"" of its own"\nTwo,"a "word" of its own"\n', 3, "does not close"),
        (f'Name;Definition\nOne;"{"x" * 200_000}"\n', 2, "more than 131072 letters"),
        (f"Name;Definition\nOne;{'x' * 200_000}\n", 2, "more than 131072 letters"),
    ],
    ids=["far", "first", "next", "inside", "long", "long and bare"],
)
def test_a_quotation_mark_without_its_other_is_told_at_its_line(take, text, line, words):
    told = take(text.encode(), "terms.csv", megabytes=400)
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr.startswith(f"Error: terms.csv: line {line}: ")
    assert words in told.stderr
    assert told.stderr.count("\n") == 1


def test_a_line_of_a_hundred_thousand_columns_is_refused(take):
    told = take(b"a," * 100_000 + b"\n", "terms.csv")
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr == "Error: terms.csv: the file is too large: leave in it what you want to import\n"


def test_measurements_are_refused_at_the_line_too(base_of, tmp_path):
    file = write(tmp_path / "measured.csv", 'of,value\nindicator:churn,"3\n' + "indicator:churn,3\n" * 300_000)
    told = timonel("measure", "--file", file, "--root", base_of({}), "--lang", "en", megabytes=400)
    assert told.returncode == 2
    assert "line 2: the quotation mark that opens here does not close" in told.stderr
