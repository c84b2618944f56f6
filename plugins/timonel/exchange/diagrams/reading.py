"""A BPMN 2.0 file as processes with steps, and a list of all that has no place: what is not taken is lost, and said."""

from __future__ import annotations

from timonel.exchange.diagrams.drawn import Diagram, Lane, Lost, Process, Step
from timonel.exchange.diagrams.flows import NODES, PARTS, TASKS, Flows
from timonel.exchange.diagrams.xml import BPMN, OURS, Element, fit, inside, kind, ours, parsed, split, text_of, words
from timonel.exchange.sheets.table import UnreadableError
from timonel.limits import LimitError, limited
from timonel.text import Said, fold, said, short

_SECONDS, _MEGABYTES = 20, 512
_MOST_NODES, _MOST_LANES = 5000, 300  # in one file: a hundred of the largest that anybody could read
_TYPES = {
    "sendTask": "handover", "receiveTask": "event", "exclusiveGateway": "decision", "startEvent": "event",
    "endEvent": "event", "intermediateCatchEvent": "event", "intermediateThrowEvent": "event",
}  # fmt: skip
_UNMARKED = ("task", "sendTask", "receiveTask")  # other tasks have a mark for which there is no place
_SILENT = frozenset({"incoming", "outgoing", "flowNodeRef", "extensionElements", "laneSet", "childLaneSet"})
_BY_ID = NODES | {
    "process",
    "participant",
    "lane",
    "dataObject",
    "dataObjectReference",
    "dataStoreReference",
    "message",
    "group",
}
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_INSIDE = frozenset({*PARTS, "process", "collaboration", "laneSet", "childLaneSet", "lane"})


def read(file: str, data: bytes) -> Diagram:
    """Return what a file draws; read within limits, whatever is in it.

    Raises:
        UnreadableError: it is no BPMN 2.0, or too large.
    """
    try:
        made: Diagram = limited(_read, file, data, seconds=_SECONDS, megabytes=_MEGABYTES)
    except LimitError:
        raise UnreadableError(said("the diagram is too large: leave in it what you want to import")) from None
    return made


def _read(file: str, data: bytes) -> Diagram:
    return _Reading(file, parsed(data)).diagram()


