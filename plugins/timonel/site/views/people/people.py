"""People: the inventory, and a page per person with all that falls to the roles held today; only where people are published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from timonel.kinds import Person, Role, RoleHolder
from timonel.lookups.facts import Facts
from timonel.model import Entity
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.escape import html
from timonel.site.kit import Action, Cell, Column, Item, Value, count
from timonel.site.views.people import duties
from timonel.site.views.people.assignment import Duties
from timonel.site.views.people.roles import lasting, tenure
from timonel.site.views.shared import entity_page, impact, inventory, standing
from timonel.site.writer import Writer


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the inventory of people."""
    if ctx.base.of("person"):
        yield Draft("people/index", ctx.kind_plural("person"), overview, ("people", 2), searched=False)


def published(ctx: Context) -> bool:
    """Whether the base lets the site show people."""
    return ctx.result.settings.names_people


def overview(w: Writer) -> None:
    """Write the inventory: who is in the programme, and which roles each holds today."""
    ctx = w.ctx
    w.title(ctx.kind_plural("person"))
    if not published(ctx):
        _hidden(w)
        return
    w.lede(
        ctx.t(
            "Who takes part, and in which roles today. What falls to somebody comes from the roles: when one changes hands, its duties go along."
        )
    )

    def roles(person: Person) -> Value:
        return [w.link(role) for role in _today(ctx, person)] or Cell(ctx.t("no role today"), badge="plain")

    def waiting(person: Person) -> Cell:
        return count(len(duties.findings(Duties(w, _today(ctx, person)))), w.href(person, "my-gaps"))

    more = [
        Column("roles", ctx.t("Roles today"), roles),
        Column("waiting", ctx.t("Gaps to close"), waiting, number=True),
    ]
    inventory.table(w, "person", ctx.base.all(Person), ["area", "employment", "company"], more)


def _hidden(w: Writer) -> None:
    ctx = w.ctx
    w.notice(
        "none",
        ctx.t("People are not published"),
        ctx.t("This site shows roles, not who holds them: the settings of the knowledge base say so."),
    )
    w.add(ctx.c.actions([Action(ctx.kind_plural("role"), w.href("roles/index"), icon="owner")]))


def _held(ctx: Context, person: Person) -> list[tuple[Role, RoleHolder]]:
    return ctx.facts.once(_holdings).get(person.id, [])


def _holdings(facts: Facts) -> dict[str, list[tuple[Role, RoleHolder]]]:
    """Return person's id → the roles that they hold or held, in the order of files."""
    found: dict[str, list[tuple[Role, RoleHolder]]] = {}
    for role in facts.base.all(Role):
        for one in role.holders:
            found.setdefault(one.person, []).append((role, one))
    return found


def _today(ctx: Context, person: Person) -> list[Role]:
    """Return the roles that a person holds today, each once."""
    found = {role.id: role for role, one in _held(ctx, person) if ctx.facts.holds(one, ctx.facts.today)}
    return [*found.values()]


def person_page(w: Writer, person: Person) -> None:
    """Write the middle of a person's page: the roles, and the sum of their duties."""
    ctx = w.ctx
    if not published(ctx):
        standing.gaps(w, person)
        _hidden(w)
        return
    today, before = _today(ctx, person), len(w.blocks)
    its = Duties(w, today, named=len(today) > 1, personal=True)
    duties.gaps(its)
    own = [one for one in ctx.result.by_subject.get(person.key, ()) if one.status == "open"]
    standing.gaps(w, person, title=ctx.t("About this person ({n})", n=len(own)) if own else "")
    entity_page.facts(w, person, skip=() if ctx.result.settings.publish.get("emails", False) else ("email",))
    if today:
        duties.rest(its, before)
        duties.vocabulary(its)
        impact.write(w, person)
    else:
        w.notice("none", ctx.t("No role today"), ctx.t("Nothing falls to somebody who holds no role."))
    held = _held(ctx, person)
    if held and not _only(ctx, person):
        rows = sorted(held, key=lambda row: lasting(row[1]), reverse=True)
        all_today = all(ctx.facts.holds(one, ctx.facts.today) for _, one in rows)
        title = ctx.t("Roles today") if all_today else ctx.t("Roles, today and before")
        w.heading(title, "roles")
        columns: list[Column[tuple[Role, RoleHolder]]] = [
            fields.head(ctx, "role", lambda row: w.link(row[0]), wide=True),
            *(one for one in tenure(w, _holding, rows) if one.key != "when" or not all_today),
        ]
        w.table("roles-table", title, rows, columns, plain=True)


def _holding(row: tuple[Role, RoleHolder]) -> RoleHolder:
    return row[1]


def _only(ctx: Context, person: Person) -> tuple[Role, RoleHolder] | None:
    """Return the role that a person holds today, where it is the only one that they ever had."""
    held = _held(ctx, person)
    return held[0] if len(held) == 1 and ctx.facts.holds(held[0][1], ctx.facts.today) else None


def now(w: Writer, entity: Entity) -> list[Item]:
    """Return the roles of a person, the only one with since when they hold it, and what waits for them, as it stands below the title."""
    ctx = w.ctx
    if not isinstance(entity, Person) or not published(ctx):
        return []
    roles, only = _today(ctx, entity), _only(ctx, entity)
    told: list[Item] = [_tenure(w, *only)] if only else [w.link(role) for role in roles]
    return [*told, *(_waits(w, person=entity, roles=roles) if roles else ())]


def _waits(w: Writer, person: Person, roles: Sequence[Role]) -> Iterator[Cell]:
    """Yield how the roles stand; that they have no gaps only where none is about the person either."""
    for one in duties.standing(Duties(w, roles, personal=True)):
        if one.badge != "ok" or not w.ctx.gaps(person.key):
            yield one


def _tenure(w: Writer, role: Role, one: RoleHolder) -> Markup:
    ctx = w.ctx
    told = [
        ctx.c.value(w.link(role)),
        *([html(ctx.t("since {date}", date=ctx.date(one.from_)))] if one.from_ else []),
        *([html(ctx.t("until {date}", date=ctx.date(one.until)))] if one.until else []),
        *([ctx.c.value(x) for x in w.refs("initiative", one.initiatives)]),
    ]
    return Markup(" · ").join(told)


VIEWS = {"person": person_page}
STATES = {"person": now}
