"""How two things of a base are related: along what they name and what names them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from timonel.graph import path
from timonel.model import Base, Entity
from timonel.text import Text


class Step(NamedTuple):
    """A relation on the way: the field that says so, whether the thing before has it, and the thing that comes next."""

    label: Text
    forwards: bool
    entity: Entity


def way(base: Base, start: Entity, end: Entity) -> Sequence[Step]:
    """Return the shortest way from one thing to another, along relations of things that have pages; none if none."""
    steps: dict[str, dict[str, Step]] = {}
    for one in base.references:
        there = base.find(f"{one.kind}:{one.id}")
        if there is None or not all(base.schema.kinds[each.kind].has_page for each in (one.source, there)):
            continue
        label = base.schema.label(one.source.kind, *(key for key in one.path if isinstance(key, str)))
        steps.setdefault(one.source.key, {}).setdefault(there.key, Step(label, True, there))  # noqa: FBT003 - its name is above
        steps.setdefault(there.key, {}).setdefault(one.source.key, Step(label, False, one.source))  # noqa: FBT003 - as above
    found = path(start.key, end.key, {key: [*after] for key, after in steps.items()})
    return [steps[one][other] for one, other in zip(found, [*found[1:], end.key], strict=True)] if found else []
