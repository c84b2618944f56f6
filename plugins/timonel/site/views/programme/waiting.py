"""What waits for somebody in initiatives: what is late in them, their pilots' gaps, and their next gate; chips, and lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from timonel.governance import Finding
from timonel.kinds import Initiative, Objective, Pilot, Risk, RiskAction
from timonel.lookups.initiatives import following
from timonel.lookups.objectives import overdue
from timonel.lookups.status import is_active
from timonel.model import Entity
from timonel.site.context import Context
from timonel.site.kit import Cell, Item
from timonel.site.views.programme.hierarchy import own
from timonel.site.views.risks.exposure import due_badges
from timonel.site.views.shared import standing
from timonel.site.writer import Writer
from timonel.text import many


class _Waiting(NamedTuple):
    objectives: Sequence[Objective]
    actions: Sequence[tuple[Risk, RiskAction]]
    gaps: Sequence[Finding]


def _waiting(ctx: Context, one: Initiative) -> _Waiting:
    """Return what is late in an initiative, and the gaps of its pilots; nothing of one that is over."""
    if not is_active(one):
        return _Waiting((), (), ())
    actions = [(risk, x) for risk in own(ctx, Risk, one) if is_active(risk) for x in risk.actions]
    today = ctx.facts.today
    return _Waiting(
        [x for x in own(ctx, Objective, one) if overdue(ctx.facts, x)],
        [(risk, x) for risk, x in actions if not x.done and (x.due or today) < today],
        [gap for x in own(ctx, Pilot, one) for gap in ctx.gaps(x.key)],
    )


def chips(w: Writer, initiatives: Sequence[Initiative]) -> list[Item]:
    """Return what waits in some initiatives as badges: those of one lead to its sections, those of several to the lists."""
    ctx = w.ctx
    found = [(one, _waiting(ctx, one)) for one in initiatives]
    told = list[Item]()
    for n, (single, more, anchor, folder) in enumerate(
        (
            ("1 objective overdue", "{n} objectives overdue", "objectives", "objectives/index"),
            ("1 action overdue", "{n} actions overdue", "risks", "risks/index"),
            ("1 gap in its pilots", "{n} gaps in its pilots", "pilots", "pilots/index"),
        )
    ):
        late = [one for one, waits in found if waits[n]]
        if late:
            way = w.href(late[0], anchor) if len(late) == 1 else w.href(folder)
            total = sum(len(waits[n]) for _, waits in found)
            told.append(Cell(ctx.t(many(single, more, total)), way, badge="warning"))
    return told


def lines(w: Writer, one: Entity) -> list[Item]:
    """Return the same of one initiative, each in a line with who must act."""
    if not isinstance(one, Initiative):
        return []
    ctx, found = w.ctx, _waiting(w.ctx, one)
    told = list[Item](ctx.c.gap_line(row) for row in w.gaps(found.gaps))
    for goal in found.objectives:
        late = overdue(ctx.facts, goal)
        words = Cell(standing.overdue(ctx, late), badge="warning")
        told.append(_line(w, words, w.link(goal), goal.owner))
    for risk, action in found.actions:
        what = Markup("{} ({})").format(w.words(action.statement), Markup(ctx.c.item(w.link(risk))))  # noqa: S704 - made by a component
        told += [_line(w, words, what, action.owner or risk.owner) for words in due_badges(ctx, action)]
    return told


def _line(w: Writer, late: Cell, what: Item, owner: str | None) -> Markup:
    """Return something late: by how much, what it is, and who must act."""
    return w.ctx.c.acted_on(late, what, w.role(owner) or w.ctx.t("nobody"))


def next_gate(w: Writer, initiatives: Sequence[Initiative]) -> Item:
    """Return when the next gate of some initiatives is, as it stands below a title; None where none has a day."""
    ctx, found = w.ctx, [(x, step.due) for x in initiatives for step, _ in filter(None, [following(w.ctx.base, x)])]
    dated = [(due, x) for x, due in found if due]
    if not dated:
        return None
    due, one = min(dated, key=lambda each: each[0])
    way = w.href(one, "phases")
    if due < ctx.facts.today:
        return Cell(ctx.t("gate was due {date}", date=ctx.date(due)), way, badge="warning")
    return standing.named(w, ctx.t("Next gate"), Cell(ctx.date(due), way))


def state(w: Writer, one: Entity) -> list[Item]:
    """Return what waits in an initiative and when its next gate is, as it stands below the title."""
    if not isinstance(one, Initiative):
        return []
    gate = next_gate(w, [one])
    return [*([gate] if gate else []), *chips(w, [one])]


STATES = {"initiative": state}
LATE = {"initiative": lines}
