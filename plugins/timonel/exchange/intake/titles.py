"""What a header means in a sheet: by its names in any language, by other words for the same, without the words around it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from timonel import languages as spoken
from timonel.exchange.intake import words
from timonel.exchange.sheets.headers import exact, loose
from timonel.exchange.sheets.layout import Column, Sheet, squeezed
from timonel.text import fold, nearest, pick

_AROUND = re.compile(r"\s*[(\[{][^)\]}]*[)\]}]|[*:?]|\s+-\s.*$")  # a unit, a remark, a sign
_LIKENESS = 0.85  # so alike, a header is one of ours with a typing error
_WEIGHTS = {"exact": 0, "loose": 1, "own": 2, "bare": 3, "any": 4, "end": 5}  # "end": the last word of a path, «Level»
_YEAR = re.compile(r"\s*\b(?:19|20)\d\d\b")


class Meaning(NamedTuple):
    """What a header may mean.

    Attributes:
        key: key of the column, or a place of a shape ("measurement.probability").
        column: the column, None where the key is such a place.
        langs: the languages that the header is written in, none where it is no word.
        weight: how sure that is: the less the surer.
    """

    key: str
    column: Column | None
    langs: tuple[str, ...]
    weight: int


class Titles:
    """The headers that a sheet knows.

    Args:
        sheet: the sheet.
        languages: the base's languages.
        places: keys beside those of its columns that a header may mean.
    """

    def __init__(self, sheet: Sheet, languages: Sequence[str], places: Iterable[str] = ()) -> None:
        self.sheet, self.languages, self.places = sheet, languages, frozenset(places)

    def find(self, title: str) -> Meaning | None:
        """Return what a header means, None where nobody knows."""
        for text, bare in ((title, False), *((one, True) for one in self._without(title))):
            found = self.known.get(_squeezed(text))
            if found:
                return found._replace(weight=max(found.weight, _WEIGHTS["bare"])) if bare else found
        return None

    def of_key(self, key: str, lang: str | None = None) -> Meaning | None:
        """Return what a key means that somebody wrote: "owner", "name.en", "name", "risk.actions.statement"."""
        own = key.removeprefix(f"{self.sheet.key}.")
        for one in (key, own):
            column = self.sheet.by_key.get(one) or self.sheet.by_key.get(f"{one}.{lang or self.languages[0]}")
            if column or one in self.places:
                return Meaning(column.key if column else one, column, (), 0)
        return None

    def close(self, title: str) -> Column | None:
        """Return the column whose name is very much like a header, None where there is none."""
        found = nearest(_squeezed(title), [one for one, means in self.known.items() if means.column], 1, _LIKENESS)
        return self.known[found[0]].column if found else None

    @cached_property
    def known(self) -> Mapping[str, Meaning]:
        """Header as it is compared → what it means."""
        found: dict[str, Meaning] = {}
        for manner, names in (("exact", exact), ("loose", loose)):
            for column in self.sheet.columns:
                for name, lang in names(column, self.languages):
                    weight = _WEIGHTS["end" if manner == "loose" and len(column.keys) > 1 else manner]
                    self._add(found, name, Meaning(column.key, column, (lang,) if lang else (), weight))
        for name, word in words.fields(self.sheet.key).items():
            means = self.of_key(word.key)
            if means:
                weight = _WEIGHTS["own" if word.own else "any"]
                old = found.get(name)
                is_end = (
                    old is not None and old.column is not None and len(old.column.keys) > 1
                )  # the last word of a path
                if (word.own or is_end) and old and old.weight and old.key != means.key:
                    found.pop(name)  # a word of its own means more than that
                self._add(found, name, means._replace(langs=(word.lang,), weight=weight))
        found.pop("", None)
        return found

    @staticmethod
    def _add(found: dict[str, Meaning], name: str, means: Meaning) -> None:
        name = _squeezed(name)
        old = found.setdefault(name, means)
        if old.key == means.key and not {*means.langs} <= {*old.langs}:
            found[name] = old._replace(langs=(*old.langs, *means.langs))

    def _without(self, title: str) -> Iterator[str]:
        """Yield a header without remarks, and without the words that name its kind: «Process owner (role)», `risk_category`."""
        text = _AROUND.sub("", title).strip()
        yield text
        plain = re.sub(r"[_\-./]+|(?<=[a-z])(?=[A-Z])", " ", text)
        yield plain
        yield _YEAR.sub("", text)  # «Target 2026»
        for name in self._names:
            for form in (rf"^{name}s?\s+", rf"\s+(?:of|for|de|del|de la|de los|de las)?\s*(?:the\s+)?{name}(?:e?s)?$"):
                short = re.sub(form, "", fold(plain))
                if short != fold(plain):
                    yield short
        if "/" in text:
            yield from (part.strip() for part in text.split("/"))

    @cached_property
    def _names(self) -> Sequence[str]:
        titles = (self.sheet.kind.title, self.sheet.kind.plural)
        return sorted(
            {re.escape(fold(pick(one, lang))) for one in titles for lang in spoken.known()}, key=len, reverse=True
        )


def language(found: Iterable[Meaning], base: Sequence[str]) -> str | None:
    """Return the language of a base that headers are written in; None where they may be of several."""
    counts = Counter(lang for one in found for lang in one.langs if len({*one.langs}) == 1)
    ranked = [lang for lang, number in counts.most_common() if number > counts.total() / 2]
    match = [one for one in base if ranked and one.partition("-")[0] == ranked[0]]
    return match[0] if match else None


def _squeezed(name: str) -> str:
    return squeezed(name) or name.strip()
