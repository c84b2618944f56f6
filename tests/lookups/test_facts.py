"""What is true of a base on a day, at its borders: who holds what, what was measured, what is late, and what is confirmed."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256

import pytest
from bases import TODAY

from timonel.kinds import Indicator, Measurement, Objective, Process, Role, Stage, System, Touchpoint
from timonel.lookups.carriers import carriers, needed
from timonel.lookups.confirmations import fingerprint, label, material, standing, stated
from timonel.lookups.facts import Facts
from timonel.lookups.landscape import Landscape
from timonel.lookups.money import lines, spent, whole
from timonel.lookups.objectives import readings, share_of_time, share_of_way
from timonel.lookups.readiness import latest_assessment, readiness
from timonel.lookups.status import goes_ahead, is_active, is_open, resolved
from timonel.text import pick, say


def on(days: int) -> str:
    """Return the day so many days after today."""
    return (date.fromisoformat(TODAY) + timedelta(days)).isoformat()


@pytest.fixture
def facts(judged):
    return lambda contents: judged(contents, "PRO001").facts


PEOPLE = [{"id": one, "name": one.title(), "employment": "internal"} for one in ("ana", "leo")] + [
    {"id": "eva", "name": "Eva", "employment": "external"}
]


def test_who_holds_a_role_on_a_day_and_since_when_nobody_does(facts):
    seats = {
        "siempre": [{"person": "ana"}],
        "hoy": [{"person": "ana", "from": TODAY, "until": TODAY}],
        "ayer": [{"person": "ana", "until": on(-9)}, {"person": "leo", "until": on(-1)}],
        "luego": [{"person": "ana", "from": on(1)}, {"person": "leo", "from": on(1), "until": on(5)}],
        "nunca": [],
    }
    known = facts(
        {
            "people": PEOPLE,
            "roles": [
                {"id": one, "name": one, "purpose": "p", "holders": held, "duties": ["liaison"]}
                for one, held in seats.items()
            ],
        }
    )
    assert {one: [each.person for each in known.holders(one)] for one in seats} == {
        "siempre": ["ana"], "hoy": ["ana"], "ayer": [], "luego": [], "nunca": [],
    }  # fmt: skip
    assert [[each.person for each in known.holders("ayer", on(day))] for day in (-10, -9, -8, -1)] == [
        ["ana", "leo"],
        ["ana", "leo"],
        ["leo"],
        ["leo"],
    ]
    assert [[each.person for each in known.holders("luego", on(day))] for day in (1, 5, 6)] == [
        ["ana", "leo"],
        ["ana", "leo"],
        ["ana"],
    ]
    assert (known.holders("nadie"), known.holders(None)) == ([], [])
    assert [known.vacant_since(one) for one in known.base.all(Role)] == [None, None, on(-1), "", ""]
    assert [one.id for one in known.by_duty["liaison"]] == [*seats]
    assert [known.is_internal(one) for one in ("ana", "eva", "nadie")] == [True, False, True]


def test_what_a_role_owns_is_in_force(facts):
    known = facts({
        "roles": [{"id": "r", "name": "R", "purpose": "p"}],
        "processes": [{"id": "p", "name": "P", "type": "support", "owner": "r", "steps": [{"id": "u", "name": "U", "role": "r"}]}, {"id": "q", "name": "Q", "type": "support", "owner": "r", "status": "retired"}],
        "systems": [{"id": "s", "name": "S", "category": "crm", "technical_owner": "r", "owner": "r"}],
        "initiatives": [{"id": "i", "name": "I", "type": "project", "status": "running", "team": ["r"], "lead": "r"}],
    })  # fmt: skip
    assert sorted((one.key, field) for one, field in known.owned["r"]) == [
        ("initiative:i", "lead"), ("process:p", "owner"), ("system:s", "owner"), ("system:s", "technical_owner"),
    ]  # fmt: skip


def test_what_was_measured_up_to_a_day_and_where(facts):
    values = [
        ("i", -3, 3, None),
        ("i", 0, 5, None),
        ("i", -9, 1, None),
        ("i", 1, 9, None),
        ("i", -2, 7, "area:a"),
        ("i", 1, 7, "area:b"),
        ("j", -1, 2, None),
    ]
    known = facts({
        "indicators": [{"id": one, "name": one} for one in "ijk"],
        "areas": [{"id": one, "name": one, "type": "business"} for one in "ab"],
        "measurements": [{"of": f"indicator:{one}", "date": on(day), "value": value, **({"in": part} if part else {})} for one, day, value, part in values],
        "risks": [{"id": "r", "name": "R", "category": "process"}],
    })  # fmt: skip
    i, j, k = known.base.all(Indicator)
    assert {key: [one.value for one in found] for key, found in known.measured.items()} == {
        "indicator:i": [1, 3, 5],
        "indicator:j": [2],
    }
    assert known.measured_in == {("indicator:i", "area:a")}
    assert [known.last(i, day) and known.last(i, day).value for day in (None, on(-1), on(-3), on(-4), on(-10))] == [
        5,
        3,
        3,
        1,
        None,
    ]
    assert (known.last(j).value, known.last(k)) == (2, None)
    assert (readings(known, i), readings(known, None)) == ([(on(-9), 1.0), (on(-3), 3.0), (on(0), 5.0)], [])
    exposed = [{"of": "risk:r", "date": TODAY, "probability": 3, "impact": 4}]
    base = facts({"risks": [{"id": "r", "name": "R", "category": "process"}], "measurements": exposed}).base
    (one,) = base.all(Measurement)
    assert (Facts.exposure(one), Facts.exposure(None), Facts.exposure(known.last(i))) == (12, None, None)


def test_working_days_and_what_is_stale(facts):
    """Against counting day by day; a daily thing counts working days, others calendar days: one and a half periods."""
    holidays = {"2026-11-16", "2026-11-21", "2026-10-30", "2026-11-20"}
    known = facts({"timonel": {"holidays": sorted(holidays)}})
    for back in range(-2, 30):
        days = [on(-day) for day in range(back)]
        free = [one for one in days if date.fromisoformat(one).weekday() > 4 or one in holidays]
        assert known.working_days_since(on(-back)) == len(days) - len(free), back
        assert known.days_since(on(-back)) == back
    assert [
        known.is_working_day(day) for day in ("2026-11-19", "2026-11-20", "2026-11-21", "2026-11-22", "2026-11-23")
    ] == [True, False, False, False, True]
    days = {"weekly": (10, 11), "monthly": (46, 47), "yearly": (549, 550), "biweekly": (21, 22)}
    assert all([known.is_stale(on(-day), often) for day in each] == [False, True] for often, each in days.items())
    plain = facts({})
    assert [plain.is_stale(on(-day), "daily") for day in (1, 3, 4)] == [False, True, True]


def test_what_lacks_is_called_by_its_name_and_what_could_not_be_read_is_no_gap(facts):
    known = facts({
        "data/processes/p.yaml": "id: p\nname: P\ntype: support\nowner: pendiente\nmaturity: {level: 2, assessed: 2026-01-01}\narea: [x]\n",
        "data/roles/r.yaml": "id: r\nname: 'R\n", "data/systems/s.yaml": "id: s\nname: S\ncategory: crm\n",
    })  # fmt: skip
    p = known.base.find("process:p")
    assert {name: pick(text, "en") for name, text in known.missing(p, "owner", "maturity.level", "maturity.target", "area", "domain").items()} == {
        "owner": "owner", "maturity.target": "target level", "domain": "domain",
    }  # fmt: skip
    assert [known.whole("process"), known.whole("process", "owner"), known.whole("process", "area"), known.whole("role"), known.whole("system", "owner")] == [
        True, True, False, False, True,
    ]  # fmt: skip
    assert [pick(one, "en") for one in known.named("system", "status", ["legacy", "zzz"])] == ["legacy", "zzz"]


def test_how_customers_are_met_and_what_carries_that(facts):
    stages = [{"id": one, "name": one, "order": n} for n, one in enumerate(("s", "z"), 1)]
    touch = [
        {"id": "t2", "name": "T", "stage": "s", "channels": [], "order": 2, "systems": ["a"], "collects": ["d", "e"]}, {"id": "t1", "name": "T", "stage": "s", "channels": [], "order": 1, "status": "planned", "systems": ["b"]},
        {"id": "t0", "name": "T", "stage": "s", "channels": []}, {"id": "z0", "name": "T", "stage": "s", "channels": [], "order": 0}, {"id": "x", "name": "X", "stage": "s", "channels": [], "order": 1, "status": "retired", "systems": ["c"]},
        {"id": "t3", "name": "T", "stage": "s", "channels": [], "order": 2, "consent": {"basis": "opt-in"}},
    ]  # fmt: skip
    front = {"type": "customer-facing", "touchpoints": ["t2", "t1"]}
    known = facts({
        "stages": stages, "touchpoints": touch, "systems": [{"id": one, "name": one, "category": "crm"} for one in "abcdf"],
        "data-assets": [{"id": "d", "name": "D", "personal": True, "master": "a", "copies": ["b", "a"]}, {"id": "e", "name": "E", "copies": ["b"]}],
        "channels": [{"id": "mail", "name": "M", "type": "digital", "consent": "opt-out"}, {"id": "k", "name": "K", "type": "digital"}],
        "processes": [
            {"id": "p", "name": "P", **front, "systems": ["d"]}, {"id": "plan", "name": "Plan", **front, "status": "planned", "systems": ["f"]}, {"id": "old", "name": "Old", **front, "status": "retired"},
            {"id": "q", "name": "Q", "type": "support", "touchpoints": ["t2"], "supports": ["p"], "systems": ["f"]}, {"id": "r", "name": "R", "type": "support", "supports": ["q", "p"]},
            {"id": "v", "name": "V", "type": "support", "supports": ["p"], "status": "retired"}, {"id": "w", "name": "W", "type": "support", "supports": ["v"]},
            {"id": "y", "name": "Y", "type": "support", "supports": ["nadie"]}, {"id": "z", "name": "Z", "type": "support", "supports": ["zz"]}, {"id": "zz", "name": "ZZ", "type": "support", "supports": ["z"]},
        ],
        "roles": [{"id": "a", "name": "A", "purpose": "p", "reports_to": "b"}, {"id": "b", "name": "B", "purpose": "p", "reports_to": "a"}, {"id": "c", "name": "C", "purpose": "p", "reports_to": "a"}],
    })  # fmt: skip
    ids = lambda found: [one.id for one in found]  # noqa: E731 - said often
    s, z = known.base.all(Stage)
    assert {stage: ids(found) for stage, found in known.met.items()} == {"s": ["z0", "t1", "t2", "t3", "t0"]}
    assert (ids(known.holding_up(s)), ids(known.holding_up(z))) == (["z0", "t2", "t3", "t0", "p"], [])
    assert {one: ids(found) for one, found in known.meant_for.items()} == {"t2": ["p", "plan"], "t1": ["p", "plan"]}
    assert {one: ids(found) for one, found in known.serving.items()} == {"t2": ["p"], "t1": ["p"]}
    assert {one: ids(found) for one, found in known.supporters.items()} == {
        "p": ["q", "r"],
        "q": ["r"],
        "v": ["w"],
        "nadie": ["y"],
        "zz": ["z"],
        "z": ["zz"],
    }
    assert known.at_touchpoints == {"a", "d"}
    d, e = known.base.of("data-asset")
    assert (ids(known.holding(d)), ids(known.holding(e)), [*known.personal]) == (["a", "b"], ["b"], ["d"])
    places = {one.id: one for one in known.base.all(Touchpoint)}
    assert (ids(known.collects_personal(places["t2"])), ids(known.collects_personal(places["t1"]))) == (["d"], [])
    mail, plain = known.base.of("channel")
    assert [known.consent(*each) for each in ((places["t3"], mail), (places["t2"], mail), (places["t2"], plain), (places["t2"],), (places["t3"],))] == [
        "opt-in", "opt-out", None, None, "opt-in",
    ]  # fmt: skip
    found = {one.id: one for one in known.base.all(Process)}
    assert (known.reach(found["r"]), known.reach(found["z"]), known.reach(found["p"])) == (
        {"q", "p"},
        {"z", "zz"},
        set(),
    )
    assert known.behind_customers == {"p", "plan", "q", "r", "y", "nadie"}
    assert ([*known.support_circles.values()], [*map(sorted, known.reporting_circles.values())]) == (
        [["z", "zz"]],
        [["a", "b"]],
    )
    assert isinstance(known, Landscape)
    assert [is_active(one) for one in known.base.all(System)] == [True] * 5


CONFIRMED = {
    "people": PEOPLE,
    "roles": [{"id": "jefa", "name": "Jefa", "purpose": "p", "holders": [{"person": "ana"}]}, {"id": "otra", "name": "Otra", "purpose": "p", "holders": [{"person": "leo"}]}],
    "systems": [{"id": "caja", "name": "Caja", "category": "pos", "owner": "otra"}],
    "processes": [
        {"id": "p", "name": "P", "type": "support", "owner": "jefa", "systems": ["caja"], "customer_outcome": "Sale contento."},
        {"id": "q", "name": "Q", "type": "support"},
    ],
}  # fmt: skip


def confirmed(run, base_of, check, changed, until="2027-05-31"):
    """Confirm a process, change the base, and return what the check says then, and how many entries stand how."""
    root = base_of(CONFIRMED)
    assert run("confirm", "process:p", "--by", "person:ana", "--until", until, "--apply", "--root", root).code == 0
    for path, (old, new) in changed.items():
        text = (root / path).read_text("utf-8")
        assert old in text
        (root / path).write_text(text.replace(old, new, 1), "utf-8")
    return root, [
        one["message"] for one in check(root, "--select", "TRU001", "--format", "json", "--lang", "en").found()
    ]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({}, None),
        ({"data/processes.yaml": ('"name": "P"', '"name": "Otro"')}, None),
        ({"data/processes.yaml": ('"owner": "jefa"', '"owner": "otra"')}, "owner (before: Jefa; now: Otra)"),
        ({"data/processes.yaml": (', "owner": "jefa"', "")}, "owner (before: Jefa; now: nothing)"),
        ({"data/processes.yaml": ("Sale contento.", "Sale.")}, "(before: Sale contento.; now: Sale.)"),
        ({"data/processes.yaml": ('["caja"]', "[]")}, "(before: Caja; now: nothing)"),
        ({"data/processes.yaml": ('"type": "support"', '"type": "customer-facing"')}, "type (before: support; now: customer-facing)"),
        ({"data/systems.yaml": ('"owner": "otra"', '"owner": "jefa"')}, None),
        ({"data/systems.yaml": (', "owner": "otra"', "")}, "“Caja” no longer has an owner"),
        ({"data/systems.yaml": ('"category": "pos"', '"category": "pos", "status": "retired"')}, "“Caja” is no longer in force"),
        ({"data/systems.yaml": ('"category": "pos"', '"category": "pos", "status": "legacy"')}, None),
        ({"data/roles.yaml": ('"person": "ana"', '"person": "leo"')}, None),
        ({"data/roles.yaml": ('"person": "ana"', '"person": "ana", "until": "2026-11-19"')}, "nobody holds the role “Jefa” any more"),
        ({"data/roles.yaml": ('"person": "ana"', '"person": "ana", "until": "2026-11-20"')}, None),
    ],
)  # fmt: skip
def test_what_breaks_a_confirmation_and_what_does_not(run, base_of, check, changed, says):
    _, told = confirmed(run, base_of, check, changed)
    assert len(told) == (says is not None), told
    assert not says or says in told[0]


def test_how_entries_stand_that_somebody_may_confirm(run, base_of, check):
    from timonel.pipeline import examine  # noqa: PLC0415 - of a folder, once

    def stands(changed, until="2027-05-31", today=TODAY):
        root, _ = confirmed(run, base_of, check, changed, until)
        return standing(examine(root, today=today, use_cache=False).facts)

    assert (tuple(stands({})), stands({}).total) == ((1, 0, 0, 5), 6)
    assert tuple(stands({}, TODAY)) == (1, 0, 0, 5)
    assert tuple(stands({}, TODAY, on(1))) == (0, 0, 1, 5)
    assert tuple(stands({"data/processes.yaml": ('"owner": "jefa"', '"owner": "otra"')})) == (0, 1, 0, 5)


def test_what_a_confirmation_keeps_is_what_people_read(facts):
    short, long = "x" * 120, "x" * 121
    known = facts({
        "processes": [{"id": "p", "name": "P", "type": "support", "systems": ["a", "b"], "customer_outcome": short}, {"id": "q", "name": "Q", "type": "support", "customer_outcome": long}],
        "systems": [{"id": one, "name": one, "category": "crm"} for one in "ab"],
        "data-assets": [{"id": "d", "name": "D", "personal": True, "sensitive": False, "grants": [{"role": "r", "level": "read"}]}],
        "goals": [{"id": "g", "name": "G", "statement": "sha256:abc", "derives_from": "mission"}],
    })  # fmt: skip
    kept = {one.key: {each["field"]: each["value"] for each in stated(known.base, one)} for one in known.base}
    assert kept["process:p"] == {"type": "support", "systems": "a, b", "customer_outcome": short}
    assert kept["process:q"] == {"type": "support", "customer_outcome": f"sha256:{fingerprint(long)[:16]}"}
    assert kept["data-asset:d"].pop("grants").startswith("sha256:")
    assert kept["data-asset:d"] == {"personal": "true", "sensitive": "false"}
    assert kept["goal:g"] == {"statement": f"sha256:{fingerprint('sha256:abc')[:16]}"}
    assert [*material(known.base, known.base.find("process:q"))] == ["type", "customer_outcome"]
    assert fingerprint({"b": "é", "a": [1, {"c": None}]}) == fingerprint({"a": [1, {"c": None}], "b": "e\u0301"})
    assert fingerprint({"é": ["ñ"]}) == sha256('{"é":["ñ"]}'.encode()).hexdigest()
    assert fingerprint({"a": 1}) != fingerprint({"a": 1.5}) != fingerprint({"a": "1.5"})
    p = known.base.find("process:p")
    assert pick(label(known.base, p, "owner"), "en") == "Owner"
    assert say(label(known.base, p, None), "en") == "what was confirmed"


def test_what_something_needs_and_what_carries_it(facts):
    known = facts({
        **CONFIRMED,
        "processes": [*CONFIRMED["processes"], {"id": "s", "name": "S", "type": "support", "supports": ["p", "s"]}, {"id": "v", "name": "V", "type": "support", "supports": ["p"], "status": "retired"}],
        "risks": [{"id": "r", "name": "R", "category": "process", "affects": ["process:p"]}],
        "issues": [{"id": "i", "name": "I", "statement": "s", "affects": ["process:p"]}],
    })  # fmt: skip
    p = known.base.find("process:p")
    assert [one.key for one in needed(known.base, p)] == ["role:jefa", "system:caja"]
    assert [one.key for one in carriers(known.base, p)] == ["role:jefa", "system:caja", "process:s"]
    assert [one.key for one in carriers(known.base, known.base.find("process:s"))] == []


def test_how_far_an_objective_is_and_what_a_budget_comes_to(facts):
    some = [("o", 10, 20), ("p", None, 20), ("q", 10, 10), ("r", 20, 10)]
    known = facts({
        "indicators": [{"id": "i", "name": "I"}, {"id": "j", "name": "J"}],
        "measurements": [{"of": "indicator:i", "date": on(-10), "value": 1}, {"of": "indicator:i", "date": on(-5), "value": 15}],
        "objectives": [
            *({"id": one, "name": one, "statement": "s", "indicator": "i", "target": target, "due": on(10), **({"baseline": base} if base is not None else {})} for one, base, target in some),
            {"id": "s", "name": "S", "statement": "s", "indicator": "j", "baseline": 1, "target": 2, "due": on(10)},
            {"id": "t", "name": "T", "statement": "s", "indicator": "j", "baseline": 1, "target": 2, "baseline_date": on(-30), "due": on(10)},
        ],
        "initiatives": [
            {"id": "a", "name": "A", "type": "project", "status": "approved", "budget": {"currency": "MXN", "lines": [{"name": "L", "category": "training", "amount": 100, "spent": 30}, {"name": "M", "category": "support", "amount": 300}]}},
            {"id": "b", "name": "B", "type": "project", "status": "on-hold"}, {"id": "c", "name": "C", "type": "project", "status": "finished"},
            {"id": "d", "name": "D", "type": "project", "status": "running"}, {"id": "e", "name": "E", "type": "project", "status": "cancelled"},
        ],
        "forums": [{"id": "f", "name": "F"}],
        "resolutions": [{"id": f"x{n}", "name": "X", "forum": "f", "date": TODAY, "statement": "s", **more} for n, more in enumerate(({}, {"done": True}, {"status": "proposed"}))],
    })  # fmt: skip
    every = [*known.base.all(Objective)]
    assert [share_of_way(known, one) for one in every] == [50, None, None, 50, None, None]
    assert [share_of_time(known, one) for one in every] == [50, 50, 50, 50, None, 75]
    a, b, c, d, e = known.base.of("initiative")
    assert (len(lines(a)), lines(b), whole(b)) == (2, [], None)
    assert (whole(a), spent(a, ("training",)), spent(a, ("training",)).share, spent(a, ("culture-change",))) == (
        (400, 30),
        (100, 30),
        30,
        None,
    )
    assert [goes_ahead(one) for one in (a, b, c, d, e)] == [True, False, False, True, False]
    assert [is_open(one) for one in (a, b, c, d, e)] == [True, True, False, True, False]
    assert [resolved(one) for one in known.base.of("resolution")] == ["agreed", "done", "proposed"]


def test_what_the_latest_answers_say(facts):
    known = facts({
        "questions": [{"id": "u", "name": "U", "statement": "s", "pillar": "people", "weight": 3}, {"id": "v", "name": "V", "statement": "s", "pillar": "people", "weight": 1}, {"id": "w", "name": "W", "statement": "s", "pillar": "data", "weight": 2}],
        "initiatives": [{"id": "todo", "name": "T", "type": "programme", "status": "running"}, {"id": "uno", "name": "U", "type": "project", "status": "running", "part_of": "todo"}, {"id": "sola", "name": "S", "type": "project", "status": "running"}],
        "assessments": [
            {"id": "viejo", "name": "V", "date": on(-9), "initiative": "todo", "answers": []},
            {"id": "hoy", "name": "H", "date": TODAY, "initiative": "todo", "answers": [{"question": "u", "score": 4}, {"question": "w", "score": 1}]},
            {"id": "luego", "name": "L", "date": on(1), "initiative": "todo", "answers": []},
            {"id": "casa", "name": "C", "date": on(-1), "answers": []}, {"id": "casa2", "name": "C", "date": on(-1), "answers": []},
        ],
    })  # fmt: skip
    todo, uno, sola = known.base.of("initiative")
    assert [latest_assessment(one, known).id for one in (todo, uno, sola)] == ["hoy", "hoy", "casa2"]
    assert readiness(latest_assessment(todo, known), known) == {"people": 75, "data": 25}
