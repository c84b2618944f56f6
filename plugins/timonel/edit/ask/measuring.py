"""A sitting: all that an owner measures, one line each, where Enter keeps the last value. A minute, not an hour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from timonel.edit.ask.choosing import Terminal
from timonel.edit.text.measure import Fields, item_of, number_of, numbers_of, problems
from timonel.governance import Result
from timonel.kinds import Indicator, Measurement, Risk
from timonel.lookups.calendar import days_before, months_before
from timonel.lookups.measuring import next_measurement
from timonel.lookups.status import is_active
from timonel.model import Entity
from timonel.text import number, pick, said, say, show

_MONTHS = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}
_DAYS = {"daily": 1, "weekly": 7}


def due(result: Result, owner: str, date: str) -> Iterator[Entity]:
    """Yield what a role measures on a day: its open risks, then its indicators whose next value is due."""
    for risk in result.base.all(Risk):
        if risk.owner == owner and is_active(risk) and not _measured_on(result, risk, date):
            yield risk
    for indicator in result.base.all(Indicator):
        if indicator.owner == owner and not _measured_on(result, indicator, date) and _is_due(result, indicator, date):
            yield indicator


def due_today(result: Result, date: str) -> Iterator[Entity]:
    """Yield what everybody measures on a day: the risks, then the indicators whose time has come, owner by owner."""
    measured: list[Risk | Indicator] = [*result.base.all(Risk), *result.base.all(Indicator)]
    found = [one for one in measured if (next_measurement(result.facts, one) or "9") <= date]
    waiting = [one for one in found if not _measured_on(result, one, date)]
    yield from sorted(waiting, key=lambda one: (isinstance(one, Indicator), one.owner or "", one.id))


COLUMNS = ("of", "date", "name", "owner", "last", "value", "probability", "impact", "by", "note")


def round_of(result: Result, date: str, lang: str) -> Iterator[Sequence[str]]:
    """Yield a row of `COLUMNS` for all that is due on a day, with its last value, to be filled in and handed to ``--file``.

    Args:
        result: what the check says.
        date: the day.
        lang: language of the names.
    """
    for entity in due_today(result, date):
        owner = result.base.find(f"role:{entity.fields.get('owner')}")
        values = " × ".join(str(one) for one in _numbers(result.facts.last(entity, date)).values())
        named = pick(entity.label, lang), show(owner, lang) if owner else "", values
        yield entity.key, date, *named, *("" for _ in COLUMNS[5:])


def _measured_on(result: Result, entity: Entity, date: str) -> bool:
    return f"{entity.kind}-{entity.id}-{date}" in result.base.entities.get("measurement", {})


def _is_due(result: Result, indicator: Indicator, date: str) -> bool:
    last = result.facts.last(indicator)
    if last is None or indicator.frequency is None:
        return True
    if indicator.frequency in _DAYS:
        return days_before(date, _DAYS[indicator.frequency]) >= last.date
    return months_before(last.date, -_MONTHS[indicator.frequency]) <= date


@dataclass(frozen=True)
class Sitting:
    """Asks for what a role measures on a day; ``by`` is who measures, if anybody said so."""

    terminal: Terminal
    result: Result
    date: str
    lang: str
    by: str = ""

    def walk(self, owner: str = "") -> list[Fields]:
        """Ask for one measurement after the other, and return them; "." ends the sitting early.

        Args:
            owner: the role whose measurements are asked for; without it, all that anybody's are due.
        """
        waiting = [*(due(self.result, owner, self.date) if owner else due_today(self.result, self.date))]
        if waiting:
            self.terminal.tell(
                say(
                    said("Enter keeps the last value, “-” leaves one out, “.” ends here. A note may follow."), self.lang
                )
            )
        else:
            self.terminal.tell(say(said("Nothing is open or due."), self.lang))
        done: list[Fields] = []
        for place, entity in enumerate(waiting, 1):
            name, last = pick(entity.label, self.lang), self._last(entity)
            self.terminal.tell(f"\n{place}/{len(waiting)}  {name}  ({last})")
            item = self._ask(entity)
            if item is None:
                break
            if item:
                done.append(item)
        return done

    def _last(self, entity: Entity) -> str:
        last = self.result.facts.last(entity, self.date)
        if last is None:
            return say(said("never measured"), self.lang)
        values = " × ".join(number(value, self.lang, 4) for value in _numbers(last).values())
        return say(said("{value} on {date}", value=values, date=last.date), self.lang)

    def _ask(self, entity: Entity) -> Fields | None:
        """Return a measurement, an empty one where it is left out, None where the sitting ends."""
        names, kept = numbers_of(entity.kind), _numbers(self.result.facts.last(entity, self.date))
        label = self.result.base.schema.label
        labels = " ".join(pick(label("measurement", name), self.lang).lower() for name in names)
        unit = f" ({entity.unit})" if isinstance(entity, Indicator) and entity.unit else ""
        shown = f" [{' '.join(number(one, self.lang, 4) for one in kept.values())}]" if kept else ""
        while True:
            answer = self.terminal.ask(f"  {labels}{unit}{shown}: ").strip()
            if answer == ".":
                return None
            if answer == "-" or not (answer or kept):
                return {}
            words = answer.split(None, len(names))
            values = dict(zip(names, map(number_of, words), strict=False)) if words else kept
            note = words[len(names)] if len(words) > len(names) else ""
            item = item_of(self.result, {"of": entity.key, "date": self.date, **values}, self.by, note)
            wrong = next(problems(self.result, item, set()), None)
            if wrong is None:
                return item
            self.terminal.tell(f"  {say(wrong, self.lang)}")


def _numbers(last: Measurement | None) -> dict[str, Any]:
    """Return the numbers of a measurement, none without one."""
    return (
        {name: last.fields[name] for name in numbers_of(last.of.partition(":")[0]) if name in last.fields}
        if last
        else {}
    )
