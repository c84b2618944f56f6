"""Family INI about what an initiative declares: its kind, scope, business case and requirements."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from timonel.kinds import Benefit, Initiative, Process, Requirement, System
from timonel.lookups.facts import Facts
from timonel.lookups.initiatives import is_part, naming, phases_of, processes_of
from timonel.lookups.status import goes_ahead, is_active, is_open
from timonel.model import Base
from timonel.rules import Places, rule
from timonel.text import Said, Text, is_empty, said
from timonel.words.labels import in_sentence


@rule("INI002", applies=lambda initiative: is_open(initiative) and initiative.approach is not None)
def big_bang(initiative: Initiative) -> Places:
    """Everything goes live at once."""
    if initiative.approach == "big-bang":
        yield initiative.at("approach")


def _may_last(initiative: Initiative, base: Base) -> bool:
    """Whether an initiative is an active programme, or a project outside any that is not over."""
    if initiative.type == "programme":
        return is_active(initiative)
    return is_open(initiative) and not is_part(base, initiative)


@rule("INI009", applies=_may_last)
def finite_initiative(initiative: Initiative, base: Base) -> Places:
    """A programme that ends, or a project after which nobody follows up."""
    if initiative.type == "programme":
        if initiative.end is not None or not initiative.permanent:
            yield initiative.at("permanent" if initiative.end is None else "end", how=_LASTS)
    elif initiative.end is not None:
        follow_up = [one for _, one, phase in phases_of(base, initiative) if phase.type == "follow-up"]
        if all(one.status == "skipped" for one in follow_up):
            yield initiative.at("end", how=_FOLLOWED)


_LASTS = said("take `end` out and write `permanent: true`")
_FOLLOWED = said("name in `part_of` the programme that goes on with it, or add a follow-up phase to `phases`")


def _stands_alone(initiative: Initiative, base: Base) -> bool:
    """Whether an initiative is active, part of no programme, and all the processes that it lists could be read."""
    readable = not base.known.get("process", frozenset()).intersection(initiative.processes)
    return is_active(initiative) and not is_part(base, initiative) and readable


@rule("INI011", applies=_stands_alone)
def mislabelled_crm(initiative: Initiative, base: Base, facts: Facts) -> Places:
    """An initiative none of whose processes meets a customer, or leads to one that does along what it supports."""
    reached = {id_ for one in processes_of(base, initiative) for id_ in (one.id, *facts.reach(one))}
    if not any(one.touchpoints and one.status != "retired" for one in base.many(Process, [*reached])):
        yield initiative.at("processes")


@rule("INI012", applies=lambda initiative: is_active(initiative) or initiative.status == "proposed")
def scope_open(initiative: Initiative, facts: Facts) -> Places:
    """An initiative that does not say where it will be used, or where not."""
    if missing := facts.missing(initiative, *_SCOPE):
        yield initiative.at(*next(iter(missing)).split("."), missing=[_SCOPE[field] for field in missing])


_SCOPE: Mapping[str, Said] = {
    "scope.in": said("where it will be used"),
    "scope.out": said("where it will not be used"),
}


@rule("INI013", applies=lambda initiative, facts: goes_ahead(initiative) and facts.whole("requirement"))
def requirements_from_one_area(initiative: Initiative, base: Base, min_areas: int) -> Places:
    """Fewer than ``min_areas`` areas behind the requirements that were accepted."""
    accepted = [one for one in naming(base, Requirement, initiative) if one.status in ("accepted", "delivered")]
    areas = {one.area for one in accepted if not is_empty(one.area)}
    if len(areas) < min_areas:
        yield initiative.at(related=[one.at("area") for one in accepted[:3]], number=len(areas), min_areas=min_areas)


_RETURN = "business_case.expected_return.value"
_CASE = ("need", "used_for", "benefits", "horizon_months", "expected_return.value")


def _has_benefits(base: Base, initiative: Initiative) -> bool:
    """Whether somebody wrote down a benefit of an initiative as an entry of its own."""
    return any(one.status != "dropped" for one in naming(base, Benefit, initiative))


@rule("INI014", applies=goes_ahead)
def business_case_incomplete(initiative: Initiative, facts: Facts) -> Places:
    """A business case that leaves a question open."""
    asked = [field for field in _CASE if field != "benefits" or not _has_benefits(facts.base, initiative)]
    missing = facts.missing(initiative, *(f"business_case.{field}" for field in asked))
    if _RETURN in missing:  # the label of the value alone would say "value"
        missing[_RETURN] = in_sentence(facts.base.schema.label("initiative", "business_case", "expected_return"))
    if not (initiative.budget and initiative.budget.lines):
        missing |= facts.missing(initiative, "business_case.investment")
    if missing:
        yield initiative.at(*next(iter(missing)).split("."), missing=[*missing.values()])


def _products(facts: Facts) -> list[str]:
    """Return the names of the base's systems and vendors."""
    labels = [label for one in facts.base.all(System) for label in (one.name, one.vendor) if not is_empty(label)]
    return [*dict.fromkeys(name for label in labels for name in _versions(label))]


def _names(text: str, name: str) -> bool:
    """Whether a text has a name as a whole word."""
    return name in text and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def _versions(text: Text | None) -> Iterator[str]:
    """Yield a text in each of its languages."""
    if isinstance(text, str):
        yield text
    elif text is not None:
        yield from (version for version in text.values() if version)


@rule("INI021", applies=lambda initiative: initiative.status == "proposed")
def product_before_need(initiative: Initiative, facts: Facts) -> Places:
    """A proposal that names a product or a vendor where it should speak of a need."""
    case = initiative.business_case
    texts: list[tuple[tuple[str | int, ...], Text | None]] = [(("purpose",), initiative.purpose)]
    if case is not None:
        texts.append((("business_case", "need"), case.need))
        texts += [(("business_case", "benefits", n), one) for n, one in enumerate(case.benefits)]
    found: dict[str, tuple[str | int, ...]] = {}
    for keys, text in texts:
        for name in facts.once(_products):
            if any(_names(version, name) for version in _versions(text)):
                found.setdefault(name, keys)
    if found:
        yield initiative.at(*next(iter(found.values())), products=[*found])
