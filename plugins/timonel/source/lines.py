"""What a file itself says where a value stands: its characters, for messages that quote them, and what a `#` cut off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

import yaml
from yaml._yaml import CParser

from timonel.text import Said, said

ENDS = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # of lines, as the parser counts them
_KEY = re.compile(r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|.*?)\s*:(?:\s+|$)""")
_HASH = re.compile(rb"[^\s#][ \t]+#(?:[^\W_]|[\xc3-\xf4])")
_QUOTE = said("put the whole text between quotation marks, or a space behind the # of a comment")
_TAIL = re.compile(r"[ \t]+(#[^\W_][^\r\n]*)")


class Trouble(NamedTuple):
    """Why a file is no YAML: what is wrong, how to mend it where the words of the rule do not say it, and where (from 1)."""

    problem: Said
    line: int
    column: int
    hint: Said | None = None


class Lines:
    """The lines of a YAML file; they are not told apart before somebody asks."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    @cached_property
    def _lines(self) -> list[str]:
        return ENDS.split(self._data.decode("utf-8").removeprefix("\ufeff"))

    def behind(self, line: int, column: int, *, key: bool) -> str:
        """Return the rest of a line from a place on (from 1); of a key's place, what stands behind its colon."""
        found = self._lines[line - 1][column - 1 :]
        name = _KEY.match(found) if key else None
        return found[name.end() :] if name else found

    def place(self, line: int, column: int, char: str) -> tuple[int, int]:
        """Return line and column of the first of a character from a place on in its line, else the place."""
        at = self._lines[line - 1].find(char, column - 1) if char else -1
        return (line, at + 1) if at >= 0 else (line, column)


def cut(data: bytes) -> Iterator[Trouble]:
    """Yield where a `#` ends a text that was to go on, as in ``name: Plan #1``.

    Who writes a comment leaves a space behind the sign; where a letter or figure follows it, it was meant as text.

    Args:
        data: a file that is YAML.
    """
    if b" #" not in data or not _HASH.search(data):
        return
    text = data.decode("utf-8").removeprefix("\ufeff")
    parser: Any = CParser(text)
    while event := parser.get_event():
        if type(event) is yaml.ScalarEvent and not event.style:
            mark: Any = event.end_mark
            found = _TAIL.match(text, mark.index)
            if found:
                wrong = said("`{text}` is a comment to YAML, and the text ends before it", text=found[1])
                yield Trouble(wrong, mark.line + 1, mark.column + 1 + found.start(1) - mark.index, _QUOTE)
