"""What a reading of a question may be about in a base, and what the base says of that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from timonel.answers.computed import COMPUTED, held
from timonel.answers.counting import count
from timonel.answers.facts import Fact, told
from timonel.answers.fields import asked_of
from timonel.answers.grammar import Reading
from timonel.answers.names import How, Named, Names
from timonel.governance import Result
from timonel.model import Entity
from timonel.schema import Kind

MOST = 3  # things of one name of which all is told
WORDS = frozenset({"means", "bare"})  # what is asked of a word before anything else
STRICT = WORDS | {"holders", "count-of"}  # what part of a name is not enough for
# What is asked of people by way of the roles that they hold.
BY_ROLE = frozenset(
    {"owned", "decides", "may-not", "superior", "reports", "deputy", "deputy-of", "forums-of", "count-of"}
)


class Meant(NamedTuple):
    """A reading of a question, and what in the base it may be about."""

    reading: Reading
    named: Sequence[Named]

    @property
    def rank(self) -> tuple[int, int]:
        """How well it explains the question: by names that things are called by first, then by the longest of them."""
        words = len(self.reading.about)
        return (self.named[0].how, -words) if self.named else (len(How), words)

    @property
    def is_open(self) -> bool:
        """Whether too many things may be meant, or several whose names only share some words."""
        return len(self.named) > MOST or sum(one.how is How.SOME_WORDS for one in self.named) > 1


def meant(kinds: Mapping[str, Kind], names: Names, reading: Reading) -> Meant:
    """Return what of a base a reading may be about, the best first."""
    asked = reading.asked
    loose = asked not in STRICT
    of = kinds_asked(kinds, asked)
    # A word is explained by its term; anything else is asked of a word only where nothing else is called so.
    first = [one for one in of if (one == "term") is (asked in WORDS)]
    found = names.find(reading.about, first, loose=loose) or names.find(reading.about, of, loose=loose)
    whole = [one for one in found if one.how < How.SOME_WORDS]
    if len(found) > MOST or len(found) - len(whole) > 1:
        found = whole or found
    if asked in WORDS and found and found[0].entity.kind == "term":
        found = found[:1]
    return Meant(reading, found)


def kinds_asked(kinds: Mapping[str, Kind], asked: str) -> Sequence[str]:
    """Return the kinds that something is asked of: a bare word of terms alone, people as their roles are."""
    if asked == "bare":
        return [one for one in kinds if one == "term"]
    computed = COMPUTED[asked][0] if asked in COMPUTED else ()
    found = [*(computed or asked_of(kinds, asked) or (one for one, kind in kinds.items() if kind.has_page))]
    return [*found, "person"] if asked in BY_ROLE and "role" in found and "person" not in found else found


def said_of(result: Result, names: Names, reading: Reading, entity: Entity) -> Iterator[Fact]:
    """Yield what the base says of something that a reading is about."""
    asked = "means" if reading.asked == "bare" else reading.asked
    if entity.kind == "person" and asked in BY_ROLE:
        for role in held(result, entity):
            yield from said_of(result, names, reading, role)
    elif asked == "count-of":
        yield from count(result, names, reading.kind, entity)
    else:
        kinds = names.kinds(reading.kind)
        for fact in facts_of(result, asked, entity):
            if not reading.kind or fact.kind in kinds:
                yield fact


def facts_of(result: Result, asked: str, entity: Entity) -> Sequence[Fact]:
    """Return what the base says of something."""
    return COMPUTED[asked][1](result, entity) if asked in COMPUTED else told(result, asked, entity)
