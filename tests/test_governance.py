"""One result out of what the rules found: waivers, severity, score, who must act, and fingerprints that survive edits."""

import json
import random

import pytest

ROLE = {"id": "gerente", "name": "Gerente", "purpose": "Dirigir.", "holders": [{"person": "ana"}]}
ANA = {"id": "ana", "name": "Ana", "employment": "internal"}
ALTA = {"id": "alta", "name": "Alta", "type": "support"}
WAIVER = {
    "rule": "PRO001",
    "entity": "process:alta",
    "reason": "Se decide en enero.",
    "approved_by": "gerente",
    "expires": "2026-12-31",
}
WAIVERS = ("PRO001", "DAT006", "DAT007", "DAT011")


def codes(result, status="open"):
    return sorted(one.code for one in result.findings if one.status == status)


# --- Waivers ----------------------------------------------------------------------------------------------------------


def waived(judged, today, *rules, **changes):
    return judged(
        {"processes": [ALTA], "roles": [ROLE], "people": [ANA], "waivers": [{**WAIVER, **changes}]},
        *(rules or WAIVERS),
        today=today,
    )


def test_a_waiver_marks_a_finding_and_never_deletes_it(judged):
    result = waived(judged, "2026-11-20")
    assert (codes(result), codes(result, "waived")) == ([], ["PRO001"])
    (finding,) = result.findings
    assert finding.waiver.id == "pro001-process-alta"
    assert not result.reaches("info")
    assert (result.count("error"), result.count(status="waived")) == (0, 1)


@pytest.mark.parametrize(
    ("today", "still_open", "covered"),
    [
        ("2026-12-16", [], ["PRO001"]),
        ("2026-12-17", ["DAT011"], ["PRO001"]),
        ("2026-12-31", ["DAT011"], ["PRO001"]),
        ("2027-01-01", ["DAT007", "PRO001"], []),
    ],
)
def test_a_waiver_holds_up_to_and_including_its_last_day(judged, today, still_open, covered):
    """It warns 14 days before; after its day the finding is back with its own severity."""
    result = waived(judged, today)
    assert (codes(result), codes(result, "waived")) == (still_open, covered)
    assert result.reaches("error") == ("PRO001" in still_open)


def test_a_waiver_without_a_finding_is_unused(judged):
    assert codes(waived(judged, "2026-11-20", entity="process:alta", rule="PRO005")) == ["PRO001"], "PRO005 did not run"
    assert codes(waived(judged, "2026-11-20", *WAIVERS, "PRO003", rule="PRO003")) == ["DAT006", "PRO001"]


def test_a_waiver_waits_while_its_rule_does_not_run(judged):
    assert codes(waived(judged, "2026-11-20", "DAT006", "DAT011")) == []
    ignored = {"rules": {"ignore": [{"rule": "PRO001", "reason": "x"}]}}
    assert (
        codes(judged({"processes": [ALTA], "roles": [ROLE], "waivers": [WAIVER], "timonel": ignored}, *WAIVERS)) == []
    )


def test_an_expired_waiver_is_expired_and_not_also_unused(judged):
    assert codes(waived(judged, "2027-02-01", *WAIVERS, "PRO003", rule="PRO003")) == ["DAT007", "PRO001"]


@pytest.mark.parametrize(
    ("entity", "rule", "contents"),
    [
        ("file:data/terms/a.yaml", "DAT001", {"data/terms/a.yaml": "a: ["}),
        ("term:a", "DAT002", {"data/terms/a.yaml": "id: a\nname: A\n"}),
        ("organization:ejemplo", "PRV001", {}),
    ],
)
def test_a_waiver_may_name_a_file_an_entity_that_did_not_load_or_the_whole_base(judged, entity, rule, contents):
    waiver = {**WAIVER, "rule": rule, "entity": entity}
    result = judged({**contents, "roles": [ROLE], "people": [ANA], "waivers": [waiver]}, rule, "DAT003", "DAT006")
    assert codes(result, "waived") in ([rule], []) if rule == "PRV001" else codes(result, "waived") == [rule]
    assert "DAT003" not in codes(result)


