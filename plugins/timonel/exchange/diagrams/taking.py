"""What a diagram says taken into a base: processes with their steps, and the roles that its lanes name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any, NamedTuple

from timonel.exchange.diagrams.drawn import Diagram, Lost, Process
from timonel.exchange.diagrams.people import People
from timonel.exchange.diagrams.shown import Tongue, called, spoken, text
from timonel.exchange.diagrams.steps import Steps
from timonel.exchange.sheets.filling import Filler
from timonel.exchange.sheets.ids import fresh, id_of, is_id
from timonel.exchange.sheets.wanted import Wanted
from timonel.model import Entity
from timonel.text import Said, fold, is_empty, said

Yaml = Any  # a value as YAML gives it
_BESIDE = ("type", "status", "domain", "nature")  # what Timonel writes beside a process: choices that any base has
_SUPPORT = "support"  # what a process is until somebody says that customers live it


class Taken(NamedTuple):
    """What became of a diagram.

    Attributes:
        diagram: with what has no place in this base.
        guessed: the new processes whose type it does not say.
        gone: steps that it does not have and the base had.
        assumed: the languages that its texts are taken to be in, where nobody says it and the base has several.
    """

    diagram: Diagram
    guessed: Sequence[str]
    gone: Sequence[Said]
    assumed: Sequence[str]


def take(filler: Filler, diagrams: Sequence[Diagram], lang: str | None = None) -> list[Taken]:
    """Put into ``filler.wanted`` what diagrams say; what cannot be taken is refused there.

    Args:
        filler: takes in what is imported together.
        diagrams: the files; a call may name a process of another.
        lang: the language of their texts; else what Timonel wrote in them, else what they seem to be in.
    """
    several = [_Taking(filler, one, lang) for one in diagrams]
    names = Counter(fold(each.name) for one in several for each in one.diagram.processes)
    begun = [dict(one.begun(names)) for one in several]
    calls = {node: id_ for one in begun for node, id_ in one.items()}
    return [one.fill({**calls, **own}) for one, own in zip(several, begun, strict=True)]


class _Taking:
    """Takes one file in; used once."""

    def __init__(self, filler: Filler, diagram: Diagram, lang: str | None) -> None:
        self.filler, self.base, self.diagram = filler, filler.base, _named(diagram)
        self.declared = lang or (diagram.lang if diagram.lang in self.base.languages else None)
        self.lang = self.declared or spoken(_texts(diagram), self.base.languages)
        self.assumed: dict[str, None] = {}
        self.found: list[tuple[Process, Wanted]] = []
        self.lost: list[tuple[str, Said]] = []
        self.guessed: list[str] = []
        self.gone: list[Said] = []
        self.people = People(filler, diagram.file, self.lang, self.lost)

    def begun(self, names: Mapping[str, int]) -> Iterator[tuple[str, str]]:
        """Yield element → id of its process, and take note of all of them: calls may name any.

        Args:
            names: folded name → how many of the diagrams' processes are called so.
        """
        for process in self.diagram.processes:
            one = self._wanted(process, names[fold(process.name)])
            if one is not None:
                self.found.append((process, one))
                if process.node:
                    yield process.node, one.id

    def fill(self, calls: Mapping[str, str]) -> Taken:
        """Fill all processes."""
        for process, one in self.found:
            self._process(process, one, calls)
        more: dict[str, list[Said]] = {}
        for kind, name in self.lost:
            more.setdefault(kind, []).append(name)
        lost = [*self.diagram.lost, *(Lost(kind, names) for kind, names in more.items())]
        assumed = [] if self.declared or len(self.base.languages) == 1 else [*self.assumed]
        return Taken(replace(self.diagram, lost=lost), self.guessed, self.gone, assumed)

    # Which process

    def _wanted(self, process: Process, alike: int) -> Wanted | None:
        """Return the process that is meant, to be filled; None where it is refused."""
        id_ = self._written(process) or self._id(process, alike)
        if id_ in self.base.known.get("process", ()):
            self._refuse(
                process,
                said("`{id}` is in a file with mistakes: correct them first, `timonel check` shows them", id=id_),
            )
            return None
        if id_ is None:
            return None
        entity = self.base.entities.get("process", {}).get(id_)
        one = Wanted(self.base.schema.kinds["process"], id_, entity, deepcopy(entity.raw) if entity else {"id": id_})
        one.rows[id(one.fields)] = self.people.row("process", process.name)
        self.filler.wanted[one.key] = one
        self.filler.names.add("process", id_, process.name)
        return one

    def _written(self, process: Process) -> str | None:
        """Return the id that Timonel wrote, unless the base has it for something that is called otherwise."""
        id_ = process.ours.get("id", "")
        there = self.base.entities.get("process", {}).get(id_)
        if not is_id(id_) or f"process:{id_}" in self.filler.wanted or (there and not _is_same(process, there)):
            return None
        return id_

    def _id(self, process: Process, alike: int) -> str | None:
        """Return the id of the process of that name, or a new one; None, refused, where several are called so."""
        there, wanted = self.base.entities.get("process", {}), self.filler.wanted
        named = {id_ for id_ in self.filler.names.by_name("process", [process.name]) if id_ in there}
        free = sorted((id_ for id_ in named if f"process:{id_}" not in wanted), key=lambda one: (len(one), one))
        if len(named) > alike:
            several = ", ".join(sorted(named))
            self._refuse(process, said("`{value}` may mean several: {ids}", value=process.name, ids=several))
            return None
        if free:
            return free[0]
        taken = {key.partition(":")[2] for key in wanted if key.startswith("process:")}
        return fresh(id_of(process.name) or "process", {*taken, *there})

    def _refuse(self, process: Process, problem: Said) -> None:
        self.filler.refuse(self.people.row("process", process.name).spot(), problem)

    # What is in it

    def _process(self, process: Process, one: Wanted, calls: Mapping[str, str]) -> None:
        fields, old = one.fields, one.entity
        tongue = Tongue(self._spoken(process, old), self.base.languages)
        self.assumed[tongue.lang] = None
        before = [each for each in fields.get("steps") or () if isinstance(each, dict)]
        steps = Steps(self.people, calls, process, before, tongue)
        new: dict[str, Yaml] = {"name": text(fields.get("name"), process.name, process.names, tongue)}
        if process.description:
            new["description"] = text(
                fields.get("description"), process.description, process.descriptions, tongue, lines=True
            )
        if old is None:
            new |= self._beside(process, one)
        self.gone += [said("`{process}` “{name}”", process=one.id, name=name) for name in steps.gone()]
        made = steps.made()
        if made or before:
            new["steps"] = made
        fields |= new

    def _beside(self, process: Process, one: Wanted) -> dict[str, Yaml]:
        """Return what a new process is beside what BPMN says of it."""
        fields = one.kind.fields
        found = {key: process.ours[key] for key in _BESIDE if process.ours.get(key) in fields[key]["enum"]}
        if "type" not in found:
            self.guessed.append(one.id)
        return {"type": _SUPPORT, **found}

    def _spoken(self, process: Process, old: Entity | None) -> str:
        """Return the language of a process's texts: where nobody says it, the one in which the base knows its name."""
        names = called(old.fields.get("name")) if old else {}
        there = [lang for lang, name in names.items() if lang and name == fold(process.name)]
        return there[0] if there and self.declared is None and self.lang not in there else self.lang


def _is_same(process: Process, there: Entity) -> bool:
    """Whether a process that Timonel wrote is the one that has its id here: it was once called as that one is."""
    names = {fold(process.name), *called(process.names).values()}
    return not names.isdisjoint(called(there.fields.get("name")).values())


def _texts(diagram: Diagram) -> Iterator[str]:
    for process in diagram.processes:
        yield from (process.name, process.description, *(one.name for one in process.steps))
        yield from {one.lane.name for one in process.steps if one.lane}


def _named(diagram: Diagram) -> Diagram:
    """Return a diagram whose processes all have a name: what has none is called as its file."""
    name = diagram.file.rpartition(".")[0] or diagram.file
    return replace(
        diagram, processes=[replace(one, name=name) if is_empty(one.name) else one for one in diagram.processes]
    )
