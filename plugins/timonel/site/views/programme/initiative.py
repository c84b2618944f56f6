"""An initiative's page: how it stands, what comes next, its money, gates and risks; what else there is folds."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from timonel.kinds import Initiative, Objective, Risk
from timonel.lookups.objectives import share_of_way
from timonel.lookups.status import is_active
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.kit import Cell, Column, Fact, Group, Item, Number, Value
from timonel.site.kit.inline import shown
from timonel.site.views.programme import budget, business_case, change_plan, phases, pilots
from timonel.site.views.programme.hierarchy import own, parts_of, theirs
from timonel.site.views.programme.initiatives import cards, figures
from timonel.site.views.programme.objectives import baseline, now, target
from timonel.site.views.risks.exposure import due_badges, exposure, exposure_cell, trend
from timonel.site.views.shared import entity_page
from timonel.site.views.shared.blocks import beside
from timonel.site.writer import Writer
from timonel.text import Text, many

_ASIDE = (
    "part_of",
    "type",
    "approach",
    "sponsor",
    "lead",
    "accountable_area",
    "countries",
    "start",
    "end",
    "permanent",
)
_RISKS = 5  # the gravest, read before the others unfold


def initiative_page(w: Writer, one: Initiative) -> None:
    """Write the middle of an initiative's page."""
    ctx = w.ctx
    phase = phases.here(w, one)
    skip = tuple(name for name in ctx.schema.kinds["initiative"].fields if name not in _ASIDE)
    entity_page.facts(w, one, skip=skip, more=(Fact(ctx.t("Phase"), phase),))
    _numbers(w, one)
    parts = parts_of(ctx, one)
    if parts:
        w.heading(ctx.t("Its projects"), "parts")
        w.add(ctx.c.folded(cards(w, parts, one), len(parts), ctx.t("Its {n} projects", n=len(parts))))
    phases.timeline(w, one)
    _risks(w, one)
    _objectives(w, one)
    pilots.section(w, one)
    budget.section(w, one)
    with w.part(ctx.label("initiative", "business_case"), "business-case"):
        told = [
            (name, w.inline if name == "purpose" else w.words) for name in ("vision", "purpose") if one.fields.get(name)
        ]
        entity_page.in_short(w, [(ctx.label("initiative", name), name, say(one.fields[name])) for name, say in told])
        business_case.section(w, one)
    if one.business_case is None:  # else it says where, and where not
        _scope(w, one)
    _border(w, one)
    change_plan.sections(w, one)
    _changes(w, one)


def _numbers(w: Writer, one: Initiative) -> None:
    """Add the page in figures, each the way to its section; what folds says itself how much there is of it."""
    ctx, found = w.ctx, figures(w, one)
    for view, kind, anchor in ((Risk, "risk", "risks"), (Objective, "objective", "objectives")):
        if n := len(own(ctx, view, one)):
            label = ctx.kind_plural(kind) if n > 1 else ctx.kind_title(kind)
            found.append(Number(ctx.number(n), label, w.href(one, anchor)))
    if found:
        w.add(ctx.c.numbers(found))


def _opened(
    w: Writer, one: Initiative, view: type[Objective | Risk], anchor: str, none: tuple[str, str] | None
) -> None:
    """Begin a section of what an initiative has, with what its projects have of it; ``none`` says what it means to have none."""
    w.heading(w.ctx.kind_plural(anchor.removesuffix("s")), anchor)
    more = theirs(w, view, one)
    if none and not more:
        w.notice("none", *none)


def _objectives(w: Writer, one: Initiative) -> None:
    ctx = w.ctx
    found = sorted(own(ctx, Objective, one), key=lambda each: (not is_active(each), each.due or "~", each.id))
    none = ctx.t("No objective written down."), ctx.t("Nobody will be able to say whether it was worth it.")
    _opened(w, one, Objective, "objectives", none if not found else None)
    if not found:
        return
    columns: list[Column[Objective]] = [
        fields.named(w, "objective"),
        fields.head(ctx, "objective.baseline", lambda objective: baseline(w, objective), number=True),
        Column("now", ctx.t("Now → target"), lambda objective: _now(w, objective), number=True, lead=True),
        fields.head(ctx, "objective.due", lambda objective: _due(ctx, objective)),
        fields.column(w, "objective.status"),
        Column("way", ctx.t("Way done"), lambda objective: _way(ctx, objective), number=True),
    ]
    w.table("objectives-table", ctx.kind_plural("objective"), found, columns, plain=True)


def _now(w: Writer, objective: Objective) -> Item:
    """Return where an objective is today and where it should be."""
    goal = target(w, objective)
    here = w.ctx.c.item(now(w, objective) or w.ctx.t("cannot be measured"))
    return Markup("{} → {}").format(Markup(here), Markup(w.ctx.c.item(goal))) if goal else Markup(here)  # noqa: S704 - made by a component


