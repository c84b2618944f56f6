"""What the cells of a column mean as people write them: nothing, dates, numbers, percentages, words for values, lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from timonel import languages
from timonel.exchange.intake import words
from timonel.exchange.intake.orders import Orders
from timonel.exchange.sheets.cells import Cell, CellError, iso, labels, meant, plain
from timonel.exchange.sheets.layout import Column, squeezed
from timonel.exchange.sheets.table import Bad
from timonel.text import Said, fold, is_empty, said

_NOTHING = frozenset(
    (
        "sd",
        "sn",
        "nc",
        "no aplica",
        "xxx",
        "xx",
        "na",
        "nd",
        "nil",
        "null",
        "none yet",
        "empty",
        "blank",
        "sin dato",
        "sin datos",
        "no data",
    )
)
_VACANT = re.compile(
    r"(?:vacant|vacante|vacancy|open position|unfilled|not (?:yet )?(?:assigned|appointed|defined|known)|unassigned|unknown|"
    r"to be (?:hired|defined|confirmed|appointed|decided|named|determined|advised)|por (?:contratar|nombrar|designar|cubrir|definir|asignar|confirmar)|"
    r"sin (?:asignar|definir|cubrir|dueno|responsable|nombrar|designar)|pendiente(?: de (?:asignar|definir|nombrar|confirmar|contratar))?|"
    r"no (?:asignado|definido|hay|aplica|one|body)|nobody|nadie|ninguno|tbc|tba|tbh|tbd|pending|desconocido|puesto vacante|[?¿]+)"
    r"(?:\W.*)?\Z"
)
_BULLET = re.compile(r"(?m)^[ \t]*(?:[•·▪●◦‣✓✔➢►]|[-–*](?=\s)|\(?\d{1,2}[.)](?=\s)|[a-z]\)(?=\s))[ \t]*")
_PERCENT = re.compile(r"([-+]?\d{1,12}(?:[.,]\d{1,10})?)\s*%\Z")
_MONEY = re.compile(r"^(?:[€$£]|USD|EUR|MXN|COP|US\$)\s*|\s*(?:[€$£]|USD|EUR|MXN|COP|euros?|pesos)$", re.IGNORECASE)
_PARTS = re.compile(r"(\d{1,4})[./\-\s](\d{1,2})[./\-\s](\d{1,4})(?:[ T]00:00(?::00)?)?\Z")
_WORDED = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th|\.?[oº°])?[\s\-./]*(?:de\s+)?([a-z]{3,12})\.?|([a-z]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?)[,\s\-./]*(?:del?\s+)?(\d{4}|\d{2})\Z"
)
_GROUPED = re.compile(r"[-+]?[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*(?:[.,]\d+)?\Z")
_RANKED = re.compile(r"\(?(\d{1,2})\)?\s*[-–—.:)=]\s*(\D.*)\Z|(\D*?)\s*[-–—(:=]+\s*(\d{1,2})\)?\Z")
_SEVERAL = re.compile(r"\s*(?:[,;/+]|\n)\s*")
_YES = frozenset(("y", "yes", "✓", "✔", "x", "true", "1", "s", "si", "verdadero", "☑", "✅"))
_NO = frozenset(("n", "no", "✗", "✘", "false", "0", "falso", "☐", "❌"))
_SIGNS = str.maketrans("", "", "./()[]")
_CENTURY = 2000
_SHORT_YEAR = 100


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
        order = orders.dates or _order(texts) or ("dmy" if spoken and spoken.days_first else None)
        doubtful = order and any(_readings(one) > 1 for one in texts)
        return Manner(dates=order), said(
            "dates are read as {order}", order=_SHOWN[order]
        ) if order and doubtful else None
    if column.form in ("int", "number"):
        mark = _decimal(texts) or (spoken.marks[1] if spoken else None)
        grouped = any(_GROUPED.match(_MONEY.sub("", one)) for one in texts)
        note = said("numbers are read with `{mark}` before decimals", mark=mark) if mark and grouped else None
        return Manner(decimal=mark), note
    return Manner(), None


_SHOWN = {"dmy": said("day/month/year"), "mdy": said("month/day/year"), "ymd": said("year/month/day")}


def is_nothing(cell: Cell) -> bool:
    """Whether a cell says that there is nothing to say: «N/A», «-», «TBD», «xxx»."""
    return isinstance(cell, str) and (is_empty(cell) or fold(plain(cell)).translate(_SIGNS).strip() in _NOTHING)


def is_vacant(cell: Cell) -> bool:
    """Whether a cell says that nobody is there yet: «Vacante», «not assigned», «por nombrar»."""
    return isinstance(cell, str) and bool(_VACANT.match(fold(plain(cell)).strip(" .()[]")))


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
    if isinstance(cell, date):
        return iso(cell)
    text = fold(plain(cell))
    if worded := _WORDED.match(text):
        day, month = worded[1] or worded[4], _months().get((worded[2] or worded[3])[:3])
        if month:
            return _made(int(worded[5]), month, int(day), text)
    parts = _PARTS.match(text)
    if parts is None:
        return cell
    numbers = [int(parts[one]) for one in (1, 2, 3)]
    order = "ymd" if len(parts[1]) > 2 else how.dates  # noqa: PLR2004 - digits of a day or month
    if order is None:
        raise CellError(
            said("`{value}` can be read in two ways", value=plain(cell)),
            said("say which: --dates dmy (day first) or --dates mdy (month first)"),
        )
    found = dict(zip(order, numbers, strict=True))
    return _made(found["y"], found["m"], found["d"], plain(cell))


def _made(year: int, month: int, day: int, text: str) -> str:
    try:
        return date(year + _CENTURY if year < _SHORT_YEAR else year, month, day).isoformat()
    except ValueError:
        raise CellError(said("`{value}` is no date: write it as 2026-11-20", value=text)) from None


def _number(cell: Cell, _column: Column, _title: str, how: Manner) -> Cell:
    if not isinstance(cell, str):
        return cell
    text = _MONEY.sub("", plain(cell)).strip()
    if how.decimal and _GROUPED.match(text):
        other = "," if how.decimal == "." else "."
        if text.count(other) and (how.decimal not in text or text.rindex(how.decimal) > text.rindex(other)):
            text = text.replace(other, "")
    if ranked := _RANKED.match(text):
        return int(ranked[1] or ranked[4])
    return re.sub(r"(?<=\d)[\s\u202f\xa0'](?=\d{3})", "", text)


def _enum(cell: Cell, column: Column, title: str, _how: Manner) -> Cell:
    text = plain(cell)
    value = enumerated(text, column)
    if value is None and (ranked := _RANKED.match(text)):
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


def _bool(cell: Cell, _column: Column, _title: str, _how: Manner) -> Cell:
    word = fold(plain(cell))
    return True if word in _YES else False if word in _NO else cell


def _list(cell: str, column: Column, title: str, orders: Orders) -> Cell:
    """Return a list as an export would write it; an empty line may be the counterpart of one in another language."""
    items = [one.strip() for one in _BULLET.sub("", cell).splitlines()]
    if orders.split:
        items = [part.strip() for one in items for part in re.split(f"[{re.escape(orders.split)}]", one)]
    if column.form == "text":
        items = [part.strip() for one in items for part in (one.split(";") if ";" in one else [one])]
        return "\n".join(one for one in items if one or not orders.split)
    items = [told if (told := orders.value(title, one)) is not None else one for one in items if one]
    if column.form == "enum":
        items = [
            enumerated(part, column) or part for one in items for part in re.split(r"\s*[;,]\s*", str(one)) if part
        ]
    return "\n".join(str(one) for one in items)


def several(cell: Cell) -> Sequence[str]:
    """Return the names that a cell seems to hold, if there is more than one: «DPO, IT», «Cashier / clerk»."""
    found = [one for one in _SEVERAL.split(plain(cell)) if one]
    return found if len(found) > 1 else ()


def percent(cell: Cell) -> str | None:
    """Return the number of a percentage as people see it, None where a cell is none."""
    found = _PERCENT.match(plain(cell)) if isinstance(cell, str) else None
    return found[1] if found else None


def _as(title: str, word: str, allowed: Sequence[str]) -> Said:
    return said(
        'say what it means: --value "{name}: {word}=…" ({values})', name=title, word=word, values=", ".join(allowed)
    )


def _order(texts: Sequence[str]) -> str | None:
    """Return the order in which a column's dates can all be read, None where there is more than one or none."""
    parts = [found for one in texts if (found := _PARTS.match(one)) and len(found[1]) < 3]  # noqa: PLR2004 - digits of a day
    firsts, seconds = [int(one[1]) for one in parts], [int(one[2]) for one in parts]
    if any(one > _MONTHS for one in firsts) and not any(one > _MONTHS for one in seconds):
        return "dmy"
    return "mdy" if any(one > _MONTHS for one in seconds) and not any(one > _MONTHS for one in firsts) else None


