"""Processes leave as BPMN 2.0 that holds against its schema, is drawn whole, and comes back as it was."""

from __future__ import annotations

import json
import os
import random
from importlib.util import find_spec
from itertools import pairwise, product
from pathlib import Path

import pytest
from bases import ROOT, write
from books import bytes_of
from lxml import etree

from timonel.source import parse

EVERYTHING = bool(os.environ.get("TIMONEL_TEST_ALL"))
MODELS = sorted((Path(__file__).parent / "diagrams").glob("*.bpmn"))[:: 1 if EVERYTHING else 3]
NS = {
    "b": "http://www.omg.org/spec/BPMN/20100524/MODEL", "di": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC", "w": "http://www.omg.org/spec/DD/20100524/DI",
}  # fmt: skip
ROLES = [
    {"id": one, "name": {"es": f"Rol {one}", "en": f"Role {one}"}, "purpose": {"es": "P.", "en": "P."}} for one in "ab"
]
SYSTEM = {"id": "crm", "name": {"es": "El CRM", "en": "The CRM"}, "category": "crm"}
# One of everything: a start that is a step, decisions with and without type and conditions, ways back, a task that several
# follow, a call, what nobody does, what a system does alone, what nothing leads to, a step that leads to itself.
WHOLE = """\
# Nadie toca esta línea
id: alta
name: {es: Alta, en: "Sign-up"}
description: {es: "Cómo *empieza*.\\n\\nY sigue.", en: How it begins.}
type: customer-facing
owner: a   # ni esta
steps:
  - {id: llega, name: {es: Llega, en: Arrives}, type: event, role: a, next: [mirar]}
  - id: mirar
    name: {es: ¿Sabe?, en: Known?}
    role: a
    system: crm
    next:
      - to: saludar
        when: {es: sí, en: "yes"}
      - {to: pedir}
  - {id: saludar, name: Saludar, type: decision, role: b, next: [pedir, {to: mirar, when: "no"}]}
  - {id: pedir, name: {es: Pedir, en: Ask}, type: task, role: b, next: [cobrar, avisar, pedir]}
  - {id: cobrar, name: {es: Cobrar, en: Charge}, calls: cobro, system: crm, next: [fin]}
  - {id: avisar, name: {es: Avisar, en: Tell}, type: handover, role: a, x-nota: sola, next: [pensar]}
  - {id: pensar, name: {es: Pensar, en: Think}, type: decision}
  - {id: fin, name: {es: Cobrado, en: Charged}, type: event, role: b}
  - {id: suelto, name: {es: Suelto, en: Loose}, type: event}
"""
CALLED = {"id": "cobro", "name": {"es": "Cobro", "en": "Charging"}, "type": "support", "steps": [{"id": "2", "name": {"es": "Pasar", "en": "Swipe"}}]}  # fmt: skip
CONTENTS = {
    "roles": ROLES, "systems": [SYSTEM], "data/processes/alta.yaml": WHOLE,
    "data/processes/cobro.yaml": json.dumps(CALLED, ensure_ascii=False),
}  # fmt: skip


@pytest.fixture(scope="session")
def schema():
    """Return the schema of BPMN 2.0."""
    package = find_spec("SpiffWorkflow")
    return etree.XMLSchema(etree.parse(Path(package.origin).parent / "bpmn/parser/schema/BPMN20.xsd"))


@pytest.fixture
def out(tmp_path, run):
    """Export a base, or one process, as BPMN; returns the files."""

    def call(root, *options, folder="out"):
        target = tmp_path / folder
        told = run("export", "--format", "bpmn", "--root", root, "--output", target, *options)
        assert told.code == 0, told.err
        return sorted(target.glob("*.bpmn")) if target.is_dir() else [target]

    return call


def boxes(tree):
    """Return element → its rectangle."""
    return {
        one.get("bpmnElement"): tuple(float(one.find("dc:Bounds", NS).get(key)) for key in ("x", "y", "width", "height"))
        for one in tree.iterfind(".//di:BPMNShape", NS)
    }  # fmt: skip


def lines(tree):
    """Return flow → its points."""
    return {
        one.get("bpmnElement"): [(float(each.get("x")), float(each.get("y"))) for each in one.iterfind("w:waypoint", NS)]
        for one in tree.iterfind(".//di:BPMNEdge", NS)
    }  # fmt: skip


