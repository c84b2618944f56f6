"""What somebody confirmed of an entry, and what has become of that since: fields that changed, and what it needs that was lost."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from timonel.kinds import Confirmation, Role
from timonel.lookups.facts import Facts
from timonel.lookups.status import OWNERSHIP, is_active, of_the_method
from timonel.model import Base, Entity, whose
from timonel.text import Said, Text, is_empty, said

_READABLE = 120  # letters of a value that a confirmation keeps as it is
_DIGEST = "sha256:"
_ABOVE = ("lead", "sponsor")  # of its initiative, where an entry has no owner of its own


class Changed(NamedTuple):
    """A field that says something else than when it was confirmed; `field` is None where nobody knows which."""

    field: str | None
    before: object
    now: object


class Lost(NamedTuple):
    """What an entry needs, and what that no longer has."""

    entity: Entity
    what: Said


def material(base: Base, entity: Entity) -> dict[str, Any]:
    """Return the fields of an entry that a confirmation is about, those that say something."""
    fields = base.schema.kinds[entity.kind].fields
    marked = (name for name, schema in fields.items() if schema.get("x-material"))
    return {name: entity.fields[name] for name in marked if not is_empty(entity.fields.get(name))}


def can_be_confirmed(base: Base, entity: Entity) -> bool:
    """Whether there is anything that somebody may confirm of an entry of its kind."""
    return any(one.get("x-material") for one in base.schema.kinds[entity.kind].fields.values())


def fingerprint(value: object) -> str:
    """Return the SHA-256 of a value as canonical JSON: NFC, keys sorted."""
    text = json.dumps(_composed(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _composed(value: object) -> object:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return {str(_composed(key)): _composed(one) for key, one in value.items()}
    return [*map(_composed, value)] if isinstance(value, list) else value


def stated(base: Base, entity: Entity) -> list[dict[str, str]]:
    """Return what a confirmation keeps of an entry: each field that it is about, as far as a person can read it."""
    return [{"field": name, "value": _kept(value)} for name, value in material(base, entity).items()]


def _kept(value: object) -> str:
    """Return a short value as people read it, or a digest of a long one."""
    plain = value if isinstance(value, list) else [value]
    if all(isinstance(one, str | int | float) for one in plain):
        text = ", ".join(str(_composed(one)).lower() if isinstance(one, bool) else str(_composed(one)) for one in plain)
        if len(text) <= _READABLE and not text.startswith(_DIGEST):
            return text
    return _DIGEST + fingerprint(value)[:16]


# What it needs: along references that mean so, one step, and of that only owner, holder and state


def condition(facts: Facts, entity: Entity) -> str:
    """Return the fingerprint of an entry's owner, holder and state today."""
    owners = {name: entity.fields.get(name) for name in facts.base.schema.kinds[entity.kind].responsible}
    holders = sorted(one.person for one in facts.holders(entity.id)) if isinstance(entity, Role) else []
    return fingerprint({"owner": owners, "holder": holders, "state": entity.fields.get("status")})


def _lost(facts: Facts, entity: Entity) -> Said | None:
    """Return what an entry that another needs lacks today: a holder, its state, an owner."""
    if isinstance(entity, Role) and not facts.holders(entity.id):
        return said("nobody holds the role “{name}” any more", name=entity)
    if not is_active(entity):
        return said("“{name}” is no longer in force", name=entity)
    responsible = facts.base.schema.kinds[entity.kind].responsible
    if responsible and all(is_empty(entity.fields.get(name)) for name in responsible):
        return said("“{name}” no longer has an owner", name=entity)
    return None


# What has become of a confirmation


def latest(facts: Facts, entity: Entity) -> Confirmation | None:
    """Return the confirmation of an entry that counts: the latest."""
    return facts.once(_latest).get(entity.key)


def _latest(facts: Facts) -> Mapping[str, Confirmation]:
    """Return ``kind:id`` → the latest confirmation of it: few entries have one, and every entry is asked."""
    found: dict[str, Confirmation] = {}
    for one in sorted(facts.base.all(Confirmation), key=lambda one: (one.date, one.id)):
        for link in facts.base.outgoing.get(one.key, ()):
            if link.path[0] == "entity":
                found[f"{link.kind}:{link.id}"] = one
    return found


