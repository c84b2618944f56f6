"""Hand-written pages whose Markdown never ends, or is nested without end: the build ends, and names the page."""

from __future__ import annotations

import os

import pytest
from budgets import timonel

EVERYTHING = bool(os.environ.get("TIMONEL_TEST_ALL"))
NESTED = "a\n:   b\n" * 2000
ENDLESS = "[" * 40_000


@pytest.mark.parametrize("engine", ["mkdocs", "zensical"])
@pytest.mark.parametrize(
    "text",
    [
        NESTED,
        pytest.param(
            ENDLESS, marks=pytest.mark.skipif(not EVERYTHING, reason="takes long: only with TIMONEL_TEST_ALL=1")
        ),
    ],
    ids=["nested", "endless"],
)
def test_a_page_that_cannot_be_read_is_named(base_of, engine, text):
    root = base_of(
        {"docs/en/fine.md": "# Fine\n", "docs/en/guide/page.md": f"# x\n\n{text}\n", "timonel": {"languages": ["en"]}}
    )
    told = timonel("build", "--root", root, "--engine", engine, megabytes=6000, seconds=120)
    assert told.returncode == 2
    assert "docs/en/guide/page.md: its Markdown cannot be read in 30 seconds, or is nested too deeply" in told.stderr
    assert not (root / "site" / "en" / "index.html").exists()


def test_check_reads_such_pages_in_no_time(base_of):
    long = {f"docs/en/{number}.md": f"# x\n\n{text}\n" for number, text in enumerate(
        [NESTED, ENDLESS, "*a_ " * 100_000, "[[a" * 100_000, "[a](" * 100_000, "word " * 500_000, "`" * 300_000, "**a" * 200_000]
    )}  # fmt: skip
    told = timonel(
        "check", "--root", base_of({**long, "timonel": {"languages": ["en"]}}), "--fail-on", "never", seconds=10
    )
    assert told.returncode == 0
