"""What falls to one or more roles: what the page of a role and that of a person share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from timonel.governance import Finding
from timonel.kinds import Area, Role
from timonel.lookups.calendar import days_before
from timonel.lookups.facts import Facts
from timonel.model import Entity
from timonel.notices import due as lists
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.escape import html
from timonel.site.kit import Action, Cell, Column, Group, Number, Value
from timonel.site.views.people import deadlines
from timonel.site.views.people.assignment import Duties
from timonel.site.views.people.participation import decided, decisions, forums, steps, taking_part, tasks
from timonel.site.writer import Writer
from timonel.text import many

# Told in sections of their own, not among what a role is in charge of.
_ELSEWHERE = ("task", "decision", "resolution", "forum")
_FIRST = 3  # gaps that are read at once; the others fold


def write(its: Duties, ways: Sequence[Action] = ()) -> None:
    """Add every section that has something to say, and first the numbers that lead there.

    Args:
        its: whose duties.
        ways: where to go on, below the numbers.
    """
    summary(its)
    if ways:
        its.w.add(its.ctx.c.actions(ways))
    before = len(its.w.blocks)
    gaps(its)
    rest(its, before)


def rest(its: Duties, before: int) -> None:
    """Add every section but the gaps; that there is none, where nothing stands on the page since so many blocks."""
    for section in (
        deadlines.write,
        vacancies,
        decisions,
        owned,
        tasks,
        steps,
        forums,
    ):
        section(its)
    if len(its.w.blocks) == before:
        t = its.ctx.t
        its.w.notice("none", t("Nothing assigned yet"), t("No process, decision, task or risk names it."))


def standing(its: Duties) -> list[Cell]:
    """Return how the roles stand, as it is told below the title: their gaps, the vacancies to fill, and the next day on which something is due."""
    t, found, empty = its.ctx.t, findings(its), vacant(its)
    told = Cell(t("No gaps"), badge="ok")
    if found:
        words = many("1 gap to close", "{n} gaps to close", len(found))
        if its.personal:  # beside it stands how many gaps are about them
            words = many("1 gap for them to close", "{n} gaps for them to close", len(found))
        told = Cell(t(words), "#my-gaps", badge=fields.worst(found))
    vacancy = Cell(t(many("1 vacancy to fill", "{n} vacancies to fill", len(empty))), "#vacancies", badge="warning")
    return [told, *([vacancy] if empty else []), *filter(None, [deadlines.nearest(its)])]


def summary(its: Duties) -> None:
    """Add the numbers that lead to the sections below; only those that are there."""
    t, facts, roles = its.ctx.t, its.ctx.facts, its.roles
    gaps_, (soon, later) = findings(its), lists.todo(facts, roles)
    grave = any(one.severity != "info" for one in gaps_)
    found = [
        (len(gaps_), t("Gaps to close"), "my-gaps", "warning" if grave else None),
        (len(soon), t("To do by {date}", date=its.ctx.date(lists.ahead(facts))), "due", None), (len(later), t("To do later"), "later", None),
        (len(lists.gates(facts, roles)), t("Gates due"), "gates", None), (len(vacant(its)), t("Vacancies to fill"), "vacancies", "warning"),
        (len(decided(its)), t("Decides"), "decides", None), (len(in_charge(its)), t("In charge of"), "owned", None),
        (len([*taking_part(its)]), t("Tasks"), "tasks", None),
    ]  # fmt: skip
    items = [
        Number(its.ctx.number(n), label, its.w.href(its.w.path, anchor), kind) for n, label, anchor, kind in found if n
    ]
    if items:
        its.w.add(its.ctx.c.numbers(items))


def findings(its: Duties) -> list[Finding]:
    """Return the open findings that wait for the roles, in the order of the check."""
    waiting = its.ctx.waiting
    found = {number: one for id_ in its.ids for number, one in waiting.get(f"role:{id_}", ())}
    return [found[number] for number in sorted(found)]


def gaps(its: Duties) -> None:
    """Add the gaps that wait for the roles; those of a role's own entry stand below its title."""
    found = findings(its)
    if found:
        title = its.ctx.t("Gaps to close")
        if its.personal:
            title = its.ctx.t("For them to close ({n})", n=len(found))
        its.w.heading(title, "my-gaps")
        rows = its.w.gaps(found, of_one=not its.named)
        if its.personal:
            rows = [row._replace(who=_roles_alone(its, one, row.who)) for one, row in zip(found, rows, strict=True)]
        rows = [row._replace(mend=None) for row in rows] if its.printed else rows  # nothing is pressed on paper
        its.w.add(its.ctx.c.gap_list(rows, most=_FIRST))


