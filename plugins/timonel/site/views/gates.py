"""Phases and their gates: the method, how far each initiative is, and what proves that a gate was passed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from timonel.kinds import Initiative, InitiativePhase, InitiativePhaseEvidence, Phase
from timonel.rules.initiatives_facts import phases_of
from timonel.site import escape
from timonel.site.desk import Cell, Desk
from timonel.site.views import default
from timonel.site.views.family import in_order
from timonel.site.views.figures import folded, word
from timonel.site.views.inventory import OverviewPage
from timonel.site.writer import Writer
from timonel.text import many, pick

_STATES = {"passed": "done", "in-progress": "now", "pending": "next", "skipped": "skipped"}
_CELLS = {"passed": "ok", "in-progress": "planned", "pending": "none", "skipped": "none"}


def pages(desk: Desk) -> Iterator[OverviewPage]:
    """Yield the page of the method."""
    if desk.base.of("phase"):
        yield "phases/index", desk.kind_plural("phase"), overview, {}


def ordered(desk: Desk) -> list[Phase]:
    """Return the phases of the method in order."""
    return sorted(desk.base.all(Phase), key=lambda one: (one.order, one.id))


def here(w: Writer, one: Initiative) -> Cell:
    """Return the phase that an initiative is in, with its gate's date; None where it is in none."""
    desk = w.desk
    current = next(
        ((step, phase) for _, step, phase in phases_of(desk.base, one) if step.status == "in-progress"), None
    )
    if current is None:
        return None
    step, phase = current
    cell: dict[str, Any] = w.link(phase)
    if step.due:
        late = step.due < desk.facts.today
        cell["note"] = desk.t("gate was due {date}" if late else "gate {date}", date=desk.date(step.due))
    return cell


def following(desk: Desk, one: Initiative) -> tuple[InitiativePhase, Phase] | None:
    """Return the next gate of an initiative under way: the first phase that is not behind it; None where it has none."""
    if one.status not in ("approved", "running"):
        return None
    steps = ((step, phase) for _, step, phase in phases_of(desk.base, one))
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
    desk = w.desk
    steps = phases_of(desk.base, one)
    w.heading(desk.label("initiative", "phases"), "phases")
    if not steps:
        w.add(desk.c.notice("none", desk.t("No phase written down."), desk.t("How far it is cannot be told.")))
        return
    w.add(desk.c.steps([_step(w, step, phase) for _, step, phase in steps]))
    shown = [(step, phase) for _, step, phase in steps if step.status in ("passed", "in-progress") and phase.criteria]
    if shown:
        w.heading(desk.t("What proves each gate"), "evidence", 3)
    for step, phase in shown:
        _evidence(w, step, phase)


def _step(w: Writer, step: InitiativePhase, phase: Phase) -> dict[str, Any]:
    desk, t = w.desk, w.desk.t
    n, m = proven(step, phase)
    late = step.status == "in-progress" and step.due is not None and step.due < desk.facts.today
    meta: list[Cell] = []
    if step.status == "passed" and step.passed:
        meta.append(t("passed {date}", date=desk.date(step.passed)))
    if step.due and (step.status != "passed" or step.due != step.passed):
        meta.append(
            {
                "text": t(
                    "gate was due {date}" if late or step.status == "passed" else "gate {date}",
                    date=desk.date(step.due),
                ),
                "badge": "warning" if late else None,
            }
        )
    if step.approved_by:
        meta.append(t("approved by {name}", name=w.ref("role", step.approved_by)["text"]))
    if m and step.status in ("passed", "in-progress"):
        short = step.status == "passed" and n < m
        meta.append({"text": t("{n} of {m} criteria with evidence", n=n, m=m), "badge": "warning" if short else None})
    reason = (
        " ".join(pick(one.note, desk.lang) for one in step.evidence if one.note) if step.status == "skipped" else ""
    )
    status = word(desk, step.status, "initiative", "phases", "status")
    return {
        "title": desk.name(phase),
        "href": w.href(phase),
        "text": reason,
        "state": _STATES[step.status],
        "state_label": status["text"],
        "meta": meta,
    }


def _evidence(w: Writer, step: InitiativePhase, phase: Phase) -> None:
    """Add what proves one gate, folded; open where something is missing or still to come."""
    desk, t, found = w.desk, w.desk.t, proofs(step)
    missing = (
        {"text": t("missing"), "badge": "warning"}
        if step.status == "passed"
        else {"text": t("not yet"), "badge": "next"}
    )
    proven_ = {"text": t("proven"), "badge": "done"}
    columns = [
        {"key": "criterion", "label": t("Criterion"), "wide": True}, {"key": "state", "label": t("State")},
        {"key": "evidence", "label": t("Evidence"), "wide": True},
    ]  # fmt: skip
    rows = [
        [w.inline(one.statement), proven_ if one.id in found else missing, _proof(w, found.get(one.id))]
        for one in phase.criteria
    ]
    n, m = proven(step, phase)
    summary = t("{phase}: {n} of {m} criteria with evidence", phase=desk.name(phase), n=n, m=m)
    w.add(folded(summary, desk.c.table(f"evidence-{phase.id}", summary, columns, rows, plain=True), unfolded=n < m))