def test_days_of_warning_are_an_option(judged):
    contents = {
        "processes": [ALTA],
        "roles": [ROLE],
        "people": [ANA],
        "waivers": [WAIVER],
        "timonel": {"rules": {"options": {"DAT011": {"days": 60}}}},
    }
    assert codes(judged(contents, *WAIVERS)) == ["DAT011"]


# --- Severity and ignored rules ---------------------------------------------------------------------------------------


def test_settings_change_a_severity(judged):
    result = judged({"processes": [ALTA], "timonel": {"rules": {"severity": {"PRO001": "info"}}}}, "PRO001")
    (finding,) = result.findings
    assert (finding.severity, finding.rule.severity) == ("info", "error")
    assert result.reaches("info")
    assert not result.reaches("warning")
    assert not result.reaches("never")


@pytest.mark.parametrize(("today", "found"), [("2026-11-20", []), ("2026-11-21", ["PRO001"])])
def test_a_rule_is_left_out_until_its_day(judged, today, found):
    ignore = [{"rule": "PRO001", "reason": "x", "until": "2026-11-20"}]
    assert (
        codes(judged({"processes": [ALTA], "timonel": {"rules": {"ignore": ignore}}}, "PRO001", today=today)) == found
    )


def test_an_option_of_a_rule_reaches_its_function(judged):
    owned = [{**ALTA, "id": f"p-{number}", "owner": "gerente"} for number in range(4)]
    few = {"timonel": {"rules": {"options": {"ROL009": {"max_roles": 1}}}}}
    people = {"people": [ANA], "roles": [ROLE, {**ROLE, "id": "otro", "name": "Otro"}], "processes": owned}
    assert codes(judged({**people, **few}, "ROL009")) == ["ROL009"]
    assert codes(judged(people, "ROL009")) == []


def test_findings_come_by_severity_then_code_then_entity(judged, example):
    result = judged(
        {
            "processes": [{**ALTA, "id": id_, "name": id_} for id_ in ("c", "a", "b")],
            "terms": [{"id": "t", "name": "T", "definition": "d"}],
        }
    )
    rank = {"error": 0, "warning": 1, "info": 2}
    order = [(rank[one.severity], one.code, one.spot.subject) for one in result.findings]
    assert len(order) > 3
    assert order == sorted(order)


# --- Score ------------------------------------------------------------------------------------------------------------


def test_a_score_is_the_weighted_mean_of_pass_rates(judged, rules):
    contents = {
        "processes": [
            {**ALTA, "id": "a", "owner": "gerente"},
            {**ALTA, "id": "b"},
            {**ALTA, "id": "c"},
            {**ALTA, "id": "d", "status": "retired"},
        ],
        "roles": [ROLE],
        "people": [ANA],
    }
    result = judged(contents, "PRO001", "PRO005")
    outcomes = result.outcomes
    assert (outcomes["PRO001"].population, outcomes["PRO001"].failed) == (3, 2), "a retired process needs no owner"
    weight = {"error": 5, "warning": 2, "info": 1}
    total = sum(weight[rules[code].severity] for code in outcomes if outcomes[code].population)
    passed = sum(
        weight[rules[code].severity] * (1 - one.failed / one.population)
        for code, one in outcomes.items()
        if one.population
    )
    score = result.score["processes"]
    assert score.value == round(100 * passed / total, 1)
    assert score.clean == sum(not one.failed for one in outcomes.values() if one.population)
    assert [one.code for one in result.open_in("processes")].count("PRO001") == 2, "the gaps that are open"
    assert (score.measured, score.rules) == (sum(bool(one.population) for one in outcomes.values()), 2)


def test_what_cannot_be_measured_is_no_score_of_zero_or_hundred(judged):
    result = judged({}, "PRO001", "SYS001")
    assert result.score["processes"].value is None
    assert (result.score["processes"].measured, result.score["processes"].rules) == (0, 1)
    assert result.score["data"].rules == 0


def test_waived_findings_count_as_failed(judged):
    contents = {"processes": [ALTA], "roles": [ROLE], "people": [ANA]}
    without = judged(contents, *WAIVERS)
    waived = judged({**contents, "waivers": [WAIVER]}, *WAIVERS)
    assert waived.score["processes"].value == without.score["processes"].value == 0.0
    assert (waived.score["processes"].clean, waived.open_in("processes")) == (0, []), "a waived gap is still one"


