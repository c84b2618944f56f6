"""What falls due for one or more roles by the calendar: what they promised, what they measure, the gates of their initiatives."""

from __future__ import annotations

from timonel.notices import due as lists
from timonel.notices.document import Section
from timonel.site.views.people.assignment import Duties

_ANCHORS = {"initiative": "phases"}


def due(its: Duties) -> None:
    """Add what was promised and is not done, the earliest first: resolutions, actions on risks and of change."""
    its.section(_section(its, "due"))


def measurements(its: Duties) -> None:
    """Add the risks and indicators of the roles whose next measurement is due, or soon, the most urgent first."""
    its.section(_section(its, "measurements"))


def gates_due(its: Duties) -> None:
    """Add the next gate of each active initiative that the roles lead or sponsor, the earliest first."""
    its.section(_section(its, "gates"), _ANCHORS)


def _section(its: Duties, key: str) -> Section:
    return next(one for one in lists.sections(its.ctx.facts, its.roles, named=its.named) if one.key == key)
