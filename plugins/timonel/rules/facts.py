"""The words that the rules use, defined once; what several rules look up is computed once and shared."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache, cached_property
from graphlib import CycleError, TopologicalSorter
from typing import Any, TypeVar

from timonel.graph import circles, reach
from timonel.graph.impact import Impact, Link, dependants, felt
from timonel.kinds import (
    Channel,
    DataAsset,
    Measurement,
    Organization,
    Person,
    Process,
    Role,
    RoleHolder,
    System,
    Term,
    Touchpoint,
)
from timonel.model import Base, Entity
from timonel.rules.abbreviations import Abbreviation, abbreviations
from timonel.rules.avoided import Use, avoided_uses
from timonel.rules.meaning import Claim, circular, clashes
from timonel.settings import Settings
from timonel.source import Broken
from timonel.text import Text, is_empty

T = TypeVar("T")

# Fields by which a role owns something.
OWNERSHIP = ("owner", "technical_owner", "sponsor", "lead", "accountable", "decider", "chair", "officer")
# Statuses that mean "active", by kind; a kind without an entry is always active.
_ACTIVE = {
    "initiative": ("approved", "running", "on-hold"),
    "system": ("pilot", "active", "legacy"),
    "risk": ("open",),
    "objective": ("open",),
    "change-action": ("planned", "in-progress"),
    "touchpoint": ("active",),
    "process": ("active",),
}
_MISSING = {"initiative": "proposed", "change-action": "planned"}
PERIOD_DAYS = {"daily": 1, "weekly": 7, "biweekly": 14, "monthly": 31, "quarterly": 92, "yearly": 366}


def is_active(entity: Entity) -> bool:
    """Whether something is in force today, by its status (a missing status reads as `rules.md` says)."""
    wanted = _ACTIVE.get(entity.kind)
    return wanted is None or entity.fields.get("status", _MISSING.get(entity.kind, wanted[-1])) in wanted


def day(text: str) -> date:
    """Return an ISO date as a date."""
    return date.fromisoformat(text)


@cache
def months_before(today: str, months: int) -> str:
    """Return the ISO date that many calendar months before, on the month's last day where it has no such day."""
    start = day(today)
    year, month = divmod(start.year * 12 + start.month - 1 - months, 12)
    for number in range(start.day, 27, -1):
        try:
            return date(year, month + 1, number).isoformat()
        except ValueError:
            continue
    return date(year, month + 1, min(start.day, 28)).isoformat()


def days_before(today: str, days: int) -> str:
    """Return the ISO date that many days before."""
    return (day(today) - timedelta(days)).isoformat()


def in_sentence(label: Text) -> Text:
    """Return a field's name as it stands inside a sentence: «dueño», but «RFM»."""
    if isinstance(label, str):
        return label if label[1:2].isupper() else label[:1].lower() + label[1:]
    return {lang: str(in_sentence(text)) for lang, text in label.items()}


