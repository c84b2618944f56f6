"""What is new, out of what is recorded: entries that came and went, gaps that were opened and closed, day by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from timonel.governance.responsible import responsible
from timonel.history.recorded import Gap, Recorded
from timonel.lookups.confirmations import answering
from timonel.lookups.dated import identity
from timonel.lookups.facts import Facts
from timonel.model import Base, Entity

_MOST = 400  # news of a base that are told: whoever was away longer looks at the pages


class News(NamedTuple):
    """What happened to an entry on a day.

    Attributes:
        day: the ISO date.
        key: ``kind:id`` by which it was known from the first.
        entity: the entry as it is; None where it is gone.
        came: whether it came that day; None where it neither came nor went.
        opened: the gaps that were opened.
        closed: the gaps that were closed.
        roles: the ids of the roles that it concerns.
    """

    day: str
    key: str
    entity: Entity | None
    came: bool | None
    opened: Sequence[Gap]
    closed: Sequence[Gap]
    roles: Sequence[str]


def news(past: Recorded, facts: Facts) -> list[News]:
    """Return what is new since recording began, the latest first.

    An entry that was renamed neither came nor went, and its gaps are those that it had.

    Args:
        past: what is recorded.
        facts: of the base as it is.
    """
    base = facts.base
    first = min([*past.came.values(), *(one.opened for one in past.gaps)], default="")
    found = _Told(base)
    for key, day in past.came.items():
        entity = base.find(key)
        formerly = entity.fields.get("formerly") or () if entity else ()
        if day > first and not any(f"{key.partition(':')[0]}:{old}" in past.gone for old in formerly):
            found.at(day, key).came = True
    for key, day in past.gone.items():
        if found.entity(key) is None:
            found.at(day, key).came = False
    for gap in past.gaps:
        if gap.opened > first and gap.state != "baselined":
            found.at(gap.opened, gap.entity).opened.append(gap)
        if gap.closed:
            found.at(gap.closed, gap.entity).closed.append(gap)
    return found.news(facts)


class _Day:
    """What happened to an entry on a day, as it is gathered."""

    def __init__(self) -> None:
        self.came: bool | None = None
        self.opened: list[Gap] = []
        self.closed: list[Gap] = []

    def settle(self) -> bool:
        """Leave out gaps that were closed and opened on one day, as in a rename; return whether anything is left."""
        for gap in [*self.closed]:
            same = next((one for one in self.opened if one.code == gap.code), None)
            if same is not None:
                self.opened.remove(same)
                self.closed.remove(gap)
        return self.came is not None or bool(self.opened or self.closed)


class _Told:
    """Days and entries → what happened."""

    def __init__(self, base: Base) -> None:
        self._base = base
        self._days: dict[tuple[str, str], _Day] = {}
        self._now = _now(base)

    def name(self, key: str) -> str:
        """Return the key by which an entry was known from the first."""
        entity = self.entity(key)
        return f"{entity.kind}:{identity(self._base, entity)}" if entity else key

    def entity(self, key: str) -> Entity | None:
        """Return the entry that is, or was, called so; None where it is there no more."""
        return self._base.find(key) or self._now.get(key)

    def at(self, day: str, key: str) -> _Day:
        return self._days.setdefault((day, self.name(key)), _Day())

    def news(self, facts: Facts) -> list[News]:
        there = [(day, key, one) for (day, key), one in self._days.items() if one.settle()]
        told = []
        for day, key, one in sorted(there, key=lambda each: (each[0], each[1]), reverse=True)[:_MOST]:
            entity = self.entity(key)
            told.append(News(day, key, entity, one.came, one.opened, one.closed, _roles(facts, entity)))
        return told


def _now(base: Base) -> Mapping[str, Entity]:
    """Return ``kind:id`` of before a rename → the entry as it is."""
    return {f"{one.kind}:{old}": one for one in base for old in one.fields.get("formerly") or ()}


def _roles(facts: Facts, entity: Entity | None) -> list[str]:
    """Return the ids of the roles that answer for an entry, and of the one that must act on its gaps."""
    if entity is None:
        return []
    acting = [key.removeprefix("role:") for key in responsible(facts, None, entity)]
    return [*dict.fromkeys([*(one.id for one in answering(facts.base, entity)), *acting])]
