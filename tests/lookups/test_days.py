"""What has a day, and when: each beside what falls on the day before or after, or is over."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from bases import TODAY

from timonel.kinds import ChangeAction, Forum, Indicator, Initiative, Pilot, Risk
from timonel.lookups import initiatives as of
from timonel.lookups.approvals import approvals
from timonel.lookups.calendar import days_before, gone, months_before
from timonel.lookups.dated import by_role, concerning, dated
from timonel.lookups.indicators import is_awaited
from timonel.lookups.measuring import next_measurement
from timonel.lookups.sessions import between, following, series
from timonel.text import say


def on(days: int) -> str:
    """Return the day so many days after today."""
    return (date.fromisoformat(TODAY) + timedelta(days)).isoformat()


PEOPLE = [{"id": "ana", "name": "Ana", "employment": "internal"}]
ROLES = [
    {"id": one, "name": one.title(), "purpose": "p", "holders": [{"person": "ana"}]} for one in ("jefa", "otra", "lider", "socia")
]  # fmt: skip
DATED = {
    "people": PEOPLE,
    "roles": ROLES,
    "forums": [
        {"id": "mesa", "name": "Mesa", "type": "steering", "chair": "jefa", "members": [{"role": "otra"}, {"role": "jefa"}],
         "next": on(5), "meetings": [{"date": on(-31)}, {"date": on(-32)}, {"date": on(5)}, {"date": on(-1)}, {"date": on(-1)}]},
        {"id": "sin", "name": "Sin", "meetings": [{"date": on(-40)}]},
    ],
    "phases": [{"id": f"f{n}", "name": f"F{n}", "order": n, "type": "other"} for n in (1, 2, 3)] + [
        {"id": "nueva", "name": "Nueva", "order": 4, "type": "other", "formerly": ["vieja", "f1"]},
        {"id": "tomada", "name": "Tomada", "order": 5, "type": "other", "formerly": ["f1"]},
    ],
    "initiatives": [
        {"id": "crm", "name": "CRM", "type": "project", "status": "running", "lead": "lider", "sponsor": "jefa", "phases": [
            {"phase": "f3", "status": "pending", "due": on(9), "approved_by": "role:otra"},
            {"phase": "f1", "status": "passed", "due": on(1), "passed": on(-3), "approved_by": "role:jefa"},
            {"phase": "f2", "status": "in-progress", "due": on(2), "approved_by": "resolution:hecha"},
            {"phase": "nueva", "status": "pending", "due": on(20)}, {"phase": "tomada", "status": "pending", "due": on(21)},
        ]},
        {"id": "para", "name": "Para", "type": "project", "status": "on-hold", "lead": "lider", "phases": [{"phase": "f1", "status": "pending", "due": on(3)}]},
        {"id": "va", "name": "Va", "type": "project", "status": "approved", "lead": "lider", "phases": [{"phase": "f1", "status": "pending"}, {"phase": "f2", "status": "pending", "due": on(4)}]},
    ],
    "risks": [
        {"id": "fuego", "name": "Fuego", "category": "process", "owner": "otra", "cadence": "weekly", "acceptance": {"by": "jefa", "date": on(-4), "until": on(50)}, "actions": [
            {"statement": "Mirar.", "due": on(7), "owner": "jefa"}, {"statement": "Mirar.", "due": on(8)},
            {"statement": "Mirar.", "due": on(8), "done": True}, {"statement": "Nada."},
        ]},
        {"id": "visto", "name": "Visto", "category": "process", "owner": "otra", "status": "materialized", "actions": [{"statement": "Ya.", "due": on(3)}]},
        {"id": "cerrado", "name": "Cerrado", "category": "process", "owner": "otra", "status": "closed", "actions": [{"statement": "Ya.", "due": on(3)}]},
    ],
    "resolutions": [
        {"id": "hecha", "name": "Hecha", "forum": "mesa", "statement": "De [CRM](initiative:crm).", "date": on(-9), "status": "done", "owner": "jefa", "due": on(1), "about": ["initiative:crm", "risk:fuego"]},
        {"id": "dicha", "name": "Dicha", "forum": "mesa", "statement": "s", "date": on(-8), "owner": "jefa", "due": on(1), "about": ["initiative:crm"]},
        {"id": "propuesta", "name": "Propuesta", "forum": "mesa", "statement": "s", "status": "proposed", "owner": "jefa", "due": on(1), "about": ["initiative:crm"]},
        {"id": "retirada", "name": "Retirada", "forum": "mesa", "statement": "s", "date": on(-7), "status": "withdrawn", "about": ["initiative:crm"], "due": on(1)},
    ],
    "change-actions": [
        {"id": "curso", "name": "Curso", "initiative": "crm", "owner": "otra", "end": on(6), "status": "in-progress"},
        {"id": "dado", "name": "Dado", "initiative": "crm", "owner": "otra", "end": on(6), "status": "done"},
        {"id": "abierto", "name": "Abierto", "initiative": "crm", "owner": "otra"},
    ],
    "issues": [
        {"id": "roto", "name": "Roto", "statement": "s", "initiative": "crm", "due": on(10)},
        {"id": "sano", "name": "Sano", "statement": "s", "owner": "jefa", "due": on(10), "status": "closed", "closed": on(-1)},
    ],
    "objectives": [
        {"id": "vender", "name": "Vender", "statement": "s", "initiative": "crm", "owner": "socia", "due": on(11)},
        {"id": "dejado", "name": "Dejado", "statement": "s", "initiative": "crm", "owner": "socia", "due": on(11), "status": "dropped"},
    ],
    "benefits": [
        {"id": "propio", "name": "Propio", "initiative": "crm", "statement": "s", "owner": "otra", "serves": ["objective:vender"], "due": on(12)},
        {"id": "ajeno", "name": "Ajeno", "initiative": "crm", "statement": "s", "serves": ["objective:vender"], "status": "partly"},
        {"id": "logrado", "name": "Logrado", "initiative": "crm", "statement": "s", "serves": ["objective:vender"], "status": "realized"},
    ],
    "commitments": [{"rule": "PRO001", "entity": "process:alta", "by": "otra", "until": on(13)}],
    "waivers": [
        {"rule": "PRO001", "entity": "process:alta", "reason": "r", "approved_by": "role:jefa", "approved": on(-2), "expires": on(14)},
        {"rule": "PRO002", "entity": "process:alta", "reason": "r", "approved_by": "resolution:hecha", "expires": on(15)},
    ],
    "confirmations": [
        {"entity": "process:alta", "by": "ana", "date": on(-20), "until": on(40), "fingerprint": "0" * 64},
        {"entity": "process:alta", "by": "leo", "date": on(-10), "until": on(30), "fingerprint": "0" * 64},
    ],
    "processes": [{"id": "alta", "name": "Alta", "type": "support", "owner": "otra"}],
    "measurements": [{"of": "risk:fuego", "date": on(-7), "probability": 1, "impact": 1}],
}  # fmt: skip


@pytest.fixture
def facts(judged):
    return lambda contents, **more: judged(contents, "PRO001", **more).facts


def test_all_that_has_a_day_and_is_not_done(facts):
    """Each beside one that is done, dropped, closed, on hold, withdrawn or held too long ago."""
    known = facts(DATED)
    told = [
        (one.what, one.day, one.about.key, one.key, " ".join(one.roles), ".".join(map(str, one.keys)))
        for one in dated(known)
    ]
    assert told == [
        ("meeting", on(-31), "forum:mesa", on(-31), "jefa otra", ""),
        ("meeting", on(-1), "forum:mesa", on(-1), "jefa otra", ""),
        ("measurement", on(0), "risk:fuego", "", "otra", ""),
        ("resolution", on(1), "resolution:dicha", "", "jefa", "due"),
        ("gate", on(2), "initiative:crm", "f2", "lider jefa", "phases.2.status"),
        ("action", on(3), "risk:visto", "Ya.", "otra", "actions.0.due"),
        ("gate", on(4), "initiative:va", "f2", "lider", "phases.1.status"),
        ("meeting", on(5), "forum:mesa", "", "jefa otra", ""),
        ("change", on(6), "change-action:curso", "", "otra", "end"),
        ("action", on(7), "risk:fuego", "Mirar.", "jefa", "actions.0.due"),
        ("action", on(8), "risk:fuego", "Mirar.\0" + "2", "otra", "actions.1.due"),
        ("gate", on(9), "initiative:crm", "f3", "lider jefa otra", "phases.0.status"),
        ("issue", on(10), "issue:roto", "", "lider jefa", "due"),
        ("benefit", on(11), "benefit:ajeno", "", "lider jefa", ""),
        ("objective", on(11), "objective:vender", "", "socia", "due"),
        ("benefit", on(12), "benefit:propio", "", "otra", ""),
        ("commitment", on(13), "process:alta", "PRO001", "otra", ""),
        ("waiver", on(14), "process:alta", "PRO001", "jefa otra", ""),
        ("waiver", on(15), "process:alta", "PRO002", "otra", ""),
        ("gate", on(20), "initiative:crm", "vieja", "lider jefa", "phases.3.status"),
        ("gate", on(21), "initiative:crm", "tomada", "lider jefa", "phases.4.status"),
        ("confirmation", on(30), "process:alta", "", "otra", ""),
    ]  # fmt: skip
    assert [one.day for one in dated(known) if one.is_session] == [on(5)]
    assert {one.about.key: [*one.files] for one in dated(known) if one.what in ("benefit", "measurement")} == {
        "benefit:ajeno": ["data/benefits.yaml", "data/objectives.yaml"],
        "benefit:propio": ["data/benefits.yaml"],
        "risk:fuego": ["data/risks.yaml", "data/measurements.yaml"],
    }
    assert [one.day for one in by_role(known)["socia"]] == [on(11)]
    assert [one.day for one in concerning(known, ["socia", "lider"])] == [
        on(day) for day in (2, 4, 9, 10, 11, 11, 20, 21)
    ]


def test_what_somebody_has_approved_the_latest_first(facts):
    base = facts(DATED).base
    told = {
        key: [(one.date, say(one.what, "en") if not hasattr(one.what, "key") else one.what.key, one.by, one.until) for one in approvals(base, base.find(key))]
        for key in ("process:alta", "initiative:crm", "risk:fuego", "resolution:hecha", "resolution:propuesta", "risk:visto")
    }  # fmt: skip
    assert told == {
        "process:alta": [
            (on(-2), "exception to PRO001", "role:jefa", on(14)),
            (on(-10), "confirmed that it is true", "person:leo", on(30)),
            (on(-20), "confirmed that it is true", "person:ana", on(40)),
            ("", "exception to PRO002", "resolution:hecha", on(15)),
        ],
        "initiative:crm": [
            (on(-3), "the gate of F1", "role:jefa", ""),
            (on(-8), "resolution:dicha", "forum:mesa", ""),
            (on(-9), "resolution:hecha", "forum:mesa", ""),
            ("", "the gate of F3", "role:otra", ""),
            ("", "the gate of F2", "resolution:hecha", ""),
        ],
        "risk:fuego": [(on(-4), "the risk as it is", "jefa", on(50)), (on(-9), "resolution:hecha", "forum:mesa", "")],
        "resolution:hecha": [(on(-9), "agreed", "forum:mesa", "")],
        "resolution:propuesta": [],
        "risk:visto": [],
    }


@pytest.mark.parametrize(
    ("rule", "first", "after", "expected"),
    [
        ("FREQ=WEEKLY;BYDAY=TU", "2026-11-24", "2026-11-20", ["2026-11-24", "2026-12-01", "2026-12-08"]),
        ("FREQ=WEEKLY;BYDAY=TU", "2026-11-24", "2026-11-24", ["2026-12-01", "2026-12-08", "2026-12-15"]),
        # On another day than the rule's, it stands for the one of its week, month or year.
        ("FREQ=WEEKLY;BYDAY=MO", "2026-11-29", "2026-11-20", ["2026-11-29", "2026-11-30", "2026-12-07"]),
        ("FREQ=MONTHLY;BYMONTHDAY=1", "2026-12-31", "2026-11-20", ["2026-12-31", "2027-01-01", "2027-02-01"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "2026-12-01", "2026-11-20", ["2026-12-01", "2027-01-31", "2027-03-31"]),
        ("FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1", "2026-12-31", "2026-11-20", ["2026-12-31", "2027-01-01", "2028-01-01"]),
        ("RRULE:FREQ=DAILY;COUNT=1", "2026-11-21", "2026-11-20", ["2026-11-21", "2026-11-22", "2026-11-23"]),
        ("FREQ=DAILY;INTERVAL=2;UNTIL=20261123T000000", "2026-11-21", "2026-11-20", ["2026-11-21", "2026-11-23"]),
        ("FREQ=DAILY;INTERVAL=0", "2026-11-21", "2026-11-20", ["2026-11-21"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2", "2026-11-21", "2026-11-20", ["2026-11-21"]),
        (None, "2026-11-21", "2026-11-20", ["2026-11-21"]),
        (None, None, "2026-11-20", []),
        ("FREQ=DAILY", None, "2026-11-20", []),
    ],
)  # fmt: skip
def test_a_body_meets_as_its_rule_says_after_the_day_that_is_set(facts, rule, first, after, expected):
    forum = {"id": "mesa", "name": "Mesa", **({"next": first} if first else {}), **({"recurs": rule} if rule else {})}
    (found,) = facts({"forums": [forum]}).base.all(Forum)
    days, day = [], after
    while len(days) < 3 and (day := following(found, day)):
        days.append(day)
    assert days == expected
    assert (series(found) is None) is (len(expected) < 2)
    assert [*between(found, after, expected[-1] if expected else on(900))] == expected


def test_the_days_of_a_body_are_those_that_were_and_those_to_come(facts):
    """After one day, and up to another."""
    forum = {"id": "mesa", "name": "Mesa", "next": on(3), "meetings": [{"date": on(day)} for day in (-5, -4, -1)]}
    (found,) = facts({"forums": [forum]}).base.all(Forum)
    assert [*between(found, on(-5), on(-1))] == [on(-4), on(-1)]
    assert [*between(found, on(-5), on(2))] == [on(-4), on(-1)]
    assert [*between(found, on(-1), on(3))] == [on(3)]


def test_days_and_months_before_others():
    assert [months_before("2026-03-31", n) for n in (0, 1, 13, -1, -11)] == [
        "2026-03-31", "2026-02-28", "2025-02-28", "2026-04-30", "2027-02-28",
    ]  # fmt: skip
    assert [months_before("2024-01-31", -1), months_before("2024-03-29", 1), months_before("2024-03-28", 1)] == [
        "2024-02-29", "2024-02-29", "2024-02-28",
    ]  # fmt: skip
    assert [months_before("2026-01-05", n) for n in (1, 12, -12)] == ["2025-12-05", "2025-01-05", "2027-01-05"]
    assert [months_before("0001-01-31", 1), months_before("9999-12-01", -1)] == ["0001-01-01", "9999-12-31"]
    assert [months_before("0001-02-10", 1), months_before("9999-11-10", -1)] == ["0001-01-10", "9999-12-10"]
    assert [days_before("2026-03-01", n) for n in (1, 0, -1)] == ["2026-02-28", "2026-03-01", "2026-03-02"]
    assert [days_before("0001-01-01", 1), days_before("9999-12-31", -1)] == ["0001-01-01", "9999-12-31"]


def test_a_share_of_the_time_that_is_gone():
    first, last = "2026-11-10", "2026-11-20"
    days = ("2026-11-01", "2026-11-10", "2026-11-15", "2026-11-20", "2026-12-01")
    assert [gone(first, last, day) for day in days] == [0, 0, 0.5, 1, 1]
    assert [gone(*each, TODAY) for each in ((None, last), (first, None), (last, last), (last, first))] == [None] * 4


@pytest.mark.parametrize(
    ("kind", "often", "last", "expected"),
    [
        ("risk", "daily", 0, 4), ("risk", "daily", -1, 0), ("risk", "daily", -3, -2), ("risk", "weekly", 0, 10), ("risk", "weekly", -7, 0),
        ("risk", "monthly", 0, 30), ("risk", "monthly", -31, 0), ("risk", "daily", None, 0),
        ("indicator", "daily", 0, 4), ("indicator", "weekly", 0, 7), ("indicator", "monthly", -31, 0),
        ("indicator", "quarterly", 0, 92), ("indicator", None, 0, None), ("indicator", "daily", None, None),
    ],
)  # fmt: skip
def test_the_day_of_the_next_measurement(facts, kind, often, last, expected):
    """Of a risk in working days (the Monday after today is a holiday), of an indicator that was ever measured."""
    when = {} if often is None else {"cadence" if kind == "risk" else "frequency": often}
    one = {"id": "x", "name": "X", **({"category": "process"} if kind == "risk" else {}), **when}
    values = {"probability": 1, "impact": 1} if kind == "risk" else {"value": 1}
    measured = [] if last is None else [{"of": f"{kind}:x", "date": on(last), **values}]
    known = facts({f"{kind}s": [one], "measurements": measured, "timonel": {"holidays": [on(3)]}})
    (found,) = known.base.all(Risk if kind == "risk" else Indicator)
    assert next_measurement(known, found) == (None if expected is None else on(expected))


def test_the_next_gate_and_the_first_launch_of_an_initiative(facts):
    """Phases in their own order, not the list's; what is skipped is behind it, and on hold there is no next one."""
    phases = [{"id": one, "name": one, "order": n, "type": kind, "criteria": [{"id": c, "statement": "s"} for c in "xyz"]} for n, (one, kind) in enumerate((("a", "vision"), ("b", "launch"), ("c", "launch"), ("d", "other")))]  # fmt: skip
    steps = [
        {"phase": "c", "status": "passed", "passed": on(-2)}, {"phase": "d", "status": "in-progress", "evidence": [{"criterion": "z"}, {"criterion": "x"}]},
        {"phase": "nada", "status": "pending"}, {"phase": "b", "status": "in-progress"}, {"phase": "a", "status": "skipped", "evidence": [{"criterion": "x"}]},
    ]  # fmt: skip
    more = {
        "uno": ("running", steps),
        "dos": ("on-hold", steps),
        "tres": ("approved", steps[4:]),
        "cuatro": (
            "running",
            [{"phase": "b", "status": "passed", "passed": on(3)}, {"phase": "c", "status": "pending"}],
        ),
    }
    known = facts(
        {
            "phases": phases,
            "initiatives": [
                {"id": one, "name": one, "type": "project", "status": status, "phases": some}
                for one, (status, some) in more.items()
            ],
        }
    )
    base = known.base
    uno, dos, tres, cuatro = base.all(Initiative)
    assert [[(n, phase.id) for n, _, phase in of.phases_of(base, one)] for one in (uno, tres)] == [
        [(4, "a"), (3, "b"), (0, "c"), (1, "d")],
        [(0, "a")],
    ]
    assert [(found := of.following(base, one)) and found[1].id for one in (uno, dos, tres, cuatro)] == [
        "b",
        None,
        None,
        "c",
    ]
    _, step, phase = of.phases_of(base, uno)[-1]
    assert of.proven(step, phase) == (2, 3)
    assert [of.launched(base, one, TODAY) for one in (uno, tres, cuatro)] == [(0, on(-2)), None, (0, TODAY)]
    assert [one.phase for one in of.launches(base, uno)] == ["c", "b"]
    assert [of.is_running(one) for one in (uno, dos, tres)] == [True, False, False]


