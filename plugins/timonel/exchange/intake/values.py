"""What the cells of a column mean as people write them: nothing, dates, numbers, words for values, lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from timonel import languages
from timonel.exchange.intake import dates, numbers, words
from timonel.exchange.intake.orders import Orders
from timonel.exchange.sheets.cells import Cell, CellError, labels, meant, plain
from timonel.exchange.sheets.layout import Column, squeezed
from timonel.text import Said, fold, is_empty, said

_BULLET = re.compile(r"(?m)^[ \t]*(?:[•·▪●◦‣✓✔➢►]|[-–*](?=\s)|\(?\d{1,2}[.)](?=\s)|[a-z]\)(?=\s))[ \t]*")
_BETWEEN = re.compile(r"(?<!\\);")
_SIGNS = str.maketrans("", "", "./()[]")
_NAMING = (("name",), ("synonyms",), ("abbreviation",))  # fields of what something is called
_FEW = 3  # words of a name
_CODE = 3  # letters of an abbreviation
_ADDED = re.compile(r"\s*[(\[,;:/–—-].*\Z")  # «Vacant (from May)»


class Manner(NamedTuple):
    """How the cells of a column are to be read.

    Attributes:
        dates: order of day, month and year, None where nothing says it.
        decimal: the decimal mark, None where nothing says it.
    """

    dates: str | None = None
    decimal: str | None = None


def manner(column: Column, cells: Iterable[object], orders: Orders, lang: str | None) -> tuple[Manner, Said | None]:
    """Return how the cells of a column are to be read, and what people are told of it.

    Args:
        column: the column.
        cells: all its cells.
        orders: what a person said.
        lang: the language of the headers.
    """
    texts = [plain(one) for one in cells if isinstance(one, str)]
    spoken = languages.spoken(lang) if lang else None
    if column.form == "date":
        order = orders.dates or dates.order_of(texts) or ("dmy" if spoken and spoken.days_first else None)
        told = order and any(map(dates.is_doubtful, texts))
        return Manner(dates=order), said(
            "dates are read as {order}", order=dates.NAMES[order]
        ) if told and order else None
    if column.form in ("int", "number"):
        mark = numbers.decimal_of(texts) or (spoken.marks[1] if spoken else None)
        grouped = any(map(numbers.is_grouped, texts))
        note = said("numbers are read with `{mark}` before decimals", mark=mark) if mark and grouped else None
        return Manner(decimal=mark), note
    return Manner(), None


def is_nothing(cell: Cell, column: Column | None = None) -> bool:
    """Whether a cell says that there is nothing to say: «N/A», «-», «TBD», «xxx»; among names, «NC» and «ND» are some.

    Args:
        cell: the cell.
        column: its column, where it has one of its own.
    """
    if not isinstance(cell, str):
        return False
    word = fold(plain(cell)).translate(_SIGNS).strip()
    is_name = column is not None and column.keys[:1] in _NAMING and len(word) <= _CODE and bool(word.strip("x"))
    return is_empty(cell) or (word in words.phrases("nothing") and not is_name)


def is_main(column: Column) -> bool:
    """Whether a column holds a text that each entity must have, besides its name: without it a row is unfinished."""
    return column.required and column.form == "text" and column.keys[:1] != ("name",)


def commas(texts: Sequence[str], column: Column) -> str | None:
    """Return a cell of a list of texts whose commas stand between its items; "" where that is not sure, None where there are none.

    Args:
        texts: all the cells of the column.
        column: the column.
    """
    with_comma = [one for one in texts if "," in one]
    is_free = column.many and column.form in ("text", "string") and not column.targets
    if not is_free or not with_comma or any("\n" in one or ";" in one for one in texts):
        return None
    parts = [len(part.split()) for one in texts for part in one.split(",")]
    return with_comma[0] if max(parts) <= _FEW else "" if column.keys[:1] in _NAMING else None


def is_vacant(cell: Cell) -> bool:
    """Whether a cell says that nobody is there yet: «Vacante», «Vacant (from May)», «por nombrar», «?»."""
    text = fold(plain(cell)).strip(" .()[]") if isinstance(cell, str) else ""
    return bool(text) and (_ADDED.sub("", text) in words.phrases("vacant") or not text.strip("?¿ "))


def read(cell: Cell, column: Column, title: str, orders: Orders, how: Manner) -> Cell:
    """Return a cell as an export would write what it means.

    Args:
        cell: the cell, which says something.
        column: its column.
        title: its header.
        orders: what a person said.
        how: how its column is read.

    Raises:
        CellError: it cannot be known what it means; the hint names the option that says it.
    """
    told = orders.value(title, plain(cell))
    if told is not None:
        return told if isinstance(told, str | int | float | bool) else plain(cell)
    if column.many and isinstance(cell, str):
        return _list(cell, column, title, orders)
    return _FORMS.get(column.form, _text)(cell, column, title, how)


def _text(cell: Cell, column: Column, _title: str, _how: Manner) -> Cell:
    if not isinstance(cell, str) or column.targets:
        return cell
    return _BULLET.sub("", cell) if column.many or "\n" in cell else cell


def _date(cell: Cell, _column: Column, _title: str, how: Manner) -> Cell:
    return dates.read(cell, how.dates)


def _number(cell: Cell, _column: Column, _title: str, how: Manner) -> Cell:
    return numbers.read(cell, how.decimal)


def _enum(cell: Cell, column: Column, title: str, _how: Manner) -> Cell:
    text = plain(cell)
    value = enumerated(text, column)
    if value is None and (ranked := numbers.RANKED.match(text)):
        value = enumerated(plain(ranked[2] or ranked[3]), column)
    if value is not None:
        return value
    try:
        meant(text, column)
    except CellError as error:
        raise CellError(error.problem, _as(title, text, [str(one) for one in column.node["enum"]])) from None
    return cell


def enumerated(text: str, column: Column) -> str | None:
    """Return the value of a field that a word means, None where it is none: its label, or another word for it."""
    allowed = {str(one): one for one in column.node["enum"]}
    word = squeezed(text)
    for lang in languages.known():
        for value, label in labels(column, lang).items():
            if word and word in (squeezed(label), squeezed(value)):
                return value
    found = [one for one in words.values(column.keys[-1]).get(word, ()) if one in allowed]
    return found[0] if len(found) == 1 else None


def is_other_word(cell: Cell, column: Column) -> bool:
    """Whether a cell says a value of a column in other words than the value's own and its labels."""
    told = {squeezed(text) for lang in languages.known() for pair in labels(column, lang).items() for text in pair}
    return squeezed(plain(cell)) not in told


