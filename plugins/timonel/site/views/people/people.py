"""People: the inventory, and a page per person with all that falls to the roles held today; only where people are published."""

from __future__ import annotations

from collections.abc import Iterator

from timonel.kinds import Person, Role, RoleHolder
from timonel.site import fields
from timonel.site.desk import Desk
from timonel.site.draft import Draft
from timonel.site.kit import Action, Cell, Column, Value, count
from timonel.site.views.people import duties
from timonel.site.views.people.assignment import Duties
from timonel.site.views.people.roles import lasting, tenure
from timonel.site.views.shared import entity_page, impact, inventory
from timonel.site.writer import Writer


def pages(desk: Desk) -> Iterator[Draft]:
    """Yield the inventory of people."""
    if desk.base.of("person"):
        yield Draft("people/index", desk.kind_plural("person"), overview, ("people", 2), searched=False)


def published(desk: Desk) -> bool:
    """Whether the base lets the site show people."""
    return bool(desk.result.settings.publish.get("people", True))


def overview(w: Writer) -> None:
    """Write the inventory: who is in the programme, and which roles each holds today."""
    desk = w.desk
    w.title(desk.kind_plural("person"))
    if not published(desk):
        _hidden(w)
        return
    w.lede(
        desk.t(
            "Who takes part, and in which roles today. What falls to somebody comes from the roles: when one changes hands, its duties go along."
        )
    )

    def roles(person: Person) -> Value:
        return [w.link(role) for role in _today(desk, person)] or Cell(desk.t("no role today"), badge="plain")

    def waiting(person: Person) -> Cell:
        return count(len(duties.findings(Duties(w, _today(desk, person)))), w.href(person, "my-gaps"))

    more = [
        Column("roles", desk.t("Roles today"), roles),
        Column("waiting", desk.t("Gaps to close"), waiting, number=True),
    ]
    inventory.table(w, "person", desk.base.all(Person), ["area", "employment", "company"], more)


def _hidden(w: Writer) -> None:
    desk = w.desk
    w.notice(
        "none",
        desk.t("People are not published"),
        desk.t("This site shows roles, not who holds them: the settings of the knowledge base say so."),
    )
    w.add(desk.c.actions([Action(desk.kind_plural("role"), w.href("roles/index"), icon="owner")]))


def _held(desk: Desk, person: Person) -> list[tuple[Role, RoleHolder]]:
    return [(role, one) for role in desk.base.all(Role) for one in role.holders if one.person == person.id]


def _today(desk: Desk, person: Person) -> list[Role]:
    """Return the roles that a person holds today, each once."""
    found = {role.id: role for role, one in _held(desk, person) if desk.facts.holds(one, desk.facts.today)}
    return [*found.values()]


def person_page(w: Writer, person: Person) -> None:
    """Write the middle of a person's page: the roles, and the sum of their duties."""
    desk = w.desk
    if not published(desk):
        _hidden(w)
        return
    entity_page.facts(w, person, skip=() if desk.result.settings.publish.get("emails", False) else ("email",))
    held = _held(desk, person)
    if held:
        w.heading(desk.t("Roles, today and before"), "roles")
        columns: list[Column[tuple[Role, RoleHolder]]] = [
            fields.head(desk, "role", lambda row: w.link(row[0]), wide=True),
            *tenure(w, _holding),
        ]
        rows = sorted(held, key=lambda row: lasting(row[1]), reverse=True)
        w.table("roles-table", desk.t("Roles, today and before"), rows, columns, plain=True)
    today = _today(desk, person)
    if today:
        duties.write(Duties(w, today, named=len(today) > 1))
        impact.write(w, person)
    else:
        w.notice("none", desk.t("No role today"), desk.t("Nothing falls to somebody who holds no role."))


def _holding(row: tuple[Role, RoleHolder]) -> RoleHolder:
    return row[1]


VIEWS = {"person": person_page}
