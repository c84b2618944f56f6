"""A base in, findings out: a rule is one card (``cards/CODE.yaml``) and one small function of `families`."""

from timonel.rules.definition import EFFORTS, GENERAL, Places, Rule, rule
from timonel.rules.discovery import CARDS, asked, card, catalogue, enforcing, examples_of, forms, functions
from timonel.rules.running import Outcome, asks, check, own_outcome, refused

__all__ = [
    "CARDS", "EFFORTS", "GENERAL", "Outcome", "Places", "Rule", "asked", "asks", "card", "catalogue", "check", "enforcing",
    "examples_of", "forms", "functions", "own_outcome", "refused", "rule",
]  # fmt: skip
