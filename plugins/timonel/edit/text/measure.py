"""Measurements, appended: one file a day and role, so that two people's proposals never touch the same lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from timonel.edit.text.append import Grown, grown
from timonel.governance import Result
from timonel.kinds import Indicator, Person, Risk
from timonel.load.entity import identity
from timonel.model import Base, Entity
from timonel.source import resolve
from timonel.text import Said, Text, nearest, said

Fields = Mapping[str, Any]
MEASURED: tuple[type[Entity], ...] = (Indicator, Risk)
_NUMBERS = {"indicator": ("value",), "risk": ("probability", "impact")}


def number_of(answer: str) -> Any:  # noqa: ANN401 - a number, or the answer
    """Return the number that an answer is, written with a decimal point or comma; else the answer."""
    found = resolve(answer.replace(",", ".")) if re.fullmatch(r"[-+]?[0-9]+(?:[.,][0-9]+)?", answer) else answer
    return int(found) if isinstance(found, float) and "," not in answer and "." not in answer else found


def numbers_of(kind: str) -> tuple[str, ...]:
    """Return which fields a measurement of an indicator or a risk has."""
    return _NUMBERS.get(kind, ())


def problems(result: Result, item: Fields, taken: set[str]) -> Iterator[Said]:
    """Yield what is wrong with a measurement to be.

    Args:
        result: what the check says of the base.
        item: its fields.
        taken: the ids of other measurements to be; its own is added.
    """
    base, key, date = result.base, str(item.get("of", "")), str(item.get("date", ""))
    kind, _, id_ = key.partition(":")
    known = [one.key for view in MEASURED for one in base.all(view)]
    if kind not in _NUMBERS:
        yield said("{key} is no indicator or risk: write it as indicator:id or risk:id", key=key or "?")
        return
    if key not in known and id_ not in base.known.get(kind, ()):
        close = nearest(key, known)
        ids = ", ".join(close)
        yield (
            said("there is no {key}; the nearest there are: {ids}", key=key, ids=ids)
            if close
            else said("there is no {key}", key=key)
        )
        return
    for name in ("value", "probability", "impact"):
        if name in item and name not in _NUMBERS[kind]:
            yield said("{key} takes no {field}", key=key, field=_label(result, name))
    for problem in base.schema.kinds["measurement"].problems(dict(item)):
        field = _label(result, str(problem.keys[0])) if problem.keys else ""
        yield said("{field}: {problem}", field=field, problem=problem.detail) if field else problem.detail
    person = item.get("by")
    if person is not None and base.get(Person, person) is None and person not in base.known.get("person", ()):
        yield said("there is no {key}", key=f"person:{person}")
    if date > result.today:
        yield said("{date} is still to come: today is {today}", date=date, today=result.today)
    own = identity(base.schema.kinds["measurement"], item) or ""
    yield from _of_part(base, item.get("in"))
    there = base.entities.get("measurement", {}).get(own)
    if there is not None:
        place = {"file": there.file, "line": str(there.line()[0])}
        yield said("{key} was measured on {date} already: {file}, line {line}", key=key, date=date, **place)
    elif own in taken:
        yield said("{key} stands twice for {date}", key=key, date=date)
    taken.add(own)


def _of_part(base: Base, part: object) -> Iterator[Said]:
    """Yield what is wrong with the part that a measurement is of."""
    if not isinstance(part, str):
        return
    kind, _, id_ = part.partition(":")
    if base.find(part) is None and id_ not in base.known.get(kind, ()):
        close = nearest(part, [one.key for one in base])
        known = said("there is no {key}; the nearest there are: {ids}", key=part, ids=", ".join(close))
        yield known if close else said("there is no {key}", key=part)


def _label(result: Result, name: str) -> object:
    return result.base.schema.label("measurement", name)


def planned(root: Path, result: Result, items: Sequence[Fields]) -> list[Grown]:
    """Return the files with new measurements at their ends.

    Raises:
        RefusedError: a file would lie outside the base.
        OSError: a file cannot be read.
    """
    kind, by_path = result.base.schema.kinds["measurement"], dict[str, list[Fields]]()
    for item in items:
        by_path.setdefault(path_of(result, item), []).append(item)
    return [grown(root, (path,), kind, found) for path, found in sorted(by_path.items())]


def path_of(result: Result, item: Fields) -> str:
    """Return the file for the day and for who answers for what was measured."""
    entity = result.base.find(str(item["of"]))
    owner = entity.fields.get("owner") if entity else None
    known = isinstance(owner, str) and owner in result.base.entities.get("role", ())
    name = f"{item['date']}-{owner}" if known else item["date"]
    return f"data/measurements/{item['date'][:4]}/{name}.yaml"


def item_of(result: Result, values: Fields, by: str = "", note: Text = "") -> Fields:
    """Return the fields of a measurement: a person by id, a note in the base's first language where it names none.

    A value in per cent may be written with its sign where the indicator's unit is that.
    """
    languages = result.base.languages
    noted = {"note": {languages[0]: note} if isinstance(note, str) and len(languages) > 1 else note} if note else {}
    value, entity = values.get("value"), result.base.find(str(values.get("of", "")))
    if isinstance(value, str) and value.endswith("%") and entity and str(entity.fields.get("unit", "")).startswith("%"):
        values = {**values, "value": number_of(value.removesuffix("%").strip())}
    return {**values, **({"by": by.removeprefix("person:")} if by else {}), **noted}
