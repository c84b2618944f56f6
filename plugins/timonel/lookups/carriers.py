"""What carries an entry, one step away: what it needs, and what holds it up."""

from __future__ import annotations

from timonel.lookups.status import is_active
from timonel.model import Base, Entity, Reference

_WEIGH = ("risk", "issue")  # they are felt where they name something, and hold nothing up


def impact_of(base: Base, reference: Reference) -> str | None:
    """Return who feels it when the other end of a reference is gone, as the schema says: "needs", "carries", "both"."""
    links = base.schema.kinds[reference.source.kind].links.get(str(reference.path[0]), ())
    below = tuple("*" if isinstance(key, int) else key for key in reference.path[1:])
    return next((one.impact for one in links if one.path == below), None)


def needed(base: Base, entity: Entity) -> list[Entity]:
    """Return what an entry needs directly, each once."""
    found: dict[str, Entity] = {}
    for reference in base.outgoing.get(entity.key, ()):
        other = base.find(f"{reference.kind}:{reference.id}")
        if other is not None and impact_of(base, reference) in ("needs", "both"):
            found.setdefault(other.key, other)
    return [*found.values()]


def carriers(base: Base, entity: Entity) -> list[Entity]:
    """Return what carries an entry directly and is in force, each once: what it needs first."""
    found = {one.key: one for one in needed(base, entity)}
    for reference in base.backlinks.get(entity.key, ()):
        if reference.source.kind not in _WEIGH and impact_of(base, reference) in ("carries", "both"):
            found.setdefault(reference.source.key, reference.source)
    return [one for one in found.values() if one is not entity and is_active(one)]
