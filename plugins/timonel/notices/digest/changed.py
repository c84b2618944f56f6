"""What changed of what concerns somebody since they heard of it last, and what they closed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from timonel.history.compare import Comparison, EntityChange
from timonel.history.fields import Change
from timonel.lookups.calendar import day
from timonel.lookups.dated import Dated, dated, identity
from timonel.lookups.status import OWNERSHIP
from timonel.model import Base, Entity
from timonel.notices.digest.asks import of
from timonel.notices.digest.whom import Whom
from timonel.notices.document import Link, Value
from timonel.notices.reading import Reader
from timonel.text import Said, many, said
from timonel.words.labels import in_sentence

_ASIDE = ("measurement", "confirmation", "commitment")  # kinds that are told in a line of their own, or not at all
_DONE = frozenset({"done", "closed", "status", "passed"})  # fields that say that something is done
_FEW, _LONG, _NAMED = 3, 60, 4  # fields of a change that are told, letters of a value, things in a line
Key = tuple[str, str, str]


def key_of(base: Base, one: Dated) -> Key:
    """Return what tells something with a day from others, whatever it is called and whenever it is."""
    return (one.what, f"{one.about.kind}:{identity(base, one.about)}", one.key)


def closed(found: Comparison, who: Whom, reader: Reader) -> list[Value]:
    """Return what somebody closed: gaps, and what they had promised."""
    told: list[Value] = []
    for gap in found.closed:
        if who.keys.intersection(gap.responsible):
            entity = found.after.base.find(found.renamed.get(gap.spot.subject, gap.spot.subject))
            words = said("gap closed: {message}", message=reader.message(gap))
            told.append(Link(words, entity) if entity else words)
    return [*told, *(Link(said("done: {what}", what=one.words), one.about) for one in _kept(found, who))]


def _kept(found: Comparison, who: Whom) -> Iterator[Dated]:
    """Yield what was promised, and is no more to be done: what it was about is still there."""
    now = {key_of(found.after.base, one) for one in found.after.facts.once(dated)}
    there = {f"{one.kind}:{identity(found.after.base, one)}" for one in found.after.base}
    for one in of(found.before, who):
        key = key_of(found.before.base, one)
        if one.what in ("action", "resolution", "change", "issue", "gate") and key not in now and key[1] in there:
            yield one


def changed(found: Comparison, who: Whom, reader: Reader, told: frozenset[str]) -> list[Value]:
    """Return what changed of what concerns somebody, and the gaps that were opened for them.

    Args:
        found: what lies between then and now.
        who: whom it concerns.
        reader: who reads it.
        told: the fingerprints of gaps that are told elsewhere.
    """
    entities = [one for one in found.entities if one.how != "moved" and one.entity.kind not in _ASIDE]
    mine = [one for one in entities if _concerns(found, who, one)]
    done = {one.about.key for one in _kept(found, who)}
    rows, texts = [], list[Entity]()
    for one in mine:
        fields = [each for each in one.fields if not (one.entity.key in done and each.keys[-1] in _DONE)]
        if one.how in ("changed", "renamed") and all(each.schema.get("x-text") for each in fields):
            texts += [one.entity] if fields else []
        elif (words := _words(found, one, fields)) is not None:
            rows.append((_rank(found, one, fields), Link(words, one.entity) if one.after is not None else words))
    out: list[Value] = [words for _, words in sorted(rows, key=lambda row: row[0])]
    for gap in found.opened:
        if who.keys.intersection(gap.responsible) and gap.fingerprint not in told and gap.severity != "info":
            entity = found.after.base.find(gap.spot.subject)
            message = said("new gap: {message}", message=reader.message(gap))
            out.append(Link(message, entity) if entity else message)
    return [*out, *_measured(found, who), *_texts(texts)]


def _rank(found: Comparison, one: EntityChange, fields: Sequence[Change]) -> int:
    """Return how early a change is told: what passes from hand to hand, states and days; what came and went; the rest."""
    kind = found.after.base.schema.kinds.get(one.entity.kind)
    owning = {*OWNERSHIP, *(kind.responsible if kind else ()), "holders"}
    if any(each.keys[0] in owning or each.keys[-1] in _DONE or each.schema.get("format") == "date" for each in fields):
        return 0
    return 1 if one.how in ("added", "removed") else 2


def _texts(entities: Sequence[Entity]) -> Iterator[Value]:
    """Yield, in a line, what says the same things in other words."""
    if entities:
        more = len(entities) - _NAMED
        things: list[object] = [*entities[:_NAMED], *([many("1 more", "{n} more", more)] if more > 0 else [])]
        yield said("reworded: {things}", things=things)


def _concerns(found: Comparison, who: Whom, one: EntityChange) -> bool:
    sides = ((found.before.base, one.before), (found.after.base, one.after))
    return any(entity is not None and _theirs(base, who, entity) for base, entity in sides)


def _theirs(base: Base, who: Whom, entity: Entity) -> bool:
    """Whether an entry concerns somebody; a waiver does where what it is about does."""
    about = base.find(str(entity.fields.get("entity", ""))) if entity.kind == "waiver" else None
    return who.concerns(base, entity) or (about is not None and who.concerns(base, about))


def _words(found: Comparison, one: EntityChange, fields: Sequence[Change]) -> Said | None:
    kind, name = found.after.base.schema.kinds.get(one.entity.kind), _name(found, one.entity)
    title = kind.title if kind else one.entity.kind
    if one.how in ("added", "removed"):
        told = "{kind} “{name}”: new" if one.how == "added" else "{kind} “{name}”: removed"
        return said(told, kind=title, name=name)
    words = {
        each.keys[0]: _field(found, one.entity, each)
        for each in sorted(fields, key=_is_text)
        if _may_be_told(found, each)
    }
    if not words:
        return None  # an id is nothing that anybody reads
    more = len(words) - _FEW
    told_ = [*words.values()][:_FEW] + ([many("1 more field", "{n} more fields", more)] if more > 0 else [])
    return said("{kind} “{name}”: {fields}", kind=title, name=name, fields=told_)


def _is_text(change: Change) -> bool:
    return bool(change.schema.get("x-text"))


def _may_be_told(found: Comparison, change: Change) -> bool:
    """Whether a change may be told to everybody: who holds a role is not, where the base publishes no people."""
    return found.after.settings.names_people or change.keys[0] != "holders"


def _name(found: Comparison, entity: Entity) -> object:
    if entity.kind != "waiver":
        return entity
    key = str(entity.fields.get("entity"))
    about = found.after.base.find(key) or found.before.base.find(key)
    return said("{code}, {name}", code=entity.fields.get("rule"), name=about or key)


def _field(found: Comparison, entity: Entity, change: Change) -> Said:
    """Return a field that changed, with what it said and says where that is short; of a list, that it did."""
    label = in_sentence(found.after.base.schema.label(entity.kind, change.keys[0]))
    is_long = change.schema.get("x-text") or any(isinstance(one, dict | list) for one in (change.before, change.after))
    if is_long or len(change.keys) > 1:
        return said("{field}", field=label)
    before, after = (
        _value(side.base, value, change.schema)
        for side, value in ((found.before, change.before), (found.after, change.after))
    )
    if change.before is None:
        return said("{field} (now {after})", field=label, after=after)
    return said("{field} (from {before} to {after})", field=label, before=before, after=after)


def _value(base: Base, value: object, schema: Mapping[str, Any]) -> object:
    """Return a value in words: what a reference names, what people call it, a day as such."""
    if value is None or isinstance(value, bool):
        return said({None: "nothing", True: "yes", False: "no"}[value])
    if not isinstance(value, str):
        return value
    target = schema.get("x-ref")
    entity = (
        base.find(f"{target}:{value}" if isinstance(target, str) and ":" not in value else value) if target else None
    )
    if entity is not None:
        return entity
    if schema.get("format") == "date":
        return day(value)
    return schema.get("x-labels", {}).get(value) or (value if len(value) <= _LONG else f"{value[: _LONG - 1]}…")


def _measured(found: Comparison, who: Whom) -> Iterator[Value]:
    """Yield, in a line, what was measured of what is theirs, each with the last day."""
    last: dict[str, str] = {}
    for one in found.entities:
        if one.entity.kind == "measurement" and one.how == "added":
            about = found.after.base.find(str(one.entity.fields.get("of")))
            if about is not None and who.concerns(found.after.base, about):
                last[about.key] = max(last.get(about.key, ""), str(one.entity.fields.get("date")))
    if last:
        things = [
            said("{name} ({date})", name=found.after.base.find(key), date=date.fromisoformat(on))
            for key, on in last.items()
        ]
        yield said("measured: {things}", things=things)
