"""A file's text as an editor holds it, and the places in it as the editor counts them."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from lsprotocol.types import Position, PositionEncodingKind, Range

from timonel.source.lines import ENDS

_LINES = re.compile("\r\n|[\n\r]")  # what ends a line in an editor; YAML knows more such characters
_FEED = re.compile("\n")  # what ends a line of a hand-written page
_WORD = re.compile(
    r"""(?:- +)?(?:"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\r\n]|'')*'|[^\s,\[\]{}"'#][^\s,\[\]{}]*?(?=:?(?:[\s,\[\]{}]|$)))?"""
)
_WIDE = 0xFFFF  # characters above it take two units of UTF-16


class Buffer:
    """A text that does not change; lines and characters count from 0, characters in units of an encoding.

    Args:
        text: the text.
        encoding: the encoding.
        is_page: whether it is a hand-written page: what is found in these counts lines otherwise than YAML does.
    """

    def __init__(self, text: str, encoding: str = PositionEncodingKind.Utf16, *, is_page: bool = False) -> None:
        self.text, self.encoding, self.is_page = text, encoding, is_page

    @classmethod
    def of(cls, data: bytes, encoding: str, *, is_page: bool = False) -> Buffer:
        """Return the buffer that an editor makes of a file."""
        return cls(data.decode("utf-8", "replace").removeprefix("\ufeff"), encoding, is_page=is_page)

    @cached_property
    def data(self) -> bytes:
        """The bytes of the file that it would be; half a character stays what no reader takes for one."""
        return self.text.encode("utf-8", "surrogatepass")

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(one.end() for one in _LINES.finditer(self.text))]

    @cached_property
    def _yaml(self) -> list[int]:
        """Where lines begin as findings count them."""
        first = int(self.text.startswith("\ufeff"))
        return [first, *(one.end() for one in (_FEED if self.is_page else ENDS).finditer(self.text))]

    def line(self, number: int) -> str:
        """Return a line without its end, "" where there is none."""
        if not 0 <= number < len(self._starts):
            return ""
        end = self._starts[number + 1] if number + 1 < len(self._starts) else len(self.text)
        return self.text[self._starts[number] : end].rstrip("\r\n")

    @property
    def lines(self) -> int:
        """How many lines there are."""
        return len(self._starts)

    def offset(self, position: Position) -> int:
        """Return the place in the text of a position; one behind the end of its line is that end."""
        if position.line >= len(self._starts):
            return len(self.text)
        line, units = self.line(position.line), 0
        for place, char in enumerate(line):
            if units >= position.character:
                return self._starts[position.line] + place
            units += self._units(char)
        return self._starts[position.line] + len(line)

    def position(self, offset: int) -> Position:
        """Return the position of a place in the text."""
        line = bisect_right(self._starts, offset) - 1
        before = self.text[self._starts[line] : offset].rstrip("\r\n")
        return Position(line, len(before) if before.isascii() else sum(map(self._units, before)))

    def range(self, start: int, end: int) -> Range:
        """Return the range between two places in the text."""
        return Range(self.position(start), self.position(end))

    def place(self, line: int, column: int) -> int:
        """Return the place in the text of the line and column, from 1, of a finding."""
        if not 0 < line <= len(self._yaml):
            return len(self.text)
        return min(self._yaml[line - 1] + column - 1, len(self.text))

    def word(self, line: int, column: int) -> Range:
        """Return the range of what begins at the line and column of a finding: a key, an item or a value."""
        start = self.place(line, column)
        found = _WORD.match(self.text, start)
        return self.range(start, found.end() if found else start)

    def changed(self, where: Range | None, text: str) -> Buffer:
        """Return it with other text in a range, or instead of all of it."""
        if where is not None:
            start, end = self.offset(where.start), self.offset(where.end)
            text = self.text[:start] + text + self.text[max(start, end) :]
        return Buffer(text, self.encoding, is_page=self.is_page)

    def _units(self, char: str) -> int:
        if self.encoding == PositionEncodingKind.Utf16:
            return 1 + (ord(char) > _WIDE)
        return len(char.encode("utf-8", "surrogatepass")) if self.encoding == PositionEncodingKind.Utf8 else 1
