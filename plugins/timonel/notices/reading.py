"""The values of a document as one reader reads them: in a language, with days and numbers by its locale, and addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple, TypeGuard

from babel.dates import format_date

from timonel import languages
from timonel.governance import Finding
from timonel.model import Entity
from timonel.notices.document import Link, Small, Value
from timonel.text import Said, number, plain, show

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _nowhere(_target: Entity | str) -> str | None:
    return None


class Piece(NamedTuple):
    """Words in a line, where they lead, and whether they are a remark."""

    text: str
    href: str | None = None
    small: bool = False


class Reader(NamedTuple):
    """Who reads a document.

    Attributes:
        lang: the language.
        href: gives the address of an entity's page or of a page's path, None where there is none.
        names_lead: whether the name of an entity leads to its page; else only links do.
        most: letters that are shown of a name.
    """

    lang: str
    href: Callable[[Entity | str], str | None] = _nowhere
    names_lead: bool = True
    most: int = 2000

    def text(self, value: Value) -> str:
        """Return a value as words, without links."""
        return "".join(one.text for one in self.pieces(value))

    def pieces(self, value: Value) -> Iterator[Piece]:
        """Yield a value's words with what they lead to; lists come out as a sentence lists things."""
        if isinstance(value, Link):
            yield Piece(self.text(value.words), self._address(value.to))
        elif isinstance(value, Small):
            yield from self.pieces(value.value)
            if note := self.text(value.note):
                yield Piece(f" ({note})", small=True)
        elif isinstance(value, Entity):
            yield Piece(self._words(value), self.href(value) if self.names_lead else None)
        elif is_several(value):
            parts = [[*self.pieces(one)] for one in value if one not in (None, "")]
            for n, one in enumerate(parts):
                if n:
                    yield Piece(self._between(n, parts))
                yield from one
        elif value is not None:
            yield Piece(self._words(value))

    def _between(self, n: int, parts: Sequence[Sequence[Piece]]) -> str:
        if n < len(parts) - 1:
            return ", "
        return languages.of(self.lang).conjunction("".join(one.text for one in parts[n]))

    def _address(self, target: Entity | str) -> str | None:
        """Return where words lead; an address of the web is one already."""
        return target if isinstance(target, str) and "://" in target else self.href(target)

    def _words(self, value: object) -> str:
        return plain(show(self._spelled(value), self.lang, self.most))

    def message(self, finding: Finding) -> str:
        """Return what is wrong, in a sentence, with days as people write them."""
        return plain(replace(finding, values=self._all(finding.values)).message(self.lang))

    def _all(self, values: Mapping[str, object]) -> dict[str, object]:
        return {name: self._spelled(one) for name, one in values.items()}

    def _spelled(self, value: object) -> object:
        """Return what a message may hold, with days and numbers in words."""
        if isinstance(value, str) and _DAY.fullmatch(value):
            value = date.fromisoformat(value)
        if isinstance(value, date):
            return self.day(value)
        if isinstance(value, float | int) and not isinstance(value, bool):
            return number(value, self.lang)
        if isinstance(value, Said):
            return Said(value.msgid, self._all(value.values))
        if isinstance(value, Small | Link):
            return self.text(value)
        if isinstance(value, list | tuple) and not hasattr(value, "label"):  # a page has a name, too
            return [self._spelled(one) for one in value]
        return value

    def day(self, day: date) -> str:
        """Return a day as the language's locale writes it."""
        return str(format_date(day, format="medium", locale=languages.locale(self.lang)))


def is_several(value: Value) -> TypeGuard[Sequence[Value]]:
    """Whether a value is a list of values."""
    return isinstance(value, Sequence) and not isinstance(value, str | Said | Link | Small)
