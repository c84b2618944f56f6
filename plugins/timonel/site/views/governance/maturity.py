"""How many of the processes that serve each stage were diagnosed, and how many may carry a system."""

from __future__ import annotations

from typing import NamedTuple

from timonel.kinds import Process, Stage
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.kit import Action, Cell, Column, Value
from timonel.site.views.lifecycle.processes import READY_LEVEL, level_word, serving
from timonel.site.writer import Writer


class Served(NamedTuple):
    """A stage with the processes that serve it."""

    stage: Stage
    processes: list[Process]

    @property
    def levels(self) -> list[tuple[int, Process]]:
        """The processes that were diagnosed, with their level."""
        return [(process.maturity.level, process) for process in self.processes if process.maturity is not None]


def of_stages(w: Writer) -> None:
    """Add, per stage, how many of the processes that serve it were diagnosed and may carry a system."""
    ctx, t = w.ctx, w.ctx.t
    rows = [Served(stage, serving(ctx, stage)) for stage in sorted(ctx.base.all(Stage), key=lambda stage: stage.order)]
    columns: list[Column[Served]] = [
        fields.head(ctx, "stage", lambda row: w.link(row.stage), wide=True),
        Column(
            "diagnosed",
            t("Diagnosed"),
            lambda row: _share(ctx, len(row.levels), len(row.processes), len(row.levels)),
            number=True,
        ),
        Column("ready", t("At level {n} or above", n=READY_LEVEL), lambda row: _ready(ctx, row), number=True),
        Column("weakest", t("The weakest"), lambda row: _weakest(w, row.levels)),
    ]
    w.table("maturity-table", t("Maturity of what serves each stage"), rows, columns, plain=True)
    w.add(ctx.c.actions([Action(t("The whole diagnosis"), w.href("processes/index", "maturity"))]))


def _weakest(w: Writer, levels: list[tuple[int, Process]]) -> Value:
    if not levels:
        return None
    lowest = min(level for level, _ in levels)
    return [w.link(one)._replace(note=level_word(w.ctx, level)) for level, one in levels if level == lowest]


def _share(ctx: Context, n: int, m: int, sort: float) -> Cell | None:
    return Cell(ctx.t("{n} of {m}", n=n, m=m), sort=sort) if m else None


def _ready(ctx: Context, row: Served) -> Cell | None:
    n, m = sum(level >= READY_LEVEL for level, _ in row.levels), len(row.levels)
    return _share(ctx, n, m, n / m) if m else None
