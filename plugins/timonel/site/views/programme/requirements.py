"""Requirements: who asks for what, how much of it is a must, and what of that was delivered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from markupsafe import Markup

from timonel.kinds import Area, Initiative, Requirement
from timonel.model import Entity
from timonel.site import fields
from timonel.site.desk import Desk
from timonel.site.draft import Draft
from timonel.site.kit import Action, Card, Cell, Column, Crossing, Group, Mark, Number
from timonel.site.views.programme.hierarchy import own, theirs
from timonel.site.views.shared import entity_page
from timonel.site.views.shared.blocks import folded
from timonel.site.writer import Writer

_BADGES = {"proposed": "plain", "accepted": "next", "delivered": "done", "rejected": "retired"}


def pages(desk: Desk) -> Iterator[Draft]:
    """Yield the page of all requirements."""
    if desk.base.of("requirement"):
        yield Draft("requirements/index", desk.kind_plural("requirement"), overview, searched=False)


def priorities(desk: Desk) -> list[str]:
    """Return the priorities, the highest first."""
    return fields.choices(desk, "requirement", "priority")


def overview(w: Writer) -> None:
    """Write the page: counted by area and priority, by voice, then all as a table."""
    desk, t = w.desk, w.desk.t
    found = desk.base.all(Requirement)
    w.title(desk.kind_plural("requirement"))
    w.lede(
        t(
            "What each area and each voice needs, said from their work. A list that comes from one area alone is that area's wish list."
        )
    )
    must = [one for one in found if one.priority == "must" and one.status in ("accepted", "delivered")]
    delivered = sum(one.status == "delivered" for one in must)
    if must:
        w.add(
            desk.c.numbers(
                [
                    Number(desk.number(len(found)), desk.kind_plural("requirement")),
                    Number(f"{delivered} / {len(must)}", t("musts delivered")),
                ]
            )
        )
    w.heading(t("By area and priority"), "areas")
    _matrix(w, found)
    w.heading(t("Whose voice it is"), "voices")
    voices: Counter[str | None] = Counter(one.voice for one in found)
    names = {
        voice: fields.words(desk, voice, "requirement", "voice")
        for voice in fields.choices(desk, "requirement", "voice")
    }
    w.add(
        desk.c.numbers(
            [
                Number(desk.number(voices[voice]), name, f"?voice={voice}#all")
                if voices[voice]
                else Number(t("none"), name, kind="warning")
                for voice, name in names.items()
            ]
        )
    )
    w.heading(t("All requirements"), "all")
    w.add(_table(w, found, whole=True))


def _matrix(w: Writer, found: Sequence[Requirement]) -> None:
    desk, t = w.desk, w.desk.t
    counted: Counter[tuple[str, str]] = Counter((one.area or "", one.priority or "") for one in found)
    areas = [area for area in desk.sorted(desk.base.all(Area)) if any(one.area == area.id for one in found)]
    silent = [area for area in desk.sorted(desk.base.all(Area)) if area not in areas]
    heads = [fields.word(desk, each, "requirement", "priority") for each in priorities(desk)]
    rows = [w.link(area) for area in areas]
    ids = [area.id for area in areas]
    if any(one.area is None for one in found):
        rows, ids = [*rows, Cell(t("no area"))], [*ids, ""]
    cells = [[_cell(counted[area, priority], area, priority) for priority in priorities(desk)] for area in ids]
    w.add(
        desk.c.matrix(
            "areas-matrix",
            t("By area and priority"),
            heads,
            rows,
            cells,
            corner=desk.kind_title("area"),
            legend=[Mark("cell--empty", t("asks for nothing"))],
        )
    )
    if silent:
        w.add(desk.c.refers([Group(t("Areas that have asked for nothing"), [w.link(area) for area in silent])]))


def _cell(n: int, area: str, priority: str) -> Crossing | None:
    return Crossing(links=[Cell(str(n), f"?area={area}&priority={priority}#all" if area else None)]) if n else None


def _table(w: Writer, found: Sequence[Requirement], *, whole: bool) -> Markup:
    desk, order = w.desk, priorities(w.desk)

    def rank(one: Requirement) -> tuple[int, str, str]:
        place = order.index(one.priority) if one.priority in order else len(order)
        return place, one.initiative or "", one.id

    columns: list[Column[Requirement]] = [
        fields.named(w, "requirement"),
        fields.column(w, "requirement.statement", wide=True),
        fields.head(desk, "requirement.priority", lambda one: _priority(desk, one), filter=True),
        fields.head(desk, "requirement.status", lambda one: _status(desk, one), filter=True),
        fields.column(w, "requirement.area", filter=True),
        fields.column(w, "requirement.voice", filter=True),
    ]
    if whole:
        serves: Column[Requirement] = fields.head(
            desk, "requirement.serves", lambda one: [w.link(x) for x in _served(desk, one)]
        )
        columns += [fields.column(w, "requirement.initiative", filter=True), serves]
    columns.append(fields.gaps(w))
    title = desk.kind_plural("requirement")
    return desk.c.table("requirements-table", title, sorted(found, key=rank), columns, plain=not whole)


def _priority(desk: Desk, one: Requirement) -> Cell | None:
    cell = fields.word(desk, one.priority, "requirement", "priority")
    return cell._replace(sort=priorities(desk).index(one.priority)) if cell and one.priority else None


def section(w: Writer, initiative: Initiative) -> None:
    """Add an initiative's requirements."""
    desk, t = w.desk, w.desk.t
    found = own(desk, Requirement, initiative)
    w.heading(desk.kind_plural("requirement"), "requirements")
    more = theirs(w, Requirement, initiative)
    if not found:
        w.add(
            None
            if more
            else desk.c.notice(
                "none", t("No requirement written down."), t("What it must make possible, and for whom, is not known.")
            )
        )
        return
    counted: Counter[str] = Counter(one.priority or "" for one in found)
    w.add(
        desk.c.numbers(
            [
                Number(desk.number(counted[each]), fields.words(desk, each, "requirement", "priority"))
                for each in priorities(desk)
                if counted[each]
            ]
        )
    )
    summary = (
        t("1 requirement, said in words") if len(found) == 1 else t("{n} requirements, said in words", n=len(found))
    )
    w.add(folded(summary, _table(w, found, whole=False)))
    w.add(
        desk.c.actions(
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
    desk = w.desk
    entity_page.facts(w, one, skip=("serves",))
    entity_page.story(w, one)
    found = [each for key in one.serves if (each := desk.base.find(key)) is not None]
    w.heading(desk.label("requirement", "serves"), "serves")
    if found:
        w.add(desk.c.cards([Card(desk.name(each), w.href(each), kind=desk.kind_title(each.kind)) for each in found]))
    else:
        w.notice("none", desk.t("Nothing says what it serves."))


def _status(desk: Desk, one: Requirement) -> Cell:
    return fields.word(desk, one.status, "requirement", "status")._replace(badge=_BADGES[one.status])


def _served(desk: Desk, one: Requirement) -> list[Entity]:
    return [entity for key in one.serves if (entity := desk.base.find(key)) is not None]


VIEWS = {"requirement": requirement_page}