class Facts:
    """What rules look up in a base on a day; each index is made when the first rule asks for it.

    Args:
        base: the base.
        settings: its settings (holidays, owners by default).
        today: the ISO date that time-based rules take for today.
    """

    def __init__(self, base: Base, settings: Settings, today: str) -> None:
        self.base, self.settings, self.today = base, settings, today
        self._made: dict[Callable[[Facts], Any], Any] = {}

    def once(self, make: Callable[[Facts], T]) -> T:
        """Return what ``make`` computes from these facts, computed once: for an index that only one family needs."""
        if make not in self._made:
            self._made[make] = make(self)
        found: T = self._made[make]
        return found

    # People and roles

    def holders(self, role_id: str | None, on: str | None = None) -> list[RoleHolder]:
        """Return who holds a role today (or ``on`` a day): `from` and `until` both included."""
        role = self.base.get(Role, role_id)
        return [] if role is None else [one for one in role.holders if self.holds(one, on or self.today)]

    @staticmethod
    def holds(holder: RoleHolder, on: str) -> bool:
        """Whether a holder of a role holds it on a day."""
        return (holder.from_ is None or holder.from_ <= on) and (holder.until is None or holder.until >= on)

    def vacant_since(self, role: Role) -> str | None:
        """Return since when (ISO date; "" for ever) a role has no holder today, or None where it has one."""
        if self.holders(role.id):
            return None
        return max((one.until for one in role.holders if one.until and one.until < self.today), default="")

    @cached_property
    def by_duty(self) -> dict[str, list[Role]]:
        """Duty → the roles that have it."""
        found: dict[str, list[Role]] = {}
        for role in self.base.all(Role):
            for duty in role.duties:
                found.setdefault(duty, []).append(role)
        return found

    def is_internal(self, person_id: str) -> bool:
        """Whether a person works for the company itself (a person whose file is broken counts as such)."""
        person = self.base.get(Person, person_id)
        return person is None or person.employment == "internal"

    @cached_property
    def owned(self) -> dict[str, list[tuple[Entity, str]]]:
        """Role id → what active things it owns, each with the field that says so."""
        found: dict[str, list[tuple[Entity, str]]] = {}
        for reference in self.base.references:
            owns = reference.kind == "role" and reference.path[0] in OWNERSHIP and len(reference.path) == 1
            if owns and is_active(reference.source):
                found.setdefault(reference.id, []).append((reference.source, str(reference.path[0])))
        return found

    # Time and measurements

    @cached_property
    def measured(self) -> dict[str, list[Measurement]]:
        """``kind:id`` → its measurements dated today or before, oldest first; of two on one day the later in the file."""
        found: dict[str, list[Measurement]] = {}
        for one in self.base.all(Measurement):
            if one.date <= self.today:
                found.setdefault(one.of, []).append(one)
        for series in found.values():
            series.sort(key=lambda one: one.date)
        return found

    def last(self, entity: Entity, on: str | None = None) -> Measurement | None:
        """Return the latest measurement of a risk or indicator, up to today or to a day."""
        series = self.measured.get(entity.key, ())
        return next((one for one in reversed(series) if on is None or one.date <= on), None)

    @staticmethod
    def exposure(measurement: Measurement | None) -> int | None:
        """Return probability × impact (1–25) of a risk's measurement, or None where it was not measured."""
        if measurement is None or measurement.probability is None or measurement.impact is None:
            return None
        return measurement.probability * measurement.impact

    def working_days_since(self, start: str) -> int:
        """Return how many working days lie after ``start`` up to today: Monday to Friday less the holidays."""
        first, last = day(start), day(self.today)
        weeks, rest = divmod(max((last - first).days, 0), 7)
        saturday = 5
        days = 5 * weeks + sum((first + timedelta(n)).weekday() < saturday for n in range(1, rest + 1))
        free = (one for one in self.settings.holidays if start < one <= self.today)
        return days - sum(day(one).weekday() < saturday for one in free)

    def is_working_day(self, date: str) -> bool:
        """Whether a day is Monday to Friday and no holiday."""
        saturday = 5
        return day(date).weekday() < saturday and date not in self.settings.holidays

    def days_since(self, start: str) -> int:
        """Return the calendar days from ``start`` to today."""
        return (day(self.today) - day(start)).days

    # Life cycle, systems, data

    @cached_property
    def serving(self) -> dict[str, list[Process]]:
        """Touchpoint id → the customer-facing processes, not planned nor retired, that list it."""
        found: dict[str, list[Process]] = {}
        for process in self.base.all(Process):
            if process.type == "customer-facing" and is_active(process):
                for id_ in process.touchpoints:
                    found.setdefault(id_, []).append(process)
        return found

    @cached_property
    def supporters(self) -> dict[str, list[Process]]:
        """Process id → the active processes that support it."""
        found: dict[str, list[Process]] = {}
        for process in self.base.all(Process):
            if is_active(process):
                for id_ in process.supports:
                    found.setdefault(id_, []).append(process)
        return found

    @cached_property
    def at_touchpoints(self) -> frozenset[str]:
        """Ids of the systems used at active touchpoints: named there, or by a process that lists the touchpoint."""
        found: set[str] = set()
        for touchpoint in self.base.all(Touchpoint):
            if is_active(touchpoint):
                found.update(touchpoint.systems)
                for process in self.serving.get(touchpoint.id, ()):
                    found.update(process.systems)
        return frozenset(found)

    @cached_property
    def joined(self) -> dict[str, list[str]]:
        """Active system → the active systems that an integration joins it to, whichever end declares it."""
        found: dict[str, list[str]] = {one.id: [] for one in self.base.all(System) if is_active(one)}
        for system in self.base.many(System, [*found]):
            for other in (integration.system for integration in system.integrations):
                if other in found:
                    found[system.id].append(other)
                    found[other].append(system.id)
        return found

    def holding(self, asset: DataAsset) -> list[System]:
        """Return the systems that hold a data asset: its master and its copies."""
        ids = [asset.master, *asset.copies] if asset.master else asset.copies
        return self.base.many(System, [*dict.fromkeys(ids)])

    @cached_property
    def personal(self) -> dict[str, DataAsset]:
        """The personal data assets by id."""
        return {asset.id: asset for asset in self.base.all(DataAsset) if asset.personal}

    def collects_personal(self, touchpoint: Touchpoint) -> list[DataAsset]:
        """Return the personal data assets that a touchpoint collects."""
        return [self.personal[id_] for id_ in touchpoint.collects if id_ in self.personal]

    def consent(self, touchpoint: Touchpoint, channel: Channel | None = None) -> str | None:
        """Return the consent basis of a touchpoint (on a channel: its own, else the channel's default)."""
        own = touchpoint.consent.basis if touchpoint.consent else None
        return own or (channel.consent if channel else None)

    def reach(self, process: Process) -> frozenset[str]:
        """Return the ids of the processes that a process supports, directly or through others."""
        found: set[str] = set()
        waiting = [*process.supports]
        while waiting:
            id_ = waiting.pop()
            if id_ not in found:
                found.add(id_)
                other = self.base.get(Process, id_)
                waiting += other.supports if other else []
        return frozenset(found)

    @cached_property
    def behind_customers(self) -> frozenset[str]:
        """Ids of the processes from which a customer-facing one is reached along `supports`, retired ones left out.

        What supports something that could not be read counts as well: that has its own finding.
        """
        known = {one.id: one for one in self.base.all(Process) if one.status != "retired"}
        lost = {id_ for one in known.values() for id_ in one.supports if self.base.get(Process, id_) is None}
        before: dict[str, list[str]] = {}
        for process in known.values():
            for id_ in process.supports:
                before.setdefault(id_, []).append(process.id)
        return frozenset(reach([*lost, *(id_ for id_, one in known.items() if one.type == "customer-facing")], before))

    @cached_property
    def support_circles(self) -> dict[str, list[str]]:
        """First process id → the processes that support each other in a circle, retired ones left out."""
        return _circles({one.id: one.supports for one in self.base.all(Process) if one.status != "retired"})

    @cached_property
    def reporting_circles(self) -> dict[str, list[str]]:
        """First role id → the roles that report to each other in a circle."""
        return _circles({one.id: [one.reports_to] for one in self.base.all(Role) if one.reports_to})

    # What happens without something

    @cached_property
    def dependants(self) -> Mapping[str, Sequence[Link]]:
        """``kind:id`` → what feels its loss first; what only one person's role holds up hangs on that person."""
        held = {one.id: {holder.person for holder in self.holders(one.id)} for one in self.base.all(Role)}
        sole = {id_: next(iter(people)) for id_, people in held.items() if len(people) == 1}
        return dependants(self.base, is_active, sole)

    def impact(self, entity: Entity) -> Impact:
        """Return what is felt when something is gone."""
        if not is_active(entity):
            return Impact(entity, [], in_force=False)
        vacant = entity.kind == "role" and not self.holders(entity.id)
        return Impact(entity, felt(self.base, entity, self.dependants), vacant=vacant)

    # Files and words

    @cached_property
    def by_file(self) -> dict[str, list[Entity]]:
        """File → its entities, in reading order."""
        found: dict[str, list[Entity]] = {}
        for entity in self.base:
            found.setdefault(entity.document.path, []).append(entity)
        return found

    @cached_property
    def unread(self) -> bytes:
        """What stands in the files that are no YAML: it may name anything."""
        return b"\0".join(one.data for one in self.base.files.values() if isinstance(one, Broken))

    @cached_property
    def avoided(self) -> Mapping[str, Sequence[Use]]:
        """``kind:id`` or ``page:<path>`` → the words to avoid that it uses."""
        return avoided_uses(self.base, self.by_file)

    @cached_property
    def avoids(self) -> bool:
        """Whether any term names a word to avoid that is worth looking for."""
        return any(one.word and one.check is not False for term in self.base.all(Term) for one in term.avoid)

    @cached_property
    def clashes(self) -> Mapping[str, Sequence[Sequence[Claim]]]:
        """Term id → the words that it and later terms claim, each as its claims, its own first."""
        return clashes(self.base)

    @cached_property
    def circular(self) -> Mapping[str, Sequence[tuple[str, Term]]]:
        """Term id → language and term that its definition leads to: itself, or one that leads straight back."""
        return circular(self.base)

    @cached_property
    def abbreviations(self) -> Mapping[str, Sequence[Abbreviation]]:
        """``kind:id`` → the abbreviations that not exactly one term defines and that it is the first to use."""
        return abbreviations(self.base, self.by_file)

    @property
    def organization(self) -> Organization | None:
        """The organization."""
        found = self.base.organization
        return found if isinstance(found, Organization) else None

    # What is not there

    def missing(self, entity: Entity, *fields: str) -> dict[str, Text]:
        """Return, of some fields ("owner", "practices.notice"), those that say nothing, each with its name."""
        found: dict[str, Text] = {}
        for field in fields:
            keys = field.split(".")
            value: Any = entity.fields
            for key in keys:
                value = value.get(key) if isinstance(value, Mapping) else None
            if is_empty(value) and keys[0] not in entity.refused:
                found[field] = in_sentence(self.base.schema.label(entity.kind, *keys))
        return found

    def named(self, kind: str, field: str, values: Sequence[str]) -> list[Text]:
        """Return what people call values of a field that has fixed ones ("duties", "status"), for a sentence."""
        node: Any = self.base.schema.kinds[kind].schema
        for key in field.split("."):
            node = node.get("items", node).get("properties", {}).get(key, {})
        labels: Mapping[str, Text] = node.get("items", node).get("x-labels", {})
        return [in_sentence(labels.get(value, value)) for value in values]

    def whole(self, kind: str, *fields: str) -> bool:
        """Whether all files of a kind, and these fields in them, could be read: if not, a gap there may be no gap."""
        lost = self._lost.get(kind, frozenset())
        return "*" not in lost and lost.isdisjoint(fields)

    @cached_property
    def _lost(self) -> dict[str, frozenset[str]]:
        """Kind → the fields that the schema refused in any of its entities; "*" where a file could not be read."""
        found = {kind: frozenset("*") for kind, ids in self.base.known.items() if ids}
        for entity in self.base:
            if entity.refused:
                found[entity.kind] = found.get(entity.kind, frozenset()) | entity.refused
        return found


def _circles(following: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return first node → circle; looks for them only where there is one."""
    try:
        TopologicalSorter(following).prepare()
    except CycleError:
        return {way[0]: way for way in circles(following, following)}
    return {}
