"""Who decides: decision rights by area, and a page per right with what was resolved under it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from markupsafe import Markup

from timonel.kinds import Area, Decision, Resolution, Role
from timonel.lookups.status import resolved
from timonel.model import Entity
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Cell, Column, Crossing, Item, Mark, Value
from timonel.site.views.people import resolutions
from timonel.site.views.people.participation import TINT, deciders, deciding_forums, is_vacant
from timonel.site.views.people.tasks import raci
from timonel.site.views.shared import entity_page, inventory, standing
from timonel.site.views.shared.standing import named
from timonel.site.writer import Writer
from timonel.text import many

_TYPES = ("business", "technology", "support")  # the first two stand side by side


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the RACI matrix and the decision-rights matrix, where there is something to show."""
    if ctx.base.of("task"):
        yield Draft("tasks/index", ctx.t("Tasks and RACI"), raci, ("people", 6), searched=False)
    if ctx.base.of("decision"):
        yield Draft("decisions/index", ctx.kind_plural("decision"), rights, ("people", 5), searched=False)


def rights(w: Writer) -> None:
    """Write what each area may decide and may not: business beside technology."""
    ctx = w.ctx
    w.title(ctx.kind_plural("decision"))
    decisions = ctx.sorted(ctx.base.all(Decision))
    vacant = [one for one in decisions if is_vacant(ctx, one.decider)]
    told = [Cell(ctx.t(many("1 decision right", "{n} decision rights", len(decisions))))]
    if vacant:
        words = many("1 decided by a vacant role", "{n} decided by a vacant role", len(vacant))
        told.append(Cell(ctx.t(words), badge="warning"))
    standing.of_list(w, decisions, told)
    w.lede(
        ctx.t(
            "What the business decides, what technology decides, and what neither may decide alone. A decision closed to somebody is written down as well: that is where projects stumble."
        )
    )
    areas = ctx.sorted(ctx.base.all(Area))
    sides = [mine for type_ in _TYPES if (mine := [area for area in areas if area.type == type_])]
    heads: list[Item] = [ctx.kind_title("forum"), *(ctx.chosen(mine[0], "type") for mine in sides)]
    cells = [[_forum_cell(w, one), *(_side_cell(w, one, mine) for mine in sides)] for one in decisions]
    legend = [
        Mark("cell--yes", ctx.t("decides")),
        Mark("cell--no", ctx.t("may not decide on their own")),
        Mark("cell--empty", ctx.t("takes no part")),
    ]
    w.heading(ctx.t("Business beside technology"), "by-area")
    rows = [w.link(one, gap=True) for one in decisions]
    w.add(
        ctx.c.matrix(
            "rights",
            ctx.t("Business beside technology"),
            heads,
            rows,
            cells,
            corner=ctx.kind_title("decision"),
            legend=legend,
        )
    )

    def statement(decision: Decision) -> str:
        return ctx.pick(decision.statement)

    more = [
        fields.head(ctx, "decision.statement", statement),
        Column[Decision]("decides", ctx.t("Who decides"), partial(deciders, w)),
    ]
    inventory.table(w, "decision", ctx.base.all(Decision), ["initiative"], more, fold=True)


def _forum_cell(w: Writer, decision: Decision) -> Crossing | None:
    forums = deciding_forums(w, decision)
    return Crossing("yes", text=w.ctx.t("decides"), links=forums, level=TINT) if forums else None


def _side_cell(w: Writer, decision: Decision, areas: Sequence[Area]) -> Crossing | None:
    """Return the parts that a side takes in a decision: who of it decides, who may not and who is heard; who is told stands on its page."""
    ctx, ids = w.ctx, {area.id for area in areas}
    mine = {one.id for one in ctx.base.all(Role) if one.area in ids}
    closed = [
        entity
        for key in decision.forbidden
        if (entity := ctx.base.find(key)) and (entity.id in (ids if entity.kind == "area" else mine))
    ]
    parts = (
        ("no", ctx.t("may not"), [w.link(one) for one in closed]),
        ("ok", ctx.t("is consulted"), w.refs("role", [id_ for id_ in decision.consulted if id_ in mine])),
    )
    told = [_part(w, look, word, found) for look, word, found in parts if found]
    if decision.decider in mine:
        who = w.role(decision.decider)
        return Crossing("yes", text=ctx.t("decides"), links=[who, *told], level=TINT)
    return Crossing(links=told) if told else None


