"""Choosing on a terminal: what a field may hold, by label or name, and what comes near to an answer that does not fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from timonel.edit.ask.answers import Node, choices, understand
from timonel.model import Base
from timonel.schema.explain import explain
from timonel.text import fold, nearest, pick, said, say

_SHOWN = 40  # choices that a "?" lists
Known = Sequence[tuple[str, str]]  # what may be chosen: as it is written, and its name


class Terminal(Protocol):
    """Where questions are asked."""

    def ask(self, question: str, words: Sequence[str] = ()) -> str:
        """Return an answer; ``words`` are what Tab completes."""

    def tell(self, text: str) -> None:
        """Show a line."""


@dataclass(frozen=True)
class Chooser:
    """Knows what may be chosen, and tells the person."""

    terminal: Terminal
    base: Base
    lang: str

    def say(self, msgid: str, **values: object) -> str:
        """Return a message in the person's language."""
        return say(said(msgid, **values), self.lang)

    def label(self, name: str, node: Node) -> str:
        """Return what people call a field."""
        return pick(node.get("x-title"), self.lang) or name

    def known(self, node: Node) -> Known:
        """Return what may be chosen: as it is written, and its name."""
        if "enum" in node:
            labels = node.get("x-labels", {})
            return [(str(one), pick(labels.get(one), self.lang) or str(one)) for one in node["enum"]]
        found = choices(node, self.base) if "x-ref" in node and node["x-ref"] != "rule" else ()
        return [(written, pick(label, self.lang)) for written, label in found]

    def show(self, known: Known) -> None:
        """List choices, with the numbers by which an enumeration's can be named."""
        for number, (written, label) in enumerate(known[:_SHOWN], 1):
            self.terminal.tell(f"  {number:>3}  {label} ({written})" if label != written else f"  {number:>3}  {label}")
        if len(known) > _SHOWN:
            rest = self.say("… and {n} more: write a part of the name", n=len(known) - _SHOWN)
            self.terminal.tell(f"       {rest}")

    def chosen(self, node: Node, answer: str, known: Known) -> Any:  # noqa: ANN401 - a YAML value
        """Return the value that an answer means."""
        if "enum" in node and answer.isdecimal() and 0 < int(answer) <= len(known) and answer not in node["enum"]:
            return known[int(answer) - 1][0]
        return understand(node, answer, self.base)

    def fits(self, node: Node, value: Any, known: Known) -> bool:  # noqa: ANN401 - a YAML value
        """Return whether a value may stand in a field; say why not."""
        chosen = "enum" in node or ("x-ref" in node and node["x-ref"] != "rule")
        if chosen and all(value != written for written, _ in known):
            self.lost(str(value), known)
            return False
        for problem in explain({"properties": {"x": node}}, {"x": value}):
            hint = f" {say(problem.hint, self.lang)}" if problem.hint else ""
            self.terminal.tell(f"{say(problem.detail, self.lang)}.{hint}")
            return False
        return True

    def lost(self, answer: str, known: Known) -> None:
        """Say what comes near to a name that is not there: what contains it, else what looks like it."""
        word = fold(answer)
        close = [one for one in known if word in fold(one[1]) or word in one[0]]
        if not close:
            near = nearest(word, [fold(text) for pair in known for text in pair], 5)
            close = [one for one in known if fold(one[1]) in near or one[0] in near]
        self.terminal.tell(self.say("“{word}” is not there.", word=answer))
        if close:
            names = ", ".join(
                f"{label} ({written})" if label != written else label for written, label in close[:_SHOWN]
            )
            self.terminal.tell(self.say("Did you mean: {names}?", names=names))
