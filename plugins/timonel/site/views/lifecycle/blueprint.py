"""The service blueprint of a stage, made of what the base knows: what customers meet over what carries it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from markupsafe import Markup

from timonel.kinds import Assistant, Issue, Process, Risk, Role, Stage, Touchpoint
from timonel.lookups.service import Service, service
from timonel.lookups.status import is_active
from timonel.model import Entity
from timonel.site.escape import html, markup
from timonel.site.kit import Band, Item, Lane, Under
from timonel.site.kit.inline import shown as before_fold
from timonel.site.views.data.consent_basis import basis_chips
from timonel.site.views.lifecycle.processes import level_word
from timonel.site.views.programme.indicators import last_value
from timonel.site.views.risks.exposure import exposure
from timonel.site.views.shared.standing import gap_chip
from timonel.site.writer import Writer
from timonel.text import listed, many

_MOST = 12  # columns that are read side by side
_GRAVEST = 6  # issues and risks that stand in columns
_NAMED = 3  # that a sentence names
E = TypeVar("E", bound=Entity)


def columns(w: Writer, stage: Stage) -> list[Touchpoint]:
    """Return the touchpoints of a stage that are drawn: all, or where these are too many its moments of truth."""
    found = w.ctx.facts.met.get(stage.id, ())
    drawn = found if len(found) <= _MOST else [one for one in found if one.moment_of_truth]
    return [*drawn] if len(drawn) <= _MOST else []


def write(w: Writer, stage: Stage, touchpoints: Sequence[Touchpoint]) -> None:
    """Add the blueprint of some touchpoints of a stage, below what it comes to in a sentence."""
    ctx, behind = w.ctx, service(w.ctx.facts, touchpoints)
    said = Markup(" ").join(_said(w, touchpoints, behind))
    w.add(Markup('<p class="kb-blueprint__said" data-search-exclude>{}</p>').format(said))
    bands = [
        band._replace(lanes=[lane for lane in band.lanes if lane.under])
        for band in _bands(w, stage, touchpoints, behind)
    ]
    name = ctx.t("Service blueprint of the stage {name}", name=ctx.name(stage))
    heads = [Under([n], w.link(one), _met(w, one), _look(one)) for n, one in enumerate(touchpoints)]
    w.add(ctx.c.blueprint("blueprint-table", name, heads, [x for x in bands if x.lanes], ctx.kind_plural("touchpoint")))


def _met(w: Writer, touchpoint: Touchpoint) -> list[Item]:
    """Return what a touchpoint's head says besides its name."""
    found: list[Item] = []
    if touchpoint.moment_of_truth:
        label = html(w.ctx.label("touchpoint", "moment_of_truth"))
        found.append(
            Markup('<span class="kb-blueprint__star"><span aria-hidden="true">★</span> {}</span>').format(label)
        )
    return [*found, *([] if is_active(touchpoint) else [w.ctx.status(touchpoint)]), *_gap(w, touchpoint)]


def _bands(w: Writer, stage: Stage, touchpoints: Sequence[Touchpoint], behind: Service) -> Iterator[Band]:
    """Yield the rows, from the customer inwards; some hold nothing."""
    ctx, t = w.ctx, w.ctx.t
    yield Band(_seen(w, stage, touchpoints))
    front = [*_processes(w, behind.front), *_unserved(w, touchpoints, behind)]
    yield Band(
        [Lane(t("Customer-facing processes"), front)],
        t("Line of interaction"),
        t("above it the customer, below it who answers"),
    )
    yield Band(
        [Lane(t("Direct support"), [*_processes(w, behind.support)], joined=True)],
        t("Line of visibility"),
        t("below it, what the customer does not see"),
        behind=t("Below the line of visibility"),
    )
    deeper = [Lane(t("Support of the support"), [*_processes(w, dict.fromkeys(behind.deeper, ()))], boxed=False)]
    if behind.further:
        more = [Under((), w.link(one)) for one in ctx.sorted(behind.further)]
        deeper.append(Lane(t("Systems only they use"), more, boxed=False))
    number = len(behind.deeper) + len(behind.further)
    yield Band(
        deeper,
        t("Line of internal interaction"),
        t("below it, what supports the support"),
        folded=f"{t('Support of the support')} ({number})",
    )
    systems = [Under(places, w.link(one), _gap(w, one), _look(one)) for one, places in _sorted(w, behind.systems)]
    assistants = [Under(places, w.link(x), _does(w, x), _look(x)) for x, places in _sorted(w, behind.assistants)]
    shown = [Under(places, w.link(one), [last_value(w, one)]) for one, places in _sorted(w, behind.indicators)]
    troubles = [*_troubles(w, behind)]
    few = before_fold(len(troubles), _GRAVEST)
    yield Band(
        [
            Lane(ctx.kind_plural("system"), systems, joined=True),
            Lane(ctx.kind_plural("assistant"), assistants, joined=True),
            Lane(t("What shows it"), shown, joined=True),
            Lane(t("Issues and risks"), troubles[:few], joined=True),
        ]
    )
    less = [one._replace(columns=()) for one in troubles[few:]]
    yield Band([Lane(t("Less grave risks"), less, boxed=False)], folded=f"{t('Less grave risks')} ({len(less)})")


