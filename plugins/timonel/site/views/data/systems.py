"""Systems: the map with its silos, the inventory, and a page per system with what runs on it and what it is joined to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from babel import Locale, UnknownLocaleError

from timonel.governance import SEVERITIES
from timonel.kinds import DataAsset, Process, System, SystemIntegration
from timonel.lookups.facts import Facts
from timonel.lookups.status import is_active
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Cell, Column, Item, Value, count
from timonel.site.kit.cells import ZERO
from timonel.site.pictures.neighbours import neighbours
from timonel.site.pictures.systems import TIERS, system_tiers, tier
from timonel.site.pictures.systems import systems as system_map
from timonel.site.views.data import apart
from timonel.site.views.data.integrations import joins
from timonel.site.views.shared import around, charts, entity_page, impact, inventory, standing
from timonel.site.writer import Writer
from timonel.text import listed, many, pick

_TURNED = {"in": "out", "out": "in", "both": "both"}
_TANGLE = 25  # boxes or lines above which a map is read part by part
_FEW = 8  # rows up to which a table needs no tools
Join = tuple[System, SystemIntegration, bool]  # the other system, and whether this one declares it


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the map with the inventory."""
    if ctx.base.of("system"):
        yield Draft("systems/index", ctx.kind_plural("system"), overview, ("data", 1), searched=False)


def overview(w: Writer) -> None:
    """Write the map, the silos and the inventory."""
    ctx = w.ctx
    w.title(ctx.kind_plural("system"))
    systems, n = ctx.base.all(System), len(apart.cut_off(ctx))
    alone = [Cell(ctx.t(many("1 system cut off", "{n} systems cut off", n)), "#silos", badge="warning")] if n else []
    old, gone = (sum(one.status == state for one in systems) for state in ("legacy", "retired"))
    words = [
        (old, many("1 legacy", "{n} legacy", old), "?status=legacy#inventory"),
        (gone, many("1 retired", "{n} retired", gone), "?status=retired#inventory"),
    ]
    excused = standing.waived(
        w, (gap for x in systems for gap in ctx.result.by_subject.get(x.key, ())), w.href("governance/waivers")
    )
    told = [*alone, excused, *(Cell(ctx.t(text), way) for n, text, way in words if n)]
    own = any(ctx.gaps(one.key) for one in systems)  # beside a silo, "no gaps" would say that all is well
    standing.of_list(w, systems if own or not alone else (), told)
    w.lede(
        ctx.t(
            "Where customers' data lives, how it travels, and where it is kept apart. A system serves processes: define the process first, buy afterwards."
        )
    )
    apart.silo_table(w)  # what is to be mended first
    _inventory(w, systems)
    w.heading(ctx.t("The map"), "map")
    _map(w)
    apart.groups_table(w)


def _inventory(w: Writer, systems: Sequence[System]) -> None:
    """Add all systems: whose each is, and whether it is in trouble."""
    ctx = w.ctx
    w.heading(ctx.t("Inventory"), "inventory")
    more: list[Column[System]] = [
        Column(
            "processes",
            ctx.kind_plural("process"),
            lambda x: count(len(running(ctx, x)), w.href(x, "processes")),
            number=True,
        ),
        Column(
            "integrations",
            ctx.t("Integrations"),
            lambda x: count(len(joins(ctx, x)), w.href(x, "integrations")),
            number=True,
        ),
        Column("gaps", ctx.t("Gaps"), lambda x: _open(w, x)),
    ]
    names = ["category", "status", "owner", "technical_owner", "vendor"]
    behind = {one.id: around.beyond(w, one) for one in systems}

    def urgency(one: System) -> tuple[float, ...]:
        excused = any(gap.status == "waived" for gap in ctx.result.by_subject.get(one.key, ()))
        return (
            one.status != "retired",
            *inventory.gravity(ctx, one),
            one.id in apart.cut_off(ctx),
            excused,
            *(sum(gap.severity == grade for _, gap in behind[one.id]) for grade in SEVERITIES),
        )

    inventory.table(w, "system", systems, names, more, gaps=False, lead="status", urgency=urgency)


