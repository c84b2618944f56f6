"""The parser's events in, values and their places out: no nodes in between, for a base has hundreds of thousands."""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Callable, Sequence
from sys import intern
from typing import Any

import yaml
from yaml._yaml import CParser

from timonel.text import Said, said

Value = object  # None, bool, int, float, str, list of values, dict of str to values

MAX_SCALAR = 2**20
MAX_DEPTH = 100
MAX_ALIASED = 100_000
MAX_NODES = 1_000_000
SHIFT = 32  # a place is line << 32 | column, both from 0

_KEYWORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_NUMERIC = frozenset("0123456789+-.")
_INT = re.compile(r"[-+]?[0-9]{1,4000}\Z")
_BASED = re.compile(r"0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
# Numbers that are not written as one writes an amount, and would not come back as they were: 0012, +52, 0x1F, 2e5 (5.2e-05 does).
_CODE = re.compile(r"[-+]?0[0-9]|\+|0[ox]|[-+]?[0-9]+[eE]|[0-9]{16,}\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,3})?\Z")
_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "map", "seq")} | {"!"}


class ProblemError(Exception):
    """Leaves the builder; nobody outside `timonel.source` sees it."""

    def __init__(self, problem: Said, mark: int) -> None:
        """Say what is wrong, and where (as a mark)."""
        self.problem, self.mark = problem, mark


def resolve(text: str) -> Value:
    """Return what a plain scalar means in the YAML 1.2 core schema; infinities and not-a-number stay text."""
    if text in _KEYWORDS:
        return _KEYWORDS[text]
    if text[0] not in _NUMERIC:
        return text
    if _INT.match(text):
        return int(text)
    if _FLOAT.match(text):
        number = float(text)
        return text if number in (float("inf"), float("-inf")) else number
    return int(text, 0) if _BASED.match(text) else text


def kept(text: str) -> Value:
    """Return what a plain scalar means in a field of one's own (``x-…``): a code of digits stays the text that it is."""
    return text if _CODE.match(text) else resolve(text)


