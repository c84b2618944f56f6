"""What leads where in a process: past what is no step, and never past what a list of alternatives cannot say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from timonel.exchange.diagrams.drawn import Way
from timonel.exchange.diagrams.xml import Element, inside, kind, ours, text_of, words

TASKS = frozenset({"task", "userTask", "manualTask", "serviceTask", "scriptTask", "businessRuleTask", "sendTask", "receiveTask"})  # fmt: skip
PARTS = frozenset({"subProcess", "transaction", "adHocSubProcess"})
_ACTIVITIES = TASKS | PARTS | {"callActivity"}
_TOGETHER = frozenset({"parallelGateway", "inclusiveGateway", "complexGateway"})
_EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent"})
NODES = _ACTIVITIES | _TOGETHER | _EVENTS | {"exclusiveGateway", "eventBasedGateway", "boundaryEvent"}


@dataclass(eq=False)
class Flow:
    """A sequence flow: from where to where; ``when`` is its name, else its condition."""

    element: Element
    source: str
    target: str
    when: str
    condition: Element | None = None


@dataclass(eq=False)
class Flows:
    """The nodes of a process and what leads from one to the other; ``taken`` collects the flows that a way goes along."""

    process: Element
    taken: set[int] = field(default_factory=set)

    @cached_property
    def nodes(self) -> dict[str, Element]:
        """Id → element; one that has the id of another is left out."""
        found: dict[str, Element] = {}
        for one in inside(self.process, *NODES):
            found.setdefault(one.get("id", ""), one)
        return found

    @cached_property
    def all(self) -> Sequence[Flow]:
        """The sequence flows that begin and end somewhere."""
        made = [_flow(one) for one in inside(self.process, "sequenceFlow")]
        return [one for one in made if one.source in self.nodes and one.target in self.nodes]

    @cached_property
    def out(self) -> dict[str, list[Flow]]:
        found: dict[str, list[Flow]] = {}
        for one in self.all:
            found.setdefault(one.source, []).append(one)
        return found

    @cached_property
    def _jumps(self) -> dict[str, str]:
        """Throwing link → the id of the catching one of the same name."""
        named: dict[str, dict[str, str]] = {"intermediateCatchEvent": {}, "intermediateThrowEvent": {}}
        for id_, node in self.nodes.items():
            for one in inside(node, "linkEventDefinition"):
                named.get(kind(node), {}).setdefault(id_, one.get("name", ""))
        caught = {name: id_ for id_, name in named["intermediateCatchEvent"].items()}
        return {id_: caught[name] for id_, name in named["intermediateThrowEvent"].items() if name in caught}

    def is_step(self, node: Element) -> bool:
        """Whether an element becomes a step: what people do, decide, wait for or hand over."""
        what = kind(node)
        if what == "exclusiveGateway":
            return len(self.out.get(node.get("id", ""), ())) > 1 and ours(node, "ways") is None
        if what in ("startEvent", "endEvent") and ours(node, "step") is None:
            return bool(words(node.get("name"))) or any(kind(one).endswith("EventDefinition") for one in node)
        return (what in _ACTIVITIES and node.get("triggeredByEvent") not in ("true", "1")) or what in _EVENTS

    def is_passed(self, node: Element) -> bool:
        """Whether what leads to an element leads on: plain starts and ends, and gateways that bring ways together."""
        what = kind(node)
        lead_on = what in ("startEvent", "endEvent", "exclusiveGateway", "eventBasedGateway")
        return lead_on or (what in _TOGETHER and not self.splits(node))

    def splits(self, node: Element) -> bool:
        """Whether several ways begin at an element and none of them is an alternative: all are taken, or any number."""
        several = len(self.out.get(node.get("id", ""), ())) > 1
        return several and kind(node) not in ("exclusiveGateway", "eventBasedGateway")

    def ways(self, id_: str) -> Iterator[Way]:
        """Yield the steps that may follow an element, each with its condition."""
        found: dict[str, list[Sequence[Flow]]] = {}
        for first in self._onward(id_):
            for whens, to in self._along(first):
                found.setdefault(to, []).append(whens)
        for to, several in found.items():
            yield _way(to, several)
        if id_ in self._jumps:
            yield Way(self._jumps[id_], "")

    def _along(self, first: Flow) -> Iterator[tuple[Sequence[Flow], str]]:
        """Yield the steps to which a flow leads, each with the flows on the way there that say when."""
        waiting: list[tuple[Flow, Sequence[Flow]]] = [(first, ())]
        met: set[int] = set()
        while waiting:
            flow, before = waiting.pop()
            if id(flow) in met:
                continue
            met.add(id(flow))
            whens = (*before, flow) if flow.when else before
            target = self.nodes[flow.target]
            if self.is_step(target):
                self.taken.add(id(flow.element))
                yield whens, flow.target
            elif self.is_passed(target):
                self.taken.add(id(flow.element))
                waiting += [(one, whens) for one in reversed(self._onward(flow.target))]

    def _onward(self, id_: str) -> Sequence[Flow]:
        return () if self.splits(self.nodes[id_]) else self.out.get(id_, ())

    @cached_property
    def starts(self) -> Sequence[str]:
        """Where the process begins: its start events, else what nothing leads to, else what stands first."""
        begun = [id_ for id_, node in self.nodes.items() if kind(node) == "startEvent"]
        reached = {one.target for one in self.all}
        alone = [id_ for id_, node in self.nodes.items() if id_ not in reached and self.is_step(node)]
        return begun or alone or [id_ for id_, node in self.nodes.items() if self.is_step(node)][:1]


def _flow(element: Element) -> Flow:
    named = words(element.get("name"))
    condition = next(inside(element, "conditionExpression"), None)
    written = words("".join(condition.itertext())) if condition is not None else ""
    return Flow(element, element.get("sourceRef", ""), element.get("targetRef", ""), named or written, condition)


def _way(to: str, several: Sequence[Sequence[Flow]]) -> Way:
    """Return one way for all that lead to a step: a list of steps names each once."""
    told = ["; ".join(one.when for one in whens) for whens in several]
    whens = dict.fromkeys(told)
    if "" in whens:  # one way has no condition: it is always open
        return Way(to, "")
    only = several[0][0] if len(whens) == 1 and len(several[0]) == 1 else None
    return Way(to, "; ".join(whens), text_of(ours(only.element, "flow"), "when") if only else None)
