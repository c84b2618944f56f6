"""What is around something: what fits where it lacks something, how systems hang together, what belongs to an initiative."""

from __future__ import annotations

import pytest
from bases import TODAY

from timonel.kinds import Initiative, Process, Role, System, Touchpoint
from timonel.lookups import initiatives as of
from timonel.lookups.confirmations import answering, may_confirm
from timonel.lookups.fitting import fitting
from timonel.lookups.service import service
from timonel.lookups.silos import exchanging, groups, silos

PEOPLE = [{"id": one, "name": one.title(), "employment": "internal"} for one in ("ana", "leo", "eva")]
AREAS = [{"id": "ventas", "name": "Ventas", "type": "business"}, {"id": "ti", "name": "TI", "type": "technology"}]


def role(id_, name="", *, held=False, **more):
    holders = {"holders": [{"person": "ana"}]} if held else {}
    return {"id": id_, "name": name or id_.title(), "purpose": "p", **holders, **more}


def process(id_, name="", **more):
    return {"id": id_, "name": name or id_.title(), "type": "support", **more}


@pytest.fixture
def facts(judged):
    return lambda contents: judged({"people": PEOPLE, "areas": AREAS, **contents}, "PRO001").facts


# Of these roles the last column is the one that fits a process «Caja de tienda» of an area, with neighbours that name some.
FITTING = [
    ("a held one before a vacant one", [role("a"), role("b", held=True)], {}, "b"),
    ("of two alike the first", [role("a", held=True), role("b", held=True)], {}, "a"),
    ("a word of its name counts two, as one that sits and is near", [role("b", "La caja"), role("a", held=True)], {"near": "a"}, "b"),
    ("and no more than that", [role("a", held=True), role("b", "La caja")], {"near": "a"}, "a"),
    ("an area counts two, as a word", [role("b", "La caja"), role("a", area="ventas")], {"area": "ventas"}, "b"),
    ("and no less", [role("a", area="ventas"), role("b", "La caja")], {"area": "ventas"}, "a"),
    ("an area is none where there is none", [role("b"), role("a", area="ventas")], {}, "b"),
    ("who owns a neighbour counts two", [role("b", "La caja"), role("a")], {"owns": "a"}, "b"),
    ("and no less than a word", [role("a"), role("b", "La caja")], {"owns": "a"}, "a"),
    ("letters of a short word say nothing", [role("a"), role("b", "De")], {}, "a"),
    ("accents and marks are no letters", [role("a"), role("b", "«Tiénda»")], {}, "b"),
    ("who buys or sells for others does not answer", [role("a", "Caja", held=True, type="customer"), role("c", "Caja", held=True, type="partner"), role("b")], {}, "b"),
    ("business goes before technology", [role("a", "Caja", held=True, area="ti"), role("b")], {}, "b"),
    ("where there is no business, technology", [role("a", held=True, area="ti")], {}, "a"),
    ("technology before business, where it is technical", [role("a", "Caja", held=True), role("b", area="ti")], {"field": "technical_owner"}, "b"),
    ("a role that it has already is not another", [role("a", "Caja", held=True), role("b")], {"taken": "a"}, "b"),
    ("nobody where all are taken", [role("a")], {"taken": "a"}, None),
]  # fmt: skip


@pytest.mark.parametrize(("why", "roles", "how", "expected"), FITTING, ids=[one[0] for one in FITTING])
def test_who_fits_where_nobody_answers(facts, why, roles, how, expected):
    mine = {
        "id": "caja",
        "name": "Caja de tienda",
        "category": "pos",
        "integrations": [{"system": "vecino", "direction": "in"}],
    }
    if "taken" in how:
        mine["owner"] = how["taken"]
    steps = {"steps": [{"id": "u", "name": "U", "role": how["near"]}]} if "near" in how else {}
    one = process(
        "caja", "Caja de tienda", systems=["vecino"], **({"area": how["area"]} if "area" in how else {}), **steps
    )
    neighbour = {
        "id": "vecino",
        "name": "Vecino",
        "category": "erp",
        **({"owner": how["owns"]} if "owns" in how else {}),
    }
    known = facts({"roles": roles, "processes": [one], "systems": [mine, neighbour]})
    key = "system:caja" if "taken" in how or "field" in how else "process:caja"
    field = how.get("field", "technical_owner" if "taken" in how else "owner")
    found = fitting(known, known.base.find(key), field, "role")
    assert (found and found.id) == expected, why


