"""Data assets: the inventory, and a page per asset with who holds it, who may see it and where it is collected."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from timonel.kinds import DataAsset, Process, System, SystemIntegration, Touchpoint
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Cell, Column, Fact, Group, Item, count
from timonel.site.kit.cells import ZERO
from timonel.site.views.data.consent_basis import basis_word, recorded_word
from timonel.site.views.shared import entity_page, inventory, standing
from timonel.site.writer import Writer
from timonel.text import many


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the inventory of data assets."""
    if ctx.base.of("data-asset"):
        yield Draft("data-assets/index", ctx.kind_plural("data-asset"), overview, ("data", 2), searched=False)


def overview(w: Writer) -> None:
    """Write the inventory."""
    ctx = w.ctx
    assets = ctx.base.all(DataAsset)
    w.title(ctx.kind_plural("data-asset"))
    measured = [(share, one) for one in assets if (share := _share(one)) is not None]
    told: list[Item] = []
    if measured:
        share, least = min(measured, key=lambda pair: (pair[0], pair[1].id))
        told.append(standing.named(w, ctx.t("The least complete"), w.link(least)._replace(note=ctx.percent(share))))
    if sensitive := sum(bool(one.sensitive) for one in assets):
        told.append(Cell(ctx.t(many("1 sensitive", "{n} sensitive", sensitive)), "?personal=sensitive#list-data-asset"))
    standing.of_list(w, assets, told)
    w.lede(
        ctx.t(
            "Each body of data with its purpose, its owner and the one system whose word is final. Personal data need consent, limited access and a time to be erased."
        )
    )
    more = [
        Column[DataAsset]("copies", ctx.t("Copies"), lambda asset: count(len(asset.copies)), number=True),
        Column[DataAsset](
            "completeness", ctx.t("Completeness"), lambda asset: _percent(ctx, asset), number=True, lead=True
        ),
        Column[DataAsset]("last", ctx.t("Last measured"), lambda asset: _measured(ctx, asset)),
    ]
    kinds = Column[DataAsset](
        "personal", ctx.label("data-asset", "personal"), lambda asset: _kinds(ctx, asset), filter=True
    )
    names = [
        "owner",
        "master",
        *(["access"] if len({one.access for one in assets}) > 1 else []),
    ]  # all alike say nothing

    def urgency(one: DataAsset) -> tuple[float, ...]:
        share = _share(one)
        return *inventory.gravity(ctx, one), -101 if share is None else -share

    inventory.table(w, "data-asset", assets, names, more, first=(kinds,), urgency=urgency)


def _kinds(ctx: Context, asset: DataAsset) -> list[Item]:
    """Return what the law asks about: whether the data are personal, and sensitive."""
    chips: list[Item] = [Cell(ctx.t("Personal"), badge="plain", key="personal")] if asset.personal else []
    if asset.sensitive:
        chips.append(Cell(ctx.t("Sensitive"), badge="warning", key="sensitive"))
    return chips or [Cell(ctx.word({}, False), badge=ZERO, key="no")]  # noqa: FBT003 - the word for it


def _share(asset: DataAsset) -> float | None:
    return asset.quality.completeness if asset.quality else None


def _percent(ctx: Context, asset: DataAsset) -> Cell | None:
    share = _share(asset)
    return None if share is None else Cell(ctx.percent(share), sort=share)


def _measured(ctx: Context, asset: DataAsset) -> list[Item]:
    """Return when somebody measured how good the data are, and whether that is too long ago."""
    late = any(one.code == "SYS007" for one in ctx.gaps(asset.key))
    day = ctx.date_cell(asset.quality.assessed) if asset.quality else None
    return [day, *([Cell(ctx.t("late"), badge="warning")] if late and day else [])]


def completeness(ctx: Context, asset: DataAsset) -> Cell | None:
    """Return how complete the data are, with the day it was measured; no data where nobody measured."""
    cell = _percent(ctx, asset)
    return cell and cell._replace(note=ctx.date(asset.quality.assessed) if asset.quality else None)


