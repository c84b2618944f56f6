"""A finding: one gap, the place it points to, and what is said about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from timonel.governance.advice import advice
from timonel.kinds import Waiver
from timonel.lookups.facts import Facts
from timonel.model import Entity, Place
from timonel.rules import Rule
from timonel.text import BRIEF, Said, say, tell

SEVERITIES = ("error", "warning", "info")
Keys = tuple[str | int, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Spot:
    """A place as a reader meets it: what it belongs to, and its file, line and column."""

    subject: str
    keys: Keys
    file: str
    entity: Entity | None = None
    fixed: tuple[int, int] | None = None

    @property
    def line(self) -> tuple[int, int]:
        """Line and column, from 1; looked up when somebody asks."""
        if self.fixed or self.entity is None:
            return self.fixed or (1, 1)
        return self.entity.line(self.keys)


@dataclass(frozen=True, eq=False, slots=True)
class Finding:
    """One gap: a rule, a place, and what to say about it.

    Attributes:
        status: "open", "waived" or "baselined"; only open ones count.
        values: what the message shows.
        hint: how to fix this one, where that says more than the card's advice.
        responsible: who must act, as ``role:id``.
    """

    rule: Rule
    severity: str
    spot: Spot
    values: Mapping[str, object]
    fingerprint: str
    hint: Said | None = None
    related: Sequence[Spot] = ()
    responsible: Sequence[str] = ()
    status: str = "open"
    waiver: Waiver | None = None

    @property
    def code(self) -> str:
        """The rule's code."""
        return self.rule.code

    def message(self, lang: str) -> str:
        """Return what is wrong, in a sentence."""
        return tell(self.rule.message, self.values, lang)

    def brief(self, lang: str) -> str:
        """Return what is wrong as a line for people: long names without their ends."""
        return tell(self.rule.message, self.values, lang, BRIEF)

    def advice(self, lang: str, facts: Facts) -> str:
        """Return how to fix it, with what fits of the base that ``facts`` tells of."""
        return say(self.hint, lang) if self.hint else advice(self, facts, lang)


def spot(place: Place) -> Spot:
    """Return a rule's place as a reader meets it; only an entity can look its lines up."""
    entity = place.entity if isinstance(place.entity, Entity) else None
    return Spot(place.entity.key, place.keys, place.entity.file, entity, place.fixed)
