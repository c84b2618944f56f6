"""Systems: the map with its silos, the inventory, and a page per system with what runs on it and what it is joined to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from babel import Locale, UnknownLocaleError

from timonel.kinds import DataAsset, Process, System
from timonel.site.desk import Cell, Desk
from timonel.site.pictures.neighbours import neighbours
from timonel.site.pictures.systems import systems as system_map
from timonel.site.views import default, impact, inventory
from timonel.site.views.joins import joins, silos
from timonel.site.writer import Writer
from timonel.text import pick

_TURNED = {"in": "out", "out": "in", "both": "both"}


def pages(desk: Desk) -> Iterator[inventory.OverviewPage]:
    """Yield the map with the inventory."""
    if desk.base.of("system"):
        yield "systems/index", desk.kind_plural("system"), overview, {"search": {"exclude": True}}


def overview(w: Writer) -> None:
    """Write the map, the silos and the inventory."""
    desk = w.desk
    w.title(desk.kind_plural("system"))
    w.add(
        desk.c.lede(
            desk.t(
                "Where customers' data lives, how it travels, and where it is kept apart. A system serves processes: define the process first, buy afterwards."
            )
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
    more = {
        desk.kind_plural("process"): lambda one: _count(len(running(desk, one))),
        desk.t("Integrations"): lambda one: _count(len(joins(desk, one))),
    }
    inventory.table(w, "system", ["category", "status", "owner", "technical_owner", "vendor"], more)


def _count(n: int) -> Cell:
    return {"text": str(n), "sort": n}


def _silos(w: Writer) -> None:
    desk = w.desk
    w.heading(desk.t("Silos"), "silos")
    found = silos(desk)
    if not found:
        w.add(
            desk.c.notice(
                "ok",
                desk.t("No silos"),
                desk.t("Systems that customers meet and that hold the same personal data are joined to each other."),
            )
        )
        return
    columns = [
        {"key": "one", "label": desk.kind_title("system")}, {"key": "other", "label": desk.t("Not joined to")},
        {"key": "data", "label": desk.t("Although both hold"), "wide": True},
    ]  # fmt: skip
    rows = [[w.link(near), w.link(far), [w.link(one) for one in assets]] for near, far, assets in found]
    w.add(desk.c.table("silos-table", desk.t("Silos"), columns, rows, plain=True))


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
    default.facts(w, system, instead={"languages": [_language(code, w.desk.locale) for code in system.languages]})
    _runs(w, system)
    impact.write(w, system)
    _joined(w, system)
    _holds(w, system)
    default.story(w, system, skip=("integrations",))
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
        w.add(desk.c.notice("none", desk.t("No process runs on it"), desk.t("No process in force names this system.")))
        return
    columns = [
        {"key": "process", "label": desk.kind_title("process"), "wide": True}, {"key": "type", "label": desk.label("process", "type")},
        {"key": "owner", "label": desk.label("process", "owner")}, {"key": "steps", "label": desk.t("Steps that use it"), "wide": True},
    ]  # fmt: skip
    rows = []
    for process in desk.sorted(found):
        steps = (
            [pick(step.name, desk.lang) for step in process.steps if step.system == system.id]
            if isinstance(process, Process)
            else []
        )
        rows.append(
            [
                w.link(process, gap=True),
                desk.choice(process, "type"),
                w.role(process.fields.get("owner")),
                steps or None,
            ]
        )
    few = len(rows) <= 8  # noqa: PLR2004 - a table this short needs no tools
    w.add(
        desk.c.table("processes-table", desk.t("What runs on it"), columns, rows, filters=("type", "owner"), plain=few)
    )


def _joined(w: Writer, system: System) -> None:
    """Add its integrations, whichever end declares them."""
    desk = w.desk
    found = joins(desk, system)
    w.heading(desk.t("Integrations"), "integrations")
    if not found:
        w.add(
            desk.c.notice(
                "none",
                desk.t("No integrations"),
                desk.t("No system is joined to this one, as far as the knowledge base knows."),
            )
        )
        return
    fields = desk.schema.kinds["system"].fields["integrations"]["items"]["properties"]
    columns = [
        {"key": "system", "label": desk.kind_title("system"), "wide": True},
        *({"key": key, "label": desk.label("system", "integrations", 0, key)} for key in ("direction", "data", "method")),
        {"key": "said", "label": desk.t("Declared by")},
    ]  # fmt: skip
    rows = []
    for other, integration, own in found:
        way = integration.direction if own else _TURNED.get(integration.direction or "")
        direction = {"text": desk.word(fields["direction"], way), "key": way} if way else None
        said = desk.t("this system") if own else desk.t("the other one")
        rows.append([w.link(other), direction, w.refs("data-asset", integration.data), integration.method, said])
    w.add(desk.c.table("integrations-table", desk.t("Integrations"), columns, rows, plain=True))


def _holds(w: Writer, system: System) -> None:
    """Add the data it holds, and where the same data are kept apart."""
    desk = w.desk
    apart: dict[str, list[Any]] = {}
    for near, far, assets in silos(desk):
        for asset in assets if system.id in (near.id, far.id) else ():
            apart.setdefault(asset.id, []).append(w.link(far if near.id == system.id else near))
    rows = []
    for asset in desk.base.all(DataAsset):
        if system.id == asset.master or system.id in asset.copies:
            part = {"text": desk.t("master"), "badge": "ok"} if system.id == asset.master else desk.t("copy")
            rows.append(
                [
                    w.link(asset, gap=True),
                    part,
                    desk.word({}, bool(asset.personal)),
                    w.role(asset.owner),
                    apart.get(asset.id) or desk.t("nowhere"),
                ]
            )
    if rows:
        columns = [
            {"key": "data", "label": desk.kind_title("data-asset"), "wide": True}, {"key": "part", "label": desk.t("Held as")},
            {"key": "personal", "label": desk.label("data-asset", "personal")}, {"key": "owner", "label": desk.label("data-asset", "owner")},
            {"key": "apart", "label": desk.t("Kept apart in")},
        ]  # fmt: skip
        w.heading(desk.t("Data it holds"), "data")
        w.add(desk.c.table("data-table", desk.t("Data it holds"), columns, rows, plain=True))


VIEWS = {"system": system_page}
