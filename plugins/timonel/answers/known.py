"""All that a base says of one thing, as answers say it: what a site needs to answer where no program runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from timonel.answers.answer import saying, subject
from timonel.answers.computed import COMPUTED, held
from timonel.answers.counting import AROUND, around
from timonel.answers.facts import Fact
from timonel.answers.fields import FIELDS
from timonel.answers.meaning import BY_ROLE, facts_of, kinds_asked
from timonel.governance import Result
from timonel.languages import Lang
from timonel.lookups.facts import Facts
from timonel.model import Entity

OF_KINDS = ("owned",)  # of which also those of one kind are asked for: «qué sistemas tiene a su cargo»


class Known(NamedTuple):
    """What a base says of something.

    Attributes:
        lines: the lines of answers: about what, and what is said of that.
        asked: what is asked → its lines; ``owned:KIND`` and ``count-of:KIND`` for what a question may name a kind for.
    """

    lines: Sequence[tuple[str, str]]
    asked: Mapping[str, Sequence[int]]


def known(result: Result, entity: Entity, lang: Lang) -> Known:
    """Return all that a base says of something, in a language."""
    lines: dict[tuple[str, str], int] = {}
    asked: dict[str, list[int]] = {}
    about = dict[Entity | None, str]()  # mostly the thing itself
    for name, fact in _said(result, entity):
        if fact.about not in about:
            about[fact.about] = subject(result, fact.about, lang)
        number = lines.setdefault((about[fact.about], saying(result, fact, lang)), len(lines))
        asked.setdefault(name, []).append(number)
    return Known([*lines], asked)


def _said(result: Result, entity: Entity) -> Iterator[tuple[str, Fact]]:
    if entity.kind == "person":  # the roles that somebody holds speak for them
        for role in held(result, entity):
            yield from (one for one in _said(result, role) if one[0].partition(":")[0] in BY_ROLE)
    found: dict[str, Sequence[Fact]] = {}
    for asked in result.facts.once(_possible).get(entity.kind, ()):
        if entity.kind == "person" and asked in BY_ROLE:
            continue
        found[asked] = facts_of(result, asked, entity)
        for fact in found[asked]:
            yield asked, fact
            if asked in OF_KINDS:
                yield f"{asked}:{fact.kind}", fact
    if entity.kind != "person":
        yield from _counts(result, entity, found)


def _counts(result: Result, entity: Entity, found: Mapping[str, Sequence[Fact]]) -> Iterator[tuple[str, Fact]]:
    named = {one.kind for facts in found.values() for fact in facts for one in fact.found}
    for kind in dict.fromkeys((*AROUND, *(fact.kind for fact in found.get("owned", ())))):
        for fact in around(result, kind, entity, lambda asked: found.get(asked, ())) if kind in named else ():
            yield f"count-of:{kind}", fact


def _possible(facts: Facts) -> dict[str, list[str]]:
    """Return kind → what can be asked of it."""
    kinds = facts.base.schema.kinds
    found: dict[str, list[str]] = {}
    for asked in {**FIELDS, **COMPUTED}:
        for kind in kinds_asked(kinds, asked):
            found.setdefault(kind, []).append(asked)
    return found
