"""One YAML file: bytes in; plain values, and the line and column of every key and item, out. Never an exception."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple
from unicodedata import is_normalized

import yaml
from yaml._yaml import CParser

from timonel.files import MAX_BYTES
from timonel.source.events import (
    MAX_ALIASED,
    MAX_DEPTH,
    MAX_NODES,
    MAX_SCALAR,
    SHIFT,
    ProblemError,
    Value,
    build,
    resolve,
)
from timonel.source.lines import Lines, Trouble, cut
from timonel.text import Said, said

__all__ = [
    "MAX_ALIASED", "MAX_BYTES", "MAX_DEPTH", "MAX_NODES", "MAX_SCALAR",
    "Broken", "Document", "Lines", "Path", "Trouble", "Value", "count", "cut", "locate", "parse", "quoting", "resolve",
]  # fmt: skip

Path = tuple[str | int, ...]


class Document(NamedTuple):
    """A file that is YAML: its value, and one place per node in reading order (see `locate`)."""

    path: str
    value: Value
    marks: Sequence[int]
    data: bytes


class Broken(NamedTuple):
    """A file that is not YAML: what is wrong, where (line and column from 1), and what to do if that is particular."""

    path: str
    problem: Said
    line: int
    column: int
    data: bytes
    hint: Said | None = None


def parse(path: str, data: bytes) -> Document | Broken:
    """Read one YAML 1.2 document (core schema; dates stay text).

    Args:
        path: the file's name, carried along.
        data: the file's bytes, at most `MAX_BYTES`.
    """
    if len(data) > MAX_BYTES:
        return Broken(path, said("the file has more than 64 MiB"), 1, 1, b"", said("split it into several files"))
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        problem, hint = (
            said("bytes that are not UTF-8: save the file as UTF-8"),
            said("in the editor: Save with encoding, UTF-8"),
        )
        place = before.count("\n") + 1, error.start - data.rfind(b"\n", 0, error.start)
        return Broken(path, problem, *place, data, hint)
    try:
        trouble = _unmerged(text) if b"<<<<<<<" in data else None
        if trouble is None:
            value, marks = build(CParser(text), len(text), normal=_is_normal(text))
            return Document(path, value, marks, data)
    except yaml.YAMLError as error:
        from timonel.source.problems import explain  # noqa: PLC0415 - few files have any

        trouble = explain(error, text)
    except ProblemError as error:
        trouble = Trouble(error.problem, (error.mark >> SHIFT) + 1, (error.mark & 0xFFFFFFFF) + 1)
    return Broken(path, trouble.problem, trouble.line, trouble.column, data, trouble.hint)


def _unmerged(text: str) -> Trouble | None:
    from timonel.source.problems import unmerged  # noqa: PLC0415 - as above

    return unmerged(text)


def _is_normal(text: str) -> bool:
    """Whether all values of a text are in Unicode's composed form (NFC); escapes may hide what is not."""
    return is_normalized("NFC", text) and "\\u" not in text and "\\U" not in text


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
    return (mark >> SHIFT) + 1, (mark & 0xFFFFFFFF) + 1


def quoting(document: Document, lines: Lines, node: int, value: Value) -> Callable[[Path], str]:
    """Return what gives, for a key path, the rest of its line in the file (as `Lines.behind`).

    Args:
        document: the file.
        lines: its lines.
        node: as in `locate`.
        value: as in `locate`.
    """

    def rest(path: Path) -> str:
        return lines.behind(*locate(document, path, node, value), key=bool(path) and isinstance(path[-1], str))

    return rest


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
