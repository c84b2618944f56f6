"""What goes with the change: requirements, change actions and documents, on an initiative's page and all together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from timonel.kinds import ChangeAction, Document, Initiative, Requirement
from timonel.lookups.calendar import day
from timonel.lookups.initiatives import naming
from timonel.model import Entity
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Card, Cell, Column, Fact, Number, Step
from timonel.site.views.programme import requirements
from timonel.site.views.programme.documents import document_table
from timonel.site.views.programme.hierarchy import own, theirs
from timonel.site.views.shared import entity_page
from timonel.site.writer import Writer

_STATES = {"planned": "next", "in-progress": "now", "done": "done"}
_NEEDED = ("communication", "training", "culture")  # what no change of CRM goes without


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the plan of change actions."""
    if ctx.base.of("change-action"):
        yield Draft("change-actions/index", ctx.kind_plural("change-action"), overview)


def late(ctx: Context, one: ChangeAction) -> bool:
    """Whether an action is past its end and not done."""
    return one.status != "done" and one.end is not None and one.end < ctx.facts.today


def state(ctx: Context, action: ChangeAction) -> Cell:
    """Return the state of an action as a badge; what is overdue says so."""
    if late(ctx, action) and action.end:
        n = (day(ctx.facts.today) - day(action.end)).days
        return Cell(ctx.t("1 day late") if n == 1 else ctx.t("{n} days late", n=n), badge="warning", key="late")
    return fields.word(ctx, action.status, "change-action", "status")._replace(badge=_STATES[action.status])


def when(ctx: Context, one: ChangeAction) -> str:
    """Return from when to when an action goes."""
    if one.start and one.end and one.start != one.end:
        return f"{ctx.date(one.start)} – {ctx.date(one.end)}"
    return ctx.date(one.start or one.end) or ctx.t("no date")


def by_start(actions: Sequence[ChangeAction]) -> list[ChangeAction]:
    """Return actions by their start, those without one last."""
    return sorted(actions, key=lambda one: (one.start or one.end or "~", one.id))


def overview(w: Writer) -> None:
    """Write the plan: type by type, in the order of the dates, then all as a table."""
    ctx, t = w.ctx, w.ctx.t
    actions = ctx.base.all(ChangeAction)
    w.title(ctx.kind_plural("change-action"))
    w.lede(
        t(
            "What is done so that people want to work differently, know how and can. Where it stops, the best system is left unused."
        )
    )
    counted = Counter(state(ctx, action).key for action in actions)
    labels = {
        "done": t("actions done"),
        "in-progress": t("actions under way"),
        "planned": t("actions planned"),
        "late": t("actions late"),
    }
    w.add(
        ctx.c.numbers(
            [
                Number(
                    ctx.number(counted[key]),
                    label,
                    f"?state={key}#all",
                    "warning" if key == "late" and counted[key] else None,
                )
                for key, label in labels.items()
            ]
        )
    )
    for type_ in fields.choices(ctx, "change-action", "type"):
        mine = by_start([one for one in actions if one.type == type_])
        w.heading(str(fields.word(ctx, type_, "change-action", "type").text), type_)
        if mine:
            w.add(ctx.c.steps([_step(w, one) for one in mine], numbered=False))
        else:
            w.notice("none", t("Nothing of this kind is planned."))
    w.heading(t("All actions"), "all")
    _table(w, actions)


def _step(w: Writer, one: ChangeAction, initiative: str = "") -> Step:
    """Return an action for the `steps` component; on the page of its initiative that is not said again."""
    ctx = w.ctx
    audience = ", ".join(map(ctx.name, _audience(ctx, one)))
    owner = w.role(one.owner) or Cell(ctx.t("nobody owns it"), badge="warning")
    meta = [
        state(ctx, one),
        when(ctx, one),
        owner,
        *([w.ref("initiative", one.initiative)] if one.initiative and one.initiative != initiative else []),
    ]
    text = ctx.t("For: {names}", names=audience) if audience else ctx.pick(one.description)
    return Step(ctx.name(one), w.href(one), text=text, state=_STATES[one.status], meta=meta)


def _table(w: Writer, actions: Sequence[ChangeAction]) -> None:
    ctx = w.ctx
    columns: list[Column[ChangeAction]] = [
        fields.named(w, "change-action"),
        fields.column(w, "change-action.type", filter=True),
        fields.column(w, "change-action.initiative", filter=True),
        Column("state", ctx.t("State"), lambda action: state(ctx, action), filter=True),
        *fields.columns(w, "change-action", "start", "end"),
        fields.column(w, "change-action.owner", filter=True),
        fields.head(ctx, "change-action.audience", lambda action: [w.link(x) for x in _audience(ctx, action)]),
        fields.gaps(w),
    ]
    w.table("actions-table", ctx.kind_plural("change-action"), by_start(actions), columns)


def sections(w: Writer, one: Initiative) -> None:
    """Add to an initiative's page what it must make possible, how people come along, and what is written down."""
    ctx = w.ctx
    with w.part(ctx.kind_plural("requirement"), "requirements", len(own(ctx, Requirement, one))):
        requirements.section(w, one)
    with w.part(ctx.t("Change plan"), "change", len(own(ctx, ChangeAction, one))):
        _plan(w, one)
    documents = own(ctx, Document, one)
    with w.part(ctx.kind_plural("document"), "documents", len(documents)):
        if documents:
            document_table(w, documents, whole=False)
        if not theirs(w, Document, one) and not documents:
            w.notice("none", ctx.t("No document written down."))


def _plan(w: Writer, one: Initiative) -> None:
    ctx, t = w.ctx, w.ctx.t
    actions = own(ctx, ChangeAction, one)
    missing = [each for each in _NEEDED if each not in {action.type for action in naming(ctx.base, ChangeAction, one)}]
    if missing and actions:
        names = ", ".join(str(fields.word(ctx, each, "change-action", "type").text) for each in missing)
        w.notice("warning", t("The plan has nothing of: {names}.", names=names))
    if actions:
        w.add(ctx.c.steps([_step(w, each, one.id) for each in by_start(actions)], numbered=False))
    if not theirs(w, ChangeAction, one) and not actions:
        w.notice("none", t("No change action planned."), t("Nobody has written down how people will come along."))


def action_page(w: Writer, one: ChangeAction) -> None:
    """Write the middle of a change action's page."""
    overdue = (Fact(w.ctx.t("State"), state(w.ctx, one)),) if late(w.ctx, one) else ()
    entity_page.facts(w, one, skip=("status", "audience"), more=overdue)
    entity_page.story(w, one, skip=("audience",))
    if one.audience:
        w.heading(w.ctx.label("change-action", "audience"), "audience")
        cards = [Card(w.ctx.name(x), w.href(x), w.ctx.kind_title(x.kind)) for x in _audience(w.ctx, one)]
        w.add(w.ctx.c.cards(cards))


def _audience(ctx: Context, action: ChangeAction) -> list[Entity]:
    return [entity for key in action.audience if (entity := ctx.base.find(key)) is not None]


VIEWS = {"change-action": action_page}
