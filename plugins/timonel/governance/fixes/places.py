"""Where a finding stands in the text of its file, and what is put there."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from timonel.governance.finding import Finding
from timonel.model import Base
from timonel.source import Document
from timonel.source.spans import Span, spans
from timonel.text import Said

MOST = 2**20  # bytes of a file in which fixes are looked for


class Edit(NamedTuple):
    """Characters of a file to replace: from ``start`` to before ``end``, line and column from 1, by ``text``."""

    file: str
    start: tuple[int, int]
    end: tuple[int, int]
    text: str


class Fix(NamedTuple):
    """A way to mend a finding.

    Attributes:
        title: what it does.
        safe: whether it changes only how something is written; else it decides something.
        edits: what it changes.
    """

    title: Said
    safe: bool
    edits: Sequence[Edit]


class At(NamedTuple):
    """A place in a file: its text, the spans from the entity to the value that a finding is about, and that value's schema.

    Attributes:
        lines: where the lines of the text begin.
    """

    file: str
    text: str
    lines: Sequence[int]
    way: Sequence[tuple[Span | None, Span]]
    value: Any
    whole: bool
    node: Mapping[str, Any]

    @property
    def span(self) -> Span:
        """Where the value stands, or the last of its parents that is there."""
        return self.way[-1][1]

    @property
    def key(self) -> Span | None:
        """Where its key stands."""
        return self.way[-1][0]


def place_of(base: Base, finding: Finding) -> At | None:
    """Return the place of a finding; None where its file cannot be cut."""
    document = base.files.get(finding.spot.file)
    if not isinstance(document, Document) or len(document.data) > MOST:
        return None
    text, lines, root = _read(document.data)
    if root is None:
        return None
    place, kind = _place(document, finding)
    schema = base.schema.kinds.get(kind)
    way: list[tuple[Span | None, Span]] = [(None, root)]
    value: Any = document.value
    node: Mapping[str, Any] = schema.schema if schema else {}
    whole = True
    for step in (*place, *finding.spot.keys):
        try:
            number = [*value].index(step) if isinstance(value, dict) else int(step)
            way.append(way[-1][1].parts[number])
            value = value[step]
        except (ValueError, IndexError, KeyError, TypeError):
            whole = False
            break
        if way[1:] and len(way) > len(place) + 1:
            node = node.get("items", {}) if isinstance(step, int) else node.get("properties", {}).get(step, {})
    return At(document.path, text, lines, way, value, whole, node)


@lru_cache(maxsize=8)
def _read(data: bytes) -> tuple[str, Sequence[int], Span | None]:
    """Return a file's text, where its lines begin and its values stand; the findings of one file come one after the other."""
    text = data.decode().removeprefix("\ufeff")
    return text, [0, *(one.end() for one in re.finditer("\n", text))], spans(text)


def _place(document: Document, finding: Finding) -> tuple[tuple[Any, ...], str]:
    """Return where the entity of a finding stands in its file, and its kind."""
    kind, _, id_ = finding.spot.subject.partition(":")
    if finding.spot.entity is not None:
        return tuple(finding.spot.entity.place), kind
    if isinstance(document.value, list) and kind != "file":
        for number, one in enumerate(document.value):
            if isinstance(one, dict) and one.get("id") == id_:
                return (number,), kind
    return (), kind


def edit(at: At, start: int, end: int, text: str) -> Edit:
    def place(offset: int) -> tuple[int, int]:
        line = bisect_right(at.lines, offset)
        return line, offset - at.lines[line - 1] + 1

    return Edit(at.file, place(start), place(end), text)


def put(at: At, text: str, title: Said, *, safe: bool) -> Fix | None:
    """Return the fix that puts a word in the place of a value, between the marks that it has."""
    span = at.span
    if not at.whole or span.parts or span.style not in ("", "'", '"'):
        return None
    return Fix(title, safe, [edit(at, span.start, span.end, f"{span.style}{text}{span.style}")])
