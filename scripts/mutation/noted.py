"""A plugin of pytest: each test is a context of coverage, and how long it took is noted."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from coverage import Coverage

TIMES = "TIMONEL_MUTANTS_TIMES"  # the file in which the seconds of each test are written
_CASES = 30
_WHOLE = {"pages", "site"}  # fixtures of the example's site: making it takes longer than a mutant has
_seconds: dict[str, float] = {}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep some cases of a test that has many; of rules' examples each is the test of another rule."""
    several: dict[str, list[pytest.Item]] = {}
    items[:] = [one for one in items if isinstance(one, pytest.Function) and _WHOLE.isdisjoint(one.fixturenames)]
    for item in items:
        several.setdefault(item.nodeid.partition("[")[0], []).append(item)
    for name, cases in several.items():
        if len(cases) > _CASES and "test_cards.py" not in name:
            for case in [
                one
                for place, one in enumerate(cases)
                if place * _CASES // len(cases) == (place - 1) * _CASES // len(cases)
            ]:
                items.remove(case)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    measured = Coverage.current()
    if measured is not None:
        measured.switch_context(item.nodeid)
    return (yield)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    _seconds[report.nodeid] = _seconds.get(report.nodeid, 0.0) + report.duration


def pytest_sessionfinish() -> None:
    Path(os.environ[TIMES]).write_text(json.dumps(_seconds), encoding="utf-8")
