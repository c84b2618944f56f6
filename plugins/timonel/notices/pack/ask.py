"""A question that a body is asked, and what of its parts is told: the first of many, one behind the other, what falls due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from timonel.kinds import Initiative, Issue, Pilot, Resolution, Risk
from timonel.lookups.initiatives import following
from timonel.model import Entity
from timonel.notices.document import Value
from timonel.notices.pack.meeting import Meeting
from timonel.text import Said, said

_FEW = 5  # roles, or sentences


@dataclass(frozen=True, eq=False)
class Ask:
    """A question that a body is asked.

    Attributes:
        about: what it is about.
        title: what it is called.
        question: the question.
        options: what may be answered, each with what follows.
        recommended: which of these whoever asks recommends.
        decides: who decides.
        heard: who must be heard first.
        forbidden: who may not decide it on their own.
        evidence: what the base knows, with what cannot be measured.
        unblocks: what waits for the answer.
        waiting: what it costs to wait until the session after.
        resolution: the proposal, where there is one.
        cautions: what those who decide should know that the proposal does not say.
        informs: whether another decides, and this body is only told.
    """

    about: Entity
    title: Value
    question: Value
    options: Sequence[Value]
    decides: Value
    evidence: Sequence[Value]
    waiting: Sequence[Value]
    recommended: Value = None
    heard: Sequence[Value] = ()
    forbidden: Sequence[Value] = ()
    unblocks: Sequence[Value] = ()
    resolution: Resolution | None = field(default=None)
    cautions: Sequence[Value] = ()
    informs: bool = False


def few(values: Sequence[Value], most: int = _FEW) -> list[Value]:
    """Return the first values, and how many more there are."""
    left = len(values) - most
    return [*values] if left <= 1 else [*values[:most], said("{n} more", n=left)]


def joined(values: Sequence[Value]) -> Value:
    """Return sentences one behind the other."""
    found: Value = None
    for one in values:
        then = one.rstrip(".") if isinstance(one, str) else one
        found = then if found is None else said("{first}; {then}", first=found, then=then)
    return found


def waits(m: Meeting, about: Sequence[Entity]) -> Iterator[Said]:
    """Yield what falls due before the session after."""
    due = sorted((each for entity in about for each in _falls_due(m, entity)), key=lambda each: each[0])
    if due:
        yield said("due before the next session: {what}", what=[what for _, what in due])


def _falls_due(m: Meeting, entity: Entity) -> Iterator[tuple[str, Said]]:
    """Yield what of something falls due between the two sessions."""
    found: list[tuple[str | None, Said]] = []
    if isinstance(entity, Pilot):
        found.append((entity.end, said("the end of {name} ({date})", name=entity, date=entity.end)))
    if isinstance(entity, Initiative) and (gate := following(m.base, entity)):
        found.append((gate[0].due, said("the gate “{phase}” ({date})", phase=gate[1], date=gate[0].due)))
    if isinstance(entity, Risk):
        found += [(each.due, said("an action against it ({date})", date=each.due)) for each in entity.actions if not each.done]  # fmt: skip
    if isinstance(entity, Issue):
        found.append((entity.due, said("the day by which to solve “{name}” ({date})", name=entity, date=entity.due)))
    return ((each, what) for each, what in found if each and m.on <= each < m.until)
