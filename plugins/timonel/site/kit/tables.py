"""Tables as HTML: a page may have thousands of cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from markupsafe import Markup

from timonel.site.escape import html, markup
from timonel.site.kit import Cell, Column, Facet, Value
from timonel.site.kit.inline import Inline, attribute

R = TypeVar("R")
_DATED = (
    "since",
    "from",
    "start",
    "end",
    "last",
    "next",
    "date",
    "due",
    "until",
    "expires",
)  # days that say nothing without their column's name
# Names and signs that a reader would take for others where no column's name stands above them.
_NAMED = (
    "reports_to",
    "above",
    "who",
    "technical_owner",
    "master",
    "other",
    "moment_of_truth",
    "processes",
    "by",
    "closes",
)
_LEADING = ("due", "when", "until", "level", "maturity", "status")  # what a row is about besides its name
_FILTERS, _WANTED = 3, ("owner", "lead", "status", "state", "category", "type")  # shown at once, and which first
_APART = "\n"  # between the values of a row by which a filter finds it
_NUMBER, _WIDE = ' class="kb-num" data-number', ' class="kb-wide"'


class Tables(Inline):
    """The table component."""

    def table(  # noqa: PLR0913 - each has its default
        self, id: str, caption: str, rows: Sequence[R], columns: Sequence[Column[R]],  # noqa: A002 - HTML's name
        *, facets: Sequence[Facet[R]] = (), csv: bool = True, plain: bool = False, folds: bool = True, behind: bool = False,
    ) -> Markup:  # fmt: skip
        """Return a table; without ``plain``, one that sorts, filters and leaves as CSV.

        Args:
            id: its anchor.
            caption: what it shows.
            rows: what each row is about.
            columns: heading and cell of each column; the first cell heads its row.
            facets: filters by what no column shows.
            csv: whether it can be downloaded.
            plain: whether it only shows.
            folds: whether it folds on phones where it is long: not where it is what the page is for.
            behind: whether it folds everywhere: where it is there to be looked up.
        """
        t, name = self.t, html(caption)
        filters = [*((x.key, x.label) for x in columns if x.filter), *((x.key, x.label) for x in facets)]
        tools = "" if plain else self._tools(name, len(rows), filters, csv=csv)
        live = f' data-kb-table data-all="{html(t("All"))}" data-shown="{html(t("{n} of {m} shown"))}" data-more="{html(t("{n} more"))}"'
        head = "".join(
            f'<th scope="col" data-key="{html(c.key)}"{_NUMBER if c.number else ""}'
            f"{_WIDE if c.wide else ''}{_sortable(html(c.label), plain)}</th>"
            for c in columns
        )
        classes = _classes(columns)
        cells = [c.cell for c in columns]
        body = "".join(
            self._row([cell(row) for cell in cells], classes, [(x.key, x.value(row)) for x in facets]) for row in rows
        )
        table = (
            f'{tools}<div class="kb-scroll" role="region" tabindex="0" aria-label="{name}">'
            f'<table class="kb-grid"{_named(columns)}><caption>{name}</caption><thead><tr>{head}</tr></thead>'
            f"<tbody>{body}</tbody></table></div>"
        )
        return markup(
            f'<section class="kb-table{" kb-table--plain" if plain else ""}" id="{html(id)}" data-search-exclude'
            f"{'' if plain else live}>{self.long(table, len(rows), caption, everywhere=behind) if folds or behind else table}</section>"
        )

    def _tools(self, name: str, number: int, filters: Sequence[tuple[str, str]], *, csv: bool) -> str:
        t = self.t
        first, rest = _essential(filters)
        fields = self._filters(first)
        if rest:
            fields += self.fold(self._filters(rest), t("More filters ({n})", n=len(rest)), everywhere=True)
        fields += (
            f'<label class="kb-field kb-order"><span>{html(t("Sort by"))}</span>'
            f'<select data-kb-order><option value="">–</option></select></label>'
        )
        fields = self.fold(fields, t("Filter and sort ({n})", n=len(filters)) if filters else t("Sort"))
        download = (
            f'<button class="kb-button" type="button" data-kb-csv>{html(t("Download CSV"))}</button>' if csv else ""
        )
        return (
            f'<form class="kb-table__tools" role="search" aria-label="{html(t("Filter"))}: {name}" hidden>'
            f'<label class="kb-field"><span>{html(t("Filter"))}</span>'
            f'<input type="search" data-kb-query autocomplete="off"></label>{fields}'
            '<span class="kb-table__end"><output class="kb-table__count" data-kb-count aria-live="polite">'
            f"{html(t('{n} of {m} shown', n=number, m=number))}</output>\n  "
            f'<button class="kb-button" type="reset" data-kb-clear hidden>{html(t("Clear filters"))}</button>'
            f"{download}</span></form>"
        )

    def _filters(self, filters: Sequence[tuple[str, str]]) -> str:
        """Return filters side by side."""
        inner = "".join(
            f'<label class="kb-field"><span>{html(label)}</span><select data-kb-filter="{html(key)}">'
            f'<option value="">{html(self.t("All"))}</option></select></label>'
            for key, label in filters
        )
        return f'<div class="kb-filters">{inner}</div>' if filters else ""

    def _row(
        self, cells: Sequence[Value], classes: Sequence[str], facets: Sequence[tuple[str, str | Sequence[str] | None]]
    ) -> str:
        own = "".join(
            f' data-f-{html(key)}="{html(value if isinstance(value, str) else _APART.join(value))}"'
            for key, value in facets
            if value is not None
        )
        out, tag, scope = [], "th", ' scope="row"'
        for v, number in zip(cells, classes, strict=True):
            marks = _marks(v) if isinstance(v, Cell) else ""
            out.append(f"<{tag}{scope}{number}{marks}>{self.cell(v)}</{tag}>")
            tag, scope = "td", ""
        return f"<tr{own}>{''.join(out)}</tr>"


def _essential(filters: Sequence[tuple[str, str]]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the filters that most people come for, and the rest; one more takes no more room than the line that would hide it."""
    if len(filters) <= _FILTERS + 1:
        return [*filters], []
    wanted = sorted(filters, key=lambda one: _WANTED.index(one[0]) if one[0] in _WANTED else len(_WANTED))[:_FILTERS]
    return [one for one in filters if one in wanted], [one for one in filters if one not in wanted]


