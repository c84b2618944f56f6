"""Diagrams of BPMN 2.0 come in: what has a place arrives, what has none is named, and nothing is misread in silence."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from pathlib import Path

import pytest
from bases import write
from books import bytes_of
from lxml import etree

from timonel.source import parse

EVERYTHING = bool(os.environ.get("TIMONEL_TEST_ALL"))
MODELS = sorted((Path(__file__).parent / "diagrams").glob("*.bpmn"))
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
NS = {"b": BPMN}
TASKS = {"task", "userTask", "manualTask", "serviceTask", "scriptTask", "businessRuleTask", "sendTask", "receiveTask"}
NODES = TASKS | {
    "callActivity", "subProcess", "transaction", "adHocSubProcess", "startEvent", "endEvent", "boundaryEvent",
    "intermediateCatchEvent", "intermediateThrowEvent", "exclusiveGateway", "parallelGateway", "inclusiveGateway",
    "complexGateway", "eventBasedGateway",
}  # fmt: skip
OTHERS = {
    "textAnnotation", "dataObject", "dataObjectReference", "dataStore", "dataStoreReference", "message", "group",
    "messageFlow", "association", "globalTask", "globalUserTask",
}  # fmt: skip
DAVID = {"id": "david", "name": "David Prueba", "employment": "internal"}
SELLER = {"id": "ventas", "name": {"es": "Ventas", "en": "Sales"}, "purpose": {"es": "Vender.", "en": "To sell."}}


def value(root, path):
    return parse(path, (root / path).read_bytes()).value


def drawing(inside, around=""):
    return f'<definitions xmlns="{BPMN}" targetNamespace="x" xmlns:v="urn:vendor">{around}{inside}</definitions>'


def process(*nodes, flows=(), name="Alta", id_="p", more=""):
    """Return a process: nodes as they are, flows as "from to" or "from to condition"."""
    lines = [one.split(" ", 2) for one in flows]
    made = "".join(
        f'<sequenceFlow id="f{id_}{n}" sourceRef="{one[0]}" targetRef="{one[1]}"{f""" name="{one[2]}" """ if one[2:] else ""}/>'
        for n, one in enumerate(lines)
    )
    return f'<process id="{id_}" name="{name}">{more}{"".join(nodes)}{made}</process>'


def node(what, id_, name="", inside=""):
    return f'<{what} id="{id_}" name="{name}">{inside}</{what}>' if name else f'<{what} id="{id_}">{inside}</{what}>'


@pytest.fixture
def draw(tmp_path, run):
    """Import a drawing into a base."""

    def call(root, text, *options, name="dibujo.bpmn"):
        file = text if isinstance(text, Path) else write(tmp_path / name, text)
        return run("import", file, "--root", root, *options)

    return call


def steps(root, id_="alta"):
    """Return step → (type, role, next)."""
    found = value(root, f"data/processes/{id_}.yaml")["steps"]
    return {one["id"]: (one.get("type"), one.get("role"), one.get("next", [])) for one in found}


# The reference models


def shown(element):
    """Return how the report names an element: by its name, its text, its ends, or its id."""
    name = " ".join(element.get("name", "").split())
    text = " ".join("".join(element.xpath("b:text//text()", namespaces=NS)).split())
    return name or text or element.get("id", "")


@pytest.mark.parametrize("model", MODELS if EVERYTHING else MODELS[::3], ids=lambda one: one.stem)
def test_all_of_a_reference_model_arrives_or_is_named(model, draw, base_of):
    """Each node, flow, lane, pool and piece of data is a step, a role or a process, leads from step to step, or stands in the report."""
    root = base_of()
    told = draw(root, model, "--new-roles", "--apply", "--lang", "en", "--text-lang", "es")
    assert told.code == 0, told.err
    report = told.out
    made = [parse("x", one.read_bytes()).value for one in (root / "data/processes").glob("*.yaml")]
    arrived = Counter(one["name"]["es"] for each in made for one in each.get("steps", ()))
    tree = etree.parse(model)
    nodes = list(tree.iter(*(f"{{{BPMN}}}{name}" for name in NODES)))
    ids = {one.get("id"): one for one in nodes}
    for one in nodes:
        name, what = shown(one), etree.QName(one).localname
        out = tree.xpath("count(//b:sequenceFlow[@sourceRef=$id])", namespaces=NS, id=one.get("id"))
        inner = etree.QName(one.getparent()).localname != "process"
        plain = what in ("startEvent", "endEvent") and not one.get("name")
        merges = what == "exclusiveGateway" and out <= 1
        if inner or what in (
            "boundaryEvent",
            "parallelGateway",
            "inclusiveGateway",
            "complexGateway",
            "eventBasedGateway",
        ):
            assert f"“{name}”" in report or f"`{name}`" in report, (what, name)
        elif one.get("name") and not merges:
            assert arrived[name] > 0, (what, name)
            arrived[name] -= 1
        elif merges and one.get("name"):
            assert f"“{name}”" in report, (what, name)
        else:
            assert plain or merges or what in {*TASKS, "exclusiveGateway", "subProcess", "callActivity", "intermediateCatchEvent", "intermediateThrowEvent"}, what  # fmt: skip
    for one in tree.iter(*(f"{{{BPMN}}}{name}" for name in OTHERS)):
        ends = [ids.get(one.get(end), one) for end in ("sourceRef", "targetRef")]
        assert any(f"{left}{shown(each)[:80]}" in report for each in (one, *ends) for left in "“`"), shown(one)
    roles = {one["name"] for one in (parse("x", each.read_bytes()).value for each in (root / "data").glob("roles/*"))}
    for one in tree.iter(f"{{{BPMN}}}lane", f"{{{BPMN}}}participant"):
        name = " ".join(one.get("name", "").split())
        assert not name or name in roles or name in {each["name"]["es"] for each in made} or f"“{name}”" in report, name
    joined = sum(len(one.get("next", ())) for each in made for one in each.get("steps", ()))
    assert joined > 0
    assert (
        draw(root, model, "--new-roles", "--lang", "en", "--text-lang", "es")
        .out.rstrip()
        .rpartition("\n")[2]
        .startswith("0 to add, 0 to change")
    )


def test_what_leads_from_step_to_step_is_what_leads_there_in_the_model(draw, base_of):
    """A.2.0: three ways out of a decision, brought together again by a gateway that is no step."""
    root = base_of()
    told = draw(root, next(one for one in MODELS if one.stem == "A.2.0"), "--apply", "--lang", "es")
    assert told.code == 0
    assert steps(root, "a-2-0") == {
        "start-event": ("event", None, ["task-1"]), "task-1": (None, None, ["gateway-split-flow"]),
        "gateway-split-flow": ("decision", None, ["task-2", "task-3", "task-4"]),
        "task-2": (None, None, ["end-event"]), "task-3": (None, None, ["end-event"]), "end-event": ("event", None, []),
        "task-4": (None, None, ["end-event"]),
    }  # fmt: skip
    assert "Nombres de compuertas que solo juntan caminos (1): «Gateway (Merge Flows)»" in told.out


# What becomes what


def test_lanes_are_roles_and_tasks_are_steps(draw, base_of):
    """Each kind of element, in a diagram as people draw it; a lane is found by the name of a role in either language."""
    lanes = "".join(
        f'<lane id="l{n}" name="{name}">{"".join(f"<flowNodeRef>{one}</flowNodeRef>" for one in refs.split())}</lane>'
        for n, (name, refs) in enumerate({"Sales": "s a g b", "Back &#10;office": "c d e"}.items())
    )
    text = drawing(
        process(
            node("startEvent", "s", "Llega un cliente"), node("userTask", "a", "Saludar"),
            node("exclusiveGateway", "g", "¿Compra?"), node("sendTask", "b", "Avisar"),
            node("callActivity", "c", "Cobrar").replace("<callActivity", '<callActivity calledElement="q"'),
            node("intermediateCatchEvent", "d", "Llega el pago", "<messageEventDefinition/>"), node("endEvent", "e"),
            flows=["s a", "a g", "g b no", "g c sí", "c d", "d e", "b e"], more=f"<documentation>Cómo empieza.</documentation><laneSet>{lanes}</laneSet>",
        )
        + process(node("task", "z", "Pasar la tarjeta"), name="Cobro", id_="q")
    )  # fmt: skip
    root = base_of({"roles": [SELLER]})
    told = draw(root, text, "--new-roles", "--apply", "--lang", "es")
    assert told.code == 0, told.err
    assert [one["name"] for one in value(root, "data/roles.yaml")] == [SELLER["name"], "Back office"]
    found = value(root, "data/processes/alta.yaml")
    assert (found["name"], found["description"]) == ({"es": "Alta"}, {"es": "Cómo empieza."})
    assert found["steps"] == [
        {"id": "llega-un-cliente", "name": {"es": "Llega un cliente"}, "type": "event", "role": "ventas", "next": ["saludar"]},
        {"id": "saludar", "name": {"es": "Saludar"}, "role": "ventas", "next": ["compra"]},
        {"id": "compra", "name": {"es": "¿Compra?"}, "type": "decision", "role": "ventas",
         "next": [{"to": "avisar", "when": {"es": "no"}}, {"to": "cobrar", "when": {"es": "sí"}}]},
        {"id": "avisar", "name": {"es": "Avisar"}, "type": "handover", "role": "ventas"},
        {"id": "cobrar", "name": {"es": "Cobrar"}, "role": "back-office", "calls": "cobro", "next": ["llega-el-pago"]},
        {"id": "llega-el-pago", "name": {"es": "Llega el pago"}, "type": "event", "role": "back-office"},
    ]  # fmt: skip
    assert "Mensajes de eventos (1): «Llega el pago»" in told.out
    assert "estos apoyan a otros: alta y cobro" in told.out
    assert (
        told.out.splitlines()[-1]
        == "3 por agregar, 0 por cambiar, 0 sin cambios; pasos que se quitan: 0; elementos que quedan fuera: 2"
    )


@pytest.mark.parametrize("what", ["parallelGateway", "inclusiveGateway", "complexGateway"])
def test_what_runs_together_is_a_loss_and_never_a_decision(what, draw, base_of):
    nodes = [node("startEvent", "s"), node("task", "a", "A"), node(what, "x", "A la vez"), node("task", "b", "B"),
             node("task", "c", "C"), node(what, "y"), node("task", "d", "D"), node("endEvent", "e")]  # fmt: skip
    root = base_of()
    told = draw(root, drawing(process(*nodes, flows=["s a", "a x", "x b", "x c", "b y", "c y", "y d", "d e"])), "--apply", "--lang", "en")  # fmt: skip
    assert steps(root) == {
        "a": (None, None, []), "b": (None, None, ["d"]), "d": (None, None, []), "c": (None, None, ["d"])
    }  # fmt: skip
    assert "(2): “A la vez”, `y`. Steps are alternatives here" in told.out
    assert "Sequence flows (3): “A” → “A la vez”, “A la vez” → “B”, “A la vez” → “C”" in told.out
    assert "PRO013" in told.err


def test_several_ways_out_of_a_task_are_no_decision_either(draw, base_of):
    """By the standard all of them are taken: it is a parallel gateway that nobody drew."""
    root = base_of()
    told = draw(root, drawing(process(node("task", "a", "A"), node("task", "b", "B"), node("task", "c", "C"), flows=["a b", "a c"])), "--apply", "--lang", "en")  # fmt: skip
    assert steps(root)["a"] == (None, None, [])
    assert "Several ways out of a step without a gateway (1): “A”" in told.out


def test_a_subprocess_is_one_step_and_what_is_inside_is_named(draw, base_of):
    inside = (
        node("startEvent", "i")
        + node("task", "j", "Mirar dentro")
        + '<sequenceFlow id="k" sourceRef="i" targetRef="j"/>'
    )
    hung = '<boundaryEvent id="h" name="Tarda" attachedToRef="m"><timerEventDefinition/></boundaryEvent>'
    nodes = [
        node("task", "a", "A"),
        node("subProcess", "m", "Revisar", inside),
        hung,
        node("task", "b", "B"),
        node("task", "z", "Z"),
    ]
    root = base_of()
    told = draw(root, drawing(process(*nodes, flows=["a m", "m b", "h z"])), "--apply", "--lang", "en")
    assert steps(root) == {"a": (None, None, ["revisar"]), "revisar": (None, None, ["b"]), "b": (None, None, []), "z": (None, None, [])}  # fmt: skip
    for line in ("Sub-processes (1): “Revisar”", "Tasks inside (1): “Mirar dentro”", "Boundary events (1): “Tarda”", "`i` → “Mirar dentro”", "“Tarda” → “Z”"):  # fmt: skip
        assert line in told.out


def test_gateways_that_only_join_lead_on_and_loops_come_back(draw, base_of):
    """Conditions on the way to one step are told together; what has none is the way that is left."""
    nodes = [node("task", "a", "A"), node("exclusiveGateway", "g", "¿Bien?"), node("exclusiveGateway", "m"), node("task", "b", "B")]  # fmt: skip
    root = base_of()
    draw(root, drawing(process(*nodes, flows=["a g", "g m uno", "g m dos", "m b", "g a"])), "--apply")
    assert steps(root) == {
        "a": (None, None, ["bien"]),
        "bien": ("decision", None, [{"to": "b", "when": {"es": "uno; dos"}}, "a"]), "b": (None, None, []),
    }  # fmt: skip


def test_the_default_way_has_no_condition_and_one_for_programs_is_told(draw, base_of):
    flows = (
        '<sequenceFlow id="f" sourceRef="g" targetRef="b"><conditionExpression>${total &gt; 5}</conditionExpression></sequenceFlow>'
        '<sequenceFlow id="h" sourceRef="g" targetRef="c" name="más"><conditionExpression>${x}</conditionExpression></sequenceFlow>'
        '<sequenceFlow id="d" sourceRef="g" targetRef="z"/>'
    )
    gate = '<exclusiveGateway id="g" name="¿Cuánto?" default="d"/>'
    root = base_of()
    told = draw(root, drawing(process(gate, node("task", "b", "B"), node("task", "c", "C"), node("task", "z", "Z"), flows)), "--apply", "--lang", "en")  # fmt: skip
    assert steps(root)["cuanto"][2] == [
        {"to": "b", "when": {"es": "${total > 5}"}},
        {"to": "c", "when": {"es": "más"}},
        "z",
    ]
    assert "Conditions for programs (1): “¿Cuánto?” → “C”" in told.out


def test_a_process_begins_once(draw, base_of):
    """Other starts are named; their steps are there, and the check says that nothing leads to them."""
    nodes = [node("task", "b", "B"), node("startEvent", "s"), node("task", "a", "A"), node("startEvent", "t", "Llaman"), node("task", "c", "C")]  # fmt: skip
    root = base_of()
    told = draw(root, drawing(process(*nodes, flows=["s a", "a b", "t c"])), "--apply", "--lang", "en")
    assert [*steps(root)] == ["a", "b", "llaman", "c"]
    assert "Further starts (1): “Llaman”" in told.out
    assert "PRO013" in told.err


# Who does it


def pools(*parties, flows=""):
    return "<collaboration id='k'>" + "".join(
        f'<participant id="w{n}" name="{name}"{f""" processRef="{ref}" """ if ref else ""}/>' for n, (name, ref) in enumerate(parties)
    ) + flows + "</collaboration>"  # fmt: skip


def test_pools_without_lanes_are_roles_and_messages_between_them_are_hand_overs(draw, base_of):
    flows = '<messageFlow id="m" name="Pedido" sourceRef="a" targetRef="z"/><messageFlow id="n" sourceRef="w2" targetRef="a"/>'
    text = drawing(
        process(node("task", "a", "Pedir"), name="", id_="p") + process(node("task", "z", "Servir"), name="", id_="q"),
        pools(("Cliente", "p"), ("Tienda", "q"), ("Banco", None), flows=flows),
    )
    root = base_of()
    told = draw(root, text, "--new-roles", "--apply", "--lang", "en")
    assert steps(root, "cliente") == {"pedir": ("handover", "cliente", [])}
    assert steps(root, "tienda") == {"servir": (None, "tienda", [])}
    assert "Message flows (2): “Pedir” → “Servir”, “Banco” → “Pedir”" in told.out
    assert "Pools (1): “Banco”" in told.out
    assert {one.stem for one in (root / "data/roles").iterdir()} == {"cliente", "tienda"}


def test_the_innermost_lane_counts_and_a_task_in_none_has_no_role(draw, base_of):
    lanes = (
        '<laneSet><lane id="o" name="Casa"><childLaneSet><lane id="i" name="Ventas"><flowNodeRef>a</flowNodeRef></lane>'
        '<lane id="u"><flowNodeRef>b</flowNodeRef></lane></childLaneSet></lane><lane id="v" name="TBD"><flowNodeRef>d</flowNodeRef></lane></laneSet>'
    )
    nodes = [node("task", one, one.upper()) for one in "abcd"]
    root = base_of({"roles": [SELLER, {**SELLER, "id": "casa", "name": "Casa"}]})
    told = draw(root, drawing(process(*nodes, flows=["a b", "b c", "c d"], more=lanes)), "--apply", "--lang", "en")
    assert {one: told_[1] for one, told_ in steps(root).items()} == {"a": "ventas", "b": "casa", "c": None, "d": None}
    assert "Lanes that name nobody (1): “TBD”" in told.out


def test_nobody_becomes_a_role_unasked_and_no_person_ever(draw, base_of):
    """One line for a lane, however many steps it holds; nothing is written."""
    lane = "<laneSet><lane id='l' name='{}'><flowNodeRef>a</flowNodeRef><flowNodeRef>b</flowNodeRef></lane></laneSet>"
    root = base_of({"people": [DAVID]})
    before = bytes_of(root)
    for name, option, wanted in (
        ("Almacén", (), "dibujo.bpmn · Almacén: `Almacén` does not exist\n--new-roles makes a role"),
        ("David Prueba", ("--new-roles",), "dibujo.bpmn · David Prueba: “David Prueba” is a person; write a role"),
        ("Ventas / Marketing", ("--new-roles",), "“Ventas / Marketing” may be several"),
    ):
        text = drawing(process(node("task", "a", "A"), node("task", "b", "B"), more=lane.format(name)))
        told = draw(root, text, "--apply", "--lang", "en", *option)
        assert (told.code, wanted in told.err) == (1, True), told.err
    assert bytes_of(root) == before


def test_a_person_stands_for_the_role_that_they_hold(draw, base_of):
    root = base_of({"people": [DAVID], "roles": [{**SELLER, "holders": [{"person": "david"}]}]})
    lane = "<laneSet><lane id='l' name='David Prueba'><flowNodeRef>a</flowNodeRef></lane></laneSet>"
    told = draw(root, drawing(process(node("task", "a", "A"), more=lane)), "--apply", "--lang", "en")
    assert "“David Prueba” is a person, and holds `ventas`: that role is written" in told.out
    assert steps(root)["a"][1] == "ventas"


# What is there already


def test_what_a_diagram_does_not_say_stays(draw, base_of):
    """The process of that name is meant: its steps keep their ids, systems, roles and other languages; one that is gone goes, and it is said."""
    there = {
        "id": "alta-vieja", "name": {"es": "Alta", "en": "Sign-up"}, "type": "customer-facing", "owner": "ventas",
        "steps": [
            {"id": "uno", "name": {"es": "Saludar", "en": "Greet"}, "role": "ventas", "x-nota": 1, "next": ["dos"]},
            {"id": "dos", "name": {"es": "Cobrar", "en": "Charge"}, "next": ["tres"]},
            {"id": "tres", "name": {"es": "Despedir", "en": "Part"}},
        ],
    }  # fmt: skip
    root = base_of({"roles": [SELLER], "data/processes/a.yaml": json.dumps(there, ensure_ascii=False)})
    nodes = [node("task", "a", "Saludar"), node("task", "b", "Cobrar"), node("task", "c", "Envolver")]
    text = drawing(process(*nodes, flows=["a b", "b c"]))
    told = draw(root, text, "--apply", "--lang", "en")
    assert told.code == 0, told.err
    assert "a step that the diagram does not have goes: `alta-vieja` “Despedir”" in told.out
    found = value(root, "data/processes/a.yaml")
    assert {key: one for key, one in found.items() if key != "steps"} == {
        key: one for key, one in there.items() if key != "steps"
    }
    assert found["steps"] == [
        there["steps"][0], {**there["steps"][1], "next": ["envolver"]}, {"id": "envolver", "name": {"es": "Envolver"}}
    ]  # fmt: skip
    assert "\n0 to add, 0 to change, 1 as they are" in draw(root, text, "--lang", "en").out


def test_the_language_is_asked_for_or_found_by_the_name(draw, base_of):
    there = {"id": "alta", "name": {"es": "Alta", "en": "Sign-up"}, "type": "support", "steps": [{"id": "uno", "name": {"es": "Uno", "en": "One"}}]}  # fmt: skip
    root = base_of({"data/processes/alta.yaml": json.dumps(there)})
    text = drawing(process(node("task", "a", "One"), node("task", "b", "Two"), name="Sign-up", flows=["a b"]))
    assert draw(root, text, "--apply").code == 0
    assert [one["name"] for one in value(root, "data/processes/alta.yaml")["steps"]] == [
        {"es": "Uno", "en": "One"},
        {"en": "Two"},
    ]
    draw(root, drawing(process(node("task", "a", "A"), name="New")), "--text-lang", "en", "--apply")
    assert value(root, "data/processes/new.yaml")["name"] == {"en": "New"}
    assert draw(root, text, "--text-lang", "fr").code == 2


def test_the_language_is_recognised_and_told(draw, base_of):
    """Little words tell it where they are many; else it is the first. Told in either case, with the way to say otherwise."""
    root = base_of()
    text = drawing(
        process(
            node("task", "a", "Ask for the order"), node("task", "b", "Write to the customer of the shop"), name="Order"
        )
    )
    told = draw(root, text, "--apply", "--lang", "en")
    assert "dibujo.bpmn: its texts are taken as English; --text-lang says otherwise" in told.out
    assert value(root, "data/processes/order.yaml")["name"] == {"en": "Order"}
    told = draw(root, drawing(process(node("task", "a", "Pedir"))), "--lang", "es")
    assert "dibujo.bpmn: sus textos se toman como Español; --text-lang dice otra cosa" in told.out


def test_two_processes_of_one_name_stay_two(draw, base_of):
    root = base_of()
    text = drawing(process(node("task", "a", "A"), id_="p") + process(node("task", "b", "B"), id_="q"))
    assert draw(root, text, "--apply").code == 0
    assert [[*steps(root, one)] for one in ("alta", "alta-2")] == [["a"], ["b"]]
    assert draw(root, text, "--lang", "en").out.rstrip().endswith("0 to add, 0 to change, 2 as they are; steps taken away: 0; elements left out: 0")  # fmt: skip
    told = draw(root, drawing(process(node("task", "a", "A"))), "--lang", "en")
    assert (told.code, "may mean several: alta, alta-2" in told.err) == (1, True)


# What strangers send

BOMB = (
    '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (BOMB + drawing(process(node("task", "a", "&i;"))), "declares a document type"),
        ('<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + drawing(process(node("task", "a", "&x;"))), "declares a document type"),
        ("<definitions/>", "no BPMN 2.0"),
        ("not <xml", "no XML that can be read"),
        ("", "no XML that can be read"),
        (b"\xff\xfe<\x00a\x00", "no XML that can be read"),
        ('<?xml version="1.0" encoding="klingon"?><a/>', "no XML that can be read"),
        (drawing("<process id='p'>" + "<subProcess>" * 5000 + "</subProcess>" * 5000 + "</process>"), "too large"),
        (drawing(process(*(node("task", f"t{n}", "T") for n in range(5001)))), "too large"),
        (drawing("<message/>" * 200_001), "too large"),
    ],
    ids=["bomb", "entity", "no BPMN", "no XML", "empty", "half a letter", "encoding", "deep", "nodes", "elements"],
)  # fmt: skip
def test_what_is_no_diagram_is_refused_in_a_line(text, told, draw, base_of):
    root = base_of()
    found = draw(root, text, "--lang", "en")
    assert (found.code, found.out) == (2, "")
    assert re.fullmatch(rf"timonel: dibujo\.bpmn: .*{told}.*\n|.*dibujo\.bpmn: .*{told}.*\n", found.err), found.err


def test_names_that_try_something_stay_names(draw, base_of):
    """Markup, control characters, ids that are none, addresses that run: text, with an id of its own."""
    names = [
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "Uno&#x202e;dos",
        "../../etc",
        "null",
        "{{ 7*7 }}",
        "ñ" * 500,
        "¿?",
        "[x](javascript:alert(1))",
    ]
    nodes = [f'<task id="{n} no id &quot;" name="{one}"/>' for n, one in enumerate(names)]
    documented = "<documentation>[lee](javascript:alert(1)) &lt;img src=x onerror=alert(1)&gt;</documentation>"
    root = base_of()
    text = drawing(process(*nodes, name="../x &lt;b&gt;", more=documented, id_="../../p"))
    told = draw(root, text, "--apply", "--lang", "en")
    assert told.code == 0, told.err
    made = value(root, "data/processes/x-b.yaml")
    ids = [one["id"] for one in made["steps"]]
    assert ids[:5] == ["script-alert-1-script", "uno-u202edos", "etc", "null", "7-7"]
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", one) and len(one) <= 60 for one in ids)
    assert len({*ids}) == len(names)
    assert "\u202e" not in told.out + (root / "data/processes/x-b.yaml").read_text("utf-8")
    assert draw(root, text, "--lang", "en").out.rstrip().endswith("0 to add, 0 to change, 1 as they are; steps taken away: 0; elements left out: 1")  # fmt: skip


def test_circles_of_what_is_no_step_end(draw, base_of):
    """Gateways that lead to each other, a flow to nowhere, a call of itself, two elements of one id."""
    gates = [node("exclusiveGateway", f"g{n}") for n in range(400)]
    ring = [f"g{n} g{(n + 1) % 400}" for n in range(400)]
    nodes = [
        node("task", "a", "A"),
        node("task", "a", "Otra"),
        *gates,
        '<callActivity id="c" name="Sí misma" calledElement="p"/>',
    ]
    root = base_of()
    told = draw(root, drawing(process(*nodes, flows=["a g0", *ring, "a nowhere", "c a"])), "--apply", "--lang", "en")
    assert told.code == 0, told.err
    assert steps(root)["si-misma"][2] == ["a"]
    assert "“Otra”" in told.out


def test_a_new_base_can_begin_with_a_diagram(tmp_path, run):
    """What has no place is told there, too."""
    file = write(tmp_path / "a.bpmn", drawing(process(node("task", "a", "A"), node("parallelGateway", "g", "Juntos"))))
    told = run("init", tmp_path / "nueva", "--from", file)
    assert told.code == 0, told.err
    assert "“Juntos”" in told.err
    assert [*steps(tmp_path / "nueva")] == ["a"]
