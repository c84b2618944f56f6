"""Calendars of a language's site: one for each role and body that something with a day concerns, and one of all (iCalendar)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from timonel.clock import zone
from timonel.kinds import Forum, Role
from timonel.lookups import sessions
from timonel.lookups.dated import Dated, by_role, dated, identity
from timonel.lookups.facts import Facts
from timonel.model import Entity
from timonel.site.beside import Beside
from timonel.site.context import Context
from timonel.site.urls import path_of
from timonel.text import one_line, pick, plain

if TYPE_CHECKING:
    from icalendar import Calendar as Written
    from icalendar import Event as WrittenEvent

FOLDER, ALL = "calendar", "calendar/all.ics"
_HOUR = 60
_ZERO = date(2020, 1, 1)  # from here on days are counted that say which of two versions is the later one
_YEARS = 10 * 366  # days for which a calendar knows when clocks change
_KEY = 12  # digits of what stands for a long text in an identity
_PRODUCT = "-//Timonel//Timonel//EN"


def there(facts: Facts) -> dict[str, str]:
    """Return ``kind:id`` of each role and body that has a calendar → its file; "" → that of all."""
    base = facts.base
    found = {} if not facts.once(dated) else {"": ALL}
    busy = facts.once(by_role)
    found |= {one.key: file_of(one) for one in base.all(Role) if one.id in busy}
    meeting = {one.about.key for one in facts.once(dated) if one.what == "meeting"}
    return found | {one.key: file_of(one) for one in base.all(Forum) if one.key in meeting}


def file_of(entity: Entity, id_: str = "") -> str:
    """Return where a role's or a body's calendar stands below the language's root."""
    return f"{FOLDER}/{entity.kind}-{id_ or entity.id}.ics"


class _Event(NamedTuple):
    """An event as a language tells it; what is repeated is told apart."""

    uid: str
    day: str
    title: str
    at: str
    minutes: int
    rule: str
    moved: str
    without: tuple[str, ...]
    url: str
    kind: str
    text: str
    modified: str


def files(ctx: Context, address: str) -> Iterator[Beside]:
    """Yield the calendars; under a name that a role or body had before, too, for whoever has subscribed to that.

    Args:
        ctx: the language.
        address: where the language's site stands, with an ending slash; "" where nobody knows it.
    """
    facts, base = ctx.facts, ctx.base
    writer = _Writer(ctx.result.settings.timezone or "", facts.today, ctx.lang)
    mine: Sequence[Dated]
    events = {one: _event(ctx, one, address) for one in facts.once(dated)}
    for key, name in there(facts).items():
        owner = base.find(key) if key else None
        if owner is None:
            mine, title = [*events], ctx.t("{name}: calendar", name=pick(ctx.result.settings.name, ctx.lang))
        else:
            mine, title = _of(facts, owner), ctx.t("{name}: calendar", name=ctx.name(owner))
        shown = [events[one] for one in mine]
        title = one_line(title)
        seal = blake2b(repr((writer.key, title, shown)).encode(errors="replace"), digest_size=16).digest()
        make = partial(writer.calendar, title, shown)
        yield Beside(name, seal, make)
        if owner is not None:
            for old in owner.fields.get("formerly") or ():
                if old not in base.entities.get(owner.kind, {}):
                    yield Beside(file_of(owner, old), seal, make)


def _of(facts: Facts, owner: Entity) -> Sequence[Dated]:
    if isinstance(owner, Forum):
        return [one for one in facts.once(dated) if one.what == "meeting" and one.about is owner]
    return facts.once(by_role).get(owner.id, ())


def _event(ctx: Context, one: Dated, address: str) -> _Event:
    forum = one.about if isinstance(one.about, Forum) else None
    known = sessions.series(forum) if forum and one.is_session else None
    path = path_of(ctx.schema, one.about)
    url = f"{address}{ctx.urls.final(path)}{'#' if one.anchor else ''}{one.anchor}" if address and path else ""
    changed = [ctx.changed[file].date for file in one.files if file in ctx.changed]
    text = (
        "\n".join(f"{n}. {one_line(ctx.pick(item))}" for n, item in enumerate(forum.agenda, 1))
        if forum and known
        else ""
    )
    return _Event(
        uid(ctx, one),
        known.start if known else one.day,
        one_line(plain(ctx.t(one.words))),
        str(forum.fields.get("at") or "") if forum else "",
        (forum.minutes or _HOUR) if forum else 0,
        known.rule if known else "",
        (known.moved or "") if known else "",
        tuple(sorted({held.date for held in forum.meetings if held.date > one.day})) if forum and known else (),
        url,
        one_line(ctx.kind_title(one.about.kind)),
        text,
        max(changed, default=ctx.facts.today),
    )


