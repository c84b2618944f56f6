"""What falls due for some roles: what was promised, what is to be measured, the next gates; as rows, and as a document's sections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from timonel.kinds import (
    ChangeAction,
    Indicator,
    Initiative,
    InitiativePhase,
    Phase,
    Resolution,
    Risk,
    RiskAction,
    Role,
)
from timonel.lookups.calendar import day, days_before
from timonel.lookups.facts import Facts
from timonel.lookups.initiatives import following, proven
from timonel.lookups.measuring import next_measurement
from timonel.lookups.status import resolved
from timonel.model import Entity
from timonel.notices.document import Column, Section, Small, Value, section
from timonel.text import said

AHEAD = 7  # days: a measurement beyond is no news yet


class Pending(NamedTuple):
    """Something promised that is not done: by which role, what, where that was said, and until when."""

    role: Role | None
    what: Value
    source: Entity | None
    due: str | None


class Measuring(NamedTuple):
    """A risk or indicator that a role is to measure, and until when."""

    role: Role
    about: Risk | Indicator
    due: str


class Gate(NamedTuple):
    """The next gate of an initiative: whom it concerns, as lead or sponsor (``field``), and where it stands."""

    role: Role
    initiative: Initiative
    field: str
    step: InitiativePhase
    phase: Phase

    @property
    def due(self) -> str | None:
        """Until when its criteria are to be met."""
        return self.step.due


def pending(facts: Facts, roles: Sequence[Role]) -> list[Pending]:
    """Return what the roles promised and have not done, the earliest first: resolutions, actions on risks and of change."""
    base, ids = facts.base, {one.id for one in roles}
    promised = facts.once(_promised)
    found = [
        *(Pending(base.get(Role, one.owner), one.statement, one, one.due) for one in promised.resolutions if one.owner in ids),
        *(Pending(base.get(Role, one.owner), one.statement, risk, one.due) for risk, one in promised.actions if one.owner in ids),
        *(Pending(base.get(Role, one.owner), one, base.get(Initiative, one.initiative), one.end) for one in promised.changes if one.owner in ids),
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.due or "~")


class _Promised(NamedTuple):
    """What was promised by anybody and is not done, in the order of files."""

    resolutions: Sequence[Resolution]
    actions: Sequence[tuple[Risk, RiskAction]]
    changes: Sequence[ChangeAction]


def _promised(facts: Facts) -> _Promised:
    base = facts.base
    open_risks = [one for one in base.all(Risk) if one.status != "closed"]
    return _Promised(
        [one for one in base.all(Resolution) if resolved(one) == "agreed"],
        [(risk, action) for risk in open_risks for action in risk.actions if not action.done],
        [one for one in base.all(ChangeAction) if one.status != "done" and one.end],
    )


def measurements(facts: Facts, roles: Sequence[Role]) -> list[Measuring]:
    """Return what the roles must measure by a week from now, the most urgent first."""
    until = days_before(facts.today, -AHEAD)
    found = [
        Measuring(role, one, due)
        for role in roles
        for one, _ in facts.owned.get(role.id, ())
        if isinstance(one, Risk | Indicator) and (due := next_measurement(facts, one)) and due <= until
    ]
    return sorted(found, key=lambda one: (one.due, one.about.key))


def gates(facts: Facts, roles: Sequence[Role]) -> list[Gate]:
    """Return the next gate of each initiative under way that the roles lead or sponsor, the earliest first."""
    return sorted(_gates(facts, roles), key=lambda one: one.due or "~")


def _gates(facts: Facts, roles: Sequence[Role]) -> Iterator[Gate]:
    for role in roles:
        for one, field in facts.owned.get(role.id, ()):
            if isinstance(one, Initiative) and field in ("lead", "sponsor"):
                found = following(facts.base, one)
                if found is not None:
                    yield Gate(role, one, field, *found)


def first_days(facts: Facts, roles: Sequence[Role]) -> dict[str, str]:
    """Return section → the earliest day on which something of it falls due, the earliest first; none of what has no day."""
    found: dict[str, list[str | None]] = {
        "due": [one.due for one in pending(facts, roles)],
        "measurements": [one.due for one in measurements(facts, roles)],
        "gates": [one.due for one in gates(facts, roles)],
    }
    first = {key: min(days) for key, dues in found.items() if (days := [*filter(None, dues)])}
    return dict(sorted(first.items(), key=lambda one: one[1]))


def sections(facts: Facts, roles: Sequence[Role], *, named: bool) -> Iterator[Section]:
    """Yield what falls due for some roles; sections without rows say nothing.

    Args:
        facts: the base.
        roles: whose it is.
        named: whether each row says of which role it speaks.
    """
    schema = facts.base.schema
    what: list[Column[Pending]] = [
        Column("what", said("What to do"), lambda one: one.what),
        Column("from", said("Where it comes from"), lambda one: one.source),
        Column("due", schema.label("resolution", "due"), lambda one: _until(facts, one.due)),
    ]
    measured: list[Column[Measuring]] = [
        Column("what", said("What to measure"), lambda one: one.about),
        Column("kind", said("Kind"), lambda one: schema.kinds[one.about.kind].title),
        Column("often", said("How often"), lambda one: _often(facts, one.about)),
        Column("last", said("Last measured"), lambda one: day(last.date) if (last := facts.last(one.about)) else said("never")),
        Column("due", said("Due"), lambda one: _until(facts, one.due)),
    ]  # fmt: skip
    passed: list[Column[Gate]] = [
        Column("initiative", schema.kinds["initiative"].title, lambda one: one.initiative),
        Column("phase", schema.kinds["phase"].title, lambda one: one.phase),
        Column("due", said("Gate"), lambda one: _until(facts, one.due)),
        Column("proof", said("Criteria with evidence"), _proof),
        Column("as", said("As"), lambda one: schema.label("initiative", one.field)),
    ]
    yield section("due", said("Pending"), pending(facts, roles), [*what, *_whose(facts, named=named)])
    yield section(
        "measurements", said("Measurements due"), measurements(facts, roles), [*measured, *_whose(facts, named=named)]
    )
    yield section("gates", said("Gates due"), gates(facts, roles), [*passed, *_whose(facts, named=named)])


def _whose(facts: Facts, *, named: bool) -> list[Column[Pending | Measuring | Gate]]:
    return [Column("role", facts.base.schema.kinds["role"].title, lambda one: one.role)] if named else []


def _until(facts: Facts, due: str | None) -> Value:
    """Return a day by which something is due, marked where it has passed."""
    if not due:
        return None
    return Small(day(due), said("overdue")) if due < facts.today else day(due)


def _often(facts: Facts, about: Risk | Indicator) -> Value:
    name, value = ("cadence", about.cadence) if isinstance(about, Risk) else ("frequency", about.frequency)
    labels = facts.base.schema.kinds[about.kind].fields[name].get("x-labels", {})
    return labels.get(value) or value


def _proof(one: Gate) -> Value:
    n, m = proven(one.step, one.phase)
    return said("{n} of {m}", n=n, m=m) if m else None
