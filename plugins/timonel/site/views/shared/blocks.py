"""Small values that the programme's pages share: money, changes, blocks beside each other or folded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import overload

from babel.numbers import format_compact_decimal, format_decimal
from markupsafe import Markup

from timonel.site import escape
from timonel.site.context import Context
from timonel.site.kit import Cell
from timonel.site.writer import Writer
from timonel.text import Text


def money(ctx: Context, value: float, currency: str | None, *, short: bool = False) -> str:
    """Return an amount with its currency; ``short``, in thousands or millions."""
    figure = str(
        format_compact_decimal(value, locale=ctx.locale, fraction_digits=1)
        if short
        else format_decimal(round(value), locale=ctx.locale)
    )
    return f"{figure}\N{NO-BREAK SPACE}{currency}" if currency else figure


@overload
def money_cell(ctx: Context, value: float, currency: str | None = ...) -> Cell: ...


@overload
def money_cell(ctx: Context, value: float | None, currency: str | None = ...) -> Cell | None: ...


def money_cell(ctx: Context, value: float | None, currency: str | None = None) -> Cell | None:
    """Return an amount that sorts by its value; None where nobody wrote it down."""
    return None if value is None else Cell(money(ctx, value, currency), sort=value)


def sentence(text: str) -> str:
    """Return the first sentence, whole."""
    return re.split(r"(?<=[.!?…])\s+(?=[¿¡\"“«(]*[A-ZÁÉÍÓÚÜÑ\d])", text.strip(), maxsplit=1)[0]


def onward(w: Writer, order: Sequence[Cell], here: int) -> None:
    """Add the way to what comes before and after the one that is the page's, where things have an order."""
    before, after = order[here - 1 : here], order[here + 1 : here + 2]
    if before or after:
        w.add(w.ctx.c.onward(next(iter(before), None), next(iter(after), None)))


def listed(w: Writer, texts: Sequence[Text]) -> list[Markup] | None:
    """Return texts of the data as one value."""
    return [w.words(text) for text in texts] or None


def beside(*blocks: object) -> Markup:
    """Return blocks side by side: below each other where the screen is narrow."""
    inner = Markup("").join(Markup("<div>{}</div>").format(block) for block in blocks)
    return Markup('<div class="kb-columns">{}</div>').format(inner)


def folded(summary: str, block: object, *, unfolded: bool = False) -> Markup:
    """Return a block behind a line that opens it."""
    start = Markup('<details class="kb-details" open>') if unfolded else Markup('<details class="kb-details">')
    return start + Markup("<summary>{}</summary>{}</details>").format(escape.html(summary), block)


def change(ctx: Context, now: int, before: int | None) -> Cell | None:
    """Return how an exposure changed, in words and with a sign; None where it was not measured then."""
    if before is None:
        return None
    if now == before:
        return Cell(ctx.t("unchanged"), sort=0)
    return Cell(
        ctx.t("up {n}" if now > before else "down {n}", n=abs(now - before)),
        sort=now - before,
        badge="warning" if now > before else "ok",
    )