def build(  # noqa: C901, PLR0912, PLR0915 - one loop over events: splitting it costs a call per node
    parser: CParser, size: int, *, normal: bool = True
) -> tuple[Value, Sequence[int]]:
    """Turn the parser's events into values, without nodes in between: twice as fast as a loader that keeps no places.

    Args:
        parser: has read nothing yet.
        size: length of the text.
        normal: whether the text is in Unicode's composed form (NFC) already; its values always are.
    """
    scalar, map_start, list_start = yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent
    map_end, list_end, alias = yaml.MappingEndEvent, yaml.SequenceEndEvent, yaml.AliasEvent
    next_event: Callable[[], Any] = parser.get_event if normal else _composed(parser.get_event)
    keywords, numeric = _KEYWORDS, _NUMERIC
    marks: array[int] = array("Q")
    add_mark = marks.append if size < MAX_NODES else _limited(marks)  # a value takes at least one character
    stack: list[tuple[object, str | None, str | None, int]] = []  # parent, its pending key, own anchor, own first mark
    anchors: dict[str, tuple[Value, int, int]] = {}  # value, first mark, end of marks
    root: Value = None
    box: object = None  # the mapping or list being filled
    key: str | None = None
    anchor: str | None
    aliased = documents = own = 0  # own: how deep the field of one's own (x-…) lies whose value is being read
    while True:
        event = next_event()
        kind = type(event)
        if kind is scalar:
            value: Any = event.value
            anchor = event.anchor
            if len(value) > MAX_SCALAR:
                raise ProblemError(said("a value of more than 1 MiB"), _mark(event))
            if type(box) is dict and key is None:
                mark = event.start_mark
                if value in box:
                    raise ProblemError(said("the field `{field}` stands twice: keep one", field=value), _mark(event))
                add_mark(mark.line << 32 | mark.column)
                key = intern(value)  # thousands of entities share their fields' names
                if anchor:
                    anchors[anchor] = (value, len(marks) - 1, len(marks))
                continue
            if event.implicit[0]:
                if value in keywords:
                    value = keywords[value]
                elif value[0] in numeric:
                    value = kept(value) if own or (key and key[:2] == "x-") else resolve(value)
            elif event.tag and event.tag != "!":
                value = _tagged(event)
            if type(box) is dict:
                box[key] = value
                key = None
            else:
                mark = event.start_mark
                add_mark(mark.line << 32 | mark.column)
                if box is None:
                    root = value
                else:
                    box.append(value)  # type: ignore[attr-defined]
            if anchor:
                anchors[anchor] = (value, len(marks) - 1, len(marks))
        elif kind is map_start or kind is list_start:
            if event.tag and event.tag not in _TAGS:
                raise ProblemError(said("the tag `{tag}` has no meaning here: delete it", tag=event.tag), _mark(event))
            fresh: Value = {} if kind is map_start else []
            if type(box) is dict:
                if key is None:
                    raise ProblemError(said("a list or mapping where the name of a field must stand"), _mark(event))
                box[key] = fresh
            else:
                mark = event.start_mark
                add_mark(mark.line << 32 | mark.column)
                if box is None:
                    root = fresh
                else:
                    box.append(fresh)  # type: ignore[attr-defined]
            if event.anchor:
                anchors.pop(event.anchor, None)
            stack.append((box, key, event.anchor, len(marks) - 1))
            if not own and key and key[:2] == "x-":
                own = len(stack)
            if len(stack) > MAX_DEPTH:
                raise ProblemError(said("more than 100 levels of nesting"), _mark(event))
            box, key = fresh, None
        elif kind is map_end or kind is list_end:
            done = box
            if own == len(stack):
                own = 0
            box, key, anchor, first = stack.pop()
            if anchor:
                anchors[anchor] = (done, first, len(marks))
            if type(box) is dict:
                key = None
        elif kind is alias:
            if event.anchor not in anchors:
                raise ProblemError(said("an alias (`*name`) without its anchor (`&name`)"), _mark(event))
            value, first, end = anchors[event.anchor]
            aliased += end - first
            if aliased > MAX_ALIASED:
                raise ProblemError(said("aliases that multiply beyond 100,000 values"), _mark(event))
            if type(box) is dict and key is None:
                raise ProblemError(said("an alias where the name of a field must stand"), _mark(event))
            if type(box) is dict:
                box[key] = value
                key = None
                marks.extend(marks[first + 1 : end])
            else:
                marks.extend(marks[first:end])
                box.append(value)  # type: ignore[attr-defined]
        elif kind is yaml.DocumentStartEvent:
            documents += 1
            if documents > 1:
                raise ProblemError(said("a second document (`---`): write one document per file"), _mark(event))
        elif kind is yaml.StreamEndEvent:
            if not documents:
                add_mark(0)
            return root, marks


def _composed(next_event: Callable[[], Any]) -> Callable[[], Any]:
    """Return what hands on a parser's events with their texts in composed form: é as one character, not e and an accent."""

    def composed() -> Any:  # noqa: ANN401 - as `_mark`
        event = next_event()
        if type(event) is yaml.ScalarEvent:
            event.value = unicodedata.normalize("NFC", event.value)
        return event

    return composed


def _limited(marks: array[int]) -> Callable[[int], None]:
    """Return what adds a mark as long as there are not too many."""

    def add(mark: int) -> None:
        if len(marks) >= MAX_NODES:
            raise ProblemError(said("more than 1,000,000 values in one file: split it"), mark)
        marks.append(mark)

    return add


def _tagged(event: Any) -> Value:  # noqa: ANN401 - as `_mark`
    """Return a scalar with an explicit core tag as that tag says."""
    if event.tag not in _TAGS:
        raise ProblemError(said("the tag `{tag}` has no meaning here: delete it", tag=event.tag), _mark(event))
    kind = event.tag.rpartition(":")[2]
    value = event.value if kind == "str" else resolve(event.value)
    wanted: Any = {"int": int, "float": (int, float), "bool": bool, "null": type(None), "str": str}.get(kind, ())
    if not isinstance(value, wanted):
        raise ProblemError(
            said("`{value}` is not what its tag `{tag}` says", value=event.value, tag=event.tag), _mark(event)
        )
    return value


def _mark(event: Any) -> int:  # noqa: ANN401 - PyYAML's types know nothing of its C parser's marks
    mark = event.start_mark
    return int(mark.line << SHIFT | mark.column)
