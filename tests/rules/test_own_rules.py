"""An organisation's own rules: what holds, what does not, and a mistake told at its line and column."""

from __future__ import annotations

import pytest
from bases import ROOT, TODAY

from timonel import governance
from timonel.load import read
from timonel.rules import examples, examples_of
from timonel.rules.own import cards as own

HEAD = """code: XAB001
rule: process-in-doubt
kind: process
severity: warning
pillar: processes
summary: {es: Un proceso dudoso., en: A process in doubt.}
why: {es: Confunde., en: It confuses.}
fix: {es: Aclara el proceso., en: Clear it up.}
message: {es: "El proceso «{name}» de {owner} está en duda.", en: "Process “{name}” of {owner} is in doubt."}
"""
PROCESS = {"id": "alta", "name": {"es": "Alta", "en": "Sign-up"}, "type": "support"}
ROLE = {"id": "jefa", "name": {"es": "Jefa", "en": "Boss"}, "purpose": {"es": "Decidir.", "en": "To decide."}}


@pytest.fixture
def ask(base_of, check):
    """Check a process against one expression."""

    def call(expression: str, process=None, **more):
        text = more.pop("text", None) or f"{HEAD}{more.pop('extra', '')}assert: {expression}\n"
        base = base_of({"processes": [{**PROCESS, **(process or {})}], "roles": [ROLE], "rules/xab.yaml": text, **more})
        call.root = base
        return check(base, "--format", "json", "--select", "XAB,DAT002")

    return call


def found(told, code="XAB001"):
    return [one["entity"] for one in told.found(code)]


@pytest.mark.parametrize(
    ("expression", "holds"),
    [
        ("entity.id == 'alta'", True),
        ("entity.kind == 'process' && entity.name == 'Alta'", True),
        ("entity.type == 'customer-facing'", False),
        ("has(entity.owner)", False),
        ("entity.owner.id == 'jefa'", False),  # missing: cannot be evaluated, so it does not hold
        ("!has(entity.owner) || entity.owner.id == 'jefa'", True),
        ("entity.status == 'active'", True),  # a default of the model
        ("today == '2026-11-20' && today < '2026-11-21'", True),
        ("entity.name > 3", False),  # no such comparison
        ("entity.name", False),  # neither true nor false
        ("1 / 0 == 1", False),
        ("entity.id.matches('^a')", True),
    ],
)
def test_what_holds_is_no_gap(ask, expression, holds):
    told = ask(expression)
    assert told.found("DAT002") == []
    assert found(told) == ([] if holds else ["process:alta"])


def test_references_are_followed_one_level(ask):
    owned = {
        "owner": "jefa",
        "steps": [{"id": "pedir", "name": {"es": "Pedir", "en": "Ask"}, "role": "jefa"}],
        "supports": ["alta"],
    }
    assert found(ask("entity.owner.name == 'Jefa' && entity.owner.purpose == 'Decidir.'", owned)) == []
    assert found(ask("entity.steps.all(s, s.role.name == 'Jefa' && s.name == 'Pedir')", owned)) == []
    assert found(ask("entity.supports.exists(p, p.owner == 'jefa')", owned)) == [], "the second level is an id"
    assert found(ask("entity.owner.id == 'nadie' && !has(entity.owner.name)", {"owner": "nadie"})) == []


def test_a_gap_says_what_its_rule_says_and_is_waived_scored_and_ignored_like_others(ask, check, run):
    told = ask("false || entity.id == 'x'", {"owner": "jefa"}, extra="field: owner\n")
    (gap,) = told.found("XAB001")
    assert (gap["rule"], gap["severity"], gap["field"], gap["responsible"]) == (
        "process-in-doubt",
        "warning",
        ["owner"],
        ["role:jefa"],  # nobody holds it: the vacant role that owns
    )
    assert gap["message"] == "El proceso «Alta» de Jefa está en duda."
    assert told.json["summary"]["score"]["processes"] == 0
    run(
        "waive",
        "XAB001",
        "process:alta",
        "--reason",
        "Se ve en enero.",
        "--approved-by",
        "role:jefa",
        "--expires",
        "2027-01-01",
        "--root",
        ask.root,
    )
    assert [one["status"] for one in check(ask.root, "--format", "json", "--select", "XAB").found()] == ["waived"]
    told = ask(
        "entity.id == 'x'", timonel={"rules": {"ignore": [{"rule": "XAB001", "reason": {"es": "No.", "en": "No."}}]}}
    )
    assert found(told) == []


