"""What of systems is kept apart and what hangs together: silos, and the groups in which data travel."""

from __future__ import annotations

from collections.abc import Sequence

from timonel.kinds import DataAsset, System
from timonel.lookups.facts import Facts
from timonel.lookups.silos import exchanging, groups, silos
from timonel.model import Entity
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.kept import kept
from timonel.site.kit import Cell, Column, Value
from timonel.site.views.shared import charts
from timonel.site.writer import Writer
from timonel.text import many

RULE = "TCH005"  # what finds silos


def cut_off(ctx: Context) -> frozenset[str]:
    """Return the systems that no way of the data leads to, although they hold the same as the first of those that do."""
    return ctx.facts.once(_cut_off)


def _cut_off(facts: Facts) -> frozenset[str]:
    return frozenset(far.id for _, far, _ in silos(facts))


def beside(ctx: Context, system: System) -> list[tuple[System, list[DataAsset]]]:
    """Return the systems that hold the same personal data as one and are not joined to it, with those data."""
    pairs = ((far if near.id == system.id else near, x) for near, far, x in silos(ctx.facts) if system in (near, far))
    return [*pairs]


def kept_apart(w: Writer, system: Entity) -> Cell | None:
    """Return the silos of a system as they stand below its title; None where the gaps of its data count them."""
    if not isinstance(system, System):
        return None
    data = [asset for _, assets in beside(w.ctx, system) for asset in assets]
    told = all(any(gap.code == RULE for gap in w.ctx.gaps(asset.key)) for asset in data)
    return None if told else chip(w, system)


def chip(w: Writer, system: System) -> Cell | None:
    """Return that a system is cut off from others with the same data, or how many are cut off from it: theirs is the fault."""
    t, n, way = w.ctx.t, len(beside(w.ctx, system)), w.href(system, "data")
    if system.id in cut_off(w.ctx):
        return Cell(t("cut off"), way, badge="warning")
    return Cell(t(many("1 system not joined to this one", "{n} systems not joined to this one", n)), way) if n else None


def silo_table(w: Writer) -> None:
    """Add the silos: as gaps with who must act and how, else, where no rule tells them, the pairs."""
    ctx = w.ctx
    found = silos(ctx.facts)
    data = {asset.key for _, _, assets in found for asset in assets}
    title = many(
        "1 system cut off: the same data as others, and nothing joins it",
        "{n} systems cut off: the same data as others, and nothing joins them",
        len(cut_off(ctx)),
    )
    w.heading(ctx.t(title) if found else ctx.t("Silos"), "silos")
    told = [one for one in ctx.result.findings if one.code == RULE and one.status != "baselined"]
    if data <= {one.spot.subject for one in told} and found:
        w.add(ctx.c.gap_list(w.gaps(told)))
        return
    if not found:
        w.notice(
            "ok",
            ctx.t("No silos"),
            ctx.t("Systems that customers meet and that hold the same personal data are joined to each other."),
        )
        return
    w.table(
        "silos-table",
        ctx.t("Silos"),
        found,
        [
            fields.head(ctx, "system", lambda row: w.link(row[0]), key="one"),
            Column("other", ctx.t("Not joined to"), lambda row: w.link(row[1])),
            Column("data", ctx.t("Although both hold"), lambda row: [w.link(one) for one in row[2]], wide=True),
        ],
        plain=True,
    )


def groups_table(w: Writer) -> None:
    """Add the groups of systems, where there are several: what joins them, and which personal data more than one holds."""
    ctx, t = w.ctx, w.ctx.t
    found = groups(ctx.facts, kept(ctx.cache))
    if len(found) < 2:  # noqa: PLR2004 - one group is all of them
        return
    place = {one.id: number for number, group in enumerate(found) for one in group}
    across = [pair for pair in exchanging(ctx.facts) if place[pair[0]] != place[pair[1]]]
    held = {
        asset.id: {place[one.id] for one in ctx.facts.holding(asset) if one.id in place}
        for asset in ctx.facts.personal.values()
    }

    def ways(group: Sequence[System]) -> Cell:
        ends = [one for pair in across for one in pair if place[one] == place[group[0].id]]
        alone = ctx.base.get(System, ends[0]) if len(group) > 1 and len({*ends}) == 1 else None
        through = "through {way}" if len(ends) == 1 else "all through {way}"
        note = t(through, way=ctx.name(alone)) if alone else None
        return Cell(str(len(ends)), note=note, sort=len(ends))  # here a zero is what one looks for

    def shared(group: Sequence[System]) -> Value:
        here = place[group[0].id]
        return [w.link(one) for one in ctx.facts.personal.values() if here in held[one.id] and len(held[one.id]) > 1]

    w.heading(t("Groups of systems"), "groups")
    charts.note(
        w,
        t(
            "Systems that exchange data more among themselves than with the others. What joins two groups is worth watching; where nothing does, data stay apart."
        ),
    )
    columns: list[Column[Sequence[System]]] = [
        Column("systems", ctx.kind_plural("system"), lambda group: [w.link(one) for one in group], wide=True),
        Column("across", t("Connections with other groups"), ways, number=True),
        Column("shared", t("Personal data that others hold too"), lambda group: shared(group) or t("none"), wide=True),
    ]
    w.table("groups-table", t("Groups of systems"), found, columns, plain=True, behind=True)
