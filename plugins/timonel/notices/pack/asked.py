"""What a body is asked to decide at its next session: the resolutions proposed to it, then what nobody proposed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from timonel.kinds import Area, Decision, Initiative, Issue, Resolution, Risk, Role
from timonel.lookups.confirmations import answering
from timonel.lookups.initiatives import following
from timonel.model import Entity
from timonel.notices.document import Value
from timonel.notices.pack.ask import Ask, few, waits
from timonel.notices.pack.cautions import cautions
from timonel.notices.pack.evidence import evidence
from timonel.notices.pack.meeting import Meeting
from timonel.notices.pack.unproposed import unproposed
from timonel.text import Said, said

_QUESTION, _CHOICE, _LINE = 240, 130, 170  # letters that a sheet has room for


def asked(m: Meeting) -> list[Ask]:
    """Return all that a body is asked to decide, and what it is told that another decides; nothing twice."""
    found = [proposal(m, one) for one in m.proposed]
    told = {key for one in m.proposed for key in one.about}
    return [*found, *(one for one in unproposed(m) if one.about.key not in told)]


def proposal(m: Meeting, one: Resolution, room: int = _LINE) -> Ask:
    """Return what a body is asked by a resolution that is proposed; its texts have so much ``room``."""
    decision = m.base.get(Decision, one.exercises)
    about = [*filter(None, map(m.base.find, one.about))]
    recommended: Value = m.words(one.recommendation, room) if one.recommendation else None
    heard = _heard(m, decision, about)
    return Ask(
        one,
        one,
        m.words(one.statement, max(room, _QUESTION)),
        [_option(m, each.name, each.consequence, each.cost) for each in one.options],
        _decides(m, decision),
        [told for entity in about for told in evidence(m, entity)],
        [*([m.words(one.if_not_decided, room)] if one.if_not_decided else []), *waits(m, about)],
        recommended=recommended,
        heard=heard,
        forbidden=_forbidden(m, decision),
        unblocks=[*_unblocked(m, about, one)],
        resolution=one,
        cautions=[*cautions(m, about, heard)],
    )


def _option(m: Meeting, name: object, consequence: object, cost: float | None) -> Value:
    words = m.words(name, _CHOICE) + (f". {m.words(consequence, _CHOICE)}" if consequence else "")  # type: ignore[arg-type]
    if cost is None:
        return words
    return said("{option}; cost: {amount}", option=words, amount=m.money(cost))


def _decides(m: Meeting, decision: Decision | None) -> Value:
    if decision is None or m.decides(decision) or not decision.decider:
        by = m.forum
        return (
            said("{who}, under “{decision}”", who=by, decision=decision)
            if decision
            else said("{who}; no decision right is written for it", who=by)
        )
    role = m.role(decision.decider)
    return said("{who}, under “{decision}”; this body only advises", who=role, decision=decision)


def _heard(m: Meeting, decision: Decision | None, about: Sequence[Entity]) -> list[Value]:
    """Return who must be heard: as the decision right says, else who answers for what it is about."""
    if decision is not None and decision.consulted:
        return [*m.base.many(Role, decision.consulted)]
    return [*dict.fromkeys(role for one in about for role in answering(m.base, one))]


def _forbidden(m: Meeting, decision: Decision | None) -> list[Value]:
    if decision is None:
        return []
    found = (m.base.find(key if ":" in key else f"role:{key}") or key for key in decision.forbidden)
    return [said("{name} (area)", name=one) if isinstance(one, Area) else one for one in found]


def _unblocked(m: Meeting, about: Sequence[Entity], one: Resolution) -> Iterator[Said]:
    """Yield what an answer sets free: gates, problems, promised actions, gaps, and the task itself."""
    for entity in about:
        found = following(m.base, entity) if isinstance(entity, Initiative) else None
        if found is not None and found[0].due:
            yield said("gate “{phase}” of {initiative} ({date})", phase=found[1], initiative=entity, date=found[0].due)
        if isinstance(entity, Initiative) and entity.status == "on-hold":
            yield said("“{initiative}”, on hold today", initiative=entity)
        if isinstance(entity, Issue):
            yield _problem(entity)
        if isinstance(entity, Risk):
            for action in entity.actions:
                if not action.done and action.due:
                    yield said("the action against “{risk}” ({date})", risk=entity, date=action.due)
    gaps = [gap for entity in (*about, one) for gap in m.result.by_subject.get(entity.key, ())]
    named = {
        gap.code: said("{code} ({name})", code=gap.code, name=m.words(gap.rule.summary, 90).rstrip("."))
        for gap in gaps
        if gap.status == "open"
    }
    if named:
        yield said("related gaps: {gaps}", gaps=few([*named.values()]))


def _problem(one: Issue) -> Said:
    if one.opened:
        return said("the problem “{name}”, open since {date}", name=one, date=one.opened)
    return said("the problem “{name}”", name=one)