def test_applies_narrows_the_population(ask):
    for applies, expected in (
        ("entity.type == 'support'", ["process:alta"]),
        ("entity.type == 'x'", []),
        ("entity.owner.id == 'jefa'", []),
    ):
        assert found(ask("entity.id == 'x'", extra=f"applies: {applies}\n")) == expected


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("assert: entity.id ==\n", 10, 21, "termina"),
        ("assert: entity.id == 'a' &&& true\n", 10, 28, "`&`"),
        ("assert: \"entity.id == 'a' && ) \"\n", 10, 30, "`)`"),
        ("assert: 'entity.id == ''a'' && )'\n", 10, 32, "`)`"),
        ("assert: >-\n  entity.id == 'a'\n  && entity.ownr == 'b'\n", 12, 13, "owner"),
        ("assert: |\n    entity.id == 'a' &&\n    entidad.id == 'b'\n", 12, 5, "entidad"),
        ("assert: entity.id.beginsWith('a')\n", 10, 19, "beginsWith"),
        ("assert: entity.name.size() > 2 && foo(3) > 1\n", 10, 35, "foo"),
        ("assert: has(entity)\n", 10, 13, "has"),
        (f"assert: {'1' * 40} > 2\n", 10, 9, "invalid int"),
        ("applies: entity..x\nassert: true || true\n", 10, None, "`..`"),
        ("assert: 3\n", 10, 1, "3"),
        ("kid: 3\nassert: entity.id == 'a'\n", 10, 1, "kid"),
        ("field: ownr\nassert: entity.id == 'a'\n", 10, 1, "owner"),
    ],
)
def test_a_mistake_is_told_at_its_place(ask, text, line, column, words):
    told = ask("", text=HEAD + text)
    gap = told.found("DAT002")[0]
    assert (gap["entity"], gap["line"]) == ("file:rules/xab.yaml", line)
    assert column in (None, gap["column"])
    assert words in gap["message"] + gap["hint"]
    assert found(told) == []


def test_the_kind_and_the_code_must_be_there_and_free(ask):
    assert (
        "process"
        in ask("", text=f"{HEAD}assert: entity.id == 'a'\n".replace("kind: process", "kind: proces")).found("DAT002")[
            0
        ]["hint"]
    )
    other = {"rules/xb.yaml": f"{HEAD}assert: entity.id == 'a'\n"}
    (gap,) = ask("entity.id == 'x'", **other).found("DAT002")
    assert (gap["file"], gap["line"], "XAB001" in gap["message"]) == ("rules/xb.yaml", 1, True)


@pytest.mark.parametrize(
    "expression",
    [
        "(" * 900 + "1" + ")" * 900,
        "!" * 1900 + "true",
        "[" * 900,
        "1+" * 900 + "1 == 1",
        "'" + "x" * 1900,
        "\\x00",
        "a" * 3000,
    ],
)
def test_a_hostile_expression_is_a_finding_at_most(ask, expression):
    assert ask("", text=HEAD + "assert: |-\n  " + expression + "\n").code in (0, 1)


def test_a_list_of_rules_in_one_file_and_what_lies_elsewhere(ask):
    second = HEAD.replace("XAB001", "XAB002") + "assert: entity.id == 'x'\n"
    text = "".join(
        "- " + one.replace("\n", "\n  ").rstrip(" ") for one in (HEAD + "assert: entity.id == 'x'\n", second)
    )
    told = ask("", text=text, **{"rules/sub/x.yaml": "nonsense: [", "rules/README.md": "# x"})
    assert [one["code"] for one in told.json["findings"]] == ["XAB001", "XAB002"]


def test_a_file_that_is_no_yaml_is_told(ask, check):
    ask("", text="a: [\n")
    assert [one["file"] for one in check(ask.root, "--format", "json", "--select", "DAT001").found()] == [
        "rules/xab.yaml"
    ]


def test_rule_explains_own_rules_too(ask, run):
    ask("entity.id == 'alta'")
    told = run("rule", "xab001", "--root", ask.root, "--lang", "en")
    assert told.code == 0
    assert "A process in doubt." in told.out
    assert "entity.id == 'alta'" in told.out
    assert run("rule", "XAB001", "--root", ask.root, "--format", "json").json["rules"][0]["bad"] == []


def test_the_examples_rules_are_true_and_in_both_languages(kinds, rules):
    files = [*read(ROOT, ("rules",))]
    found_, misfits = own.rules(files, kinds, ("es", "en"))
    assert found_
    assert misfits == []
    for one in found_.values():
        for text in (one.summary, one.why, one.fix, one.message):
            assert set(text) == {"es", "en"}
        for kind, examples_ in examples_of(one, "es").items():
            for example in examples_:
                base = examples.base_of(example, kinds, frozenset({*rules, one.code}))
                result = governance.judge(base, examples.settings_of(example), {one.code: one}, TODAY)
                assert [misfit.detail for misfit in base.misfits if misfit.code != "DAT003"] == []
                assert bool([gap for gap in result.findings if gap.code == one.code]) == (kind == "bad")
                assert result.outcomes[one.code].population


# --- What is refused is not used; what is only odd is told --------------------------------------------------------------

GOOD = "assert: entity.id == 'x'\n"