def uid(ctx: Context, one: Dated) -> str:
    """Return what tells an event from all others, in every language and build, whatever it is renamed to or moved to."""
    organization = ctx.facts.organization
    where = identity(ctx.base, organization) if organization else "timonel"
    key = one.key
    if not key.replace("-", "").isalnum() or not key.isascii():
        key = blake2b(key.encode(errors="replace"), digest_size=_KEY // 2).hexdigest() if key else ""
    parts = (one.what, one.about.kind, identity(ctx.base, one.about), key)
    return f"{'-'.join(filter(None, parts))}@{where}"


class _Writer:
    """Writes calendars: the same bytes for the same events on the same day. An event is made once, for all that it stands in.

    Args:
        zone_name: the base's time zone, "" where it names none: then it is the clock on the wall that counts.
        today: the day of the build.
        lang: the language.
    """

    def __init__(self, zone_name: str, today: str, lang: str) -> None:
        self.key = (zone_name, today, str.__str__(lang))
        self._zone = zone(zone_name) if zone_name else None
        self._made: dict[_Event, bytes] = {}

    def calendar(self, title: str, events: Sequence[_Event]) -> bytes:
        """Return a calendar."""
        from icalendar import Calendar, Timezone  # noqa: PLC0415 - most builds have all calendars already

        out: Written = Calendar()
        out.add("prodid", _PRODUCT)
        out.add("version", "2.0")
        out.add("calscale", "GREGORIAN")
        out.add("name", title, parameters={"language": self.key[2]})
        out.add("x-wr-calname", title)
        out.add("refresh-interval", timedelta(days=1), parameters={"value": "DURATION"})
        out.add("x-published-ttl", "P1D")
        days = [date.fromisoformat(one.day) for one in events if one.at]
        if self._zone is not None and days:
            last = max(days) + timedelta(days=_YEARS)
            out.add_component(Timezone.from_tzid(self.key[0], first_date=min(days), last_date=last))
        whole: bytes = out.to_ical()
        head, end, rest = whole.rpartition(b"END:VCALENDAR")
        return b"".join([head, *map(self._event, events), end, rest])

    def _event(self, one: _Event) -> bytes:
        if one not in self._made:
            self._made[one] = b"".join(part.to_ical() for part in self._parts(one))
        return self._made[one]

    def _parts(self, one: _Event) -> Iterator[WrittenEvent]:
        """Yield an event; where the first of a series was moved, that one apart."""
        from icalendar import vRecur  # noqa: PLC0415 - as above

        event = self._plain(one, one.day)
        try:
            rule = vRecur.from_ical(one.rule) if one.rule else None
        except ValueError:  # as the schema lets it stand, and no calendar does
            rule = None
        if rule:
            event.add("rrule", rule)
            if one.without:
                event.add("exdate", [self._moment(one, day) for day in one.without])
        yield event
        if one.moved:
            again = self._plain(one, one.moved)
            again.add("recurrence-id", self._moment(one, one.day))
            yield again

    def _plain(self, one: _Event, day: str) -> WrittenEvent:
        from icalendar import Event  # noqa: PLC0415 - as above

        event: WrittenEvent = Event()
        event.add("uid", one.uid)
        event.add("dtstamp", _midnight(self.key[1]))
        event.add("last-modified", _midnight(one.modified))
        event.add("sequence", max((date.fromisoformat(one.modified) - _ZERO).days, 0))
        event.add("summary", one.title)
        event.add("dtstart", self._moment(one, day))
        if one.at:
            event.add("duration", timedelta(minutes=one.minutes))
        else:
            event.add("transp", "TRANSPARENT")  # a day by which something is due keeps nobody busy
        event.add("categories", [one.kind])
        if one.text:
            event.add("description", one.text)
        if one.url:
            event.add("url", one.url)
        return event

    def _moment(self, one: _Event, day: str) -> date | datetime:
        """Return a day, or when somebody meets on it."""
        if not one.at:
            return date.fromisoformat(day)
        return datetime.combine(date.fromisoformat(day), time.fromisoformat(one.at), tzinfo=self._zone)


def _midnight(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(), tzinfo=UTC)