def _due(ctx: Context, objective: Objective) -> Value:
    """Return by when it is to be reached; of what is open and past, by how much it is late."""
    n = ctx.facts.days_since(objective.due) if objective.due and is_active(objective) else 0
    date = ctx.date_cell(objective.due)
    return date if n <= 0 else [date, Cell(ctx.t(many("1 day late", "{n} days late", n)), badge="warning")]


def _way(ctx: Context, objective: Objective) -> Cell | None:
    done = share_of_way(ctx.facts, objective) if objective.status != "dropped" else None
    return Cell(ctx.percent(round(done)), sort=done) if done is not None else None


def _scope(w: Writer, one: Initiative) -> None:
    """Add where it will be used and where not, side by side."""
    scope = one.scope
    inside, outside = (scope.in_, scope.out) if scope else ([], [])
    with w.part(w.ctx.label("initiative", "scope"), "scope"):
        w.add(beside(_side(w, "in", inside), _side(w, "out", outside)))


def _side(w: Writer, key: str, texts: Sequence[Text]) -> Markup:
    """Return what is in scope, or what is out, as a small table."""
    ctx, title = w.ctx, w.ctx.label("initiative", "scope", key)
    rows: list[Item] = [w.words(text) for text in texts] or [Cell(ctx.t("not written down"), badge="warning")]
    return ctx.c.table(f"scope-{key}", title, rows, [Column("scope", title, lambda text: text, wide=True)], plain=True)


def _border(w: Writer, one: Initiative) -> None:
    ctx, border = w.ctx, one.cross_border
    if border:
        names = ("need", "topology", "shared_data", "safeguards")
        schemas = {name: fields.of(ctx, "initiative", "cross_border", name) for name in names}
        columns: list[Column[str]] = [
            Column("what", ctx.t("Question"), lambda name: ctx.label("initiative", "cross_border", name)),
            Column(
                "answer",
                ctx.t("Answer"),
                lambda name: fields.value(w, schemas[name], border.fields.get(name)),
                wide=True,
            ),
        ]
        title = ctx.label("initiative", "cross_border")
        with w.part(title, "cross-border"):
            w.table("cross-border-table", title, names, columns, plain=True)


def _risks(w: Writer, one: Initiative) -> None:
    ctx = w.ctx
    found = sorted(own(ctx, Risk, one), key=lambda each: (not is_active(each), -(exposure(ctx, each) or 0), each.id))
    none = ctx.t("No risk written down."), ctx.t("That nobody wrote one down does not mean that there is none.")
    _opened(w, one, Risk, "risks", none if not found else None)
    if not found:
        return

    def name(risk: Risk) -> Cell:
        return w.link(risk)._replace(note=None if is_active(risk) else ctx.chosen(risk, "status"))

    columns: list[Column[Risk]] = [
        fields.head(ctx, "risk", name, key="name", wide=True),
        Column(
            "exposure",
            ctx.t("Exposure"),
            lambda risk: exposure_cell(ctx, risk) or ctx.t("not measured"),
            number=True,
        ),
        Column("trend", ctx.t("Trend"), lambda risk: trend(ctx, risk)),
        fields.column(w, "risk.owner"),
        Column(
            "due", ctx.t("Actions due"), lambda risk: [x for action in risk.actions for x in due_badges(ctx, action)]
        ),
    ]
    title, first = ctx.kind_plural("risk"), shown(len(found), _RISKS)
    w.table("risks-table", title, found[:first], columns, plain=True, folds=False)
    if rest := found[first:]:
        more = ctx.c.table("risks-more", title, rest, columns, plain=True, folds=False)
        w.add(ctx.c.behind(more, ctx.t("{n} more, {all} in all", n=len(rest), all=len(found))))


def _changes(w: Writer, one: Initiative) -> None:
    """Add who works on it, what it changes, and what else moves the same things."""
    ctx, groups = w.ctx, list[Group]()
    for name, kind in (("goals", "goal"), ("areas", "area"), ("processes", "process"), ("systems", "system")):
        if one.fields.get(name):
            groups.append(Group(ctx.label("initiative", name), w.refs(kind, one.fields[name])))
    if one.team:
        groups.append(Group(ctx.label("initiative", "team"), [w.role(id_) for id_ in one.team]))
    for one_ in one.related:
        label = fields.words(ctx, one_.relation, "initiative", "related", "relation")
        groups.append(Group(label, [w.ref("initiative", one_.initiative)]))
    if groups:
        with w.part(ctx.t("Who takes part and what changes"), "changes"):
            w.add(ctx.c.refers(groups))


VIEWS = {"initiative": initiative_page}
