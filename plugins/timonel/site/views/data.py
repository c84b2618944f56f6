"""Data assets: the inventory, and a page per asset with who holds it, who may see it and where it is collected."""

from __future__ import annotations

from collections.abc import Iterator

from timonel.kinds import DataAsset, Process, System, Touchpoint
from timonel.site.desk import Cell, Desk
from timonel.site.views import default, inventory
from timonel.site.views.consent import basis_words
from timonel.site.writer import Writer


def pages(desk: Desk) -> Iterator[inventory.OverviewPage]:
    """Yield the inventory of data assets."""
    if desk.base.of("data-asset"):
        yield "data-assets/index", desk.kind_plural("data-asset"), overview, {"search": {"exclude": True}}


def overview(w: Writer) -> None:
    """Write the inventory."""
    desk = w.desk
    w.title(desk.kind_plural("data-asset"))
    w.add(
        desk.c.lede(
            desk.t(
                "Each body of data with its purpose, its owner and the one system whose word is final. Personal data need consent, limited access and a time to be erased."
            )
        )
    )
    if desk.base.of("touchpoint"):
        w.add(
            desk.c.actions(
                [
                    {
                        "text": desk.t("Consent by touchpoint and channel"),
                        "href": w.href("data-assets/consent"),
                        "icon": "word",
                    }
                ]
            )
        )
    more = {
        desk.t("Copies"): lambda one: _number(len(one.copies)),
        desk.t("Completeness"): lambda one: completeness(desk, one),
    }
    inventory.table(w, "data-asset", ["personal", "sensitive", "owner", "master", "access"], more)


def _number(n: int) -> Cell:
    return {"text": str(n), "sort": n}


def completeness(desk: Desk, asset: DataAsset) -> Cell:
    """Return how complete the data are, with the day it was measured; no data where nobody measured."""
    quality = asset.quality
    if quality is None or quality.completeness is None:
        return None
    return {
        "text": desk.percent(quality.completeness),
        "sort": quality.completeness,
        "note": desk.date(quality.assessed),
    }


def asset_page(w: Writer, asset: DataAsset) -> None:
    """Write the middle of a data asset's page."""
    desk = w.desk
    quality = {"label": desk.t("Completeness"), "value": completeness(desk, asset)}
    default.facts(w, asset, skip=("master", "copies"), more=(quality,))
    for field in ("purpose", "retention"):
        if asset.fields.get(field):
            w.heading(desk.label("data-asset", field), field)
            (w.prose if field == "purpose" else w.text)(asset.fields[field])
    _held(w, asset)
    _grants(w, asset)
    _collected(w, asset)
    _used(w, asset)
    default.story(w, asset, skip=("purpose", "retention", "grants", "quality"))


def _held(w: Writer, asset: DataAsset) -> None:
    """Add the systems that hold it, the master first."""
    desk = w.desk
    w.heading(desk.t("Who holds it"), "held")
    systems = desk.facts.holding(asset)
    if not systems:
        w.add(
            desk.c.notice(
                "none", desk.t("No system is named"), desk.t("Nobody has said yet which system holds these data.")
            )
        )
        return
    columns = [
        {"key": "system", "label": desk.kind_title("system"), "wide": True}, {"key": "part", "label": desk.t("Held as")},
        {"key": "status", "label": desk.label("system", "status")}, {"key": "owner", "label": desk.label("system", "owner")},
    ]  # fmt: skip
    master = {"text": desk.t("master"), "badge": "ok"}
    rows = [
        [
            w.link(one, gap=True),
            master if one.id == asset.master else desk.t("copy"),
            desk.status(one),
            w.role(one.owner),
        ]
        for one in systems
    ]
    w.add(desk.c.table("held-table", desk.t("Who holds it"), columns, rows, plain=True))
    _travels(w, asset)


def _travels(w: Writer, asset: DataAsset) -> None:
    desk = w.desk
    direction = desk.schema.kinds["system"].fields["integrations"]["items"]["properties"]["direction"]
    told: dict[frozenset[str], list[Cell]] = {}  # each pair of systems once, whichever end says it
    for system in desk.base.all(System):
        for one in system.integrations:
            if asset.id in one.data:
                way = desk.word(direction, one.direction) if one.direction else None
                told.setdefault(
                    frozenset((system.id, one.system)), [w.link(system), way, w.ref("system", one.system), one.method]
                )
    rows = [*told.values()]
    if rows:
        columns = [
            {"key": "system", "label": desk.kind_title("system"), "wide": True}, {"key": "direction", "label": desk.label("system", "integrations", 0, "direction")},
            {"key": "other", "label": desk.t("Other system")}, {"key": "method", "label": desk.label("system", "integrations", 0, "method")},
        ]  # fmt: skip
        w.heading(desk.t("How it travels"), "travels")
        w.add(desk.c.table("travels-table", desk.t("How it travels"), columns, rows, plain=True))


def _grants(w: Writer, asset: DataAsset) -> None:
    """Add which roles may read, change or administer it."""
    desk = w.desk
    if asset.grants:
        levels = desk.schema.kinds["data-asset"].fields["grants"]["items"]["properties"]["level"]
        columns = [
            {"key": "role", "label": desk.kind_title("role"), "wide": True},
            {"key": "level", "label": desk.label("data-asset", "grants", 0, "level")},
        ]
        rows = [[w.role(one.role), desk.word(levels, one.level)] for one in asset.grants]
        w.heading(desk.label("data-asset", "grants"), "grants")
        w.add(desk.c.table("grants-table", desk.label("data-asset", "grants"), columns, rows, plain=True))


def _collected(w: Writer, asset: DataAsset) -> None:
    """Add the touchpoints that collect it, each with the basis it relies on."""
    desk = w.desk
    found = [
        one
        for one in desk.sorted(desk.base.all(Touchpoint))
        if isinstance(one, Touchpoint) and asset.id in one.collects
    ]
    if not found:
        return
    columns = [
        {"key": "touchpoint", "label": desk.kind_title("touchpoint"), "wide": True}, {"key": "stage", "label": desk.kind_title("stage")},
        {"key": "channels", "label": desk.kind_plural("channel")},
    ]  # fmt: skip
    if asset.personal:
        columns += [
            {"key": "basis", "label": desk.label("touchpoint", "consent")},
            {"key": "recorded", "label": desk.label("touchpoint", "consent", "preference_recorded")},
        ]
    rows = []
    for one in found:
        cells = [w.link(one, gap=True), w.ref("stage", one.stage), w.refs("channel", one.channels)]
        rows.append([*cells, *basis_words(desk, one)] if asset.personal else cells)
    w.heading(desk.t("Where it is collected"), "collected")
    w.add(desk.c.table("collected-table", desk.t("Where it is collected"), columns, rows, plain=True))


def _used(w: Writer, asset: DataAsset) -> None:
    desk = w.desk
    found = [one for one in desk.base.all(Process) if asset.id in one.data and one.status != "retired"]
    if found:
        w.heading(desk.t("Processes that use it"), "processes")
        w.add(
            desk.c.refers(
                [{"label": desk.kind_plural("process"), "links": [w.link(one) for one in desk.sorted(found)]}]
            )
        )


VIEWS = {"data-asset": asset_page}
