"""What a rule is: all that its card says, and the function that the card is marked on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from timonel.messages import PLACEHOLDER
from timonel.model import Place
from timonel.text import Said, Text, pick, said, tell

Places = Iterator[Place]
Function = Callable[..., Any]
F = TypeVar("F", bound=Function)

# What a fix says in place of an example where none fits better than others.
GENERAL = said("take one that is there, or make it first")
# What closing a gap takes, in words.
EFFORTS = {"minutes": said("minutes"), "meeting": said("a meeting"), "project": said("a project")}


class Mark(NamedTuple):
    """What `rule` leaves on a function."""

    code: str
    applies: Function | None
    pages: bool


@dataclass(frozen=True, eq=False)
class Rule:
    """One rule: all that its card says, and its function.

    Attributes:
        code: three letters and three digits, stable for ever.
        name: the defect's name ("process-without-owner").
        severity: "error", "warning" or "info"; a base can change it.
        pillar: the pillar whose score it counts in, or None.
        effort: what closing a gap takes: "minutes", "meeting" or "project"; "" where an own rule does not say.
        elsewhere: whether it is closed by something else than editing the entry in which it is found.
        cases: what the finding points at, or the function calls its case → the fix of this one, where there are several.
        scope: at what it looks, what is enough and what it lets pass; empty where nothing needs to be said.
        options: option → default value.
        blocks: codes of rules that say nothing of an entity while this one does: it is the same gap.
        option_forms: option → what the settings may put in its place, as JSON Schema.
        function: yields the places where one entity breaks the rule; None where loading or governance finds them.
        selects: the kind it looks at, "" for every entity.
        applies: tells which entities of that kind it concerns; all without it.
        pages: whether it looks at hand-written pages too.
        own: the card of an organisation's own rule, as it stands in its file; None for those of Timonel.
        file: the file of an own rule, from the base's root.
        line: line and column of what an own rule asserts.
        lang: the language of the texts that an own rule looks at.
    """

    code: str
    name: str
    severity: str
    pillar: str | None
    summary: Text
    why: Text
    fix: Text
    message: Text
    options: Mapping[str, Any]
    option_titles: Mapping[str, Text]
    lessons: Sequence[str]
    responsible: str | None = None
    function: Function | None = None
    selects: str = ""
    applies: Function | None = None
    pages: bool = False
    own: Mapping[str, Any] | None = None
    file: str = ""
    line: tuple[int, int] = (1, 1)
    lang: str = ""
    option_forms: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    blocks: frozenset[str] = frozenset()
    effort: str = ""
    elsewhere: bool = False
    cases: Mapping[str, Text] = field(default_factory=dict)
    scope: Text = field(default_factory=dict)

    @property
    def family(self) -> str:
        """The first letters of its code."""
        return self.code[:3]

    def general_fix(self, lang: str) -> str:
        """Return how to fix it wherever it is found: what only a case tells is left open."""
        open_ = dict.fromkeys(PLACEHOLDER.findall(pick(self.fix, lang)), "…")
        return tell(self.fix, {**open_, "example": GENERAL, **self.options}, lang)

    def takes(self, option: str) -> Said:
        """Return what the settings may put in an option's place, in words."""
        form = self.option_forms[option]
        if form["type"] == "array":
            allowed = form["items"].get("enum")
            return said("a list of: {allowed}", allowed=", ".join(allowed)) if allowed else said("a list of texts")
        low, high = form["minimum"], form["maximum"]
        whole = form["type"] == "integer"
        return said(
            "a whole number from {low} to {high}" if whole else "a number from {low} to {high}", low=low, high=high
        )


def rule(code: str, *, applies: Function | None = None, pages: bool = False) -> Callable[[F], F]:
    """Mark a function as the check of the card ``code``.

    The annotation of the function's first parameter selects what it sees (a kind's view; ``Organization`` for the
    whole base; ``Entity`` for everything). ``applies`` narrows that to the rule's population. Further parameters of
    both are passed by name: ``base``, ``facts``, ``today`` and the card's options. With ``pages`` it also sees
    the hand-written pages (`DocPage`).
    """

    def mark(function: F) -> F:
        function.__rule__ = Mark(code, applies, pages)  # type: ignore[attr-defined]
        return function

    return mark
