"""Rules about issues: what has already happened has an owner and a date, and leaves something behind."""

from __future__ import annotations

from timonel.kinds import Issue, Risk
from timonel.lookups.facts import Facts
from timonel.lookups.initiatives import is_over
from timonel.lookups.status import is_active
from timonel.model import Base
from timonel.rules import Places, rule
from timonel.text import is_empty, many, said

# Fields by which an issue and a lesson speak of the risk that came true.
_SPEAKS = {("issue", "risk"), ("lesson", "applies_to")}


def _open(issue: Issue, base: Base) -> bool:
    return is_active(issue) and not is_over(base, issue.initiative)


@rule("ISS001", applies=_open)
def issue_without_owner(issue: Issue) -> Places:
    """An open issue that nobody has taken on."""
    if is_empty(issue.owner):
        yield issue.at("owner")


@rule("ISS002", applies=_open)
def issue_overdue(issue: Issue, facts: Facts, days: int) -> Places:
    """An open issue past its date, or a grave one that still has none."""
    if issue.due:
        if issue.due < facts.today:
            yield issue.at("due", why=said("it was due on {date}", date=issue.due))
    elif issue.impact == "high" and issue.opened and facts.working_days_since(issue.opened) >= days:
        open_for = many("1 working day", "{n} working days", facts.working_days_since(issue.opened))
        why = said("its impact is high, it has been open for {days} and it has no date", days=open_for)
        yield issue.at("due", why=why)


def _came_true(risk: Risk, base: Base, facts: Facts) -> bool:
    readable = facts.whole("issue", "risk") and facts.whole("lesson", "applies_to")
    return readable and risk.status == "materialized" and not is_over(base, risk.initiative)


@rule("ISS003", applies=_came_true)
def materialized_without_issue(risk: Risk, base: Base) -> Places:
    """A risk that came true, and neither an issue nor a lesson says so."""
    links = base.backlinks.get(risk.key, ())
    if not any((link.source.kind, link.path[0]) in _SPEAKS for link in links):
        yield risk.at("status")
