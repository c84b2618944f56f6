"""What falls due for one or more roles by the calendar: what they promised, what they measure, the gates of their initiatives."""

from __future__ import annotations

from timonel.notices import due as lists
from timonel.site.kit import Cell
from timonel.site.views.people.assignment import Duties

_ANCHORS = {"initiative": "phases"}


def write(its: Duties) -> None:
    """Add what falls due, what comes first before: what was promised and is not done, what is to be measured, gates."""
    order = [*lists.first_days(its.ctx.facts, its.roles)]
    for section in sorted(
        lists.sections(its.ctx.facts, its.roles, named=its.named),
        key=lambda one: order.index(one.key) if one.key in order else len(order),
    ):
        its.section(section, _ANCHORS if section.key == "gates" else {})


def nearest(its: Duties) -> Cell | None:
    """Return the first day on which something falls due, with the way to it; None where nothing does."""
    ctx = its.ctx
    for key, day in lists.first_days(ctx.facts, its.roles).items():
        late = day < ctx.facts.today
        text = (
            ctx.t("Overdue since {date}", date=ctx.date(day)) if late else ctx.t("Next due: {date}", date=ctx.date(day))
        )
        return Cell(text, f"#{key}", badge="warning" if late else "plain")
    return None
