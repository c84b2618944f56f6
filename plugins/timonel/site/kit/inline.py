"""Values as HTML: texts, links, badges and lists of them. Pages hold them by the thousand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from markupsafe import Markup

from timonel.site.escape import html, markup
from timonel.site.kit import Cell, Item, Value
from timonel.site.kit.cells import ZERO

_FEW = 4  # things that are read on a phone without folding


class Translate(Protocol):
    """English words → the reader's."""

    def __call__(self, msgid: str, /, **values: object) -> str:
        """Return a phrase in the reader's language."""


def attribute(name: str, value: object) -> str:
    """Return an attribute with the space before it, nothing where it has no value."""
    return f' {name}="{html(value)}"' if value else ""


def shown(n: int, most: int) -> int:
    """Return how many of ``n`` things stand before a fold: one that would fold alone takes as much room as the line."""
    return n if n <= most + 1 else most


class Inline:
    """What stands in a line: the ground of all components.

    Args:
        t: English words → the reader's.
    """

    def __init__(self, t: Translate) -> None:
        self.t = t
        self.vacant = t("vacant")  # that nobody holds a role stands out wherever the role is named
        self.none = (
            '<span class="kb-none"><span aria-hidden="true">–</span>'
            f'<span class="kb-sr">{html(t("no data"))}</span></span>'
        )

    def item(self, v: Item) -> str:
        """Return one value as HTML."""
        if v is None or v == "":
            return self.none
        if not isinstance(v, Cell):
            return html(v)
        text, href, title, badge, note, _, _, _, lang = v
        lang = attribute("lang", lang) if lang else ""
        if badge:
            shown = self.badge(badge, text, href)
        elif href:
            shown = f'<a href="{html(href)}"{attribute("title", title) if title else ""}{lang}>{html(text)}</a>'
        elif text in (None, ""):
            shown = self.none
        else:
            shown = f"<span{lang}>{html(text)}</span>"
        if not note:
            return shown
        return f'{shown} <span class="kb-note{" kb-vacant" if note == self.vacant else ""}">{html(note)}</span>'

    def cell(self, v: Value) -> str:
        """Return a value, or a list of them, as HTML."""
        if isinstance(v, str | Cell) or v is None:
            return self.item(v)
        if len(v) < 2:  # noqa: PLR2004 - one is no list
            return self.item(v[0]) if v else self.none
        items = (f"<li{attribute('data-key', x.key) if isinstance(x, Cell) else ''}>{self.item(x)}</li>" for x in v)
        return f'<ul class="kb-values">{"".join(items)}</ul>'

    def value(self, v: Value) -> Markup:
        """Return the same as a block of its own."""
        return markup(self.cell(v))

    def badge(self, kind: str, label: object, href: str | None = None) -> str:
        """Return a short word that stands out; a zero does the contrary."""
        if kind == ZERO:
            return f'<span class="kb-zero">{html(label)}</span>'
        tag = "a" if href else "span"
        return f'<{tag} class="kb-badge kb-badge--{html(kind)}"{attribute("href", href)}>{html(label)}</{tag}>'

    def badges(self, items: Sequence[Item], tag: str) -> str:
        """Return badges in a row, nothing where there are none."""
        return f'<{tag} class="kb-badges">{"".join(f"{self.item(x)} " for x in items)}</{tag}>' if items else ""

    def spans(self, items: Iterable[Item]) -> str:
        """Return values one behind the other."""
        return "".join(f"<span>{self.item(x)}</span>" for x in items)

    def fold(self, inner: str, text: str, *, everywhere: bool = False, opened: bool = False) -> str:
        """Return what folds on phones, or ``everywhere``; ``text`` is on the line that opens it, with its count."""
        kind = "kb-details" if everywhere else "kb-details kb-fold"
        return f'<details class="{kind}"{" open" if opened else ""}><summary data-search-exclude>{html(text)}</summary>{inner}</details>'

    def long(self, inner: str, n: int, name: str = "", *, everywhere: bool = False) -> str:
        """Return something with ``n`` entries; a long one folds, behind its ``name`` where nothing above it says one.

        What folds ``everywhere`` is there to be looked up: two entries are enough.
        """
        text = f"{name} ({n})" if name else self.t("Show all {n}", n=n)
        return self.fold(inner, text, everywhere=everywhere) if n > (1 if everywhere else _FEW) else inner

    def list(
        self, kind: str, items: Sequence[str], *, tag: str = "ul", most: int = _FEW, everywhere: bool = False
    ) -> str:
        """Return entries as a list of a class; those after the first fold, ``most`` stay."""
        first = shown(len(items), most)
        head, rest = (
            f"<{tag}{attribute('class', kind)}>{''.join(part)}</{tag}>" for part in (items[:first], items[first:])
        )
        n = len(items) - first
        return head + (self.fold(rest, self.t("{n} more", n=n), everywhere=everywhere) if n else "")
