"""The waivers: why a gap stays for now, who agreed, and the days that are left."""

from __future__ import annotations

from collections.abc import Sequence

from timonel.kinds import Waiver
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.kit import Cell, Column, Item
from timonel.site.views.shared.standing import of_list
from timonel.site.writer import Writer
from timonel.text import many

SOON = 14  # days in which a waiver's end is near, as DAT011 has it


def waivers(w: Writer) -> None:
    """Write the waivers: reason, approver, days left."""
    ctx = w.ctx
    w.title(ctx.t("Waivers"))
    rows = sorted(ctx.base.all(Waiver), key=lambda waiver: waiver.expires)
    _first_to_end(w, rows)
    w.lede(
        ctx.t(
            "A waiver hides no gap: it says why the gap stays for now, who agreed, and until when. On the day after, the gap is back."
        )
    )
    acting = {(one.code, one.spot.subject): one.responsible for one in ctx.result.findings if one.waiver}

    def who(waiver: Waiver) -> list[Item]:
        return [w.role(key.partition(":")[2]) for key in acting.get((waiver.rule, waiver.entity), ())]

    columns: list[Column[Waiver]] = [
        Column("entity", ctx.t("What it excuses"), lambda x: w.link(ctx.base.find(x.entity)) or x.entity, wide=True),
        Column("rule", ctx.t("Rule"), lambda waiver: w.rule(waiver.rule)._replace(title=None)),
        fields.column(w, "waiver.reason", wide=True),
        fields.head(ctx, "waiver.approved_by", lambda waiver: w.approver(waiver.approved_by), key="by"),
        Column("closes", ctx.t("Who must close the gap"), who),
        *([fields.column(w, "waiver.approved")] if any(one.approved for one in rows) else []),
        fields.column(w, "waiver.expires"),
        Column("left", ctx.t("Days left"), lambda waiver: _left(ctx, waiver), number=True),
    ]
    w.table("waivers", ctx.t("Waivers"), rows, columns, plain=True)


def _first_to_end(w: Writer, waivers: Sequence[Waiver]) -> None:
    """Add how many waivers there are, how many have ended, and when the next one does."""
    ctx, left = w.ctx, [-w.ctx.facts.days_since(one.expires) for one in waivers]
    gone, nearest = sum(days < 0 for days in left), min((days for days in left if days >= 0), default=None)
    told = [Cell(ctx.t(many("1 waiver", "{n} waivers", len(left))))]
    if gone:
        told.append(Cell(ctx.t(many("1 expired", "{n} expired", gone)), badge="error"))
    near = sum(0 <= days <= SOON for days in left)
    if near:
        words = "1 ends in {days} days" if near == 1 else "{n} end soon, the first in {days} days"
        told.append(Cell(ctx.t(words, n=near, days=nearest), badge="warning"))
    elif nearest is not None:
        told.append(Cell(ctx.t(many("the next ends in 1 day", "the next ends in {n} days", nearest))))
    of_list(w, (), told if left else [])


def _left(ctx: Context, waiver: Waiver) -> Cell:
    left = -ctx.facts.days_since(waiver.expires)
    if left < 0:
        return Cell(ctx.t("expired"), badge="error", sort=left)
    if left > SOON:
        return Cell(str(left), sort=left)
    return Cell(ctx.t(many("1 day left", "{n} days left", left)), badge="warning", sort=left)
