"""The summary in Markdown: data is text in it, and it always fits into a comment."""

from __future__ import annotations

import re
from html import unescape

import pytest
from markdown import Markdown

from timonel.report.escape import LIMIT, text
from timonel.report.formats.markdown import render as as_markdown
from timonel.rules import examples


def test_it_is_what_it_was(result, golden):
    golden("summary.md", as_markdown(result, "es"))


@pytest.mark.parametrize(
    "hostile",
    [
        "a | b", "<script>alert(1)</script>", "[x](javascript:alert(1))", "![x](http://x.example/i.png)", "**no** _no_ ~~no~~", "# no",
        "http://x.example", "www.x.example", "a@x.example", "&lt;b&gt;", "\\| \\`", "$x$ ^y^ {: onclick=z }", "50 %, «sí»: no", "a `b", "`<i>`", "@nova #12",
    ],
)  # fmt: skip
def test_a_text_reads_as_it_was_written(hostile):
    page = Markdown(extensions=["tables", "attr_list"]).convert(f"| a |\n|---|\n| {text(hostile)} |\n")
    cell = re.search(r"<td>(.*)</td>", page)[1]
    assert not re.search(r"<(?!/?code>|!-- -->)", cell)
    assert unescape(re.sub(r"<[^>]*>", "", cell)) == hostile.replace("`", "" if hostile.count("`") == 2 else "`")


def test_nobody_is_mentioned_and_no_line_ends_a_row():
    assert text("@nova a\nb") == "&#64;<!-- -->nova a b"
    assert "\n" not in text("a\r\nb\u2028c")


def test_a_thousand_gaps_fit_and_the_rest_is_counted(judged):
    made = judged(
        {
            "lessons": [
                {"id": f"l{n}", "name": f"Lección {n}", "statement": "ñ" * 99, "pillar": "people"} for n in range(1000)
            ]
        },
        "LES002",
    )
    summary = as_markdown(made, "es")
    assert 50_000 < len(summary.encode()) <= LIMIT
    rows = len(re.findall(r"^\| .*LES002", summary, re.MULTILINE))
    assert f"Aquí no caben {1000 - rows} más" in summary


def test_nothing_found_is_said(judged):
    summary = as_markdown(judged({}, "PRO001"), "en")
    assert summary.startswith("## Ejemplo: open gaps: 0\n")
    assert "<details>" not in summary
    assert "cannot be measured" in summary
    assert examples.TODAY in summary
