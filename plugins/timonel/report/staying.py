"""What somebody and a newer Timonel have both changed: what stays, beside what the other says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import unified_diff
from typing import Any, NamedTuple

from timonel.governance import Result
from timonel.history.fields import Change, called, changes
from timonel.model import Entity
from timonel.report.changing import valued
from timonel.text import one_line, pick, said, say, short

_LINES = 12  # of what differs in a file that is compared as a whole
_BEFORE = 24  # letters before what differs in a long text


class Both(NamedTuple):
    """What both have; `edit.start` makes such, which this need not know.

    Attributes:
        path: the file.
        id: of the entity; "" where the file is one.
        field: of the entity; "" where it, or a file, is compared as a whole.
        mine: what the base has.
        new: what the newer Timonel has.
    """

    path: str
    id: str
    field: str
    mine: Any
    new: Any


def stays(before: Result, found: Both, lang: str) -> Iterator[str]:
    """Yield a line that says what stays, and both sides of what differs.

    Args:
        before: what the check says now.
        found: what both have changed.
        lang: language of the texts.
    """
    there = next((one for one in before.base if one.file == found.path and found.id in ("", one.id)), None)
    if there is None or not (found.id or found.field):
        yield say(said("= {file}: changed by you and by the newer Timonel; yours stays", file=found.path), lang)
        yield from _lines(str(found.mine), str(found.new))
        return
    yield say(
        said("= {key} ({file}): changed by you and by the newer Timonel; yours stays", key=there.key, file=found.path),
        lang,
    )
    sides = [{found.field: one} if found.field else one for one in (found.mine, found.new)]
    yield from _fields(before, there, sides[0], sides[1], lang)


def _fields(before: Result, there: Entity, mine: Mapping[str, Any], new: Mapping[str, Any], lang: str) -> Iterator[str]:
    schema = before.base.schema.kinds[there.kind].schema
    for one in changes(mine, new, schema):
        tongue = _tongue(one, lang)
        yours, newer = _apart(*(valued(before, one, value, tongue) for value in (one.before, one.after)))
        told = said(
            "{field}: yours “{yours}”, the newer one “{newer}”",
            field=called(schema, one.keys, lang), yours=yours, newer=newer,
        )  # fmt: skip
        yield f"    {one_line(say(told, lang))}"


def _tongue(one: Change, lang: str) -> str:
    """Return a language in which two texts differ, the reader's if they do."""
    if not one.schema.get("x-text"):
        return lang
    spoken = [
        *(one.before if isinstance(one.before, dict) else ()),
        *(one.after if isinstance(one.after, dict) else ()),
    ]
    return next((each for each in (lang, *spoken) if pick(one.before, each) != pick(one.after, each)), lang)


def _apart(one: str, other: str) -> tuple[str, str]:
    """Return two long texts from a little before where they part."""
    same = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    start = same - _BEFORE
    if start <= 0:
        return short(one), short(other)
    return f"…{short(one[start:])}", f"…{short(other[start:])}"


def _lines(mine: str, new: str) -> Iterator[str]:
    """Yield the first lines that differ between two files."""
    found = [*unified_diff(mine.splitlines(), new.splitlines(), n=0, lineterm="")][2:]
    yield from (f"    {one_line(short(one))}" for one in found[:_LINES])
    if len(found) > _LINES:
        yield "    …"
