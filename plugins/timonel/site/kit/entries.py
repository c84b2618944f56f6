"""What lists are made of: an entry of each kind, with all that it shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from timonel.site.kit.cells import Cell, Fact, Item, Value


class Action(NamedTuple):
    """A button that leads on."""

    text: str
    href: str | None
    icon: str | None = None
    primary: bool = False


class Place(NamedTuple):
    """A page of a section's menu; ``here`` is "page" for the one that is open, "true" for what the open one belongs to."""

    text: str
    href: str | None
    here: str = ""


class Door(NamedTuple):
    """A way into the site, for those who come for one thing."""

    title: str
    text: str
    href: str
    icon: str


class Number(NamedTuple):
    """A number of a row of numbers, with what it counts."""

    number: Item
    label: str
    href: str | None = None
    kind: str | None = None


class StageLink(NamedTuple):
    """A stage of the life cycle's strip."""

    name: str
    href: str | None
    text: str
    gaps: Sequence[Item] = ()


class Progress(NamedTuple):
    """A path of whose steps a card says how many the reader has done."""

    id: str
    steps: int


class Card(NamedTuple):
    """A thing of a short list: its name, what it is, and what is worth knowing about it; ``facts`` say how it stands."""

    text: str
    href: str | None = None
    kind: str | None = None
    note: str | None = None
    badges: Sequence[Item] = ()
    meta: Sequence[Item] = ()
    path: Progress | None = None
    facts: Sequence[Fact] = ()


class Promise(NamedTuple):
    """What is promised: its name, the question that it answers, and the words."""

    name: str
    question: str
    text: str


class Step(NamedTuple):
    """A step or phase in order; ``state`` is done, now, next, skipped or plain."""

    title: str
    href: str | None = None
    text: str | None = None
    state: str = "plain"
    state_label: str | None = None
    meta: Sequence[Item] = ()


class Reading(NamedTuple):
    """A step of an onboarding path: what to read, how long it takes, and a question with its answer."""

    id: str
    title: str
    href: str | None
    minutes: str
    question: str | None
    answer: str


class Avoided(NamedTuple):
    """A word that is better not used, and why."""

    word: str
    reason: str


class TermEntry(NamedTuple):
    """An entry of the glossary; ``other`` is its name in another language."""

    id: str
    name: str
    href: str | None
    abbreviation: str | None
    other: Cell | None
    definition: str
    synonyms: Sequence[str]
    avoid: Sequence[Avoided]
    see: Value


class Advice(NamedTuple):
    """A lesson: what it advises (do or avoid), its sentence, the rules and cases behind it, and what is to be seen of it."""

    text: str
    href: str | None
    advice: str | None = None
    advice_label: str = ""
    said: str = ""
    barrier: Item = None
    rules: Sequence[Item] = ()
    cases: Sequence[Item] = ()
    marks: Sequence[Item] = ()


class Gap(NamedTuple):
    """A finding: what is wrong, how to mend it, who must, the rule that says so, where to mend it, and how long it is there.

    Attributes:
        looks: whether ``mend`` is where to look at it, because editing there mends nothing.
        since: for how long it is open.
        id: its place on the page.
    """

    severity: str
    severity_label: str
    message: str
    fix: str | None
    entity: Cell | None
    who: Value
    code: str
    rule_href: str | None
    rule: str
    waiver: Cell | None = None
    mend: str | None = None
    looks: bool = False
    since: str = ""
    id: str = ""


class Pillar(NamedTuple):
    """A pillar with its score (0–100, None where it cannot be measured), in words too.

    Attributes:
        score: how far the ruler is filled.
        text: what is told first.
        measured: what that is, and of how much.
        gaps: badges below.
        small: what is there for those who compare days.
        look: instead of a ruler, how grave what is told first is.
        mark: what the ruler should reach at least, and that in words.
    """

    name: str
    href: str | None
    score: float | None
    text: str | None
    measured: str
    gaps: Sequence[Item] = ()
    small: str = ""
    look: str = ""
    mark: tuple[float, str] | None = None
