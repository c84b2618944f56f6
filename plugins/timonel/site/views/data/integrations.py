"""How systems are joined, whichever end says so, and which hold the same personal data apart."""

from __future__ import annotations

from timonel.graph import reach
from timonel.kinds import DataAsset, System, SystemIntegration
from timonel.lookups.facts import Facts
from timonel.site.context import Context


def joins(ctx: Context, system: System) -> list[tuple[System, SystemIntegration, bool]]:
    """Return a system's integrations: the other system, the integration, and whether this system declares it.

    What both ends declare stands once, as this system says it.
    """
    base = ctx.base
    own = [(other, one, True) for one in system.integrations if (other := base.get(System, one.system)) is not None]
    told = {other.id for other, _, _ in own}
    theirs = [
        (other, one, False)
        for other in base.all(System)
        for one in other.integrations
        if one.system == system.id and other.id not in told and other.id != system.id
    ]
    return [*own, *theirs]


def silos(ctx: Context) -> list[tuple[System, System, list[DataAsset]]]:
    """Return pairs of systems met by customers that hold the same personal data and are not joined, with those data."""
    return ctx.facts.once(_silos)


def _silos(facts: Facts) -> list[tuple[System, System, list[DataAsset]]]:
    following = {id_: [*others] for id_, others in facts.joined.items()}
    for system in facts.base.many(System, [*following]):
        for other in system.shares_database_with:
            if other in following:
                following[system.id].append(other)
                following[other].append(system.id)
    found: dict[tuple[str, str], tuple[System, System, list[DataAsset]]] = {}
    for asset in facts.personal.values():
        holding = [one for one in facts.holding(asset) if one.id in following and one.id in facts.at_touchpoints]
        together = reach([one.id for one in holding[:1]], following)
        for far in holding[1:]:
            if far.id not in together:
                found.setdefault((holding[0].id, far.id), (holding[0], far, []))[2].append(asset)
    return [*found.values()]
