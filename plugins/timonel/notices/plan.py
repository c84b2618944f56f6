"""The plan that closes gaps: what reaches customers first, then what unblocks most; and what somebody has promised."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from timonel.governance import SEVERITIES, Finding, Result
from timonel.graph.impact import Impact
from timonel.kinds import Commitment, Initiative, Role
from timonel.lookups.calendar import day, days_before
from timonel.lookups.initiatives import is_over
from timonel.model import Base, Entity
from timonel.notices.document import Column, Document, Link, Section, Value, document, section
from timonel.notices.people import role_of
from timonel.notices.reading import Reader
from timonel.text import Said, many, said

DAYS = (30, 60, 90)
SHORT = 10  # digits by which people name a gap, as many as tell it from others
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
EFFORTS = {"minutes": said("minutes"), "meeting": said("a meeting"), "project": said("a project")}


class Step(NamedTuple):
    """A gap in the plan.

    Attributes:
        gap: the gap.
        impact: what feels it, as far as customers and objectives.
        unblocks: what waits for it: the next gate of its initiative, and rules that say nothing until it is closed.
        promise: the commitment to close it, if somebody made one.
        horizon: which of the plan's spans it falls into, from 0.
    """

    gap: Finding
    impact: Impact | None
    unblocks: Sequence[Said]
    promise: Commitment | None
    horizon: int


def steps(result: Result, days: Sequence[int] = DAYS) -> list[Step]:
    """Return every open gap with its place in the plan, what comes first first."""
    impacts: dict[str, Impact | None] = {}
    promises = {(one.rule, one.entity): one for one in result.base.all(Commitment) if not one.fingerprint}
    told = {one.fingerprint: one for one in result.base.all(Commitment) if one.fingerprint}
    found = []
    for gap in result.findings:
        if gap.status == "open":
            subject = gap.spot.subject
            if subject not in impacts:
                entity = result.base.find(subject)
                impacts[subject] = result.facts.impact(entity) if entity else None
            promise = told.get(gap.fingerprint) or promises.get((gap.code, subject))
            impact = impacts[subject]
            step = Step(gap, impact, [*_unblocks(result, gap)], promise, 0)
            found.append(step._replace(horizon=_horizon(result, step, days)))
    return sorted(found, key=_order)


def _unblocks(result: Result, gap: Finding) -> Iterator[Said]:
    """Yield what waits for a gap to be closed."""
    entity = result.base.find(gap.spot.subject)
    initiative = _initiative(result, entity) if entity else None
    if initiative is not None and not is_over(result.base, initiative.id):
        due = [one.due for one in initiative.phases if one.due and one.status in ("pending", "in-progress")]
        if due:
            yield said("the gate of {initiative} on {date}", initiative=initiative, date=min(due))
    if gap.rule.blocks:
        yield many("1 more rule", "{n} more rules", len(gap.rule.blocks))


def _initiative(result: Result, entity: Entity) -> Initiative | None:
    named = entity.id if isinstance(entity, Initiative) else entity.fields.get("initiative")
    return result.base.get(Initiative, named) if isinstance(named, str) else None


def _reach(step: Step) -> tuple[int, int, int]:
    """Return how many moments of truth, touchpoints and objectives feel a gap."""
    counts = step.impact.counts if step.impact else {}
    return counts.get("moment_of_truth", 0), counts.get("touchpoint", 0), counts.get("objective", 0)


def _horizon(result: Result, step: Step, days: Sequence[int]) -> int:
    """Return in which span a gap is to be closed: by the day promised, else by what it takes and whom it reaches."""
    last = len(days) - 1
    if step.promise:
        return _span(result, step.promise.until, days)
    reaches = bool(_reach(step)[1]) or step.gap.severity == "error"
    wanted = {"minutes": 0, "project": last}.get(step.gap.rule.effort, 0 if reaches else 1)
    # What falls due with it: the end of a waiver, the gate that waits.
    held = [step.gap.values, *(one.values for one in step.unblocks)]
    told = [one for values in held for one in values.values() if isinstance(one, str)]
    ahead = [one for one in told if _DAY.fullmatch(one) and one >= result.today]
    return min(wanted, last, *(_span(result, one, days) for one in ahead))


def _span(result: Result, until: str, days: Sequence[int]) -> int:
    ahead = (day(until) - day(result.today)).days
    return next((number for number, span in enumerate(days) if ahead <= span), len(days) - 1)


def _order(step: Step) -> tuple[object, ...]:
    moments, touchpoints, objectives = _reach(step)
    efforts = [*EFFORTS, ""]
    return (
        step.horizon, -moments, -touchpoints, -len(step.unblocks), -objectives,
        SEVERITIES.index(step.gap.severity), efforts.index(step.gap.rule.effort), step.gap.code, step.gap.spot.subject,
    )  # fmt: skip


def late(result: Result, step: Step) -> bool:
    """Whether the day on which a gap was promised to be closed has passed."""
    return step.promise is not None and step.promise.until < result.today


def plan(result: Result, lang: str, days: Sequence[int] = DAYS) -> Document:
    """Return the plan as a document.

    Args:
        result: what the check says.
        lang: the language of the gaps' messages.
        days: how many days each of its spans reaches, from today on.
    """
    found = steps(result, days)
    overdue = [one for one in found if late(result, one)]
    rest = [one for one in found if not late(result, one)]
    columns = _columns(result, lang)
    parts: list[Section] = [section("late", said("Promised, and late"), overdue, columns)]
    for number, span in enumerate(days):
        until = day(days_before(result.today, -span))
        title = said("Within {n} days, until {date}", n=str(span), date=until)
        parts.append(section(str(span), title, [one for one in rest if one.horizon == number], columns))
    counts = many("1 open gap", "{n} open gaps", len(found))
    promised = sum(one.promise is not None for one in found)
    lines: list[Value] = [
        said("{gaps}; {promised} promised, {late} of them late.", gaps=counts, promised=promised, late=len(overdue)),
        said(
            "A proposal, worked out from the base: what reaches customers first, then what unblocks most. Minutes, and meetings about what reaches customers or falls due soon, come first; projects last; a promise says its own day."
        ),
    ]  # fmt: skip
    if not found:
        lines = [said("No gap is open: there is nothing to plan.")]
    return document("plan", said("Plan to close gaps, as of {date}", date=day(result.today)), parts, lines=lines)


def _columns(result: Result, lang: str) -> list[Column[Step]]:
    base, reader = result.base, Reader(result.settings.read_in(lang))

    def promise(step: Step) -> Value:
        if step.promise is None:
            return None
        return said(
            "{role}, by {date}",
            role=base.get(Role, step.promise.by) or step.promise.by,
            date=day(step.promise.until),
        )

    return [
        Column("gap", said("Gap"), lambda step: _linked(base, f"{step.gap.code} {reader.message(step.gap)}", step)),
        Column("who", said("Who must act"), lambda step: [role_of(result, key) for key in step.gap.responsible]),
        Column("effort", said("Takes"), lambda step: EFFORTS.get(step.gap.rule.effort)),
        Column("reaches", said("Reaches"), _reached),
        Column("unblocks", said("Unblocks"), lambda step: [*step.unblocks]),
        Column("promise", said("Promised"), promise),
        Column("id", said("Id"), lambda step: step.gap.fingerprint[:SHORT]),
    ]


def _linked(base: Base, words: str, step: Step) -> Value:
    entity = base.find(step.gap.spot.subject)
    return Link(words, entity) if entity else words


def _reached(step: Step) -> Value:
    moments, touchpoints, objectives = _reach(step)
    found = []
    if touchpoints:
        both = many("1 touchpoint", "{n} touchpoints", touchpoints)
        truth = many("1 moment of truth", "{n} moments of truth", moments)
        found.append(said("{touchpoints} ({moments})", touchpoints=both, moments=truth) if moments else both)
    if objectives:
        found.append(many("1 objective", "{n} objectives", objectives))
    return found