def test_pilots_and_changes_by_a_day(facts):
    """Undated ones contradict nothing: what was decided counts from its day, what is done had begun."""
    pilots = [
        {"decision": "go", "decided": on(0)}, {"decision": "go", "decided": on(1)}, {"decision": "go", "end": on(1)}, {"decision": "go"}, {"decision": "stop", "decided": on(-1)},
        {"start": on(0)}, {"start": on(1)}, {"start": on(-9), "end": on(0)}, {"start": on(-9), "end": on(-1)}, {"start": on(-9), "decision": "go", "decided": on(1), "end": on(-1)}, {},
    ]  # fmt: skip
    changes = [
        {"status": "done"},
        {"status": "in-progress", "start": on(0)},
        {"status": "in-progress", "start": on(1)},
        {"status": "planned", "start": on(-1)},
    ]
    known = facts({
        "pilots": [{"id": f"p{n:02}", "name": "P", "initiative": "i", "type": "pilot", **one} for n, one in enumerate(pilots)],
        "change-actions": [{"id": f"c{n}", "name": "C", **one} for n, one in enumerate(changes)],
        "initiatives": [{"id": "i", "name": "I", "type": "project"}],
    })  # fmt: skip
    found = known.base.all(Pilot)
    assert [of.decided_go(one, TODAY) for one in found] == [True, False, False, True, *[False] * 7]
    assert [of.has_started(one, TODAY) for one in found] == [*[False] * 5, True, False, True, True, True, False]
    assert [of.under_way(one, TODAY) for one in found] == [*[False] * 5, True, False, True, False, True, False]
    assert [of.has_begun(one, TODAY) for one in known.base.all(ChangeAction)] == [True, True, False, False]


