"""Roles: the inventory with who holds each one, and a page per role with all that falls to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from timonel.kinds import Person, Role, RoleHolder
from timonel.model import Entity
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Action, Cell, Column, Fact, Item, Value, count
from timonel.site.views.people import duties
from timonel.site.views.people.assignment import Duties
from timonel.site.views.shared import entity_page, impact, inventory, standing
from timonel.site.views.shared.subscribe import subscribe
from timonel.site.writer import Writer
from timonel.text import many

R = TypeVar("R")


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the inventory of roles."""
    if ctx.base.of("role"):
        yield Draft("roles/index", ctx.kind_plural("role"), overview, ("people", 1), searched=False)


def overview(w: Writer) -> None:
    """Write the inventory: vacancies first, then every role."""
    ctx = w.ctx
    vacant = [*filter(ctx.facts.is_vacant, ctx.base.all(Role))]
    w.title(ctx.kind_plural("role"))
    _state(w, len(vacant))
    w.lede(
        ctx.t(
            "Find your role to see what you are in charge of, what you decide, what you may not decide, and which gaps wait for you."
        )
    )
    if vacant:
        w.heading(ctx.t("Vacant roles"), "vacant")
        w.table(
            "vacant-roles",
            ctx.t("Vacant roles"),
            ctx.sorted(vacant),
            [
                fields.named(w, "role", key="role"),
                Column("since", ctx.t("Since"), lambda role: duties.vacant_since(w, role)),
                Column(
                    "waits",
                    ctx.t("In charge of"),
                    lambda role: str(len(duties.in_charge(Duties(w, [role])))),
                    number=True,
                ),
                fields.head(ctx, "role.reports_to", lambda role: w.role(role.reports_to), key="above"),
            ],
            plain=True,
        )
    w.heading(ctx.t("All roles"), "all")
    more: list[Column[Role]] = [
        Column("who", ctx.t("Held today by"), lambda role: holding(w, role)),
        Column("owned", ctx.t("In charge of"), lambda role: _owned(w, role), number=True),
        Column("waiting", ctx.t("Gaps to close"), lambda role: _waiting(w, role), number=True),
    ]
    # What waits for the role is what counts; gaps in its own entry would only be a second number.
    inventory.table(
        w,
        "role",
        ctx.base.all(Role),
        ["type", "area", "reports_to"],
        more,
        gaps=False,
        lead="waiting",
        urgency=lambda role: (_gaps(w, role),),
    )


def _state(w: Writer, vacant: int) -> None:
    """Add how many roles are vacant, and how many gaps wait for roles."""
    ctx, waiting = w.ctx, [one for one in w.ctx.result.findings if one.status == "open"]
    told: list[Item] = []
    if vacant:
        told.append(Cell(ctx.t(many("1 vacant role", "{n} vacant roles", vacant)), "#vacant", badge="warning"))
    if waiting:
        told.append(
            Cell(
                ctx.t(many("1 gap to close", "{n} gaps to close", len(waiting))),
                w.href("governance/gaps"),
                badge=fields.worst(waiting),
            )
        )
    standing.of_list(w, (), told)


def _owned(w: Writer, role: Role) -> Cell:
    return count(len(duties.in_charge(Duties(w, [role]))), w.href(role, "owned"))


def _waiting(w: Writer, role: Role) -> Cell:
    found = duties.findings(Duties(w, [role]))
    cell = count(len(found), w.href(role, "my-gaps"))
    return cell._replace(badge=fields.worst(found)) if found else cell


def _gaps(w: Writer, role: Role) -> int:
    return len(duties.findings(Duties(w, [role])))


def held_by(w: Writer, role: Role) -> list[Cell | None]:
    """Return who holds a role today, as values."""
    return [person(w, one.person) for one in w.ctx.facts.holders(role.id)]


def holding(w: Writer, role: Role) -> Value:
    """Return the same, or that nobody holds it; nothing of a role that is no post."""
    nobody = Cell(w.ctx.t("vacant"), badge="warning") if w.ctx.facts.is_vacant(role) else None
    return held_by(w, role) or nobody


