"""Tables taken in: a cell that says what an export would say leaves the value as it is; a missing row deletes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy

from timonel.exchange.sheets.cells import CellError, meant, plain
from timonel.exchange.sheets.filling import Filler, usable
from timonel.exchange.sheets.headers import Header
from timonel.exchange.sheets.ids import id_of, is_id
from timonel.exchange.sheets.items import Group
from timonel.exchange.sheets.layout import PARENT, PLACE
from timonel.exchange.sheets.replacing import replaced
from timonel.exchange.sheets.table import Bad, Spot, Table
from timonel.exchange.sheets.wanted import Row, Wanted
from timonel.load.entity import identity
from timonel.lookups.status import of_the_method
from timonel.model import Base
from timonel.schema import Kind
from timonel.text import Said, said

_LONGEST_NAME = 200  # letters that a file's name takes everywhere


class Taking(Filler):
    """Takes tables in; used once.

    Attributes:
        spared: ``kind:id`` → what rows would have replaced, and stays, with what it is.
        replaces: ``kind:id`` → what rows replace, because somebody wants it, with what it was.
        twins: ``kind:id`` of a new entity → that of one that has its name already.
    """

    def __init__(
        self,
        base: Base,
        *,
        append_only: Sequence[str] = ("measurement",),
        new_roles: bool = False,
        replace: bool = False,
    ) -> None:
        super().__init__(base, new_roles=new_roles)
        self.append_only, self.replace = append_only, replace
        self.spared: dict[str, tuple[Wanted, Said]] = {}
        self.replaces: dict[str, tuple[Wanted, Said]] = {}
        self.twins: dict[str, str] = {}

    def take(self, tables: Sequence[tuple[Table, Header]]) -> None:
        """Take tables in, each with what its columns are."""
        headers = [one for one in tables if self._usable(*one)]
        headers.sort(key=lambda one: len(one[1].sheet.lists))
        kinds = [(table, header) for table, header in headers if not header.sheet.lists]
        found = [(row, one) for table, header in kinds for row in _rows(table, header) if (one := self._entity(row))]
        for row, one in found:
            self.fill(row, one, one.fields, one.entity.fields if one.entity else {})
        self._derived(found)
        for table, header in headers:
            if header.sheet.lists:
                self._items(table, header)
        for one in self.wanted.values():
            self._forbidden(one)
        self._spare()

    def _spare(self) -> None:
        """Leave alone what rows would replace, unless that is what somebody wants."""
        for key, one in [*self.wanted.items()]:
            why = replaced(one)
            if why and not self.replace:
                del self.wanted[key]
                self.spared[key] = (one, why)
            elif why:
                self.replaces[key] = (one, why)

    # Sheets

    def _usable(self, table: Table, header: Header) -> bool:
        """Whether a table has the columns without which nothing can be taken."""
        sheet = header.sheet
        lacking = [one for one in sheet.columns if one.role == PARENT and one not in header.columns.values()]
        if lacking or not header.columns:
            named = (one for one in sheet.columns if one.keys == ("name",))
            wants = lacking[0] if lacking else next(named, sheet.columns[0])
            name = wants.title(self.languages[0])
            self.refuse(Spot(table.name, header.row), said("the column “{name}” is missing", name=name))
            return False
        return True

    # Entities

    def _entity(self, row: Row) -> Wanted | None:
        """Return the entity that a row speaks of, the one there is or a new one; None where it has no id of its own."""
        kind = row.header.sheet.kind
        derived = "id" not in kind.required
        if derived:
            one = Wanted(kind, "", None, {}, {})
            one.rows[id(one.fields)] = row
            return one
        place, cell = row.of("id")
        if isinstance(cell, Bad):
            self.refuse(row.spot(place), cell.problem)
            return None
        id_ = self._coded(row, plain(cell)) if plain(cell) else self._id_of(row)
        if not id_:
            named = any(column.keys == ("name",) for column in row.header.columns.values())
            which = None if named else said('say which column has the name: --map "…=name"')
            self.refuse(row.spot(), said("neither an identifier nor a name"), which)
            return None
        return self._start(row, kind, id_, place if plain(cell) else None)

    def _start(self, row: Row, kind: Kind, id_: str, place: int | None) -> Wanted | None:
        spot = row.spot(place)
        other = self.wanted.get(f"{kind.name}:{id_}")
        if other is not None:
            first = other.rows[id(other.fields)]
            where = said("{sheet}, row {row}", sheet=first.table.name, row=str(first.number))
            self.refuse(spot, said("`{id}` is there already, in {file}", id=id_, file=where))
            return None
        if not is_id(id_) or len(id_) > _LONGEST_NAME:
            self.refuse(
                spot,
                said("`{value}` is not written as it must be", value=id_),
                said("{description}", description=kind.fields["id"].get("x-description", "")),
            )
            return None
        if id_ in self.base.known.get(kind.name, ()):
            self.refuse(
                spot, said("`{id}` is in a file with mistakes: correct them first, `timonel check` shows them", id=id_)
            )
            return None
        entity = self.base.entities.get(kind.name, {}).get(id_)
        one = Wanted(kind, id_, entity, deepcopy(entity.raw) if entity else {"id": id_})
        one.rows[id(one.fields)] = row
        self.wanted[one.key] = one
        for text in self._names_in(row):
            self.names.add(kind.name, id_, text)
        return one

    def _names_in(self, row: Row) -> list[str]:
        cells = [row.cell(place) for place, column in row.header.columns.items() if column.keys == ("name",)]
        return [plain(cell) for cell in cells if not isinstance(cell, Bad) and plain(cell)]

    def _coded(self, row: Row, code: str) -> str:
        """Return the id of which a row with a code of its own speaks: that of the method's entity of its name, if there is one.

        What else in the base has its name stays beside it, and people are told.
        """
        kind = row.header.sheet.kind.name
        if code in self.names.ids.get(kind, ()):
            return code
        there = (self.base.find(f"{kind}:{id_}") for id_ in self.names.by_name(kind, self._names_in(row)))
        for entity in filter(None, there):
            if of_the_method(entity):
                self.names.add(kind, entity.id, code)
                return entity.id
            self.twins[f"{kind}:{code}"] = entity.key
        return code

    def _id_of(self, row: Row) -> str:
        """Return the id of the one entity that has the row's name, else one made of the name."""
        found = self._names_in(row)
        ids = self.names.by_name(row.header.sheet.kind.name, found)
        if len(ids) == 1:
            return ids.pop()
        return id_of(found[0]) if found else ""

    def _derived(self, found: Sequence[tuple[Row, Wanted]]) -> None:
        """Give those their id that have it from what they speak of; one that is there already stays as it is."""
        for row, one in found:
            if one.id:
                continue
            id_ = identity(one.kind, one.fields)
            if id_ is None:
                self._lacking(row, one)
                continue
            entity = self.base.entities.get(one.kind.name, {}).get(id_)
            fresh = Wanted(one.kind, id_, entity, one.fields, one.rows, one.refused)
            if fresh.key in self.wanted:
                self.refuse(row.spot(), said("`{id}` is there already, in {file}", id=id_, file=row.table.name))
                continue
            self.wanted[fresh.key] = fresh
            if entity is not None:
                fresh.fields = deepcopy(entity.raw)
                fresh.rows = {id(fresh.fields): row}
                if not one.refused:
                    self.fill(row, fresh, fresh.fields, entity.fields)

    def _lacking(self, row: Row, one: Wanted) -> None:
        """Refuse a row that does not say what it speaks of, unless a cell of it was refused for that already."""
        for name in sorted(one.kind.required - set(one.fields)):
            if (id(one.fields), (name,)) not in one.refused:
                self.refuse(
                    row.spot(row.of(name)[0] if row.of(name)[0] >= 0 else None),
                    said("`{field}` is missing", field=name),
                )

    def _forbidden(self, one: Wanted) -> None:
        """Refuse changes to what is only added to, and to fields that are wrong in the file already."""
        if one.entity is None:
            return
        spot = one.rows[id(one.fields)].spot() if id(one.fields) in one.rows else next(iter(one.rows.values())).spot()
        if one.changed and one.kind.name in self.append_only:
            self.refuse(spot, said("it is there with other values, and what was measured stays: change it in its file"))
        raw = one.entity.raw
        for name in one.entity.refused:
            if one.fields.get(name) != raw.get(name) or one.seen.get(name) != one.entity.fields.get(name):
                self.refuse(
                    spot,
                    said(
                        "`{field}` is wrong in {file} already: correct it there first", field=name, file=one.entity.file
                    ),
                )

    # Items of lists

    def _items(self, table: Table, header: Header) -> None:
        groups: dict[tuple[str, tuple[int, ...]], list[tuple[Row, int | None]]] = {}
        for row in _rows(table, header):
            found = self._place(row)
            if found:
                one, above, number = found
                groups.setdefault((one.key, above), []).append((row, number))
        for (key, above), rows in groups.items():
            Group(self, self.wanted[key], header.sheet, above).take(rows)

    def _place(self, row: Row) -> tuple[Wanted, tuple[int, ...], int | None] | None:
        """Return whose item a row is, the places of the items around it, and its own."""
        kind = row.header.sheet.kind
        place, _ = row.of("@parent")
        numbers: list[int | None] = []
        try:
            id_ = self.names.meant(plain(usable(row, place)), (kind.name,)) if plain(usable(row, place)) else ""
            for place, column in row.header.columns.items():
                if column.role == PLACE:
                    numbers.append(meant(usable(row, place), column))
        except CellError as error:
            self.refuse(row.spot(place), error.problem, error.hint)
            return None
        if not id_:
            self.refuse(row.spot(row.of("@parent")[0]), said("must not be empty"))
            return None
        numbers = [*numbers, *[None] * len(row.header.sheet.lists)][: len(row.header.sheet.lists)]
        one = self._held(row, kind, id_)
        return (one, tuple(number or 0 for number in numbers[:-1]), numbers[-1]) if one else None

    def _held(self, row: Row, kind: Kind, id_: str) -> Wanted | None:
        one = self.wanted.get(f"{kind.name}:{id_}")
        entity = self.base.entities.get(kind.name, {}).get(id_)
        if one is None and entity is None:
            self.refuse(
                row.spot(),
                said("`{id}` is in a file with mistakes: correct them first, `timonel check` shows them", id=id_),
            )
            return None
        if one is None:
            one = Wanted(kind, id_, entity, deepcopy(entity.raw) if entity else {})
            one.rows[id(one.fields)] = row
            self.wanted[one.key] = one
        return one


def _rows(table: Table, header: Header) -> Iterator[Row]:
    for number in table.rows:
        row = Row(header, table, number)
        if number > header.row and not row.empty:
            yield row
