"""A digest as a document: one for somebody, with all that is theirs; None where there is nothing to say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from timonel.governance import Result
from timonel.history.compare import Comparison
from timonel.kinds import Forum
from timonel.lookups import sessions
from timonel.lookups.calendar import day, days_before
from timonel.lookups.dated import Dated
from timonel.notices.digest.asks import Ask, Lead, asks, of
from timonel.notices.digest.changed import changed, closed, key_of
from timonel.notices.digest.whom import Whom
from timonel.notices.document import Document, Head, Link, Section, Value, Words, document
from timonel.notices.reading import Reader
from timonel.text import many, said

WEEK = 7  # days that a digest looks back and ahead
_MOST, _LINES = 5, 12  # asks; lines of any other part
_WHAT = Head("what", "")


def digest(result: Result, found: Comparison | None, who: Whom, reader: Reader, lead: Lead) -> Document | None:
    """Return the digest of a week; where all is in order, a line of that, and only with the first one of a month.

    Args:
        result: what the check says, as everybody may see it.
        found: what lies between the last digest and now, as everybody may see it; None where nobody knows.
        who: whom it is for.
        reader: who reads it.
        lead: gives the way to a field.
    """
    mine = asks(result, who, reader, lead)
    first = _first(mine)
    ahead = _ahead(result, who, days_before(result.today, -WEEK))
    told = frozenset(one.gap for one in first)
    parts = [
        _section(
            "asks", said("What waits for you"), [one.words for one in first], _rest(who, len(mine) - _MOST), _MOST
        ),
        _section("due", said("What falls due this week"), _days(ahead)),
        _section("changed", said("What changed"), changed(found, who, reader, told) if found else []),
        _section("closed", said("What you closed"), closed(found, who, reader) if found else []),
    ]
    if not any(one.says for one in parts):
        if days_before(result.today, WEEK)[:7] == result.today[:7]:
            return None
        return _titled(result, who, [], [said("All in order: nothing waits for you, and nothing falls due this week.")])
    return _titled(result, who, parts)


def _first(mine: Sequence[Ask]) -> Sequence[Ask]:
    """Return the asks that are told: one of them to confirm something, if there is anything, however much else there is."""
    confirm = next((one for one in mine if one.confirms), None)
    if confirm is None or confirm in mine[:_MOST]:
        return mine[:_MOST]
    return [*mine[: _MOST - 1], confirm]


def urgent(result: Result, found: Comparison, who: Whom, reader: Reader, lead: Lead) -> Document | None:
    """Return what cannot wait for the next digest, which comes on Monday: what came up since, and falls due before; else None.

    The rest as `digest`.
    """
    monday = days_before(result.today, day(result.today).weekday() - WEEK)
    before = {(key_of(found.before.base, one), one.day) for one in of(found.before, who)}
    late = {one.when for one in asks(result, who, reader, lead) if one.when}

    def is_new(one: Dated) -> bool:
        return (key_of(result.base, one), one.day) not in before

    new = {one.fingerprint for one in found.opened if one.severity == "error"}
    wanted = [one for one in asks(result, who, reader, lead) if one.gap in new or (one.when and is_new(one.when))]
    ahead = [
        (when, one) for when, one in _ahead(result, who, monday) if is_new(one) and one not in late and one.day == when
    ]
    parts = [
        _section(
            "asks",
            said("What waits for you"),
            [one.words for one in wanted[:_MOST]],
            _rest(who, len(wanted) - _MOST),
            _MOST,
        ),
        _section("due", said("New, and due before Monday"), _days(ahead)),
    ]
    return _titled(result, who, parts) if any(one.says for one in parts) else None


def _ahead(result: Result, who: Whom, until: str) -> list[tuple[str, Dated]]:
    """Return what falls on the days after today and up to another, with that day; bodies meet as their rule says."""
    found = []
    for one in of(result, who):
        if one.is_session and isinstance(one.about, Forum):
            found += [(when, one) for when in sessions.between(one.about, result.today, until)]
        elif result.today < one.day <= until and not (isinstance(one.about, Forum) and one.about.next):
            found.append((one.day, one))
    return sorted(found, key=lambda row: (row[0], row[1].what, row[1].about.key, row[1].key))


def _days(ahead: Sequence[tuple[str, Dated]]) -> list[Value]:
    """Return a line for each thing on its day; what is to be measured on one day stands in one line."""
    lines: dict[object, Value] = {}
    measured: dict[str, list[Value]] = {}
    for when, one in ahead:
        if one.what == "measurement":
            things = measured.setdefault(when, [])
            things.append(one.about)
            lines[when] = said("{date} · to measure: {things}", date=day(when), things=things)
        else:
            what = said("{name} meets", name=one.about) if one.what == "meeting" else one.words
            lines[one, when] = Link(said("{date} · {what}", date=day(when), what=what), one.about)
    return [*lines.values()]


def _rest(who: Whom, number: int) -> Value:
    return Link(many("1 more waits for you", "{n} more wait for you", number), who.entity) if number > 0 else None


def _section(key: str, title: Words, lines: Sequence[Value], more: Value = None, most: int = _LINES) -> Section:
    if more is None and len(lines) > most:
        more = many("1 more", "{n} more", len(lines) - most)
    return Section(key, title, [_WHAT], [[one] for one in lines[:most]], more=more, form="list")


def _titled(result: Result, who: Whom, parts: Sequence[Section], lines: Sequence[Value] = ()) -> Document:
    title = said("Digest of {name}, {date}", name=who.entity, date=date.fromisoformat(result.today))
    if who.entity.kind == "person":
        title = said("Your digest, {date}", date=date.fromisoformat(result.today))
    return document("digest", title, parts, lines=lines)
