"""What a person says of a file that is imported: on the command line, or in a mapping that is kept beside the base."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from timonel.exchange.sheets.layout import squeezed
from timonel.text import Said, said

ALL = "*"  # in values: of every column
_SECOND = re.compile(r" \(\d+\)\Z")  # tells a column from another with the same header


class OrderError(Exception):
    """What was said cannot be followed."""

    def __init__(self, problem: Said) -> None:
        """Say what is wrong with it."""
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True)
class Orders:
    """What a person says of the sheets of a file; what is not said is found out.

    Attributes:
        kind: the kind ("process"), or list of one ("process.steps"), that the rows are.
        sheets: names of the sheets that are meant; none for all.
        header_row: number of the row with the headers (from 1).
        columns: header → key of the field that it means ("owner", "name.en", "risk.actions.statement").
        leave_out: headers of columns that do not come in.
        values: header (`ALL` for every column) → word → value.
        dates: the order of day, month and year in dates that can be read in two ways.
        split: the signs of which each may stand between the items of a list in a cell.
        fill_down: headers of columns where a blank cell means what stands above.
        text_lang: the language of texts whose header names none.
        scale: word → number, for probabilities and impacts; None where nobody has said it yet.
        everywhere: key of a field that the sheet has no column for → the value that it has in every row.
        transpose: whether the sheet's columns are its rows.
        replace: whether rows may replace what the method or an entity of another name holds.
        new_roles: whether names that no role has become new roles.
    """

    kind: str | None = None
    sheets: tuple[str, ...] = ()
    header_row: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    leave_out: tuple[str, ...] = ()
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    dates: str | None = None
    split: str | None = None
    fill_down: tuple[str, ...] = ()
    text_lang: str | None = None
    scale: Mapping[str, int | None] = field(default_factory=dict)
    everywhere: Mapping[str, Any] = field(default_factory=dict)
    transpose: bool = False
    replace: bool = False
    new_roles: bool = False

    def over(self, other: Orders) -> Orders:
        """Return these orders, and for what they leave open those of another."""
        merged: dict[str, Any] = {}
        for one in fields(self):
            mine, theirs = getattr(self, one.name), getattr(other, one.name)
            if isinstance(mine, Mapping):
                merged[one.name] = {**theirs, **mine}
            elif isinstance(mine, tuple) and one.name != "sheets":
                merged[one.name] = (*theirs, *mine)
            else:
                merged[one.name] = mine or theirs
        return Orders(**merged)

    def wants(self, sheet: str) -> bool:
        """Whether a sheet is meant."""
        return not self.sheets or squeezed(sheet) in map(squeezed, self.sheets)

    def column(self, title: str) -> str | None:
        """Return the key of the field that a header means, "" where its column is left out, None where nothing is said.

        Who leaves out «Notes» leaves out «Notes (2)», a second column of that name, unless something else is said of it.
        """
        out = {*map(squeezed, self.leave_out)}
        if squeezed(title) in out:
            return ""
        told = next((key for one, key in self.columns.items() if squeezed(one) == squeezed(title)), None)
        return "" if told is None and squeezed(_SECOND.sub("", title)) in out else told

    def value(self, title: str, word: str) -> Any:  # noqa: ANN401 - a YAML value
        """Return what a word means in a column, None where nothing is said."""
        for name, words in self.values.items():
            if name == ALL or squeezed(name) == squeezed(title):
                for one, value in words.items():
                    if squeezed(one) == squeezed(word) and one.strip().casefold() == word.strip().casefold():
                        return value
        return None


def spoken(  # noqa: PLR0913 - an option each
    *, kind: str | None = None, sheets: Sequence[str] = (), header_row: int | None = None, columns: Sequence[str] = (),
    leave_out: Sequence[str] = (), values: Sequence[str] = (), dates: str | None = None, split: str | None = None,
    fill_down: Sequence[str] = (), text_lang: str | None = None, scale: str | None = None, everywhere: Sequence[str] = (),
    transpose: bool = False, replace: bool = False, new_roles: bool = False,
) -> Orders:  # fmt: skip
    """Return what the options of the command line say.

    Args:
        columns: ``Header=field`` each.
        values: ``Header: word=value`` each, or ``word=value`` for every column.
        scale: ``High=4,Medium=3``.
        everywhere: ``field=value`` each.
        kind, sheets, header_row, leave_out, dates, split, fill_down, text_lang, transpose, replace, new_roles: as `Orders`.

    Raises:
        OrderError: one of them is not written so.
    """
    words: dict[str, dict[str, Any]] = {}
    for one in values:
        where, _sign, rest = one.rpartition(": ") if ": " in one.partition("=")[0] else (ALL, "", one)
        word, value = _halves("--value", rest, "Header: word=value")
        words.setdefault(where.strip(), {})[word] = value
    steps = {}
    for one in (scale or "").split(","):
        if one.strip():
            word, value = _halves("--scale", one, "High=4,Medium=3,Low=2")
            if not value.isdecimal() or not 1 <= int(value) <= _HIGHEST:
                raise OrderError(said("--scale: `{value}` is no number from 1 to 5", value=value))
            steps[word] = int(value)
    return Orders(
        kind, tuple(sheets), header_row, dict(_halves("--map", one, "Header=field") for one in columns), tuple(leave_out),
        words, dates, split, tuple(fill_down), text_lang, steps,
        dict(_halves("--set", one, "field=value") for one in everywhere), transpose, replace, new_roles,
    )  # fmt: skip


_HIGHEST = 5


def _halves(option: str, text: str, form: str) -> tuple[str, str]:
    left, sign, right = text.rpartition("=")
    if not sign or not left.strip():
        raise OrderError(said("{option}: write it as `{form}`", option=option, form=form))
    return left.strip(), right.strip()
