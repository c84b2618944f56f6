"""Rules of family TRU: entries that somebody confirmed, and whether that still holds."""

from __future__ import annotations

from timonel.kinds import Person
from timonel.lookups.confirmations import answering, changes, label, latest, losses, may_confirm
from timonel.lookups.facts import Facts
from timonel.model import Base, Entity
from timonel.rules import Places, rule
from timonel.text import said
from timonel.words.labels import in_sentence


def is_confirmed(entity: Entity, facts: Facts) -> bool:
    return latest(facts, entity) is not None


@rule("TRU001", applies=is_confirmed)
def confirmation_broken(entity: Entity, base: Base, facts: Facts) -> Places:
    """An entry that says something else than when it was confirmed, or that has lost what it needs."""
    confirmation = latest(facts, entity)
    if confirmation is None:
        return
    changed, lost = changes(base, entity, confirmation), losses(facts, confirmation)
    what = [
        said(
            "{field} (before: {before}; now: {now})",
            field=_field(base, entity, one.field),
            before=one.before,
            now=one.now,
        )
        for one in changed
    ]
    if changed or lost:
        keys = [one.field for one in changed if one.field is not None and one.field in entity.fields][:1]
        related = [confirmation.at("fingerprint"), *(one.entity.at() for one in lost)]
        yield entity.at(*keys, related=related, date=confirmation.date, what=[*what, *(one.what for one in lost)])


def _field(base: Base, entity: Entity, field: str | None) -> object:
    name = label(base, entity, field)
    return in_sentence(name) if isinstance(name, str | dict) else name


@rule("TRU002", applies=is_confirmed)
def confirmation_lapsed(entity: Entity, facts: Facts) -> Places:
    """An entry whose confirmation has run out."""
    confirmation = latest(facts, entity)
    if confirmation is not None and confirmation.until < facts.today:
        yield entity.at(related=[confirmation.at("until")], date=confirmation.until)


def _is_answered_for(entity: Entity, base: Base, facts: Facts) -> bool:
    return latest(facts, entity) is not None and bool(answering(base, entity))


@rule("TRU003", applies=_is_answered_for)
def confirmed_by_another(entity: Entity, base: Base, facts: Facts) -> Places:
    """An entry confirmed by somebody who did not answer for it that day."""
    confirmation = latest(facts, entity)
    if confirmation is not None and not may_confirm(facts, entity, confirmation.by, confirmation.date):
        person = base.get(Person, confirmation.by)
        if person is not None:
            yield entity.at(related=[confirmation.at("by")], roles=answering(base, entity), date=confirmation.date)
