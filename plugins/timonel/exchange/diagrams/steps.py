"""The steps of a process as a diagram has them: what it does not say of a step that is there stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from timonel.exchange.diagrams.drawn import Process, Step
from timonel.exchange.diagrams.people import People
from timonel.exchange.diagrams.shown import Tongue, shown, text
from timonel.exchange.diagrams.xml import words
from timonel.exchange.sheets.ids import fresh, id_of, is_id
from timonel.text import fold, is_empty, pick, said, say

Yaml = Any  # a value as YAML gives it
_KEYS = ("id", "name", "type", "role", "system", "calls", "next")
_UNNAMED = {
    "decision": said("Decision"), "event": said("Event"), "handover": said("Hand-over"), None: said("Task"),
}  # fmt: skip


class Steps:
    """Makes the steps of one process; used once.

    Attributes:
        ids: element → id of the step.
        lost: what has no place in this base, by kind.
    """

    def __init__(
        self,
        people: People,
        calls: Mapping[str, str],
        process: Process,
        before: Sequence[Mapping[str, Yaml]],
        tongue: Tongue,
    ) -> None:
        """Look at a process.

        Args:
            people: knows who the lanes are.
            calls: element → id of the processes that are drawn.
            process: the process.
            before: its steps as the base has them.
            tongue: the language of the diagram.
        """
        self.people, self.calls, self.process, self.tongue, self.lang = people, calls, process, tongue, tongue.lang
        self.names, self.lost = people.filler.names, people.lost
        self.before = {str(one.get("id")): one for one in before}
        self.ids = self._ids()

    def made(self) -> list[dict[str, Yaml]]:
        """Return the steps."""
        for one in self.process.steps:
            if _is_unnamed(one):
                self.lost.append(("unnamed", said("`{id}`", id=words(one.node))))
        return [self._step(one) for one in self.process.steps]

    def gone(self) -> list[str]:
        """Return the names of steps that the diagram does not have."""
        there = {*self.ids.values()}
        return [pick(one.get("name"), self.lang) or id_ for id_, one in self.before.items() if id_ not in there]

    def _ids(self) -> dict[str, str]:
        """Return element → step: as Timonel wrote it, as a step there is called, or as the name says."""
        found: dict[str, str] = {}
        used: set[str] = set()
        for one in self.process.steps:
            id_ = (one.ours or {}).get("id", "")
            if is_id(id_) and id_ not in used:
                found[one.node] = id_
                used.add(id_)
        named: dict[str, list[str]] = {}
        for id_, step in self.before.items():
            named.setdefault(fold(shown(pick(step.get("name"), self.lang))), []).append(id_)
        taken = {*used, *self.before}
        for one in self.process.steps:
            if one.node not in found:
                name = self._name(one)
                free = (id_ for id_ in named.get(fold(name), ()) if id_ not in used)
                id_ = next(free, "") or fresh(id_of(name) or "step", taken)
                found[one.node] = id_
                used.add(id_)
                taken.add(id_)
        return found

    def _name(self, step: Step) -> str:
        return say(_UNNAMED[step.type], self.lang) if _is_unnamed(step) else step.name

    def _step(self, step: Step) -> dict[str, Yaml]:
        old = self.before.get(self.ids[step.node], {})
        ours = step.ours or {}
        new = {**deepcopy(dict(old)), "id": self.ids[step.node]}
        new["name"] = text(old.get("name"), self._name(step), step.names, self.tongue)
        type_ = ours.get("type") if ours.get("drawn") == step.kind else step.type
        if (type_ or ours) and (type_ is None or type_ in ("task", *filter(None, _UNNAMED))):
            new["type"] = type_
        self._who(step, new)
        if step.kind == "callActivity" or ours.get("drawn") == "callActivity":
            new["calls"] = self._called(step)
        if ours.get("system") and not new.get("system"):
            new["system"] = self._system(step, ours["system"])
        new["next"] = self._next(step, old.get("next"))
        return {key: new[key] for key in (*old, *_KEYS, *new) if new.get(key) not in (None, [])}

    def _who(self, step: Step, new: dict[str, Yaml]) -> None:
        """Say who does a step, where the diagram does: a role, a system that does it alone, or nobody."""
        key = self.people.who(step.lane) if step.lane is not None else None
        kind, _, id_ = (key or "").partition(":")
        if kind == "role":
            new["role"] = id_
        elif kind == "system":
            new["system"], new["role"] = id_, None
        elif key == "":
            new["role"] = None

    def _system(self, step: Step, id_: str) -> str | None:
        if id_ in self.names.ids.get("system", ()):
            return id_
        self.lost.append(("system", said("“{name}”", name=step.name)))
        return None

    def _called(self, step: Step) -> str | None:
        """Return the process that a call names: by what Timonel wrote, by an element of the files, by id or by name."""
        wanted = (step.ours or {}).get("calls") or self.calls.get(step.calls) or step.calls
        if wanted in self.names.ids.get("process", ()):
            return wanted
        named = self.names.by_name("process", [step.name]) if step.name else set()
        if len(named) == 1:
            return named.pop()
        self.lost.append(("calls", said("“{name}”", name=step.name or step.calls)))
        return None

    def _next(self, step: Step, old: Yaml) -> list[Yaml]:
        """Return what may follow, each as the file has it where it says the same."""
        before = [(one, {"to": one} if isinstance(one, str) else one) for one in old or ()]
        known = {str(each.get("to")): (raw, each.get("when")) for raw, each in before}
        found: list[Yaml] = []
        for way in step.ways:
            to = self.ids[way.to]
            raw, when = known.get(to, (to, None))
            if not way.when:
                found.append(to if when else raw)
                continue
            new = text(when, way.when, way.texts, self.tongue)
            found.append(raw if new is when else {**(raw if isinstance(raw, dict) else {"to": to}), "when": new})
        return found


def _is_unnamed(step: Step) -> bool:
    """Whether nobody has named a step; what Timonel wrote is named as its base has it."""
    return is_empty(step.name) and step.ours is None
