"""Where in a YAML text a place lies, told from its lines alone: whoever types leaves it broken most of the time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from timonel.lsp.buffer import Buffer

ITEM = "*"
_KEY = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#\-\[\]{},&*!|>'"%@`][^#]*?)\s*:(?=\s|$)""")
_DASH = re.compile(r"-(?:\s+|$)")
_FLOW = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[\[\]{},]|:(?=\s|$)|(?:[^\s\[\]{},:"']|:(?!\s|$))+)""")
_FAR = 60  # lines that brackets span


class Step(NamedTuple):
    """What opens something in a line: a dash or a key, and its column."""

    column: int
    name: str  # ITEM for a dash


class Where(NamedTuple):
    """Where a place lies.

    Attributes:
        keys: the way to the value that begins or goes on there, `ITEM` for a list's items; of a field's name, to its mapping.
        is_value: whether a value stands there; else it may be a field's name, or an item of the list.
        column: column of the mapping's names, -1 between brackets.
        others: what the mapping names otherwise.
    """

    keys: tuple[str, ...]
    is_value: bool
    column: int
    others: frozenset[str]


def where(buffer: Buffer, line: int, column: int) -> Where:
    """Return where a place lies.

    Args:
        buffer: the text.
        line: its line, from 0.
        column: its column, from 0, in characters.
    """
    first = _begun(buffer, line, column)
    head = buffer.line(line)[:column]
    steps, rest = _steps(head if first == line else buffer.line(first))
    text = head if first == line else "\n".join([*map(buffer.line, range(first, line)), head])
    inside = _flow(text[rest:])
    names = [one.name for one in steps]
    own = steps[-1].column if steps and steps[-1].name != ITEM else rest
    above = _above(buffer, first, steps[0] if steps else Step(own, ""))
    keys = (*above, *names)
    if inside is not None:
        more, is_value, others = inside
        return Where((*keys, *more), is_value, -1, others)
    is_value = bool(steps) and steps[-1].name != ITEM
    return Where(keys, is_value, own, frozenset() if is_value else _beside(buffer, line, own))


def _steps(line: str) -> tuple[list[Step], int]:
    """Return what a line opens, and where what it says then begins."""
    place = len(line) - len(line.lstrip())
    found = []
    while dash := _DASH.match(line, place):
        found.append(Step(place, ITEM))
        place = dash.end()
    key = _KEY.match(line, place)
    if key:
        found.append(Step(place, key[1].strip("\"'")))
        place = key.end()
    return found, place


def _above(buffer: Buffer, line: int, first: Step) -> Sequence[str]:
    """Return what lies around what a line opens first."""
    found: list[str] = []
    limit, is_item = first.column, first.name == ITEM
    for number in range(line - 1, -1, -1):
        text = buffer.line(number)
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        for step in reversed(_steps(text)[0]):
            if step.column < limit or (step.column == limit and is_item and step.name != ITEM):
                found.append(step.name)
                limit, is_item = step.column, step.name == ITEM
        if limit == 0 and not is_item:
            break
    return found[::-1]


def _beside(buffer: Buffer, line: int, column: int) -> frozenset[str]:
    """Return the names of a mapping whose names stand in a column, around a line."""
    found: set[str] = set()
    for way in (range(line - 1, -1, -1), range(line, buffer.lines)):
        for number in way:
            text = buffer.line(number)
            steps = _steps(text)[0]
            if not text.strip() or (not steps and len(text) - len(text.lstrip()) >= column):
                continue
            names = [one.name for one in steps if one.column == column and one.name != ITEM and number != line]
            starts = bool(steps) and steps[0].column < column
            if starts and number > line:
                break
            found.update(names)
            if starts and way.step < 0:
                break
    return frozenset(found)


def _begun(buffer: Buffer, line: int, column: int) -> int:
    """Return the line in which the brackets open that a place lies between; its own where it lies between none.

    A name that stands no further in than the one before the brackets is a new field: whoever types has not closed them yet.
    """
    own = _steps(buffer.line(line))[0]
    least = own[0].column if own else None
    for number in range(line - 1, max(-1, line - _FAR), -1):
        text = buffer.line(number)
        steps, rest = _steps(text)
        if not steps:
            continue
        if least is not None and least <= steps[0].column:
            return line
        lines = [text[rest:], *map(buffer.line, range(number + 1, line)), buffer.line(line)[:column]]
        if _flow("\n".join(lines)) is not None:
            return number
        least = steps[0].column
    return line


def _flow(text: str) -> tuple[tuple[str, ...], bool, frozenset[str]] | None:
    """Return the way into the brackets that are open at the end of a text, whether a value stands there, and what is named beside it."""
    if text.lstrip()[:1] not in ("[", "{"):
        return None
    stack: list[tuple[str, list[str], str | None]] = []  # bracket, names so far, the name whose value comes
    last = ""
    for sign in _tokens(text):
        if sign in ("[", "{"):
            stack.append((sign, [], None))
        elif sign in ("]", "}"):
            stack.pop()
            if not stack:
                return None
        elif sign == ":" and stack and stack[-1][0] == "{":
            bracket, names, _ = stack[-1]
            name = last.strip("\"'")
            stack[-1] = (bracket, [*names, name], name)
        elif sign == "," and stack:
            stack[-1] = (*stack[-1][:2], None)
        last = sign
    if not stack:
        return None
    way = [ITEM if bracket == "[" else name for bracket, _, name in stack]
    bracket, names, last_name = stack[-1]
    is_value = bracket == "[" or last_name is not None
    return tuple(one for one in way if one is not None), is_value, frozenset() if is_value else frozenset(names)


def _tokens(text: str) -> Iterator[str]:
    return (one[1] for one in _FLOW.finditer(text))