def _list(cell: str, column: Column, title: str, orders: Orders) -> Cell:
    """Return a list as an export would write it; an empty line may be the counterpart of one in another language."""
    items = [one.strip() for one in _BULLET.sub("", cell).splitlines()]
    if orders.split:
        items = [part.strip() for one in items for part in re.split(f"[{re.escape(orders.split)}]", one)]
    if column.form == "text":
        items = [part.strip() for one in items for part in (one.split(";") if ";" in one else [one])]
        return "\n".join(one for one in items if one or not orders.split)
    if orders.values:  # what somebody says of a word holds where it is one of several, too
        items = [part.strip() for one in items for part in _BETWEEN.split(one)]
    items = [told if (told := orders.value(title, one)) is not None else one for one in items if one]
    if column.form == "enum":
        items = [
            enumerated(part, column) or part for one in items for part in re.split(r"\s*[;,]\s*", str(one)) if part
        ]
    return "\n".join(str(one) for one in items)


def _as(title: str, word: str, allowed: Sequence[str]) -> Said:
    return said(
        'say what it means: --value "{name}: {word}=…" ({values})', name=title, word=word, values=", ".join(allowed)
    )


_Reader = Callable[[Cell, Column, str, Manner], Cell]
_FORMS: Mapping[str, _Reader] = {"date": _date, "int": _number, "number": _number, "enum": _enum}
