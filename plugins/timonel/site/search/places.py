"""Where words stand: in which pages, how much they say of each, and in which forms; after a change only other pages are looked at."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from timonel.site.search.entries import LEVELS, Entry

_MANY = 20  # pages for one that is another: else it is sooner done anew


class Places:
    """The words of pages, which have numbers.

    Args:
        entries: the pages, where all is known of them.
        terms: see below.
        forms: likewise.

    Attributes:
        terms: word → the pages with it, in order, each with how much the word says of it, in one number.
        forms: form → its word.
    """

    def __init__(
        self,
        entries: Iterable[Entry] = (),
        terms: Mapping[str, list[int]] = MappingProxyType({}),
        forms: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._entries = [*entries]
        self.terms, self.forms = dict(terms), dict(forms)

    def turn(self, entries: Sequence[Entry]) -> None:
        """Go on to other pages; those that are the same objects are known."""
        others = [n for n, (old, new) in enumerate(zip(self._entries, entries, strict=False)) if old is not new]
        if len(entries) == len(self._entries) and len(others) * _MANY < len(entries):
            for number in others:
                self._swap(number, entries[number])
        else:
            self._begin(entries)

    def _begin(self, entries: Sequence[Entry]) -> None:
        self._entries, self.terms, self.forms = [*entries], {}, {}
        terms = self.terms
        for number, one in enumerate(entries):
            self.forms.update(one["forms"])
            first = number * LEVELS
            for term, level in one["terms"].items():
                if term in terms:
                    terms[term].append(first + level)
                else:
                    terms[term] = [first + level]

    def _swap(self, number: int, new: Entry) -> None:
        """Have another page in the place of one."""
        old, self._entries[number] = self._entries[number], new
        first = number * LEVELS
        for term in old["terms"]:
            places = self.terms[term]
            del places[bisect_left(places, first)]
        for term, level in new["terms"].items():
            insort(self.terms.setdefault(term, []), first + level)
        for form, term in old["forms"].items():
            others = (self._entries[place // LEVELS] for place in self.terms[term])
            if not any(form in one["forms"] for one in others):
                del self.forms[form]
        self.forms |= new["forms"]
        for term in old["terms"].keys() - new["terms"].keys():
            if not self.terms[term]:
                del self.terms[term]
