"""Where the values of a YAML text stand, for those who change one and leave every other byte."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import yaml
from yaml._yaml import CParser


class Span(NamedTuple):
    """Where a value stands in its file's text: from ``start`` to ``end``, without what follows it.

    Attributes:
        start: place of its first character.
        end: place after its last one, comments and line breaks left out.
        column: column of its first character, from 0.
        style: how it is written: "flow" or "block" of a mapping or list; a scalar's quotation mark or block sign, or "".
        parts: of a mapping the (key, value), of a list the (None, item) pairs.
    """

    start: int
    end: int
    column: int
    style: str
    parts: Sequence[tuple[Span | None, Span]] = ()


class _Places(CParser):
    """Composes nodes without looking for what they mean, which takes longer than all the rest."""

    def resolve(self, *_: object) -> str:
        return ""

    def descend_resolver(self, *_: object) -> None:
        """Note nothing."""

    ascend_resolver = descend_resolver


def spans(text: str) -> Span | None:
    """Return where the values of a YAML text without byte order mark stand; None where it holds none, or an alias."""
    try:
        root: Any = _Places(text).get_single_node()
        return _span(text, root, 0, len(text)) if root else None
    except (yaml.YAMLError, ValueError):
        return None


def _span(text: str, node: Any, low: int, high: int) -> Span:  # noqa: ANN401 - PyYAML has no types
    start, end = node.start_mark.index, node.end_mark.index
    if not low <= start <= end <= high:
        raise ValueError  # an alias: what it stands for is elsewhere
    column = node.start_mark.column
    if isinstance(node, yaml.ScalarNode):
        return Span(start, start + len(text[start:end].rstrip(" \t\r\n")), column, node.style or "")
    parts: list[tuple[Span | None, Span]] = []
    low = start
    for one in node.value:
        key = _span(text, one[0], low, end) if isinstance(one, tuple) else None
        value = _span(text, one[1] if key else one, key.end if key else low, end)
        parts.append((key, value))
        low = value.end
    if node.flow_style:
        return Span(start, end, column, "flow", parts)
    return Span(start, max([start, *(one[1].end for one in parts)]), column, "block", parts)
