"""Small values that the programme's pages share: counts, gaps, money, words of nested fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from babel.numbers import format_decimal
from markupsafe import Markup

from timonel.model import Entity
from timonel.site import escape
from timonel.site.desk import Cell, Desk
from timonel.site.writer import Writer
from timonel.text import Text

Column = dict[str, Any]


def count(n: int, href: str | None = None) -> Cell:
    """Return a number that sorts as one; without a link where it is 0."""
    return {"text": str(n), "sort": n, "href": href if n else None}


def gaps(w: Writer, entity: Entity) -> Cell:
    """Return how many gaps an entity has, with the way to them."""
    return count(len(w.desk.gaps(entity.key)), w.href(entity, "gaps"))


def money(desk: Desk, value: float, currency: str | None) -> str:
    """Return an amount with its currency."""
    figure = str(format_decimal(round(value), locale=desk.locale))
    return f"{figure}\N{NO-BREAK SPACE}{currency}" if currency else figure


def money_cell(desk: Desk, value: float | None, currency: str | None = None) -> Cell:
    """Return an amount that sorts by its value; None where nobody wrote it down."""
    return None if value is None else {"text": money(desk, value, currency), "sort": value}


def field(desk: Desk, kind: str, *keys: str) -> Mapping[str, Any]:
    """Return the schema of a field, however deep: ``field(desk, "initiative", "phases", "status")``."""
    node: Mapping[str, Any] = {"properties": desk.schema.kinds[kind].fields}
    for key in keys:
        node = node.get("items", node)["properties"][key]
    return node


def word(desk: Desk, value: str | None, kind: str, *keys: str) -> Cell:
    """Return a value of a nested field as people say it, with a key that is the same in every language."""
    return None if value is None else {"text": desk.word(field(desk, kind, *keys), value), "key": value}


def columns(desk: Desk, kind: str, *keys: str, wide: Sequence[str] = ()) -> list[Column]:
    """Return the columns of a table whose headings are fields; "name" is headed by what one entity is called."""
    return [
        {
            "key": key,
            "label": desk.kind_title(kind) if key == "name" else desk.label(kind, key),
            "wide": key == "name" or key in wide,
        }
        for key in keys
    ]


def listed(w: Writer, texts: Sequence[Text]) -> Cell:
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


def change(desk: Desk, now: int, before: int | None) -> dict[str, Any] | None:
    """Return how an exposure changed, in words and with a sign; None where it was not measured then."""
    if before is None:
        return None
    if now == before:
        return {"text": desk.t("unchanged"), "sort": 0}
    return {
        "text": desk.t("up {n}" if now > before else "down {n}", n=abs(now - before)),
        "sort": now - before,
        "badge": "warning" if now > before else "ok",
    }
