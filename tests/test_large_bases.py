"""Settings, pictures and baselines far larger than any company's: told in a line at their place, and the rest goes on."""

from __future__ import annotations

import json

import pytest
from bases import write
from budgets import timonel

from timonel.cache import Cache
from timonel.site.pictures.drawing import Drawer

HEAD = "model: 1\nname: Ejemplo\nlanguages: [en]\nas_of: 2026-11-20\n"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (HEAD + "rules:\n  severity:\n" + "".join(f"    PRO{n}: info\n" for n in range(90_000)), 1, "more than 1 MiB"),
        (
            HEAD + "rules:\n  severity:\n" + "".join(f"    PRO{n}: info\n" for n in range(1000, 40_000)),
            7,
            "no rule `PRO1000`",
        ),
        (
            "languages: ["
            + ", ".join(f"{a}{b}{c}" for a in "abcdefghij" for b in "abcdefghij" for c in "abcdefghij")
            + "]\n",
            1,
            "longer than it may be",
        ),
    ],
    ids=["size", "codes", "languages"],
)
def test_endless_settings_are_one_matter_of_their_file(base_of, text, line, words):
    root = base_of({"processes": [{"id": "alta", "name": "Alta", "type": "support"}]})
    write(root / "timonel.yaml", text)
    found = json.loads(timonel("check", "--root", root, "--lang", "en", "--format", "json", seconds=10).stdout)[
        "findings"
    ]
    told = [one for one in found if one["file"] == "timonel.yaml"]
    assert (told[0]["line"], words in told[0]["message"]) == (line, True)
    assert len(told) <= 100
    assert "PRO001" in {one["code"] for one in found}


def test_a_baseline_nested_without_end_is_refused_in_a_line(base_of):
    root = base_of({"b.json": "[" * 500_000})
    told = timonel("check", "--root", root, "--baseline", root / "b.json", "--lang", "en", seconds=10)
    assert told.returncode == 2
    assert told.stderr.count("\n") == 1


@pytest.mark.skipif(Drawer(Cache(None)).engine() is None, reason="there is no Graphviz")
def test_a_picture_that_nobody_could_read_is_not_drawn_at_any_price(base_of):
    chain = [
        {"id": f"p{n}", "name": f"P{n}", "type": "support", "supports": [f"p{n - 1}", f"p{n // 2}"]}
        for n in range(1, 6000)
    ]
    root = base_of({"processes": [{"id": "p0", "name": "P0", "type": "customer-facing"}, *chain]})
    told = timonel("graph", "process", "process:p0", "--root", root, "--lang", "en", megabytes=4000, seconds=70)
    assert told.returncode in (0, 2)
    assert told.returncode == 0 or "too large to be drawn" in told.stderr
