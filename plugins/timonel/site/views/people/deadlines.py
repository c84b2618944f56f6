"""What falls due for one or more roles by the calendar: measurements of their risks and indicators, gates of their initiatives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from timonel.kinds import Indicator, Initiative, InitiativePhase, Phase, Risk, Role
from timonel.lookups.calendar import days_before
from timonel.lookups.measuring import next_measurement
from timonel.model import Entity
from timonel.site import fields
from timonel.site.kit import Cell, Column
from timonel.site.views.people.assignment import Duties, date
from timonel.site.views.programme import phases

Measuring = tuple[str, Role, Entity]  # until when, which role, what
_OFTEN = {"risk": "cadence", "indicator": "frequency"}  # kind → the field that says how often it is measured
_AHEAD = 7  # days: a measurement beyond is no news yet


def measurements(its: Duties) -> None:
    """Add the risks and indicators of the roles whose next measurement is due, or soon, the most urgent first."""
    ctx, t, w = its.ctx, its.ctx.t, its.w

    def last(entity: Entity) -> Cell | None:
        measurement = ctx.facts.last(entity)
        return ctx.date_cell(measurement.date) if measurement else Cell(t("never"), sort="")

    columns: list[Column[Measuring]] = [
        Column("what", t("What to measure"), lambda row: w.link(row[2]), wide=True),
        Column("kind", t("Kind"), lambda row: Cell(ctx.kind_title(row[2].kind), key=row[2].kind), filter=True),
        Column("often", t("How often"), lambda row: ctx.choice(row[2], _OFTEN[row[2].kind]), filter=True),
        Column("last", t("Last measured"), lambda row: last(row[2])),
        Column("due", t("Due"), lambda row: date(w, row[0])),
    ]
    its.table(t("Measurements due"), "measurements", to_measure(its), columns, lambda row: row[1])


def to_measure(its: Duties) -> list[Measuring]:
    """Return what the roles must measure by a week from now: until when, the role, the risk or indicator."""
    facts = its.ctx.facts
    until = days_before(facts.today, -_AHEAD)
    found = [
        (due, role, one)
        for role in its.roles
        for one, _ in facts.owned.get(role.id, ())
        if isinstance(one, Risk | Indicator) and (due := next_measurement(facts, one)) and due <= until
    ]
    return sorted(found, key=lambda each: (each[0], each[2].key))


def gates_due(its: Duties) -> None:
    """Add the next gate of each active initiative that the roles lead or sponsor, the earliest first."""
    ctx, t, w = its.ctx, its.ctx.t, its.w
    rows = [
        Gate(role, initiative, field, *found)
        for role, initiative, field in next_gates(its)
        if (found := phases.following(ctx, initiative)) is not None
    ]
    columns: list[Column[Gate]] = [
        fields.head(
            ctx, "initiative", lambda x: w.link(x.initiative)._replace(href=w.href(x.initiative, "phases")), wide=True
        ),
        fields.head(ctx, "phase", lambda x: w.link(x.phase)),
        Column("due", t("Gate"), lambda x: date(w, x.step.due)),
        Column("proof", t("Criteria with evidence"), lambda x: phases.proof_count(ctx, x.step, x.phase)),
        Column("as", t("As"), lambda x: ctx.label("initiative", x.field)),
    ]
    rows.sort(key=lambda x: x.step.due or "~")
    its.table(t("Gates due"), "gates", rows, columns, lambda x: x.role)


def next_gates(its: Duties) -> Iterator[tuple[Role, Initiative, str]]:
    """Yield the initiatives under way, with a gate to come, that the roles lead or sponsor, each with role and field."""
    for role in its.roles:
        for one, field in its.ctx.facts.owned.get(role.id, ()):
            if isinstance(one, Initiative) and field in ("lead", "sponsor") and phases.following(its.ctx, one):
                yield role, one, field


class Gate(NamedTuple):
    """The next gate of an initiative: whom it concerns, as lead or sponsor, and where it stands."""

    role: Role
    initiative: Initiative
    field: str
    step: InitiativePhase
    phase: Phase