def test_rules_that_keep_the_base_in_order_count_in_no_pillar(judged, rules):
    assert {one.pillar for code, one in rules.items() if code.startswith(("DAT", "TRU")) or code == "LES002"} == {None}
    assert all(one.pillar for code, one in rules.items() if not code.startswith(("DAT", "TRU")) and code != "LES002")


def test_a_changed_severity_changes_the_weight(judged):
    contents = {"processes": [{**ALTA, "owner": "gerente"}], "roles": [ROLE], "people": [ANA]}
    plain = judged(contents, "PRO001", "PRO002").score["processes"].value
    lighter = (
        judged({**contents, "timonel": {"rules": {"severity": {"PRO001": "info"}}}}, "PRO001", "PRO002")
        .score["processes"]
        .value
    )
    assert lighter < plain


# --- Who must act -----------------------------------------------------------------------------------------------------

PEOPLE = [{"id": id_, "name": id_.title(), "employment": "internal"} for id_ in ("ana", "luis")]


def role(id_, *holders, **fields):
    return {"id": id_, "name": id_, "purpose": "p", "holders": [{"person": one} for one in holders], **fields}


def responsible(judged, contents, code, kind="", **fields):
    found = judged({"people": PEOPLE, **contents}, code, **fields).findings
    (finding,) = [one for one in found if one.code == code and one.spot.subject.startswith(kind)]
    return [*finding.responsible]


def test_the_owner_of_a_thing_must_act(judged):
    risk = {"id": "fuga", "name": "Fuga", "category": "data", "owner": "uno", "description": "d"}
    assert responsible(judged, {"risks": [risk], "roles": [role("uno", "ana")]}, "DAT008", "risk") == ["role:uno"]


def test_without_an_owner_the_head_of_its_area_must_act(judged):
    contents = {
        "processes": [{**ALTA, "area": "ventas"}],
        "areas": [{"id": "ventas", "name": "Ventas", "type": "business", "head": "jefa"}],
    }
    assert responsible(judged, {**contents, "roles": [role("jefa", "ana")]}, "PRO001") == ["role:jefa"]


def test_a_vacant_role_passes_it_upwards(judged):
    contents = {
        "processes": [{**ALTA, "area": "ventas"}],
        "areas": [{"id": "ventas", "name": "Ventas", "type": "business", "head": "jefa"}],
        "roles": [role("jefa", reports_to="media"), role("media", reports_to="alta"), role("alta", "luis")],
    }
    assert responsible(judged, contents, "PRO001") == ["role:alta"]


def test_a_holder_counts_from_the_first_to_the_last_day(judged):
    held = {
        **role("jefa", reports_to="alta"),
        "holders": [{"person": "ana", "from": "2026-11-20", "until": "2026-11-25"}],
    }
    contents = {
        "processes": [{**ALTA, "area": "ventas"}],
        "areas": [{"id": "ventas", "name": "Ventas", "type": "business", "head": "jefa"}],
        "roles": [held, role("alta", "luis")],
    }
    who = {
        day: responsible(judged, contents, "PRO001", today=day)
        for day in ("2026-11-19", "2026-11-20", "2026-11-25", "2026-11-26")
    }
    assert who == {
        "2026-11-19": ["role:alta"],
        "2026-11-20": ["role:jefa"],
        "2026-11-25": ["role:jefa"],
        "2026-11-26": ["role:alta"],
    }


def test_the_chair_of_the_steering_forum_is_the_last_resort(judged):
    contents = {"processes": [ALTA], "roles": [role("preside", "ana")]}
    forum = {"id": "comite", "name": "Comité", "type": "steering", "chair": "preside"}
    assert responsible(judged, {**contents, "forums": [forum]}, "PRO001") == ["role:preside"]
    assert responsible(judged, {**contents, "forums": [{**forum, "type": "working-group"}]}, "PRO001") == []


