"""An initiative's way through the phases: where it is, its next gate, and what proves those behind it."""

from __future__ import annotations

from markupsafe import Markup

from timonel.kinds import Initiative, InitiativePhase, InitiativePhaseEvidence, Phase, PhaseCriteria
from timonel.lookups.initiatives import phases_of, proven
from timonel.site import escape, fields
from timonel.site.context import Context
from timonel.site.kit import Cell, Column, Item, Step, Value
from timonel.site.views.shared.blocks import folded
from timonel.site.writer import Writer
from timonel.text import pick

STATES = {"passed": "done", "in-progress": "now", "pending": "next", "skipped": "skipped"}


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


def proofs(step: InitiativePhase) -> dict[str, InitiativePhaseEvidence]:
    """Return criterion → its evidence."""
    return {one.criterion: one for one in step.evidence}


def timeline(w: Writer, one: Initiative) -> None:
    """Add an initiative's phases in order, and below them what proves each gate."""
    ctx = w.ctx
    steps = phases_of(ctx.base, one)
    w.heading(ctx.label("initiative", "phases"), "phases")
    if not steps:
        w.notice("none", ctx.t("No phase written down."), ctx.t("How far it is cannot be told."))
        return
    w.add(
        ctx.c.folded(
            ctx.c.steps([_step(w, step, phase) for _, step, phase in steps]),
            len(steps),
            ctx.t("The {n} phases", n=len(steps)),
        )
    )
    shown = [(step, phase) for _, step, phase in steps if step.status in ("passed", "in-progress") and phase.criteria]
    whole = [pair for pair in shown if pair[0].status == "passed" and proven(*pair)[0] == len(pair[1].criteria)]
    for pair in shown:
        if pair not in whole:
            w.add(_evidence(w, *pair))
    if whole:
        inner = Markup("").join(_evidence(w, *pair) for pair in whole)
        w.add(ctx.c.behind(inner, ctx.t("Proof of the gates passed ({n})", n=len(whole))))


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
    approver = w.approver(step.approved_by)
    if approver:
        meta.append(t("approved by {name}", name=approver.text))
    if m and step.status in ("passed", "in-progress"):
        short = step.status == "passed" and n < m
        meta.append(Cell(t("{n} of {m} criteria with evidence", n=n, m=m), badge="warning" if short else None))
    reason = " ".join(pick(one.note, ctx.lang) for one in step.evidence if one.note) if step.status == "skipped" else ""
    status = fields.word(ctx, step.status, "initiative", "phases", "status").text
    return Step(ctx.name(phase), w.href(phase), reason, STATES[step.status], status, meta)


def _evidence(w: Writer, step: InitiativePhase, phase: Phase) -> Markup:
    """Return what proves one gate, folded; open where something is missing or still to come."""
    ctx, t, found = w.ctx, w.ctx.t, proofs(step)
    missing = Cell(t("missing"), badge="warning") if step.status == "passed" else Cell(t("not yet"), badge="next")
    proven_ = Cell(t("proven"), badge="done")
    n, m = proven(step, phase)
    summary = t("{phase}: {n} of {m} criteria with evidence", phase=ctx.name(phase), n=n, m=m)
    columns = [
        Column[PhaseCriteria]("criterion", t("Criterion"), lambda one: w.inline(one.statement), wide=True),
        Column[PhaseCriteria]("state", t("State"), lambda one: proven_ if one.id in found else missing),
        Column[PhaseCriteria]("evidence", t("Evidence"), lambda one: _proof(w, found.get(one.id)), wide=True),
    ]
    table = ctx.c.table(f"evidence-{phase.id}", summary, phase.criteria, columns, plain=True)
    return folded(summary, table, unfolded=n < m)


def _proof(w: Writer, proof: InitiativePhaseEvidence | None) -> Value:
    if proof is None:
        return None
    url = escape.safe_url(proof.url or "")
    parts: list[Item] = [w.words(proof.note)] if proof.note else []
    return [*parts, Cell(w.ctx.t("see the evidence"), url)] if url else parts or None
