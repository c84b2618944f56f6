"""Rules of ROL and STK about how a forum decides: who votes, who signs, and whether what it resolved was done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from timonel.kinds import Decision, Forum, Initiative, InitiativePhase, Resolution, Role
from timonel.lookups.facts import Facts
from timonel.lookups.initiatives import is_over, phases_of
from timonel.lookups.status import is_active, resolved
from timonel.model import Base
from timonel.rules import Places, rule
from timonel.text import Said, said

# Forums whose vote commits the company's money and people.
_COMMITTING = ("steering", "change-control")
# Gates at which a forum decides whether what was built goes on.
_GATES = ("pilot", "prototype", "launch", "follow-up")


def _votes(forum: Forum, base: Base) -> bool:
    """Whether a forum that still matters has members who vote, and something on which they do."""
    over = bool(forum.initiatives) and all(is_over(base, id_) for id_ in forum.initiatives)
    return not over and bool(_voters(forum, base)) and (bool(forum.decides) or forum.type in _COMMITTING)


def _voters(forum: Forum, base: Base) -> list[tuple[int, Role]]:
    """Return the roles that vote in a forum, each with its place among the members."""
    found = ((number, base.get(Role, one.role)) for number, one in enumerate(forum.members) if one.vote)
    return [(number, role) for number, role in found if role is not None]


@rule("ROL018", applies=_votes)
def vote_against_the_rule(forum: Forum, base: Base, facts: Facts) -> Places:
    """A vote of somebody whom the decision forbids, of areas that it forbids and that have half, or of externals alone."""
    voters = _voters(forum, base)
    wrong = [*_forbidden(forum, voters, base), *_outside(forum, voters, facts)]
    if wrong:
        related = [*dict.fromkeys(decision for _, _, decision in wrong if decision)]
        yield forum.at(
            "members", wrong[0][0], related=[one.at("forbidden") for one in related], what=[why for _, why, _ in wrong]
        )


def _forbidden(
    forum: Forum, voters: Sequence[tuple[int, Role]], base: Base
) -> Iterator[tuple[int, Said, Decision | None]]:
    """Yield the votes that a decision of the forum forbids: each role's own, and those of areas that have half of all."""
    for decision in base.many(Decision, forum.decides):
        if is_over(base, decision.initiative):
            continue
        for number, role in voters:
            if role.key in decision.forbidden:
                yield (
                    number,
                    said("{role} votes on “{decision}”, which forbids it", role=role, decision=decision),
                    decision,
                )
        barred = [(number, role) for number, role in voters if f"area:{role.area}" in decision.forbidden]
        if barred and 2 * len(barred) >= len(voters):
            why = said(
                "areas that “{decision}” forbids have {number} of {all} votes",
                decision=decision, number=str(len(barred)), all=str(len(voters)),
            )  # fmt: skip
            yield barred[0][0], why, decision


def _outside(
    forum: Forum, voters: Sequence[tuple[int, Role]], facts: Facts
) -> Iterator[tuple[int, Said, Decision | None]]:
    """Yield the votes that only externals cast where the company commits itself; customers are no suppliers."""
    for number, role in voters if forum.type in _COMMITTING else ():
        people = [one.person for one in facts.holders(role.id)]
        if people and role.type != "customer" and not any(map(facts.is_internal, people)):
            yield number, said("only externals hold {role}, which votes", role=role), None


def _is_to_be_done(resolution: Resolution) -> bool:
    return resolved(resolution) == "agreed" and resolution.due is not None


@rule("STK005", applies=_is_to_be_done)
def resolution_overdue(resolution: Resolution, facts: Facts, grace: int) -> Places:
    """A resolution past its date by more than ``grace`` working days, neither done nor withdrawn."""
    if resolution.due and facts.working_days_since(resolution.due) > grace:
        yield resolution.at("due", date=resolution.due)


def _gated(initiative: Initiative, facts: Facts, decisions: Sequence[str]) -> bool:
    """Whether an active initiative passes its gates before a forum."""
    return is_active(initiative) and facts.whole("forum", "decides") and bool(_judges(facts.base, decisions))


def _judges(base: Base, decisions: Sequence[str]) -> list[Forum]:
    """Return the forums that decide whether an initiative moves on."""
    return [one for one in base.all(Forum) if not set(decisions).isdisjoint(one.decides)]


@rule("STK006", applies=_gated)
def gate_signed_outside_the_forum(initiative: Initiative, base: Base, decisions: Sequence[str]) -> Places:
    """A gate passed since the decision lies with a forum, by a signature and no resolution of it."""
    judges = _judges(base, decisions)
    since = min((one.date for forum in judges for one in forum.meetings), default="")
    passed = [
        (number, one, phase)
        for number, one, phase in phases_of(base, initiative)
        if phase.type in _GATES and one.status == "passed" and one.approved_by and (one.passed or since) >= since
    ]
    signed = [each for each in passed if not _resolved(initiative, each[1], judges, decisions, base)]
    if signed:
        related = [one.at("decides") for one in judges]
        yield initiative.at("phases", signed[0][0], "approved_by", related=related, phases=[one for *_, one in signed])


def _resolved(
    initiative: Initiative, passed: InitiativePhase, judges: Sequence[Forum], decisions: Sequence[str], base: Base
) -> bool:
    """Whether a resolution of the forum approved a gate: the one that it names, or one about the initiative by that day."""
    named = base.approver(passed.approved_by)
    if named is None:  # it names what is not there, which has its own finding
        return True
    if isinstance(named, Resolution):
        return _is_of(named, judges)
    return any(
        _is_of(one, judges)
        and one.exercises in decisions
        and initiative.key in one.about
        and (passed.started or "") <= (one.date or "") <= (passed.passed or "9999")
        for one in base.all(Resolution)
    )


def _is_of(resolution: Resolution, forums: Sequence[Forum]) -> bool:
    """Whether one of these forums took a resolution that holds."""
    return resolved(resolution) in ("agreed", "done") and any(one.id == resolution.forum for one in forums)
