"""Processes: the inventory with maturity by stage, and a page per process with steps, support and indicators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import compress

from markupsafe import Markup

from timonel.kinds import Process, ProcessStep, Stage, Touchpoint
from timonel.lookups.status import is_active
from timonel.lookups.steps import following
from timonel.model import Entity
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Cell, Column, Crossing, Fact, Value
from timonel.site.pictures.process import process_steps, process_support
from timonel.site.views.shared import charts, entity_page, impact, inventory, standing
from timonel.site.writer import Writer
from timonel.text import listed, pick

_LEVELS = range(6)
READY_LEVEL = 3  # maturity from which a system may be built on a process (rule PRO003)


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the inventory."""
    yield Draft("processes/index", ctx.kind_plural("process"), overview, searched=False)


def overview(w: Writer) -> None:
    """Write the inventory: the diagnosis first, then every process."""
    ctx = w.ctx
    w.title(ctx.kind_plural("process"))
    levels = [one.maturity.level for one in ctx.base.all(Process) if one.maturity and one.status != "retired"]
    low = sum(level < READY_LEVEL for level in levels)
    below = Cell(ctx.t("{n} below level {level}", n=low, level=READY_LEVEL), "#inventory") if low else None
    processes = ctx.base.all(Process)
    listed_ = Cell(ctx.t("Inventory ({n})", n=len(processes)), "#inventory")
    standing.of_list(w, processes, [below, listed_])
    w.lede(
        ctx.t(
            "Every way of working that serves customers, and what holds it up. Maturity tells how ready each one is: a system may be built on a process from level 3."
        )
    )
    w.heading(ctx.t("Maturity by stage"), "maturity")
    _heat(w)
    w.heading(ctx.t("Inventory"), "inventory")
    stages = {touchpoint.id: touchpoint.stage for touchpoint in ctx.base.all(Touchpoint)}

    def where(process: Process) -> Value:
        return w.refs("stage", dict.fromkeys(stages[id_] for id_ in process.touchpoints if id_ in stages))

    lead = "gaps" if any(map(ctx.has_gap, processes)) else "maturity"
    more = [
        Column("maturity", ctx.t("Maturity"), partial(maturity, ctx)),
        Column("stage", ctx.kind_title("stage"), where),
    ]
    inventory.table(w, "process", processes, ["type", "domain", "status", "owner"], more, lead=lead)


def maturity(ctx: Context, process: Process) -> Cell | None:
    """Return a process's level as a value that sorts; "no data" where nobody diagnosed it."""
    if process.maturity is None:
        return None
    level = process.maturity.level
    return Cell(level_word(ctx, level), sort=level, level=level, key=str(level))


def level_word(ctx: Context, level: int) -> str:
    """Return a maturity level with its word ("3 · definido")."""
    field = ctx.schema.kinds["process"].fields["maturity"]["properties"]["level"]
    label = dict(enumerate(field.get("x-level-labels") or ())).get(level)
    return f"{level} · {pick(label, ctx.lang)}" if label else str(level)


def leveled(w: Writer, process: Process) -> Cell:
    """Return a process, with its level of maturity behind its name."""
    level = process.maturity
    return w.link(process)._replace(note=level_word(w.ctx, level.level) if level else w.ctx.t("not diagnosed"))


def _heat(w: Writer) -> None:
    """Add the heat map: stages by maturity level, each cell the processes that serve the stage at that level."""
    ctx = w.ctx
    stages = sorted(ctx.base.all(Stage), key=lambda one: one.order)
    heads = [*(level_word(ctx, level) for level in _LEVELS), ctx.t("not diagnosed")]
    served = {stage.id: _meant_for(ctx, stage) for stage in stages}
    supporting = [one for one in ctx.base.all(Process) if one.type == "support" and one.status != "retired"]
    rows = [(w.link(stage), served[stage.id]) for stage in stages] + [(Cell(ctx.t("Support processes")), supporting)]
    cells = []
    for _, processes in rows:
        by_level: dict[int, list[Process]] = {}
        for one in processes:
            by_level.setdefault(one.maturity.level if one.maturity else len(_LEVELS), []).append(one)
        cells.append([_heat_cell(w, level, by_level.get(level, [])) for level in range(len(_LEVELS) + 1)])
    used = [any(row[level] for row in cells) for level in range(len(heads))]
    idle = [head for head, has in zip(heads[: len(_LEVELS)], used, strict=False) if not has]
    heads, cells = [*compress(heads, used)], [[*compress(row, used)] for row in cells]
    w.add(
        ctx.c.matrix(
            "maturity-map",
            ctx.t("Maturity by stage"),
            heads,
            [head for head, _ in rows],
            cells,
            corner=ctx.kind_title("stage"),
            folded=f"{ctx.t('Maturity by stage')} ({len(rows)})",
        )
    )
    if idle:
        charts.note(w, ctx.t("No process stands at {levels}.", levels=listed(idle, ctx.lang)))