def test_what_fits_into_a_field_that_names_something_else(facts):
    """By the words of both names; a word of twenty names tells one apart, one of more tells none."""

    def found(name, others):
        known = facts({"processes": [process("mio", name)], "indicators": others})
        one = fitting(known, known.base.find("process:mio"), "indicators", "indicator")
        return one and one.id

    assert found("Caja", [{"id": "b", "name": "Otra"}, {"id": "c", "name": "Caja"}]) == "c"
    assert found("Web", [{"id": "c", "name": "Web"}]) is None
    assert found("Caja", [{"id": f"v{n:02}", "name": f"Caja {n}"} for n in range(20)]) == "v00"
    assert found("Caja", [{"id": f"v{n:02}", "name": f"Caja {n}"} for n in range(21)]) is None
    assert found("Caja fija", [{"id": "b", "name": "Caja"}, {"id": "c", "name": "Caja fija"}]) == "c"
    assert found("Caja", []) is None


def test_what_a_process_could_support_is_in_use_and_reaches_customers(facts):
    there = [
        process("mio", "Caja"),
        process("a", "Caja", status="retired"),
        process("b", "Caja"),
        process("d", "Caja", supports=["c"]),
        {"id": "c", "name": "Otro", "type": "customer-facing"},
        {"id": "e", "name": "Caja", "type": "customer-facing"},
    ]
    known = facts({"processes": there})
    assert fitting(known, known.base.find("process:mio"), "supports", "process").id == "d"
    known = facts({"processes": [there[0], there[2], there[5]]})
    assert fitting(known, known.base.find("process:mio"), "supports", "process").id == "e"
    assert fitting(known, known.base.find("process:e"), "other", "process").id == "b"


def _system(id_, *others, **more):
    integrations = [{"system": one, "direction": "both"} for one in others]
    return {
        "id": id_,
        "name": id_.upper(),
        "category": "crm",
        **({"integrations": integrations} if others else {}),
        **more,
    }


def test_systems_that_hold_the_same_data_and_are_not_joined(facts):
    """Joined by what either end declares and by databases that they share, retired ones left out."""
    known = facts({
        "systems": [
            _system("a", "b", "b", "viejo", shares_database_with=["c", "a", "viejo"]), _system("b", "a"), _system("c", "c"), _system("d"),
            _system("e", "d"), _system("solo"), _system("nada"), _system("viejo", status="retired"),
        ],
        "data-assets": [
            {"id": "uno", "name": "Uno", "personal": True, "master": "a", "copies": ["b", "c", "d", "e", "solo", "viejo", "nada"]},
            {"id": "dos", "name": "Dos", "personal": True, "copies": ["a", "d"]},
            {"id": "tres", "name": "Tres", "personal": True, "master": "solo"},
            {"id": "cuatro", "name": "Cuatro", "master": "nada"},
        ],
        "touchpoints": [
            {"id": "t", "name": "T", "stage": "s", "channels": [], "systems": ["a", "b", "d", "viejo"]},
            {"id": "u", "name": "U", "stage": "s", "channels": [], "systems": ["solo"]},
            {"id": "x", "name": "X", "stage": "s", "channels": [], "systems": ["nada"], "status": "retired"},
        ],
        "processes": [{"id": "p", "name": "P", "type": "customer-facing", "touchpoints": ["t"], "systems": ["c"]}],
        "stages": [{"id": "s", "name": "S", "order": 1}],
    })  # fmt: skip
    assert exchanging(known) == {("a", "b"): 3, ("a", "c"): 1, ("d", "e"): 1}
    assert [[one.id for one in group] for group in groups(known)] == [["a", "b", "c"], ["d", "e"], ["nada"], ["solo"]]
    found = [(one.id, other.id, [asset.id for asset in assets]) for one, other, assets in silos(known)]
    assert found == [("a", "d", ["uno", "dos"]), ("a", "solo", ["uno"])]