class _Reading:
    """Reads one file; used once. ``taken`` are the elements that have a place, by id()."""

    def __init__(self, file: str, root: Element) -> None:
        self.file, self.root = file, root
        self.taken: set[int] = set()
        self.lost: dict[str, list[Said]] = {}
        self.flows = {id(one): Flows(one) for one in inside(root, "process")}
        nodes, lanes = sum(len(one.nodes) for one in self.flows.values()), sum(1 for _ in root.iter(f"{{{BPMN}}}lane"))
        if nodes > _MOST_NODES or lanes > _MOST_LANES:
            raise UnreadableError(said("the diagram is too large: leave in it what you want to import"))
        self.names = {one.get("id", ""): words(one.get("name")) for one in root.iter() if one.get("id")}
        collaborations = inside(root, "collaboration")
        self.pools = {
            _local(one.get("processRef")): one for each in collaborations for one in inside(each, "participant")
        }
        self.sending = {
            _local(one.get("sourceRef"))
            for each in inside(root, "collaboration")
            for one in inside(each, "messageFlow")
        }

    def diagram(self) -> Diagram:
        """Return what the file draws."""
        processes = [self._process(one) for one in inside(self.root, "process") if self.flows[id(one)].nodes]
        self._rest(self.root)
        lost = [Lost(what, names) for what, names in sorted(self.lost.items())]
        return Diagram(self.file, processes, self.root.get(f"{{{OURS}}}lang", ""), lost)

    # What has a place

    def _process(self, element: Element) -> Process:
        flows, told = self.flows[id(element)], ours(element, "process")
        pool = self.pools.get(element.get("id", ""))
        pooled = words(pool.get("name")) if pool is not None else ""
        name = words(element.get("name")) or pooled
        self.taken.add(id(element))
        described = [
            one for one in inside(element, "documentation") if one.get("textFormat", "text/plain") == "text/plain"
        ]
        self.taken |= {id(one) for one in described}
        lanes = self._lanes(element, flows)
        party = Lane(pooled) if pooled and lanes is None and self._is_party(element, pooled) else None
        if pool is not None and (party or fold(pooled) == fold(name)):
            self.taken.add(id(pool))
        steps = [
            self._step(flows, id_, (lanes or {}).get(id_, party))
            for id_ in self._order(flows, as_written=told is not None)
        ]
        description = "\n\n".join(fit("".join(one.itertext())).strip() for one in described).strip()
        self.taken |= flows.taken
        return Process(
            element.get("id", ""), name, description, steps, dict(told.attrib) if told is not None else {},
            text_of(told, "name"), text_of(told, "description"),
        )  # fmt: skip

    def _is_party(self, element: Element, pooled: str) -> bool:
        """Whether a pool without lanes names who acts: one among several, or beside a process with another name."""
        named = words(element.get("name"))
        return len(self.pools) > 1 or bool(named and fold(named) != fold(pooled))

    def _lanes(self, element: Element, flows: Flows) -> dict[str, Lane] | None:
        """Return node → its lane, the innermost that has a name; None where the process has no lanes."""
        sets = [*inside(element, "laneSet")]
        found: dict[str, Lane] = {}
        for one in sets:
            self._within(one, None, found, flows)
        return found if any(True for one in sets for _ in inside(one, "lane")) else None

    def _within(self, lanes: Element, around: Element | None, found: dict[str, Lane], flows: Flows) -> None:
        self.taken.add(id(lanes))
        for lane in inside(lanes, "lane"):
            named = lane if words(lane.get("name")) else around
            who = ours(lane, "lane")
            for one in inside(lane, "flowNodeRef"):
                node = flows.nodes.get(_local(one.text))
                if node is not None and named is not None and flows.is_step(node):
                    self.taken.add(id(named))
                    found[node.get("id", "")] = Lane(
                        words(named.get("name")), who.get("of") if who is not None else None
                    )
            if not words(lane.get("name")):
                self.taken.add(id(lane))
            for one in inside(lane, "childLaneSet"):
                self._within(one, named, found, flows)

    def _order(self, flows: Flows, *, as_written: bool) -> list[str]:
        """Return the steps in the order of the ways through them; where Timonel wrote them, in the order of the file."""
        steps = [id_ for id_, node in flows.nodes.items() if flows.is_step(node)]
        first = self._first(flows)
        if as_written:
            return [*dict.fromkeys([*first[:1], *steps])]
        ways = {id_: [one.to for one in flows.ways(id_)] for id_ in steps}
        found: dict[str, None] = {}
        for start in (*first, *(one for one in flows.starts if one in ways), *steps):
            waiting = [start]
            while waiting:
                one = waiting.pop()
                if one not in found:
                    found[one] = None
                    waiting += reversed(ways[one])
        return [*found]

    def _first(self, flows: Flows) -> list[str]:
        """Return the steps that the first start leads to; other starts have no place: a process begins with one step."""
        begun = [one for one in flows.starts if kind(flows.nodes[one]) == "startEvent"]
        self.taken |= {id(flows.nodes[one]) for one in begun}
        for one in begun[1:]:
            if ours(flows.nodes[one], "step") is None:  # a step that nothing leads to stays one
                self._lose("start", self._name(flows.nodes[one]))
        for start in flows.starts[:1]:
            node = flows.nodes[start]
            if flows.is_step(node):
                return [start]
            if flows.splits(node):
                self._lose("ways", self._name(node))
            return [one.to for one in flows.ways(start)] or [
                one.target for one in flows.out.get(start, ()) if flows.is_step(flows.nodes[one.target])
            ]
        return []

    def _step(self, flows: Flows, id_: str, lane: Lane | None) -> Step:
        node, told = flows.nodes[id_], ours(flows.nodes[id_], "step")
        what = kind(node)
        self.taken.add(id(node))
        type_ = _TYPES.get(what)
        messages = any(kind(one) == "messageEventDefinition" for one in node)
        if (what == "intermediateThrowEvent" and messages) or (type_ is None and id_ in self.sending):
            type_ = "handover"
        if what in TASKS and what not in _UNMARKED:
            self._lose("mark", self._name(node))
        if what in PARTS:
            self._lose(what, self._name(node))
        if flows.splits(node):
            self._lose("ways", self._name(node))
        return Step(
            id_, words(node.get("name")), what, type_, lane, _local(node.get("calledElement")),
            [*flows.ways(id_)], dict(told.attrib) if told is not None else None, text_of(told, "name"),
        )  # fmt: skip

    # What has none

    def _rest(self, around: Element) -> None:
        """Lose what is inside an element and has no place; what is inside of that goes with it."""
        owner = self._name(around)
        for key in around.attrib:
            self._foreign(key.rpartition("}")[0][1:])
        for one in around:
            space, what = split(one)
            if space != BPMN:
                continue  # how it is drawn
            if what == "extensionElements":
                for each in one:
                    self._foreign(split(each)[0])
                continue
            lost = None if id(one) in self.taken else self._loss(around, one)
            if lost:
                self._lose(lost, self._name(one, owner))
            if id(one) in self.taken or what in _INSIDE:
                self._rest(one)

    def _loss(self, around: Element, one: Element) -> str | None:
        """Return as what an element is lost; None for one that says nothing by itself."""
        what = kind(one)
        if what in _SILENT or (what == "endEvent" and around.tag.endswith("}process")):
            return None
        named = words(one.get("name"))
        if what == "exclusiveGateway" and around.tag.endswith("}process"):
            return "merge" if named else None
        if (
            what in ("collaboration", "participant")
            and not named
            and (what == "collaboration" or one.get("processRef"))
        ):
            return None
        if what == "conditionExpression":
            written = words("".join(one.itertext()))
            return what if written and words(around.get("name")) not in ("", written) else None
        return what

    def _lose(self, what: str, name: Said) -> None:
        self.lost.setdefault(what, []).append(name)

    def _foreign(self, space: str) -> None:
        if space and space not in (OURS, _INSTANCE):
            self._lose("extension", _code(space))

    def _name(self, element: Element, owner: Said | None = None) -> Said:
        """Return what people find an element by: its name, its ends, its text, else the name of what it belongs to, or its id."""
        ends = [_local(element.get(one)) for one in ("sourceRef", "targetRef")]
        named = words(element.get("name"))
        if all(ends):
            before, after = map(self._end, ends)
            return said("{before} → {after}", before=before, after=after)
        text = named or words("".join(each.text or "" for each in inside(element, "text")))
        if text:
            return said("“{name}”", name=short(text))
        id_ = element.get("id", "")
        if owner and (kind(element) not in _BY_ID or not id_):
            return owner
        return _code(id_ or kind(element))

    def _end(self, id_: str) -> Said:
        return said("“{name}”", name=short(self.names[id_])) if self.names.get(id_) else _code(id_)


def _code(text: str) -> Said:
    return said("`{id}`", id=short(words(text)))


def _local(name: str | None) -> str:
    """Return a name that may be qualified without its prefix."""
    return (name or "").strip().rpartition(":")[2]
