"""What a body is asked to decide at its next session: resolutions proposed, objectives overdue, pilots that end, risks, waivers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from timonel.kinds import Area, Decision, Initiative, Issue, Objective, Pilot, Resolution, Risk, Role, Waiver
from timonel.lookups.calendar import day
from timonel.lookups.confirmations import answering
from timonel.lookups.initiatives import following, is_over
from timonel.lookups.status import is_active
from timonel.model import Entity
from timonel.notices.document import Value
from timonel.notices.pack.cautions import cautions
from timonel.notices.pack.evidence import evidence, exposed, way
from timonel.notices.pack.meeting import Meeting
from timonel.text import Said, said

_SEVERE = 12  # exposure from which on somebody must say that a risk is accepted
_QUESTION, _CHOICE, _LINE = 240, 130, 170  # letters that a sheet has room for
_FEW = 5  # roles, or sentences


@dataclass(frozen=True, eq=False)
class Ask:
    """A question that a body is asked.

    Attributes:
        about: what it is about.
        title: what it is called.
        question: the question.
        options: what may be answered, each with what follows.
        recommended: which of these whoever asks recommends.
        decides: who decides.
        heard: who must be heard first.
        forbidden: who may not decide it on their own.
        evidence: what the base knows, with what cannot be measured.
        unblocks: what waits for the answer.
        waiting: what it costs to wait until the session after.
        resolution: the proposal, where there is one.
        cautions: what those who decide should know that the proposal does not say.
        informs: whether another decides, and this body is only told.
    """

    about: Entity
    title: Value
    question: Value
    options: Sequence[Value]
    decides: Value
    evidence: Sequence[Value]
    waiting: Sequence[Value]
    recommended: Value = None
    heard: Sequence[Value] = ()
    forbidden: Sequence[Value] = ()
    unblocks: Sequence[Value] = ()
    resolution: Resolution | None = field(default=None)
    cautions: Sequence[Value] = ()
    informs: bool = False


def asked(m: Meeting) -> list[Ask]:
    """Return all that a body is asked to decide, and what it is told that another decides; nothing twice."""
    found = [proposal(m, one) for one in m.proposed]
    told = {key for one in m.proposed for key in one.about}
    for part in (_objectives, _pilots, _risks, _waivers):
        found += [one for one in part(m) if one.about.key not in told]
    return found


def few(values: Sequence[Value], most: int = _FEW) -> list[Value]:
    """Return the first values, and how many more there are."""
    left = len(values) - most
    return [*values] if left <= 1 else [*values[:most], said("{n} more", n=left)]


def joined(values: Sequence[Value]) -> Value:
    """Return sentences one behind the other."""
    found: Value = None
    for one in values:
        then = one.rstrip(".") if isinstance(one, str) else one
        found = then if found is None else said("{first}; {then}", first=found, then=then)
    return found


# Proposed resolutions


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
        [*([m.words(one.if_not_decided, room)] if one.if_not_decided else []), *_wait(m, about)],
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


def _wait(m: Meeting, about: Sequence[Entity]) -> Iterator[Said]:
    """Yield what falls due before the session after."""
    due = sorted((each for entity in about for each in _falls_due(m, entity)), key=lambda each: each[0])
    if due:
        yield said("due before the next session: {what}", what=[what for _, what in due])


def _falls_due(m: Meeting, entity: Entity) -> Iterator[tuple[str, Said]]:
    """Yield what of something falls due between the two sessions."""
    found: list[tuple[str | None, Said]] = []
    if isinstance(entity, Pilot):
        found.append((entity.end, said("the end of {name} ({date})", name=entity, date=entity.end)))
    if isinstance(entity, Initiative) and (gate := following(m.base, entity)):
        found.append((gate[0].due, said("the gate “{phase}” ({date})", phase=gate[1], date=gate[0].due)))
    if isinstance(entity, Risk):
        found += [(each.due, said("an action against it ({date})", date=each.due)) for each in entity.actions if not each.done]  # fmt: skip
    if isinstance(entity, Issue):
        found.append((entity.due, said("the day by which to solve “{name}” ({date})", name=entity, date=entity.due)))
    return ((each, what) for each, what in found if each and m.on <= each < m.until)


# What falls to a body without anybody proposing it


def _objectives(m: Meeting) -> Iterator[Ask]:
    for one in m.base.all(Objective):
        if is_active(one) and one.due and one.due < m.on and m.concerns(one):
            yield Ask(
                one,
                one,
                said(
                    "It was due on {date} and has been neither met nor closed: extend it, change its target or close it?",
                    date=one.due,
                ),
                [said("a new date"), said("a new target"), said("to close it as missed")],
                m.forum,
                [way(m, one)],
                [said("at the next session it is {n} days overdue", n=(day(m.until) - day(one.due)).days)],
                heard=[*answering(m.base, one)],
            )


def _pilots(m: Meeting) -> Iterator[Ask]:
    for one in m.base.all(Pilot):
        begun = one.start is not None and one.start <= m.on
        if begun and one.decision is None and one.end and one.end < m.until and m.concerns(one):
            ends = said("It ends on {date}: go ahead, adjust or stop?", date=one.end)
            past = said("It ended on {date}, and nobody decided: go ahead, adjust or stop?", date=one.end)
            yield Ask(
                one,
                one,
                past if one.end < m.today else ends,
                [said("go ahead"), said("adjust and repeat"), said("stop")],
                m.forum,
                [*evidence(m, one)],
                [*_wait(m, [one])],
                heard=[*answering(m.base, one)],
            )


def _risks(m: Meeting) -> Iterator[Ask]:
    """Yield severe risks that are accepted by nobody, or no longer at the session; and those that nothing is done about."""
    for one in m.base.all(Risk):
        if not is_active(one) or is_over(m.base, one.initiative) or not m.concerns(one):
            continue
        level = m.facts.exposure(m.facts.last(one))
        if level is None or level < _SEVERE:
            continue
        held = one.acceptance is not None and not (one.acceptance.until and one.acceptance.until < m.on)
        acts = any(not each.done for each in one.actions)
        if not held and (one.response == "accept" or not acts):
            yield Ask(
                one,
                one,
                said("Nobody has accepted this risk, and nothing is planned against it: accept it or act?")
                if not acts
                else said("It is to be accepted, and nobody with the right to do so has: accept it or act?"),
                [said("to accept it until a day"), said("to act: what, who and by when")],
                m.forum,
                [exposed(m.facts, one)],
                [*_wait(m, [one])],
                heard=[*answering(m.base, one)],
            )


def _waivers(m: Meeting) -> Iterator[Ask]:
    for one in m.base.all(Waiver):
        about = m.base.find(one.entity)
        approver = m.base.approver(one.approved_by)
        mine = isinstance(approver, Role) and approver.id in m.roles
        ours = isinstance(approver, Resolution) and approver.forum == m.forum.id
        if about is None or not (mine or ours) or not m.today <= one.expires < m.until:
            continue
        rule = m.result.rules.get(one.rule)
        yield Ask(
            about,
            said("Waiver of {code}: {name}", code=one.rule, name=about),
            said(
                "It ends on {date}, before the session: close the gap, renew the waiver or let the gap count again?",
                date=one.expires,
            )
            if one.expires < m.on
            else said(
                "It ends on {date}: close the gap, renew the waiver or let the gap count again?", date=one.expires
            ),
            [said("to close the gap"), said("to renew the waiver until a day"), said("to let it count")],
            m.role(approver.id) if isinstance(approver, Role) else approver,
            [said("the gap: {what}", what=m.words(rule.summary, _LINE).rstrip(".") if rule else one.rule)],
            [*_wait(m, []), said("from {date} on the gap counts", date=one.expires)],
            heard=[*answering(m.base, about)],
            informs=not ours,
        )
