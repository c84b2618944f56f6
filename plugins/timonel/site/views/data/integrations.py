"""How systems are joined, whichever end says so."""

from __future__ import annotations

from timonel.kinds import System, SystemIntegration
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
