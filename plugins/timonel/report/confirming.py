"""What somebody should have before their eyes when they confirm an entry: who answers, what is wrong, what could go wrong."""

from __future__ import annotations

from collections.abc import Iterator

from timonel.governance import Result
from timonel.kinds import Person, Risk
from timonel.lookups import confirmations
from timonel.lookups.status import is_active
from timonel.model import Entity
from timonel.text import BRIEF, pick, said, say, short

_MOST = 3  # gaps and risks that are shown of one entry
_SEVERE = 12


def lines(result: Result, entity: Entity, lang: str) -> Iterator[str]:
    """Yield an entry's riskiest facts, a line each: what it says in brief, then gaps, risks and what it leaves open."""
    base, facts = result.base, result.facts
    yield f"{entity.key}  {pick(entity.label, lang)}"
    for role in confirmations.answering(base, entity):
        people = [base.get(Person, one.person) or one.person for one in facts.holders(role.id)]
        told = said("answers for it: {role} ({people})", role=role, people=people or said("nobody today"))
        yield f"  {say(told, lang)}"
    for one in confirmations.stated(base, entity):
        label = pick(base.schema.label(entity.kind, one["field"]), lang)
        value = one["value"]
        if value.startswith("sha256:"):
            text = entity.fields[one["field"]]
            value = pick(text, lang) if isinstance(text, str) or _is_text(text) else say("a list", lang)
        words = base.schema.kinds[entity.kind].fields[one["field"]].get("x-labels", {}).get(value)
        value = pick(words, lang) if words else value
        yield f"  {label}: {short(' '.join(value.split()), BRIEF)}"
    for finding in [one for one in result.by_subject.get(entity.key, ()) if one.status == "open"][:_MOST]:
        yield f"  ! {finding.code} {finding.message(lang)}"
    for exposure, risk in _risks(result, entity)[:_MOST]:
        told = said("severe risk: {risk} ({exposure})", risk=risk, exposure=str(exposure))
        yield f"  ! {say(told, lang)}"
    open_ = [name for name, one in base.schema.kinds[entity.kind].fields.items() if one.get("x-material")]
    known = confirmations.material(base, entity)
    left = [pick(base.schema.label(entity.kind, name), lang) for name in open_ if name not in known]
    if left:
        yield f"  {say(said('left open: {fields}', fields=left), lang)}"


def _is_text(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())


def _risks(result: Result, entity: Entity) -> list[tuple[int, Risk]]:
    """Return the severe open risks that affect an entry, the worst first."""
    facts, found = result.facts, dict[str, tuple[int, Risk]]()
    for reference in result.base.backlinks.get(entity.key, ()):
        risk = reference.source
        if isinstance(risk, Risk) and reference.path[0] == "affects" and is_active(risk):
            exposure = facts.exposure(facts.last(risk))
            if exposure is not None and exposure >= _SEVERE:
                found[risk.id] = (exposure, risk)
    return sorted(found.values(), key=lambda one: (-one[0], one[1].id))
