"""The words of one language: phrases, names, labels, numbers and days, as its readers write them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

from timonel import languages
from timonel.governance import Result
from timonel.lookups.calendar import day
from timonel.model import Entity
from timonel.site.kit import Cell
from timonel.text import Said, Text, pick, plain, said, say

_BADGES = {
    "retired": "retired",
    "legacy": "legacy",
    "planned": "planned",
    "candidate": "planned",
    "pilot": "pilot",
    "active": "active",
    "draft": "planned",
    "proposed": "planned",
    "in-progress": "now",
    "running": "now",
    "on-hold": "hold",
    "approved": "done",
    "finished": "done",
    "done": "done",
    "delivered": "done",
    "achieved": "done",
    "missed": "warning",
    "materialized": "warning",
    "agreed": "now",
    "partly": "now",
    "expected": "planned",
    "realized": "done",
    "withdrawn": "retired",
    "dropped": "retired",
    "rejected": "retired",
    "cancelled": "retired",
}


class Words:
    """How what a check says is told in one language; part of `Context`.

    Args:
        result: what the check says of the base.
        lang: the language.
    """

    def __init__(self, result: Result, lang: languages.Lang) -> None:
        self.result, self.lang, self.schema = result, lang, result.base.schema
        # The same few hundred words, numbers and days stand on thousands of pages.
        self._phrases: dict[str, str] = {}
        self._numbers: dict[tuple[str, int], str] = {}
        self._dates: dict[tuple[str, str], str] = {}

    def t(self, msgid: str | Said, /, **values: object) -> str:
        """Return a phrase of the catalogue in the reader's language, with values besides those that it has."""
        if isinstance(msgid, str) and not values:
            phrase = self._phrases.get(msgid)
            if phrase is None:
                phrase = self._phrases[msgid] = say(msgid, self.lang)
            return phrase
        message = said(msgid) if isinstance(msgid, str) else msgid
        return say(message._replace(values={**message.values, **values}) if values else message, self.lang)

    def pick(self, text: Text | None) -> str:
        """Return a text of the data in the reader's language, its marks left out."""
        return plain(pick(text, self.lang))

    def name(self, entity: Entity) -> str:
        """Return what people call an entity; a person's role-less name where the base does not publish people."""
        if entity.kind == "person" and not self.result.settings.names_people:
            return self.t("Person")
        return pick(entity.label, self.lang)

    def kind_title(self, kind: str) -> str:
        """Return what one entity of a kind is called."""
        return pick(self.schema.kinds[kind].title, self.lang)

    def kind_plural(self, kind: str) -> str:
        """Return what many entities of a kind are called."""
        return pick(self.schema.kinds[kind].plural, self.lang)

    def label(self, kind: str, *keys: str | int) -> str:
        """Return what a field is called."""
        return pick(self.schema.label(kind, *keys), self.lang)

    def word(self, schema: Mapping[str, Any], value: object) -> str:
        """Return an enumeration's value, a boolean or a number as people say it."""
        if isinstance(value, bool):
            return self.t("yes" if value else "no")
        if isinstance(value, int | float):
            return self.number(value)
        label = schema.get("x-labels", {}).get(value)
        return pick(label, self.lang) if label else str(value)

    def choice(self, entity: Entity, field: str) -> Cell | None:
        """Return the value of an enumerated field, with a key that is the same in every language."""
        schema = self.schema.kinds[entity.kind].fields[field]
        value = entity.fields.get(field, schema.get("x-default"))
        return None if value is None else Cell(self.word(schema, value), key=str(value))

    def chosen(self, entity: Entity, field: str) -> str:
        """Return the value of an enumerated field in words, "" where it has none."""
        cell = self.choice(entity, field)
        return (cell.text or "") if cell else ""

    def status(self, entity: Entity) -> Cell | None:
        """Return the status as a badge."""
        cell = self.choice(entity, "status")
        return cell and cell._replace(badge=_BADGES.get(cell.key or "", "plain"))

    @cached_property
    def locale(self) -> str:
        """The locale of the language that the program speaks here, with the region that the base names."""
        return languages.locale(self.lang)

    def number(self, value: float, digits: int = 1) -> str:
        """Return a number by the language's locale."""
        key = (repr(value), digits)  # 0 and -0.0 are equal, and not written alike
        if key not in self._numbers:
            self._numbers[key] = str(format_decimal(round(value, digits), locale=self.locale))
        return self._numbers[key]

    def percent(self, value: float | None) -> str | None:
        """Return a share of 0–100 as text, None where it cannot be measured."""
        if value is None:
            return None
        return f"{self.number(value)}{languages.of(self.lang).percent}%"

    def date(self, iso: str | None, form: str = "medium") -> str | None:
        """Return an ISO date by the language's locale ("medium", "short" or "long")."""
        if not iso:
            return None
        if (iso, form) not in self._dates:
            self._dates[iso, form] = str(format_date(day(iso), format=form, locale=self.locale))
        return self._dates[iso, form]

    def date_cell(self, iso: str | None) -> Cell | None:
        """Return a date that sorts as one."""
        return Cell(self.date(iso), sort=iso) if iso else None
