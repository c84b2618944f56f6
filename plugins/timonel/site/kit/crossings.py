"""What is shown in two directions: matrices, the heat map of risks, and pictures with their table."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from timonel.site.escape import html, markup
from timonel.site.kit import Axis, Cell, Crossing, HeatCell, HeatCells, Item, Mark
from timonel.site.kit.blocks import Blocks
from timonel.site.kit.inline import attribute

_NONE = ' class="kb-cross__none"'  # a column in which nothing stands
_FIT = 6  # columns that a tablet has room for
_SCALE = range(1, 6)  # of probability and impact
_HEAT = ((15, 4), (10, 3), (5, 2))  # exposure from which a field is so hot


class Crossings(Blocks):
    """What is shown in two directions."""

    def matrix(  # noqa: PLR0913 - the parts of one matrix
        self, id: str, caption: str, heads: Sequence[Item], rows: Sequence[Item],  # noqa: A002 - HTML's name
        cells: Sequence[Sequence[Crossing | None]], *, corner: str = "", legend: Sequence[Mark] = (), look: str = "",
        folded: str = "", opened: bool = False,
    ) -> Markup:  # fmt: skip
        """Return a matrix; where it does not fit, a few words a row, each cell behind its column's name, the worst first.

        Args:
            id: its anchor.
            caption: what it shows.
            heads: what its columns are about.
            rows: what its rows are about.
            cells: row by row what stands in each column; None is nothing.
            corner: what its rows are.
            legend: what its colours mean.
            look: how it differs: "compared" keeps its columns where those of its like are, and their order; of "listed"
                ones a table beside it is there to copy; "counts" are short enough for one line;
                what is "said" tells itself in which column it stands.
            folded: what it folds behind on phones.
            opened: whether it is open there all the same.
        """
        t, name, key = self.t, html(caption), self.legend(legend) if legend else ""
        live = "" if look == "listed" else f' data-kb-matrix data-copied="{html(t("Copied"))}"'
        tools = self._copying(name) if live else ""
        first = (
            f'<th scope="col" class="kb-cross__corner">{html(corner)}</th>'
            if corner
            else '<td class="kb-cross__corner"></td>'
        )
        head = "".join(
            f'<th scope="col"{"" if any(row[n] for row in cells) else _NONE}>{self.item(h)}</th>'
            for n, h in enumerate(heads)
        )
        labels = [h.text if isinstance(h, Cell) else h for h in heads]
        nothing = f'<td class="kb-cell kb-cell--empty"><span class="kb-sr">{html(t("nothing here"))}</span></td>'
        body = "".join(
            f'<tr><th scope="row">{self.item(h)}</th>'
            f"{''.join(nothing if x is None else self._crossing(x, of) for x, of in zip(row, labels, strict=True))}</tr>"
            for h, row in zip(rows, cells, strict=True)
        )
        looks = ("kb-matrix", look and f"kb-matrix--{look}", "kb-matrix--many" if len(heads) > _FIT else "")
        inner = (
            f'{key}{tools}\n<div class="kb-scroll kb-scroll--matrix" role="region" tabindex="0" aria-label="{name}">'
            f'<table class="kb-cross"><caption>{name}</caption>\n<thead><tr>{first}{head}</tr></thead>'
            f"<tbody>{body}</tbody></table></div>"
        )
        return markup(
            f'<section class="{" ".join(filter(None, looks))}" id="{html(id)}"{live} data-search-exclude>'
            f"{self.fold(inner, folded, opened=opened) if folded else inner}</section>"
        )

    def _copying(self, name: Markup) -> str:
        return (
            f'<div class="kb-tools" role="group" aria-label="{name}" hidden>'
            f'<button class="kb-button" type="button" data-kb-copy>{html(self.t("Copy table"))}</button></div>'
        )

    def _crossing(self, x: Crossing, of: str | None) -> str:
        level = "" if x.level is None else f' data-level="{x.level}"'
        text = f'<span class="kb-cell__text">{html(x.text)}</span>' if x.text else ""
        note = f'<span class="kb-note">{html(x.note)}</span>' if x.note else ""
        links = self.cell(x.links) if x.links else ""
        inner = " ".join(part for part in (text, links, note) if part)
        return f'<td class="kb-cell kb-cell--{html(x.state)}"{level}{attribute("data-label", of)}>{inner}</td>'

    def heat_map(  # noqa: PLR0913, PLR0917 - the parts of one map
        self, id: str, caption: str, cells: HeatCells, probability: Axis, impact: Axis, levels: Sequence[str],  # noqa: A002 - HTML's name
    ) -> Markup:  # fmt: skip
        """Return how many there are by probability and impact.

        Args:
            id: its anchor.
            caption: what it shows.
            cells: (probability, impact) → how many.
            probability: the axis upwards.
            impact: the axis to the right.
            levels: what its colours mean, the coolest first.
        """
        name = html(caption)
        head = "".join(f'<th scope="col"><b>{i}</b> <span>{html(impact.words[i - 1])}</span></th>' for i in _SCALE)
        body = "".join(
            f'<tr><th scope="row"><b>{p}</b> <span>{html(probability.words[p - 1])}</span></th>'
            f"{''.join(self._heat(p * i, cells.get((p, i))) for i in _SCALE)}</tr>"
            for p in reversed(_SCALE)
        )
        key = "".join(
            f'<li><span class="kb-legend__mark kb-heat__mark" data-heat="{n}" aria-hidden="true"></span>{html(x)}</li>'
            for n, x in enumerate(levels, 1)
        )
        return markup(
            f'<section class="kb-heat" id="{html(id)}" data-search-exclude><div class="kb-scroll" role="region" tabindex="0" '
            f'aria-label="{name}"><table class="kb-heat__table"><caption>{name}</caption><thead>\n<tr><td></td>'
            f'<th scope="colgroup" colspan="5" class="kb-heat__axis">{html(impact.label)} →</th></tr>\n'
            f'<tr><th scope="col" class="kb-heat__axis">{html(probability.label)} ↓</th>{head}</tr></thead>'
            f"<tbody>{body}</tbody></table></div>"
            f'<ul class="kb-legend" aria-label="{html(self.t("Legend"))}">{key}</ul></section>'
        )

    def _heat(self, exposure: int, x: HeatCell | None) -> str:
        heat = next((heat for least, heat in _HEAT if exposure >= least), 1)
        inner = (
            f'<a href="{html(x.href)}" title="{html(x.title)}" aria-label="{html(x.label)}">{x.number}</a>'
            if x
            else f'<span class="kb-sr">{html(self.t("none"))}</span>'
        )
        return f'<td class="kb-heat__cell" data-heat="{heat}">{inner}</td>'

    def figure(  # noqa: PLR0913, PLR0917 - the parts of one figure
        self, id: str, svg: Markup, title: str, desc: str, table: Markup, legend: Sequence[Mark],  # noqa: A002 - HTML's name
    ) -> Markup:  # fmt: skip
        """Return a picture that can be moved, enlarged and saved, and the same as a table.

        Args:
            id: its anchor, and the name it is saved under.
            svg: one ``<svg>`` with width and height.
            title: what it shows.
            desc: that in a sentence.
            table: the same as a table.
            legend: what its colours mean.
        """
        t, name, picture = self.t, html(id), f"{html(self.t('Picture'))}: {html(title)}"
        tools = (
            ("in", "plus", t("Zoom in")), ("out", "minus", t("Zoom out")), ("fit", "fit", t("Fit")),
            ("full", "full", t("Full screen")), ("save", "save", t("Download SVG")),
        )  # fmt: skip
        buttons = "".join(
            f'<button class="kb-button kb-button--icon kb-i-{icon}" type="button" data-kb-act="{act}" '
            f'title="{html(label)}" aria-label="{html(label)}"></button>'
            for act, icon, label in tools
        )
        keys = html(t("Arrow keys move the picture; plus and minus zoom; 0 fits it."))
        return markup(
            f'<figure class="kb-figure" id="{name}" data-kb-figure data-file="{name}.svg" data-search-exclude>\n'
            f"<figcaption><strong>{html(title)}</strong>{f' <span>{html(desc)}</span>' if desc else ''}</figcaption>\n"
            f'<div class="kb-tools" role="group" aria-label="{picture}" hidden>{buttons}</div>'
            f"{self.legend(legend) if legend else ''}"
            f'<div class="kb-figure__view" role="region" tabindex="0" aria-label="{picture}" '
            f'aria-describedby="{name}-keys">{svg}</div>\n<p class="kb-figure__keys kb-sr" id="{name}-keys">{keys}</p>'
            f'<details class="kb-details"><summary>{html(t("The same as a table"))}</summary>{table}</details></figure>'
        )
