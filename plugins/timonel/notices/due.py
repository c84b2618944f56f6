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
from timonel.notices.document import Column, Section, Small, Value, Words, section
from timonel.text import said

AHEAD = 7  # days: a measurement beyond is no news yet


class Pending(NamedTuple):
    """Something to do: by which role, what, of which kind, where that was said, and until when."""

    role: Role | None
    what: Value
    kind: Value
    source: Value
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
        *(Pending(base.get(Role, one.owner), one.statement, base.schema.kinds["resolution"].title, one, one.due) for one in promised.resolutions if one.owner in ids),
        *(Pending(base.get(Role, one.owner), one.statement, said("Action on a risk"), risk, one.due) for risk, one in promised.actions if one.owner in ids),
        *(Pending(base.get(Role, one.owner), one, _sort(facts, one), base.get(Initiative, one.initiative), one.end) for one in promised.changes if one.owner in ids),
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.due or "~")


def _sort(facts: Facts, one: ChangeAction) -> Words:
    """Return what sort of change action one is: two of an initiative may be due on the same day."""
    kind = facts.base.schema.kinds["change-action"]
    return kind.fields["type"].get("x-labels", {}).get(one.type) or kind.title


def todo(facts: Facts, roles: Sequence[Role]) -> tuple[list[Pending], list[Pending]]:
    """Return what the roles are to do and to measure, by date: by a week from now, and later or on no day."""
    found = [*pending(facts, roles), *(_to_measure(facts, one) for one in measurements(facts, roles))]
    found.sort(key=lambda one: one.due or "~")
    soon = [one for one in found if one.due and one.due <= ahead(facts)]
    return soon, found[len(soon) :]


def _to_measure(facts: Facts, one: Measuring) -> Pending:
    often, last = _often(facts, one.about), facts.last(one.about)
    told = said("{often}, last on {date}", often=often, date=day(last.date)) if last else said("never measured")
    kind = facts.base.schema.kinds[one.about.kind].title
    return Pending(one.role, one.about, Small(said("Measurement"), told), kind, one.due)


def ahead(facts: Facts) -> str:
    """Return until when something is due soon."""
    return days_before(facts.today, -AHEAD)


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
    until = ahead(facts)
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
    soon, later = todo(facts, roles)
    found: dict[str, list[str | None]] = {
        "due": [one.due for one in soon],
        "later": [one.due for one in later],
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
        Column("kind", said("Kind"), lambda one: one.kind),
        Column("from", said("Where it comes from"), lambda one: one.source),
        Column("due", said("Due"), lambda one: _until(facts, one.due)),
    ]
    passed: list[Column[Gate]] = [
        Column("initiative", schema.kinds["initiative"].title, lambda one: one.initiative),
        Column("phase", schema.kinds["phase"].title, lambda one: one.phase),
        Column("due", said("Gate"), lambda one: _until(facts, one.due)),
        Column("proof", said("Criteria with evidence"), _proof),
        Column("as", said("As"), lambda one: schema.label("initiative", one.field)),
    ]
    soon, later = todo(facts, roles)
    columns: list[Column[Pending]] = [*what, *_whose(facts, named=named)]
    yield section("due", said("To do by {date}", date=day(ahead(facts))), soon, columns)
    yield section("later", said("To do later"), later, columns)
    yield section("gates", said("Gates due"), gates(facts, roles), [*passed, *_whose(facts, named=named)])


def _whose(facts: Facts, *, named: bool) -> list[Column[Pending | Gate]]:
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
