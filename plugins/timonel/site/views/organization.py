"""The company: mission, vision and SWOT, who reports to whom, and a page per area."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from timonel.kinds import Area, Goal, Organization, Person, Process, Role
from timonel.rules.facts import is_active
from timonel.site.desk import Cell, Desk
from timonel.site.pictures.organization import organization as reporting
from timonel.site.views import default, inventory
from timonel.site.views.people import published
from timonel.site.views.processes import maturity
from timonel.site.views.roles import held_by
from timonel.site.writer import Writer
from timonel.text import pick


def pages(desk: Desk) -> Iterator[inventory.OverviewPage]:
    """Yield the areas with the organisation graph, and the company."""
    if desk.base.of("area"):
        yield "areas/index", desk.t("Areas and organisation"), areas, {}
    company = desk.base.organization
    if isinstance(company, Organization):
        yield "organization/index", desk.name(company), partial(home, company=company), {"search": {"exclude": True}}


def home(w: Writer, company: Organization) -> None:
    """Write the list of the one company: its page."""
    w.title(w.desk.name(company))
    w.add(w.desk.c.lede(w.inline(company.description) if company.description else ""))
    organization_page(w, company, {"text": w.desk.t("Its gaps, and what refers to it"), "href": w.href(company)})


def areas(w: Writer) -> None:
    """Write who reports to whom, and the inventory of areas."""
    desk = w.desk
    w.title(desk.t("Areas and organisation"))
    w.add(desk.c.lede(desk.t("Which areas take part, who directs them, and who reports to whom across them.")))
    w.heading(desk.kind_plural("area"), "areas")
    processes = [one for one in desk.base.all(Process) if is_active(one)]
    more = {
        desk.kind_plural("role"): lambda area: _count(sum(one.area == area.id for one in desk.base.all(Role))),
        desk.kind_plural("process"): lambda area: _count(sum(_of(desk, one, area) for one in processes)),
    }
    inventory.table(w, "area", ["type", "head"], more)
    if desk.base.of("role"):
        w.heading(desk.t("Who reports to whom"), "picture")
        w.figure(
            reporting(w.scene()),
            "organisation-picture",
            desk.t("Areas and organisation"),
            desk.t("Areas, their roles and, where they are published, who holds each one today."),
        )


def _count(n: int) -> Cell:
    return {"text": str(n), "sort": n}


def _of(desk: Desk, process: Process, area: Area) -> bool:
    """Whether a process belongs to an area: it says so, or its owner's role does."""
    owner = desk.base.get(Role, process.owner)
    return (process.area or (owner.area if owner else None)) == area.id


def area_page(w: Writer, area: Area) -> None:
    """Write the middle of an area's page: its roles, its processes, its people."""
    desk = w.desk
    default.facts(w, area)
    roles = [one for one in desk.base.all(Role) if one.area == area.id]
    if roles:
        w.heading(desk.kind_plural("role"), "roles")
        columns = [
            {"key": "role", "label": desk.kind_title("role"), "wide": True}, {"key": "who", "label": desk.t("Held today by")},
            {"key": "above", "label": desk.label("role", "reports_to")},
        ]  # fmt: skip
        vacant = {"text": desk.t("vacant"), "badge": "warning"}
        rows = [
            [w.link(one, gap=True), held_by(w, one) or vacant, w.ref("role", one.reports_to)]
            for one in desk.sorted(roles)
            if isinstance(one, Role)
        ]
        w.add(desk.c.table("roles-table", desk.kind_plural("role"), columns, rows, plain=True))
    _processes(w, area)
    people = [one for one in desk.base.all(Person) if one.area == area.id]
    if people and published(desk):
        w.heading(desk.kind_plural("person"), "people")
        w.add(desk.c.value([w.link(one) for one in desk.sorted(people)]))


def _processes(w: Writer, area: Area) -> None:
    desk = w.desk
    mine = [
        one
        for one in desk.sorted(desk.base.all(Process))
        if isinstance(one, Process) and is_active(one) and _of(desk, one, area)
    ]
    if mine:
        w.heading(desk.kind_plural("process"), "processes")
        columns = [
            {"key": "process", "label": desk.kind_title("process"), "wide": True}, {"key": "owner", "label": desk.label("process", "owner")},
            {"key": "level", "label": desk.t("Maturity")},
        ]  # fmt: skip
        rows = [[w.link(one, gap=True), w.role(one.owner), maturity(desk, one)] for one in mine]
        w.add(desk.c.table("processes-table", desk.kind_plural("process"), columns, rows, plain=True))


def organization_page(w: Writer, organization: Organization, *more: Mapping[str, Any]) -> None:
    """Write the middle of the organisation's page; it closes with where to go on, and ``more``."""
    desk = w.desk
    swot = organization.swot
    assessed = {"label": desk.label("organization", "swot"), "value": desk.date(swot.assessed) if swot else None}
    default.facts(w, organization, more=(assessed,) if swot else ())
    for field in ("mission", "vision"):
        w.heading(desk.label("organization", field), field)
        w.text(organization.fields.get(field))
        goals = [one for one in desk.base.all(Goal) if one.derives_from == field]
        if goals:
            label = desk.t("Goals that follow from it")
            items = [
                {
                    "text": desk.name(one),
                    "href": w.href(one),
                    "kind": desk.kind_title("goal"),
                    "note": desk.pick(one.statement),
                }
                for one in goals
            ]
            w.add(desk.c.cards(items, label))
    if organization.values:
        w.heading(desk.label("organization", "values"), "values")
        w.bullets(organization.values)
    _swot(w, organization)
    default.story(w, organization, skip=("mission", "vision", "values", "swot"))
    on = [{"text": desk.t("Areas and organisation"), "href": w.href("areas/index"), "icon": "owner"}]
    ways = [*(on if desk.base.of("area") else ()), *more]
    if ways:
        w.add(desk.c.actions(ways))


def _swot(w: Writer, organization: Organization) -> None:
    """Add the SWOT analysis as its square: inside and outside, what helps and what hinders."""
    desk, swot = w.desk, organization.swot
    if swot is None:
        return
    t = desk.t
    w.heading(desk.label("organization", "swot"), "swot")

    def cell(field: str) -> dict[str, Any] | None:
        texts = swot.fields.get(field)
        return (
            {
                "state": "none",
                "text": desk.label("organization", "swot", field),
                "links": [{"text": pick(one, desk.lang)} for one in texts],
            }
            if texts
            else None
        )

    square = [[cell("strengths"), cell("weaknesses")], [cell("opportunities"), cell("threats")]]
    title = desk.label("organization", "swot")
    w.add(
        desk.c.matrix(
            "swot-square", title, [t("Helps"), t("Hinders")], [t("Inside the company"), t("Outside it")], square
        )
    )


VIEWS = {"area": area_page, "organization": organization_page}