def _heat_cell(w: Writer, level: int, processes: list[Process]) -> Crossing | None:
    if not processes:
        return None
    links = []
    for one in w.ctx.sorted(processes):
        link, planned = w.link(one, gap=True), None if is_active(one) else w.ctx.t("planned")
        links.append(link._replace(note=" · ".join(filter(None, [planned, link.note])) or None))
    return Crossing("gap", links=links) if level == len(_LEVELS) else Crossing(links=links, level=level)


def _meant_for(ctx: Context, stage: Stage) -> list[Process]:
    """Return the customer-facing processes of a stage's touchpoints, planned ones too, each once."""
    met = (ctx.facts.meant_for.get(one.id, ()) for one in ctx.base.all(Touchpoint) if one.stage == stage.id)
    return [*{one.id: one for found in met for one in found}.values()]


def serving(ctx: Context, stage: Stage) -> list[Process]:
    """Return the customer-facing processes that serve a stage's touchpoints, each once."""
    found: dict[str, Process] = {}
    for touchpoint in ctx.base.all(Touchpoint):
        if touchpoint.stage == stage.id:
            found.update({one.id: one for one in ctx.facts.serving.get(touchpoint.id, ())})
    return [*found.values()]


def process_page(w: Writer, process: Process) -> None:
    """Write the middle of a process's page."""
    ctx = w.ctx
    level = process.maturity
    more: list[Fact] = []
    if level is not None:
        words = ctx.c.level(level.level, level_word(ctx, level.level), target=level.target)
        more.append(Fact(ctx.t("Maturity"), words))
        more.append(Fact(ctx.label("process", "maturity", "assessed"), ctx.date(level.assessed)))
    else:
        more.append(Fact(ctx.t("Maturity"), None))
    entity_page.facts(w, process, skip=("indicators",), more=tuple(more))
    _in_short(w, process)
    if process.steps:
        w.heading(ctx.label("process", "steps"), "steps")
        w.figure(
            process_steps(w.scene(), process),
            "steps-picture",
            ctx.t("Steps of {name}", name=ctx.name(process)),
            ctx.t("One lane per role, and per system that works alone; read from top to bottom."),
            _steps(w, process),
        )
    impact.write(w, process)
    charts.indicators(w, process.indicators)
    w.figure(
        process_support(w.scene(), process),
        "support-picture",
        ctx.t("Support of {name}", name=ctx.name(process)),
        ctx.t("From the customer's touchpoints to the systems behind them."),
        closed=True,
        summary=ctx.t("What it depends on and what depends on it, as a map"),
    )


def _in_short(w: Writer, process: Process) -> None:
    """Add what it is worth, to whom, and what its diagnosis found: a line each where they are short."""
    ctx, notes = w.ctx, process.maturity.notes if process.maturity else None
    names = ("customer_outcome", "user_benefit", "word_of_mouth")
    told = {name: (ctx.label("process", name), process.fields[name]) for name in names if process.fields.get(name)}
    told |= {"diagnosis": (ctx.t("The diagnosis"), notes)} if notes else {}
    rows = [(label, name, w.words(text)) for name, (label, text) in told.items() if entity_page.is_short(w, text)]
    entity_page.in_short(w, rows)
    for name, (label, text) in told.items():
        if not entity_page.is_short(w, text):
            w.heading(label, name.replace("_", "-"))
            w.text(text)


def _steps(w: Writer, process: Process) -> Markup:
    """Return the steps as a table: who does what with which system, and what comes next."""
    ctx = w.ctx
    names = {step.id: pick(step.name, ctx.lang) for step in process.steps}
    return ctx.c.table(
        "steps-table",
        ctx.label("process", "steps"),
        process.steps,
        [
            Column("step", ctx.t("Step"), lambda step: names[step.id], wide=True),
            fields.head(ctx, "role", lambda step: w.ref("role", step.role)),
            fields.head(ctx, "system", lambda step: w.ref("system", step.system)),
            Column("next", ctx.t("Next"), lambda step: _onward(ctx, step, names) or ctx.t("end")),
        ],
        plain=True,
        folds=False,
    )


def _onward(ctx: Context, step: ProcessStep, names: Mapping[str, str]) -> list[str]:
    """Return the names of the steps that may follow, each with its condition."""
    return [
        f"{names.get(id_, id_)} ({pick(when, ctx.lang)})" if when else names.get(id_, id_)
        for id_, when in following(step).items()
    ]


def level_of(w: Writer, process: Entity) -> Cell | None:
    """Return a process's level of maturity as it stands below the title; nothing where nobody diagnosed it."""
    maturity = process.maturity if isinstance(process, Process) else None
    return Cell(level_word(w.ctx, maturity.level)) if maturity else None


VIEWS = {"process": process_page}
STATES = {"process": level_of}