PROGRAMME = {
    "roles": [role("r", holders=[{"person": "ana", "initiatives": ["uno"]}, {"person": "leo"}, {"person": "eva", "until": "2026-11-19"}])],
    "initiatives": [
        {"id": "todo", "name": "Todo", "type": "programme", "status": "running", "countries": ["mx"], "processes": ["p"]},
        {"id": "uno", "name": "Uno", "type": "project", "status": "running", "part_of": "todo", "countries": ["co", "mx"], "processes": ["q", "r"], "systems": ["s", "viejo"]},
        {"id": "dentro", "name": "Dentro", "type": "project", "status": "finished", "part_of": "uno", "processes": ["p", "q"]},
        {"id": "propuesta", "name": "Propuesta", "type": "project", "status": "proposed", "part_of": "todo", "processes": ["z"]},
        {"id": "cancelada", "name": "Cancelada", "type": "project", "status": "cancelled", "part_of": "todo", "processes": ["z"]},
        {"id": "mal", "name": "Mal", "type": "programme", "status": "running", "part_of": "uno"},
        {"id": "x", "name": "X", "type": "project", "status": "running", "part_of": "y", "processes": ["z"]},
        {"id": "y", "name": "Y", "type": "project", "status": "running", "part_of": "x"},
        {"id": "fuera", "name": "Fuera", "type": "project", "status": "running", "part_of": "nadie"},
    ],
    "countries": [{"id": one, "name": one.upper(), "code": one.upper()} for one in ("mx", "co")],
    "processes": [
        process("p", touchpoints=["t"], indicators=["i"]), process("q", touchpoints=["t", "old"]), process("r", status="retired", touchpoints=["v"]), process("z"),
    ],
    "stages": [{"id": "s", "name": "S", "order": 1}],
    "touchpoints": [
        {"id": one, "name": one, "stage": "s", "channels": [], **({"status": "retired"} if one == "old" else {})} for one in ("t", "old", "v")
    ],
    "systems": [_system("s", status="pilot"), _system("viejo", status="retired"), _system("otro")],
    "indicators": [{"id": one, "name": one} for one in ("i", "j", "k")],
    "objectives": [
        {"id": "o", "name": "O", "statement": "s", "initiative": "uno", "indicator": "j"},
        {"id": "d", "name": "D", "statement": "s", "initiative": "uno", "indicator": "k", "status": "dropped"},
        {"id": "n", "name": "N", "statement": "s", "initiative": "dentro"},
    ],
    "risks": [{"id": f"en-{one}", "name": one, "category": "process", "initiative": one} for one in ("todo", "uno", "dentro", "x")],
    "forums": [
        {"id": "todas", "name": "Todas"}, {"id": "suya", "name": "Suya", "initiatives": ["uno"]}, {"id": "alta", "name": "Alta", "initiatives": ["todo"]},
        {"id": "baja", "name": "Baja", "initiatives": ["dentro"]}, {"id": "ajena", "name": "Ajena", "initiatives": ["x"]},
    ],
}  # fmt: skip