def _part(w: Writer, look: str, word: str, found: Sequence[Cell | None]) -> Markup:
    """Return who takes one part, behind what that is called."""
    names = Markup(", ").join(Markup(w.ctx.c.item(one)) for one in found)  # noqa: S704 - made by a component
    return Markup('<span class="kb-right kb-right--{}">{}:</span> {}').format(look, word, names)


def decision_page(w: Writer, decision: Decision) -> None:
    """Write the middle of a decision right's page: the rule in words, who decides, who is heard, who may not."""
    ctx = w.ctx
    w.prose(decision.description)
    entity_page.facts(w, decision, skip=("decider", "consulted", "informed", "forbidden"))
    found = [(key, ctx.base.find(key)) for key in decision.forbidden]
    closed = [w.role(one.id) if isinstance(one, Role) else w.link(one) or Cell(key) for key, one in found]
    rows: list[tuple[Item, Value]] = [
        (Cell(ctx.t("Decides"), badge="ok"), deciders(w, decision)),
        (ctx.label("decision", "consulted"), [w.role(id_) for id_ in decision.consulted]),
        (ctx.label("decision", "informed"), [w.role(id_) for id_ in decision.informed]),
        (Cell(ctx.label("decision", "forbidden"), badge="avoid"), closed),
    ]
    w.heading(ctx.t("Who decides, and who may not"), "who")
    columns = [
        Column[tuple[Item, Value]]("part", ctx.t("Part"), lambda row: row[0]),
        Column[tuple[Item, Value]]("who", ctx.t("Who"), lambda row: row[1], wide=True),
    ]
    w.table("who-table", ctx.t("Who decides, and who may not"), rows, columns, plain=True)
    _exercised(w, decision)
    entity_page.story(w, decision, skip=("statement",))


def _exercised(w: Writer, decision: Decision) -> None:
    """Add what waits for a decision right, what was resolved under it, the latest first, and what nobody has adopted."""
    ctx, found = w.ctx, _under(w.ctx, decision)
    found.sort(key=lambda one: (one.date or "", one.id), reverse=True)
    for anchor, title, states in (
        ("proposed", ctx.t("What waits for a decision"), ("proposed",)),
        ("resolved", ctx.t("Resolved under it"), ("agreed", "done")),
        ("not-adopted", ctx.t("Proposed, and not adopted"), ("withdrawn",)),
    ):
        mine = [one for one in found if resolved(one) in states]
        columns: list[Column[Resolution]] = [
            fields.named(w, "resolution"),
            fields.column(w, "resolution.forum"),
            fields.column(w, "resolution.date" if anchor == "resolved" else "resolution.due"),
            Column[Resolution]("state", ctx.t("State"), lambda one: resolutions.state(ctx, one), lead=True),
        ]
        w.section(title, anchor, mine, columns)


def _under(ctx: Context, decision: Decision) -> list[Resolution]:
    return [one for one in ctx.base.all(Resolution) if one.exercises == decision.id]


def decider(w: Writer, decision: Entity) -> list[Item]:
    """Return who decides, and what waits for it until when, as it stands below the title."""
    if not isinstance(decision, Decision):
        return []
    ctx, told = w.ctx, list[Item](named(w, w.ctx.t("Decides"), one) for one in deciders(w, decision) if one)
    asked = [one for one in _under(ctx, decision) if resolved(one) == "proposed"]
    if asked:
        first = min((one.due for one in asked if one.due), default=None)
        text = ctx.t(many("1 proposal waits", "{n} proposals wait", len(asked)))
        told.append(Cell(f"{text} · {ctx.date(first)}" if first else text, "#proposed"))
    return told


VIEWS = {"decision": decision_page}
STATES = {"decision": decider}