_MONTHS = 12


def _readings(text: str) -> int:
    parts = _PARTS.match(text)
    if parts is None or len(parts[1]) > 2:  # noqa: PLR2004 - digits of a day
        return 1
    return 2 if parts[1] != parts[2] and int(parts[1]) <= _MONTHS and int(parts[2]) <= _MONTHS else 1


@cache
def _months() -> Mapping[str, int]:
    from babel.dates import get_month_names  # noqa: PLC0415 - only where a date has a word

    found: dict[str, int] = {"set": 9}
    for one in languages.known().values():
        for number, name in get_month_names("wide", locale=one.locale).items():
            found.setdefault(fold(name)[:3], number)
    return found


def _decimal(texts: Sequence[str]) -> str | None:
    """Return the mark before decimals that a column's numbers show, None where they show none or both."""
    found = set[str]()
    for one in texts:
        text = _MONEY.sub("", one)
        if (re.match(r"[-+]?[\d.]+,\d+\Z", text) and "." in text) or re.match(r"[-+]?\d+,(?!\d{3}\Z)\d+\Z", text):
            found.add(",")
        elif (re.match(r"[-+]?[\d,]+\.\d+\Z", text) and "," in text) or re.match(r"[-+]?\d+\.(?!\d{3}\Z)\d+\Z", text):
            found.add(".")
        elif re.match(r"[-+]?\d{1,3}(?:\.\d{3}){2,}\Z", text):
            found.add(",")
        elif re.match(r"[-+]?\d{1,3}(?:,\d{3}){2,}\Z", text):
            found.add(".")
    return found.pop() if len(found) == 1 else None


_Reader = Callable[[Cell, Column, str, Manner], Cell]
_FORMS: Mapping[str, _Reader] = {"date": _date, "int": _number, "number": _number, "enum": _enum, "bool": _bool}
Yaml = Any


def usable(cell: Cell | Bad) -> Cell:
    """Return a cell's value.

    Raises:
        CellError: it has none.
    """
    if isinstance(cell, Bad):
        raise CellError(cell.problem)
    return cell
