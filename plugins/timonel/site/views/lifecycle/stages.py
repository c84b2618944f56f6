"""The customer's life cycle: the stage by channel matrix, the graph, and a page per stage, touchpoint and channel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from markupsafe import Markup

from timonel.kinds import Channel, Process, Stage, Touchpoint
from timonel.lookups.status import is_active
from timonel.model import Entity
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.escape import html
from timonel.site.kit import Cell, Column, Crossing, Fact, Mark
from timonel.site.kit.cells import ZERO
from timonel.site.pictures.neighbours import neighbours
from timonel.site.views.lifecycle import blueprint
from timonel.site.views.lifecycle.processes import leveled, maturity, serving
from timonel.site.views.lifecycle.strip import in_order, stage_link
from timonel.site.views.shared import entity_page, inventory, standing
from timonel.site.views.shared.blocks import onward
from timonel.site.views.shared.standing import worst
from timonel.site.writer import Writer
from timonel.text import many, said

# How grave a gap is, and how its cell looks; what the looks mean.
_GRAVE = {"error": "gap", "warning": "warning", "info": "info"}
_LEGEND = {
    "ok": said("served"), "planned": said("planned"), "gap": said("with an error"), "warning": said("with a gap"),
    "info": said("with a note"), "empty": said("nothing here"),
}  # fmt: skip


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the life cycle and the inventory of touchpoints."""
    yield Draft("stages/index", ctx.t("The customer's life cycle"), overview, searched=False)
    yield Draft("touchpoints/index", ctx.kind_plural("touchpoint"), touchpoints, searched=False)


def overview(w: Writer) -> None:
    """Write the life cycle: stages, matrix, graph."""
    ctx = w.ctx
    w.title(ctx.t("The customer's life cycle"))
    _state(w)
    w.lede(
        ctx.t(
            "From hearing of us to recommending us: where customers meet us in each stage, through which channel, and which processes stand behind it."
        )
    )
    w.heading(ctx.t("Touchpoints by stage and channel"), "matrix")
    matrix(w)


def _state(w: Writer) -> None:
    """Add how many open gaps reach the stages, each once, and how many stages they reach."""
    ctx = w.ctx
    reach = {one.key: (one, *ctx.facts.holding_up(one)) for one in ctx.once(in_order)}
    hit = sum(any(map(ctx.has_gap, counted)) for counted in reach.values())
    there = {one.key: one for counted in reach.values() for one in counted}
    where = Cell(ctx.t(many("in 1 stage", "in {n} stages", hit))) if hit else None
    standing.of_list(w, there.values(), [where])


def matrix(w: Writer) -> None:
    """Add the stage by channel matrix: cells hold touchpoints; planned ones, gaps and empty cells each look different."""
    ctx = w.ctx
    rows, met = ctx.once(in_order), ctx.facts.met
    used = {id_ for touchpoints in met.values() for one in touchpoints for id_ in one.channels}
    channels = [one for one in ctx.base.all(Channel) if one.id in used]
    grid = [
        [_cell(w, [one for one in met.get(stage.id, ()) if channel.id in one.channels]) for channel in channels]
        for stage in rows
    ]
    drawn = {cell.state for row in grid for cell in row if cell}
    legend = [Mark(f"cell--{state}", ctx.t(word)) for state, word in _LEGEND.items() if state in {*drawn, "empty"}]
    w.add(ctx.c.matrix(
        "stage-channel", ctx.t("Touchpoints by stage and channel"), [w.link(one) for one in channels], [_row_head(w, n, one) for n, one in enumerate(rows, 1)],
        grid, corner=ctx.kind_title("stage"), legend=legend,
    ))  # fmt: skip
    idle = [one for one in ctx.base.all(Channel) if one.id not in used]
    if idle:
        w.add(
            ctx.c.short(
                [(ctx.t("Without touchpoints"), "idle", ctx.c.value([w.link(one) for one in ctx.sorted(idle)]))]
            )
        )


def _row_head(w: Writer, n: int, stage: Stage) -> Markup:
    """Return what the matrix says of a stage: its place, how many touchpoints it has, and the gaps that reach it."""
    told = stage_link(w, stage)
    badges = Markup("").join(Markup(w.ctx.c.item(x)) for x in told.gaps)  # noqa: S704 - made by a component
    return Markup('<span class="kb-stages__n">{}</span> <a href="{}">{}</a> <span class="kb-note">{}</span>{}').format(
        n, told.href, told.name, told.text, badges
    )


def _cell(w: Writer, found: list[Touchpoint]) -> Crossing | None:
    if not found:
        return None
    state = "planned" if all(one.status == "planned" for one in found) else "ok"
    grave = worst(w, [each for one in found for each in _counted(w, one)])
    return Crossing(_GRAVE[grave] if grave else state, links=[_link(w, one) for one in found])


def _counted(w: Writer, touchpoint: Touchpoint) -> list[Touchpoint | Process]:
    """Return whose gaps are told of a touchpoint: its own, and those of the processes that serve it."""
    return [touchpoint, *(w.ctx.facts.serving.get(touchpoint.id, ()) if is_active(touchpoint) else ())]


def _link(w: Writer, touchpoint: Touchpoint) -> Cell:
    cell = w.link(touchpoint, gap=True)
    if touchpoint.status == "planned":
        return cell._replace(note=w.ctx.t("planned"))
    if not cell.note and any(map(w.ctx.has_gap, _counted(w, touchpoint))):
        return cell._replace(note=w.ctx.t("gap in its process"))
    return cell


