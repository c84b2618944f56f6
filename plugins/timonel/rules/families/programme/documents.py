"""Rules of family DOC: what a programme writes down, and whether it is still true."""

from __future__ import annotations

from collections.abc import Sequence

from timonel.kinds import Document, Initiative
from timonel.lookups.calendar import months_before
from timonel.lookups.facts import Facts
from timonel.lookups.initiatives import naming
from timonel.lookups.status import is_active
from timonel.model import Base
from timonel.rules import Places, rule
from timonel.text import said

# Documents that describe the present; the others are written once.
_LIVING = ("scope", "schedule", "budget", "risk-plan", "communication-plan", "stakeholder-register")


def _running(initiative: Initiative, facts: Facts) -> bool:
    return initiative.status == "running" and facts.whole("document", "initiative", "type")


@rule("DOC001", applies=_running)
def document_missing(initiative: Initiative, base: Base, facts: Facts, types: Sequence[str]) -> Places:
    """A running initiative that lacks some of the documents every initiative needs."""
    written = {document.type for document in naming(base, Document, initiative)}
    missing = [one for one in types if one not in written]
    if missing:
        yield initiative.at(type=missing[0], missing=facts.named("document", "type", missing))


def _living(document: Document, base: Base) -> bool:
    initiative = base.get(Initiative, document.initiative)
    return document.type in _LIVING and initiative is not None and is_active(initiative)


@rule("DOC002", applies=_living)
def document_stale(document: Document, today: str, months: int) -> Places:
    """A document about the present that nobody updated for long."""
    if document.updated is None or document.updated < months_before(today, months):
        yield document.at("updated", months=months, when=document.updated or said("never"))
