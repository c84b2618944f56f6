"""CSV as text in, records out; what is wrong is told at the line where it begins, however far away it is noticed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from timonel.text import Said, said

_DELIMITERS = ",;\t|"
_DECLARED = re.compile(r"sep=([,;\t|])\r?\n", re.IGNORECASE)
_SAMPLE, _LINES = 200_000, 40  # letters and lines that are looked at
_QUOTED = re.compile(r'"[^"]*+(?:""[^"]*+)*+("?)')


class DelimitedError(Exception):
    """A text that is no CSV."""

    def __init__(self, problem: Said) -> None:
        """Say what is wrong, where, and what to do."""
        super().__init__(problem)
        self.problem = problem


def delimiter(text: str) -> str:
    """Return what stands between the cells of most of a text's first lines: commas, semicolons, tabs or bars.

    A first line ``sep=;`` says it. What stands in quotes does not count.
    """
    if declared := _DECLARED.match(text):
        return declared[1]
    lines = re.sub(r'"[^"]*+(?:"|\Z)', "", text[:_SAMPLE]).splitlines()[:_LINES]
    return max(
        _DELIMITERS, key=lambda mark: (sum(mark in line for line in lines), sum(line.count(mark) for line in lines))
    )


def records(text: str) -> Iterator[list[str]]:
    """Yield the cells of each record.

    Raises:
        DelimitedError: it is no CSV from here on.
    """
    mark = delimiter(text)
    begun = at = (0, 1)  # letters and lines: where the record begins, and what was taken of the text

    def lines() -> Iterator[str]:
        nonlocal at
        for line in io.StringIO(text, newline=""):
            at = (at[0] + len(line), at[1] + 1)
            yield line

    try:
        for cells in csv.reader(lines(), delimiter=mark, strict=True):
            yield cells
            begun = at
    except csv.Error:
        raise DelimitedError(_problem(text, mark, *begun)) from None


def _problem(text: str, mark: str, start: int, line: int) -> Said:
    """Return what is wrong with the record that begins at a letter in a line."""
    bare, at = re.compile(rf"[^{mark}\r\n]*"), start
    while at < len(text) and text[at] not in "\r\n":
        cell = _QUOTED.match(text, at) or bare.match(text, at)
        assert cell is not None  # noqa: S101 - a bare cell may be empty
        at = cell.end()
        here = line + text.count("\n", start, cell.start())
        if cell.re is _QUOTED and (not cell[1] or text[at : at + 1] not in ("", mark, "\r", "\n")):
            return said(
                "line {line}: the quotation mark that opens here does not close at the end of a cell; close it, and write it twice inside a text",
                line=str(here),
            )
        if cell.end() - cell.start() > csv.field_size_limit():
            return said(
                "line {line}: a cell with more than {number} letters; shorten it",
                line=str(here),
                number=csv.field_size_limit(),
            )
        at += text[at : at + 1] == mark
    return said("line {line} is no line of a CSV file: save the file as CSV UTF-8", line=str(line))
