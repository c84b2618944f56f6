"""One YAML file: bytes in; plain values, and the line and column of every key and item, out. Never an exception."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import yaml
from yaml._yaml import CParser

from timonel.text import Said, said

Value = object  # None, bool, int, float, str, list of values, dict of str to values
Path = tuple[str | int, ...]

MAX_BYTES = 64 * 2**20
MAX_SCALAR = 2**20
MAX_DEPTH = 100
MAX_ALIASED = 100_000
MAX_NODES = 1_000_000
_SHIFT = 32  # a place is line << 32 | column, both from 0

_KEYWORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_NUMERIC = frozenset("0123456789+-.")
_INT = re.compile(r"[-+]?[0-9]{1,4000}\Z")
_BASED = re.compile(r"0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,3})?\Z")
_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "map", "seq")} | {"!"}

# What libyaml says, told so that the person who edits knows what to do.
_PROBLEMS: tuple[tuple[str, str], ...] = (
    ("found character '\\t'", "a tab where YAML wants spaces: use spaces to indent"),
    ("found a tab character", "a tab where YAML wants spaces: use spaces to indent"),
    ("found unexpected end of stream", "a quotation mark opens and never closes"),
    ("mapping values are not allowed", "a colon where none may stand: put the text between quotes, or indent the line"),
    ("could not find expected ':'", "a line without its colon: write `field: value`, or indent the text"),
    ("did not find expected key", "a line that does not line up with the others: check how it is indented"),
    ("did not find expected '-' indicator", "a line that does not line up with its list: check how it is indented"),
    ("found undefined alias", "an alias (`*name`) without its anchor (`&name`)"),
    ("found character that cannot start", "a character that cannot start a text: put the text between quotes"),
    ("control characters are not allowed", "a control character: delete it, or write it as an escape between quotes"),
    ("unacceptable character", "a control character: delete it, or write it as an escape between quotes"),
)


class Document(NamedTuple):
    """A file that is YAML: its value, and one place per node in reading order (see `locate`)."""

    path: str
    value: Value
    marks: Sequence[int]
    data: bytes


class Broken(NamedTuple):
    """A file that is not YAML: what is wrong, and where (line and column from 1)."""

    path: str
    problem: Said
    line: int
    column: int
    data: bytes


class _ProblemError(Exception):
    """Raised inside this module only, to leave the builder."""

    def __init__(self, problem: Said, mark: int) -> None:
        self.problem, self.mark = problem, mark


def parse(path: str, data: bytes) -> Document | Broken:
    """Read one YAML 1.2 document (core schema; dates stay text).

    Args:
        path: the file's name, carried along.
        data: the file's bytes, at most `MAX_BYTES`.
    """
    if len(data) > MAX_BYTES:
        return Broken(path, said("the file has more than 64 MiB"), 1, 1, b"")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        problem = said("bytes that are not UTF-8: save the file as UTF-8")
        return Broken(path, problem, before.count("\n") + 1, error.start - data.rfind(b"\n", 0, error.start), data)
    try:
        value, marks = _build(CParser(text), len(text))
    except yaml.YAMLError as error:
        problem, line, column = _explain(error, text)
        return Broken(path, problem, line, column, data)
    except _ProblemError as error:
        return Broken(path, error.problem, (error.mark >> _SHIFT) + 1, (error.mark & 0xFFFFFFFF) + 1, data)
    return Document(path, value, marks, data)


def locate(document: Document, path: Path, node: int, value: Value) -> tuple[int, int]:
    """Return line and column (from 1) of the key or item that ``path`` leads to, or of the nearest parent there is.

    Args:
        document: the file.
        path: keys and list places below ``value``.
        node: the number of ``value``'s node in reading order (0 for the whole document).
        value: the value to start from.
    """
    index = node
    for step in path:
        children = _children(value)
        if not any(key == step for key, _ in children):
            break
        index += 1
        for key, child in children:
            if key == step:
                value = child
                break
            index += count(child)
    mark = document.marks[index]
    return (mark >> _SHIFT) + 1, (mark & 0xFFFFFFFF) + 1


def count(value: Value) -> int:
    """Return how many nodes a value has, itself included."""
    total, waiting = 0, [value]
    while waiting:
        node = waiting.pop()
        total += 1
        if isinstance(node, dict):
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)
    return total


def _children(node: Value) -> list[tuple[str | int, Value]]:
    if isinstance(node, dict):
        return [*node.items()]
    return [*enumerate(node)] if isinstance(node, list) else []


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


def _build(parser: CParser, size: int) -> tuple[Value, Sequence[int]]:  # noqa: C901, PLR0912, PLR0915 - one loop over events: splitting it costs a call per node
    """Turn the parser's events into values, without nodes in between: twice as fast as a loader that keeps no places."""
    scalar, map_start, list_start = yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent
    map_end, list_end, alias = yaml.MappingEndEvent, yaml.SequenceEndEvent, yaml.AliasEvent
    next_event: Callable[[], Any] = parser.get_event
    keywords, numeric = _KEYWORDS, _NUMERIC
    marks: array[int] = array("Q")
    add_mark = marks.append if size < MAX_NODES else _limited(marks)  # a value takes at least one character
    stack: list[tuple[object, str | None, str | None, int]] = []  # parent, its pending key, own anchor, own first mark
    anchors: dict[str, tuple[Value, int, int]] = {}  # value, first mark, end of marks
    root: Value = None
    box: object = None  # the mapping or list being filled
    key: str | None = None
    anchor: str | None
    aliased = documents = 0
    while True:
        event = next_event()
        kind = type(event)
        if kind is scalar:
            value: Any = event.value
            anchor = event.anchor
            if len(value) > MAX_SCALAR:
                raise _ProblemError(said("a value of more than 1 MiB"), _mark(event))
            if type(box) is dict and key is None:
                mark = event.start_mark
                if value in box:
                    raise _ProblemError(said("the field `{field}` stands twice: keep one", field=value), _mark(event))
                add_mark(mark.line << 32 | mark.column)
                key = value
                if anchor:
                    anchors[anchor] = (value, len(marks) - 1, len(marks))
                continue
            if event.implicit[0]:
                if value in keywords:
                    value = keywords[value]
                elif value[0] in numeric:
                    value = resolve(value)
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
                raise _ProblemError(said("the tag `{tag}` has no meaning here: delete it", tag=event.tag), _mark(event))
            fresh: Value = {} if kind is map_start else []
            if type(box) is dict:
                if key is None:
                    raise _ProblemError(said("a list or mapping where the name of a field must stand"), _mark(event))
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
            if len(stack) > MAX_DEPTH:
                raise _ProblemError(said("more than 100 levels of nesting"), _mark(event))
            box, key = fresh, None
        elif kind is map_end or kind is list_end:
            done = box
            box, key, anchor, first = stack.pop()
            if anchor:
                anchors[anchor] = (done, first, len(marks))
            if type(box) is dict:
                key = None
        elif kind is alias:
            if event.anchor not in anchors:
                raise _ProblemError(said("an alias (`*name`) without its anchor (`&name`)"), _mark(event))
            value, first, end = anchors[event.anchor]
            aliased += end - first
            if aliased > MAX_ALIASED:
                raise _ProblemError(said("aliases that multiply beyond 100,000 values"), _mark(event))
            if type(box) is dict and key is None:
                raise _ProblemError(said("an alias where the name of a field must stand"), _mark(event))
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
                raise _ProblemError(said("a second document (`---`): write one document per file"), _mark(event))
        elif kind is yaml.StreamEndEvent:
            if not documents:
                add_mark(0)
            return root, marks


