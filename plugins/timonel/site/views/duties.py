"""What falls to one or more roles: what the page of a role and that of a person share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from timonel.governance import Finding
from timonel.kinds import Area, ChangeAction, Resolution, Risk, Role
from timonel.model import Entity
from timonel.rules.facts import day
from timonel.site.desk import Cell, Desk
from timonel.site.views import upcoming
from timonel.site.views.holding import Column, Duties, date
from timonel.site.views.part import decided, decisions, forums, steps, taking_part, tasks
from timonel.site.writer import Writer

# Told in sections of their own, not among what a role is in charge of.
_ELSEWHERE = ("task", "decision", "resolution", "forum")


def write(its: Duties) -> None:
    """Add every section that has something to say, and first the numbers that lead there."""
    before = len(its.w.blocks)
    summary(its)
    for section in (
        gaps,
        due,
        upcoming.measurements,
        upcoming.gates_due,
        owned,
        decisions,
        tasks,
        steps,
        vacancies,
        forums,
    ):
        section(its)
    if len(its.w.blocks) == before:
        t = its.desk.t
        its.w.add(
            its.desk.c.notice("none", t("Nothing assigned yet"), t("No process, decision, task or risk names it."))
        )


def summary(its: Duties) -> None:
    """Add the numbers that lead to the sections below; only those that are there."""
    t = its.desk.t
    found = [
        (len(findings(its)), t("Gaps to close"), "my-gaps", "warning"), (len([*_due(its)]), t("Pending"), "due", None),
        (len(upcoming.to_measure(its)), t("Measurements due"), "measurements", None),
        (len([*upcoming.next_gates(its)]), t("Gates due"), "gates", None),
        (len(in_charge(its)), t("In charge of"), "owned", None), (len(decided(its)), t("Decides"), "decides", None),
        (len([*taking_part(its)]), t("Tasks"), "tasks", None), (len(vacant(its)), t("Vacancies to fill"), "vacancies", "warning"),
    ]  # fmt: skip
    items = [
        {"number": its.desk.number(n), "label": label, "href": its.w.href(its.w.path, anchor), "kind": kind}
        for n, label, anchor, kind in found
        if n
    ]
    if items:
        its.w.add(its.desk.c.numbers(items))


def findings(its: Duties) -> list[Finding]:
    """Return the open findings that wait for the roles, in the order of the check."""
    waiting = its.desk.waiting
    found = {number: one for id_ in its.ids for number, one in waiting.get(f"role:{id_}", ())}
    return [found[number] for number in sorted(found)]


def gaps(its: Duties) -> None:
    """Add the gaps that wait for the roles; those of a role's own entry stand at the end of its page."""
    found = findings(its)
    if found:
        its.w.heading(its.desk.t("Gaps to close"), "my-gaps")
        its.w.add(its.desk.c.gap_list(its.w.gap_rows(found)))


def due(its: Duties) -> None:
    """Add what was promised and is not done, the earliest first: resolutions, actions on risks and of change."""
    columns: list[Column] = [
        {"key": "what", "label": its.desk.t("What to do"), "wide": True}, {"key": "from", "label": its.desk.t("Where it comes from")},
        {"key": "due", "label": its.desk.label("resolution", "due")},
    ]  # fmt: skip
    its.table(
        its.desk.t("Pending"),
        "due",
        columns,
        sorted(_due(its), key=lambda row: str((row[1][2] or {"sort": "~"})["sort"])),
    )


def _due(its: Duties) -> Iterator[tuple[Role | None, list[Cell]]]:
    base, w = its.desk.base, its.w
    for resolution in base.all(Resolution):
        if resolution.owner in its.ids and not resolution.done:
            yield (
                base.get(Role, resolution.owner),
                [its.desk.pick(resolution.statement), w.link(resolution), date(w, resolution.due)],
            )
    for risk in base.all(Risk):
        for action in risk.actions:
            if action.owner in its.ids and not action.done and risk.status != "closed":
                yield base.get(Role, action.owner), [its.desk.pick(action.statement), w.link(risk), date(w, action.due)]
    for change in base.all(ChangeAction):
        if change.owner in its.ids and change.status != "done" and change.end:
            where = w.ref("initiative", change.initiative)
            yield base.get(Role, change.owner), [w.link(change), where, date(w, change.end)]


