"""What a diagram says taken into a base: processes with their steps, and the roles that its lanes name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any, NamedTuple

from timonel.exchange.diagrams.drawn import Diagram, Lane, Lost, Process, Step
from timonel.exchange.diagrams.xml import fit
from timonel.exchange.sheets.filling import LONGEST_ID, Filler
from timonel.exchange.sheets.headers import Header
from timonel.exchange.sheets.layout import sheets
from timonel.exchange.sheets.table import Table
from timonel.exchange.sheets.wanted import Row, Wanted
from timonel.languages import known
from timonel.text import Said, Text, fold, is_empty, pick, said, say, short, slug

Yaml = Any  # a value as YAML gives it
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_PLAIN = ("status", "domain", "nature")  # what Timonel writes beside a process, and nothing else in the base must know
_SUPPORT = "support"  # what a process is until somebody says that customers live it
_UNNAMED = {
    "decision": said("Decision"), "event": said("Event"), "handover": said("Hand-over"), None: said("Task"),
}  # fmt: skip


class Taken(NamedTuple):
    """What became of a diagram: with what has no place in this base, and the processes whose type it does not say."""

    diagram: Diagram
    guessed: Sequence[str]
    gone: Sequence[Said]


def take(filler: Filler, diagrams: Sequence[Diagram], lang: str | None = None) -> list[Taken]:
    """Put into ``filler.wanted`` what diagrams say; what cannot be taken is refused there.

    Args:
        filler: takes in what is imported together.
        diagrams: the files; a call may name a process of another.
        lang: the language of their texts; else what Timonel wrote in them, else the base's first.
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
        languages = self.base.languages
        self.declared = lang or (diagram.lang if diagram.lang in languages else None)
        self.lang = self.declared or languages[0]
        self.found: list[tuple[Process, Wanted]] = []
        self.lost: list[tuple[str, Said]] = []
        self.guessed: list[str] = []
        self.gone: list[Said] = []
        self._sheets = {one.key: one for one in sheets(self.base.schema, languages) if not one.lists}

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
        return Taken(replace(self.diagram, lost=lost), self.guessed, self.gone)

    # Which process

    def _wanted(self, process: Process, alike: int) -> Wanted | None:
        """Return the process that is meant: the one that Timonel wrote, the one of that name, or a new one."""
        kind = self.base.schema.kinds["process"]
        id_ = process.ours.get("id", "")
        if not _ID.match(id_) or f"process:{id_}" in self.filler.wanted:
            made = self._id(process, alike)
            if made is None:
                return None
            id_ = made
        if id_ in self.base.known.get("process", ()):
            problem = said("`{id}` is in a file with mistakes: correct them first, `timonel check` shows them", id=id_)
            self.filler.refuse(self._row("process", process.name).spot(), problem)
            return None
        entity = self.base.entities.get("process", {}).get(id_)
        one = Wanted(kind, id_, entity, deepcopy(entity.raw) if entity else {"id": id_})
        one.rows[id(one.fields)] = self._row("process", process.name)
        self.filler.wanted[one.key] = one
        self.filler.names.add("process", id_, process.name)
        return one

    def _id(self, process: Process, alike: int) -> str | None:
        """Return the id of the process of that name, or a new one; None, refused, where several are called so."""
        there, wanted = self.base.entities.get("process", {}), self.filler.wanted
        named = {id_ for id_ in self.filler.names.by_name("process", [process.name]) if id_ in there}
        free = sorted((id_ for id_ in named if f"process:{id_}" not in wanted), key=lambda one: (len(one), one))
        if len(named) > alike:
            problem = said("`{value}` may mean several: {ids}", value=process.name, ids=", ".join(sorted(named)))
            self.filler.refuse(self._row("process", process.name).spot(), problem)
            return None
        if free:
            return free[0]
        taken = {key.partition(":")[2] for key in wanted if key.startswith("process:")}
        return _fresh(slug(process.name)[:LONGEST_ID].strip("-") or "process", {*taken, *there})

    def _row(self, kind: str, name: str) -> Row:
        """Return what stands for a row of a table, where somebody is told of a mistake."""
        table = Table(f"{self.diagram.file} · {short(name)}", {})
        return Row(Header(self._sheets[kind], 0, {}, {}, ()), table, 0)

    # What is in it

    def _process(self, process: Process, one: Wanted, calls: Mapping[str, str]) -> None:
        fields, old = one.fields, one.entity
        lang = self._spoken(process, old.fields.get("name") if old else None)
        before = [each for each in fields.get("steps") or () if isinstance(each, dict)]
        ids = self._step_ids(process, before, lang)
        new: dict[str, Yaml] = {"id": one.id, "name": self._text(fields.get("name"), process.name, process.names, lang)}
        if process.description:
            new["description"] = self._text(
                fields.get("description"), process.description, process.descriptions, lang, lines=True
            )
        if old is None:
            new |= self._beside(process, one)
        known = {str(each.get("id")): each for each in before}
        self.lost += [
            ("unnamed", said("`{id}`", id=short(fit(each.node)))) for each in process.steps if _is_unnamed(each)
        ]
        steps = [self._step(each, known.get(ids[each.node], {}), ids, calls, lang) for each in process.steps]
        for gone in [each for each in before if str(each.get("id")) not in ids.values()]:
            name = pick(gone.get("name"), lang) or str(gone.get("id"))
            self.gone.append(said("`{process}` “{name}”", process=one.id, name=name))
        if steps or before:
            new["steps"] = steps
        fields |= new

    def _beside(self, process: Process, one: Wanted) -> dict[str, Yaml]:
        """Return what a new process is beside what BPMN says of it."""
        schema = self.base.schema.kinds["process"].fields
        found = {
            key: process.ours[key] for key in ("type", *_PLAIN) if process.ours.get(key) in schema[key].get("enum", ())
        }
        if "type" not in found:
            self.guessed.append(one.id)
        return {"type": _SUPPORT, **found}

    def _spoken(self, process: Process, name: Text | None) -> str:
        """Return the language of a process's texts: where nobody says it, the one in which the base knows its name."""
        texts = name if isinstance(name, dict) else {}
        there = [one for one, text in texts.items() if fold(_shown(text)) == fold(process.name)]
        return there[0] if there and self.declared is None and self.lang not in there else self.lang

    def _step_ids(self, process: Process, before: Sequence[Mapping[str, Yaml]], lang: str) -> dict[str, str]:
        """Return element → step: as Timonel wrote it, as a step there is called, or as the name says."""
        found: dict[str, str] = {}
        for one in process.steps:
            id_ = (one.ours or {}).get("id", "")
            if _ID.match(id_) and id_ not in found.values():
                found[one.node] = id_
        named: dict[str, list[str]] = {}
        for each in before:
            named.setdefault(fold(_shown(pick(each.get("name"), lang))), []).append(str(each.get("id")))
        for one in process.steps:
            if one.node in found:
                continue
            free = [id_ for id_ in named.get(fold(self._name(one, lang)), ()) if id_ not in found.values()]
            wanted = slug(self._name(one, lang))[:LONGEST_ID].strip("-") or "step"
            taken = {*found.values(), *(str(each.get("id")) for each in before)}
            found[one.node] = free[0] if free else _fresh(wanted, taken)
        return found

    def _name(self, step: Step, lang: str) -> str:
        return say(_UNNAMED[step.type], lang) if _is_unnamed(step) else step.name

    def _step(
        self, step: Step, old: Mapping[str, Yaml], ids: Mapping[str, str], calls: Mapping[str, str],
        lang: str,
    ) -> dict[str, Yaml]:  # fmt: skip
        new = dict(deepcopy(old)) if old else {}
        name = self._text(old.get("name"), self._name(step, lang), step.names, lang)
        new |= {"id": ids[step.node], "name": name}
        ours = step.ours or {}
        type_ = step.type if ours.get("drawn") != step.kind else ours.get("type")
        if type_ or ours:
            new["type"] = type_
        if step.lane is not None:
            self._who(step, step.lane, new)
        if step.kind == "callActivity" or (ours and ours.get("drawn") == "callActivity"):
            new["calls"] = self._called(step, calls)
        if ours.get("system") and "system" not in old:
            new["system"] = new.get("system") or self._known("system", ours["system"], step)
        new["next"] = self._next(step, old.get("next"), ids, lang)
        order = ("id", "name", "type", "role", "system", "calls", "next")
        return {key: new[key] for key in (*old, *order, *new) if new.get(key) not in (None, [])}

    def _called(self, step: Step, calls: Mapping[str, str]) -> str | None:
        """Return the process that a call names: by what Timonel wrote, by an element of the files, by id or by name."""
        wanted = (step.ours or {}).get("calls") or calls.get(step.calls) or step.calls
        ids = self.filler.names.ids.get("process", set())
        if wanted in ids:
            return wanted
        named = self.filler.names.by_name("process", [step.name]) if step.name else set()
        if len(named) == 1:
            return named.pop()
        self.lost.append(("calls", said("“{name}”", name=step.name or step.calls)))
        return None

    def _known(self, kind: str, id_: str, step: Step) -> str | None:
        if id_ in self.filler.names.ids.get(kind, ()):
            return id_
        self.lost.append((kind, said("“{name}”", name=step.name)))
        return None

    def _next(self, step: Step, old: Yaml, ids: Mapping[str, str], lang: str) -> list[Yaml]:
        """Return what may follow, each as the file has it where it says the same."""
        before = [(one, {"to": one} if isinstance(one, str) else one) for one in old or ()]
        known = {str(each.get("to")): (raw, each.get("when")) for raw, each in before}
        found: list[Yaml] = []
        for way in step.ways:
            to = ids[way.to]
            raw, when = known.get(to, (to, None))
            if not way.when:
                found.append(to if when else raw)
            else:
                text = self._text(when, way.when, way.texts, lang)
                found.append(raw if text is when else {**(raw if isinstance(raw, dict) else {"to": to}), "when": text})
        return found

    def _text(self, old: Text | None, shown: str, full: Text | None, lang: str, *, lines: bool = False) -> Text:
        """Return a text with what a diagram shows of it; the same where it shows what there is."""
        if old is not None and _shown(pick(old, lang), lines=lines) == _shown(shown, lines=lines):
            return old
        if old is None and full is not None and _shown(pick(full, lang), lines=lines) == _shown(shown, lines=lines):
            ours = (
                {one: text for one, text in full.items() if one in self.base.languages}
                if isinstance(full, dict)
                else full
            )
            if ours:
                return ours
        if isinstance(old, dict):
            return {**old, lang: shown}
        first = self.base.languages[0]
        if len(self.base.languages) == 1 or (old is not None and lang == first):
            return shown
        return {first: old, lang: shown} if isinstance(old, str) else {lang: shown}

    # Who does it

    def _who(self, step: Step, lane: Lane, new: dict[str, Yaml]) -> None:
        """Say who does a step: a role, a system that does it alone, or nobody."""
        key = self._key(lane, step)
        kind, _, id_ = (key or "").partition(":")
        if kind == "role":
            new["role"] = id_
        elif kind == "system":
            new["system"], new["role"] = id_, None
        elif key == "":
            new["role"] = None

    def _key(self, lane: Lane, step: Step) -> str | None:
        """Return ``kind:id`` of who a lane is, "" for nobody; None where nobody can be found."""
        if lane.key == "":
            return "" if fold(lane.name) in self._nobody() else self._named(lane)
        kind, _, id_ = (lane.key or "").partition(":")
        entity = self.base.entities.get(kind, {}).get(id_)
        if entity is not None and _shown(pick(entity.label, self.lang)) == lane.name:
            return lane.key
        if kind == "system" and entity is None:
            return self._known(kind, id_, step) and lane.key
        return self._named(lane, id_ if kind == "role" and _ID.match(id_) and entity is None else "")

    def _nobody(self) -> Iterable[str]:
        return {fold(say("No role", one)) for one in known()}

    def _named(self, lane: Lane, id_: str = "") -> str | None:
        """Return who is called so: a role, else a system, else a new role where people ask for one."""
        names = self.filler.names
        for kind in ("role", "system"):
            found = names.by_name(kind, [lane.name])
            if len(found) > 1:
                several = ", ".join(sorted(found))
                self._refuse(lane, said("`{value}` may mean several: {ids}", value=lane.name, ids=several))
                return None
            if found:
                return f"{kind}:{found.pop()}"
        if is_empty(lane.name):
            self.lost.append(("nobody", said("“{name}”", name=lane.name)))
            return None
        fresh = id_ or slug(lane.name)[:LONGEST_ID].strip("-")
        if names.by_name("person", [lane.name]):
            self._refuse(lane, said("“{name}” is a person: name the lane after a role", name=lane.name))
        elif not fresh or names.alike("role", fresh, lane.name):
            self._refuse(lane, said("`{value}` does not exist", value=lane.name))
        else:
            self.filler.unknown[lane.name] = None
            if self.filler.new_roles:
                return f"role:{self.filler.new_role(self._row('role', lane.name), fresh, lane.name)}"
            self._refuse(lane, said("`{value}` does not exist", value=lane.name))
        return None

    def _refuse(self, lane: Lane, problem: Said) -> None:
        spot = self._row("role", lane.name).spot()
        if not any(one.spot == spot for one in self.filler.refusals):  # a lane holds many steps
            self.filler.refuse(spot, problem)


def _is_unnamed(step: Step) -> bool:
    """Whether nobody has named a step; what Timonel wrote is named as its base has it."""
    return is_empty(step.name) and step.ours is None


def _named(diagram: Diagram) -> Diagram:
    """Return a diagram whose processes all have a name: what has none is called as its file."""
    name = diagram.file.rpartition(".")[0] or diagram.file
    return replace(
        diagram, processes=[replace(one, name=name) if is_empty(one.name) else one for one in diagram.processes]
    )


def _shown(text: str, *, lines: bool = False) -> str:
    """Return a text as a diagram shows it."""
    return fit(text).strip() if lines else fit(" ".join(text.split()))


def _fresh(id_: str, taken: Iterable[str]) -> str:
    """Return an id that nothing has yet: with a number where need be."""
    known, number, found = {*taken}, 1, id_
    while found in known:
        number += 1
        found = f"{id_}-{number}"
    return found
