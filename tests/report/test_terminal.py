"""The text form: golden files in both languages, and nothing that a terminal would obey."""

import re

import pytest

from timonel.report import Reader
from timonel.report import entity as pages
from timonel.report.formats.text import render


@pytest.mark.parametrize("lang", ["es", "en"])
def test_findings_read_as_the_golden_file_says(result, golden, lang):
    golden(f"check.{lang}.txt", render(result, lang))


@pytest.mark.parametrize("lang", ["es", "en"])
def test_an_entity_reads_as_the_golden_file_says(result, golden, lang):
    golden(f"show.{lang}.txt", pages.render(result, result.base.find("process:alta"), lang))


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_example_reads_without_a_gap_in_any_sentence(example, lang):
    from timonel import pipeline  # noqa: PLC0415 - only here

    text = render(pipeline.examine(example), lang)
    assert not re.search(r"\{[a-z_]+\}|\bNone\b", text)


def test_waived_and_known_findings_are_counted_and_not_listed(result):
    text = render(result, "en")
    assert "1 with a waiver" in text
    assert "baseline" in text
    assert "lesson:leccion-1" not in text


def test_data_begins_no_line(result):
    """It could pass for a finding, or for a command in the log of a CI run."""
    assert not [line for line in render(result, "en").splitlines() if line.startswith("[x]")]


def test_colour_is_all_that_a_terminal_adds(result):
    plain = re.sub(r"\x1b\[[0-9;]*m", "", render(result, "en", Reader(colour=True)))
    assert plain == render(result, "en")


def test_no_control_character_of_the_data_gets_out(result):
    for text in (render(result, "es"), pages.render(result, result.base.find("process:alta"), "es")):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]", text)


@pytest.mark.parametrize("before", [0, 59, 60, 119, 500, 100_000])
def test_the_caret_stands_under_the_place_however_long_the_line_is(judged, before):
    line = "{" + f'"notes": "{"x" * before}", "id": "a", "name": "A", "type": "suport"' + "}"
    text = render(judged({"data/processes/a.yaml": line}, "DAT002"), "en")
    source, caret = text.splitlines()[1:3]
    assert source[caret.index("^") :].startswith('"type"')
    assert len(source) < 200


def test_a_tab_or_wide_line_of_a_broken_file_is_shown(judged):
    text = render(judged({"data/processes/a.yaml": "id: a\n\tname: b\n"}, "DAT001"), "en")
    assert "    2 │  name: b\n      │ ^\n" in text
