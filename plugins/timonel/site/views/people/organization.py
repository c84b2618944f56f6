"""The company: mission, vision and SWOT, who reports to whom, and a page per area."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

from timonel.kinds import Area, Goal, Organization, Person, Process, Role
from timonel.lookups.status import is_active
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Action, Card, Cell, Column, Crossing, Fact, count
from timonel.site.pictures.organization import organization as reporting
from timonel.site.views.lifecycle.processes import maturity
from timonel.site.views.people.people import published
from timonel.site.views.people.roles import holding
from timonel.site.views.shared import entity_page, inventory
from timonel.site.writer import Writer
from timonel.text import pick


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the areas with the organisation graph, and the company."""
    if ctx.base.of("area"):
        yield Draft("areas/index", ctx.t("Areas and organisation"), areas, ("people", 3))
    company = ctx.base.organization
    if isinstance(company, Organization):
        yield Draft(
            "organization/index", ctx.t("The company"), partial(home, company=company), ("people", 4), searched=False
        )


def home(w: Writer, company: Organization) -> None:
    """Write the list of the one company: its page."""
    w.title(w.ctx.name(company))
    w.lede(w.inline(company.description) if company.description else "")
    organization_page(w, company, Action(w.ctx.t("Its gaps, and what refers to it"), w.href(company)))


def areas(w: Writer) -> None:
    """Write who reports to whom, and the inventory of areas."""
    ctx = w.ctx
    w.title(ctx.t("Areas and organisation"))
    w.lede(ctx.t("Which areas take part, who directs them, and who reports to whom across them."))
    w.heading(ctx.kind_plural("area"), "areas")
    processes = [one for one in ctx.base.all(Process) if is_active(one)]
    roles = Counter(role.area for role in ctx.base.all(Role))
    more: list[Column[Area]] = [
        Column("roles", ctx.kind_plural("role"), lambda area: count(roles[area.id]), number=True),
        Column(
            "processes",
            ctx.kind_plural("process"),
            lambda area: count(sum(_of(ctx, x, area) for x in processes)),
            number=True,
        ),
    ]
    inventory.table(w, "area", ctx.base.all(Area), ["type", "head"], more)
    if ctx.base.of("role"):
        w.heading(ctx.t("Who reports to whom"), "picture")
        w.figure(
            reporting(w.scene()),
            "organisation-picture",
            ctx.t("Areas and organisation"),
            ctx.t("Areas, their roles and, where they are published, who holds each one today."),
        )


def _of(ctx: Context, process: Process, area: Area) -> bool:
    """Whether a process belongs to an area: it says so, or its owner's role does."""
    owner = ctx.base.get(Role, process.owner)
    return (process.area or (owner.area if owner else None)) == area.id


def area_page(w: Writer, area: Area) -> None:
    """Write the middle of an area's page: its roles, its processes, its people."""
    ctx = w.ctx
    entity_page.facts(w, area)
    roles = [one for one in ctx.base.all(Role) if one.area == area.id]
    w.section(
        ctx.kind_plural("role"),
        "roles",
        ctx.sorted(roles),
        [
            fields.head(ctx, "role", lambda role: w.link(role, gap=True), wide=True),
            Column("who", ctx.t("Held today by"), lambda role: holding(w, role)),
            fields.head(ctx, "role.reports_to", lambda role: w.ref("role", role.reports_to), key="above"),
        ],
    )
    _processes(w, area)
    people = [one for one in ctx.base.all(Person) if one.area == area.id]
    if people and published(ctx):
        w.heading(ctx.kind_plural("person"), "people")
        w.add(ctx.c.value([w.link(one) for one in ctx.sorted(people)]))


def _processes(w: Writer, area: Area) -> None:
    ctx = w.ctx
    mine = ctx.sorted(x for x in ctx.base.all(Process) if is_active(x) and _of(ctx, x, area))
    w.section(
        ctx.kind_plural("process"),
        "processes",
        mine,
        [
            fields.head(ctx, "process", lambda process: w.link(process, gap=True), wide=True),
            fields.column(w, "process.owner"),
            Column("level", ctx.t("Maturity"), lambda process: maturity(ctx, process)),
        ],
    )


def organization_page(w: Writer, organization: Organization, *more: Action) -> None:
    """Write the middle of the organisation's page; it closes with where to go on, and ``more``."""
    ctx = w.ctx
    swot = organization.swot
    assessed = Fact(ctx.label("organization", "swot"), ctx.date(swot.assessed) if swot else None)
    entity_page.facts(w, organization, more=(assessed,) if swot else ())
    for field in ("mission", "vision"):
        w.heading(ctx.label("organization", field), field)
        w.text(organization.fields.get(field))
        goals = [one for one in ctx.base.all(Goal) if one.derives_from == field]
        if goals:
            label = ctx.t("Goals that follow from it")
            items = [
                Card(ctx.name(one), w.href(one), kind=ctx.kind_title("goal"), note=ctx.pick(one.statement))
                for one in goals
            ]
            w.add(ctx.c.cards(items, label))
    if organization.values:
        w.heading(ctx.label("organization", "values"), "values")
        w.bullets(organization.values)
    _swot(w, organization)
    entity_page.story(w, organization, skip=("mission", "vision", "values", "swot"))
    on = [Action(ctx.t("Areas and organisation"), w.href("areas/index"), icon="owner")]
    ways = [*(on if ctx.base.of("area") else ()), *more]
    if ways:
        w.add(ctx.c.actions(ways))


def _swot(w: Writer, organization: Organization) -> None:
    """Add the SWOT analysis as its square: inside and outside, what helps and what hinders."""
    ctx, swot = w.ctx, organization.swot
    if swot is None:
        return
    t = ctx.t
    w.heading(ctx.label("organization", "swot"), "swot")

    def cell(field: str) -> Crossing | None:
        texts = [Cell(pick(text, ctx.lang)) for text in swot.fields.get(field) or ()]
        return Crossing("none", ctx.label("organization", "swot", field), texts) if texts else None

    square = [[cell("strengths"), cell("weaknesses")], [cell("opportunities"), cell("threats")]]
    title = ctx.label("organization", "swot")
    w.add(
        ctx.c.matrix(
            "swot-square",
            title,
            [t("Helps"), t("Hinders")],
            [t("Inside the company"), t("Outside it")],
            square,
            look="said",
        )
    )


VIEWS = {"area": area_page, "organization": organization_page}
