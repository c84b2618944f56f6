"""Phases and their gates: the method, and how far each initiative is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from timonel.kinds import Initiative, InitiativePhase, Phase
from timonel.lookups.initiatives import proven
from timonel.site import fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Cell, Column, Crossing, Item, Mark, Step
from timonel.site.views.programme.hierarchy import in_order
from timonel.site.views.programme.phases import STATES, is_late, proof_count
from timonel.site.views.shared import entity_page
from timonel.site.views.shared.blocks import onward
from timonel.site.writer import Writer
from timonel.text import many

_CELLS = {"passed": "ok", "in-progress": "planned", "pending": "none", "skipped": "none"}


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the page of the method."""
    if ctx.base.of("phase"):
        yield Draft("phases/index", ctx.kind_plural("phase"), overview, ("programme", 2))


def ordered(ctx: Context) -> list[Phase]:
    """Return the phases of the method in order."""
    return sorted(ctx.base.all(Phase), key=lambda one: (one.order, one.id))


def overview(w: Writer) -> None:
    """Write the method: its phases in order, then how far each initiative is."""
    ctx, t = w.ctx, w.ctx.t
    phases = ordered(ctx)
    w.title(ctx.kind_plural("phase"))
    w.lede(
        t(
            "The way from a vision to a change that lasts. Each phase ends at a gate: whoever cannot prove its criteria does not go on."
        )
    )
    w.heading(t("The method, step by step"), "method")
    w.add(ctx.c.steps([_method_step(w, phase) for phase in phases]))
    initiatives = in_order(ctx)
    if initiatives:
        w.heading(t("How far each initiative is"), "initiatives")
        cells = [[_crossing(ctx, one, phase) for phase in phases] for one in initiatives]
        legend = [
            Mark("cell--ok", t("passed, with all its evidence")),
            Mark("cell--planned", t("in progress")),
            Mark("cell--gap", t("passed without all its evidence, or late")),
            Mark("cell--empty", t("not in its plan")),
        ]
        heads = [Cell(ctx.name(one), w.href(one)) for one in initiatives]
        w.add(
            ctx.c.matrix(
                "gates",
                t("How far each initiative is"),
                [w.link(one) for one in phases],
                heads,
                cells,
                corner=ctx.kind_title("initiative"),
                legend=legend,
            )
        )


def phase_page(w: Writer, phase: Phase) -> None:
    """Write the middle of a phase's page."""
    ctx, t = w.ctx, w.ctx.t
    entity_page.facts(w, phase)
    w.prose(phase.purpose)
    w.heading(t("What its gate asks"), "criteria")
    if phase.criteria:
        w.add(ctx.c.steps([Step(w.inline(one.statement), state="plain") for one in phase.criteria]))
    else:
        w.notice("none", t("No criterion written down."), t("A gate without criteria lets everybody pass."))
    found = [(one, step) for one in ctx.base.all(Initiative) for step in one.phases if step.phase == phase.id]
    if found:
        w.heading(t("Initiatives at this gate"), "initiatives")
        _table(w, phase, found)
    order = ordered(ctx)
    onward(w, [w.link(one) for one in order], order.index(phase))


def _table(w: Writer, phase: Phase, found: Sequence[tuple[Initiative, InitiativePhase]]) -> None:
    ctx, path = w.ctx, "initiative.phases"

    def status(step: InitiativePhase) -> Cell:
        return fields.word(ctx, step.status, "initiative", "phases", "status")._replace(badge=STATES[step.status])

    def evidence(step: InitiativePhase) -> Item:
        n, m = proven(step, phase)
        words = proof_count(ctx, step, phase) if step.status in ("passed", "in-progress") else None
        return Cell(words, badge="warning") if words and step.status == "passed" and n < m else words

    w.table(
        "initiatives-table",
        ctx.t("Initiatives at this gate"),
        found,
        [
            fields.head(
                ctx, "initiative", lambda row: w.link(row[0])._replace(href=w.href(row[0], "phases")), wide=True
            ),
            fields.head(ctx, f"{path}.status", lambda row: status(row[1])),
            fields.head(ctx, f"{path}.due", lambda row: ctx.date_cell(row[1].due)),
            fields.head(ctx, f"{path}.passed", lambda row: ctx.date_cell(row[1].passed)),
            fields.head(ctx, f"{path}.approved_by", lambda row: w.approver(row[1].approved_by)),
            Column("evidence", ctx.t("Criteria with evidence"), lambda row: evidence(row[1])),
        ],
        plain=True,
    )


def _method_step(w: Writer, phase: Phase) -> Step:
    ctx = w.ctx
    asked = ctx.t(many("1 criterion at its gate", "{n} criteria at its gate", len(phase.criteria)))
    return Step(ctx.name(phase), w.href(phase), ctx.pick(phase.purpose or phase.description), meta=[asked])


def _crossing(ctx: Context, initiative: Initiative, phase: Phase) -> Crossing | None:
    step = next((x for x in initiative.phases if x.phase == phase.id), None)
    if step is None:
        return None
    n, m = proven(step, phase)
    bad = is_late(ctx, step) or (step.status == "passed" and n < m)
    date = step.passed if step.status == "passed" else step.due
    notes = [
        ctx.date(date) if date else None,
        proof_count(ctx, step, phase) if step.status in ("passed", "in-progress") else None,
    ]
    status = fields.word(ctx, step.status, "initiative", "phases", "status").text
    state, note = "gap" if bad else _CELLS[step.status], " · ".join(x for x in notes if x)
    if step.status == "in-progress" or bad:
        return Crossing(state, status, note=note)
    return Crossing(state, links=[Cell(status)], note=note)


VIEWS = {"phase": phase_page}
