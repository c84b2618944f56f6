"""Roles: the inventory with who holds each one, and a page per role with all that falls to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from timonel.kinds import Person, Role, RoleHolder
from timonel.site.desk import Cell, Desk
from timonel.site.views import default, duties, impact, inventory
from timonel.site.views.holding import Duties
from timonel.site.writer import Writer


def pages(desk: Desk) -> Iterator[inventory.OverviewPage]:
    """Yield the inventory of roles."""
    if desk.base.of("role"):
        yield "roles/index", desk.kind_plural("role"), overview, {"search": {"exclude": True}}


def overview(w: Writer) -> None:
    """Write the inventory: vacancies first, then every role."""
    desk = w.desk
    w.title(desk.kind_plural("role"))
    w.add(
        desk.c.lede(
            desk.t(
                "Find your role to see what you are in charge of, what you decide, what you may not decide, and which gaps wait for you."
            )
        )
    )
    vacant = [one for one in desk.base.all(Role) if not desk.facts.holders(one.id)]
    if vacant:
        w.heading(desk.t("Vacant roles"), "vacant")
        columns = [
            {"key": "role", "label": desk.kind_title("role"), "wide": True}, {"key": "since", "label": desk.t("Since")},
            {"key": "waits", "label": desk.t("In charge of"), "number": True}, {"key": "above", "label": desk.label("role", "reports_to")},
        ]  # fmt: skip
        rows = [
            [
                w.link(one),
                duties.vacant_since(w, one),
                str(len(duties.in_charge(Duties(w, [one])))),
                w.role(one.reports_to),
            ]
            for one in desk.sorted(vacant)
            if isinstance(one, Role)
        ]
        w.add(desk.c.table("vacant-roles", desk.t("Vacant roles"), columns, rows, plain=True))
    w.heading(desk.t("All roles"), "all")
    more = {
        desk.t("Held today by"): lambda one: held_by(w, one) or {"text": desk.t("vacant"), "badge": "warning"},
        desk.t("In charge of"): lambda one: _owned(w, one),
        desk.t("Gaps to close"): lambda one: _waiting(w, one),
    }
    # What waits for the role is what counts; gaps in its own entry would only be a second number.
    inventory.table(w, "role", ["type", "area", "reports_to"], more, gaps=False)


def _owned(w: Writer, role: Role) -> Cell:
    n = len(duties.in_charge(Duties(w, [role])))
    return {"text": str(n), "sort": n, "href": w.href(role, "owned") if n else None}


def _waiting(w: Writer, role: Role) -> Cell:
    n = len(duties.findings(Duties(w, [role])))
    return {"text": str(n), "sort": n, "href": w.href(role, "my-gaps") if n else None}


def held_by(w: Writer, role: Role) -> list[Cell]:
    """Return who holds a role today, as values."""
    return [person(w, one.person) for one in w.desk.facts.holders(role.id)]


def person(w: Writer, id_: str) -> Cell:
    """Return a person as a value; where the base does not publish people, without name or link."""
    if w.desk.result.settings.publish.get("people", True):
        return w.ref("person", id_)
    return {"text": w.desk.kind_title("person")} if w.desk.base.get(Person, id_) else None


def role_page(w: Writer, role: Role) -> None:
    """Write the middle of a role's page."""
    desk = w.desk
    held = held_by(w, role)
    today: dict[str, Any] = {
        "label": desk.t("Held today by"),
        "value": held or {"text": desk.t("vacant"), "badge": "warning"},
    }
    w.prose(role.purpose)
    default.facts(w, role, more=(today,))
    w.add(desk.c.actions([{"text": desk.t("Pack of the role, to print"), "href": w.href(f"packs/{role.id}")}]))
    if not held:
        since = desk.date(duties.first_vacant_day(desk, role), "long")
        title = desk.t("Vacant since {date}", date=since) if since else desk.t("Nobody has held this role yet")
        waits = desk.t("What it is in charge of waits: name a holder, or give it to another role.")
        w.add(
            desk.c.notice("warning", title, waits if duties.in_charge(Duties(w, [role])) else desk.t("Name a holder."))
        )
    duties.write(Duties(w, [role]))
    impact.write(w, role)
    if role.responsibilities:
        w.heading(desk.label("role", "responsibilities"), "responsibilities")
        w.bullets(role.responsibilities)
    if role.holders:
        w.heading(desk.t("Who holds it, and who held it before"), "holders")
        columns = [{"key": "person", "label": desk.kind_title("person"), "wide": True}, *tenure_columns(desk)]
        rows = [[person(w, one.person), *tenure(w, one)] for one in sorted(role.holders, key=lasting, reverse=True)]
        w.add(desk.c.table("holders-table", desk.t("Who holds it, and who held it before"), columns, rows, plain=True))


def lasting(holder: RoleHolder) -> tuple[str, str]:
    """Return by what holdings are ordered: until when, then since when."""
    return holder.until or "~", holder.from_ or ""


def tenure_columns(desk: Desk) -> list[dict[str, Any]]:
    """Return the columns of a holding: when, from, until, for which initiatives."""
    names = {"from": desk.label("role", "holders", 0, "from"), "until": desk.label("role", "holders", 0, "until")}
    return [
        {"key": "when", "label": desk.t("When")}, *({"key": key, "label": label} for key, label in names.items()),
        {"key": "initiatives", "label": desk.kind_plural("initiative")},
    ]  # fmt: skip


def tenure(w: Writer, holder: RoleHolder) -> list[Cell]:
    """Return a holding as cells: today, before or later; from, until, for which initiatives."""
    desk, today = w.desk, w.desk.facts.today
    if desk.facts.holds(holder, today):
        when = {"text": desk.t("today"), "badge": "active"}
    else:
        before = holder.until is not None and holder.until < today
        when = (
            {"text": desk.t("before"), "badge": "retired"} if before else {"text": desk.t("later"), "badge": "planned"}
        )
    until = desk.date_cell(holder.until) or {"text": desk.t("no end set"), "sort": "~"}
    return [when, desk.date_cell(holder.from_), until, w.refs("initiative", holder.initiatives) or desk.t("all")]


VIEWS = {"role": role_page}
