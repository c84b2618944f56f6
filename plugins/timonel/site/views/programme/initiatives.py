"""The programme in one look: programmes with their projects, what waits for somebody first; each with its next gate, way and money."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from markupsafe import Markup

from timonel.kinds import Initiative
from timonel.lookups.calendar import gone
from timonel.lookups.initiatives import phases_of
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Action, Card, Cell, Column, Fact, Item, Number, Part, Value, count
from timonel.site.views.programme import budget, phases, waiting
from timonel.site.views.programme.hierarchy import below, parts_of, tops
from timonel.site.views.shared import charts, inventory, standing
from timonel.site.views.shared.blocks import beside, money, sentence
from timonel.site.views.shared.standing import gap_chip
from timonel.site.writer import Writer

_ORDER = ("running", "approved", "on-hold", "proposed", "finished", "cancelled")  # what waits for somebody comes first

_PAST = ("finished", "cancelled")


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the page of all initiatives."""
    if ctx.base.of("initiative"):
        yield Draft("initiatives/index", ctx.kind_plural("initiative"), overview, ("programme", 1))


def overview(w: Writer) -> None:
    """Write the page: a programme after the other with its projects, then all as a table."""
    ctx, t = w.ctx, w.ctx.t
    w.title(ctx.kind_plural("initiative"))
    everything = ctx.base.all(Initiative)
    standing.of_list(w, everything, [*waiting.chips(w, everything), waiting.next_gate(w, everything)])
    w.lede(
        t(
            "Looking after customers does not end: a programme gives the course, and small projects that begin and end carry it out."
        )
    )
    for one in tops(ctx):
        inside = below(ctx, one)
        w.heading(ctx.name(one), one.id)
        _head(w, one, inside)
        if inside:
            w.add(cards(w, inside, one))
            charts.note(w, ctx.t("The tick on a bar is where the time is."))
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


def _head(w: Writer, programme: Initiative, inside: Sequence[Initiative]) -> None:
    """Add how a programme stands: its state and the way to its page, its next gate, way and money, and who leads it."""
    ctx = w.ctx
    way = Cell(ctx.t("Open the programme"), w.href(programme))
    lede = ctx.c.lede(sentence(ctx.pick(programme.description)), [*_badges(w, programme), way])
    w.add(beside(lede, ctx.c.numbers(figures(w, programme))))
    who = [(name, w.role(programme.fields.get(name))) for name in ("sponsor", "lead")]
    told = [f"{ctx.label('initiative', name)}: {_named(x) or ctx.t('nobody')}" for name, x in who]
    if inside and all(one.lead == programme.lead for one in inside):
        told[-1] += f", {ctx.t('of all its projects, too')}"
    charts.note(w, " · ".join(told))


def _named(role: Cell | None) -> str:
    """Return a role with who holds it, in words."""
    return f"{role.text} ({role.note})" if role else ""


def figures(w: Writer, one: Initiative) -> list[Number]:
    """Return the figures that an initiative is known by, each the way to its section: next gate, way, money."""
    ctx, found = w.ctx, list[Number]()
    due = next(((step, phase) for _, step, phase in phases_of(ctx.base, one) if step.status == "in-progress"), None)
    if due and due[0].due:
        late = phases.is_late(ctx, due[0])
        words = "gate was due: {phase}" if late else "next gate: {phase}"
        label = ctx.t(words, phase=ctx.name(due[1]))
        found.append(Number(ctx.date(due[0].due), label, w.href(one, "phases"), "late" if late else "date"))
    if one.phases:
        passed = sum(phase.status == "passed" for phase in one.phases)
        found.append(Number(f"{passed} / {len(one.phases)}", ctx.t("gates passed"), w.href(one, "phases")))
    if (spent := budget.share(one)) is not None:
        whole, time = budget.total(one), _time(ctx, one)
        amount = money(ctx, whole.planned if whole else 0, one.budget.currency if one.budget else None, short=True)
        label = ctx.t("of {amount} spent", amount=amount)
        label = f"{label}, {ctx.t('{share} of the time', share=ctx.percent(round(100 * time)))}" if time else label
        found.append(Number(ctx.percent(round(spent)), label, w.href(one, "budget")))
    return found


def cards(w: Writer, initiatives: Sequence[Initiative], programme: Initiative | None = None) -> Markup:
    """Return initiatives as cards, what runs first and of it what is due first; ``programme`` has said who leads most of them."""
    ctx = w.ctx

    def urgency(one: Initiative) -> tuple[int, str, str]:
        return (
            _ORDER.index(one.status),
            min((x.due or "~" for x in one.phases if x.status == "in-progress"), default="~"),
            one.id,
        )

    led_by = programme.lead if programme and all(one.lead == programme.lead for one in initiatives) else None
    return ctx.c.cards([_card(w, x, led_by) for x in sorted(initiatives, key=urgency)])


def _card(w: Writer, one: Initiative, led_by: str | None) -> Card:
    """Return an initiative as a card: state and gaps, what it is, what comes next, its way and its money."""
    ctx, t = w.ctx, w.ctx.t
    who = [name for name in ("sponsor", "lead") if name == "sponsor" or one.lead != led_by]
    facts = [Fact(ctx.label("initiative", name), w.role(one.fields.get(name)) or t("nobody")) for name in who]
    if one.status not in _PAST:
        facts.append(Fact(t("Next"), phases.here(w, one) or t("no date")))
    facts += [Fact(t("Way done"), _way(ctx, one)), Fact(ctx.label("initiative", "budget"), _money(ctx, one))]
    said = sentence(ctx.pick(one.description))
    return Card(ctx.name(one), w.href(one), note=said, badges=_badges(w, one), facts=facts)


def _way(ctx: Context, one: Initiative) -> Value:
    """Return how many gates are passed, with a tick where the time is."""
    passed = sum(phase.status == "passed" for phase in one.phases)
    time = None if one.status in _PAST else _time(ctx, one)
    told = [ctx.t("{n} of {m} gates", n=passed, m=len(one.phases)) if one.phases else ctx.t("no gates written down")]
    if time is not None:
        told.append(ctx.t("{share} of the time", share=ctx.percent(round(100 * time))))
    elif one.end:
        told.append(ctx.date(one.end) or "")
    elif one.start:
        told.append(ctx.t("from {date}", date=ctx.date(one.start)))
    text = " · ".join(told)
    return ctx.c.meter(Part(passed, text, mark=time), len(one.phases)) if one.phases else text


def _time(ctx: Context, one: Initiative) -> float | None:
    return gone(one.start, one.end, ctx.facts.today)


def _money(ctx: Context, one: Initiative) -> Value:
    whole = budget.total(one)
    part = budget.meter(ctx, one, whole, short=True) if whole else None
    if part and one.status in _PAST:
        part = part._replace(mark=None)
    return ctx.c.meter(part, whole.planned or 1) if part and whole else ctx.t("No budget written down.")


def _badges(w: Writer, initiative: Initiative) -> list[Item]:
    gaps = gap_chip(w, initiative)
    return [w.ctx.status(initiative), *waiting.chips(w, [initiative]), *([gaps] if gaps else [])]
