"""The lines of a page: its paragraphs, lists and tables, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from timonel.site.clean.tags import (
    BEGIN,
    BLOCK,
    CAPTION,
    CELL,
    DRAWN,
    ENDED,
    HEAD,
    ITEM,
    LIST,
    NUMBERED,
    PARAGRAPH,
    ROW,
    TABLE,
)  # fmt: skip
from timonel.site.clean.text import begun

_NOTHING = (PARAGRAPH, f"{PARAGRAPH} ", "")
_SPACES = ("\n", "\u00a0", "\u202f")
_TABLED = frozenset({TABLE, CAPTION, ROW, HEAD, DRAWN})


class Lines:
    """Makes lines of what begins on a page, each said by its first letter.

    Attributes:
        lines: the lines.
    """

    def __init__(self, text: str) -> None:
        self.lines: list[str] = []
        self._lists: list[str] = []  # what the items of the lists begin with that are open
        self._item = ""  # what the item begins with of which nothing is said yet
        self._rows: list[str] | None = None  # of the table that is open
        self._heads = 0  # how many of them head it
        self._read(text)

    def _read(self, text: str) -> None:
        for space in _SPACES:
            text = text.replace(space, " ")
        while "  " in text:
            text = text.replace("  ", " ")
        for part in text.split(BEGIN):
            if part in _NOTHING:
                continue
            kind, said = part[0], part[1:].strip()
            if kind == PARAGRAPH:
                if self._rows is None:
                    self._say(said)
                else:
                    self._rows[-1] += f" {said}"
            elif self._rows is not None and kind not in _TABLED:
                self._rows[-1] += f" {said}"
            else:
                self._ACTS.get(kind, Lines._heading)(self, said, kind)

    def _say(self, text: str) -> None:
        """Add a line."""
        if not text:
            pass
        elif self._item:
            self.lines.append(f"{'  ' * (len(self._lists) - 1)}{self._item}{begun(text)}")
            self._item = ""
        elif self._lists:
            self.lines.append(f"{'  ' * len(self._lists)}{begun(text)}")
        else:
            self._apart()
            self.lines += (begun(text), "")

    def _apart(self) -> None:
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def _heading(self, text: str, kind: str) -> None:
        if text:
            self._apart()
            self.lines += (f"{'#' * int(kind)} {text}", "")

    def _block(self, text: str, _kind: str) -> None:
        self._apart()
        self.lines += (text, "")

    # Lists

    def _list(self, text: str, kind: str) -> None:
        if not self._lists:
            self._apart()
        self._lists.append("1. " if kind == NUMBERED else "- ")
        if text:
            self._say(text)

    def _listed(self, text: str, _kind: str) -> None:
        self._lists.pop()
        self._item = ""
        if not self._lists:
            self._apart()
        if text:
            self._say(text)

    def _begin(self, text: str, _kind: str) -> None:
        """Begin an item."""
        self._item = self._lists[-1] if self._lists else ""
        if text:
            self._say(text)

    # Tables

    def _begin_table(self, _text: str, _kind: str) -> None:
        self._rows, self._heads = [""], 0

    def _caption(self, text: str, _kind: str) -> None:
        """Say what a table shows, unless the line above has said it."""
        above = next((line for line in reversed(self.lines) if line), "")
        if text and text not in above:
            self._apart()
            self.lines.append(f"{text}:")

    def _row(self, text: str, _kind: str) -> None:
        if self._rows is not None:
            self._rows.append(text)

    def _head(self, _text: str, _kind: str) -> None:
        self._heads = len(self._rows or ()) - 1

    def _drawn(self, text: str, _kind: str) -> None:
        """End a table."""
        rows, self._rows = [[cell.strip() for cell in row.split(CELL)[1:]] for row in (self._rows or [])[1:]], None
        wide = max(map(len, rows), default=0)
        head, body = (rows[self._heads - 1], rows[self._heads :]) if self._heads else ([], rows)
        self._apart()
        for row in ([*head], ["---"] * wide, *body) if wide else ():
            self.lines.append(f"| {' | '.join(row + [''] * (wide - len(row)))} |")
        self.lines.append("")
        if text:
            self._say(text)

    _ACTS: ClassVar[Mapping[str, Callable[[Lines, str, str], None]]] = {
        LIST: _list, NUMBERED: _list, ENDED: _listed, ITEM: _begin, BLOCK: _block,
        TABLE: _begin_table, CAPTION: _caption, ROW: _row, HEAD: _head, DRAWN: _drawn,
    }  # fmt: skip
