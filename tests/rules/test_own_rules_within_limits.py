"""Own rules that would compute for ever, or take all memory: they are named and not used, and everything else counts."""

from __future__ import annotations

import json
import threading

import pytest
from budgets import timonel

DIGITS = "[" + ", ".join(map(str, range(20))) + "]"
LETTERS = "abcdefgh"
NESTED = "".join(f"{DIGITS}.all({one}, " for one in LETTERS) + f"{' + '.join(LETTERS)} >= 0" + ")" * len(LETTERS)
GROWING = "['x']" + "".join(f".map({one}, {' + '.join([one] * 10)})" for one in "abcdefghij") + ".size() == 1"
SLOW, LARGE = "takes more than", "MB of memory"


def rule(number: int, expression: str, **more: str) -> str:
    """Return the file of an own rule, its expression in line 10."""
    fields = {
        "code": f"XAB{number:03}", "rule": f"number-{number}", "kind": "term", "severity": "warning", "pillar": "data",
        "summary": "Uno.", "why": "Uno.", "fix": "Uno.", "message": {"es": "«{name}».", "en": "“{name}”."},
        **more, "assert": expression,
    }  # fmt: skip
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in fields.items())


def base_with(base_of, *expressions: str, **more: str):
    terms = [{"id": one, "name": one, "definition": "Algo."} for one in ("uno", "dos")]
    rules = {f"rules/x{n}.yaml": rule(n, text, **more) for n, text in enumerate(expressions, 1)}
    return base_of({"terms": terms, **rules})


def test_a_rule_that_takes_too_long_or_too_much_is_named_and_the_others_count(base_of):
    root = base_with(base_of, "entity.id == 'uno'", NESTED, GROWING, "entity.id == 'dos'")
    told = timonel("check", "--root", root, "--lang", "en", "--format", "json", megabytes=3000, seconds=60)
    findings = json.loads(told.stdout)["findings"]
    stuck = {one["file"]: one for one in findings if one["code"] == "DAT002"}
    assert {*stuck} == {"rules/x2.yaml", "rules/x3.yaml"}
    assert [one["line"] for one in stuck.values()] == [10, 10]
    assert SLOW in stuck["rules/x2.yaml"]["message"]
    assert LARGE in stuck["rules/x3.yaml"]["message"]
    assert [(one["code"], one["entity"]) for one in findings if one["code"].startswith("X")] == [
        ("XAB001", "term:dos"),
        ("XAB004", "term:uno"),
    ]
    score = json.loads(told.stdout)["summary"]["score"]["data"]
    assert told.stderr == ""
    alone = base_with(base_of, "entity.id == 'uno'", "entity.id == 'dos'")
    (root / "rules" / "x2.yaml").unlink()
    (root / "rules" / "x3.yaml").unlink()
    assert json.loads(timonel("check", "--root", alone, "--format", "json").stdout)["summary"]["score"]["data"] == score


def test_beside_threads_an_own_rule_has_the_same_limits(base_of, check):
    root = base_with(base_of, "entity.id == 'uno'", GROWING, "size(entity) > 30", applies="entity.id != 'uno'")
    enough = threading.Event()
    beside = threading.Thread(target=enough.wait)
    beside.start()
    try:
        told = check(root, "--format", "json", "--lang", "en")
    finally:
        enough.set()
        beside.join()
    assert [(one["file"], LARGE in one["message"]) for one in told.found("DAT002")] == [("rules/x2.yaml", True)]
    assert [one["entity"] for one in told.found() if one["code"].startswith("X")] == ["term:dos"] * 2
    alone = json.loads(timonel("check", "--root", root, "--lang", "en", "--format", "json").stdout)
    assert alone["findings"] == told.json["findings"]


@pytest.mark.parametrize(
    "expression",
    [
        "!'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.matches('^(a+)+$')",
        "!'a'.matches('(((a{1000}){1000}){1000}){1000}')",
        f"entity{'.a' * 900} == 1",
        "9223372036854775807 + 1 > 0",
    ],
)
def test_patterns_and_depths_that_once_were_dangerous_end_at_once(base_of, expression):
    told = timonel("check", "--root", base_with(base_of, expression, "false"), "--select", "XAB002", "--format", "json")
    assert len(json.loads(told.stdout)["findings"]) == 2


def test_a_waiver_of_a_rule_that_could_not_be_run_is_not_called_needless(base_of):
    root = base_with(base_of, GROWING)
    (root / "data" / "waivers.yaml").write_text(
        "- {rule: XAB001, entity: 'term:uno', reason: Porque sí., approved_by: jefa, expires: 2027-01-01}\n"
    )
    told = timonel("check", "--root", root, "--format", "json", "--as-of", "2026-11-20")
    assert not [one for one in json.loads(told.stdout)["findings"] if one["code"] == "DAT006"]


def test_a_rule_that_asks_for_all_there_is_has_all_there_is(base_of, check):
    """What an expression does not name is made for it none the less, where it could look at anything."""
    root = base_with(base_of, "size(entity) > 2", "size(entity) > 200")
    told = check(root, "--format", "json", "--select", "XAB")
    assert [(one["code"], one["entity"]) for one in told.found()] == [("XAB002", "term:dos"), ("XAB002", "term:uno")]