def _roles_alone(its: Duties, finding: Finding, who: Value) -> Value:
    """Return who must act, without who holds their own roles: the page is theirs."""
    if not isinstance(who, list):
        return who
    theirs = [key.partition(":")[2] in its.ids for key in finding.responsible]
    return [
        one._replace(note=None) if own and isinstance(one, Cell) else one for own, one in zip(theirs, who, strict=True)
    ]


def owned(its: Duties) -> None:
    """Add what the roles are in charge of, kind by kind."""
    ctx, w, rows = its.ctx, its.w, in_charge(its)
    columns: list[Column[Charge]] = [
        Column("name", ctx.t("What"), lambda row: w.link(row.entity), wide=True),
        Column(
            "kind", ctx.t("Kind"), lambda row: Cell(ctx.kind_title(row.entity.kind), key=row.entity.kind), filter=True
        ),
        Column("as", ctx.t("As"), lambda row: Cell(ctx.label(row.entity.kind, row.field), key=row.field), filter=True),
        Column("gaps", ctx.t("Gaps"), lambda row: fields.gap_count(w, row.entity), number=True),
    ]
    its.table(ctx.t("In charge of"), "owned", rows, columns, lambda row: row.role)


def owned_in_groups(its: Duties) -> None:
    """Add the same as a list of names under each kind, for paper; what they are to it stands where it is not the owner."""
    ctx, w, rows = its.ctx, its.w, in_charge(its)
    found: dict[str, list[Cell]] = {}
    for row in rows:
        kind = row.entity.kind
        part = None if row.field == "owner" else ctx.label(kind, row.field)
        found.setdefault(kind, []).append(w.link(row.entity)._replace(note=part))
    if rows:
        w.heading(ctx.t("In charge of"), "owned")
        block = ctx.c.refers([Group(ctx.kind_plural(kind), links) for kind, links in found.items()])
        w.add(ctx.c.behind(block, f"{ctx.t('In charge of')} ({len(rows)})"))


def vocabulary(its: Duties) -> None:
    """Add that the vocabulary is theirs, too."""
    ctx, w = its.ctx, its.w
    if ctx.result.settings.vocabulary_owner in {role.key for role in its.roles}:
        what = ctx.t("Every term that names no owner of its own falls to this role too.")
        w.add(ctx.c.short([(ctx.t("And the vocabulary"), "vocabulary", html(what))]))


def in_charge(its: Duties) -> list[Charge]:
    """Return what the roles are in charge of, in the order of kinds and names."""
    kinds = its.ctx.schema.kinds
    found = [
        Charge(role, entity, field)
        for role in its.roles
        for entity, field in its.ctx.facts.owned.get(role.id, ())
        if entity.kind not in _ELSEWHERE and kinds[entity.kind].has_page
    ]
    named = its.ctx.sorted({charge.entity.key: charge.entity for charge in found}.values())
    place = {entity.key: n for n, entity in enumerate(named)}
    return sorted(found, key=lambda x: (kinds[x.entity.kind].schema.get("x-order", 0), place[x.entity.key]))


def vacancies(its: Duties) -> None:
    """Add the roles below these that nobody holds."""
    ctx, w = its.ctx, its.w
    columns = [
        Column[Role]("vacancy", ctx.t("Vacant role"), w.link, wide=True),
        Column[Role]("since", ctx.t("Since"), lambda role: vacant_since(w, role)),
        Column[Role]("waits", ctx.t("In charge of"), lambda role: str(len(in_charge(Duties(w, [role])))), number=True),
    ]

    def above(vacancy: Role) -> Role:
        return next((role for role in its.roles if role.id == vacancy.reports_to), its.roles[0])

    its.table(ctx.t("Vacancies to fill"), "vacancies", vacant(its), columns, above)


def vacant(its: Duties) -> list[Role]:
    """Return the roles that nobody holds and that report to these, or stand in an area that these direct."""
    areas = {area.id for area in its.ctx.base.all(Area) if area.head in its.ids}
    below = (one for one in its.ctx.facts.once(_vacant) if one.reports_to in its.ids or one.area in areas)
    return [one for one in below if one.id not in its.ids]


def _vacant(facts: Facts) -> list[Role]:
    return [*filter(facts.is_vacant, facts.base.all(Role))]


def vacant_since(w: Writer, role: Role) -> Cell:
    """Return since when nobody holds a role, as a value."""
    return w.ctx.date_cell(first_vacant_day(w.ctx, role)) or Cell(w.ctx.t("never held"), sort="")


def first_vacant_day(ctx: Context, role: Role) -> str | None:
    """Return the day after a vacant role's last holder left, None where it was never held."""
    last = ctx.facts.vacant_since(role)
    return days_before(last, -1) if last else None


class Charge(NamedTuple):
    """What a role is in charge of, with the field that says so."""

    role: Role
    entity: Entity
    field: str
