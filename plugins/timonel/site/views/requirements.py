"""Requirements: who asks for what, how much of it is a must, and what of that was delivered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from timonel.kinds import Area, Initiative, Requirement
from timonel.site.desk import Cell, Desk
from timonel.site.views import default
from timonel.site.views.family import own, theirs
from timonel.site.views.figures import columns, field, folded, gaps, word
from timonel.site.views.inventory import OverviewPage
from timonel.site.writer import Writer

_BADGES = {"proposed": "plain", "accepted": "next", "delivered": "done", "rejected": "retired"}


def pages(desk: Desk) -> Iterator[OverviewPage]:
    """Yield the page of all requirements."""
    if desk.base.of("requirement"):
        yield "requirements/index", desk.kind_plural("requirement"), overview, {"search": {"exclude": True}}


def priorities(desk: Desk) -> list[str]:
    """Return the priorities, the highest first."""
    return [*field(desk, "requirement", "priority")["enum"]]


def overview(w: Writer) -> None:
    """Write the page: counted by area and priority, by voice, then all as a table."""
    desk, t = w.desk, w.desk.t
    found = desk.base.all(Requirement)
    w.title(desk.kind_plural("requirement"))
    w.add(
        desk.c.lede(
            t(
                "What each area and each voice needs, said from their work. A list that comes from one area alone is that area's wish list."
            )
        )
    )
    must = [one for one in found if one.priority == "must" and one.status in ("accepted", "delivered")]
    delivered = sum(one.status == "delivered" for one in must)
    if must:
        w.add(
            desk.c.numbers(
                [
                    {"number": desk.number(len(found)), "label": desk.kind_plural("requirement")},
                    {"number": f"{delivered} / {len(must)}", "label": t("musts delivered")},
                ]
            )
        )
    w.heading(t("By area and priority"), "areas")
    _matrix(w, found)
    w.heading(t("Whose voice it is"), "voices")
    voices = Counter(one.voice for one in found)
    names = field(desk, "requirement", "voice")["enum"]
    w.add(desk.c.numbers([
        {"number": desk.number(voices[each]), "label": word(desk, each, "requirement", "voice")["text"], "href": f"?voice={each}#all"} if voices[each]
        else {"number": t("none"), "label": word(desk, each, "requirement", "voice")["text"], "kind": "warning"}
        for each in names
    ]))  # fmt: skip
    w.heading(t("All requirements"), "all")
    w.add(_table(w, found, whole=True))


def _matrix(w: Writer, found: Sequence[Requirement]) -> None:
    desk, t = w.desk, w.desk.t
    counted: Counter[tuple[str, str]] = Counter((one.area or "", one.priority or "") for one in found)
    areas = [area for area in desk.sorted(desk.base.all(Area)) if any(one.area == area.id for one in found)]
    silent = [area for area in desk.sorted(desk.base.all(Area)) if area not in areas]
    heads = [word(desk, each, "requirement", "priority") for each in priorities(desk)]
    rows = [w.link(area) for area in areas]
    ids = [area.id for area in areas]
    if any(one.area is None for one in found):
        rows, ids = [*rows, {"text": t("no area")}], [*ids, ""]
    cells = [[_cell(counted[area, priority], area, priority) for priority in priorities(desk)] for area in ids]
    w.add(
        desk.c.matrix(
            "areas-matrix",
            t("By area and priority"),
            heads,
            rows,
            cells,
            corner=desk.kind_title("area"),
            legend=[{"kind": "cell--empty", "label": t("asks for nothing")}],
        )
    )
    if silent:
        w.add(
            desk.c.refers(
                [{"label": t("Areas that have asked for nothing"), "links": [w.link(area) for area in silent]}]
            )
        )


def _cell(n: int, area: str, priority: str) -> dict[str, Any] | None:
    if not n:
        return None
    return {
        "state": "ok",
        "links": [{"text": str(n), "href": f"?area={area}&priority={priority}#all" if area else None}],
    }


def _table(w: Writer, found: Sequence[Requirement], *, whole: bool) -> Any:  # noqa: ANN401 - Markup
    desk, order = w.desk, priorities(w.desk)
    keys = ["name", "statement", "priority", "status", "area", "voice", *(["initiative", "serves"] if whole else [])]
    heads = [
        *columns(desk, "requirement", *keys, wide=("statement",)),
        {"key": "gaps", "label": desk.t("Gaps"), "number": True},
    ]
    ranked = sorted(
        found,
        key=lambda one: (
            order.index(one.priority) if one.priority in order else len(order),
            one.initiative or "",
            one.id,
        ),
    )
    rows = []
    for one in ranked:
        serves: list[Cell] = [w.link(each) for key in one.serves if (each := desk.base.find(key)) is not None]
        cells = [
            w.link(one),
            w.inline(one.statement),
            _priority(desk, one),
            {**desk.choice(one, "status"), "badge": _BADGES[one.status]},
            w.ref("area", one.area),
            desk.choice(one, "voice"),
        ]
        rows.append([*cells, *([w.ref("initiative", one.initiative), serves or None] if whole else []), gaps(w, one)])
    filters = ["priority", "status", "area", "voice", "initiative"] if whole else []
    return desk.c.table(
        "requirements-table", desk.kind_plural("requirement"), heads, rows, filters=filters, plain=not whole
    )


def _priority(desk: Desk, one: Requirement) -> Cell:
    cell = desk.choice(one, "priority")
    return {**cell, "sort": priorities(desk).index(one.priority)} if cell and one.priority else None


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
    w.add(desk.c.numbers([
        {"number": desk.number(counted[each]), "label": word(desk, each, "requirement", "priority")["text"]} for each in priorities(desk) if counted[each]
    ]))  # fmt: skip
    summary = (
        t("1 requirement, said in words") if len(found) == 1 else t("{n} requirements, said in words", n=len(found))
    )
    w.add(folded(summary, _table(w, found, whole=False)))
    w.add(
        desk.c.actions(
            [
                {
                    "text": t("Filter them by area, voice and state"),
                    "href": f"{w.href('requirements/index')}?initiative={initiative.id}#all",
                }
            ]
        )
    )


def requirement_page(w: Writer, one: Requirement) -> None:
    """Write the middle of a requirement's page."""
    desk = w.desk
    default.facts(w, one, skip=("serves",))
    default.story(w, one)
    found = [each for key in one.serves if (each := desk.base.find(key)) is not None]
    w.heading(desk.label("requirement", "serves"), "serves")
    if found:
        w.add(
            desk.c.cards(
                [{"text": desk.name(each), "href": w.href(each), "kind": desk.kind_title(each.kind)} for each in found]
            )
        )
    else:
        w.add(desk.c.notice("none", desk.t("Nothing says what it serves."), ""))


VIEWS = {"requirement": requirement_page}
