"""Data assets: the inventory, and a page per asset with who holds it, who may see it and where it is collected."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from timonel.kinds import DataAsset, Process, System, SystemIntegration, Touchpoint
from timonel.site import fields
from timonel.site.desk import Desk
from timonel.site.draft import Draft
from timonel.site.kit import Action, Cell, Column, Fact, Group, count
from timonel.site.views.data.consent import basis_word, recorded_word
from timonel.site.views.shared import entity_page, inventory
from timonel.site.writer import Writer


def pages(desk: Desk) -> Iterator[Draft]:
    """Yield the inventory of data assets."""
    if desk.base.of("data-asset"):
        yield Draft("data-assets/index", desk.kind_plural("data-asset"), overview, ("data", 2), searched=False)


def overview(w: Writer) -> None:
    """Write the inventory."""
    desk = w.desk
    w.title(desk.kind_plural("data-asset"))
    w.lede(
        desk.t(
            "Each body of data with its purpose, its owner and the one system whose word is final. Personal data need consent, limited access and a time to be erased."
        )
    )
    if desk.base.of("touchpoint"):
        w.add(
            desk.c.actions(
                [Action(desk.t("Consent by touchpoint and channel"), w.href("data-assets/consent"), icon="word")]
            )
        )
    more = [
        Column[DataAsset]("copies", desk.t("Copies"), lambda asset: count(len(asset.copies)), number=True),
        Column[DataAsset]("completeness", desk.t("Completeness"), lambda asset: completeness(desk, asset)),
    ]
    names = ["personal", "sensitive", "owner", "master", "access"]
    inventory.table(w, "data-asset", desk.base.all(DataAsset), names, more)


def completeness(desk: Desk, asset: DataAsset) -> Cell | None:
    """Return how complete the data are, with the day it was measured; no data where nobody measured."""
    quality = asset.quality
    if quality is None or quality.completeness is None:
        return None
    return Cell(desk.percent(quality.completeness), sort=quality.completeness, note=desk.date(quality.assessed))


def asset_page(w: Writer, asset: DataAsset) -> None:
    """Write the middle of a data asset's page."""
    desk = w.desk
    quality = Fact(desk.t("Completeness"), completeness(desk, asset))
    entity_page.facts(w, asset, skip=("master", "copies"), more=(quality,))
    for field in ("purpose", "retention"):
        if asset.fields.get(field):
            w.heading(desk.label("data-asset", field), field)
            (w.prose if field == "purpose" else w.text)(asset.fields[field])
    _held(w, asset)
    _grants(w, asset)
    _collected(w, asset)
    _used(w, asset)
    entity_page.story(w, asset, skip=("purpose", "retention", "grants", "quality"))


def _held(w: Writer, asset: DataAsset) -> None:
    """Add the systems that hold it, the master first."""
    desk = w.desk
    w.heading(desk.t("Who holds it"), "held")
    systems = desk.facts.holding(asset)
    if not systems:
        w.notice("none", desk.t("No system is named"), desk.t("Nobody has said yet which system holds these data."))
        return
    master = Cell(desk.t("master"), badge="ok")
    w.table(
        "held-table",
        desk.t("Who holds it"),
        systems,
        [
            fields.head(desk, "system", lambda system: w.link(system, gap=True), wide=True),
            Column("part", desk.t("Held as"), lambda system: master if system.id == asset.master else desk.t("copy")),
            fields.head(desk, "system.status", desk.status),
            fields.column(w, "system.owner"),
        ],
        plain=True,
    )
    _travels(w, asset)


def _travels(w: Writer, asset: DataAsset) -> None:
    desk = w.desk
    told: dict[
        frozenset[str], tuple[System, SystemIntegration]
    ] = {}  # each pair of systems once, whichever end says it
    for system in desk.base.all(System):
        for integration in system.integrations:
            if asset.id in integration.data:
                told.setdefault(frozenset((system.id, integration.system)), (system, integration))
    if told:
        direction = fields.of(desk, "system", "integrations", "direction")
        columns: list[Column[tuple[System, SystemIntegration]]] = [
            fields.head(desk, "system", lambda row: w.link(row[0]), wide=True),
            fields.head(
                desk,
                "system.integrations.direction",
                lambda row: row[1].direction and desk.word(direction, row[1].direction),
            ),
            Column("other", desk.t("Other system"), lambda row: w.ref("system", row[1].system)),
            fields.head(desk, "system.integrations.method", lambda row: row[1].method),
        ]
        w.heading(desk.t("How it travels"), "travels")
        w.table("travels-table", desk.t("How it travels"), [*told.values()], columns, plain=True)


def _grants(w: Writer, asset: DataAsset) -> None:
    """Add which roles may read, change or administer it."""
    desk = w.desk
    if asset.grants:
        levels = fields.of(desk, "data-asset", "grants", "level")
        w.heading(desk.label("data-asset", "grants"), "grants")
        w.table(
            "grants-table",
            desk.label("data-asset", "grants"),
            asset.grants,
            [
                fields.head(desk, "role", lambda grant: w.role(grant.role), wide=True),
                fields.head(desk, "data-asset.grants.level", lambda grant: desk.word(levels, grant.level)),
            ],
            plain=True,
        )


def _collected(w: Writer, asset: DataAsset) -> None:
    """Add the touchpoints that collect it, each with the basis it relies on."""
    desk = w.desk
    found = desk.sorted(x for x in desk.base.all(Touchpoint) if asset.id in x.collects)
    if not found:
        return
    columns: list[Column[Touchpoint]] = [
        fields.head(desk, "touchpoint", lambda touchpoint: w.link(touchpoint, gap=True), wide=True),
        fields.head(desk, "stage", lambda touchpoint: w.ref("stage", touchpoint.stage)),
        Column("channels", desk.kind_plural("channel"), lambda touchpoint: w.refs("channel", touchpoint.channels)),
    ]
    if asset.personal:
        recorded = fields.head(
            desk, "touchpoint.consent.preference_recorded", partial(recorded_word, desk), key="recorded"
        )
        columns += [fields.head(desk, "touchpoint.consent", partial(basis_word, desk), key="basis"), recorded]
    w.heading(desk.t("Where it is collected"), "collected")
    w.table("collected-table", desk.t("Where it is collected"), found, columns, plain=True)


def _used(w: Writer, asset: DataAsset) -> None:
    desk = w.desk
    found = [one for one in desk.base.all(Process) if asset.id in one.data and one.status != "retired"]
    if found:
        w.heading(desk.t("Processes that use it"), "processes")
        w.add(desk.c.refers([Group(desk.kind_plural("process"), [w.link(one) for one in desk.sorted(found)])]))


VIEWS = {"data-asset": asset_page}
