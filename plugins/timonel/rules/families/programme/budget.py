"""Family BUD: a budget that covers more than technology, and no purchase before a pilot shows that it is worth it."""

from __future__ import annotations

from timonel.kinds import Initiative, InitiativeBudgetLine, Pilot
from timonel.lookups.facts import Facts
from timonel.lookups.initiatives import decided_go, naming
from timonel.lookups.money import PEOPLE, TECHNOLOGY, lines, spent
from timonel.lookups.status import goes_ahead, is_open
from timonel.model import Base
from timonel.rules import Places, rule
from timonel.text import Text, is_empty
from timonel.words.labels import in_sentence

# What a budget of technology alone forgets.
_FORGOTTEN = ("data-cleansing", "interfaces", "people", "training", "support", "culture-change", "campaigns")
# Consulting that helps to carry out the strategy rather than to install software.
_ADVICE = ("strategy", "requirements", "process", "change")


def _category(base: Base, category: str) -> Text:
    """Return what people call a category, as it stands inside a sentence."""
    budget = base.schema.kinds["initiative"].fields["budget"]
    field = budget["properties"]["lines"]["items"]["properties"]["category"]
    return in_sentence(field.get("x-labels", {}).get(category, category))


@rule("BUD001", applies=lambda initiative: goes_ahead(initiative) and bool(lines(initiative)))
def budget_category_missing(initiative: Initiative, base: Base) -> Places:
    """A budget that forgets part of what CRM costs."""
    considered = {one.category for one in lines(initiative) if one.amount > 0 or not is_empty(one.description)}
    if missing := [category for category in _FORGOTTEN if category not in considered]:
        yield initiative.at("budget", "lines", missing=[_category(base, category) for category in missing])


def _total(initiative: Initiative) -> float:
    """Return the sum of all lines but contingency."""
    return sum(one.amount for one in lines(initiative) if one.category != "contingency")


@rule("BUD002", applies=lambda initiative: is_open(initiative) and _total(initiative) > 0)
def budget_mostly_technology(initiative: Initiative, max_share: float) -> Places:
    """Technology takes more than its share of the budget."""
    technology = sum(one.amount for one in lines(initiative) if one.category in TECHNOLOGY)
    share = 100 * technology / _total(initiative)
    if share > max_share:
        yield initiative.at("budget", "lines", share=share, max_share=max_share)


def _commitments(initiative: Initiative, *categories: str) -> list[tuple[int, InitiativeBudgetLine, str]]:
    """Return the lines of some categories that were signed for and belong to no pilot, with place and day."""
    return [
        (n, one, one.committed)
        for n, one in enumerate(lines(initiative))
        if one.category in categories and one.committed and one.amount > 0 and is_empty(one.pilot)
    ]


def _buys_licences(initiative: Initiative, facts: Facts) -> bool:
    readable = facts.whole("pilot", "initiative", "type", "decision", "decided")
    return is_open(initiative) and readable and bool(_commitments(initiative, "technology-licences"))


@rule("BUD003", applies=_buys_licences)
def licences_before_pilot(initiative: Initiative, base: Base) -> Places:
    """Licences for everybody, signed for before a pilot or prototype was decided go."""
    pilots = [one for one in naming(base, Pilot, initiative) if one.type in ("pilot", "prototype")]
    early = [
        (n, on)
        for n, _, on in _commitments(initiative, "technology-licences")
        if not any(decided_go(one, on) for one in pilots)
    ]
    if early:
        related = [initiative.at("budget", "lines", n, "committed") for n, _ in early[1:]]
        related += [one.at("decision") for one in pilots]
        yield initiative.at("budget", "lines", early[0][0], "committed", related=related, date=early[0][1])


def _consulting(initiative: Initiative) -> list[tuple[int, InitiativeBudgetLine]]:
    """Return the lines that pay for consulting, with their places."""
    return [(n, one) for n, one in enumerate(lines(initiative)) if one.category == "consulting" and one.amount > 0]


@rule("BUD004", applies=lambda initiative: is_open(initiative) and bool(_consulting(initiative)))
def consulting_on_software_only(initiative: Initiative) -> Places:
    """Consultants, none of them for strategy, requirements, processes or change."""
    paid = _consulting(initiative)
    if not any(one.purpose in _ADVICE for _, one in paid):
        related = [initiative.at("budget", "lines", n, "purpose") for n, _ in paid[1:]]
        yield initiative.at("budget", "lines", paid[0][0], "purpose", related=related)


def _spends_on_both(initiative: Initiative) -> bool:
    both = spent(initiative, TECHNOLOGY) is not None and spent(initiative, PEOPLE) is not None
    return initiative.status == "running" and both


@rule("BUD008", applies=_spends_on_both)
def people_side_left_behind(initiative: Initiative, gap: float) -> Places:
    """Technology is nearly paid for while what people need has hardly begun."""
    technology, people = spent(initiative, TECHNOLOGY), spent(initiative, PEOPLE)
    if technology and people and technology.share - people.share >= gap:
        yield initiative.at("budget", "lines", technology=technology.share, people=people.share)


@rule("BUD005", applies=goes_ahead)
def budget_missing(initiative: Initiative) -> Places:
    """An initiative under way, or about to be, without a budget."""
    if not lines(initiative):
        yield initiative.at("budget")


@rule("BUD006", applies=lambda initiative: is_open(initiative) and bool(_commitments(initiative, *TECHNOLOGY)))
def bought_without_advice(initiative: Initiative) -> Places:
    """Technology signed for beyond pilots with no experience of others looked into."""
    case = initiative.business_case
    if case is None or is_empty(case.reference_cases):
        related = [initiative.at("budget", "lines", n, "committed") for n, *_ in _commitments(initiative, *TECHNOLOGY)]
        yield initiative.at("business_case", "reference_cases", related=related)
