"""What of a base fits where something is missing: the role, indicator or touchpoint that a fix can name as its example."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import NamedTuple

from timonel.kinds import Area, Process, Role
from timonel.lookups.facts import Facts
from timonel.lookups.status import OWNERSHIP
from timonel.model import Entity
from timonel.text import fold

_NAMED, _NEAR, _OWNS, _SEATED = 2, 1, 2, 1  # what a shared word, a neighbour, one who owns it, and a holder today count
_COMMON = 20  # names that may share a word
_WORD = 4  # letters from which on a word says something
_OUTSIDE = ("customer", "partner")


def fitting(facts: Facts, entity: Entity, field: str, kind: str) -> Entity | None:
    """Return what of a kind fits best into a field of an entity, None where nothing of the kind does.

    What stands around the entity counts (whom its neighbours name), and the words that both names share. A role is
    always found where there is one: somebody has to answer.

    Args:
        facts: what is known of the base.
        entity: the entity whose field is empty.
        field: the field.
        kind: the kind that it names.
    """
    if not facts.base.entities.get(kind):
        return None
    points = Counter[str]()
    for word in _words(entity):
        points.update(dict.fromkeys(facts.once(_named(kind)).get(word, ()), _NAMED))
    for one, weight in _around(facts, entity, kind):
        points[one] += weight
    if kind == "role":
        return _role(facts, entity, field, points)
    if entity.kind == kind:
        del points[entity.id]
    there = (facts.base.find(f"{kind}:{id_}") for id_ in sorted(points, key=lambda id_: (-points[id_], id_)))
    return next((one for one in there if one is not None and _helps(facts, field, one)), None)


def _helps(facts: Facts, field: str, other: Entity) -> bool:
    """Whether naming an entity closes a gap: it is in use and, where it is to be supported, reaches customers."""
    if other.fields.get("status") == "retired":
        return False
    if field != "supports" or not isinstance(other, Process):
        return True
    return other.type != "support" or other.id in facts.behind_customers


def _role(facts: Facts, entity: Entity, field: str, points: Mapping[str, int]) -> Entity | None:
    """Return the role that fits best: of the right side of the company, and held today if one is.

    Of the roles that nothing speaks for, only the first that is free can win, so only that one is looked at.
    """
    technical = field == "technical_owner"
    taken = {entity.fields.get(other) for other in ("owner", "technical_owner", "sponsor", "lead")} - {None}
    area = entity.fields.get("area")
    seats = facts.once(_seats)

    def rank(seat: _Seat) -> tuple[bool, int, int]:
        near = _OWNS if seat.role.area and seat.role.area == area else 0
        return seat.technical == technical, points.get(seat.role.id, 0) + near + seat.held, -seat.place

    def is_free(seat: _Seat) -> bool:
        return seat.role.key != entity.key and seat.role.id not in taken

    spoken_for = (seats.by_id[one] for one in points if one in seats.by_id)
    firsts = (next(filter(is_free, seats.best.get((technical, place), ())), None) for place in (None, area))
    found = max(filter(is_free, (*spoken_for, *filter(None, firsts))), key=rank, default=None)
    return found.role if found else None


class _Seat(NamedTuple):
    """A role that can answer for something: its place among all, whether it is technology's, and what a holder today counts."""

    role: Role
    place: int
    technical: bool
    held: int


class _Seats(NamedTuple):
    """The roles that can answer, by id; and for either side the best first, of the company (None) and of each area."""

    by_id: Mapping[str, _Seat]
    best: Mapping[tuple[bool, str | None], Sequence[_Seat]]


def _seats(facts: Facts) -> _Seats:
    """Look at every role once."""
    technology = {area.id for area in facts.base.all(Area) if area.type == "technology"}
    seats = [
        _Seat(role, place, role.area in technology, _SEATED if facts.holders(role.id) else 0)
        for place, role in enumerate(facts.base.all(Role))
        if role.type not in _OUTSIDE
    ]
    best: dict[tuple[bool, str | None], list[_Seat]] = {}
    for technical in (False, True):
        for seat in sorted(seats, key=lambda seat: (seat.technical != technical, -seat.held)):
            best.setdefault((technical, None), []).append(seat)
            if seat.role.area:
                best.setdefault((technical, seat.role.area), []).append(seat)
    return _Seats({seat.role.id: seat for seat in seats}, best)


def _around(facts: Facts, entity: Entity, kind: str) -> Iterator[tuple[str, int]]:
    """Yield the ids of a kind that an entity or its neighbours name, with what that counts."""
    base = facts.base
    near: dict[str, Entity] = {}
    for one in base.outgoing.get(entity.key, ()):
        if one.kind == kind:
            yield one.id, _NEAR
        elif other := base.find(f"{one.kind}:{one.id}"):
            near[other.key] = other
    near |= {one.source.key: one.source for one in base.backlinks.get(entity.key, ())[:50]}
    for other in near.values():
        for one in base.outgoing.get(other.key, ()):
            if one.kind == kind:
                yield one.id, _OWNS if one.path[0] in OWNERSHIP or one.path[0] == "head" else _NEAR


def _words(entity: Entity) -> frozenset[str]:
    """Return the words of an entity's name, in all its languages."""
    name = entity.fields.get("name")
    texts = name.values() if isinstance(name, Mapping) else (name,)
    return frozenset[str]().union(*(_telling(text) for text in texts if isinstance(text, str)))


@cache
def _telling(name: str) -> frozenset[str]:
    """Return the words of a name that say something: names are asked for theirs again and again."""
    return frozenset(word.strip(".,;:()«»“”") for word in fold(name).split() if len(word) >= _WORD)


@cache
def _named(kind: str) -> Callable[[Facts], Mapping[str, Sequence[str]]]:
    """Return what looks words up in the names of a kind, the same each time."""
    return partial(_by_word, kind)


def _by_word(kind: str, facts: Facts) -> Mapping[str, Sequence[str]]:
    """Return word → the ids of the entities of a kind whose names have it; a word of many names tells none of them apart."""
    found: dict[str, list[str]] = {}
    for one in facts.base.of(kind):
        for word in _words(one):
            found.setdefault(word, []).append(one.id)
    return {word: ids for word, ids in found.items() if len(ids) <= _COMMON}