def _open(w: Writer, system: System) -> list[Item]:
    """Return a system's gaps, that it is cut off, and its waivers, as badges; then, as its page counts them, those of its data."""
    found, n, way = w.ctx.result.by_subject.get(system.key, ()), len(around.beyond(w, system)), w.href(system, "gaps")
    own = standing.gap_chip(w, system)
    told = (
        own,
        apart.chip(w, system) if system.id in apart.cut_off(w.ctx) else None,
        standing.waived(w, found, way, short=True),
        Cell(w.ctx.t(many("1 gap in its data", "{n} gaps in its data", n)), way) if n and not own else None,
    )
    return [one for one in told if one] or [Cell("0", badge=ZERO)]


def _map(w: Writer) -> None:
    """Add the map; where it would be a tangle, what systems are for with the ways between, and behind it the parts."""
    t, whole = w.ctx.t, system_map(w.scene())
    title, desc = (
        t("Systems and their integrations"),
        t("From those that customers touch, above, to those that keep the books, below."),
    )
    if max(len(whole.nodes), len(whole.edges)) <= _TANGLE:
        w.figure(whole, "system-map", title, desc, folds=True)
        return
    table = w.picture_table(system_map(w.scene(), retired=False), "system-map", title)
    everything = w.ctx.base.all(System)
    there = Counter(tier(one) for one in everything if one.status != "retired")
    if gone := len(everything) - there.total():
        one, more = "{n} in use; the one retired is not drawn.", "{n} in use; the {gone} retired are not drawn."
        desc = f"{desc} {t(one if gone == 1 else more, n=there.total(), gone=gone)}"
    w.figure(system_tiers(w.scene()), "system-map", title, desc, table, folds=True)
    for name, words in TIERS.items():
        if name in there:
            about = t("Its systems, and what they are joined to.")
            line = f"{t(words)} ({there[name]})"
            w.figure(system_map(w.scene(), name), f"map-{name}", t(words), about, closed=True, summary=line)


def running(ctx: Context, system: System) -> list[Process]:
    """Return the processes, not retired, that use a system: as a whole or in a step."""
    return ctx.facts.once(_running).get(system.id, [])


def _running(facts: Facts) -> dict[str, list[Process]]:
    """Return system's id → the processes that use it, in the order of files."""
    found: dict[str, list[Process]] = {}
    for process in facts.base.all(Process):
        used = [*process.systems, *(step.system for step in process.steps if step.system)]
        for id_ in dict.fromkeys(used) if process.status != "retired" else ():
            found.setdefault(id_, []).append(process)
    return found


def system_page(w: Writer, system: System) -> None:
    """Write the middle of a system's page."""
    entity_page.facts(w, system, instead={"languages": [_language(code, w.ctx.locale) for code in system.languages]})
    impact.write(w, system)
    _holds(w, system)
    _joined(w, system)
    _runs(w, system)
    entity_page.story(w, system, skip=("integrations",))
    if not (w.ctx.base.backlinks.get(system.key) or w.ctx.base.outgoing.get(system.key)):
        return
    title, desc = w.ctx.t("Around {name}", name=w.ctx.name(system)), w.ctx.t("What it names, and what names it.")
    w.heading(w.ctx.t("What it is connected with"), "around")
    line = w.ctx.t("What it is connected with")
    w.figure(neighbours(w.scene(), system), "neighbours-picture", title, desc, closed=True, summary=line)


def _language(code: str, lang: str) -> str:
    """Return a language's name in the reader's, or its code where Babel knows none."""
    try:
        name = Locale.parse(code, sep="-").get_display_name(lang)
    except (ValueError, UnknownLocaleError):
        return code
    return name or code


