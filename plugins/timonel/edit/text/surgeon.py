"""Cuts in the text of a YAML file: the places that a changed value takes, and what stands there then."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from difflib import SequenceMatcher
from typing import Any

from timonel.edit.text import entity_file as writer
from timonel.source.spans import Span

Yaml = Any  # a value as `parse` gives it
_HEADER = re.compile(r"[|>][-+\d]*([ \t]+#.*)")  # of a block scalar, with a comment
_WIDTH_OF_KEY = 30  # about what a key takes of the line; it only decides what is folded


def equal(one: Yaml, other: Yaml) -> bool:
    """Whether two values are the same, 1, 1.0 and true being three."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


class Surgeon:
    """Collects cuts in a text; used once. Without ``fine``, a changed field of an entity is written anew as a whole."""

    def __init__(self, text: str, *, fine: bool) -> None:
        self.text, self.fine = text, fine
        self.cuts: list[tuple[int, int, str]] = []
        self.line_end = "\r\n" if "\r\n" in text else "\n"

    def result(self) -> str:
        """Return the text with all cuts made."""
        parts, at = [], 0
        for start, end, text in sorted(self.cuts, key=lambda cut: cut[:2]):
            if start < at:  # two cuts in one place: what comes out is not what was meant, and the reader says so
                continue
            parts += [self.text[at:start], text]
            at = end
        return "".join([*parts, self.text[at:]])

    def change(  # noqa: PLR0913 - what is changed, into what, and where
        self, span: Span, old: Yaml, new: Yaml, shape: Mapping[str, Any], indent: int | None, *, top: bool = False
    ) -> None:
        """Turn one value into another.

        ``indent`` is the column of its key or dash, None between braces or brackets; ``top`` is whether it is an entity.
        """
        if equal(old, new):
            return
        both = [type(one) for one in (old, new)]
        fine = self.fine or top
        if both == [dict, dict] and old.keys() & new.keys() and fine:
            self._mapping(span, old, new, shape)
        elif both == [list, list] and old and new and fine:
            self._list(span, old, new, shape.get("items", {}))
        else:
            self._replace(span, new, shape, indent)

    def append(self, span: Span, old: Sequence[Any], added: Iterable[Any], shape: Mapping[str, Any]) -> None:
        """Put entities at the end of a list of them, with blank lines between where it has them."""
        last = span.parts[-1][1]
        if span.style == "flow":
            self.cuts += [(last.end, last.end, f", {writer.flow(one)}") for one in added]
            return
        before = span.parts[-2][1].end if len(old) > 1 else last.start
        gap = self.line_end if "\n\n" in self.text[before : last.start].replace("\r", "") else ""
        for one in added:
            self._insert(self._below(last.end), [*writer.item(one, span.column, shape)], gap)

    def drop(self, span: Span, gone: AbstractSet[int]) -> None:
        """Take entities out of a list of them, by their numbers; some must stay."""
        if not gone:
            return
        if span.style == "flow":
            self._in_flow(span, [place for place in range(len(span.parts)) if place not in gone], {})
            return
        self.cuts += [(self._dash(span, span.parts[one][1]), self._below(span.parts[one][1].end), "") for one in gone]

    # Mappings

    def _mapping(self, span: Span, old: dict[str, Any], new: dict[str, Any], shape: Mapping[str, Any]) -> None:
        places = dict(zip(old, range(len(old)), strict=True))
        for name, place in places.items():
            if name in new:
                key, value = span.parts[place]
                assert key is not None  # noqa: S101 - a mapping's parts have keys
                indent = key.column if span.style == "block" else None
                self.change(value, old[name], new[name], writer.inner(shape, name), indent)
        kept = [place for name, place in places.items() if name in new]
        added = [name for name in writer.ordered(new, shape) if name not in old]
        if span.style == "flow":
            texts = {len(old): [f"{writer.scalar(one, inside=True)}: {writer.flow(new[one])}" for one in added]}
            self._in_flow(span, kept, texts)
            return
        self._drop_fields(span, kept)
        names = [*old]
        order = [*shape.get("properties", {})]
        for name in added:
            if (
                name in order
            ):  # behind those that the model has before it, else behind the first, which may follow a dash
                before = [one for one in kept if names[one] in order[: order.index(name)]]
                anchor = max(before, key=lambda one: order.index(names[one]), default=kept[0])
            else:
                anchor = kept[-1]
            lines = [*writer.entry(name, new[name], span.column, writer.inner(shape, name))]
            self._insert(self._below(span.parts[anchor][1].end), lines)

    def _drop_fields(self, span: Span, kept: Sequence[int]) -> None:
        for place, (key, value) in enumerate(span.parts):
            if place in kept or key is None:
                continue
            start = self._line_start(key.start)
            if not self.text[start : key.start].strip():
                self.cuts.append((start, self._below(value.end), ""))
            else:  # the first field, after the dash of an item: the next one takes its place
                following = next((one for one in kept if one > place), None)
                end = span.parts[following][0] if following is not None else None
                self.cuts.append((key.start, end.start if end else self._below(value.end), ""))

    # Lists

    def _list(self, span: Span, old: list[Any], new: list[Any], shape: Mapping[str, Any]) -> None:
        kept: list[int] = []
        texts: dict[int, list[Yaml]] = {}
        for tag, low, high, first, last in SequenceMatcher(
            None, _names(old), _names(new), autojunk=False
        ).get_opcodes():
            pairs = min(high - low, last - first) if tag in ("equal", "replace") else 0
            for step in range(pairs):
                kept.append(low + step)
                indent = span.column if span.style == "block" else None
                self.change(span.parts[low + step][1], old[low + step], new[first + step], shape, indent)
            texts.setdefault(low + pairs if tag != "delete" else low, []).extend(new[first + pairs : last])
        if span.style == "flow":
            self._in_flow(span, kept, {place: [*map(writer.flow, found)] for place, found in texts.items()})
            return
        for place, (_, value) in enumerate(span.parts):
            if place not in kept:
                start = self._dash(span, value)
                self.cuts.append((start, self._below(value.end), ""))
        for place, lacking in texts.items():
            at = self._below(span.parts[place - 1][1].end) if place else self._dash(span, span.parts[0][1])
            for one in lacking:
                self._insert(at, [*writer.item(one, span.column, shape)])

    def _dash(self, span: Span, value: Span) -> int:
        """Return the start of the line on which an item's dash stands."""
        at = self._line_start(value.start)
        while at > span.start and self.text[at + span.column : at + span.column + 1] != "-":
            at = self._line_start(at - 1)
        return at

    def _in_flow(self, span: Span, kept: Sequence[int], texts: Mapping[int, Sequence[str]]) -> None:
        """Drop and add parts between braces or brackets, of which some stay; ``texts`` stand before the part of that number."""
        ends = [((key or value).start, value.end) for key, value in span.parts]
        for place in range(len(ends)):
            if place in kept:
                continue
            if any(one > place for one in kept):
                self.cuts.append((ends[place][0], ends[place + 1][0], ""))
            else:
                self.cuts.append((ends[place - 1][1], ends[place][1], ""))
        for place, found in texts.items():
            before = [one for one in kept if one < place]
            if before:
                at = ends[before[-1]][1]
                self.cuts += [(at, at, f", {text}") for text in found]
            else:
                at = ends[kept[0]][0]
                self.cuts += [(at, at, f"{text}, ") for text in found]

    # Text

    def _replace(self, span: Span, new: Yaml, shape: Mapping[str, Any], indent: int | None) -> None:
        if indent is None:
            self.cuts.append((span.start, span.end, self._alike(span, new) or writer.flow(new)))
            return
        line = self._line_start(span.start)
        used = span.start - line if span.style != "block" else _WIDTH_OF_KEY
        old = self.text[span.start : span.end]
        styled = self._styled(span, old, new, indent)
        first, rest = styled or writer.after(new, indent, used, shape)
        behind = self.text[span.end : self._below(span.end)].rstrip("\r\n")
        header = _HEADER.match(old) if span.style in ("|", ">") else None
        comment = header[1].rstrip("\r") if header else behind
        start = span.start
        if not first or span.style == "block" or start == span.end:
            start = self.text.rfind(":" if self.text[:start].rstrip().endswith(":") else "-", 0, start) + 1
            first = f" {first}" if first else ""
        if not rest:
            self.cuts.append((start, span.end, first + (comment if span.style in ("|", ">") else "")))
        else:
            text = self.line_end.join([first + comment, *rest])
            self.cuts.append((start, span.end + len(behind), text))

    def _styled(self, span: Span, old: str, new: Yaml, indent: int) -> tuple[str, list[str]] | None:
        """Return a text written as the old one was, between the same marks; None where that does not fit."""
        if not isinstance(new, str):
            return None
        if span.style in ("|", ">"):
            lines = [one for one in old.split("\n")[1:] if one.strip()]
            column = len(lines[0]) - len(lines[0].lstrip(" ")) if lines else indent + 2
            return writer.block(new, column, span.style)
        line = self._alike(span, new)
        return (line, []) if line and span.start - self._line_start(span.start) + len(line) <= writer.WIDTH else None

    def _alike(self, span: Span, new: Yaml) -> str | None:
        """Return a text between the quotation marks that the old one had."""
        if isinstance(new, str) and span.style == '"':
            return writer.quoted(new)
        if isinstance(new, str) and span.style == "'" and new.isprintable():
            return "'" + new.replace("'", "''") + "'"
        return None

    def _insert(self, at: int, lines: Sequence[str], gap: str = "") -> None:
        text = "".join(f"{line}{self.line_end}" for line in lines)
        # Nothing ends the last line, unless what was put there before did.
        open_ = at == len(self.text) and not self.text.endswith("\n") and all(start != at for start, *_ in self.cuts)
        self.cuts.append((at, at, f"{self.line_end if open_ else ''}{gap}{text}"))

    def _line_start(self, at: int) -> int:
        return self.text.rfind("\n", 0, at) + 1

    def _below(self, at: int) -> int:
        """Return the start of the line after the one in which a place is."""
        return self.text.find("\n", at) + 1 or len(self.text)


def _names(items: Sequence[Any]) -> list[str]:
    """Return what tells the items of a list apart, so that a changed one is still known: the id, else all of it."""
    whole: Callable[[Any], str] = lambda one: json.dumps(one, sort_keys=True)  # noqa: E731 - said twice below
    ids = [one.get("id") for one in items if isinstance(one, dict)]
    if len(ids) == len(items) == len({*ids}) and all(isinstance(one, str) for one in ids):
        return [str(one) for one in ids]
    return [whole(one) for one in items]
