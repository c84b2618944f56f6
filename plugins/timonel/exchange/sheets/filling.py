"""A row's cells put into the mapping that it stands for; what means nothing is kept with the reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from timonel import languages
from timonel.exchange.sheets import fields as put_into
from timonel.exchange.sheets import posts
from timonel.exchange.sheets.cells import Cell, CellError, get, meant, plain, same, several
from timonel.exchange.sheets.ids import id_of
from timonel.exchange.sheets.layout import Column
from timonel.exchange.sheets.references import TYPED_WRONG, Names
from timonel.exchange.sheets.table import Bad, Refusal, Spot
from timonel.exchange.sheets.wanted import Row, Wanted
from timonel.model import Base
from timonel.text import Said, fold, nearest, said, say

Yaml = Any  # a value as YAML gives it
_AND = re.compile(
    rf"\s+(?:&|{'|'.join({one.conjunction(last).strip() for one in languages.known().values() for last in 'ai'})})\s+",
    re.IGNORECASE,
)
_PURPOSE = "Write here what the role “{name}” is for."  # only its people can say


class Filler:
    """Fills mappings from rows, and keeps what it refuses.

    Attributes:
        wanted: the entities that the rows want, by ``kind:id``.
        unknown: names where a role is meant that no role has, in the order of the rows.
        people: name of a person who stands where a role belongs → the one role that they hold.
        read_as: name of a role → the role of almost that name that it is read as, where names become new roles.
    """

    def __init__(self, base: Base, *, new_roles: bool = False) -> None:
        """Take values in for a base; names that no role has become new roles if so asked."""
        self.new_roles = new_roles
        self.wanted: dict[str, Wanted] = {}
        self.unknown: dict[str, None] = {}
        self.base, self.languages = base, base.languages
        self.names = Names(base)
        self.refusals: list[Refusal] = []
        self.people: dict[str, str] = {}
        self.read_as: dict[str, str] = {}
        self._almost: dict[str, list[str]] = {}

    def fill(self, row: Row, one: Wanted, target: dict[str, Yaml], old: Mapping[str, Yaml]) -> None:
        """Put what a row's cells say into a mapping; what is taken away goes first, to make room."""
        found: list[tuple[int, Column, Yaml]] = []
        for place, column in row.header.columns.items():
            if column.role or (column.keys == ("id",) and not row.header.sheet.lists):
                continue
            try:
                cell = usable(row, place)
                value = get(old, column, self.languages[0])
                if same(cell, value, column):
                    continue
                new = self._resolved(row, meant(cell, column), column)
                if new != value or type(new) is not type(value):
                    self._aligned(row, column, value, new)
                    found.append((place, column, new))
            except CellError as error:
                self._refuse_cell(row, one, target, place, error)
        for place, column, new in sorted(found, key=lambda one: one[2] is not None):
            try:
                put_into.put(target, column, new, self.languages)
            except CellError as error:
                self._refuse_cell(row, one, target, place, error)

    def _resolved(self, row: Row, value: Yaml, column: Column) -> Yaml:
        if value is None or not column.targets:
            return value
        found = [self._asked(row, one, column) for one in (value if column.many else [value])]
        if not column.many:
            return found[0]
        return [*dict.fromkeys(found)]

    def _asked(self, row: Row, word: str, column: Column) -> str:
        """Return what a word means; where nothing is called so, what to do is said ready to copy."""
        try:
            return self._meant(row, word, column)
        except CellError as error:
            if error.problem.msgid != "`{value}` does not exist":
                raise
            sign = _sign(word) if column.many else ""
            split = said('if these are several: --split "{sign}"', sign=sign) if sign else None
            told = (
                _blank(word) if error.hint is None else said("{nearest}; {told}", nearest=error.hint, told=_blank(word))
            )
            raise CellError(error.problem, split or told) from None

    def _meant(self, row: Row, word: str, column: Column) -> str:
        if (
            column.targets == ("role",)
            and not self.names.by_name("role", [word])
            and word not in self.names.ids["role"]
        ):
            holds = self.held_by(word)
            if holds:
                return holds
            if not column.many and (several(word) or self._are_roles(word)):
                raise CellError(
                    said("“{word}” may be several, and this field holds one: choose one", word=word),
                    said('if it is one name, say so: --value "{word}=…"', word=word),
                )
            if column.many and _sign(word):
                raise CellError(said("`{value}` does not exist", value=word))
        try:
            return self.names.meant(word, column.targets)
        except CellError as error:
            if column.targets != ("role",) or error.problem.msgid != "`{value}` does not exist":
                raise
            found = self._new(row, word)
            if found is None:
                raise
            return found

    def _new(self, row: Row, word: str) -> str | None:
        """Return the role that a name becomes where names become roles, or that it almost is; None where it is refused."""
        id_ = id_of(word)
        if not id_ or word == id_ or ":" in word:
            return None
        almost = self.almost(word)
        if almost:
            return almost if self.new_roles else None
        if self.names.alike("role", id_, word):
            return None
        self.ask(word)
        return self.new_role(row, id_, word) if self.new_roles else None

    def almost(self, word: str) -> str | None:
        """Return the one role whose name differs from a word only in how it is written.

        Raises:
            CellError: several are called so.
        """
        if word not in self._almost or self.new_roles:  # new roles may be it
            self._almost[word] = sorted(posts.same(word, self.names.named.get("role", {})))
        found = self._almost[word]
        if len(found) > 1:
            raise CellError(said("`{value}` may mean several: {ids}", value=word, ids=", ".join(found)))
        if found and self.new_roles:
            self.read_as.setdefault(word, found[0])
        return found[0] if found else None

    def ask(self, word: str) -> None:
        """Keep a name that no role has, once in whatever way it is written."""
        folded = map(fold, self.unknown)
        if not nearest(fold(word), folded, 1, TYPED_WRONG) and not any(
            posts.are_same(word, one) for one in self.unknown
        ):
            self.unknown[word] = None

    def _are_roles(self, word: str) -> bool:
        """Whether a word is the names of several roles with «and» between: «Head of Sales & Head of Care»."""
        parts = [one for one in _AND.split(word) if one.strip()]
        return len(parts) > 1 and all(self.names.by_name("role", [one]) for one in parts)

    def held_by(self, word: str) -> str | None:
        """Return the role that a person holds who stands where a role belongs; None where nobody is called so.

        Raises:
            CellError: the person holds none, or several.
        """
        people = self.names.by_name("person", [word]) | ({word} & self.names.ids.get("person", set()))
        if not people:
            return None
        held = [
            role.id
            for role in self.base.of("role")
            for one in role.fields.get("holders") or ()
            if isinstance(one, dict) and one.get("person") in people and not one.get("until")
        ]
        if len({*held}) != 1:
            hint = said("write one of: {ids}", ids=", ".join(held)) if held else said("give the person a role first")
            raise CellError(said("“{word}” is a person; write a role", word=word), hint)
        self.people.setdefault(word, held[0])
        return held[0]

    def new_role(self, row: Row, id_: str, name: str) -> str:
        """Make the role that a row names and return its id; what it is for is left to write."""
        texts = {lang: say(_PURPOSE, lang).replace("{name}", name) for lang in self.languages}
        purpose = texts if len(texts) > 1 else texts[self.languages[0]]
        fields: dict[str, Yaml] = {"id": id_, "name": name, "purpose": purpose}
        one = Wanted(self.base.schema.kinds["role"], id_, None, fields)
        one.rows[id(fields)] = row
        self.wanted[one.key] = one
        self.names.add("role", id_, name)
        return id_

    def _aligned(self, row: Row, column: Column, old: Yaml, new: Yaml) -> None:
        """Refuse lines of a list that have lost their counterparts in the other languages; more lines at the end are none."""
        if column.form != "text" or not column.many or new is None or new[: len(old or ())] == (old or []):
            return
        for place, other in row.header.columns.items():
            cell = row.cell(place)
            if other.keys == column.keys and other is not column and not isinstance(cell, Bad) and plain(cell):
                lines = len(meant(cell, other))
                if lines != len(new):
                    raise CellError(
                        said("{number} lines here and {others} in “{name}”: give each line its counterpart, if need be an empty one",
                             number=str(len(new)), others=str(lines), name=row.header.titles[place])
                    )  # fmt: skip

    def refuse(self, spot: Spot, problem: Said, hint: Said | None = None) -> None:
        self.refusals.append(Refusal(spot, problem, hint))

    def _refuse_cell(self, row: Row, one: Wanted, target: dict[str, Yaml], place: int, error: CellError) -> None:
        column = row.header.columns[place]
        one.refused.add((id(target), column.keys))
        self.refuse(row.spot(place), error.problem, error.hint or _value(row.cell(place), column))


def _value(cell: Cell | Bad, column: Column) -> Said | None:
    """Return how to say what a word means in a column of dates, numbers, or yes and no; None for what holds figures."""
    if column.form not in ("date", "int", "number", "bool") or not isinstance(cell, str):
        return None
    return None if any(map(str.isdigit, cell)) else _blank(plain(cell))


def _blank(word: str) -> Said:
    return said('say what it means: --value "{word}=…" (nothing after = leaves it blank)', word=word)


def _sign(word: str) -> str:
    """Return a sign in a word that may stand between several, "" where there is none."""
    found = (sign for sign in "|+,/" if sign in word and all(len(one.strip()) > 1 for one in word.split(sign)))
    return next(found, "")


def usable(row: Row, place: int) -> Cell:
    """Return a cell's value.

    Raises:
        CellError: it has none.
    """
    cell = row.cell(place)
    if isinstance(cell, Bad):
        raise CellError(cell.problem)
    return cell
