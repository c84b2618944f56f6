"""What has no place in a knowledge base, in words: what it is called, how much of it there is, and why it is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from timonel.exchange.diagrams.drawn import Diagram, Lost
from timonel.text import Said, many, said, say

_TOGETHER = said(
    "steps are alternatives here, never done at the same time: what comes after is not joined to what comes before"
)
_PART = said("a step stands for it; what is inside has no place: make it a process of its own, which the step calls")
_ASIDE = said("a step is left only by what follows it: what leads away on an event has no place")
_DATA = said("what data a step reads or writes has no place: a process names its data")
_EVENT = said("the step is marked as an event or a hand-over; what sets it off has no place")
_RUN = said("how a program runs it has no place")
# What an element of BPMN is called, and why it is left out. What is not here is told by the name that the format gives it.
_KNOWN: dict[str, tuple[Said, Said | None]] = {
    "parallelGateway": (said("Parallel gateways"), _TOGETHER),
    "inclusiveGateway": (said("Inclusive gateways"), _TOGETHER),
    "complexGateway": (said("Complex gateways"), _TOGETHER),
    "eventBasedGateway": (said("Event-based gateways"), said("the events that decide follow the step before")),
    "ways": (said("Several ways out of a step without a gateway"), _TOGETHER),
    "merge": (said("Names of gateways that only bring ways together"), said("the steps before lead straight to the one after")),
    "start": (said("Further starts"), said("a process begins with its first step: nothing leads to the others")),
    "subProcess": (said("Sub-processes"), _PART),
    "transaction": (said("Transactions"), _PART),
    "adHocSubProcess": (said("Ad-hoc sub-processes"), _PART),
    "boundaryEvent": (said("Boundary events"), _ASIDE),
    "mark": (said("Marks of tasks"), said("whether a person or a program does a task has no place: a step names its role and its system")),
    "sequenceFlow": (said("Sequence flows"), said("they begin or end at something that has no place")),
    "messageFlow": (said("Message flows"), said("the step that sends is marked as a hand-over; to whom has no place")),
    "association": (said("Associations"), None),
    "dataObject": (said("Data objects"), _DATA),
    "dataObjectReference": (said("References to data objects"), _DATA),
    "dataStore": (said("Data stores"), _DATA),
    "dataStoreReference": (said("References to data stores"), _DATA),
    "dataInput": (said("Data inputs"), _DATA),
    "dataOutput": (said("Data outputs"), _DATA),
    "dataInputAssociation": (said("Data read by a step"), _DATA),
    "dataOutputAssociation": (said("Data written by a step"), _DATA),
    "ioSpecification": (said("Inputs and outputs"), _DATA),
    "messageEventDefinition": (said("Messages of events"), _EVENT),
    "timerEventDefinition": (said("Timers of events"), _EVENT),
    "signalEventDefinition": (said("Signals of events"), _EVENT),
    "errorEventDefinition": (said("Errors of events"), _EVENT),
    "escalationEventDefinition": (said("Escalations of events"), _EVENT),
    "conditionalEventDefinition": (said("Conditions of events"), _EVENT),
    "compensateEventDefinition": (said("Compensations of events"), _EVENT),
    "terminateEventDefinition": (said("Events that end everything"), _EVENT),
    "linkEventDefinition": (said("Links between events"), said("the way goes on from one to the other")),
    "conditionExpression": (said("Conditions for programs"), said("the name of the flow is the condition that people read")),
    "documentation": (said("Documentation"), said("a step, a role and a flow have no description")),
    "textAnnotation": (said("Annotations"), None),
    "group": (said("Groups"), None),
    "category": (said("Categories"), None),
    "participant": (said("Pools"), said("a role is what lanes name, or a pool without lanes that takes part in a process")),
    "lane": (said("Lanes"), said("a role is the innermost lane around a step")),
    "process": (said("Processes without elements"), None),
    "collaboration": (said("Names of collaborations"), None),
    "multiInstanceLoopCharacteristics": (said("Steps done several times"), None),
    "standardLoopCharacteristics": (said("Steps done again and again"), None),
    "potentialOwner": (said("Owners of a task"), said("the role of a step is its lane")),
    "performer": (said("Performers of a task"), said("the role of a step is its lane")),
    "humanPerformer": (said("Performers of a task"), said("the role of a step is its lane")),
    "task": (said("Tasks inside"), None), "userTask": (said("User tasks inside"), None),
    "manualTask": (said("Manual tasks inside"), None), "serviceTask": (said("Service tasks inside"), None),
    "scriptTask": (said("Script tasks inside"), None), "businessRuleTask": (said("Business rule tasks inside"), None),
    "sendTask": (said("Send tasks inside"), None), "receiveTask": (said("Receive tasks inside"), None),
    "callActivity": (said("Call activities inside"), None), "startEvent": (said("Start events inside"), None),
    "endEvent": (said("End events inside"), None), "exclusiveGateway": (said("Exclusive gateways inside"), None),
    "intermediateCatchEvent": (said("Intermediate events inside"), None),
    "intermediateThrowEvent": (said("Intermediate events inside"), None),
    "calls": (said("Calls of what is not there"), said("the process that is called is neither in the files nor in the knowledge base")),
    "unnamed": (said("Steps without a name"), said("they are called what they are")),
    "nobody": (said("Lanes that name nobody"), said("no role is made of them: their steps have none")),
    "system": (said("Systems that are not there"), said("the step has none")),
    "message": (said("Messages"), _RUN), "signal": (said("Signals"), _RUN), "error": (said("Errors"), _RUN),
    "escalation": (said("Escalations"), _RUN), "itemDefinition": (said("Definitions of data"), _RUN),
    "import": (said("Imports of other files"), said("only this file is read")),
    "interface": (said("Interfaces"), _RUN), "resource": (said("Resources"), _RUN),
    "globalTask": (said("Global tasks"), None), "globalUserTask": (said("Global tasks"), None),
    "extension": (said("What other programs wrote for themselves"), None),
}  # fmt: skip


def count(lost: Sequence[Lost]) -> int:
    """Return how many elements have no place."""
    return sum(len(one.names) for one in lost)


def told(diagram: Diagram, lang: str) -> Iterator[str]:
    """Yield the report of a file: a line for all, then one for each kind of element, which names each element."""
    number = count(diagram.lost)
    if not number:
        return
    head = many("{file}: 1 element has no place here:", "{file}: {n} elements have no place here:", number)
    yield say(Said(head.msgid, {**head.values, "file": diagram.file}), lang)
    known = [*_KNOWN, *(one.kind for one in diagram.lost)]
    for one in sorted(diagram.lost, key=lambda one: known.index(one.kind)):
        title, why = _KNOWN.get(one.kind, (said("`{id}`", id=one.kind), None))
        names = Counter(say(name, lang) for name in one.names)
        several = ", ".join(name if times == 1 else f"{name} (×{times})" for name, times in names.items())
        reason = f". {_begun(say(why, lang))}" if why else ""
        yield f"  {say(title, lang)} ({len(one.names)}): {several}{reason}"


def _begun(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