def _runs(w: Writer, system: System) -> None:
    """Add the processes that run on it, with the steps that use it."""
    ctx = w.ctx
    found = running(ctx, system)
    if not found:
        w.heading(ctx.t("What runs on it"), "processes")
        w.notice("none", ctx.t("No process runs on it"), ctx.t("No process in force names this system."))
        return

    def name(process: Process) -> Cell:
        return w.link(process, gap=True) if is_active(process) else w.link(process)._replace(note=ctx.t("planned"))

    def steps(process: Process) -> Value:
        return " · ".join(pick(step.name, ctx.lang) for step in process.steps if step.system == system.id) or None

    columns: list[Column[Process]] = [
        fields.head(ctx, "process", name, wide=True),
        fields.column(w, "process.type", filter=True),
        fields.column(w, "process.owner", filter=True),
        Column("steps", ctx.t("Steps that use it"), steps, wide=True),
    ]
    with w.part(ctx.t("What runs on it"), "processes", len(found)):
        w.table("processes-table", ctx.t("What runs on it"), ctx.sorted(found), columns, plain=len(found) <= _FEW)


def _joined(w: Writer, system: System) -> None:
    """Add its integrations, whichever end declares them."""
    ctx = w.ctx
    found = joins(ctx, system)
    if not found:
        w.heading(ctx.t("Integrations"), "integrations")
        w.notice(
            "none",
            ctx.t("No integrations"),
            ctx.t("No system is joined to this one, as far as the knowledge base knows."),
        )
        return

    def direction(join: Join) -> Cell | None:
        _, integration, own = join
        way = integration.direction if own else _TURNED.get(integration.direction or "")
        return fields.word(ctx, way, "system", "integrations", "direction")

    columns: list[Column[Join]] = [
        fields.head(ctx, "system", lambda join: w.link(join[0]), wide=True),
        fields.head(ctx, "system.integrations.direction", direction),
        fields.head(ctx, "system.integrations.data", lambda join: w.refs("data-asset", join[1].data)),
        fields.head(ctx, "system.integrations.method", lambda join: join[1].method),
        Column("said", ctx.t("Declared by"), lambda join: ctx.t("this system") if join[2] else ctx.t("the other one")),
    ]
    with w.part(ctx.t("Integrations"), "integrations", len(found)):
        w.table("integrations-table", ctx.t("Integrations"), found, columns, plain=True)


def _holds(w: Writer, system: System) -> None:
    """Add the data it holds, and where the same data are kept apart."""
    ctx = w.ctx
    elsewhere: dict[str, list[Cell]] = {}
    for other, assets in apart.beside(ctx, system):
        for asset in assets:
            elsewhere.setdefault(asset.id, []).append(w.link(other))
    held = [asset for asset in ctx.base.all(DataAsset) if system.id == asset.master or system.id in asset.copies]
    held.sort(key=lambda asset: asset.id not in elsewhere)
    if held:
        master = Cell(ctx.t("master"), badge="plain")
        columns: list[Column[DataAsset]] = [
            fields.head(ctx, "data-asset", lambda asset: w.link(asset, gap=True), key="data", wide=True),
            Column("part", ctx.t("Held as"), lambda asset: master if system.id == asset.master else ctx.t("copy")),
            fields.head(ctx, "data-asset.personal", lambda asset: ctx.word({}, bool(asset.personal))),
            fields.column(w, "data-asset.owner"),
            Column("apart", ctx.t("Kept apart in"), lambda asset: elsewhere.get(asset.id) or ctx.t("nowhere")),
        ]
        w.section(ctx.t("Data it holds"), "data", held, columns)
        if silo := apart.chip(w, system):
            names = listed([ctx.name(other) for other, _ in apart.beside(ctx, system)], ctx.lang)
            told = w.ctx.t("Cut off from") if silo.badge else silo.text
            charts.note(w, f"{told}: {names}")


VIEWS = {"system": system_page}
STATES = {"system": apart.kept_apart}
