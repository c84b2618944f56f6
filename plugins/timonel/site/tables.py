"""Tables as HTML: a page may have thousands of cells, so they are put together by plain functions."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from timonel.site.escape import html

Row = Mapping[str, Any]
_NUMBER, _WIDE = ' class="kb-num" data-number', ' class="kb-wide"'


class Tables(ABC):
    """The table component; what a cell shows is a value."""

    t: Callable[..., str]

    @abstractmethod
    def cell(self, v: Any) -> str:  # noqa: ANN401 - a value
        """Return a value as HTML."""

    def table(  # noqa: PLR0913 - each has its default
        self, id: str, caption: str, columns: Sequence[Row], rows: Sequence[Any],  # noqa: A002 - HTML's name
        *, filters: Sequence[Any] = (), search: bool = True, csv: bool = True, plain: bool = False,
    ) -> Markup:  # fmt: skip
        """Return a table; without ``plain``, one that sorts, filters and leaves as CSV.

        Args:
            id: its anchor.
            caption: what it shows.
            columns: {key, label, number, wide}.
            rows: lists of values, or {cells, id, facets: {key: text}}.
            filters: keys of columns, or {key, label}.
            search: whether one may search in it.
            csv: whether it can be downloaded.
            plain: whether it only shows.
        """
        t, name = self.t, html(caption)
        tools = "" if plain else self._tools(name, columns, len(rows), filters, search=search, csv=csv)
        live = f' data-kb-table data-all="{html(t("All"))}" data-shown="{html(t("{n} of {m} shown"))}"'
        head = "".join(
            f'<th scope="col" data-key="{html(c["key"])}"{_NUMBER if c.get("number") else ""}'
            f"{_WIDE if c.get('wide') else ''}{_sortable(html(c['label']), plain)}</th>"
            for c in columns
        )
        classes = [' class="kb-num"' if c.get("number") else "" for c in columns]
        body = "".join(self._row(row, classes) for row in rows)
        return Markup(  # noqa: S704 - its texts are escaped
            f'<section class="kb-table{" kb-table--plain" if plain else ""}" id="{html(id)}" data-search-exclude'
            f'{"" if plain else live}>{tools}<div class="kb-scroll" role="region" tabindex="0" aria-label="{name}">'
            f'<table class="kb-grid"><caption>{name}</caption><thead><tr>{head}</tr></thead>'
            f"<tbody>{body}</tbody></table></div></section>"
        )

    def _tools(  # noqa: PLR0913 - what a table's tools depend on
        self, name: str, columns: Sequence[Row], number: int, filters: Sequence[Any], *, search: bool, csv: bool
    ) -> str:
        t, labels, fields = self.t, {c["key"]: c["label"] for c in columns}, ""
        if search:
            fields = (
                f'<label class="kb-field"><span>{html(t("Filter"))}</span>'
                '<input type="search" data-kb-query autocomplete="off"></label>'
            )
        for one in filters:
            key, label = (one["key"], one["label"]) if isinstance(one, Mapping) else (one, labels[one])
            fields += (
                f'<label class="kb-field"><span>{html(label)}</span><select data-kb-filter="{html(key)}">'
                f'<option value="">{html(t("All"))}</option></select></label>'
            )
        download = (
            f'<button class="kb-button" type="button" data-kb-csv>{html(t("Download CSV"))}</button>' if csv else ""
        )
        return (
            f'<form class="kb-table__tools" role="search" aria-label="{html(t("Filter"))}: {name}" hidden>{fields}'
            '<span class="kb-table__end"><output class="kb-table__count" data-kb-count aria-live="polite">'
            f"{html(t('{n} of {m} shown', n=number, m=number))}</output>\n  "
            f'<button class="kb-button" type="reset" data-kb-clear hidden>{html(t("Clear filters"))}</button>'
            f"{download}</span></form>"
        )

    def _row(self, row: Any, classes: Sequence[str]) -> str:  # noqa: ANN401 - cells, or a mapping with them
        own, cells = "", row
        if isinstance(row, Mapping):
            cells = row["cells"]
            own = f' id="{html(row["id"])}"' if row.get("id") else ""
            own += "".join(f' data-f-{html(k)}="{html(x)}"' for k, x in (row.get("facets") or {}).items())
        out, tag, scope = [], "th", ' scope="row"'
        for v, number in zip(cells, classes, strict=False):
            marks = _marks(v) if isinstance(v, Mapping) else ""
            out.append(f"<{tag}{scope}{number}{marks}>{self.cell(v)}</{tag}>")
            tag, scope = "td", ""
        return f"<tr{own}>{''.join(out)}</tr>"


def _sortable(label: str, plain: bool) -> str:  # noqa: FBT001 - as the table has it
    """Return the rest of a column's head, with the button that sorts by it: nothing moves when the script comes."""
    if plain:
        return f">{label}"
    return f' aria-sort="none"><button class="kb-sort" type="button">{label}</button>'


def _marks(v: Row) -> str:
    """Return what a cell says to the script that sorts and filters, and to the colours."""
    marks = f' data-sort="{html(v["sort"])}"' if "sort" in v else ""
    if v.get("key"):
        marks += f' data-key="{html(v["key"])}"'
    if isinstance(v.get("level"), int | float):
        marks += f' data-level="{html(v["level"])}"'
    return marks
