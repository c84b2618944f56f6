"""Answers that fit an assistant's window: short lines, what says so behind them, and what was left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from timonel.answers.answer import sources
from timonel.governance import Result
from timonel.languages import Lang
from timonel.model import Entity
from timonel.report.answers import source_line
from timonel.text import many, say, visible

LONGEST = 5_400  # letters: fewer than 2,000 of the pieces that models read, also in Spanish and with many ids
_LINE = 1_200  # letters of a line
_SOURCES = 5  # entities that are named behind an answer


def answered(result: Result, lines: Iterable[str], about: Iterable[Entity | None], lang: Lang) -> str:
    """Return an answer: its lines, as many as fit, then where the base says so.

    Args:
        result: what is published of the base.
        lines: what is said.
        about: what says it.
        lang: the language.
    """
    behind = [visible(source_line(one, lang)) for one in sources(result, about, lang)[:_SOURCES]]
    text = "\n".join([*fitting([*lines], LONGEST - sum(map(len, behind)), lang), *behind]) + "\n"
    return result.hidden.anonymous(text) if result.hidden else text


def fitting(lines: Sequence[str], room: int, lang: Lang) -> list[str]:
    """Return the lines that fit into so many letters, and how many more there are."""
    shown: list[str] = []
    for place, line in enumerate(lines):
        cut = visible(line.replace("\n", " ").rstrip())
        cut = cut if len(cut) <= _LINE else f"{cut[:_LINE]}…"
        room -= len(cut) + 1
        if room < 0:
            return [
                *shown,
                say(many("… 1 more line: ask for less", "… {n} more lines: ask for less", len(lines) - place), lang),
            ]
        shown.append(cut)
    return shown