def _limited(marks: array[int]) -> Callable[[int], None]:
    """Return what adds a mark as long as there are not too many."""

    def add(mark: int) -> None:
        if len(marks) >= MAX_NODES:
            raise _ProblemError(said("more than 1,000,000 values in one file: split it"), mark)
        marks.append(mark)

    return add


def _tagged(event: Any) -> Value:  # noqa: ANN401 - as `_mark`
    """Return a scalar with an explicit core tag as that tag says."""
    if event.tag not in _TAGS:
        raise _ProblemError(said("the tag `{tag}` has no meaning here: delete it", tag=event.tag), _mark(event))
    kind = event.tag.rpartition(":")[2]
    value = event.value if kind == "str" else resolve(event.value)
    wanted: Any = {"int": int, "float": (int, float), "bool": bool, "null": type(None), "str": str}.get(kind, ())
    if not isinstance(value, wanted):
        raise _ProblemError(
            said("`{value}` is not what its tag `{tag}` says", value=event.value, tag=event.tag), _mark(event)
        )
    return value


def _mark(event: Any) -> int:  # noqa: ANN401 - PyYAML's types know nothing of its C parser's marks
    mark = event.start_mark
    return int(mark.line << _SHIFT | mark.column)


def _explain(error: yaml.YAMLError, text: str) -> tuple[Said, int, int]:
    """Return what libyaml found in words of ours, with line and column from 1."""
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error).partition("\n")[0]
    mark: Any = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line, column = (mark.line, mark.column) if mark else (0, 0)
    if mark is None and isinstance(getattr(error, "position", None), int):
        before = text.encode()[: error.position].decode("utf-8", "ignore")  # type: ignore[attr-defined]
        line, column = before.count("\n"), len(before) - before.rfind("\n") - 1
    if mark is not None and text[mark.index : mark.index + 1] == "\t":
        problem = "found a tab character"
    known = next((ours for theirs, ours in _PROBLEMS if theirs in problem), None)
    return said(known) if known else said("the parser says: {problem}", problem=problem), line + 1, column + 1


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


def spans(text: str) -> Span | None:
    """Return where the values of a YAML text without byte order mark stand; None where it holds none, or an alias."""
    try:
        root: Any = yaml.CSafeLoader(text).get_single_node()
        return _span(text, root, 0, len(text)) if root else None
    except (yaml.YAMLError, ValueError):
        return None


def _span(text: str, node: Any, low: int, high: int) -> Span:  # noqa: ANN401 - as `_mark`
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
