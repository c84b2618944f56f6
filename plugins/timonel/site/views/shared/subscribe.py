"""Where a page lets its readers have what it tells come to them: by its calendar, and by its news."""

from __future__ import annotations

from timonel.model import Entity
from timonel.site import calendars, feeds
from timonel.site.kit import Action, Cell
from timonel.site.nav import TITLES
from timonel.site.writer import Writer


def subscribe(w: Writer, owner: Entity | None = None) -> list[Action]:
    """Return the ways to what comes from a role or a body, or from all; none where there is nothing to come.

    Args:
        w: the page.
        owner: the role or body.
    """
    key, ctx = owner.key if owner else "", w.ctx
    name, feed = ctx.facts.once(calendars.there).get(key), ctx.once(feeds.there).get(key)
    found = [Action(ctx.t("Add to your calendar"), w.href(name))] if name else []
    return [*found, *([Action(ctx.t("News, as a feed"), w.href(feed))] if feed and owner else [])]


def sections(w: Writer) -> list[Cell]:
    """Return the ways to the news of all, and of each section; none where nothing is recorded."""
    known = w.ctx.once(feeds.there)
    names = [("", "All of it"), *TITLES.items()]
    return [Cell(w.ctx.t(title), w.href(known[key])) for key, title in names if key in known]