def person(w: Writer, id_: str) -> Cell | None:
    """Return a person as a value; where the base does not publish people, without name or link."""
    if w.ctx.result.settings.names_people:
        return w.ref("person", id_)
    return Cell(w.ctx.kind_title("person")) if w.ctx.base.get(Person, id_) else None


def role_page(w: Writer, role: Role) -> None:
    """Write the middle of a role's page."""
    ctx = w.ctx
    today = Fact(ctx.t("Held today by"), holding(w, role))
    w.prose(role.description)
    entity_page.facts(w, role, more=(today,) if today.value else ())
    if ctx.facts.is_vacant(role):
        since = ctx.date(duties.first_vacant_day(ctx, role), "long")
        title = ctx.t("Vacant since {date}", date=since) if since else ctx.t("Nobody has held this role yet")
        waits = ctx.t("What it is in charge of waits: name a holder, or give it to another role.")
        w.notice("warning", title, waits if duties.in_charge(Duties(w, [role])) else ctx.t("Name a holder."))
    pack = Action(ctx.t("Pack of the role, to print"), w.href(f"packs/{role.id}"))
    duties.write(Duties(w, [role]), [pack, *subscribe(w, role)])
    if role.responsibilities:
        w.heading(ctx.label("role", "responsibilities"), "responsibilities")
        w.bullets(role.responsibilities)
    duties.vocabulary(Duties(w, [role]))
    impact.write(w, role)
    if role.holders:
        w.heading(ctx.t("Who holds it, and who held it before"), "holders")
        rows = sorted(role.holders, key=lasting, reverse=True)
        columns: list[Column[RoleHolder]] = [
            fields.head(ctx, "person", lambda holder: person(w, holder.person), wide=True),
            *tenure(w, lambda holder: holder, rows),
        ]
        w.table("holders-table", ctx.t("Who holds it, and who held it before"), rows, columns, plain=True)


def lasting(holder: RoleHolder) -> tuple[str, str]:
    """Return by what holdings are ordered: until when, then since when."""
    return holder.until or "~", holder.from_ or ""


def tenure(w: Writer, holder: Callable[[R], RoleHolder], rows: Sequence[R]) -> list[Column[R]]:
    """Return the columns of holdings: today, before or later; from, and where any says it until and for which initiatives."""
    ctx, found = w.ctx, [holder(row) for row in rows]
    no_end = Cell(ctx.t("no end set"), sort="~")
    columns: list[Column[R]] = [
        Column("when", ctx.t("When"), lambda row: _when(ctx, holder(row))),
        fields.head(ctx, "role.holders.from", lambda row: ctx.date_cell(holder(row).from_)),
        fields.head(ctx, "role.holders.until", lambda row: ctx.date_cell(holder(row).until) or no_end),
        Column(
            "initiatives",
            ctx.kind_plural("initiative"),
            lambda row: w.refs("initiative", holder(row).initiatives) or ctx.t("all"),
        ),
    ]
    said = {"until": any(one.until for one in found), "initiatives": any(one.initiatives for one in found)}
    return [column for column in columns if said.get(column.key, True)]


def _when(ctx: Context, holder: RoleHolder) -> Cell:
    today = ctx.facts.today
    if ctx.facts.holds(holder, today):
        return Cell(ctx.t("today"), badge="active")
    before = holder.until is not None and holder.until < today
    return Cell(ctx.t("before"), badge="retired") if before else Cell(ctx.t("later"), badge="planned")


def now(w: Writer, entity: Entity) -> list[Item]:
    """Return how a role stands, below its title: vacant, its gaps, what comes next."""
    if not isinstance(entity, Role):
        return []
    told = duties.standing(Duties(w, [entity]))
    if w.ctx.gaps(entity.key):  # "no gaps" beside those of its own entry would read as a contradiction
        told = [one for one in told if one.badge != "ok"]
    return [*([Cell(w.ctx.t("vacant"), badge="warning")] if w.ctx.facts.is_vacant(entity) else []), *told]


VIEWS = {"role": role_page}
STATES = {"role": now}
