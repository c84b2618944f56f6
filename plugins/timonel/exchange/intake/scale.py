"""Probabilities and impacts: words and numbers of a scale, as numbers from 1 to 5."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from math import ceil

from timonel.exchange.intake import words
from timonel.exchange.sheets.cells import Cell, CellError, plain
from timonel.exchange.sheets.layout import squeezed
from timonel.text import said

HIGHEST = 5
_TEN = 10  # steps of the other usual scale
_BESIDE = re.compile(r"\(.*?\)|^\W*\d\s*[-–.:=)]\s*")  # «4 - High», «High (4)»
_NUMBER = re.compile(r"\(?(\d{1,3})(?![\d%.,/])")


def highest(cells: Iterable[object]) -> int:
    """Return the highest number of a column: above 5, its numbers are of another scale, the low ones too."""
    return max((_number(plain(one)) for one in cells if isinstance(one, str | int | float)), default=0)


def step(cell: Cell, told: Mapping[str, int | None], title: str, most: int = HIGHEST) -> int:
    """Return the number from 1 to 5 that a cell means.

    Args:
        cell: the cell.
        told: word → number, as somebody says.
        title: the header of its column.
        most: the highest number of its column.

    Raises:
        CellError: it means none; the hint names the option that says it.
    """
    text = plain(cell)
    known = {**words.scale(), **{squeezed(word): number for word, number in told.items() if number}}
    found = known.get(squeezed(text)) or known.get(squeezed(_BESIDE.sub("", text)))
    number = found or _number(text)
    if not found and number and most > HIGHEST:
        steps = range(1, _TEN + 1) if most <= _TEN else ()
        raise CellError(
            said("its numbers go up to {most}, and a scale here has 5", most=str(most)),
            said(
                'say what each stands for, for example --scale "{steps}"',
                steps=",".join(f"{one}={ceil(one / 2)}" for one in steps) or f"{number}=…",
            ),
        )
    if not 1 <= number <= HIGHEST:
        raise CellError(
            said("`{value}` is on no scale of 5", value=text),
            said('say what it stands for: --scale "{word}=4" (column “{name}”)', word=text, name=title),
        )
    return number


def _number(text: str) -> int:
    """Return the number with which a text begins, 0 where it begins with none."""
    return int(digits[1]) if (digits := _NUMBER.match(text)) else 0