def owned(its: Duties) -> None:
    """Add what the roles are in charge of, kind by kind."""
    desk, w = its.desk, its.w
    rows: list[tuple[Role | None, list[Cell]]] = []
    for role, entity, field in in_charge(its):
        kind, part = (
            {"text": desk.kind_title(entity.kind), "key": entity.kind},
            {"text": desk.label(entity.kind, field), "key": field},
        )
        n = len(desk.gaps(entity.key))
        rows.append(
            (
                role,
                [
                    w.link(entity),
                    kind,
                    part,
                    {"text": str(n), "sort": n, "href": w.href(entity, "gaps") if n else None},
                ],
            )
        )
    columns: list[Column] = [
        {"key": "name", "label": desk.t("What"), "wide": True}, {"key": "kind", "label": desk.t("Kind")}, {"key": "as", "label": desk.t("As")},
        {"key": "gaps", "label": desk.t("Gaps"), "number": True},
    ]  # fmt: skip
    its.table(desk.t("In charge of"), "owned", columns, rows, filters=("kind", "as"))
    if rows and desk.result.settings.vocabulary_owner in {role.key for role in its.roles}:
        w.add(
            desk.c.notice(
                "info",
                desk.t("And the vocabulary"),
                desk.t("Every term that names no owner of its own falls to this role too."),
            )
        )


def in_charge(its: Duties) -> list[tuple[Role, Entity, str]]:
    """Return what the roles are in charge of, in the order of kinds and names, each with the field that says so."""
    kinds = its.desk.schema.kinds
    found = [
        (role, entity, field)
        for role in its.roles
        for entity, field in its.desk.facts.owned.get(role.id, ())
        if entity.kind not in _ELSEWHERE and kinds[entity.kind].has_page
    ]
    place = {
        entity.key: n
        for n, entity in enumerate(its.desk.sorted({entity.key: entity for _, entity, _ in found}.values()))
    }
    return sorted(found, key=lambda one: (kinds[one[1].kind].schema.get("x-order", 0), place[one[1].key]))


def vacancies(its: Duties) -> None:
    """Add the roles below these that nobody holds."""
    desk = its.desk
    columns: list[Column] = [
        {"key": "vacancy", "label": desk.t("Vacant role"), "wide": True}, {"key": "since", "label": desk.t("Since")},
        {"key": "waits", "label": desk.t("In charge of"), "number": True},
    ]  # fmt: skip
    rows = []
    for role in vacant(its):
        above = next((one for one in its.roles if one.id == role.reports_to), its.roles[0])
        rows.append((above, [its.w.link(role), vacant_since(its.w, role), str(len(in_charge(Duties(its.w, [role]))))]))
    its.table(desk.t("Vacancies to fill"), "vacancies", columns, [*rows])


def vacant(its: Duties) -> list[Role]:
    """Return the roles that nobody holds and that report to these, or stand in an area that these direct."""
    base = its.desk.base
    areas = {area.id for area in base.all(Area) if area.head in its.ids}
    below = (one for one in base.all(Role) if one.reports_to in its.ids or one.area in areas)
    return [one for one in below if one.id not in its.ids and not its.desk.facts.holders(one.id)]


def vacant_since(w: Writer, role: Role) -> Cell:
    """Return since when nobody holds a role, as a value."""
    return w.desk.date_cell(first_vacant_day(w.desk, role)) or {"text": w.desk.t("never held"), "sort": ""}


def first_vacant_day(desk: Desk, role: Role) -> str | None:
    """Return the day after a vacant role's last holder left, None where it was never held."""
    last = desk.facts.vacant_since(role)
    return (day(last) + timedelta(1)).isoformat() if last else None
