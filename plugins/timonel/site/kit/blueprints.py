"""The service blueprint: what a customer meets, side by side, over what carries it; on phones a card a column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup

from timonel.site.escape import html, markup
from timonel.site.kit import Band, Cell, Lane, Under
from timonel.site.kit.inline import Inline, attribute

_FOLDED = ' class="kb-blueprint__folded"'


class _Run(NamedTuple):
    """Neighbouring columns under which one thing stands: the first, and the one after the last."""

    start: int
    end: int
    under: Under


class Blueprints(Inline):
    """The service blueprint."""

    def blueprint(self, id: str, caption: str, heads: Sequence[Under], bands: Sequence[Band], corner: str) -> Markup:  # noqa: A002 - HTML's name
        """Return a blueprint: a table in which what stands under several neighbouring columns is one cell, and cards.

        Args:
            id: its anchor.
            caption: what it shows.
            heads: what its columns are about, one after the other.
            bands: its rows, from the customer inwards.
            corner: what its columns are.
        """
        name, wide = html(caption), len(heads)
        head = "".join(f'<th scope="col"{_look(x)}>{self._under(x)}</th>' for x in heads)
        names = [x.item.text or "" if isinstance(x.item, Cell) else str(x.item) for x in heads]
        body = "".join(self._band_rows(band, names) for band in bands)
        cards = "".join(self._column_card(n, x, bands, wide) for n, x in enumerate(heads))
        return markup(
            f'<section class="kb-blueprint" id="{html(id)}" data-search-exclude>'
            f'<div class="kb-scroll kb-blueprint__view" role="region" tabindex="0" aria-label="{name}">'
            f'<table class="kb-blueprint__table"><caption>{name}</caption>'
            f'<thead><tr><th scope="col" class="kb-blueprint__corner">{html(corner)}</th>{head}</tr></thead>{body}</table>'
            f'</div><div class="kb-blueprint__cards">{self._for_all(bands, wide, folded=False)}<ol>{cards}</ol>'
            f"{self._for_all(bands, wide, folded=True)}</div></section>"
        )

    def _under(self, under: Under) -> str:
        notes = "".join(f'<div class="kb-blueprint__note">{self.item(x)}</div>' for x in under.notes)
        return f'<div class="kb-blueprint__name">{self.item(under.item)}</div>{notes}'

    def _band_rows(self, band: Band, names: Sequence[str]) -> str:
        line, wide = "", len(names)
        if band.line:
            note = f' <span class="kb-note">{html(band.note)}</span>' if band.note else ""
            line = f'<tr class="kb-blueprint__line"><th scope="rowgroup" colspan="{wide + 1}">{html(band.line)}{note}</th></tr>'
        if band.folded:
            inner = self.fold(self._lane_list(band.lanes), band.folded, everywhere=True)
            return f'<tbody>{line}<tr><td></td><td{_FOLDED} colspan="{wide}">{inner}</td></tr></tbody>'
        return f"<tbody>{line}{''.join(row for lane in band.lanes for row in self._lane_rows(lane, names))}</tbody>"

    def _lane_rows(self, lane: Lane, names: Sequence[str]) -> Iterator[str]:
        wide, runs = len(names), [run for under in lane.under for run in _runs(under, whole=lane.joined)]
        # A box over several columns is a line, one over a single column is several: mixed, each row would be half empty.
        # What has happened stands above what may.
        apart = [
            [x for x in runs if (x.under.look == "happened") is first and (x.end - x.start > 1) is long]
            for first in (True, False)
            for long in (True, False)
        ]
        rows = [row for part in (apart if lane.joined else [runs]) for row in _packed(part)]
        for n, row in enumerate(rows):
            head = f'<th scope="row"{attribute("rowspan", len(rows) > 1 and len(rows))}>{html(lane.label)}</th>'
            cells, place = "" if n else head, 0
            for run in row:
                cells += _free(run.start - place) + self._lane_cell(run, names, boxed=lane.boxed)
                place = run.end
            yield f"<tr>{cells}{_free(wide - place)}</tr>"

    def _lane_cell(self, run: _Run, names: Sequence[str], *, boxed: bool) -> str:
        inner = told = self._under(run.under)
        if boxed:
            here = {*run.under.columns}
            free = [n for n in range(run.start, run.end) if n not in here]
            if free:
                rest = [n for n in range(run.start, run.end) if n in here]
                text = (
                    self.t("not {names}", names=_listed(names, free))
                    if len(free) <= len(rest)
                    else self.t("only {names}", names=_listed(names, rest))
                )
                told += f'<div class="kb-blueprint__note">{html(text)}</div>'
            inner = f'<div class="kb-blueprint__box"{_look(run.under)}>{told}</div>'
        return f"<td{_span(run.end - run.start)}{'' if boxed else _look(run.under)}>{inner}</td>"

    # On phones

    def _column_card(self, n: int, head: Under, bands: Sequence[Band], wide: int) -> str:
        seen, behind, label = list[str](), list[str](), ""
        number = 0
        for band in bands:
            label = label or band.behind
            for lane in () if band.folded else band.lanes:
                mine = [x for x in lane.under if n in x.columns]
                if mine and not _is_whole(lane, wide):
                    (behind if label else seen).append(self._lane_line(lane.label, mine))
                    number += len(mine) if label else 0
        fold = self.fold(f"<dl>{''.join(behind)}</dl>", f"{label} ({number})", everywhere=True) if behind else ""
        return (
            f'<li{_look(head)}><div class="kb-blueprint__title"><span class="kb-blueprint__n" aria-hidden="true">{n + 1}</span>'
            f"<div>{self._under(head)}</div></div><dl>{''.join(seen)}</dl>{fold}</li>"
        )

    def _for_all(self, bands: Sequence[Band], wide: int, *, folded: bool) -> str:
        """Return, for phones, what is about all columns alike."""
        if folded:
            return "".join(self.fold(self._lane_list(x.lanes), x.folded, everywhere=True) for x in bands if x.folded)
        lanes = [x for band in bands if not band.folded for x in band.lanes if _is_whole(x, wide)]
        return self._lane_list(lanes) if lanes else ""

    def _lane_list(self, lanes: Sequence[Lane]) -> str:
        return f"<dl>{''.join(self._lane_line(lane.label, lane.under) for lane in lanes)}</dl>"

    def _lane_line(self, label: str, under: Sequence[Under]) -> str:
        told = "".join(f"<dd{_look(x)}>{self._under(x)}</dd>" for x in under)
        return f"<div><dt>{html(label)}</dt>{told}</div>"


def _look(under: Under) -> str:
    return attribute("data-look", under.look)


def _span(columns: int) -> str:
    return f' colspan="{columns}"' if columns > 1 else ""


def _free(columns: int) -> str:
    """Return the place under which nothing stands."""
    return f'<td class="kb-blueprint__free"{_span(columns)}></td>' if columns else ""


def _is_whole(lane: Lane, wide: int) -> bool:
    return not lane.boxed and wide > 1 and all(len(x.columns) == wide for x in lane.under)


def _listed(names: Sequence[str], columns: Sequence[int]) -> str:
    return ", ".join(names[n] for n in columns)


def _runs(under: Under, *, whole: bool) -> Iterator[_Run]:
    """Yield the neighbouring columns under which something stands; the ``whole`` of it in one, from the first to the last."""
    columns = sorted(under.columns)
    if whole:
        yield _Run(columns[0], columns[-1] + 1, under)
        return
    breaks = [0, *(n for n, (a, b) in enumerate(pairwise(columns), 1) if b != a + 1), len(columns)]
    for first, last in pairwise(breaks):
        yield _Run(columns[first], columns[last - 1] + 1, under)


def _packed(runs: Sequence[_Run]) -> list[list[_Run]]:
    """Return runs in as few rows as hold them side by side; the widest stand highest."""
    rows = list[list[_Run]]()
    for run in sorted(runs, key=lambda x: (x.start - x.end, x.start)):
        row = next((x for x in rows if all(run.end <= y.start or y.end <= run.start for y in x)), None)
        if row is None:
            rows.append([run])
        else:
            row.append(run)
    return [sorted(row, key=lambda x: x.start) for row in rows]
