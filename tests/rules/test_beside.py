"""Rules run by another process find the same, whichever it takes, and nothing is lost when that process is."""

import os
import signal

import pytest
from bases import TODAY

from timonel import aside, governance
from timonel.report.formats.json import render as as_json
from timonel.rules import CARDS, beside, card, examples

EACH = None if os.environ.get("TIMONEL_TEST_ALL") else 1  # of a rule's failing examples
BAD = [
    pytest.param(example, id=f"{path.stem}-{number}")
    for path in sorted(CARDS.glob("*.yaml"))
    for number, example in enumerate(card(path)["bad"][:EACH])
]


@pytest.fixture
def said(kinds, rules):
    """Return what tells everything that a check of an example says."""

    def tell(example):
        base = examples.base_of(example, kinds, frozenset(rules))
        return as_json(governance.judge(base, examples.settings_of(example), rules, TODAY), "es")

    return tell


@pytest.fixture
def handed(monkeypatch):
    """Have another process run all rules of every base; return the list of what it handed over."""
    handed = []
    unpacked = beside._unpacked

    def noted(base, made):
        handed.append(made)
        return unpacked(base, made)

    monkeypatch.setattr(aside, "cores", lambda: 2)
    monkeypatch.setattr(aside.Turns, "first", lambda _turns: iter(()))
    monkeypatch.setattr(beside, "_WORTH", 0)
    monkeypatch.setattr(beside, "_unpacked", noted)
    return handed


@pytest.mark.parametrize("example", BAD)
def test_another_process_finds_the_same(example, said, request, rules):
    alone = said(example)
    handed = request.getfixturevalue("handed")
    assert said(example) == alone
    assert len(handed) == sum(one.function is not None for one in rules.values())


@pytest.mark.parametrize("end", [lambda: os.kill(os.getpid(), signal.SIGKILL), lambda: 1 / 0], ids=["killed", "failed"])
@pytest.mark.parametrize("done", [0, 9], ids=["at once", "later"])
def test_nothing_is_lost_with_the_other_process(end, done, said, handed, monkeypatch):
    (example,) = BAD[-1].values
    alone, packed, before = said(example), beside._packed, []

    def fragile(value):
        before.append(value)
        return packed(value) if len(before) <= done else end()

    handed.clear()
    monkeypatch.setattr(beside, "_packed", fragile)
    assert said(example) == alone
    assert len(handed) == done
