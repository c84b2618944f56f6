r"""One value ↔ one cell: what a person sees of a value, and what a cell means.

Items of a list are separated by ";" (texts, which may hold one, by a line break); a separator inside an item is written
``\;`` or ``\n``, and a backslash ``\\``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from math import isfinite
from typing import Any

from timonel import languages
from timonel.exchange.sheets.layout import Column
from timonel.schema.shorthand import short
from timonel.text import Said, fold, nearest, pick, said, say

Cell = str | int | float | bool | date | None

_TRUE = frozenset(("x", "1", "✓", "✔", "☑", "✅")).union(*(one.yes for one in languages.known().values()))
_FALSE = frozenset(("0", "✗", "✘", "☐", "❌")).union(*(one.no for one in languages.known().values()))
_ESCAPED = re.compile(r"\\([\\;n])")
_NUMBER = re.compile(r"[-+]?\d{1,300}(?:[.,]\d+)?(?:[eE][-+]?\d{1,3})?\Z")
_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(?:[.,]\d{3})+\Z")
_CODED = re.compile(r"_x([0-9A-F]{4})_")
_UNXML = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-F]{4}_)")
_BETWEEN = re.compile(r"[,;/+|\n]")
_MOST = 32767  # letters that a cell of a workbook holds
_EXACT = 2**53  # a spreadsheet's numbers hold no greater whole ones


class CellError(Exception):
    """A cell that means nothing for its column."""

    def __init__(self, problem: Said, hint: Said | None = None) -> None:
        """Say what is wrong with it, and what was meant."""
        super().__init__(problem)
        self.problem, self.hint = problem, hint


def get(fields: Any, column: Column, first: str) -> Any:  # noqa: ANN401 - a YAML value
    """Return what a mapping holds for a column: a value, a list for a cell of many, None for nothing.

    Args:
        fields: the row's mapping.
        column: the column.
        first: the base's first language, of which texts without a language are.
    """
    value = fields
    for key in column.keys:
        value = value.get(key) if isinstance(value, dict) else None
    if column.form == "text":
        if not column.many:
            return _text(value, column.lang, first)
        texts = [_text(one, column.lang, first) or "" for one in value] if isinstance(value, list) else []
        return texts if any(texts) else None
    if column.many:
        return [short(column.node, one) for one in value] if isinstance(value, list) else None
    return None if isinstance(value, dict | list) else value


def _text(value: Any, lang: str | None, first: str) -> str | None:  # noqa: ANN401 - a YAML value
    if isinstance(value, dict):
        value = value.get(lang)
    elif lang != first:
        return None
    return value if isinstance(value, str) else None


def shown(value: Any, column: Column, lang: str) -> Cell:  # noqa: ANN401 - a YAML value
    """Return the cell that shows a value: words in ``lang``, a number, or nothing; dates are ISO text."""
    if value is None:
        return None
    if column.many:
        texts = column.form == "text"
        items = [_escaped(_word(one, column, lang), texts=texts) for one in value]
        return ("\n" if texts else "; ").join(items)
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _EXACT:
        return value
    return _word(value, column, lang)


def _word(value: object, column: Column, lang: str) -> str:
    if isinstance(value, bool):
        return say("yes" if value else "no", lang)
    if column.form == "enum":
        return labels(column, lang).get(str(value), str(value))
    return str(value)


def labels(column: Column, lang: str) -> Mapping[str, str]:
    """Return value → label of an enumeration; where two values have one label, the values stay."""
    names = column.node.get("x-labels", {})
    found = {str(one): pick(names.get(one), lang) or str(one) for one in column.node.get("enum", ())}
    told = [fold(one) for one in found.values()]
    return {value: label if told.count(fold(label)) == 1 else value for value, label in found.items()}


def choices(column: Column, lang: str) -> list[str]:
    """Return what a cell may hold where there are few possibilities."""
    if column.form == "bool":
        return [say("yes", lang), say("no", lang)]
    return [*labels(column, lang).values()] if column.form == "enum" else []


def _escaped(text: str, *, texts: bool) -> str:
    text = text.replace("\\", "\\\\").replace("\n", "\\n")
    return text if texts else text.replace(";", "\\;")


def split(cell: str, *, texts: bool) -> list[str]:
    """Return the items of a cell that holds a list; empty ones only where it holds texts."""
    parts = cell.split("\n") if texts else re.split(r"(?<!\\)((?:\\\\)*)[;\n]", cell)
    if not texts:  # what stood before a separator is a pair of backslashes that belongs to the item
        parts = [a + b for a, b in zip(parts[::2], [*parts[1::2], ""], strict=True)]
    items = [_ESCAPED.sub(lambda m: "\n" if m[1] == "n" else m[1], one.strip()) for one in parts]
    return items if texts else [one for one in items if one]


def several(cell: Cell) -> bool:
    """Whether a cell seems to hold several names: «DPO, IT», «Cashier / clerk»."""
    return len([one for one in _BETWEEN.split(plain(cell)) if one.strip()]) > 1


def encoded(text: str) -> str:
    """Return text as a workbook can hold it: control characters as ``_x0007_``, and what is too long for a cell cut."""
    coded = _UNXML.sub(lambda m: f"_x{ord(m[0][0]):04X}_", text)
    return coded if len(coded) <= _MOST else f"{coded[: _MOST - 1]}…"


def decoded(text: str) -> str:
    """Return what `encoded` was given."""
    return _CODED.sub(lambda m: chr(int(m[1], 16)), text)


def same(cell: Cell, value: Any, column: Column) -> bool:  # noqa: ANN401 - a YAML value
    """Whether a cell says what the export would say of a value, in any language: then the value stays as it is."""
    told = plain(cell)
    found = {plain(shown(value, column, lang)) for lang in languages.known()}
    return told in found or (len(told) > _MOST // 2 and told in {plain(decoded(encoded(one))) for one in found})


def plain(cell: Cell) -> str:
    """Return a cell as it is compared: trimmed, numbers in one form."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime | date):
        cell = iso(cell)
    return "" if cell is None else trimmed(str(cell))


