"""Who a lane is: a role, a system that does its steps alone, or nobody; never a person, and no role unasked."""

from __future__ import annotations

from timonel.exchange.diagrams.drawn import Lane
from timonel.exchange.diagrams.shown import shown
from timonel.exchange.sheets.cells import CellError, several
from timonel.exchange.sheets.filling import Filler
from timonel.exchange.sheets.headers import Header
from timonel.exchange.sheets.ids import id_of, is_id
from timonel.exchange.sheets.layout import sheets
from timonel.exchange.sheets.table import Table
from timonel.exchange.sheets.wanted import Row
from timonel.languages import known
from timonel.text import Said, fold, is_empty, pick, said, say, short


class People:
    """Finds who the lanes of a file are; ``lost`` collects what has no place, by kind."""

    def __init__(self, filler: Filler, file: str, lang: str, lost: list[tuple[str, Said]]) -> None:
        self.filler, self.base, self.file, self.lang, self.lost = filler, filler.base, file, lang, lost
        self._found: dict[Lane, str | None] = {}
        self._sheets = {one.key: one for one in sheets(self.base.schema, self.base.languages) if not one.lists}

    def row(self, kind: str, name: str) -> Row:
        """Return what stands for the row of a table, where somebody is told of a mistake."""
        return Row(Header(self._sheets[kind], 0, {}, {}), Table(f"{self.file} · {short(name)}", {}), 0)

    def who(self, lane: Lane) -> str | None:
        """Return ``kind:id`` of who a lane is, "" for nobody; None where nobody can be found, which is told or refused."""
        if lane not in self._found:
            try:
                self._found[lane] = self._who(lane)
            except CellError as error:
                self._found[lane] = None
                self.filler.refuse(self.row("role", lane.name).spot(), error.problem, error.hint)
        return self._found[lane]

    def _who(self, lane: Lane) -> str | None:
        if lane.key == "" and fold(lane.name) in {fold(say("No role", one)) for one in known()}:
            return ""
        kind, _, id_ = (lane.key or "").partition(":")
        entity = self.base.entities[kind].get(id_) if kind in ("role", "system") else None
        if entity is not None and shown(pick(entity.label, self.lang)) == lane.name:
            return lane.key
        return self._named(
            lane, id_ if entity is None and is_id(id_) else "", is_system=kind == "system" and entity is None
        )

    def _named(self, lane: Lane, id_: str, *, is_system: bool) -> str | None:
        """Return who is called so; else a new role where people ask for one, with the id that Timonel wrote."""
        names = self.filler.names
        for kind in ("role", "system"):
            found = names.by_name(kind, [lane.name])
            if len(found) == 1:
                return f"{kind}:{found.pop()}"
            if found:
                ids = ", ".join(sorted(found))
                raise CellError(said("`{value}` may mean several: {ids}", value=lane.name, ids=ids))
        if is_system or is_empty(lane.name):
            self.lost.append(("system" if is_system else "nobody", said("“{name}”", name=lane.name)))
            return None
        return self._new(lane, id_ or id_of(lane.name))

    def _new(self, lane: Lane, id_: str) -> str | None:
        """Return the role that is made of a lane, where people ask for it; a person is none, nor a name with a slip of the pen."""
        names = self.filler.names
        held = self.filler.held_by(lane.name)
        if held:
            return f"role:{held}"
        if several(lane.name):
            raise CellError(said("“{word}” may be several, and this field holds one: choose one", word=lane.name))
        almost = self.filler.almost(lane.name)
        if almost and self.filler.new_roles:
            return f"role:{almost}"
        if not id_ or almost or names.alike("role", id_, lane.name):
            return f"role:{names.meant(lane.name, ('role',))}"  # or what is refused
        self.filler.ask(lane.name)
        if not self.filler.new_roles:
            return f"role:{names.meant(lane.name, ('role',))}"  # or what is refused
        return f"role:{self.filler.new_role(self.row('role', lane.name), id_, lane.name)}"