@pytest.mark.parametrize(
    ("text", "field", "line"),
    [
        (HEAD.replace("severity: warning", "severity: fatal") + GOOD, ["severity"], 4),
        (HEAD.replace("severity: warning", "severity: null") + GOOD, ["severity"], 4),
        (HEAD.replace("pillar: processes", "pillar: money") + GOOD, ["pillar"], 5),
        (HEAD.replace("code: XAB001", "code: PRO001") + GOOD, ["code"], 1),
        (HEAD.replace("code: XAB001", "code: [XAB001]") + GOOD, ["code"], 1),
        (HEAD.replace("rule: process-in-doubt", "rule: In doubt") + GOOD, ["rule"], 2),
        (HEAD.replace("kind: process", "kind: nothing") + GOOD, ["kind"], 3),
        (HEAD.replace("kind: process", "kind: 5") + GOOD, ["kind"], 3),
        (HEAD.replace("summary: {es: Un proceso dudoso., en: A process in doubt.}", "summary: 7") + GOOD, ["summary"], 6),
        (HEAD.replace("why: {es: Confunde., en: It confuses.}\n", "") + GOOD, [], 1),
        (HEAD + "lessons: tarde\n" + GOOD, ["lessons"], 10),
        (HEAD + "responsible: [owner]\n" + GOOD, ["responsible"], 10),
        (HEAD + "field: 5\n" + GOOD, ["field"], 10),
        (HEAD + "assert: null\n", ["assert"], 10),
        (HEAD + "asert: entity.id == 'x'\n" + GOOD, ["asert"], 10),
        (HEAD, [], 1),
        ("just text\n", [], 1),
        ("# nothing\n", [], 1),
        ("- 5\n", [0], 1),
    ],
)  # fmt: skip
def test_a_field_that_is_wrong_is_told_at_its_line_and_its_rule_is_not_used(ask, text, field, line):
    """The rule in another file runs."""
    other = {"rules/zz.yaml": HEAD.replace("XAB001", "XAB002").replace("in-doubt", "out") + GOOD}
    told = ask("", text=text, **other)
    (gap,) = told.found("DAT002")
    assert (gap["file"], gap["field"], gap["line"]) == ("rules/xab.yaml", field, line)
    assert found(told) == []
    assert found(told, "XAB002") == ["process:alta"]


def test_a_code_that_a_refused_rule_has_is_taken(ask):
    broken = HEAD.replace("kind: process", "kind: nothing") + GOOD
    told = ask("", text=broken, **{"rules/zz.yaml": HEAD + GOOD})
    assert [(one["file"], one["field"]) for one in told.found("DAT002")] == [("rules/xab.yaml", ["kind"]), ("rules/zz.yaml", ["code"])]  # fmt: skip


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ("responsible: ownr\n", ("`ownr`", "`owner`")),
        ("responsible: name\n", ("`name` no nombra", "owner")),
        ("responsible: area.hed\n", ("`area.hed`", "`head`")),
        ("responsible: owner.id\n", ("`owner.id`", "")),
        ("responsible: name.owner\n", ("`name` no nombra", "owner")),
    ],
)
def test_a_way_to_whom_must_act_that_leads_nowhere_is_told_and_the_rule_runs(ask, extra, words):
    told = ask("entity.id == 'x'", extra=extra)
    (gap,) = told.found("DAT002")
    assert (gap["field"], gap["line"]) == (["responsible"], 10)
    assert words[0] in gap["message"]
    assert words[1] in gap["hint"]
    assert found(told) == ["process:alta"]


def test_a_way_to_whom_must_act_follows_what_the_fields_name(ask):
    area = {"id": "ventas", "name": {"es": "Ventas", "en": "Sales"}, "type": "business", "head": "jefa"}
    held = {"roles": [{**ROLE, "holders": [{"person": "ana"}]}], "people": [{"id": "ana", "name": "Ana", "employment": "internal"}]}  # fmt: skip
    told = ask("entity.id == 'x'", {"area": "ventas"}, extra="responsible: area.head\n", areas=[area], **held)
    assert told.found("DAT002") == []
    assert told.found("XAB001")[0]["responsible"] == ["role:jefa"]


def test_a_word_in_braces_that_is_no_field_is_told(ask):
    told = ask("", text=HEAD.replace("de {owner} está", "de {ownr} está") + GOOD)
    (gap,) = told.found("DAT002")
    assert (gap["field"], gap["line"]) == (["message", "es"], 9)
    assert "`owner`" in gap["hint"]
    assert found(told) == ["process:alta"]


def test_a_lesson_that_is_not_there_is_told_at_its_place(ask, check):
    lesson = {"id": "tarde", "name": {"es": "Tarde", "en": "Late"}, "statement": {"es": "A tiempo.", "en": "In time."}, "pillar": "processes"}  # fmt: skip
    ask("", text="- " + (HEAD + "lessons: [tarde, trade]\n" + GOOD).replace("\n", "\n  ").rstrip(" "), lessons=[lesson])
    (gap,) = check(ask.root, "--format", "json", "--select", "DAT003").found()
    assert (gap["file"], gap["field"], gap["line"]) == ("rules/xab.yaml", [0, "lessons", 1], 10)
    assert "`tarde`" in gap["hint"]