def trimmed(text: str) -> str:
    """Return text without the spaces around it, the unbreakable ones too, and with plain line breaks."""
    return text.replace("\r\n", "\n").strip(" \t\n\xa0\u200b\ufeff")


def iso(cell: date) -> str:
    """Return a date, or a time at midnight, as ISO text; a time of day is a different thing."""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ")
    return cell.isoformat()


def meant(cell: Cell, column: Column) -> Any:  # noqa: ANN401 - a YAML value
    """Return the value that a cell means, references still as written; None for an empty one.

    Raises:
        CellError: it means nothing for this column.
    """
    if not plain(cell):
        return None
    if not column.many:
        return _value(cell, column)
    texts = column.form == "text"
    found = [_value(one, column) if one else "" for one in split(str(cell) if texts else plain(cell), texts=texts)]
    while texts and found and not found[-1] and len(found) > 1 and not any(found):
        found.pop()
    return found or None


def _value(cell: Cell, column: Column) -> Any:  # noqa: ANN401 - a YAML value
    match column.form:
        case "enum":
            return _enumerated(plain(cell), column)
        case "bool":
            return _boolean(cell)
        case "date":
            return _date(cell)
        case "int" | "number":
            return _number(cell, whole=column.form == "int")
    if isinstance(cell, bool):
        raise CellError(said("`{value}` must be {expected}", value=plain(cell), expected=said("a text")))
    return plain(cell)


def _enumerated(word: str, column: Column) -> Any:  # noqa: ANN401 - a YAML value
    values: Sequence[Any] = column.node["enum"]
    names = {fold(str(one)): one for one in values}
    for lang in languages.known():
        names |= {fold(label): value for label, value in zip(labels(column, lang).values(), values, strict=True)}
    if fold(word) in names:
        return names[fold(word)]
    close = nearest(fold(word), names, 1)
    told = {one: column.node.get("x-labels", {}).get(str(one), str(one)) for one in values}
    hint = said("did you mean `{word}`?", word=told[names[close[0]]]) if close else None
    raise CellError(said("`{value}` is none of: {allowed}", value=word, allowed=[*told.values()]), hint)


def _boolean(cell: Cell) -> bool:
    if isinstance(cell, bool):
        return cell
    word = fold(plain(cell))
    if word not in _TRUE | _FALSE:
        raise CellError(said("`{value}` is neither yes nor no", value=plain(cell)))
    return word in _TRUE


def _date(cell: Cell) -> str:
    text = iso(cell) if isinstance(cell, date) else plain(cell)
    try:
        return date.fromisoformat(text).isoformat() if len(text) == len("2026-11-20") else _no_date(text)
    except ValueError:
        return _no_date(text)


def _no_date(text: str) -> str:
    raise CellError(said("`{value}` is no date: write it as 2026-11-20", value=text))


def _number(cell: Cell, *, whole: bool) -> int | float:
    expected = said("a whole number") if whole else said("a number")
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        number = cell
    else:
        text = plain(cell)
        if _THOUSANDS.match(text):
            raise CellError(said("`{value}` can be read in two ways: write the number without thousands", value=text))
        if isinstance(cell, bool | date) or not _NUMBER.match(text):
            raise CellError(said("`{value}` must be {expected}", value=text, expected=expected))
        number = float(text.replace(",", ".")) if re.search(r"[.,eE]", text) else int(text)
    if isinstance(number, float) and number.is_integer():
        number = int(number)
    if isinstance(number, float) and (whole or not isfinite(number)):
        value = number if isfinite(number) else plain(cell)
        raise CellError(said("`{value}` must be {expected}", value=value, expected=expected))
    return number
