"""Roles: the inventory with who holds each one, and a page per role with all that falls to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from timonel.kinds import Person, Role, RoleHolder
from timonel.site import fields
from timonel.site.desk import Desk
from timonel.site.draft import Draft
from timonel.site.kit import Action, Cell, Column, Fact, count
from timonel.site.views.people import duties
from timonel.site.views.people.assignment import Duties
from timonel.site.views.shared import entity_page, impact, inventory
from timonel.site.writer import Writer

R = TypeVar("R")


def pages(desk: Desk) -> Iterator[Draft]:
    """Yield the inventory of roles."""
    if desk.base.of("role"):
        yield Draft("roles/index", desk.kind_plural("role"), overview, ("people", 1), searched=False)


def overview(w: Writer) -> None:
    """Write the inventory: vacancies first, then every role."""
    desk = w.desk
    w.title(desk.kind_plural("role"))
    w.lede(
        desk.t(
            "Find your role to see what you are in charge of, what you decide, what you may not decide, and which gaps wait for you."
        )
    )
    vacant = [one for one in desk.base.all(Role) if not desk.facts.holders(one.id)]
    if vacant:
        w.heading(desk.t("Vacant roles"), "vacant")
        w.table(
            "vacant-roles",
            desk.t("Vacant roles"),
            desk.sorted(vacant),
            [
                fields.named(w, "role", key="role"),
                Column("since", desk.t("Since"), lambda role: duties.vacant_since(w, role)),
                Column(
                    "waits",
                    desk.t("In charge of"),
                    lambda role: str(len(duties.in_charge(Duties(w, [role])))),
                    number=True,
                ),
                fields.head(desk, "role.reports_to", lambda role: w.role(role.reports_to), key="above"),
            ],
            plain=True,
        )
    w.heading(desk.t("All roles"), "all")
    nobody = Cell(desk.t("vacant"), badge="warning")
    more: list[Column[Role]] = [
        Column("who", desk.t("Held today by"), lambda role: held_by(w, role) or nobody),
        Column("owned", desk.t("In charge of"), lambda role: _owned(w, role), number=True),
        Column("waiting", desk.t("Gaps to close"), lambda role: _waiting(w, role), number=True),
    ]
    # What waits for the role is what counts; gaps in its own entry would only be a second number.
    inventory.table(w, "role", desk.base.all(Role), ["type", "area", "reports_to"], more, gaps=False)


def _owned(w: Writer, role: Role) -> Cell:
    return count(len(duties.in_charge(Duties(w, [role]))), w.href(role, "owned"))


def _waiting(w: Writer, role: Role) -> Cell:
    return count(len(duties.findings(Duties(w, [role]))), w.href(role, "my-gaps"))


def held_by(w: Writer, role: Role) -> list[Cell | None]:
    """Return who holds a role today, as values."""
    return [person(w, one.person) for one in w.desk.facts.holders(role.id)]


def person(w: Writer, id_: str) -> Cell | None:
    """Return a person as a value; where the base does not publish people, without name or link."""
    if w.desk.result.settings.publish.get("people", True):
        return w.ref("person", id_)
    return Cell(w.desk.kind_title("person")) if w.desk.base.get(Person, id_) else None


def role_page(w: Writer, role: Role) -> None:
    """Write the middle of a role's page."""
    desk = w.desk
    held = held_by(w, role)
    today = Fact(desk.t("Held today by"), held or Cell(desk.t("vacant"), badge="warning"))
    w.prose(role.purpose)
    entity_page.facts(w, role, more=(today,))
    w.add(desk.c.actions([Action(desk.t("Pack of the role, to print"), w.href(f"packs/{role.id}"))]))
    if not held:
        since = desk.date(duties.first_vacant_day(desk, role), "long")
        title = desk.t("Vacant since {date}", date=since) if since else desk.t("Nobody has held this role yet")
        waits = desk.t("What it is in charge of waits: name a holder, or give it to another role.")
        w.notice("warning", title, waits if duties.in_charge(Duties(w, [role])) else desk.t("Name a holder."))
    duties.write(Duties(w, [role]))
    impact.write(w, role)
    if role.responsibilities:
        w.heading(desk.label("role", "responsibilities"), "responsibilities")
        w.bullets(role.responsibilities)
    if role.holders:
        w.heading(desk.t("Who holds it, and who held it before"), "holders")
        columns: list[Column[RoleHolder]] = [
            fields.head(desk, "person", lambda holder: person(w, holder.person), wide=True),
            *tenure(w, lambda holder: holder),
        ]
        rows = sorted(role.holders, key=lasting, reverse=True)
        w.table("holders-table", desk.t("Who holds it, and who held it before"), rows, columns, plain=True)


def lasting(holder: RoleHolder) -> tuple[str, str]:
    """Return by what holdings are ordered: until when, then since when."""
    return holder.until or "~", holder.from_ or ""


def tenure(w: Writer, holder: Callable[[R], RoleHolder]) -> list[Column[R]]:
    """Return the columns of a holding: today, before or later; from, until, for which initiatives."""
    desk = w.desk
    no_end = Cell(desk.t("no end set"), sort="~")
    return [
        Column("when", desk.t("When"), lambda row: _when(desk, holder(row))),
        fields.head(desk, "role.holders.from", lambda row: desk.date_cell(holder(row).from_)),
        fields.head(desk, "role.holders.until", lambda row: desk.date_cell(holder(row).until) or no_end),
        Column(
            "initiatives",
            desk.kind_plural("initiative"),
            lambda row: w.refs("initiative", holder(row).initiatives) or desk.t("all"),
        ),
    ]


def _when(desk: Desk, holder: RoleHolder) -> Cell:
    today = desk.facts.today
    if desk.facts.holds(holder, today):
        return Cell(desk.t("today"), badge="active")
    before = holder.until is not None and holder.until < today
    return Cell(desk.t("before"), badge="retired") if before else Cell(desk.t("later"), badge="planned")


VIEWS = {"role": role_page}
