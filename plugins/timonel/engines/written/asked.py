"""What hand-written pages ask of the base, and what they were told: while the answers are the same, so are the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from jinja2 import Environment, meta, nodes

_OURS, _CHANCE = "kb", "random"
_PURE = frozenset({"range", "dict", "namespace", "cycler", "joiner"})  # Jinja's own
# What a page takes in from elsewhere.
_OTHERS = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)


class Question(NamedTuple):
    """What a page asked: its path under docs/<lang>/, what for, and with which words."""

    page: str
    name: str
    words: tuple[Any, ...]


class Asked:
    """Collects what pages ask.

    Attributes:
        answers: each question → what it was told.
        is_all: whether nothing else than these decides what becomes of the pages.
    """

    def __init__(self) -> None:
        self.answers: dict[Question, Any] = {}
        self.is_all = True

    def look(self, environment: Environment, text: str, own: Iterable[str]) -> None:
        """Look at a page for what it asks of others than the base.

        Args:
            environment: what the page is rendered with.
            text: the page.
            own: the names that it defines itself.
        """
        tree = environment.parse(text)
        names = [one.name for one in tree.find_all(nodes.Name)]
        theirs = meta.find_undeclared_variables(tree) | environment.globals.keys() & {*names} - _PURE
        theirs -= {_OURS, *own}
        named = names.count(_OURS)
        asked = sum(_is_question(one) for one in tree.find_all(nodes.Getattr))
        by_chance = any(one.name == _CHANCE for one in tree.find_all(nodes.Filter))
        if theirs or named != asked or by_chance or any(tree.find_all(_OTHERS)):
            self.is_all = False


def _is_question(node: nodes.Getattr) -> bool:
    """Whether it is ``kb.x``: what is hidden in `kb` is no question, and could lead anywhere."""
    return isinstance(node.node, nodes.Name) and node.node.name == _OURS and not node.attr.startswith("_")


class Recorder:
    """Answers as facts do, and writes down what it was asked.

    Args:
        facts: what answers.
        page: returns the path of the page that asks.
        asked: where it is written down.
    """

    def __init__(self, facts: object, page: Callable[[], str], asked: Asked) -> None:
        self._facts, self._page, self._asked = facts, page, asked

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever there is to ask
        answer = getattr(self._facts, name)

        def told(*words: Any) -> Any:  # noqa: ANN401 - as above
            try:
                found = answer(*words)
            except Exception:  # while serving, the page shows it: what is missing may be there the next time
                self._asked.is_all = False
                raise
            if all(isinstance(one, str) for one in words):
                self._asked.answers[Question(self._page(), name, words)] = found
            else:
                self._asked.is_all = False
            return found

        return told
