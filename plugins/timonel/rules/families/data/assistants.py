"""Rules of family AST: virtual assistants that answer, propose or act, and who answers for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from timonel.kinds import Assistant, AssistantDecision, DataAsset, Decision, Forum, Indicator, Resolution, Role
from timonel.lookups.facts import Facts
from timonel.lookups.status import is_active, resolved
from timonel.model import Base, Entity
from timonel.rules import Places, rule
from timonel.text import Said, is_empty, said

# They do more than tell customers what they ask: somebody has to be able to stop them.
_STOPPABLE = ("proposes", "acts")


@rule("AST001", applies=is_active)
def assistant_without_owners(assistant: Assistant, facts: Facts) -> Places:
    """An assistant in use that lacks its owner in the business or its technical one."""
    if missing := facts.missing(assistant, "owner", "technical_owner"):
        yield assistant.at(next(iter(missing)), missing=[*missing.values()])


def _to_be_stopped(assistant: Assistant) -> bool:
    return is_active(assistant) and (assistant.autonomy in _STOPPABLE or bool(assistant.touchpoints))


@rule("AST002", applies=_to_be_stopped)
def assistant_without_stop(assistant: Assistant, facts: Facts, grace: int) -> Places:
    """An assistant that nobody of the company can stop: no role for it, or one that nobody of its own holds."""
    role = facts.base.get(Role, assistant.stop_owner)
    if is_empty(assistant.stop_owner):
        yield assistant.at("stop_owner", why=said("no role is named for it"))
    elif role is not None and _without_own_people(role, facts, grace):
        why = said("nobody of the company holds the role “{role}”", role=role)
        yield assistant.at("stop_owner", related=[role.at("holders")], why=why)


def _without_own_people(role: Role, facts: Facts, grace: int) -> bool:
    """Whether nobody of the company has held a role for more than ``grace`` days."""
    own = [one for one in role.holders if facts.is_internal(one.person)]
    if any(facts.holds(one, facts.today) for one in own):
        return False
    left = max((one.until for one in own if one.until and one.until < facts.today), default=None)
    return left is None or facts.days_since(left) > grace


def _decides(assistant: Assistant, facts: Facts) -> bool:
    decides = is_active(assistant) and (assistant.autonomy == "acts" or bool(assistant.decisions))
    return decides and facts.whole("forum", "decides")


@rule("AST003", applies=_decides)
def assistant_beyond_its_rights(assistant: Assistant, base: Base, facts: Facts, grace: int) -> Places:
    """An assistant that acts with no decision, or takes one that it was not granted, or that its owner may not take."""
    if not assistant.decisions:
        yield assistant.at("decisions", what=[said("it acts and no decision is listed")], case="unlisted")
        return
    wrong = [
        (number, why)
        for number, one in enumerate(assistant.decisions)
        if (decision := base.get(Decision, one.decision)) and (why := _beyond(assistant, one, decision, facts, grace))
    ]
    if wrong:
        named = base.many(Decision, [assistant.decisions[number].decision for number, _ in wrong])
        related = [one.at() for one in named]
        yield assistant.at("decisions", wrong[0][0], related=related, what=[why for _, why in wrong], case="ungranted")


def _beyond(
    assistant: Assistant, taken: AssistantDecision, decision: Decision, facts: Facts, grace: int
) -> Said | None:
    """Return why an assistant may not take a decision, or None where it may."""
    owner = facts.base.get(Role, assistant.owner)
    if owner is not None and not {owner.key, f"area:{owner.area}"}.isdisjoint(decision.forbidden):
        return said("“{decision}” is forbidden to its owner, {owner}", decision=decision, owner=owner)
    deciders = [*_deciders(decision, facts.base)]
    if not deciders:  # nobody could grant it, which has its own finding
        return None
    if not _granted(taken, deciders, facts.base):
        return said("“{decision}” was not granted by {deciders}", decision=decision, deciders=deciders)
    if taken.until and facts.days_since(taken.until) > grace:
        return said("the grant of “{decision}” ended on {date}", decision=decision, date=taken.until)
    return None


def _deciders(decision: Decision, base: Base) -> Iterator[Entity]:
    """Yield who takes a decision: a role, or the forums that decide it."""
    yield from base.many(Role, [decision.decider] if decision.decider else [])
    for reference in base.backlinks.get(decision.key, ()):
        if isinstance(reference.source, Forum) and reference.path[0] == "decides":
            yield reference.source


def _granted(taken: AssistantDecision, deciders: Sequence[Entity], base: Base) -> bool:
    """Whether a decision was granted by the role that takes it, or by a resolution in force of the forum that does."""
    grant = base.approver(taken.granted_by)
    if isinstance(grant, Resolution):
        return resolved(grant) in ("agreed", "done") and any(one.key == f"forum:{grant.forum}" for one in deciders)
    return grant is not None and any(one is grant for one in deciders)


def _personal(assistant: Assistant, facts: Facts) -> list[DataAsset]:
    """Return the personal data that an assistant uses."""
    return [facts.personal[id_] for id_ in assistant.data if id_ in facts.personal]


def _on_personal_data(assistant: Assistant, facts: Facts) -> bool:
    return is_active(assistant) and bool(_personal(assistant, facts))


@rule("AST004", applies=_on_personal_data)
def assistant_and_data(assistant: Assistant, base: Base, facts: Facts) -> Places:
    """Personal data that nobody granted to the role with which an assistant reads it."""
    name = assistant.access_role or assistant.owner
    used = _personal(assistant, facts)
    closed = [one for one in used if name not in {grant.role for grant in one.grants}]
    if closed:
        role = base.get(Role, name) or said("none")
        related = [one.at("grants") for one in closed]
        yield assistant.at("data", assistant.data.index(closed[0].id), related=related, data=closed, role=role)


def _before_customers(assistant: Assistant) -> bool:
    return is_active(assistant) and bool(assistant.touchpoints)


@rule("AST005", applies=_before_customers)
def customer_not_told(assistant: Assistant) -> Places:
    """An assistant that customers meet and that does not say what it is."""
    if assistant.disclosed is not True:
        yield assistant.at("disclosed")


@rule("AST006", applies=_before_customers)
def assistant_without_handover(assistant: Assistant) -> Places:
    """An assistant that customers meet and from which no way leads to a person."""
    if is_empty(assistant.handover):
        yield assistant.at("handover")


@rule("AST007", applies=is_active)
def assistant_not_evaluated(assistant: Assistant, base: Base, facts: Facts, days: int) -> Places:
    """An assistant of which nobody has measured lately how well it does."""
    indicator = base.get(Indicator, assistant.evaluation)
    if is_empty(assistant.evaluation):
        yield assistant.at("evaluation", why=said("it has no indicator"))
    elif indicator is not None:
        last = facts.last(indicator)
        if last is None:
            yield assistant.at("evaluation", why=said("“{indicator}” was never measured", indicator=indicator))
        elif facts.days_since(last.date) > days:
            why = said("“{indicator}” was last measured on {date}", indicator=indicator, date=last.date)
            yield assistant.at("evaluation", related=[last.at("date")], why=why)


def _delicate(assistant: Assistant, base: Base) -> list[DataAsset]:
    """Return the data of minors, or sensitive data, that an assistant uses."""
    return [one for one in base.many(DataAsset, assistant.data) if one.minors or one.sensitive]


def _on_delicate_data(assistant: Assistant, base: Base) -> bool:
    return is_active(assistant) and bool(_delicate(assistant, base))


@rule("AST008", applies=_on_delicate_data)
def assistant_and_special_data(assistant: Assistant, base: Base) -> Places:
    """An assistant on data of minors, or sensitive data, whose risks for people nobody assessed."""
    if is_empty(assistant.impact_assessment):
        yield assistant.at("impact_assessment", data=_delicate(assistant, base))