def touchpoints(w: Writer) -> None:
    """Write the inventory of touchpoints."""
    ctx = w.ctx
    w.title(ctx.kind_plural("touchpoint"))
    moments = sum(bool(one.moment_of_truth) for one in ctx.base.all(Touchpoint) if one.status != "retired")
    told = many("★ 1 moment of truth", "★ {n} moments of truth", moments)
    standing.of_list(w, ctx.base.all(Touchpoint), [Cell(ctx.t(told)) if moments else None])
    w.lede(ctx.pick(ctx.schema.kinds["touchpoint"].schema.get("x-description")))
    served = Column[Touchpoint](
        "processes",
        ctx.kind_plural("process"),
        lambda x: [w.link(process) for process in ctx.facts.serving.get(x.id, ())],
    )
    star = Markup('★<span class="kb-sr"> {}</span>').format(ctx.label("touchpoint", "moment_of_truth"))
    truth = Column[Touchpoint](
        "moment_of_truth",
        ctx.label("touchpoint", "moment_of_truth"),
        lambda x: star if x.moment_of_truth else Cell("0", badge=ZERO),
    )
    owner = fields.head(ctx, "touchpoint.owner", partial(_answering, w), filter=True)
    names = ["stage", "channels", "status"]
    inventory.table(w, "touchpoint", ctx.base.all(Touchpoint), names, [owner, truth, served], lead="gaps")


def _answering(w: Writer, touchpoint: Touchpoint) -> Cell | None:
    """Return who answers for a touchpoint: its owner, else the one that all processes behind it share, as rule TCH003 has it."""
    shared = {process.owner for process in w.ctx.facts.serving.get(touchpoint.id, ())}
    owner = touchpoint.owner or (shared.pop() if len(shared) == 1 else None)
    nobody = Cell(w.ctx.t("nobody"), badge="warning") if is_active(touchpoint) else None
    return w.role(owner) or nobody


def stage_page(w: Writer, stage: Stage) -> None:
    """Write the middle of a stage's page: its blueprint, or lists of what would be too much to draw."""
    ctx = w.ctx
    drawn, met = blueprint.columns(w, stage), ctx.facts.met.get(stage.id, ())
    entity_page.in_few(w, stage, skip=("owner", "order", *(["customer_goal"] if drawn else [])))
    if drawn:
        w.heading(ctx.t("Service blueprint"), "blueprint")
        blueprint.write(w, stage, drawn)
    if len(drawn) < len(met):
        _touchpoints(w, met)
        _diagnosis(w, stage)
    retired = [one for one in ctx.base.all(Touchpoint) if one.stage == stage.id and one.status == "retired"]
    if retired:
        w.add(
            ctx.c.short([(ctx.t("No longer in use"), "retired", ctx.c.value([w.link(x) for x in ctx.sorted(retired)]))])
        )
    _neighbours(w, stage)


def _touchpoints(w: Writer, touchpoints: Sequence[Touchpoint]) -> None:
    ctx = w.ctx
    w.section(
        ctx.kind_plural("touchpoint"),
        "touchpoints",
        touchpoints,
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
    )


def _diagnosis(w: Writer, stage: Stage) -> None:
    ctx = w.ctx
    processes: list[Process] = serving(ctx, stage)
    w.section(
        ctx.t("Maturity of its processes"),
        "maturity",
        ctx.sorted(processes),
        [
            fields.head(ctx, "process", lambda process: w.link(process, gap=True), wide=True),
            Column("level", ctx.t("Maturity"), lambda process: maturity(ctx, process)),
            fields.column(w, "process.owner"),
        ],
    )


def place(w: Writer, entity: Entity) -> Cell:
    """Return which stage of how many this is."""
    order = [one.id for one in w.ctx.once(in_order)]
    return Cell(w.ctx.t("Stage {n} of {m}", n=order.index(entity.id) + 1, m=len(order)))


def _neighbours(w: Writer, stage: Stage) -> None:
    order = w.ctx.once(in_order)
    onward(w, [w.link(one) for one in order], order.index(stage))


def touchpoint_page(w: Writer, touchpoint: Touchpoint) -> None:
    """Write the middle of a touchpoint's page."""
    ctx = w.ctx
    served = ctx.facts.serving.get(touchpoint.id, ())
    row = Fact(ctx.t("Served by"), [leveled(w, one) for one in served] if served or is_active(touchpoint) else None)
    entity_page.facts(w, touchpoint, skip=("moment_of_truth", "order"), more=(row,))
    if touchpoint.consent:
        schema, own = fields.of(ctx, "touchpoint", "consent"), touchpoint.fields["consent"]
        entity_page.in_short(w, [(ctx.label("touchpoint", "consent"), "consent", html(fields.flat(w, schema, own)))])
    entity_page.story(w, touchpoint, skip=("consent",))
    _around(w, touchpoint)


def channel_page(w: Writer, channel: Channel) -> None:
    """Write the middle of a channel's page."""
    entity_page.facts(w, channel)
    entity_page.story(w, channel)
    _around(w, channel)


def _around(w: Writer, entity: Touchpoint | Channel) -> None:
    w.figure(
        neighbours(w.scene(), entity),
        "neighbours-picture",
        w.ctx.t("Around {name}", name=w.ctx.name(entity)),
        w.ctx.t("What it names, and what names it."),
        closed=True,
        summary=w.ctx.t("What it is connected with, as a map"),
    )


def truth(w: Writer, entity: Entity) -> Cell | None:
    """Return that a touchpoint is a moment of truth, as it stands below the title."""
    decisive = isinstance(entity, Touchpoint) and entity.moment_of_truth
    return Cell(f"★ {w.ctx.label('touchpoint', 'moment_of_truth')}", badge="plain") if decisive else None


VIEWS = {"stage": stage_page, "touchpoint": touchpoint_page, "channel": channel_page}
STATES = {"stage": place, "touchpoint": truth}