def test_where_nobody_holds_any_role_it_is_the_vacant_one_that_owns_the_thing(judged):
    contents = {
        "processes": [{**ALTA, "area": "ventas"}],
        "areas": [{"id": "ventas", "name": "Ventas", "type": "business", "head": "jefa"}],
        "roles": [role("jefa"), role("duena", reports_to="alta"), role("alta")],
    }
    assert responsible(judged, contents, "PRO001") == ["role:jefa"]
    owned = {**contents, "processes": [{**ALTA, "area": "ventas", "owner": "duena", "description": "d"}]}
    assert responsible(judged, owned, "DAT008", "process") == ["role:duena"]
    held = {**owned, "roles": [role("jefa", "ana"), role("duena"), role("alta")]}
    assert responsible(judged, held, "DAT008", "process") == ["role:jefa"]


def test_roles_that_report_in_a_circle_and_that_nobody_holds_are_vacant(judged):
    contents = {
        "processes": [{**ALTA, "area": "ventas"}],
        "areas": [{"id": "ventas", "name": "Ventas", "type": "business", "head": "a"}],
        "roles": [role("a", reports_to="b"), role("b", reports_to="a")],
    }
    assert responsible(judged, contents, "PRO001") == ["role:a"]
    assert responsible(judged, {"processes": [ALTA], "roles": contents["roles"]}, "PRO001") == []


def test_a_term_without_an_owner_belongs_to_the_owner_of_the_vocabulary(judged):
    contents = {
        "terms": [{"id": "t", "name": {"es": "T"}, "definition": "d"}],
        "roles": [role("uno", "ana")],
        "timonel": {"vocabulary_owner": "role:uno"},
    }
    assert responsible(judged, contents, "DAT008", "term") == ["role:uno"]


def test_a_person_sees_what_the_roles_held_today_must_do(judged):
    contents = {
        "people": PEOPLE,
        "processes": [{**ALTA, "area": "ventas"}],
        "areas": [{"id": "ventas", "name": "Ventas", "type": "business", "head": "jefa"}],
        "roles": [role("jefa", "ana")],
    }
    result = judged(contents, "PRO001")
    assert codes(result.owned_by("person:ana")) == codes(result.owned_by("role:jefa")) == ["PRO001"]
    assert codes(result.owned_by("person:luis")) == codes(result.owned_by("role:otro")) == []


# --- Fingerprints -----------------------------------------------------------------------------------------------------


def prints(result):
    return sorted((one.code, one.spot.subject, one.fingerprint) for one in result.findings)


GAPS = {
    "processes": [
        {"id": "alta", "name": {"es": "Alta"}, "type": "support", "owner": "nadie", "supports": ["x", "y"],
         "steps": [{"id": "uno", "name": "Uno", "role": "r1"}, {"id": "dos", "name": "Dos", "role": "r2"}]},
        {"id": "baja", "name": "Baja", "type": "suport"},
    ],
}  # fmt: skip


def shuffled(value, rng):
    """Return the same value with fields and list items in another order."""
    if isinstance(value, dict):
        items = [*value.items()]
        rng.shuffle(items)
        return {key: shuffled(one, rng) for key, one in items}
    if isinstance(value, list):
        items = [shuffled(one, rng) for one in value]
        rng.shuffle(items)
        return items
    return value


@pytest.mark.parametrize("seed", range(5))
def test_fingerprints_survive_a_change_of_order(judged, seed):
    fresh = {**GAPS, "processes": shuffled(GAPS["processes"], random.Random(seed))}
    rules = ("PRO001", "DAT002", "DAT003", "DAT008")
    assert prints(judged(fresh, *rules)) == prints(judged(GAPS, *rules))


def test_fingerprints_survive_new_names_texts_files_and_lines(judged):
    alta, baja = GAPS["processes"]
    moved = {
        "data/processes/support/b.yaml": "\n\n" + json.dumps([{**baja, "name": {"es": "Otra", "en": "Other"}}]),
        "data/processes/support/a.yaml": json.dumps({**alta, "name": {"es": "Nuevo nombre"}}),
    }
    assert prints(judged(moved, "PRO001", "DAT002", "DAT003")) == prints(judged(GAPS, "PRO001", "DAT002", "DAT003"))


