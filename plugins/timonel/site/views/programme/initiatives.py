"""The programme in one look: programmes with their projects, their phase, who backs and who leads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from markupsafe import Markup

from timonel.kinds import Initiative
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Action, Card, Cell, Column, Item, count
from timonel.site.views.programme import phases
from timonel.site.views.programme.hierarchy import below, parts_of, tops
from timonel.site.views.shared import charts, inventory
from timonel.site.writer import Writer
from timonel.text import many


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the page of all initiatives."""
    if ctx.base.of("initiative"):
        yield Draft("initiatives/index", ctx.kind_plural("initiative"), overview, ("programme", 1))


def overview(w: Writer) -> None:
    """Write the page: a programme after the other with its projects, then all as a table."""
    ctx, t = w.ctx, w.ctx.t
    w.title(ctx.kind_plural("initiative"))
    w.lede(
        t(
            "Looking after customers does not end: a programme gives the course, and small projects that begin and end carry it out."
        )
    )
    everything = ctx.base.all(Initiative)
    for one in tops(ctx):
        w.heading(ctx.name(one), one.id)
        _head(w, one)
        if inside := below(ctx, one):
            w.add(cards(w, inside))
    alone = [one for one in everything if one.type != "programme" and ctx.base.get(Initiative, one.part_of) is None]
    if alone:
        w.heading(t("Projects outside any programme"), "alone")
        w.add(cards(w, alone))

    def projects(initiative: Initiative) -> Cell | None:
        return count(len(parts_of(ctx, initiative))) if initiative.type == "programme" else None

    more = [
        Column("phase", t("Phase"), partial(phases.here, w)),
        Column("projects", t("Projects"), projects, number=True),
    ]
    inventory.table(w, "initiative", everything, ["type", "status", "part_of", "sponsor", "lead"], more, fold=True)
    ways = (
        ("Budgets compared", "initiatives/budget"),
        ("The four Ps by initiative", "initiatives/four-ps"),
        ("How far each initiative is", "phases/index"),
    )
    w.add(ctx.c.actions([Action(t(text), w.href(path)) for text, path in ways]))


def _head(w: Writer, programme: Initiative) -> None:
    """Add what a programme is: its description, state, phase and who leads it, and the way to its page."""
    way = Cell(w.ctx.t("Open the programme"), w.href(programme))
    w.lede(w.inline(programme.description), [*_badges(w, programme), way])
    charts.note(w, " · ".join(_meta(w, programme)))


def cards(w: Writer, initiatives: Sequence[Initiative]) -> Markup:
    """Return initiatives as cards: state, phase, who backs them, gaps."""
    return w.ctx.c.cards([_card(w, x) for x in initiatives])


def _card(w: Writer, initiative: Initiative) -> Card:
    return Card(
        w.ctx.name(initiative),
        w.href(initiative),
        w.ctx.chosen(initiative, "type"),
        w.ctx.pick(initiative.description),
        _badges(w, initiative),
        [Cell(text) for text in _meta(w, initiative)],
    )


def _badges(w: Writer, initiative: Initiative) -> list[Item]:
    n, status = len(w.ctx.gaps(initiative.key)), w.ctx.status(initiative)
    gaps = Cell(w.ctx.t(many("1 gap", "{n} gaps", n)), w.href(initiative, "gaps"), badge="warning")
    return [status, gaps] if n else [status]


def _meta(w: Writer, initiative: Initiative) -> list[str]:
    """Return the phase, and who backs and who leads it, in words."""
    ctx, phase = w.ctx, phases.here(w, initiative)
    who = {name: w.role(initiative.fields.get(name)) for name in ("sponsor", "lead")}
    return [
        *([ctx.t("Phase: {name}", name=phase.text)] if phase else []),
        *(f"{ctx.label('initiative', name)}: {x.text if x else ctx.t('nobody')}" for name, x in who.items()),
    ]