def inside(box, other):
    x, y, width, height = box
    a, b, wide, high = other
    return a <= x and b <= y and x + width <= a + wide and y + height <= b + high


def crosses(line, box):
    """Whether a line, along or upright, goes through a rectangle."""
    (a, b), (c, d) = line
    x, y, width, height = box
    return min(a, c) < x + width and max(a, c) > x and min(b, d) < y + height and max(b, d) > y


def assert_drawn(tree):
    """Each lane, element and flow is drawn, once: elements in their lanes, apart from each other, lines beside them."""
    places, drawn = boxes(tree), lines(tree)
    lanes = {
        one.get("id"): [each.text for each in one.iterfind("b:flowNodeRef", NS)]
        for one in tree.iterfind(".//b:lane", NS)
    }
    nodes = [id_ for several in lanes.values() for id_ in several]
    flows = {
        one.get("id"): (one.get("sourceRef"), one.get("targetRef")) for one in tree.iterfind(".//b:sequenceFlow", NS)
    }
    pool = tree.find(".//b:participant", NS).get("id")
    assert sorted(places) == sorted([pool, *lanes, *nodes])
    assert sorted(drawn) == sorted(flows)
    assert all(inside(places[one], places[pool]) for one in lanes)
    assert all(inside(places[id_], places[lane]) for lane, several in lanes.items() for id_ in several)
    assert not [(one, two) for one, two in product(nodes, nodes) if one != two and crosses(((places[one][0], places[one][1]), (places[one][0] + places[one][2], places[one][1] + places[one][3])), places[two])]  # fmt: skip
    for id_, points in drawn.items():
        (x, y, width, height), (a, b, _, high) = (places[one] for one in flows[id_])
        assert points[0] == (x + width, y + height // 2)
        assert points[-1] == (a, b + high // 2)
        for line in pairwise(points):
            assert line[0][0] == line[1][0] or line[0][1] == line[1][1], (id_, line)
            assert not [one for one in nodes if crosses(line, places[one])], (id_, line)


def test_every_process_of_the_example_leaves_and_comes_back(out, run, schema):
    """Each is valid, drawn whole, and changes nothing when it comes back, in either language."""
    for lang in ("es", "en"):
        files = out(ROOT, "--lang", lang, folder=lang)
        assert len(files) >= 24
        for file in files:
            tree = etree.parse(file)
            assert schema.validate(tree), (file.name, schema.error_log)
            assert_drawn(tree)
        told = run("import", *files, "--root", ROOT, "--lang", "en")
        assert told.code == 0, told.err
        assert (
            told.out == f"0 to add, 0 to change, {len(files)} as they are; steps taken away: 0; elements left out: 0\n"
        )


def test_one_of_everything_leaves_and_comes_back(out, run, base_of, schema):
    root = base_of(CONTENTS)
    before = bytes_of(root / "data")
    files = out(root)
    assert [one.name for one in files] == ["alta.bpmn", "cobro.bpmn"]
    for file in files:
        tree = etree.parse(file)
        assert schema.validate(tree), schema.error_log
        assert_drawn(tree)
    assert run("import", *files, "--root", root, "--apply").out.startswith(
        "0 por agregar, 0 por cambiar, 2 sin cambios"
    )
    assert bytes_of(root / "data") == before
    tree = etree.parse(files[0])
    kinds = {
        one.get("id").rpartition(".")[2]: etree.QName(one).localname
        for one in tree.find(".//b:process", NS)
        if one.get("id")
    }
    assert kinds["_alta_lanes"] == "laneSet"
    assert {one: what for one, what in kinds.items() if "_flow_" not in one and one != "_alta_lanes"} == {
        "llega": "startEvent", "mirar": "exclusiveGateway", "saludar": "exclusiveGateway", "pedir": "task",
        "pedir_ways": "exclusiveGateway", "cobrar": "callActivity", "avisar": "sendTask", "pensar": "task",
        "fin": "endEvent", "suelto": "startEvent", "_alta_end_4": "endEvent",
    }  # fmt: skip
    assert [one.get("name") for one in tree.iterfind(".//b:lane", NS)] == ["Rol a", "Rol b", "El CRM", "Sin rol"]
    default = tree.find(".//b:exclusiveGateway[@id='_alta.mirar']", NS).get("default")
    assert tree.find(f".//b:sequenceFlow[@id='{default}']", NS).get("targetRef") == "_alta.pedir"


def test_another_base_has_the_same_process_then(out, run, base_of):
    """What BPMN has no word for came along; what stays behind is said to be missing."""
    files = out(base_of(CONTENTS))
    other = base_of({"roles": ROLES[:1]}, name="other")
    told = run("import", *files, "--root", other, "--new-roles", "--apply", "--lang", "en")
    assert told.code == 0, told.err
    assert "Systems that are not there (3): “¿Sabe?”, “El CRM”, “Cobrar”" in told.out
    found, there = (
        parse("x", one.encode()).value for one in ((other / "data/processes/alta.yaml").read_text("utf-8"), WHOLE)
    )
    assert {key: found[key] for key in ("name", "description", "type")} == {
        key: there[key] for key in ("name", "description", "type")
    }
    wanted = [{key: one for key, one in each.items() if key not in ("system", "x-nota")} for each in there["steps"]]
    wanted[1]["next"][1] = "pedir"  # as a careful person would write it
    assert found["steps"] == wanted
    roles = parse("x", (other / "data/roles.yaml").read_bytes()).value
    assert [(one["id"], one["name"]) for one in roles] == [("a", ROLES[0]["name"]), ("b", "Rol b")]


def test_an_id_that_stands_for_something_else_here_replaces_nothing(out, run, base_of):
    """A process from elsewhere is known by its name, too."""
    files = out(base_of(CONTENTS), "process:cobro", folder="cobro.bpmn")
    other = base_of(
        {"data/processes/x.yaml": '{"id": "cobro", "name": {"es": "Otra cosa"}, "type": "support"}'}, name="other"
    )
    told = run("import", *files, "--root", other, "--lang", "en")
    assert told.out.startswith("+ process:cobro-2 “Charging”"), told.out


def test_the_reference_models_leave_and_come_back(out, run, base_of, schema):
    """Import, export, import: the same base, from the files and from what they became."""
    first, second = base_of({}, name="first"), base_of({}, name="second")
    told = run("import", *MODELS, "--root", first, "--new-roles", "--apply")
    assert told.code == 0, told.err
    files = out(first)
    assert len(files) >= (35 if EVERYTHING else 10)
    for file in files:
        tree = etree.parse(file)
        assert schema.validate(tree), (file.name, schema.error_log)
        assert_drawn(tree)
    again = run("import", *files, "--root", first, "--lang", "en")
    assert again.out == f"0 to add, 0 to change, {len(files)} as they are; steps taken away: 0; elements left out: 0\n"
    assert (
        run("import", *MODELS, "--root", first, "--lang", "en")
        .out.rstrip()
        .rpartition("\n")[2]
        .startswith(f"0 to add, 0 to change, {len(files)} ")
    )
    assert run("import", *files, "--root", second, "--new-roles", "--apply").code == 0
    assert bytes_of(second / "data" / "processes") == bytes_of(first / "data" / "processes")
    assert bytes_of(second / "data" / "roles") == bytes_of(first / "data" / "roles")


def test_what_was_changed_in_another_tool_changes_and_nothing_else(out, run, base_of):
    """A new name, a new step, one moved to another lane, one turned into an event, a new condition."""
    root = base_of(CONTENTS)
    file = out(root, "process:alta", folder="alta.bpmn")[0]
    text = file.read_text("utf-8")
    text = text.replace('name="Pedir"', 'name="Pedir todo"').replace('name="sí"', 'name="claro"')
    text = text.replace("<bpmn:flowNodeRef>_alta.avisar</bpmn:flowNodeRef>", "")
    text = text.replace("<bpmn:flowNodeRef>_alta.pensar</bpmn:flowNodeRef>", "")
    text = text.replace("<bpmn:flowNodeRef>_alta.fin<", "<bpmn:flowNodeRef>_alta.avisar</bpmn:flowNodeRef><bpmn:flowNodeRef>neu</bpmn:flowNodeRef><bpmn:flowNodeRef>_alta.fin<")  # fmt: skip
    text = text.replace("</bpmn:process>", '<bpmn:task id="neu" name="Algo nuevo"/><bpmn:sequenceFlow id="n" sourceRef="neu" targetRef="_alta.fin"/></bpmn:process>')  # fmt: skip
    told = run("import", write(file, text), "--root", root, "--apply", "--lang", "en")
    assert told.code == 0, told.err
    after = (root / "data/processes/alta.yaml").read_text("utf-8")
    assert parse("x", after.encode()).value["steps"] == [
        {**one,
         **({"name": {"es": "Pedir todo", "en": "Ask"}} if one["id"] == "pedir" else {}),
         **({"role": "b"} if one["id"] == "avisar" else {}),
         **({"next": [{"to": "saludar", "when": {"es": "claro", "en": "yes"}}, {"to": "pedir"}]} if one["id"] == "mirar" else {})}
        for one in parse("x", WHOLE.encode()).value["steps"]
    ] + [{"id": "algo-nuevo", "name": {"es": "Algo nuevo"}, "role": "b", "next": ["fin"]}]  # fmt: skip
    assert after.startswith("# Nadie toca esta línea\n")
    assert "owner: a   # ni esta\n" in after


def test_texts_that_try_something_stay_text(out, run, base_of, schema):
    """Markup, controls, what XML cannot hold, a page of letters: valid, and the same when they come back."""
    nasty = [
        "<b>&amp;\"'</b>",
        "]]>",
        "\u202e\x01 dos",
        "  uno   dos ",
        "\ud7ff\ufffe",
        "ñ" * 3000,
        "&#10;",
        "{{x}}",
        "null",
    ]
    steps = [{"id": f"s{n}", "name": {"es": one, "en": one}, "next": [{"to": "s0", "when": {"es": one, "en": one}}]} for n, one in enumerate(nasty)]  # fmt: skip
    made = {"id": "p", "name": {"es": nasty[0], "en": nasty[2]}, "description": {"es": "a\n\nb <i>\x07", "en": "]]>"}, "type": "support", "steps": steps}  # fmt: skip
    root = base_of({"data/processes/p.yaml": json.dumps(made)})
    file = out(root, "process:p", folder="p.bpmn")[0]
    assert schema.validate(etree.parse(file)), schema.error_log
    told = run("import", file, "--root", root, "--lang", "en")
    assert told.out.startswith("0 to add, 0 to change, 1 as they are"), told.out


@pytest.mark.parametrize("seed", range(12))
def test_any_way_through_any_lanes_is_drawn_beside_the_elements(seed, out, run, base_of, schema):
    """Processes by chance, knotted as none should be: valid, lines beside elements, and the same when they come back."""
    chance = random.Random(seed)  # the seed makes it the same everywhere
    size = chance.randint(1, 14)
    ids = [f"s{n}" for n in range(size)]
    steps = [
        {"id": id_, "name": {"es": id_, "en": id_},
         **({"type": chance.choice(["task", "decision", "event", "handover"])} if chance.random() < 0.6 else {}),
         **({"role": chance.choice("ab")} if chance.random() < 0.7 else {}),
         **({"calls": "cobro"} if chance.random() < 0.1 else {}),
         **({"next": chance.sample(ids, chance.randint(1, min(4, size)))} if chance.random() < 0.8 else {})}
        for id_ in ids
    ]  # fmt: skip
    made = {"id": "p", "name": {"es": "P", "en": "P"}, "type": "support", "steps": steps}
    root = base_of({**CONTENTS, "data/processes/p.yaml": json.dumps(made)})
    file = out(root, "process:p", folder="p.bpmn")[0]
    tree = etree.parse(file)
    assert schema.validate(tree), schema.error_log
    assert_drawn(tree)
    assert run("import", file, "--root", root, "--lang", "en").out.startswith("0 to add, 0 to change, 1 as they are")


def test_what_cannot_be_drawn_is_refused(run, base_of):
    """In a line: another kind, a process without steps, one that is not there, another format; all of them need a folder."""
    root = base_of({**CONTENTS, "data/processes/x.yaml": "id: x\nname: X\ntype: support\n"})
    for form, options, told in (
        ("bpmn", ["process:x"], "process:x has no steps to draw"), ("bpmn", ["role:a"], "role:a has no steps to draw"),
        ("bpmn", ["process:alto"], "there is no process:alto; the nearest there are: process:alta"),
        ("csv", ["process:alta"], "csv does not heed KIND:ID; formats that do: bpmn"), ("bpmn", [], "name a folder with --output"),
        ("bpmn", ["--kind", "role"], "bpmn does not heed --kind role"),
    ):  # fmt: skip
        found = run("export", "--format", form, "--root", root, *options)
        assert (found.code, told in found.err, found.out) == (2, True, ""), found.err
