"""Phases and their gates: the method, how far each initiative is, and what proves that a gate was passed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from timonel.kinds import Initiative, InitiativePhase, InitiativePhaseEvidence, Phase
from timonel.lookups.initiatives import phases_of
from timonel.site import escape, fields
from timonel.site.context import Context
from timonel.site.draft import Draft
from timonel.site.kit import Cell, Column, Crossing, Item, Mark, Step, Value
from timonel.site.views.programme.hierarchy import in_order
from timonel.site.views.shared import entity_page
from timonel.site.views.shared.blocks import folded
from timonel.site.writer import Writer
from timonel.text import many, pick

_STATES = {"passed": "done", "in-progress": "now", "pending": "next", "skipped": "skipped"}
_CELLS = {"passed": "ok", "in-progress": "planned", "pending": "none", "skipped": "none"}


def pages(ctx: Context) -> Iterator[Draft]:
    """Yield the page of the method."""
    if ctx.base.of("phase"):
        yield Draft("phases/index", ctx.kind_plural("phase"), overview, ("programme", 2))


def ordered(ctx: Context) -> list[Phase]:
    """Return the phases of the method in order."""
    return sorted(ctx.base.all(Phase), key=lambda one: (one.order, one.id))


def here(w: Writer, initiative: Initiative) -> Cell | None:
    """Return the phase that an initiative is in, with its gate's date; None where it is in none."""
    ctx, steps = w.ctx, phases_of(w.ctx.base, initiative)
    current = next(((step, phase) for _, step, phase in steps if step.status == "in-progress"), None)
    if current is None:
        return None
    step, phase = current
    if not step.due:
        return w.link(phase)
    late = step.due < ctx.facts.today
    note = ctx.t("gate was due {date}" if late else "gate {date}", date=ctx.date(step.due))
    return w.link(phase)._replace(note=note)


def following(ctx: Context, one: Initiative) -> tuple[InitiativePhase, Phase] | None:
    """Return the next gate of an initiative under way: the first phase that is not behind it; None where it has none."""
    if one.status not in ("approved", "running"):
        return None
    steps = ((step, phase) for _, step, phase in phases_of(ctx.base, one))
    return next((each for each in steps if each[0].status in ("in-progress", "pending")), None)


def proofs(step: InitiativePhase) -> dict[str, InitiativePhaseEvidence]:
    """Return criterion → its evidence."""
    return {one.criterion: one for one in step.evidence}


def proven(step: InitiativePhase, phase: Phase) -> tuple[int, int]:
    """Return how many criteria of a gate have evidence, of how many."""
    found = proofs(step)
    return sum(one.id in found for one in phase.criteria), len(phase.criteria)


def timeline(w: Writer, one: Initiative) -> None:
    """Add an initiative's phases in order, and below them what proves each gate."""
    ctx = w.ctx
    steps = phases_of(ctx.base, one)
    w.heading(ctx.label("initiative", "phases"), "phases")
    if not steps:
        w.notice("none", ctx.t("No phase written down."), ctx.t("How far it is cannot be told."))
        return
    w.add(ctx.c.steps([_step(w, step, phase) for _, step, phase in steps]))
    shown = [(step, phase) for _, step, phase in steps if step.status in ("passed", "in-progress") and phase.criteria]
    if shown:
        w.heading(ctx.t("What proves each gate"), "evidence", 3)
    for step, phase in shown:
        _evidence(w, step, phase)


def is_late(ctx: Context, step: InitiativePhase) -> bool:
    """Whether the gate of a phase under way was due."""
    return step.status == "in-progress" and step.due is not None and step.due < ctx.facts.today


def proof_count(ctx: Context, step: InitiativePhase, phase: Phase) -> str | None:
    """Return how many criteria of a gate have evidence, in words; None where it asks for nothing."""
    n, m = proven(step, phase)
    return ctx.t("{n} of {m}", n=n, m=m) if m else None


def _step(w: Writer, step: InitiativePhase, phase: Phase) -> Step:
    ctx, t = w.ctx, w.ctx.t
    n, m = proven(step, phase)
    late = is_late(ctx, step)
    meta: list[Item] = []
    if step.status == "passed" and step.passed:
        meta.append(t("passed {date}", date=ctx.date(step.passed)))
    if step.due and (step.status != "passed" or step.due != step.passed):
        gate = "gate was due {date}" if late or step.status == "passed" else "gate {date}"
        meta.append(Cell(t(gate, date=ctx.date(step.due)), badge="warning" if late else None))
    approver = w.ref("role", step.approved_by)
    if approver:
        meta.append(t("approved by {name}", name=approver.text))
    if m and step.status in ("passed", "in-progress"):
        short = step.status == "passed" and n < m
        meta.append(Cell(t("{n} of {m} criteria with evidence", n=n, m=m), badge="warning" if short else None))
    reason = " ".join(pick(one.note, ctx.lang) for one in step.evidence if one.note) if step.status == "skipped" else ""
    status = fields.word(ctx, step.status, "initiative", "phases", "status").text
    return Step(ctx.name(phase), w.href(phase), reason, _STATES[step.status], status, meta)


def _evidence(w: Writer, step: InitiativePhase, phase: Phase) -> None:
    """Add what proves one gate, folded; open where something is missing or still to come."""
    ctx, t, found = w.ctx, w.ctx.t, proofs(step)
    missing = Cell(t("missing"), badge="warning") if step.status == "passed" else Cell(t("not yet"), badge="next")
    proven_ = Cell(t("proven"), badge="done")
    n, m = proven(step, phase)
    summary = t("{phase}: {n} of {m} criteria with evidence", phase=ctx.name(phase), n=n, m=m)
    w.add(
        folded(
            summary,
            ctx.c.table(
                f"evidence-{phase.id}",
                summary,
                phase.criteria,
                [
                    Column("criterion", t("Criterion"), lambda one: w.inline(one.statement), wide=True),
                    Column("state", t("State"), lambda one: proven_ if one.id in found else missing),
                    Column("evidence", t("Evidence"), lambda one: _proof(w, found.get(one.id)), wide=True),
                ],
                plain=True,
            ),
            unfolded=n < m,
        )
    )


def _proof(w: Writer, proof: InitiativePhaseEvidence | None) -> Value:
    if proof is None:
        return None
    url = escape.safe_url(proof.url or "")
    parts: list[Item] = [w.words(proof.note)] if proof.note else []
    return [*parts, Cell(w.ctx.t("see the evidence"), url)] if url else parts or None


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


def _table(w: Writer, phase: Phase, found: Sequence[tuple[Initiative, InitiativePhase]]) -> None:
    ctx, path = w.ctx, "initiative.phases"

    def status(step: InitiativePhase) -> Cell:
        return fields.word(ctx, step.status, "initiative", "phases", "status")._replace(badge=_STATES[step.status])

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
            fields.head(ctx, f"{path}.approved_by", lambda row: w.role(row[1].approved_by)),
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