def _seen(w: Writer, stage: Stage, touchpoints: Sequence[Touchpoint]) -> list[Lane]:
    """Return what the customer sees: what they want, through which channels, what they give and receive."""
    ctx, t = w.ctx, w.ctx.t
    goal = [Under([*range(len(touchpoints))], w.words(stage.customer_goal))] if stage.customer_goal else []
    channels, given, received = list[Under](), list[Under](), list[Under]()
    for n, one in enumerate(touchpoints):
        if one.channels:
            channels.append(Under([n], ctx.c.value(w.refs("channel", one.channels))))
        data, basis = w.refs("data-asset", one.collects), basis_chips(ctx, one)
        if data or basis:
            first, *rest = [ctx.c.value(data), *basis] if data else basis
            given.append(Under([n], first, rest))
        if one.value_exchange:
            received.append(Under([n], w.words(one.value_exchange)))
    return [
        Lane(t("What the customer wants"), goal, boxed=False),
        Lane(ctx.kind_plural("channel"), channels, boxed=False),
        Lane(t("What they give"), given, boxed=False),
        Lane(t("What they receive"), received, boxed=False),
    ]


def _processes(w: Writer, found: Mapping[Process, Sequence[int]]) -> Iterator[Under]:
    """Yield processes, each with how mature it is, whose it is, and its gaps."""
    for one, places in _sorted(w, found):
        level: Item = w.ctx.t("not diagnosed")
        if one.maturity is not None:
            level = w.ctx.c.level(one.maturity.level, level_word(w.ctx, one.maturity.level))
        yield Under(places, w.link(one), [level, *_owner(w, one), *_gap(w, one)], _look(one))


def _owner(w: Writer, process: Process) -> list[Item]:
    """Return whose a process is, and whether that role is vacant: who holds it stands where there is more room."""
    role, found = w.ref("role", process.owner), w.ctx.base.get(Role, process.owner)
    vacant = found is not None and w.ctx.facts.is_vacant(found)
    return [role._replace(note=w.ctx.t("vacant")) if vacant else role] if role else []


def _unserved(w: Writer, touchpoints: Sequence[Touchpoint], behind: Service) -> Iterator[Under]:
    served = {n for places in behind.front.values() for n in places}
    lost = [n for n, one in enumerate(touchpoints) if n not in served and is_active(one)]
    if lost:
        yield Under(lost, w.ctx.t("no process serves it"), look="missing")


def _does(w: Writer, assistant: Assistant) -> list[Item]:
    return [w.ctx.choice(assistant, "autonomy"), *_gap(w, assistant)]


def _troubles(w: Writer, behind: Service) -> Iterator[Under]:
    """Yield what has happened first, then what may, the gravest first."""
    ctx = w.ctx
    for one, places in _sorted(w, {one: places for one, places in behind.troubles.items() if not _may(one)}):
        yield Under(places, w.link(one), [ctx.status(one), *_gap(w, one)], "happened")
    risks = [(one, places) for one, places in behind.troubles.items() if isinstance(one, Risk) and _may(one)]
    for risk, places in sorted(risks, key=lambda row: (-(exposure(ctx, row[0]) or 0), row[0].id)):
        now = exposure(ctx, risk)
        told = ctx.t("not measured") if now is None else ctx.t("Exposure {n} of 25", n=now)
        yield Under(places, w.link(risk), [told, *_gap(w, risk)])


def _may(one: Issue | Risk) -> bool:
    return isinstance(one, Risk) and one.status != "materialized"


def _gap(w: Writer, entity: Entity) -> list[Item]:
    chip = gap_chip(w, entity)
    return [chip] if chip else []


def _look(entity: Entity) -> str:
    return "" if is_active(entity) else "planned"


def _sorted(w: Writer, found: Mapping[E, Sequence[int]]) -> list[tuple[E, Sequence[int]]]:
    return [(one, found[one]) for one in w.ctx.sorted(found)]


def _said(w: Writer, touchpoints: Sequence[Touchpoint], behind: Service) -> Iterator[Markup]:
    """Yield what the blueprint comes to: what is met, what is weakest behind it, and what carries most of it."""
    ctx, t = w.ctx, w.ctx.t
    active = [one for one in touchpoints if is_active(one)]
    moments, planned = sum(one.moment_of_truth is True for one in active), len(touchpoints) - len(active)
    parts = [t(many("1 touchpoint", "{n} touchpoints", len(active)))] if active else []
    parts += [t(many("1 moment of truth", "{n} moments of truth", moments))] if moments else []
    parts += [t(many("1 planned", "{n} planned", planned))] if planned else []
    yield html(f"{', '.join(parts)}.")
    if there := [one for one in behind.troubles if not _may(one)]:
        yield _named(w, t("Already happened:"), there)
    levels = [(one.maturity.level, one) for one in (*behind.support, *behind.deeper) if one.maturity]
    if levels:
        least = min(level for level, _ in levels)
        weakest = [one for level, one in levels if level == least]
        yield _named(
            w, t("Least mature of what customers do not see (level {level}):", level=level_word(ctx, least)), weakest
        )
    most = max(map(len, behind.systems.values()), default=0)
    if most > 1:
        carry = [one for one, places in behind.systems.items() if len(places) == most]
        of = len(touchpoints)
        yield _named(w, t("Behind all {m}:", m=of) if most == of else t("Behind {n} of the {m}:", n=most, m=of), carry)


def _named(w: Writer, label: str, found: Sequence[Entity]) -> Markup:
    """Return a label with the names of a few things as links, and how many more there are."""
    ctx = w.ctx
    few = ctx.sorted(found)[:_NAMED]
    links = [ctx.c.item(w.link(one)) for one in few]
    more = len(found) - len(few)
    return Markup("{} {}.").format(
        html(label), markup(listed([*links, *([ctx.t("{n} more", n=more)] if more else [])], ctx.lang))
    )
