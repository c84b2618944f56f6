"""What is looked up in a base on a day, computed once and shared by all who ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from timonel.kinds import Measurement, Organization, Person, Role, RoleHolder
from timonel.lookups.calendar import PERIOD_DAYS, day
from timonel.lookups.landscape import Landscape
from timonel.lookups.status import OWNERSHIP, is_active
from timonel.lookups.vocabulary import Vocabulary
from timonel.model import Base, Entity
from timonel.settings import Settings
from timonel.text import Text, is_empty
from timonel.words.labels import in_sentence

if TYPE_CHECKING:
    from timonel.graph.impact import Impact, Link

T = TypeVar("T")


class Facts(Landscape, Vocabulary):
    """What rules look up in a base on a day; each index is made when the first rule asks for it.

    Args:
        base: the base.
        settings: its settings (holidays, owners by default).
        today: the ISO date that time-based rules take for today.
        enforcing: lesson id → the codes of the rules that it stands behind (`rules.enforcing`).
    """

    def __init__(
        self, base: Base, settings: Settings, today: str, enforcing: Mapping[str, Sequence[str]] = MappingProxyType({})
    ) -> None:
        self.base, self.settings, self.today, self.enforcing = base, settings, today, enforcing
        self._made: dict[Callable[[Facts], Any], Any] = {}

    def once(self, make: Callable[[Facts], T]) -> T:
        """Return what ``make`` computes from these facts, computed once: for an index that only one family needs."""
        if make not in self._made:
            self._made[make] = make(self)
        found: T = self._made[make]
        return found

    def behind(self, lesson: Entity) -> Sequence[str]:
        """Return the codes of the rules that a lesson stands behind, whatever id it had when their cards were written."""
        ids = (lesson.id, *lesson.fields.get("formerly", ()))
        return [code for id_ in ids for code in self.enforcing.get(id_, ())]

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

    def is_vacant(self, role: Role) -> bool:
        """Whether nobody holds a role today; one that stands for customers is no post."""
        return role.type != "customer" and not self.holders(role.id)

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
        """``kind:id`` → its measurements dated today or before, oldest first; of two on one day the later in the file.

        Those of a part alone (a pilot, an area, a country, a channel) are in `measured_in`.
        """
        found: dict[str, list[Measurement]] = {}
        for one in self.base.all(Measurement):
            if one.date <= self.today and one.in_ is None:
                found.setdefault(one.of, []).append(one)
        for series in found.values():
            series.sort(key=lambda one: one.date)
        return found

    @cached_property
    def measured_in(self) -> frozenset[tuple[str, str]]:
        """What was measured where, today or before: (``kind:id`` of the indicator or risk, ``kind:id`` of the part)."""
        measured = self.base.all(Measurement)
        return frozenset((one.of, one.in_) for one in measured if one.in_ is not None and one.date <= self.today)

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

    def is_stale(self, last: str, period: str) -> bool:
        """Whether more than one and a half periods lie between a day and today; daily means working days."""
        days = self.working_days_since(last) if period == "daily" else self.days_since(last)
        return 2 * days > 3 * PERIOD_DAYS[period]

    def is_working_day(self, date: str) -> bool:
        """Whether a day is Monday to Friday and no holiday."""
        saturday = 5
        return day(date).weekday() < saturday and date not in self.settings.holidays

    def days_since(self, start: str) -> int:
        """Return the calendar days from ``start`` to today."""
        return (day(self.today) - day(start)).days

    @property
    def organization(self) -> Organization | None:
        """The organization."""
        found = self.base.organization
        return found if isinstance(found, Organization) else None

    # What happens without something

    @cached_property
    def dependants(self) -> Mapping[str, Sequence[Link]]:
        """``kind:id`` → what feels its loss first; what only one person's role holds up hangs on that person."""
        from timonel.graph.impact import dependants  # noqa: PLC0415 - a check seldom asks

        held = {one.id: {holder.person for holder in self.holders(one.id)} for one in self.base.all(Role)}
        sole = {id_: next(iter(people)) for id_, people in held.items() if len(people) == 1}
        return dependants(self.base, is_active, sole)

    def impact(self, entity: Entity) -> Impact:
        """Return what is felt when something is gone."""
        from timonel.graph.impact import Impact, felt  # noqa: PLC0415 - as above

        if not is_active(entity):
            return Impact(entity, [], in_force=False)
        vacant = isinstance(entity, Role) and self.is_vacant(entity)
        return Impact(entity, felt(self.base, entity, self.dependants), vacant=vacant)

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
