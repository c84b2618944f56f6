"""What people are told of tables that they import: what was left out, or read in its own way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from timonel.exchange.intake.kinds import is_doubtful
from timonel.exchange.intake.understanding import Understood
from timonel.exchange.sheets.headers import Header
from timonel.exchange.sheets.table import Note, Spot, Table
from timonel.exchange.sheets.taking import Taking
from timonel.text import said

_LEFT = ("left out, as you say", "it only numbers the rows: left out")  # said of a column for one reading of its sheet


def taken(taking: Taking) -> Iterator[Note]:
    """Yield what is said of names: people who stand for their roles, names that two have, names read as a role's."""
    for word, id_ in taking.people.items():
        yield Note(Spot(""), said("“{word}” is a person, and holds `{id}`: that role is written", word=word, id=id_))
    for new, old in taking.twins.items():
        yield Note(Spot(""), said("{id} has the name of {other}, which stays beside it", id=new, other=old))
    for word, id_ in taking.read_as.items():
        told = said('“{word}” is read as the role `{id}`; else say --value "{word}=…"', word=word, id=id_)
        yield Note(Spot(""), told)


def doubtful(means: Sequence[Understood]) -> Iterator[Note]:
    """Yield what is said first of sheets whose names say that they may be none that are meant, where others are."""
    names = dict.fromkeys(one.table.name for one in means if one.header)
    sure = [name for name in names if not is_doubtful(name)]
    for name in names if sure else ():
        if name not in sure:
            only = " ".join(f'--sheet "{one}"' for one in sure)
            yield Note(Spot(name), said("its name says that it may not be meant; to leave it out: {only}", only=only))


def dated(one: Understood, more: Sequence[tuple[Table, Header]], today: str) -> Iterator[Note]:
    """Yield what is said of measurements that no column dates."""
    measured = any(table.rows for table, header in more if header.sheet.key == "measurement")
    if measured and one.head and all(means.key != "measurement.date" for means in one.head.means.values()):
        told = said(
            "no column says when it was measured: dated today, {date}; else say --set measurement.date={date}",
            date=today,
        )
        yield Note(Spot(one.table.name), told)


def noted(means: Sequence[Understood]) -> Iterator[Note]:
    """Yield what people are told of tables: nothing of a column that another reading of its sheet takes."""
    taken = {(one.table.name, place) for one in means if one.header for place in one.header.columns}
    seen = set[object]()
    for one in means:
        for note in one.notes:
            elsewhere = note.left and note.spot.column is not None and (note.spot.sheet, note.spot.column) in taken
            key = (note.spot, note.told.msgid, repr(note.told.values))
            if key not in seen and not (elsewhere and note.told.msgid in _LEFT):
                seen.add(key)
                yield note


def without_strangers(means: Sequence[Understood]) -> tuple[list[Understood], list[Note]]:
    """Leave out sheets that are none of the model's where others are: covers, legends, instructions."""
    known = [one for one in means if one.header]
    strangers = [one for one in means if not one.header and one.refused and not _is_typing_error(one)]
    if not known or not strangers:
        return [*means], []
    notes = [
        Note(
            Spot(one.table.name),
            said("no kind's name, and no headers of one: the sheet is left out"),
            len(one.table.rows),
        )
        for one in strangers
    ]
    return [one for one in means if one not in strangers], notes


def _is_typing_error(one: Understood) -> bool:
    return any(refused.hint is not None and "word" in refused.hint.values for refused in one.refused)
