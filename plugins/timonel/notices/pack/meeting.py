"""A session of a body: which one, what lies before and after it, and what of the base is its concern."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from timonel import languages
from timonel.governance import Finding, Result
from timonel.kinds import Decision, Forum, Initiative, Resolution, Role
from timonel.lookups import sessions
from timonel.lookups.calendar import PERIOD_DAYS, days_before
from timonel.lookups.confirmations import answering
from timonel.lookups.facts import Facts
from timonel.lookups.initiatives import parts
from timonel.lookups.status import resolved
from timonel.model import Base, Entity
from timonel.notices.document import Value
from timonel.notices.people import role_of
from timonel.notices.reading import Reader
from timonel.text import Text, number, pick, plain, short

E = TypeVar("E", bound=Entity)
_WAIVER_ENDS = "DAT011"  # whoever approved it decides: a resolution of the body is asked for, a role's is told
NAME = 70  # letters of a name that a sheet has room for


@dataclass(frozen=True, eq=False)
class Meeting:
    """A session that is to come.

    Attributes:
        result: what the check says.
        forum: who meets.
        lang: the language of the sheets.
        day: its ISO date; None where nobody knows when they meet.
        following: the session after it; None as above.
        since: the last session that was held, or the day that somebody named; None without one.
    """

    result: Result
    forum: Forum
    lang: str
    day: str | None
    following: str | None
    since: str | None

    @property
    def base(self) -> Base:
        """The base."""
        return self.result.base

    @property
    def facts(self) -> Facts:
        """What is looked up in it."""
        return self.result.facts

    @property
    def today(self) -> str:
        """The day of the data."""
        return self.result.today

    @cached_property
    def on(self) -> str:
        """The day of the session; today where nobody knows it."""
        return self.day or self.today

    @cached_property
    def until(self) -> str:
        """The day of the session after it; a month on where nobody knows it."""
        return self.following or days_before(self.on, -PERIOD_DAYS[self.forum.cadence or "monthly"])

    @cached_property
    def reader(self) -> Reader:
        """Who reads it."""
        return Reader(self.result.settings.read_in(self.lang), most=NAME)

    def words(self, text: Text | None, most: int) -> str:
        """Return a text of the data without marks, its end left out where it is longer than a sheet has room for."""
        return short(plain(pick(text, self.lang)), most)

    @cached_property
    def currency(self) -> str:
        """The currency of all budgets, "" where they have several, or none."""
        found = {one.budget.currency for one in self.base.all(Initiative) if one.budget and one.budget.currency}
        return found.pop() if len(found) == 1 else ""

    def money(self, amount: float, currency: str | None = None) -> str:
        """Return an amount with its currency."""
        words = number(amount, self.reader.lang, 0)
        unit = self.currency if currency is None else currency
        return f"{words}\N{NO-BREAK SPACE}{unit}" if unit else words

    def amount(self, value: float, unit: str | None) -> str:
        """Return a value with its unit, and what the language sets between the two."""
        words = number(value, self.reader.lang, 2)
        space = languages.of(self.reader.lang).percent if unit == "%" else "\N{NO-BREAK SPACE}"
        return f"{words}{space}{unit}" if unit else words

    def role(self, id_: str | None) -> Value:
        """Return a role with who holds it in small."""
        return role_of(self.result, id_)

    @cached_property
    def initiatives(self) -> frozenset[str]:
        """The ids of the initiatives that it governs, with their parts; all where it names none."""
        named = self.base.many(Initiative, self.forum.initiatives)
        found = named or self.base.all(Initiative)
        return frozenset(part.id for one in found for part in (one, *parts(self.base, one)))

    @cached_property
    def roles(self) -> frozenset[str]:
        """The ids of the roles that sit in it."""
        return frozenset(one for one in (self.forum.chair, *(m.role for m in self.forum.members)) if one)

    def concerns(self, entity: Entity) -> bool:
        """Whether something is its concern: of its initiatives; for bodies that do not steer, also of one who sits in it."""
        initiative = entity.fields.get("initiative")
        inside = not isinstance(initiative, str) or initiative in self.initiatives
        if isinstance(entity, Initiative):
            inside = entity.id in self.initiatives
        if self.forum.type == "steering" or not inside:
            return inside
        return any(role.id in self.roles for role in answering(self.base, entity))

    def own(self, entities: Iterable[E]) -> Iterator[E]:
        """Yield what is its concern."""
        return filter(self.concerns, entities)

    @cached_property
    def resolutions(self) -> list[Resolution]:
        """Its resolutions, in the order of files."""
        return [one for one in self.base.all(Resolution) if one.forum == self.forum.id]

    @cached_property
    def proposed(self) -> list[Resolution]:
        """What it is asked to decide, first what is to be carried out first."""
        return sorted((one for one in self.resolutions if resolved(one) == "proposed"), key=lambda one: one.due or "~")

    @cached_property
    def only(self) -> list[Finding]:
        """The open gaps that nobody but this body closes: of itself, or that wait for its chair alone; no waiver's end."""
        decides = {f"decision:{one}" for one in self.forum.decides}
        mine = {self.forum.key, *decides, *(one.key for one in self.resolutions)}
        chair = (f"role:{self.forum.chair}",)
        return [
            one
            for one in self.result.findings
            if one.status == "open"
            and (one.spot.subject in mine or tuple(one.responsible) == chair)
            and one.code != _WAIVER_ENDS
        ]

    def decides(self, decision: Decision) -> bool:
        """Whether a decision is this body's."""
        return decision.id in self.forum.decides

    @property
    def votes(self) -> list[Role]:
        """The roles that vote."""
        return self.base.many(Role, [one.role for one in self.forum.members if one.vote])

    @property
    def speaks(self) -> list[Role]:
        """The roles that speak and do not vote."""
        return self.base.many(Role, [one.role for one in self.forum.members if not one.vote])


def meeting(result: Result, forum: Forum, lang: str, since: str | None = None) -> Meeting:
    """Return the next session of a body.

    Args:
        result: what the check says.
        forum: the body.
        lang: the language of its sheets.
        since: the day from which on changes are told; that of its last session without it.
    """
    today = result.today
    ahead = [one.date for one in forum.meetings if one.date >= today]
    found = sessions.following(forum, days_before(today, 1))
    day = min([*ahead, *([found] if found else [])], default=None)
    held = max((one.date for one in forum.meetings if one.date < (day or "~") and one.date <= today), default=None)
    return Meeting(result, forum, lang, day, sessions.following(forum, day) if day else None, since or held)