def test_fingerprints_depend_on_neither_severity_nor_day(judged):
    lighter = {**GAPS, "timonel": {"rules": {"severity": {"PRO001": "info", "DAT003": "warning"}}}}
    assert prints(judged(lighter, "PRO001", "DAT003", today="2027-01-01")) == prints(judged(GAPS, "PRO001", "DAT003"))


def test_one_gap_solved_never_hides_another_opened(judged):
    before = prints(judged({"processes": [{**ALTA, "supports": ["x"]}]}, "DAT003"))
    after = prints(judged({"processes": [{**ALTA, "supports": ["y"]}]}, "DAT003"))
    assert len(before) == len(after) == 1
    assert before != after


def test_equal_gaps_are_numbered(judged):
    one = "id: a\nname: A\ntype: support\n"
    result = judged(
        {"data/processes/a.yaml": one, "data/processes/b.yaml": one, "data/processes/c.yaml": one}, "DAT004"
    )
    assert len({finding.fingerprint for finding in result.findings}) == len(result.findings) == 2


def test_all_fingerprints_of_the_example_differ(example):
    from timonel import pipeline  # noqa: PLC0415

    result = pipeline.examine(example)
    assert len({one.fingerprint for one in result.findings}) == len(result.findings)


# --- One cause, one finding -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("contents", "found"),
    [
        (
            {
                "data/processes/alta.yaml": "id: alta\nname: [",
                "processes": [{**ALTA, "id": "b", "supports": ["alta"], "owner": "gerente"}],
            },
            ["DAT001"],
        ),
        (
            {
                "data/processes/alta.yaml": "id: alta\nname: A\n",
                "processes": [{**ALTA, "id": "b", "supports": ["alta"], "owner": "gerente"}],
            },
            ["DAT002"],
        ),
        ({"processes": [{**ALTA, "owner": "gerente", "supports": ["none"]}]}, ["DAT003"]),
        ({"processes": [{**ALTA, "owner": "none"}]}, ["DAT003"]),
        ({"processes": [{**ALTA, "owner": 7}]}, ["DAT002"]),
        ({"processes": [{**ALTA, "onwer": "gerente"}]}, ["DAT002"]),
    ],
)
def test_one_cause_is_one_finding(judged, contents, found):
    result = judged({"roles": [ROLE], "people": [ANA], **contents}, "DAT001", "DAT002", "DAT003", "DAT009", "PRO001")
    assert codes(result) == found


def test_a_second_organization_is_told_with_the_first(judged):
    contents = "- {id: a, name: A, mission: m, vision: v}\n- {id: b, name: B, mission: m, vision: v}\n"
    (found,) = judged({"data/organization.yaml": contents}, "DAT002").findings
    assert (found.spot.subject, found.spot.line) == ("organization:b", (2, 3))
    assert [(one.subject, one.line) for one in found.related] == [("organization:a", (1, 3))]


def test_what_is_missing_is_told_at_the_beginning_of_the_file_that_should_hold_it(judged):
    (found,) = judged({"data/organization.yaml": "[]"}, "DAT002").findings
    assert (found.spot.file, found.spot.line) == ("data/organization.yaml", (1, 1))


@pytest.mark.parametrize(
    ("contents", "subject"),
    [
        ({"data/organization.yaml": "[]"}, "file:data/organization.yaml"),
        (
            {
                "data/organization.yaml": "[{id: a, name: A, mission: m, vision: v}, {id: b, name: B, mission: m, vision: v}]"
            },
            "organization:b",
        ),
        ({"data/organization.yaml": "id: ["}, "file:data/organization.yaml"),
        ({"data/organization.yaml": "id: a\nname: A\n"}, "organization:a"),
    ],
)
def test_a_base_without_exactly_one_organization_has_findings_of_that_and_no_crash(judged, contents, subject):
    result = judged(contents)
    found = [one for one in result.findings if one.code in ("DAT001", "DAT002")]
    assert {one.spot.subject for one in found} == {subject}
    assert not {one.code for one in result.findings} & {"STK001", "STK002", "PRV001", "PRV004", "ROL016", "OBJ011"}
