"""Confirmations in the base's files: one file for each person, so that two people's proposals never touch the same lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from timonel.edit.text.changes import Entry
from timonel.governance import Result
from timonel.kinds import Person
from timonel.lookups import confirmations
from timonel.lookups.carriers import needed
from timonel.model import Entity
from timonel.text import Said, nearest, said

MOST = 10  # entries that somebody can be said to have read


class Signature(NamedTuple):
    """Who confirms, until when, who writes it down for them, and what they want to add."""

    by: str
    until: str
    entered_by: str = ""
    note: str = ""


def problems(result: Result, keys: Sequence[str], signature: Signature) -> Iterator[Said]:
    """Yield what is in the way of confirming entries.

    Args:
        result: what the check says of the base.
        keys: the entries, ``kind:id``.
        signature: who confirms them.
    """
    base = result.base
    if len(keys) > MOST:
        yield said("at most {number} entries at a time: whoever confirms more has not read them", number=str(MOST))
    if base.get(Person, signature.by) is None:
        yield _unknown(f"person:{signature.by}", [one.key for one in base.all(Person)])
    if signature.until < result.today:
        yield said("{date} is past: today is {today}", date=signature.until, today=result.today)
    for key in keys:
        entity = base.find(key)
        if entity is None:
            yield _unknown(key, [one.key for one in base])
        elif not confirmations.can_be_confirmed(base, entity):
            yield said("{key}: there is nothing to confirm in entries of this kind", key=key)


def _unknown(key: str, known: Sequence[str]) -> Said:
    close = nearest(key, known)
    if close:
        return said("there is no {key}; the nearest there are: {ids}", key=key, ids=", ".join(close))
    return said("there is no {key}", key=key)


def entries(result: Result, keys: Sequence[str], signature: Signature) -> list[Entry]:
    """Return the confirmations of entries as they shall stand; one that the person gave before is renewed."""
    kind = result.base.schema.kinds["confirmation"]
    found = []
    for entity in filter(None, map(result.base.find, dict.fromkeys(keys))):
        id_ = f"{entity.kind}-{entity.id}-{signature.by}"
        old = result.base.entities.get("confirmation", {}).get(id_)
        found.append(Entry(kind, id_, old, _fields(result, entity, signature)))
    return found


def _fields(result: Result, entity: Entity, signature: Signature) -> Mapping[str, Any]:
    base, languages = result.base, result.base.languages
    needs = [
        {"entity": one.key, "fingerprint": confirmations.condition(result.facts, one)} for one in needed(base, entity)
    ]
    note = signature.note if len(languages) == 1 else {languages[0]: signature.note}
    return {
        "entity": entity.key,
        "by": signature.by,
        **({"entered_by": signature.entered_by} if signature.entered_by else {}),
        "date": result.today,
        "until": signature.until,
        "fingerprint": confirmations.fingerprint(confirmations.material(base, entity)),
        "stated": confirmations.stated(base, entity),
        **({"needs": needs} if needs else {}),
        **({"note": note} if signature.note else {}),
    }
