"""Changes that need the people concerned: who owns, decides, permits and measures, and the settings that all are judged by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from timonel.governance import Result
from timonel.governance.baseline import Entry
from timonel.governance.responsible import responsible
from timonel.history.compare import Comparison, EntityChange
from timonel.history.fields import Change, changes
from timonel.kinds import Person, Role
from timonel.load import Sources
from timonel.lookups.facts import Facts
from timonel.lookups.status import OWNERSHIP
from timonel.model import Entity
from timonel.settings import FILE
from timonel.source import Broken, parse

# In the order in which they are told.
TOPICS = ("settings", "rule", "kind", "decision", "owner", "waiver", "baseline", "measurement")
_OWNERS = frozenset((*OWNERSHIP, "head"))


class Party(NamedTuple):
    """A role that a change concerns, and who holds it (nobody where the base publishes no people)."""

    role: Role
    holders: Sequence[Person]


class Concern(NamedTuple):
    """A change that needs people.

    Attributes:
        topic: one of `TOPICS`.
        how: "added", "removed" or "changed".
        subject: the entity, or the path of a file.
        keys: the way to the field, empty for the whole.
        before: the field's value, None where there was none.
        after: as ``before``, afterwards.
        parties: the roles concerned.
        schema: what the model says of the field.
    """

    topic: str
    how: str
    subject: Entity | str
    keys: Sequence[str]
    before: Any
    after: Any
    parties: Sequence[Party]
    schema: Mapping[str, Any]


class Known(NamedTuple):
    """What stands beside the data: settings, own rules and kinds, and the baseline, before or after."""

    sources: Sources
    baseline: Sequence[Entry] = ()
    file: str = ""


def concerns(found: Comparison, before: Known, after: Known) -> list[Concern]:
    """Return the changes that need people, in the order of `TOPICS`."""
    teller = _Teller(found)
    told = [
        *teller.settings(before.sources.settings, after.sources.settings),
        *teller.files("rule", _rules(before.sources), _rules(after.sources)),
        *teller.files("kind", _kinds(before.sources), _kinds(after.sources)),
        *(concern for one in found.entities for concern in teller.entity(one)),
        *teller.baseline(before, after),
    ]
    return sorted(told, key=lambda one: TOPICS.index(one.topic))


def _rules(sources: Sources) -> Mapping[str, bytes]:
    return {one.path: one.data for one in sources.rules}


def _kinds(sources: Sources) -> Mapping[str, bytes]:
    return {f"schemas/kinds/{name}": data for name, data in sources.kinds.items()}


class _Teller:
    """Says which changes need whom; used once."""

    def __init__(self, found: Comparison) -> None:
        self.found = found
        self.renamed = found.renamed

    def settings(self, before: bytes | None, after: bytes | None) -> Iterator[Concern]:
        old, new = _parsed(before), _parsed(after)
        for one in changes(old, new, {}):
            how = "added" if one.before is None else "removed" if one.after is None else "changed"
            yield Concern("settings", how, FILE, one.keys, one.before, one.after, self._steering(), {})

    def files(self, topic: str, old: Mapping[str, bytes], new: Mapping[str, bytes]) -> Iterator[Concern]:
        for path in sorted(old.keys() | new.keys()):
            if old.get(path) != new.get(path):
                how = "added" if path not in old else "removed" if path not in new else "changed"
                yield Concern(topic, how, path, (), None, None, self._steering(), {})

    def baseline(self, before: Known, after: Known) -> Iterator[Concern]:
        old, new = {*before.baseline}, {*after.baseline}
        if not old and len(new) > 1:  # a team begins: that is one decision
            yield Concern("baseline", "added", after.file, (), None, len(new), self._steering(), {})
            return
        for how, entries in (("added", new - old), ("removed", old - new)):
            for one in sorted(entries):
                entity = self.found.after.base.find(one.entity) or self.found.before.base.find(one.entity)
                parties = self._of(self.found.after, entity) if entity else self._steering()
                yield Concern("baseline", how, entity or one.entity, (one.code,), None, None, parties, {})

    def entity(self, one: EntityChange) -> Iterator[Concern]:
        """Yield what a change of one entity asks of people."""
        kind = one.entity.kind
        if kind in ("waiver", "decision") and one.how in ("added", "removed"):
            yield Concern(kind, one.how, one.entity, (), None, None, self._parties(one), {})
        elif kind in ("waiver", "decision"):
            for change in one.fields:
                yield Concern(
                    kind,
                    "changed",
                    one.entity,
                    change.keys,
                    change.before,
                    change.after,
                    self._parties(one),
                    change.schema,
                )
        elif kind == "measurement" and one.how == "removed":
            yield Concern("measurement", "removed", one.entity, (), None, None, self._measured(one), {})
        elif kind == "measurement":
            for change in one.fields:
                yield Concern(
                    "measurement",
                    "changed",
                    one.entity,
                    change.keys,
                    change.before,
                    change.after,
                    self._measured(one),
                    change.schema,
                )
        else:
            yield from self._owners(one)

    def _owners(self, one: EntityChange) -> Iterator[Concern]:
        for change in one.fields:
            if self._hands(one, change):
                yield Concern(
                    "owner",
                    "changed",
                    one.entity,
                    change.keys,
                    change.before,
                    change.after,
                    self._both(one, change),
                    change.schema,
                )

    def _hands(self, one: EntityChange, change: Change) -> bool:
        """Whether a change of a field passes a responsibility on (to a renamed role it does not)."""
        if one.entity.kind == "role" and change.keys[0] == "holders":
            return True
        kinds = (self.found.before.base.schema.kinds, self.found.after.base.schema.kinds)
        fields = next(known[one.entity.kind] for known in reversed(kinds) if one.entity.kind in known)
        owns = change.keys[-1] in _OWNERS or change.keys[0] in fields.responsible
        return owns and self.renamed.get(f"role:{change.before}") != f"role:{change.after}"

    def _both(self, one: EntityChange, change: Change) -> list[Party]:
        """Return who had the responsibility and who has it now."""
        if one.entity.kind == "role":
            return _distinct(
                _party(side, role.id)
                for side, role in ((self.found.before, one.before), (self.found.after, one.after))
                if role
            )
        return _distinct(
            _party(side, str(value))
            for side, value in ((self.found.before, change.before), (self.found.after, change.after))
            if isinstance(value, str)
        )

    def _parties(self, one: EntityChange) -> list[Party]:
        """Return the roles that a waiver or a decision right names, before and after; else who answers for it."""
        found = []
        for side, entity in ((self.found.before, one.before), (self.found.after, one.after)):
            if entity is not None:
                names = [entity.fields.get(name) for name in ("approved_by", "decider")]
                found += [_party(side, name.removeprefix("role:")) for name in names if isinstance(name, str)]
                about = side.base.find(str(entity.fields.get("entity", "")))
                found += self._of(side, about) if about else []
                found += [] if any(names) else self._of(side, entity)
        return _distinct(found)

    def _measured(self, one: EntityChange) -> list[Party]:
        about = next(
            (
                entity
                for side in (self.found.after, self.found.before)
                if (entity := side.base.find(str(one.entity.fields.get("of", ""))))
            ),
            None,
        )
        return self._of(self.found.after, about) if about else self._steering()

    @staticmethod
    def _of(side: Result, entity: Entity) -> list[Party]:
        """Return who answers for an entity."""
        return _distinct(_party(side, key.partition(":")[2]) for key in responsible(side.facts, None, entity))

    def _steering(self) -> list[Party]:
        """Return who chairs the steering forums: settings and rules are everybody's."""
        base = self.found.after.base
        return _distinct(
            _party(self.found.after, str(forum.fields["chair"]))
            for forum in base.of("forum")
            if forum.fields.get("type") == "steering" and "chair" in forum.fields
        )


def _party(side: Result, role_id: str) -> Party | None:
    role = side.base.get(Role, role_id)
    return Party(role, holders(side.facts, role_id)) if role else None


def holders(facts: Facts, role_id: str) -> list[Person]:
    """Return who holds a role today, nobody where the base does not publish people."""
    if not facts.settings.names_people:
        return []
    people = [facts.base.get(Person, one.person) for one in facts.holders(role_id)]
    return [one for one in people if one is not None]


def _distinct(parties: Iterable[Party | None]) -> list[Party]:
    found = [one for one in parties if one is not None]
    return [*{(one.role.id, *(each.id for each in one.holders)): one for one in found}.values()]


def _parsed(data: bytes | None) -> Mapping[str, Any]:
    document = parse(FILE, data or b"")
    return {} if isinstance(document, Broken) or not isinstance(document.value, dict) else document.value
