"""A process written as BPMN 2.0; what BPMN has no word for stands beside each element in a namespace of ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

from timonel import __version__
from timonel.exchange.diagrams.chart import Chart, Line, Node, chart
from timonel.exchange.diagrams.layout import Box, Layout, layout
from timonel.exchange.diagrams.xml import BPMN, OURS, Element, fit, words
from timonel.kinds import Process
from timonel.model import Base, Entity
from timonel.text import Text, pick, say

_SPACES = {
    "bpmn": BPMN, "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI", "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI", "timonel": OURS,
}  # fmt: skip
_BESIDE = ("id", "type", "status", "domain", "nature")  # of a process; the rest stays in its base
_WITH_LABEL = ("startEvent", "endEvent", "intermediateThrowEvent", "exclusiveGateway")
_WIDE, _LINE, _LETTERS = 120, 14, 20  # of a label: its width, the height of a line, the letters that one holds
_LABEL = 84  # wide is what stands beside the end of a flow


def written(base: Base, process: Process, lang: str) -> bytes:
    """Return a process as a file.

    Args:
        base: the base.
        process: the process.
        lang: the language in which names are shown; the others stand beside them.
    """
    made = chart(base, process)
    root = ET.Element("bpmn:definitions", {f"xmlns:{one}": name for one, name in _SPACES.items()})
    root.attrib |= {
        "id": f"{made.id}_file", "targetNamespace": OURS, "exporter": "Timonel", "exporterVersion": __version__, "timonel:lang": lang,
    }  # fmt: skip
    name = words(pick(process.name, lang))
    together = _add(root, "collaboration", id=f"{made.id}_together")
    _add(together, "participant", id=f"{made.id}_pool", name=name, processRef=made.id)
    _process(_add(root, "process", id=made.id, name=name, isExecutable="false"), process, made, lang)
    _diagram(root, made, layout(made), lang)
    ET.indent(root)
    data: bytes = ET.tostring(root, "utf-8", xml_declaration=True)
    return data + b"\n"


def _process(into: Element, process: Process, made: Chart, lang: str) -> None:
    if process.description:
        _add(into, "documentation").text = fit(pick(process.description, lang))
    beside = _beside(into, "process", {key: process.fields.get(key) for key in _BESIDE})
    _texts(beside, "name", process.name)
    _texts(beside, "description", process.description)
    lanes = _add(into, "laneSet", id=f"{made.id}_lanes")
    for number, who in enumerate(made.lanes):
        lane = _add(lanes, "lane", id=f"{made.id}_lane_{number + 1}", name=_who(who, lang))
        _beside(lane, "lane", {"of": who.key if who else ""})
        for node in made.nodes:
            if node.lane == number:
                _add(lane, "flowNodeRef").text = node.id
    for node in made.nodes:
        _node(into, made, node, lang)
    for line in made.lines:
        _line(into, line, lang)


def _node(into: Element, made: Chart, node: Node, lang: str) -> None:
    element, step = _add(into, node.kind, id=node.id), node.step
    if step is not None:
        element.set("name", words(pick(step.name, lang)))
        facts = {
            "id": step.id,
            "drawn": node.kind,
            "type": step.fields.get("type"),
            "system": step.system,
            "calls": step.calls,
        }
        _texts(_beside(element, "step", facts), "name", step.name)
        if step.calls:
            element.set("calledElement", f"_{step.calls}")
    elif node.kind == "exclusiveGateway":
        _beside(element, "ways", {})
    default = made.default(node)
    if default:
        element.set("default", default)
    for name, ends in (("incoming", "target"), ("outgoing", "source")):
        for line in made.lines:
            if getattr(line, ends) == node.id:
                _add(element, name).text = line.id


def _line(into: Element, line: Line, lang: str) -> None:
    element = _add(into, "sequenceFlow", id=line.id, sourceRef=line.source, targetRef=line.target)
    if line.when:
        element.set("name", words(pick(line.when, lang)))
        _texts(_beside(element, "flow", {}), "when", line.when)


def _who(who: Entity | None, lang: str) -> str:
    return words(pick(who.label, lang)) if who else say("No role", lang)


# What BPMN has no word for


def _beside(element: Element, name: str, facts: Mapping[str, Any]) -> Element:
    made = ET.SubElement(_add(element, "extensionElements"), f"timonel:{name}")
    made.attrib |= {key: fit(str(value)) for key, value in facts.items() if value is not None}
    return made


def _texts(into: Element, name: str, text: Text | None) -> None:
    """Write a text as the base has it: one for all, or one for each language."""
    if isinstance(text, str):
        ET.SubElement(into, f"timonel:{name}").text = fit(text)
        return
    for lang, one in (text or {}).items():
        ET.SubElement(into, f"timonel:{name}", {"lang": lang}).text = fit(one)


def _add(into: Element, what: str, /, **attributes: str) -> Element:
    return ET.SubElement(into, f"bpmn:{what}", attributes)


# The diagram


def _diagram(root: Element, made: Chart, places: Layout, lang: str) -> None:
    diagram = ET.SubElement(root, "bpmndi:BPMNDiagram", {"id": f"{made.id}_diagram"})
    plane = ET.SubElement(diagram, "bpmndi:BPMNPlane", {"id": f"{made.id}_plane", "bpmnElement": f"{made.id}_together"})
    _shape(plane, f"{made.id}_pool", places.pool, isHorizontal="true")
    for number, box in enumerate(places.lanes):
        _shape(plane, f"{made.id}_lane_{number + 1}", box, isHorizontal="true")
    for node in made.nodes:
        box = places.boxes[node.id]
        more = {"isMarkerVisible": "true"} if node.kind == "exclusiveGateway" else {}
        shape = _shape(plane, node.id, box, **more)
        if node.step is not None and node.kind in _WITH_LABEL:
            high = _LINE * (1 + len(pick(node.step.name, lang)) // _LETTERS)
            _label(shape, Box(box.x + (box.width - _WIDE) // 2, box.y + box.height + 4, _WIDE, high))
    for line in made.lines:
        points = places.lines[line.id]
        edge = ET.SubElement(plane, "bpmndi:BPMNEdge", {"id": f"{line.id}_di", "bpmnElement": line.id})
        for x, y in points:
            ET.SubElement(edge, "di:waypoint", {"x": str(x), "y": str(y)})
        if line.when:
            x, y = points[-1]
            _label(edge, Box(x - _LABEL, y - _LINE - 4, _LABEL - 4, _LINE))


def _shape(plane: Element, id_: str, box: Box, **attributes: str) -> Element:
    shape = ET.SubElement(plane, "bpmndi:BPMNShape", {"id": f"{id_}_di", "bpmnElement": id_, **attributes})
    _bounds(shape, box)
    return shape


def _label(of: Element, box: Box) -> None:
    _bounds(ET.SubElement(of, "bpmndi:BPMNLabel"), box)


def _bounds(of: Element, box: Box) -> None:
    ET.SubElement(of, "dc:Bounds", {key: str(value) for key, value in box._asdict().items()})
