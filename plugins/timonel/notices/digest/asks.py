"""What somebody is asked to do, the most pressing first: one ask a thing, each with the way to where it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from timonel.governance import Result
from timonel.kinds import Confirmation, Forum, Resolution
from timonel.lookups import confirmations, sessions
from timonel.lookups.calendar import day
from timonel.lookups.dated import Dated, dated
from timonel.lookups.status import of_the_method, resolved
from timonel.model import Entity
from timonel.notices.digest.whom import Whom
from timonel.notices.document import Link, Value
from timonel.notices.plan import steps
from timonel.notices.reading import Reader
from timonel.text import said

Lead = Callable[[Entity, Sequence[str | int]], str | None]  # where a field is filled in
A_MONTH = 5  # entries that somebody is asked to confirm
_WHOLE = (
    "measurement",
    "objective",
    "benefit",
    "issue",
    "waiver",
    "change",
    "resolution",
)  # a gap of what these are about asks the same
_LAST = 9  # rank of what can wait


class Ask(NamedTuple):
    """Something that somebody is asked to do.

    Attributes:
        order: what comes before it comes first.
        about: the thing: of two asks about one, the first is told.
        words: what to do, with the way there.
        gap: the fingerprint of the gap that it closes, if it does.
        when: the dated thing that it is, if it is one.
        confirms: whether it is to confirm an entry.
        place: the field that it leads to; of two asks that lead to one, the first is told.
    """

    order: tuple[object, ...]
    about: str
    words: Value
    gap: str = ""
    when: Dated | None = None
    confirms: bool = False
    place: tuple[str, tuple[str | int, ...]] | None = None


def asks(result: Result, who: Whom, reader: Reader, lead: Lead) -> list[Ask]:
    """Return what somebody is asked to do today, one ask a thing.

    Args:
        result: what the check says, as everybody may see it.
        who: whom it asks.
        reader: who reads it.
        lead: gives the way to a field.
    """
    found = [
        *_proposed(result, who),
        *_overdue(result, who, lead),
        *_gaps(result, who, reader, lead),
        *_unconfirmed(result, who, lead),
    ]
    told: list[Ask] = []
    known: dict[object, int] = {}
    for one in sorted(found, key=lambda one: one.order):
        same = [known[name] for name in (one.about, one.place) if name in known]
        if same:  # closes the gap, too
            told[same[0]] = told[same[0]]._replace(gap=told[same[0]].gap or one.gap)
            continue
        known |= {name: len(told) for name in (one.about, one.place) if name}
        told.append(one)
    return told


def led(words: Value, entity: Entity, keys: Sequence[str | int], lead: Lead) -> Value:
    """Return words with the way to a field, else to the entry's page."""
    return Link(words, lead(entity, keys) or entity)  # type: ignore[arg-type] # words are those of a link


def _proposed(result: Result, who: Whom) -> Iterator[Ask]:
    """Yield what a body is asked to decide, all of it at once, to those who chair it or vote there."""
    base, waiting = result.base, dict[str, list[Resolution]]()
    for one in base.all(Resolution):
        if resolved(one) == "proposed":
            waiting.setdefault(one.forum, []).append(one)
    for forum in base.many(Forum, [*waiting]):
        if forum.key in who.keys or _votes(forum, who):
            session, things = sessions.following(forum, result.today), waiting[forum.id]
            names = [said("“{name}”", name=one) for one in things]
            words = said("Decide in {forum}: {things}", forum=forum, things=names)
            if session:
                words = said("Decide on {date} in {forum}: {things}", date=day(session), forum=forum, things=names)
            target = things[0] if len(things) == 1 else f"packs/forum-{forum.id}"
            yield Ask((1, session or "~", forum.id), forum.key, Link(words, target))


def _votes(forum: Forum, who: Whom) -> bool:
    return forum.chair in who.roles or any(one.vote and one.role in who.roles for one in forum.members)


