"""How an entry or a list stands, right below its title: state, level, who answers for it, what falls due, and its gaps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from markupsafe import Markup

from timonel.governance import SEVERITIES, Finding
from timonel.kinds import Role
from timonel.lookups.calendar import day
from timonel.lookups.status import is_active
from timonel.model import Entity
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.kit import Cell, Item
from timonel.site.views.shared.around import Places, beyond, carrying, gravest, told_beyond, with_gaps
from timonel.site.writer import Writer
from timonel.text import many, said

# Says more of an entity's state: its level, its exposure, its next meeting.
State = Callable[[Writer, Entity], Item | Sequence[Item] | None]
# Says line by line what is late inside an entity, which its own gaps do not tell.
Late = Callable[[Writer, Entity], Sequence[Item]]

# Their pages tell which gaps wait for them; "no gap" in their own entry would read as a contradiction.
_OWNERS = ("role", "person")
# Their pages begin with what waits for them; their view adds the gaps about them below it.
LATER = ("person",)
# Of these, that there is nothing to mend says nothing.
_QUIET = ("term", "lesson")
# Other pages count what carries them together with their own.
_SUMMED = ("stage",)
_SHOWN = 8  # of what carries an entry and has gaps
_FIRST = 3  # gaps that are read at once; the others fold


def write(w: Writer, entity: Entity, more: State | None) -> None:
    """Add the line below the title.

    Args:
        w: the page.
        entity: what it is about.
        more: says what the schema does not: a level, an exposure, a next meeting; a badge, where something is wrong.
    """
    state = (more(w, entity) if more else None) or []
    states: list[Item] = [state] if isinstance(state, str | Cell) else [*state]
    loud = [one for one in states if isinstance(one, Cell) and one.badge]
    wrong = any(one.badge != "plain" for one in loud)  # beside it, "no gaps" would say that all is well
    found = [
        *_standing(w, entity),
        *(one for one in states if one not in loud),
        *_owner(w, entity),
        *_due(w, entity),
    ]
    wrong = wrong or _nobody_answers(w, entity)
    gaps = [one for one in _gaps(w, entity) if not wrong or one.badge != "ok"]
    w.add(w.ctx.c.standing([*found, *loud, *gaps]))


def of_list(w: Writer, entities: Iterable[Entity], items: Iterable[Item] = ()) -> None:
    """Add the line below the title of a list: how many open gaps ``entities`` have together, and what else counts.

    Args:
        w: the page.
        entities: whose gaps the page counts; without any, it tells none.
        items: the counts; those that are None say nothing.
    """
    counted, more = [*entities], [one for one in items if one]
    wrong = any(isinstance(one, Cell) and one.badge in SEVERITIES for one in more)
    told = [Cell(w.ctx.t("No gaps"), badge="ok")] if counted and not wrong else []
    if places := with_gaps(w, counted):
        told = [Cell(w.ctx.t(many("1 gap", "{n} gaps", len(places))), badge=gravest(places))]
    w.add(w.ctx.c.standing([*told, *more]))


def _standing(w: Writer, entity: Entity) -> Iterator[Item]:
    kind = w.ctx.schema.kinds[entity.kind]
    if "status" in kind.fields and (status := w.ctx.status(entity)):
        yield status


def answering(w: Writer, entity: Entity) -> str:
    """Return the field that names who answers for it, which stands below the title; "" where nobody is named: a gap of its own."""
    return next((name for name in w.ctx.schema.kinds[entity.kind].responsible if entity.fields.get(name)), "")


def _nobody_answers(w: Writer, entity: Entity) -> bool:
    """Whether the role that answers for it is vacant, which stands there in amber."""
    field, facts = answering(w, entity), w.ctx.facts
    role = facts.base.get(Role, str(entity.fields[field])) if field else None
    return role is not None and facts.is_vacant(role)


def _owner(w: Writer, entity: Entity) -> Iterator[Item]:
    field = answering(w, entity)
    if field and (role := w.role(str(entity.fields[field]))):
        yield named(w, w.ctx.label(entity.kind, field), role)


def _due(w: Writer, entity: Entity) -> Iterator[Item]:
    """Yield by when it is to be done, as long as it is not; a day that has passed stands out."""
    due = entity.fields.get("due")
    if not isinstance(due, str) or entity.fields.get("done") or not is_active(entity):
        return
    ctx, left = w.ctx, (day(due) - day(w.ctx.facts.today)).days
    if left < 0:
        yield Cell(overdue(ctx, -left), badge="warning")
    else:
        yield named(w, ctx.label(entity.kind, "due"), Cell(ctx.date(due)))


def overdue(ctx: Context, days: int) -> str:
    """Return for how many days something should have been done."""
    return ctx.t(many("overdue by 1 day", "overdue by {n} days", days))


def named(w: Writer, label: str, cell: Cell) -> Markup:
    """Return something behind what it is called."""
    return Markup('<span class="kb-standing__label">{}:</span> {}').format(label, Markup(w.ctx.c.item(cell)))  # noqa: S704 - made by a component


def _gaps(w: Writer, entity: Entity) -> Iterator[Cell]:
    """Yield how many gaps it has, how many are waived and until when, and how many what carries it has."""
    ctx, found = w.ctx, w.ctx.result.by_subject.get(entity.key, ())
    there, way = gap_chip(w, entity), w.href(entity, "gaps")
    if there and entity.kind == "person":  # beside it stands how many gaps wait for them
        n = len(w.ctx.gaps(entity.key))
        there = there._replace(text=w.ctx.t(many("1 gap about this person", "{n} gaps about this person", n)))
    if there:
        yield there
    if excused := waived(w, found, way):
        yield excused
    if entity.kind in _OWNERS or (there and entity.kind not in _SUMMED):
        return
    around, further = carrying(w, entity), beyond(w, entity)
    if around:
        told = many("1 gap in what carries it", "{n} gaps in what carries it", len(around))
        yield Cell(ctx.t(told), way, badge=gravest(around))
    if further:
        yield Cell(ctx.t(told_beyond(entity, len(further))[0]), way, badge=gravest(further))
    elif (
        not found and not around and entity.kind not in _QUIET and w.ctx.schema.kinds[entity.kind].responsible
    ):  # of what nobody answers for, nobody asks
        yield Cell(ctx.t("No gaps"), badge="ok")


def waived(w: Writer, found: Iterable[Finding], way: str | None, *, short: bool = False) -> Cell | None:
    """Return how many of some gaps are waived, and for how long yet, with the way to them; None without any.

    Args:
        w: the page's writer.
        found: gaps, others too.
        way: where they are told.
        short: whether there is room for no more than the days.
    """
    ctx, left = w.ctx, list[int]()
    for one in found:
        if one.status == "waived" and one.waiver is not None:
            left.append(-ctx.facts.days_since(one.waiver.expires))
    if not left:
        return None
    if short:
        return Cell(ctx.t(many("waiver: 1 day left", "waiver: {n} days left", min(left))), way, badge="waived")
    text = ctx.t(many("1 gap with a waiver", "{n} gaps with a waiver", len(left)))
    return Cell(f"{text}, {ctx.t(many('1 day left', '{n} days left', min(left)))}", way, badge="waived")


def gap_chip(w: Writer, entity: Entity) -> Cell | None:
    """Return how many open gaps an entry has, in the colour of the worst, with the way to them; None without any."""
    found = w.ctx.gaps(entity.key)
    if not found:
        return None
    return Cell(w.ctx.t(many("1 gap", "{n} gaps", len(found))), w.href(entity, "gaps"), badge=fields.worst(found))


def worst(w: Writer, entities: Iterable[Entity]) -> str | None:
    """Return how grave the gravest open gap of some entries is; None without any."""
    found = [gap for one in entities for gap in w.ctx.gaps(one.key)]
    return fields.worst(found) if found else None


def gaps(w: Writer, entity: Entity, late: Late | None = None, title: str = "") -> None:
    """Add the gaps of an entry, the worst first, or else those of what carries it; nothing where there are none.

    Args:
        w: the page.
        entity: whose gaps.
        late: what is late inside it, which stands before what is a note only.
        title: the heading of its own gaps, "Gaps" without one.
    """
    ctx, found = w.ctx, w.ctx.result.by_subject.get(entity.key, ())
    lines = late(w, entity) if late else ()
    _own(w, sorted(found, key=urgency), lines, title or ctx.t("Gaps"))
    if entity.kind in _OWNERS or (found and entity.kind not in _SUMMED):
        return
    around, further = carrying(w, entity), beyond(w, entity)
    if not found and not lines and (around or further):
        w.heading(ctx.t("Gaps"), "gaps")
    groups = []
    if around:
        groups.append((_carried(w, len(around), len(ctx.gaps(entity.key))), _places(w, around)))
    if further:
        groups.append((ctx.t(told_beyond(entity, len(further))[1]), _places(w, further)))
    if groups:
        w.add(ctx.c.gaps_around(groups, gravest([*around, *further]) or "info"))


def _own(w: Writer, found: Sequence[Finding], lines: Sequence[Item], title: str) -> None:
    """Add an entry's own gaps, and what is late inside it: before what is a note only."""
    ctx, blocks = w.ctx, list[Markup]()
    if found or lines:
        w.heading(title, "gaps")
    if found:
        blocks.append(ctx.c.gap_list(w.own_gaps(found), most=_FIRST))
    if lines:
        grave = any(one.status == "open" and one.severity != "info" for one in found)
        told = ctx.c.gaps_around([(ctx.t("What is late or missing inside:"), lines)], "warning")
        blocks.insert(len(blocks) if grave else 0, told)
    for block in blocks:
        w.add(block)


def urgency(finding: Finding) -> tuple[bool, int]:
    """Return what orders gaps: the open ones first, the worst before the others."""
    return finding.status != "open", SEVERITIES.index(finding.severity)


def _carried(w: Writer, total: int, own: int) -> str:
    """Return that an entry has no gaps of its own, or how many it has with those of what carries it."""
    told = many(
        "None of its own. In what carries it there is 1:", "None of its own. In what carries it there are {n}:", total
    )
    if own:
        told = said("{n} more in what carries it: {all} in all.", n=total, all=total + own)
    return w.ctx.t(told)


def _places(w: Writer, places: Places) -> list[Item]:
    """Return what is wrong there, gap by gap, the gravest first."""
    ctx = w.ctx
    found = sorted(places, key=lambda each: urgency(each[1]))
    more = len(found) - _SHOWN if len(found) > _SHOWN + 1 else 0
    told: list[Item] = []
    for (one, _), row in zip(found, w.gaps(gap for _, gap in found[: len(found) - more]), strict=False):
        link = w.link(one)._replace(href=w.href(one, "gaps"))
        told.append(ctx.c.gap_line(row._replace(entity=link)))
    return [*told, *([Cell(ctx.t("{n} more", n=more))] if more else [])]
