"""What a diagram says that a knowledge base has a place for, and what it says beyond that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from timonel.text import Said, Text


class Lane(NamedTuple):
    """Who does a step: what a lane or pool is called, and the ``kind:id`` that Timonel wrote beside it, "" for nobody."""

    name: str
    key: str | None = None


class Way(NamedTuple):
    """What may follow a step: the element's id, the condition as it is shown, and as Timonel wrote it."""

    to: str
    when: str
    texts: Text | None = None


@dataclass(frozen=True)
class Step:
    """A task, decision, event or hand-over.

    Attributes:
        node: its element's id.
        name: what it is called, "" where it has no name.
        kind: what it is in BPMN.
        type: the type of step that it is; None for a plain task.
        lane: who does it, None where the diagram does not say.
        calls: what the element of a call names.
        ways: what may follow.
        ours: what Timonel wrote beside it: id, type, system, calls.
        names: its name as Timonel wrote it.
    """

    node: str
    name: str
    kind: str
    type: str | None
    lane: Lane | None
    calls: str
    ways: Sequence[Way]
    ours: Mapping[str, str] | None
    names: Text | None


@dataclass(frozen=True)
class Process:
    """A process: ``name`` may be empty; ``ours`` and the last two are what Timonel wrote beside it."""

    node: str
    name: str
    description: str
    steps: Sequence[Step]
    ours: Mapping[str, str]
    names: Text | None
    descriptions: Text | None


class Lost(NamedTuple):
    """Elements of one kind that have no place: what they are called, one by one."""

    kind: str
    names: Sequence[Said]


@dataclass(frozen=True)
class Diagram:
    """A file: its processes, the language that Timonel wrote it in, and what has no place."""

    file: str
    processes: Sequence[Process]
    lang: str
    lost: Sequence[Lost]