def of(result: Result, who: Whom) -> list[Dated]:
    """Return what has a day and concerns somebody; a promise to close a gap only as long as that is open."""
    still = {(one.code, one.spot.subject) for one in result.findings if one.status == "open"}
    return [
        one
        for one in result.facts.once(dated)
        if (who.roles.intersection(one.roles) or who.keys & _bodies(one))
        and (one.what != "commitment" or (one.key, one.about.key) in still)
    ]


def _bodies(one: Dated) -> set[str]:
    """Return the body that something is of, as ``forum:id``."""
    if isinstance(one.about, Resolution):
        return {f"forum:{one.about.forum}"}
    return {one.about.key} if one.what == "meeting" else set()


def _overdue(result: Result, who: Whom, lead: Lead) -> Iterator[Ask]:
    for one in of(result, who):
        if one.day <= result.today and one.what not in ("meeting", "confirmation"):
            late = said("{what} · was due on {date}", what=one.words, date=day(one.day))
            words = late if one.day < result.today else said("{what} · due today", what=one.words)
            if one.what == "waiver" and one.day < result.today:
                words = said(
                    "Close {code} of “{name}”, or ask for another waiver: it ended on {date}",
                    code=one.key,
                    name=one.about,
                    date=day(one.day),
                )
            if one.what in ("objective", "benefit") and one.day < result.today:
                words = said("Say what came of “{name}”: it was due on {date}", name=one.about, date=day(one.day))
            rank = 2 if one.what == "measurement" else 1
            about = one.about.key if one.what in _WHOLE else f"{one.what} {one.about.key} {one.key}"
            place = (one.about.key, one.keys) if one.keys else None
            yield Ask((rank, one.day, about), about, led(words, one.about, one.keys, lead), when=one, place=place)


def _gaps(result: Result, who: Whom, reader: Reader, lead: Lead) -> Iterator[Ask]:
    """Yield the gaps that somebody must close, in the order of the plan; notes ask nothing of anybody."""
    for number, step in enumerate(steps(result)):
        gap = step.gap
        if gap.severity != "info" and who.keys.intersection(gap.responsible):
            entity = gap.spot.entity or result.base.find(gap.spot.subject)
            words = reader.message(gap)
            value = led(words, entity, gap.spot.keys, lead) if entity else words
            place = (entity.key, tuple(gap.spot.keys)) if entity and gap.spot.keys else None
            order = (1 if gap.severity == "error" else 3, "", number)
            yield Ask(order, gap.spot.subject, value, gap.fingerprint, place=place)


def _unconfirmed(result: Result, who: Whom, lead: Lead) -> Iterator[Ask]:
    """Yield the entries that somebody confirmed and that are others now, the oldest first: at most five a month."""
    base, facts, month = result.base, result.facts, result.today[:7]
    wanted, done = [], 0
    for key in dict.fromkeys(one.entity for one in base.all(Confirmation)):
        entity = base.find(key)
        last = confirmations.latest(facts, entity) if entity else None
        if entity is None or last is None or of_the_method(entity) or not _answers(result, who, entity):
            continue
        done += last.date[:7] == month
        if changed := bool(confirmations.changes(base, entity, last) or confirmations.losses(facts, last)):
            wanted.append((False, last.date, key, entity))
        if not changed and last.until < result.today:
            wanted.append((True, last.date, key, entity))
    for ran_out, date, key, entity in sorted(wanted)[: max(A_MONTH - done, 0)]:
        told = "Confirm or correct “{name}”: it was confirmed on {date} and has changed since"
        if ran_out:
            told = "Confirm “{name}” again: its confirmation of {date} has run out"
        words = said(told, name=entity, date=day(date))
        yield Ask((_LAST, date, key), key, led(words, entity, (), lead), confirms=True)


def _answers(result: Result, who: Whom, entity: Entity) -> bool:
    return any(one.id in who.roles for one in confirmations.answering(result.base, entity))
