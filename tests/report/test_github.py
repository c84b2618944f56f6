"""Annotations: what a message holds arrives as it was, at the path that git knows."""

from __future__ import annotations

import re
from urllib.parse import unquote

from timonel.report import Reader
from timonel.report.formats.github import render as as_github


def test_percent_signs_newlines_and_commas_arrive_intact(result):
    lines = as_github(result, "es", Reader("crm, nova/")).splitlines()
    assert len(lines) == result.count()
    properties, text = re.fullmatch(r"::error (.*?)::(.*)", next(one for one in lines if "PRO001" in one)).groups()
    place = dict(one.split("=", 1) for one in properties.split(","))
    assert unquote(place["file"]) == "crm, nova/data/processes/año nuevo.yaml"
    assert unquote(text).startswith("Mensaje 50 % off, «sí»: a::b\n[x](javascript:alert(1))")
    assert "%25 off" in text
    assert not {"\x07", "\x1b", "\u202e"} & set(text)  # nothing acts on the log that shows it


def test_the_worst_comes_first(result):
    assert [one.split(" ")[0] for one in as_github(result, "es").splitlines()] == ["::error"] * 3 + ["::warning"] * 2
