"""The customer's life cycle: the stage by channel matrix, the graph, and a page per stage, touchpoint and channel."""

from __future__ import annotations

from collections.abc import Iterator

from timonel.kinds import Channel, Process, Stage, Touchpoint
from timonel.lookups.status import is_active
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Cell, Column, Crossing, Fact, Mark
from timonel.site.pictures.lifecycle import lifecycle_overview, lifecycle_stage
from timonel.site.pictures.lifecycle import stages as drawn_stages
from timonel.site.pictures.neighbours import neighbours
from timonel.site.views.home import stages as stage_strip
from timonel.site.views.lifecycle.processes import maturity, serving
from timonel.site.views.shared import entity_page, inventory
from timonel.site.writer import Writer


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the life cycle and the inventory of touchpoints."""
    yield Draft("stages/index", ctx.t("The customer's life cycle"), overview, searched=False)
    yield Draft("touchpoints/index", ctx.kind_plural("touchpoint"), touchpoints, searched=False)


def overview(w: Writer) -> None:
    """Write the life cycle: stages, matrix, graph."""
    ctx = w.ctx
    w.title(ctx.t("The customer's life cycle"))
    w.lede(
        ctx.t(
            "From hearing of us to recommending us: where customers meet us in each stage, through which channel, and which processes stand behind it."
        )
    )
    w.add(ctx.c.stages(stage_strip(w), ctx.t("The customer's life cycle")))
    w.heading(ctx.t("Touchpoints by stage and channel"), "matrix")
    matrix(w)
    w.heading(ctx.t("From stage to systems"), "picture")
    w.figure(
        lifecycle_overview(w.scene()),
        "life-cycle-picture",
        ctx.t("The customer's life cycle"),
        ctx.t("Open a stage to see its touchpoints, processes and systems."),
    )


def matrix(w: Writer) -> None:
    """Add the stage by channel matrix: cells hold touchpoints; planned ones, gaps and empty cells each look different."""
    ctx = w.ctx
    rows = sorted(ctx.base.all(Stage), key=lambda one: one.order)
    channels = ctx.base.all(Channel)
    cells: dict[tuple[str, str], list[Touchpoint]] = {}
    for touchpoint in ctx.base.all(Touchpoint):
        if touchpoint.status != "retired":
            for channel in touchpoint.channels:
                cells.setdefault((touchpoint.stage, channel), []).append(touchpoint)
    grid = [[_cell(w, cells.get((stage.id, channel.id), [])) for channel in channels] for stage in rows]
    legend = [
        Mark("cell--ok", ctx.t("served")), Mark("cell--planned", ctx.t("planned")),
        Mark("cell--gap", ctx.t("with a gap")), Mark("cell--empty", ctx.t("nothing here")),
    ]  # fmt: skip
    w.add(ctx.c.matrix(
        "stage-channel", ctx.t("Touchpoints by stage and channel"), [w.link(one) for one in channels], [w.link(one) for one in rows],
        grid, corner=ctx.kind_title("stage"), legend=legend,
    ))  # fmt: skip


def _cell(w: Writer, found: list[Touchpoint]) -> Crossing | None:
    if not found:
        return None
    state = "planned" if all(one.status == "planned" for one in found) else "ok"
    if any(map(w.ctx.has_gap, found)):
        state = "gap"
    return Crossing(state, links=[_link(w, one) for one in w.ctx.sorted(found)])


def _link(w: Writer, touchpoint: Touchpoint) -> Cell:
    cell = w.link(touchpoint, gap=True)
    return cell._replace(note=w.ctx.t("planned")) if touchpoint.status == "planned" else cell


def touchpoints(w: Writer) -> None:
    """Write the inventory of touchpoints."""
    ctx = w.ctx
    w.title(ctx.kind_plural("touchpoint"))
    w.lede(ctx.pick(ctx.schema.kinds["touchpoint"].schema.get("x-description")))
    served = Column[Touchpoint](
        "processes",
        ctx.kind_plural("process"),
        lambda x: [w.link(process) for process in ctx.facts.serving.get(x.id, ())],
    )
    names = ["stage", "channels", "status", "owner", "moment_of_truth"]
    inventory.table(w, "touchpoint", ctx.base.all(Touchpoint), names, [served])


def stage_page(w: Writer, stage: Stage) -> None:
    """Write the middle of a stage's page."""
    ctx = w.ctx
    entity_page.facts(w, stage)
    if stage.customer_goal:
        w.heading(ctx.label("stage", "customer_goal"), "customer-goal")
        w.text(stage.customer_goal)
    mine = [one for one in ctx.base.all(Touchpoint) if one.stage == stage.id]
    w.heading(ctx.kind_plural("touchpoint"), "touchpoints")
    w.table(
        "touchpoints-table",
        ctx.kind_plural("touchpoint"),
        ctx.sorted(mine),
        [
            fields.head(ctx, "touchpoint", lambda touchpoint: w.link(touchpoint, gap=True), key="name", wide=True),
            Column("channels", ctx.kind_plural("channel"), lambda touchpoint: w.refs("channel", touchpoint.channels)),
            fields.head(ctx, "touchpoint.status", ctx.status),
            Column(
                "processes",
                ctx.t("Served by"),
                lambda touchpoint: [w.link(process) for process in ctx.facts.serving.get(touchpoint.id, ())],
            ),
        ],
        plain=True,
    )
    if any(found.id == stage.id for found in drawn_stages(w.scene())):
        w.heading(ctx.t("From stage to systems"), "picture")
        title = ctx.t("What serves the stage {name}", name=ctx.name(stage))
        w.figure(
            lifecycle_stage(w.scene(), stage),
            "stage-picture",
            title,
            desc=ctx.t("From the customer's touchpoints to the systems behind them."),
        )
    _diagnosis(w, stage)


def _diagnosis(w: Writer, stage: Stage) -> None:
    ctx = w.ctx
    processes: list[Process] = serving(ctx, stage)
    if processes:
        w.heading(ctx.t("How mature what serves it is"), "maturity")
        w.table(
            "maturity-table",
            ctx.t("How mature what serves it is"),
            ctx.sorted(processes),
            [
                fields.head(ctx, "process", lambda process: w.link(process, gap=True), wide=True),
                Column("level", ctx.t("Maturity"), lambda process: maturity(ctx, process)),
                fields.column(w, "process.owner"),
            ],
            plain=True,
        )


def touchpoint_page(w: Writer, touchpoint: Touchpoint) -> None:
    """Write the middle of a touchpoint's page."""
    ctx = w.ctx
    served = ctx.facts.serving.get(touchpoint.id, ())
    row = Fact(ctx.t("Served by"), [w.link(one) for one in served] if served or is_active(touchpoint) else None)
    entity_page.facts(w, touchpoint, more=(row,))
    entity_page.story(w, touchpoint)
    _around(w, touchpoint)


def channel_page(w: Writer, channel: Channel) -> None:
    """Write the middle of a channel's page."""
    entity_page.facts(w, channel)
    entity_page.story(w, channel)
    _around(w, channel)


def _around(w: Writer, entity: Touchpoint | Channel) -> None:
    w.heading(w.ctx.t("What it is connected with"), "picture")
    w.figure(
        neighbours(w.scene(), entity),
        "neighbours-picture",
        w.ctx.t("Around {name}", name=w.ctx.name(entity)),
        w.ctx.t("What it names, and what names it."),
        closed=True,
    )


VIEWS = {"stage": stage_page, "touchpoint": touchpoint_page, "channel": channel_page}