def _classes(columns: Sequence[Column[R]]) -> list[str]:
    """Return what each column's cells are marked with: numbers stand right, and on phones one stands beside the name.

    There a row is no row of columns: a number, a day or a name beside others says what it is.
    """
    lead, marks = _lead(columns), []
    for n, c in enumerate(columns):
        names = " ".join(name for name, has in (("kb-num", c.number), ("kb-lead", n == lead)) if has)
        says = not c.number and c.key not in (*_DATED, *_NAMED)
        label = "" if says or n in (0, lead) else f' data-label="{html(c.label)}"'
        marks.append(f"{attribute('class', names)}{label}")
    return marks


def _lead(columns: Sequence[Column[R]]) -> int | None:
    """Return which column stands beside the name on phones."""
    lead = next((n for n, c in enumerate(columns) if c.lead), None)
    return lead or next((n for n, c in enumerate(columns) if n and (c.number or c.key in _LEADING)), None)


def _named(columns: Sequence[Column[R]]) -> str:
    """Return what the numbers beside the names are called, once a table: on phones the style says it before each.

    Of two columns the heading above the table says it.
    """
    lead = _lead(columns)
    if not lead or not columns[lead].number or len(columns) < 3:  # noqa: PLR2004 - a name, a number and more
        return ""
    text = columns[lead].label.replace("\\", "\\\\").replace('"', '\\"')
    named = f'--lead:"{text} "'
    return f' style="{html(named)}"'


def _sortable(label: str, plain: bool) -> str:  # noqa: FBT001 - as the table has it
    """Return the rest of a column's head, with the button that sorts by it: nothing moves when the script comes."""
    if plain:
        return f">{label}"
    return f' aria-sort="none"><button class="kb-sort" type="button">{label}</button>'


def _marks(v: Cell) -> str:
    """Return what a cell says to the script that sorts and filters, and to the colours."""
    marks = "" if v.sort is None else f' data-sort="{html(v.sort)}"'
    if v.key:
        marks += f' data-key="{html(v.key)}"'
    return marks if v.level is None else f'{marks} data-level="{html(v.level)}"'
