"""Requirements: who asks for what, how much of it is a must, and what of that was delivered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from markupsafe import Markup

from timonel.kinds import Area, Initiative, Requirement
from timonel.model import Entity
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Action, Card, Cell, Column, Crossing, Group, Mark, Number
from timonel.site.views.programme.hierarchy import own, theirs
from timonel.site.views.shared import entity_page
from timonel.site.views.shared.blocks import folded
from timonel.site.writer import Writer

_BADGES = {"proposed": "plain", "accepted": "next", "delivered": "done", "rejected": "retired"}


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the page of all requirements."""
    if ctx.base.of("requirement"):
        yield Draft("requirements/index", ctx.kind_plural("requirement"), overview, searched=False)


def priorities(ctx: Context) -> list[str]:
    """Return the priorities, the highest first."""
    return fields.choices(ctx, "requirement", "priority")


def overview(w: Writer) -> None:
    """Write the page: counted by area and priority, by voice, then all as a table."""
    ctx, t = w.ctx, w.ctx.t
    found = ctx.base.all(Requirement)
    w.title(ctx.kind_plural("requirement"))
    w.lede(
        t(
            "What each area and each voice needs, said from their work. A list that comes from one area alone is that area's wish list."
        )
    )
    must = [one for one in found if one.priority == "must" and one.status in ("accepted", "delivered")]
    delivered = sum(one.status == "delivered" for one in must)
    if must:
        w.add(
            ctx.c.numbers(
                [
                    Number(ctx.number(len(found)), ctx.kind_plural("requirement")),
                    Number(f"{delivered} / {len(must)}", t("musts delivered")),
                ]
            )
        )
    w.heading(t("By area and priority"), "areas")
    _matrix(w, found)
    w.heading(t("Whose voice it is"), "voices")
    voices: Counter[str | None] = Counter(one.voice for one in found)
    names = {
        voice: fields.words(ctx, voice, "requirement", "voice") for voice in fields.choices(ctx, "requirement", "voice")
    }
    w.add(
        ctx.c.numbers(
            [
                Number(ctx.number(voices[voice]), name, f"?voice={voice}#all")
                if voices[voice]
                else Number(t("none"), name, kind="warning")
                for voice, name in names.items()
            ]
        )
    )
    w.heading(t("All requirements"), "all")
    w.add(_table(w, found, whole=True))


def _matrix(w: Writer, found: Sequence[Requirement]) -> None:
    ctx, t = w.ctx, w.ctx.t
    counted: Counter[tuple[str, str]] = Counter((one.area or "", one.priority or "") for one in found)
    areas = [area for area in ctx.sorted(ctx.base.all(Area)) if any(one.area == area.id for one in found)]
    silent = [area for area in ctx.sorted(ctx.base.all(Area)) if area not in areas]
    heads = [fields.word(ctx, each, "requirement", "priority") for each in priorities(ctx)]
    rows = [w.link(area) for area in areas]
    ids = [area.id for area in areas]
    if any(one.area is None for one in found):
        rows, ids = [*rows, Cell(t("no area"))], [*ids, ""]
    cells = [[_cell(counted[area, priority], area, priority) for priority in priorities(ctx)] for area in ids]
    w.add(
        ctx.c.matrix(
            "areas-matrix",
            t("By area and priority"),
            heads,
            rows,
            cells,
            corner=ctx.kind_title("area"),
            legend=[Mark("cell--empty", t("asks for nothing"))],
            look="counts",
        )
    )
    if silent:
        w.add(ctx.c.refers([Group(t("Areas that have asked for nothing"), [w.link(area) for area in silent])]))


def _cell(n: int, area: str, priority: str) -> Crossing | None:
    return Crossing(links=[Cell(str(n), f"?area={area}&priority={priority}#all" if area else None)]) if n else None


def _table(w: Writer, found: Sequence[Requirement], *, whole: bool) -> Markup:
    ctx, order = w.ctx, priorities(w.ctx)

    def rank(one: Requirement) -> tuple[int, str, str]:
        place = order.index(one.priority) if one.priority in order else len(order)
        return place, one.initiative or "", one.id

    columns: list[Column[Requirement]] = [
        fields.named(w, "requirement"),
        fields.column(w, "requirement.statement", wide=True),
        fields.head(ctx, "requirement.priority", lambda one: _priority(ctx, one), filter=True),
        fields.head(ctx, "requirement.status", lambda one: _status(ctx, one), filter=True),
        fields.column(w, "requirement.area", filter=True),
        fields.column(w, "requirement.voice", filter=True),
    ]
    if whole:
        serves: Column[Requirement] = fields.head(
            ctx, "requirement.serves", lambda one: [w.link(x) for x in _served(ctx, one)]
        )
        columns += [fields.column(w, "requirement.initiative", filter=True), serves]
    columns.append(fields.gaps(w))
    title = ctx.kind_plural("requirement")
    return ctx.c.table("requirements-table", title, sorted(found, key=rank), columns, plain=not whole)


def _priority(ctx: Context, one: Requirement) -> Cell | None:
    cell = fields.word(ctx, one.priority, "requirement", "priority")
    return cell._replace(sort=priorities(ctx).index(one.priority)) if cell and one.priority else None


def section(w: Writer, initiative: Initiative) -> None:
    """Add an initiative's requirements."""
    ctx, t = w.ctx, w.ctx.t
    found = own(ctx, Requirement, initiative)
    more = theirs(w, Requirement, initiative)
    if not found:
        w.add(
            None
            if more
            else ctx.c.notice(
                "none", t("No requirement written down."), t("What it must make possible, and for whom, is not known.")
            )
        )
        return
    counted: Counter[str] = Counter(one.priority or "" for one in found)
    w.add(
        ctx.c.numbers(
            [
                Number(ctx.number(counted[each]), fields.words(ctx, each, "requirement", "priority"))
                for each in priorities(ctx)
                if counted[each]
            ]
        )
    )
    summary = (
        t("1 requirement, said in words") if len(found) == 1 else t("{n} requirements, said in words", n=len(found))
    )
    w.add(folded(summary, _table(w, found, whole=False)))
    w.add(
        ctx.c.actions(
            [
                Action(
                    t("Filter them by area, voice and state"),
                    f"{w.href('requirements/index')}?initiative={initiative.id}#all",
                )
            ]
        )
    )


def requirement_page(w: Writer, one: Requirement) -> None:
    """Write the middle of a requirement's page."""
    ctx = w.ctx
    entity_page.facts(w, one, skip=("serves",))
    entity_page.story(w, one)
    found = [each for key in one.serves if (each := ctx.base.find(key)) is not None]
    w.heading(ctx.label("requirement", "serves"), "serves")
    if found:
        w.add(ctx.c.cards([Card(ctx.name(each), w.href(each), kind=ctx.kind_title(each.kind)) for each in found]))
    else:
        w.notice("none", ctx.t("Nothing says what it serves."))


def _status(ctx: Context, one: Requirement) -> Cell:
    return fields.word(ctx, one.status, "requirement", "status")._replace(badge=_BADGES[one.status])


def _served(ctx: Context, one: Requirement) -> list[Entity]:
    return [entity for key in one.serves if (entity := ctx.base.find(key)) is not None]


VIEWS = {"requirement": requirement_page}