def test_what_belongs_to_an_initiative_and_its_parts(facts):
    known = facts(PROGRAMME)
    base = known.base
    todo, uno, dentro, propuesta, _, mal, x, y, fuera = base.all(Initiative)
    ids = lambda found: [one.id for one in found]  # noqa: E731 - said often
    assert ids(of.parts(base, todo)) == ["todo", "uno", "dentro"]
    assert (ids(of.parts(base, x)), ids(of.parts(base, mal))) == (["x"], ["mal"])
    assert (ids(of.programmes(base, dentro)), ids(of.programmes(base, mal)), ids(of.programmes(base, x))) == (
        ["uno", "todo"],
        [],
        [],
    )
    assert [of.whole(base, one) and of.whole(base, one).id for one in (todo, uno, dentro, propuesta, mal, x, y, fuera)] == [
        None, "todo", "uno", "todo", None, None, None, None,
    ]  # fmt: skip
    assert [of.is_part(base, one) for one in (todo, uno, mal, x, fuera)] == [False, True, False, False, True]
    assert (of.above_all(base, dentro), of.above_all(base, x), of.above_all(base, fuera)) == (
        ["uno", "todo"],
        ["y", "x"],
        [],
    )
    assert (ids(of.processes_of(base, todo)), ids(of.processes_of(base, uno))) == (["p", "q"], ["q", "p"])
    assert ids(of.touchpoints_of(base, uno)) == ["t"]
    assert (ids(of.systems_of(base, todo)), ids(of.systems_of(base, dentro))) == (["s"], [])
    assert ids(of.objectives_of(base, todo)) == ["o", "n"]
    assert (ids(of.indicators_of(base, uno)), ids(of.indicators_of(base, dentro))) == (["j", "i"], ["i"])
    assert (ids(of.risks_of(base, uno)), ids(of.risks_of(base, todo))) == (
        ["en-uno", "en-dentro", "en-todo"], ["en-todo", "en-uno", "en-dentro"],
    )  # fmt: skip
    assert ids(of.forums_of(base, uno)) == ["todas", "suya", "alta", "baja"]
    assert ids(of.countries_of(base, [uno, todo])) == ["co", "mx"]
    p, q, _, z = base.all(Process)
    assert [ids(of.changing(base, one)) for one in (p, q, z)] == [["todo", "uno"], ["uno", "todo"], ["x"]]
    s, viejo, otro = base.all(System)
    assert [ids(of.using(base, one)) for one in (s, viejo, otro)] == [["uno", "todo"], ["uno", "todo"], []]
    t, old, v = base.all(Touchpoint)
    assert [ids(of.touching(base, one)) for one in (t, old, v)] == [["todo", "uno"], ["uno", "todo"], []]
    assert [of.is_over(base, one) for one in ("uno", "dentro", "cancelada", "nadie", None)] == [
        False,
        True,
        True,
        False,
        False,
    ]
    (r,) = base.all(Role)
    assert [one.person for one in of.holders_of(known, r, uno)] == ["ana", "leo"]
    assert [one.person for one in of.holders_of(known, r, todo)] == ["leo"]


def test_who_answers_for_an_entry_and_may_confirm_it(facts):
    """Its owner, a deputy, and the one above; without an owner who leads its initiative; on that day."""
    known = facts({
        "roles": [
            role("jefa", holders=[{"person": "ana", "until": "2026-11-19"}, {"person": "leo", "from": TODAY}], deputy="suple", reports_to="arriba"),
            role("suple", holders=[{"person": "eva"}]), role("arriba"), role("lider", holders=[{"person": "ana"}]), role("socia", holders=[{"person": "eva"}]),
        ],
        "processes": [process("p", owner="jefa"), process("q")],
        "initiatives": [{"id": "crm", "name": "CRM", "type": "project", "status": "running", "lead": "lider", "sponsor": "socia"}],
        "objectives": [{"id": "o", "name": "O", "statement": "s", "initiative": "crm"}, {"id": "w", "name": "W", "statement": "s", "initiative": "crm", "owner": "jefa"}],
    })  # fmt: skip
    keys = ("process:p", "process:q", "objective:o", "objective:w", "role:arriba", "initiative:crm")
    assert {key: [one.id for one in answering(known.base, known.base.find(key))] for key in keys} == {
        "process:p": ["jefa"], "process:q": [], "objective:o": ["lider", "socia"], "objective:w": ["jefa"], "role:arriba": ["arriba"],
        "initiative:crm": ["lider", "socia"],
    }  # fmt: skip
    there = known.base.find("process:p")
    days = ("2026-11-19", TODAY)
    assert {who: [may_confirm(known, there, who, day) for day in days] for who in ("ana", "leo", "eva", "nadie")} == {
        "ana": [True, False], "leo": [False, True], "eva": [True, True], "nadie": [False, False],
    }  # fmt: skip


def test_what_stands_behind_a_touchpoint_is_told_once_each(facts):
    """Where processes support each other in a circle, too; whatever meets the customer stands in front alone."""
    known = facts({
        "stages": [{"id": "s", "name": "S", "order": 1}],
        "touchpoints": [{"id": "t", "name": "T", "stage": "s", "channels": []}],
        "processes": [
            process("frente", type="customer-facing", touchpoints=["t"], supports=["fondo"]), process("apoyo", supports=["frente"]),
            process("fondo", supports=["apoyo"]), process("base", supports=["fondo", "apoyo"]),
        ],
    })  # fmt: skip
    found = service(known, [*known.base.all(Touchpoint)])
    assert [[one.id for one in some] for some in (found.front, found.support, found.deeper)] == [
        ["frente"], ["apoyo"], ["fondo", "base"],
    ]  # fmt: skip
