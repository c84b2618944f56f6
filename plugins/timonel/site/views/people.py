"""People: the inventory, and a page per person with all that falls to the roles held today; only where people are published."""

from __future__ import annotations

from collections.abc import Iterator

from timonel.kinds import Person, Role, RoleHolder
from timonel.site.desk import Cell, Desk
from timonel.site.views import default, duties, impact, inventory
from timonel.site.views.holding import Duties
from timonel.site.views.roles import lasting, tenure, tenure_columns
from timonel.site.writer import Writer


def pages(desk: Desk) -> Iterator[inventory.OverviewPage]:
    """Yield the inventory of people."""
    if desk.base.of("person"):
        yield "people/index", desk.kind_plural("person"), overview, {"search": {"exclude": True}}


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
    w.add(
        desk.c.lede(
            desk.t(
                "Who takes part, and in which roles today. What falls to somebody comes from the roles: when one changes hands, its duties go along."
            )
        )
    )

    def roles(one: Person) -> Cell:
        return [w.link(role) for role in _today(desk, one)] or {"text": desk.t("no role today"), "badge": "plain"}

    def waiting(one: Person) -> Cell:
        n = len(duties.findings(Duties(w, _today(desk, one))))
        return {"text": str(n), "sort": n, "href": w.href(one, "my-gaps") if n else None}

    inventory.table(
        w, "person", ["area", "employment", "company"], {desk.t("Roles today"): roles, desk.t("Gaps to close"): waiting}
    )


def _hidden(w: Writer) -> None:
    desk = w.desk
    w.add(
        desk.c.notice(
            "none",
            desk.t("People are not published"),
            desk.t("This site shows roles, not who holds them: the settings of the knowledge base say so."),
        )
    )
    w.add(desk.c.actions([{"text": desk.kind_plural("role"), "href": w.href("roles/index"), "icon": "owner"}]))


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
    default.facts(w, person, skip=() if desk.result.settings.publish.get("emails", False) else ("email",))
    held = _held(desk, person)
    if held:
        w.heading(desk.t("Roles, today and before"), "roles")
        columns = [{"key": "role", "label": desk.kind_title("role"), "wide": True}, *tenure_columns(desk)]
        rows = [
            [w.link(role), *tenure(w, one)]
            for role, one in sorted(held, key=lambda pair: lasting(pair[1]), reverse=True)
        ]
        w.add(desk.c.table("roles-table", desk.t("Roles, today and before"), columns, rows, plain=True))
    today = _today(desk, person)
    if today:
        duties.write(Duties(w, today, named=len(today) > 1))
        impact.write(w, person)
    else:
        w.add(desk.c.notice("none", desk.t("No role today"), desk.t("Nothing falls to somebody who holds no role.")))


VIEWS = {"person": person_page}
