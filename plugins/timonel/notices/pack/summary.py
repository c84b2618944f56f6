"""The whole of a pack in one paragraph of counts, without adjectives."""

from __future__ import annotations

from collections.abc import Sequence

from timonel.history.recorded import Recorded
from timonel.notices.pack import ahead, past
from timonel.notices.pack.asked import Ask
from timonel.notices.pack.meeting import Meeting
from timonel.text import Said, said


def summary(m: Meeting, asks: Sequence[Ask], recorded: Recorded | None) -> Said:
    """Return the whole in one paragraph of counts.

    Args:
        m: the session.
        asks: what is asked at it.
        recorded: what the base's history file tells, None without one.
    """
    stands = past.objectives(m)
    watched = ahead.risks(m)
    behind = sum(one.behind is not None and one.behind > 0 for one in stands)
    gaps = past.gaps(m, recorded) or said("not recorded")
    earlier = past.resolutions(m)
    late = sum(one.late for one in earlier)
    soon = sum(
        not one.late and one.resolution.due is not None and one.state.msgid != "done" and one.resolution.due < m.on
        for one in earlier
    )
    return said(
        "Questions to decide: {asks} (resolutions proposed: {proposed}). Since the last session, gaps: {gaps}. Earlier resolutions late: {late}; due before this session: {soon}. Objectives behind schedule: {behind} of {objectives}. Risks higher than 30 days ago: {rises} of {risks}.{money}",
        asks=sum(not one.informs for one in asks), proposed=len(m.proposed), gaps=gaps, late=late, soon=soon, money=_total(m) or "", behind=behind, objectives=len(stands), rises=sum(one.rises > 0 for one in watched), risks=len(watched),
    )  # fmt: skip


def _total(m: Meeting) -> Said | None:
    """Return what the proposals ask for, by the options chosen, against what is left; None where no option has a cost."""
    costs = [[each.cost or 0 for each in one.options] for one in m.proposed if any(each.cost for each in one.options)]
    if not costs:
        return None
    low, high = (m.money(sum(map(pick, costs))) for pick in (min, max))
    found = ahead.budgets(m)
    if found is None:
        return said(" Money requested, depending on the options chosen: from {low} to {high}.", low=low, high=high)
    return said(
        " Money requested, depending on the options chosen: from {low} to {high}; left in the budgets under way: {left}.",
        low=low, high=high, left=m.money(found.planned - found.spent),
    )  # fmt: skip
