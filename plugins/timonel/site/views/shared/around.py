"""What has gaps around an entry: what carries it, and what stands further behind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from timonel.governance import Finding
from timonel.kinds import DataAsset, Indicator, Objective, Process, Stage, System, Touchpoint
from timonel.lookups.carriers import carriers
from timonel.lookups.service import service
from timonel.model import Entity
from timonel.site import fields
from timonel.site.writer import Writer
from timonel.text import Said, many

Places = Sequence[tuple[Entity, Finding]]  # open gaps, each with what has it


def with_gaps(w: Writer, entities: Iterable[Entity]) -> Places:
    """Return the open gaps of some entries, as far as the page shows these."""
    return [(one, gap) for one in entities if w.ctx.shows(one) for gap in w.ctx.gaps(one.key)]


def gravest(places: Places) -> str | None:
    """Return how grave the gravest gap is; None without any."""
    return fields.worst([gap for _, gap in places]) if places else None


def carrying(w: Writer, entity: Entity) -> Places:
    """Return the gaps of what carries an entry."""
    return with_gaps(w, w.ctx.facts.holding_up(entity) if isinstance(entity, Stage) else carriers(w.ctx.base, entity))


def beyond(w: Writer, entity: Entity) -> Places:
    """Return the gaps further behind: of a stage, in what supports those that carry it, and what threatens them; of a system, in its data; of an indicator, in its objectives; of a touchpoint, in what carries its processes."""
    base, facts = w.ctx.base, w.ctx.facts
    if isinstance(entity, System):
        held = (one for one in base.all(DataAsset) if entity.id == one.master or entity.id in one.copies)
        return with_gaps(w, held)
    if isinstance(entity, Indicator):
        return with_gaps(w, (one for one in base.all(Objective) if one.indicator == entity.id))
    if isinstance(entity, Touchpoint):
        direct = carriers(base, entity)
        below = (each for one in direct if isinstance(one, Process) for each in carriers(base, one))
        return with_gaps(w, {one.key: one for one in below if one not in (*direct, entity)}.values())
    if not isinstance(entity, Stage):
        return []
    near, behind = facts.holding_up(entity), service(facts, facts.met.get(entity.id, ()))
    people = (*behind.front, *behind.support, *behind.deeper)
    means = (*behind.systems, *behind.further, *behind.assistants)
    return with_gaps(w, [one for one in (*people, *means, *behind.troubles) if one not in near])


def told_beyond(entity: Entity, n: int) -> tuple[Said, Said]:
    """Return how many gaps there are further behind an entry: below its title, and above the gaps themselves."""
    if entity.kind == "system":
        return (
            many("1 gap in the data that it holds", "{n} gaps in the data that it holds", n),
            many("1 in the data that it holds:", "{n} in the data that it holds:", n),
        )
    if entity.kind == "indicator":
        return (
            many("1 gap in its objectives", "{n} gaps in its objectives", n),
            many("1 in its objectives:", "{n} in its objectives:", n),
        )
    if entity.kind == "touchpoint":
        return (
            many("1 gap in what carries its process", "{n} gaps in what carries its processes", n),
            many("1 in what carries its process:", "{n} in what carries its processes:", n),
        )
    return (
        many("1 more gap further behind", "{n} more gaps further behind", n),
        many("1 more in its support, its systems or its risks:", "{n} more in its support, its systems and its risks:", n),
    )  # fmt: skip
