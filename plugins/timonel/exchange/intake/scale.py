"""Probabilities and impacts: words and numbers of a scale, as numbers from 1 to 5."""

from __future__ import annotations

import re
from collections.abc import Mapping

from timonel.exchange.intake import words
from timonel.exchange.sheets.cells import Cell, CellError, plain
from timonel.exchange.sheets.layout import squeezed
from timonel.text import said

HIGHEST = 5
_BESIDE = re.compile(r"\(.*?\)|^\W*\d\s*[-–.:=)]\s*")  # «4 - High», «High (4)»
_NUMBER = re.compile(r"\(?(\d{1,3})(?![\d%.,/])")


def step(cell: Cell, told: Mapping[str, int | None], title: str) -> int:
    """Return the number from 1 to 5 that a cell means.

    Args:
        cell: the cell.
        told: word → number, as somebody says.
        title: the header of its column.

    Raises:
        CellError: it means none; the hint names the option that says it.
    """
    text = plain(cell)
    known = {**words.scale(), **{squeezed(word): number for word, number in told.items() if number}}
    found = known.get(squeezed(text)) or known.get(squeezed(_BESIDE.sub("", text)))
    number = found or (int(digits[1]) if (digits := _NUMBER.match(text)) else 0)
    if not 1 <= number <= HIGHEST:
        raise CellError(
            said("`{value}` is on no scale of 5", value=text),
            said('say what it stands for: --scale "{word}=4" (column “{name}”)', word=text, name=title),
        )
    return number