def changes(base: Base, entity: Entity, confirmation: Confirmation) -> list[Changed]:
    """Return the fields that say something else than what was confirmed."""
    now = material(base, entity)
    if fingerprint(now) == confirmation.fingerprint:
        return []
    before = {one.field: one.value for one in confirmation.stated}
    named = [*before, *(name for name in now if name not in before)]
    found = [
        Changed(name, *(_named(base, entity, name, one) for one in (_before(before.get(name)), _now(now.get(name)))))
        for name in named
        if before.get(name) != (_kept(now[name]) if name in now else None)
    ]
    return found if before and found else [Changed(None, said("something else"), said("what it says now"))]


def _named(base: Base, entity: Entity, field: str, value: object) -> object:
    """Return what a field names instead of its id, or of its ids."""
    link = next((one for one in base.schema.kinds[entity.kind].links.get(field, ()) if one.path in ((), ("*",))), None)
    if link is None or not isinstance(value, str | list):
        return value
    ids = value if isinstance(value, list) else value.split(", ") if link.path else [value]
    found = [base.find(":".join(whose(one, link.kinds))) or one for one in ids]
    return found if link.path else found[0]


def _before(value: str | None) -> object:
    if value is None:
        return said("nothing")
    return said("another text") if value.startswith(_DIGEST) else value


def _now(value: Any) -> object:  # noqa: ANN401 - a YAML value
    if value is None:
        return said("nothing")
    if isinstance(value, list) and not all(isinstance(one, str) for one in value):
        return said("another list")
    if isinstance(value, Mapping) and not all(isinstance(one, str) for one in value.values()):
        return said("other values")
    return said("yes") if value is True else said("no") if value is False else value


def losses(facts: Facts, confirmation: Confirmation) -> list[Lost]:
    """Return what an entry needed when it was confirmed, and what that has lost since."""
    found = []
    for one in confirmation.needs:
        entity = facts.base.find(one.entity)
        if entity is not None and condition(facts, entity) != one.fingerprint:
            what = _lost(facts, entity)
            if what is not None:
                found.append(Lost(entity, what))
    return found


class Standing(NamedTuple):
    """How many entries are confirmed, have changed since, ran out, and were never confirmed: those that came with the method do not count."""

    confirmed: int
    changed: int
    lapsed: int
    never: int

    @property
    def total(self) -> int:
        """How many entries there are that somebody may confirm."""
        return sum(self)


def standing(facts: Facts) -> Standing:
    """Return how the entries of a base stand that somebody may confirm."""
    base, found = facts.base, [0, 0, 0, 0]
    for entities in base.entities.values():
        for entity in entities.values():
            if not can_be_confirmed(base, entity):
                break  # nor any other of its kind
            if not of_the_method(entity):
                found[_stands(facts, entity)] += 1
    return Standing(*found)


def _stands(facts: Facts, entity: Entity) -> int:
    """Return the place of an entry's state in `Standing`."""
    confirmation = latest(facts, entity)
    if confirmation is None:
        return 3
    if changes(facts.base, entity, confirmation) or losses(facts, confirmation):
        return 1
    return 2 if confirmation.until < facts.today else 0


# Who answers


def answering(base: Base, entity: Entity) -> list[Role]:
    """Return the roles that answer for an entry: its owners, else who leads or sponsors its initiative; a role for itself."""
    names: Sequence[str] = [*dict.fromkeys((*base.schema.kinds[entity.kind].responsible, *OWNERSHIP))]
    ids = [id_ for name in names for id_ in _ids(entity.fields.get(name))]
    own = [entity] if isinstance(entity, Role) else []
    initiative = base.find(f"initiative:{entity.fields.get('initiative')}")
    if not ids and not own and initiative is not None:
        ids = [id_ for name in _ABOVE for id_ in _ids(initiative.fields.get(name))]
    return [*own, *base.many(Role, [*dict.fromkeys(ids)])]


def _ids(value: object) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            yield one.removeprefix("role:")


def may_confirm(facts: Facts, entity: Entity, person: str, on: str) -> bool:
    """Whether a person held, on a day, a role that answers for an entry, its deputy, or the role that it reports to."""
    roles = answering(facts.base, entity)
    ids = {id_ for role in roles for id_ in (role.id, role.deputy, role.reports_to)}
    return any(one.person == person for id_ in ids for one in facts.holders(id_, on))


def label(base: Base, entity: Entity, field: str | None) -> Text | Said:
    """Return what people call a field that changed."""
    return said("what was confirmed") if field is None else base.schema.label(entity.kind, field)
