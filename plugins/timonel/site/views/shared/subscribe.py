"""Where a page lets its readers have what it tells come to them: its calendar."""

from __future__ import annotations

from timonel.model import Entity
from timonel.site import calendars
from timonel.site.kit import Action
from timonel.site.writer import Writer


def subscribe(w: Writer, owner: Entity | None = None) -> list[Action]:
    """Return the ways to what comes from a role or a body, or from all; none where there is nothing to come.

    Args:
        w: the page.
        owner: the role or body.
    """
    name = w.ctx.facts.once(calendars.there).get(owner.key if owner else "")
    return [Action(w.ctx.t("Add to your calendar"), w.href(name))] if name else []