def _proof(w: Writer, proof: InitiativePhaseEvidence | None) -> Cell:
    if proof is None:
        return None
    url = escape.safe_url(proof.url or "")
    parts: list[Cell] = [w.words(proof.note)] if proof.note else []
    return [*parts, {"text": w.desk.t("see the evidence"), "href": url}] if url else parts or None


def overview(w: Writer) -> None:
    """Write the method: its phases in order, then how far each initiative is."""
    desk, t = w.desk, w.desk.t
    phases = ordered(desk)
    w.title(desk.kind_plural("phase"))
    w.add(
        desk.c.lede(
            t(
                "The way from a vision to a change that lasts. Each phase ends at a gate: whoever cannot prove its criteria does not go on."
            )
        )
    )
    w.heading(t("The method, step by step"), "method")
    w.add(desk.c.steps([
        {"title": desk.name(one), "href": w.href(one), "text": desk.pick(one.purpose or one.description), "state": "plain", "meta": [t(many("1 criterion at its gate", "{n} criteria at its gate", len(one.criteria)))]}
        for one in phases
    ]))  # fmt: skip
    initiatives = in_order(desk)
    if initiatives:
        w.heading(t("How far each initiative is"), "initiatives")
        cells = [[_cell(w, one, phase) for phase in phases] for one in initiatives]
        legend = [{"kind": "cell--ok", "label": t("passed, with all its evidence")}, {"kind": "cell--planned", "label": t("in progress")},
                  {"kind": "cell--gap", "label": t("passed without all its evidence, or late")}, {"kind": "cell--empty", "label": t("not in its plan")}]  # fmt: skip
        heads = [{"text": desk.name(one), "href": w.href(one)} for one in initiatives]
        w.add(
            desk.c.matrix(
                "gates",
                t("How far each initiative is"),
                [w.link(one) for one in phases],
                heads,
                cells,
                corner=desk.kind_title("initiative"),
                legend=legend,
            )
        )


def _cell(w: Writer, one: Initiative, phase: Phase) -> dict[str, Any] | None:
    desk = w.desk
    step = next((each for each in one.phases if each.phase == phase.id), None)
    if step is None:
        return None
    n, m = proven(step, phase)
    late = step.status == "in-progress" and step.due is not None and step.due < desk.facts.today
    bad = late or (step.status == "passed" and n < m)
    date = step.passed if step.status == "passed" else step.due
    notes = [
        desk.date(date) if date else None,
        desk.t("{n} of {m}", n=n, m=m) if m and step.status in ("passed", "in-progress") else None,
    ]
    text = word(desk, step.status, "initiative", "phases", "status")["text"]
    shown = {"text": text} if step.status == "in-progress" or bad else {"links": [{"text": text}]}
    return {**shown, "state": "gap" if bad else _CELLS[step.status], "note": " · ".join(one for one in notes if one)}


def phase_page(w: Writer, phase: Phase) -> None:
    """Write the middle of a phase's page."""
    desk, t = w.desk, w.desk.t
    default.facts(w, phase)
    w.prose(phase.purpose)
    w.heading(t("What its gate asks"), "criteria")
    if phase.criteria:
        w.add(desk.c.steps([{"title": w.inline(one.statement), "state": "plain"} for one in phase.criteria]))
    else:
        w.add(desk.c.notice("none", t("No criterion written down."), t("A gate without criteria lets everybody pass.")))
    found = [(one, step) for one in desk.base.all(Initiative) for step in one.phases if step.phase == phase.id]
    if found:
        w.heading(t("Initiatives at this gate"), "initiatives")
        columns = [
            {"key": "initiative", "label": desk.kind_title("initiative"), "wide": True}, *({"key": key, "label": desk.label("initiative", "phases", key)} for key in ("status", "due", "passed", "approved_by")),
            {"key": "evidence", "label": t("Criteria with evidence")},
        ]  # fmt: skip
        rows = [_row(w, one, step, phase) for one, step in found]
        w.add(desk.c.table("initiatives-table", t("Initiatives at this gate"), columns, rows, plain=True))


def _row(w: Writer, one: Initiative, step: InitiativePhase, phase: Phase) -> list[Cell]:
    desk = w.desk
    n, m = proven(step, phase)
    status = {**word(desk, step.status, "initiative", "phases", "status"), "badge": _STATES[step.status]}
    counted = desk.t("{n} of {m}", n=n, m=m) if m and step.status in ("passed", "in-progress") else None
    return [
        {**w.link(one), "href": w.href(one, "phases")}, status, desk.date_cell(step.due), desk.date_cell(step.passed), w.role(step.approved_by),
        {"text": counted, "badge": "warning"} if counted and step.status == "passed" and n < m else counted,
    ]  # fmt: skip


VIEWS = {"phase": phase_page}
