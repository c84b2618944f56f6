"""A plugin of pytest: how long each test took is noted, of those that pass."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

TIMES = "TIMONEL_MUTANTS_TIMES"  # the file in which the seconds of each test are written
_CASES = 30
_WHOLE = {"pages", "site"}  # fixtures of the example's site: making it takes longer than a mutant has
_seconds: dict[str, float] = {}
_useless: set[str] = set()  # failed, or skipped


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


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    _seconds[report.nodeid] = _seconds.get(report.nodeid, 0.0) + report.duration
    if report.outcome != "passed":
        _useless.add(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput"):  # what the workers report comes together in one process
        useful = {name: took for name, took in _seconds.items() if name not in _useless}
        Path(os.environ[TIMES]).write_text(json.dumps(useful), encoding="utf-8")