def asset_page(w: Writer, asset: DataAsset) -> None:
    """Write the middle of a data asset's page."""
    ctx = w.ctx
    quality = Fact(ctx.t("Completeness"), completeness(ctx, asset))
    entity_page.facts(w, asset, skip=("master", "copies"), more=(quality,))
    for field in ("purpose", "retention"):
        if asset.fields.get(field):
            w.heading(ctx.label("data-asset", field), field)
            (w.prose if field == "purpose" else w.text)(asset.fields[field])
    _held(w, asset)
    _grants(w, asset)
    _collected(w, asset)
    _used(w, asset)
    entity_page.story(w, asset, skip=("purpose", "retention", "grants", "quality"))


def _held(w: Writer, asset: DataAsset) -> None:
    """Add the systems that hold it, the master first."""
    ctx = w.ctx
    w.heading(ctx.t("Who holds it"), "held")
    systems = ctx.facts.holding(asset)
    if not systems:
        w.notice("none", ctx.t("No system is named"), ctx.t("Nobody has said yet which system holds this data."))
        return
    master = Cell(ctx.t("master"), badge="plain")
    w.table(
        "held-table",
        ctx.t("Who holds it"),
        systems,
        [
            fields.head(ctx, "system", lambda system: w.link(system, gap=True), wide=True),
            Column("part", ctx.t("Held as"), lambda system: master if system.id == asset.master else ctx.t("copy")),
            fields.head(ctx, "system.status", ctx.status),
            fields.column(w, "system.owner"),
        ],
        plain=True,
    )
    _travels(w, asset)


def _travels(w: Writer, asset: DataAsset) -> None:
    ctx = w.ctx
    told: dict[
        frozenset[str], tuple[System, SystemIntegration]
    ] = {}  # each pair of systems once, whichever end says it
    for system in ctx.base.all(System):
        for integration in system.integrations:
            if asset.id in integration.data:
                told.setdefault(frozenset((system.id, integration.system)), (system, integration))
    if told:
        direction = fields.of(ctx, "system", "integrations", "direction")
        columns: list[Column[tuple[System, SystemIntegration]]] = [
            fields.head(ctx, "system", lambda row: w.link(row[0]), wide=True),
            fields.head(
                ctx,
                "system.integrations.direction",
                lambda row: row[1].direction and ctx.word(direction, row[1].direction),
            ),
            Column("other", ctx.t("Other system"), lambda row: w.ref("system", row[1].system)),
            fields.head(ctx, "system.integrations.method", lambda row: row[1].method),
        ]
        w.section(ctx.t("How it travels"), "travels", [*told.values()], columns)


def _grants(w: Writer, asset: DataAsset) -> None:
    """Add which roles may read, change or administer it."""
    ctx = w.ctx
    levels = fields.of(ctx, "data-asset", "grants", "level")
    w.section(
        ctx.label("data-asset", "grants"),
        "grants",
        asset.grants,
        [
            fields.head(ctx, "role", lambda grant: w.role(grant.role), wide=True),
            fields.head(ctx, "data-asset.grants.level", lambda grant: ctx.word(levels, grant.level)),
        ],
    )


def _collected(w: Writer, asset: DataAsset) -> None:
    """Add the touchpoints that collect it, each with the basis it relies on."""
    ctx = w.ctx
    found = ctx.sorted(x for x in ctx.base.all(Touchpoint) if asset.id in x.collects)
    columns: list[Column[Touchpoint]] = [
        fields.head(ctx, "touchpoint", lambda touchpoint: w.link(touchpoint, gap=True), wide=True),
        fields.head(ctx, "stage", lambda touchpoint: w.ref("stage", touchpoint.stage)),
        Column("channels", ctx.kind_plural("channel"), lambda touchpoint: w.refs("channel", touchpoint.channels)),
    ]
    if asset.personal:
        recorded = fields.head(
            ctx, "touchpoint.consent.preference_recorded", partial(recorded_word, ctx), key="recorded"
        )
        columns += [fields.head(ctx, "touchpoint.consent", partial(basis_word, ctx), key="basis"), recorded]
    w.section(ctx.t("Where it is collected"), "collected", found, columns)


def _used(w: Writer, asset: DataAsset) -> None:
    ctx = w.ctx
    found = [one for one in ctx.base.all(Process) if asset.id in one.data and one.status != "retired"]
    if found:
        w.heading(ctx.t("Processes that use it"), "processes")
        w.add(ctx.c.refers([Group(ctx.kind_plural("process"), [w.link(one) for one in ctx.sorted(found)])]))


VIEWS = {"data-asset": asset_page}
