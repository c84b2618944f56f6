"""Systems: the map with its silos, the inventory, and a page per system with what runs on it and what it is joined to."""

from __future__ import annotations

from collections.abc import Iterator

from babel import Locale, UnknownLocaleError

from timonel.kinds import DataAsset, Process, System, SystemIntegration
from timonel.site import fields
from timonel.site.desk import Desk
from timonel.site.draft import Draft
from timonel.site.kit import Cell, Column, Value, count
from timonel.site.pictures.neighbours import neighbours
from timonel.site.pictures.systems import systems as system_map
from timonel.site.views.data.integrations import joins, silos
from timonel.site.views.shared import entity_page, impact, inventory
from timonel.site.writer import Writer
from timonel.text import pick

_TURNED = {"in": "out", "out": "in", "both": "both"}
_FEW = 8  # rows up to which a table needs no tools
Join = tuple[System, SystemIntegration, bool]  # the other system, and whether this one declares it


def pages(desk: Desk) -> Iterator[Draft]:
    """Yield the map with the inventory."""
    if desk.base.of("system"):
        yield Draft("systems/index", desk.kind_plural("system"), overview, ("data", 1), searched=False)


def overview(w: Writer) -> None:
    """Write the map, the silos and the inventory."""
    desk = w.desk
    w.title(desk.kind_plural("system"))
    w.lede(
        desk.t(
            "Where customers' data lives, how it travels, and where it is kept apart. A system serves processes: define the process first, buy afterwards."
        )
    )
    w.heading(desk.t("The map"), "map")
    w.figure(
        system_map(w.scene()),
        "system-map",
        desk.t("Systems and their integrations"),
        desk.t("From those that customers touch, above, to those that keep the books, below."),
    )
    _silos(w)
    w.heading(desk.t("Inventory"), "inventory")
    more: list[Column[System]] = [
        Column("processes", desk.kind_plural("process"), lambda x: count(len(running(desk, x))), number=True),
        Column("integrations", desk.t("Integrations"), lambda x: count(len(joins(desk, x))), number=True),
    ]
    names = ["category", "status", "owner", "technical_owner", "vendor"]
    inventory.table(w, "system", desk.base.all(System), names, more)


def _silos(w: Writer) -> None:
    desk = w.desk
    w.heading(desk.t("Silos"), "silos")
    found = silos(desk)
    if not found:
        w.notice(
            "ok",
            desk.t("No silos"),
            desk.t("Systems that customers meet and that hold the same personal data are joined to each other."),
        )
        return
    w.table(
        "silos-table",
        desk.t("Silos"),
        found,
        [
            fields.head(desk, "system", lambda row: w.link(row[0]), key="one"),
            Column("other", desk.t("Not joined to"), lambda row: w.link(row[1])),
            Column("data", desk.t("Although both hold"), lambda row: [w.link(one) for one in row[2]], wide=True),
        ],
        plain=True,
    )


def running(desk: Desk, system: System) -> list[Process]:
    """Return the processes, not retired, that use a system: as a whole or in a step."""
    named = {one.source.key for one in desk.base.backlinks.get(system.key, ())}
    return [
        one
        for one in desk.base.all(Process)
        if one.key in named
        and one.status != "retired"
        and (system.id in one.systems or any(step.system == system.id for step in one.steps))
    ]


def system_page(w: Writer, system: System) -> None:
    """Write the middle of a system's page."""
    entity_page.facts(w, system, instead={"languages": [_language(code, w.desk.locale) for code in system.languages]})
    _runs(w, system)
    impact.write(w, system)
    _joined(w, system)
    _holds(w, system)
    entity_page.story(w, system, skip=("integrations",))
    if not (w.desk.base.backlinks.get(system.key) or w.desk.base.outgoing.get(system.key)):
        return
    title, desc = w.desk.t("Around {name}", name=w.desk.name(system)), w.desk.t("What it names, and what names it.")
    w.heading(w.desk.t("What it is connected with"), "picture")
    w.figure(neighbours(w.scene(), system), "neighbours-picture", title, desc)


def _language(code: str, lang: str) -> str:
    """Return a language's name in the reader's, or its code where Babel knows none."""
    try:
        name = Locale.parse(code, sep="-").get_display_name(lang)
    except (ValueError, UnknownLocaleError):
        return code
    return name or code


def _runs(w: Writer, system: System) -> None:
    """Add the processes that run on it, with the steps that use it."""
    desk = w.desk
    found = running(desk, system)
    w.heading(desk.t("What runs on it"), "processes")
    if not found:
        w.notice("none", desk.t("No process runs on it"), desk.t("No process in force names this system."))
        return

    def steps(process: Process) -> Value:
        return [pick(step.name, desk.lang) for step in process.steps if step.system == system.id]

    columns: list[Column[Process]] = [
        fields.head(desk, "process", lambda process: w.link(process, gap=True), wide=True),
        fields.column(w, "process.type", filter=True),
        fields.column(w, "process.owner", filter=True),
        Column("steps", desk.t("Steps that use it"), steps, wide=True),
    ]
    w.table("processes-table", desk.t("What runs on it"), desk.sorted(found), columns, plain=len(found) <= _FEW)


def _joined(w: Writer, system: System) -> None:
    """Add its integrations, whichever end declares them."""
    desk = w.desk
    found = joins(desk, system)
    w.heading(desk.t("Integrations"), "integrations")
    if not found:
        w.notice(
            "none",
            desk.t("No integrations"),
            desk.t("No system is joined to this one, as far as the knowledge base knows."),
        )
        return

    def direction(join: Join) -> Cell | None:
        _, integration, own = join
        way = integration.direction if own else _TURNED.get(integration.direction or "")
        return fields.word(desk, way, "system", "integrations", "direction")

    columns: list[Column[Join]] = [
        fields.head(desk, "system", lambda join: w.link(join[0]), wide=True),
        fields.head(desk, "system.integrations.direction", direction),
        fields.head(desk, "system.integrations.data", lambda join: w.refs("data-asset", join[1].data)),
        fields.head(desk, "system.integrations.method", lambda join: join[1].method),
        Column(
            "said", desk.t("Declared by"), lambda join: desk.t("this system") if join[2] else desk.t("the other one")
        ),
    ]
    w.table("integrations-table", desk.t("Integrations"), found, columns, plain=True)


def _holds(w: Writer, system: System) -> None:
    """Add the data it holds, and where the same data are kept apart."""
    desk = w.desk
    apart: dict[str, list[Cell]] = {}
    for near, far, assets in silos(desk):
        for asset in assets if system.id in (near.id, far.id) else ():
            apart.setdefault(asset.id, []).append(w.link(far if near.id == system.id else near))
    held = [asset for asset in desk.base.all(DataAsset) if system.id == asset.master or system.id in asset.copies]
    if held:
        master = Cell(desk.t("master"), badge="ok")
        columns: list[Column[DataAsset]] = [
            fields.head(desk, "data-asset", lambda asset: w.link(asset, gap=True), key="data", wide=True),
            Column("part", desk.t("Held as"), lambda asset: master if system.id == asset.master else desk.t("copy")),
            fields.head(desk, "data-asset.personal", lambda asset: desk.word({}, bool(asset.personal))),
            fields.column(w, "data-asset.owner"),
            Column("apart", desk.t("Kept apart in"), lambda asset: apart.get(asset.id) or desk.t("nowhere")),
        ]
        w.heading(desk.t("Data it holds"), "data")
        w.table("data-table", desk.t("Data it holds"), held, columns, plain=True)


VIEWS = {"system": system_page}
