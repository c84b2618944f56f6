"""Numbers as people write them: with thousands, decimals and currencies, and with a word for what they mean."""

from __future__ import annotations

import re
from collections.abc import Sequence

from timonel.exchange.intake import words
from timonel.exchange.sheets.cells import Cell, plain
from timonel.text import fold

_GROUPED = re.compile(r"[-+]?[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*(?:[.,]\d+)?\Z")
_CURRENCY = re.compile(r"\A(?:[€$£]|US\$|[A-Z]{3}(?=[\s\d]))\s*|\s*(?:[€$£]|\b[A-Z]{3})\Z")
_LAST = re.compile(r"\s+(\w+)\Z")
# «4 - High», «(4) Alto»; «High (4)», «Alto: 4»: the word is there, else "-5" would be 5.
RANKED = re.compile(r"\(?(\d{1,2})\)?\s*[-–—.:)=]\s*(\D*[^\W\d_]\D*)\Z|(\D*[^\W\d_]\D*?)\s*[-–—(:=]+\s*(\d{1,2})\)?\Z")
_SHOWN = {
    ",": re.compile(r"[-+]?(?:\d{1,3}(?:\.\d{3})+,\d+|\d+,(?!\d{3}\Z)\d+|\d{1,3}(?:\.\d{3}){2,})\Z"),
    ".": re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+\.\d+|\d+\.(?!\d{3}\Z)\d+|\d{1,3}(?:,\d{3}){2,})\Z"),
}


def read(cell: Cell, decimal: str | None) -> Cell:
    """Return a number as text without thousands and currency; what is none stays as it is.

    Args:
        cell: the cell.
        decimal: the mark before decimals, None where nothing says it.
    """
    if not isinstance(cell, str):
        return cell
    text = _bare(cell)
    if decimal and _GROUPED.match(text):
        other = "," if decimal == "." else "."
        if text.count(other) and (decimal not in text or text.rindex(decimal) > text.rindex(other)):
            text = text.replace(other, "")
    if ranked := RANKED.match(text):
        return int(ranked[1] or ranked[4])
    return re.sub(r"(?<=\d)[\s\u202f\xa0'](?=\d{3})", "", text)


def decimal_of(texts: Sequence[str]) -> str | None:
    """Return the mark before decimals that a column's numbers show, None where they show none or both."""
    bare = [_bare(one) for one in texts]
    found = [mark for mark, shown in _SHOWN.items() if any(map(shown.match, bare))]
    return found[0] if len(found) == 1 else None


def is_grouped(text: str) -> bool:
    """Whether a number may have marks between its thousands."""
    return bool(_GROUPED.match(_bare(text)))


def _bare(text: str) -> str:
    """Return a number without its currency."""
    text = _CURRENCY.sub("", plain(text)).strip()
    last = _LAST.search(text)
    return text[: last.start()] if last and fold(last[1]) in words.phrases("money") else text
