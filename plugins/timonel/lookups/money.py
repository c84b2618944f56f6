"""The two sides of a budget: what technology costs, and what people need to work with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from timonel.kinds import Initiative, InitiativeBudgetLine

TECHNOLOGY = ("technology-licences", "technology-infrastructure")
# What makes people able to work with it.
PEOPLE = ("training", "culture-change", "support", "data-cleansing")


class Spent(NamedTuple):
    """How much of a part of a budget is planned and spent."""

    planned: float
    spent: float

    @property
    def share(self) -> float:
        """What is spent of it, in percent."""
        return 100 * self.spent / self.planned


def lines(initiative: Initiative) -> list[InitiativeBudgetLine]:
    """Return the lines of an initiative's own budget."""
    return initiative.budget.lines if initiative.budget else []


def whole(initiative: Initiative) -> Spent | None:
    """Return what is planned and spent in all, or None where nothing is planned."""
    return _sum(lines(initiative))


def spent(initiative: Initiative, categories: tuple[str, ...]) -> Spent | None:
    """Return what of some categories is planned and spent, or None where nothing is planned."""
    return _sum([one for one in lines(initiative) if one.category in categories])


def _sum(some: Sequence[InitiativeBudgetLine]) -> Spent | None:
    total = sum(one.amount for one in some)
    return Spent(total, sum(one.spent or 0 for one in some)) if total else None