def test_somebody_waits_for_an_indicator_that_is_used(facts):
    """By an open objective, or by a process in use that serves a moment of truth in use; or it was ever measured."""
    touch = [
        {"id": one, "name": one, "stage": "s", "channels": [], **more}
        for one, more in (
            ("m", {"moment_of_truth": True}),
            ("n", {}),
            ("o", {"moment_of_truth": True, "status": "planned"}),
        )
    ]
    front = {"name": "P", "type": "customer-facing"}
    known = facts({
        "indicators": [{"id": one, "name": one} for one in "abcdefgh"], "stages": [{"id": "s", "name": "S", "order": 1}], "touchpoints": touch,
        "objectives": [{"id": "x", "name": "X", "statement": "s", "indicator": "a"}, {"id": "y", "name": "Y", "statement": "s", "indicator": "b", "status": "achieved"}],
        "processes": [
            {"id": "p", **front, "touchpoints": ["n", "m"], "indicators": ["c"]}, {"id": "q", **front, "touchpoints": ["n", "o"], "indicators": ["d"]},
            {"id": "r", **front, "touchpoints": ["m"], "indicators": ["e"], "status": "planned"}, {"id": "t", "name": "T", "type": "support", "touchpoints": ["m"], "indicators": ["f"]},
        ],
        "measurements": [{"of": "indicator:g", "date": TODAY, "value": 1}],
    })  # fmt: skip
    assert [one.id for one in known.base.all(Indicator) if is_awaited(one, known, known.base)] == ["a", "c", "g"]
