"""What a check says, as text that somebody receives; `formats` has one module for each form of it."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from timonel.report import formats

if TYPE_CHECKING:
    from timonel.governance import Result
    from timonel.text import Said

FORMATS = tuple(sorted(one.name for one in pkgutil.iter_modules(formats.__path__)))  # known without loading them


class Reader(NamedTuple):
    """Where a text is read.

    Attributes:
        prefix: where the base stands in its repository ("crm/"), for readers who know that and not the base in it.
        colour: whether a terminal gets colours.
        chosen: whether rules were chosen (`--select`): then each gap is told, of those rules too that are else one line.
        owner: whose gaps were asked for ("role:id", "person:id"), "" where everybody's were.
        summary: whether the gaps are summed up instead of told.
        limit: how many gaps are told one by one; None for all.
        before: what a check said before, for somebody who wants to know only what is new; None for all.
    """

    prefix: str = ""
    colour: bool = False
    chosen: bool = False
    owner: str = ""
    summary: bool = False
    limit: int | None = None
    before: Result | None = None


READER = Reader()


def about(form: str) -> Said:
    """Return whom a format is for."""
    found: Said = import_module(f"{formats.__name__}.{form}").ABOUT
    return found


def rendered(form: str, result: Result, lang: str, reader: Reader = READER) -> str:
    """Return what a check says, in one of `FORMATS`.

    Args:
        form: the format.
        result: what the check says.
        lang: language of the messages.
        reader: where the text is read.
    """
    return str(import_module(f"{formats.__name__}.{form}").render(result, lang, reader))
