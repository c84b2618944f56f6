"""A process as BPMN has it: an element for each step, a gateway where ways part, one start, an end in each lane that needs one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from timonel.kinds import Process, ProcessStep
from timonel.lookups.steps import doer, following
from timonel.model import Base, Entity
from timonel.text import Text


@dataclass(frozen=True)
class Node:
    """An element: its id, what it is in BPMN, the number of its lane, and the step that it is, if it is one."""

    id: str
    kind: str
    lane: int
    step: ProcessStep | None = None


@dataclass(frozen=True)
class Line:
    """A sequence flow between elements, by their ids."""

    id: str
    source: str
    target: str
    when: Text | None = None


@dataclass(eq=False)
class Chart:
    """The elements of a process in the order of its steps.

    Attributes:
        id: what all ids begin with; no id of a base has its "_" and ".".
        lanes: who does the steps; None for nobody.
    """

    id: str
    lanes: list[Entity | None] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def node(self, name: str, kind: str, lane: int, step: ProcessStep | None = None) -> str:
        """Add an element and return its id."""
        self.nodes.append(Node(f"{self.id}{name}", kind, lane, step))
        return self.nodes[-1].id

    def line(self, source: str, target: str, when: Text | None = None) -> None:
        """Add a flow."""
        self.lines.append(Line(f"{self.id}_flow_{len(self.lines) + 1}", source, target, when))

    def default(self, node: Node) -> str | None:
        """Return the flow out of a gateway that is taken where no other is: the only one without a condition."""
        out = [one for one in self.lines if one.source == node.id]
        free = [one.id for one in out if not one.when]
        return free[0] if node.kind == "exclusiveGateway" and len(free) == 1 < len(out) else None


def chart(base: Base, process: Process) -> Chart:
    """Return what a process looks like in BPMN."""
    made = Chart(f"_{process.id}")
    steps = [*{one.id: one for one in process.steps}.values()]  # an id that stands twice is an error of the base
    there = {one.id for one in steps}
    ways = {one.id: {to: when for to, when in following(one).items() if to in there} for one in steps}
    reached = {to for several in ways.values() for to in several}
    doers = [doer(base, one) for one in steps]
    keys = [*dict.fromkeys(one.key if one else "" for one in doers)]
    made.lanes = [base.find(key) if key else None for key in keys]
    lanes = [keys.index(one.key if one else "") for one in doers]
    kinds = {one.id: _kind(one, len(ways[one.id]), reached=one.id in reached) for one in steps}
    if steps and kinds[steps[0].id] != "startEvent":
        made.node("_start", "startEvent", lanes[0])
    ends: dict[str, str] = {}
    leaves: dict[str, str] = {}
    for step, lane in zip(steps, lanes, strict=True):
        leaves[step.id] = ends[step.id] = made.node(f".{step.id}", kinds[step.id], lane, step)
        if len(ways[step.id]) > 1 and kinds[step.id] != "exclusiveGateway":
            leaves[step.id] = made.node(f".{step.id}_ways", "exclusiveGateway", lane)
    _join(made, steps, ways, ends, leaves)
    return made


def _join(
    made: Chart, steps: Sequence[ProcessStep], ways: dict[str, dict[str, Text | None]],
    ends: dict[str, str], leaves: dict[str, str],
) -> None:  # fmt: skip
    """Join elements: ``ends`` are where a step is entered, ``leaves`` where it is left."""
    lanes = {one.id: one.lane for one in made.nodes}
    kinds = {one.id: one.kind for one in made.nodes}
    if steps and made.nodes[0].step is None:
        made.line(made.nodes[0].id, ends[steps[0].id])
    over: dict[int, str] = {}
    for step in steps:
        node = ends[step.id]
        if leaves[step.id] != node:
            made.line(node, leaves[step.id])
        for to, when in ways[step.id].items():
            made.line(leaves[step.id], ends[to], when)
        if not ways[step.id] and kinds[node] != "endEvent":
            lane = lanes[node]
            over[lane] = over.get(lane) or made.node(f"_end_{lane + 1}", "endEvent", lane)
            made.line(node, over[lane])


def _kind(step: ProcessStep, ways: int, *, reached: bool) -> str:
    """Return what a step is in BPMN; one without a type that leads to several is a decision, as in our own pictures."""
    type_ = step.fields.get("type")
    if step.calls:
        return "callActivity"
    if type_ == "event":
        return "startEvent" if not reached else "intermediateThrowEvent" if ways else "endEvent"
    if ways > 1 and type_ in (None, "decision"):
        return "exclusiveGateway"
    return "sendTask" if type_ == "handover" else "task"
