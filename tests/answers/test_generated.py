"""Generated questions are answered as SQL answers them, or not at all (`scripts/questions.py` asks a thousand of any base)."""

from __future__ import annotations

import os
import sys

import pytest
from bases import ROOT

sys.path.insert(0, str(ROOT / "scripts"))
try:
    import questions
    from benchmark import synthetic
finally:
    sys.path.remove(str(ROOT / "scripts"))
EVERYTHING = bool(os.environ.get("TIMONEL_TEST_ALL"))
COUNT = 1000 if EVERYTHING else 240


def asked(base, seed=1):
    """Return what is wrong with the answers of a base, after asking it."""
    count, notable = questions.score(base, COUNT, seed)
    assert count.total() == COUNT
    assert count["right"] > 0.9 * COUNT  # it answers, and does not only keep silent
    return [(one.text, found, answer.text) for one, answer, found in notable if found != "silent"]


@pytest.mark.parametrize("seed", range(1, 6 if EVERYTHING else 2))
def test_no_answer_about_the_example_is_wrong(seed):
    """Questions in many wordings and both languages, some of them spoilt: what the example answers is exactly what SQL says."""
    assert asked(ROOT, seed) == []


def test_no_answer_about_a_synthetic_base_is_wrong(tmp_path):
    """The same of a base whose names are made of words that questions are made of, too."""
    synthetic.write(tmp_path / "base", 1000 if EVERYTHING else 200)
    assert asked(tmp_path / "base") == []


def test_no_answer_about_a_bare_base_is_wrong(tmp_path, run):
    """The same of a base that knows the method and nothing of a company."""
    assert run("init", tmp_path / "bare", "--bare").code == 0
    assert asked(tmp_path / "bare") == []


def test_an_answer_that_is_not_true_is_noticed():
    """The score sees a wrong answer: what SQL says is compared field by field, and in the text."""
    base = questions.timonel.open(ROOT)
    with questions.sqlite3.connect(":memory:") as database:
        database.deserialize(questions.exported(ROOT))
        truth = questions.Truth(database, base.check().today, questions.LANGUAGES)
        wanted = {"process.owner": {"role:gerente-de-lealtad"}}
        question = questions.Question("owner", "dueño de alta de cliente", "es", "process:alta-de-cliente", wanted)
        answer = base.ask(question.text, "es")
        assert questions.verdict(truth, question, answer) == "right"
        assert questions.verdict(truth, question._replace(answer={}), answer).startswith("nothing says")
        other = question._replace(answer={"process.owner": {"role:gerente-de-crm"}})
        assert questions.verdict(truth, other, answer).startswith("process.owner of process:alta-de-cliente is")
        assert questions.verdict(truth, question, answer._replace(text="x")).startswith("the text does not name")
        assert questions.verdict(truth, question, base.ask("¿llueve?", "es")) == "silent"
