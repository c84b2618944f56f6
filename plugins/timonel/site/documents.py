"""Documents as HTML: in a page of the site, or as a page of its own that is sent or printed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from markupsafe import Markup

from timonel.notices.document import Document, Part, Section, Value
from timonel.notices.reading import Reader
from timonel.site.escape import html, markup

_LOOKS = Path(__file__).parent / "assets" / "document.css"


def page(document: Document, reader: Reader) -> str:
    """Return a document as a whole page that needs nothing else, for a mail, a printer or a folder."""
    title = html(reader.text(document.title))
    return (
        f'<!doctype html>\n<html lang="{html(reader.lang)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{title}</title>\n<style>\n{_LOOKS.read_text('utf-8')}</style></head>\n"
        f'<body class="kb-paper">{body(document, reader)}{_facts(document)}</body></html>\n'
    )


def _facts(document: Document) -> str:
    """Return what programs want of a document, out of sight."""
    if not document.facts:
        return ""
    text = json.dumps(document.facts, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/json" id="timonel-facts">{text}</script>'


def body(document: Document, reader: Reader, title: str = "h1", *, folds: bool = False) -> Markup:
    """Return a document as one block.

    Args:
        document: the document.
        reader: who reads it.
        title: the element of its title: "p" in a page that has one already.
        folds: whether what is there to be looked up folds: in a page that says how.
    """
    head = f'<{title} class="kb-doc__title">{html(reader.text(document.title))}</{title}>'
    head += _paragraphs(reader, document.lines)
    foot = f'<p class="kb-doc__foot">{value(reader, document.foot)}</p>' if document.foot else ""
    parts = "".join(_part(reader, one, foot, folds=folds) for one in document.parts)
    return markup(f'<article class="kb-doc kb-doc--{html(document.key)}"><header>{head}</header>{parts}</article>')


def _part(reader: Reader, part: Part, foot: str, *, folds: bool) -> str:
    title = reader.text(part.title)
    head = f"<h2>{html(title)}</h2>" if title else ""
    level = 3 if title else 2
    inner = "".join(_section(reader, one, level, folds=folds) for one in part.sections if one.says)
    return (
        f'<section class="kb-sheet kb-sheet--{html(part.key)}">{head}'
        f'<div class="kb-sheet__body">{inner}</div>{foot}</section>'
    )


def _section(reader: Reader, section: Section, level: int, *, folds: bool) -> str:
    inner = _paragraphs(reader, section.lines)
    if section.rows:
        inner += _FORMS[section.form](reader, section if folds else replace(section, behind=None), level)
    elif section.none:
        inner += f"<p>{html(reader.text(section.none))}</p>"
    more = f'<p class="kb-doc__more">… {value(reader, section.more)}</p>' if section.more else ""
    title, inner = html(reader.text(section.title)), inner + more
    if folds and section.folds:
        number = max(section.total, len(section.rows))
        count = f" ({number})" if number else ""
        inner = f'<details class="kb-details"><summary data-search-exclude>{title}{count}</summary>{inner}</details>'
    return f'<section class="kb-part kb-part--{html(section.key)}"><h{level}>{title}</h{level}>{inner}</section>'


def _table(reader: Reader, section: Section, _level: int) -> str:
    labels = [html(reader.text(one.label)) for one in section.heads]
    head = "".join(f'<th scope="col">{one}</th>' for one in labels)

    def cells(row: Sequence[Value]) -> str:  # on phones each stands in a line of its own, behind its head
        return "".join(
            f'<td data-key="{html(head.key)}" data-label="{label}">{_or_none(reader, one)}</td>'
            for head, label, one in zip(section.heads[1:], labels[1:], row, strict=True)
        )

    rows = "".join(
        f'<tr><th scope="row">{value(reader, first)}</th>{cells(rest)}</tr>' for first, *rest in section.rows
    )
    name = html(reader.text(section.title))
    return f'<div class="kb-scroll" role="region" tabindex="0" aria-label="{name}"><table class="kb-doc__table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _list(reader: Reader, section: Section, _level: int) -> str:
    rows = "".join(
        f"<li>{' · '.join([f'<b>{value(reader, row[0])}</b>', *(one for _, one in _told(reader, section, row))])}</li>"
        for row in section.rows
    )
    return f"<ul>{rows}</ul>"


def _figures(reader: Reader, section: Section, _level: int) -> str:
    rows = "".join(
        f"<div><dt>{value(reader, what)}</dt><dd><b>{value(reader, figure)}</b> <small>{value(reader, note)}</small></dd></div>"
        for what, figure, note in section.rows
    )
    return f'<dl class="kb-doc__figures">{rows}</dl>'


def _cards(reader: Reader, section: Section, level: int) -> str:
    cards = "".join(
        f"<li><h{level + 1}>{value(reader, row[0])}</h{level + 1}>{_card(reader, section, row)}</li>"
        for row in section.rows
    )
    return f'<ol class="kb-doc__cards">{cards}</ol>'


def _card(reader: Reader, section: Section, row: Sequence[Value]) -> str:
    """Return what stands below a card's title; on phones the end of it folds, where the section says so."""
    told = {key: f'<p data-key="{html(key)}">{words}</p>' for key, words in _told(reader, section, row)}
    keys = [head.key for head in section.heads]
    first, words = section.behind or ("", "")
    rest = [told.pop(key) for key in keys[keys.index(first) :] if key in told] if first else []
    seen = "".join(told.values())
    if not rest:
        return seen
    line = f"{html(reader.text(words))} ({len(rest)})"
    return f'{seen}<details class="kb-details kb-fold"><summary data-search-exclude>{line}</summary>{"".join(rest)}</details>'


_FORMS = {"table": _table, "list": _list, "cards": _cards, "figures": _figures}


def _told(reader: Reader, section: Section, row: Sequence[Value]) -> Iterator[tuple[str, str]]:
    """Yield what stands behind a row's first value: its key, and the words under their heading."""
    for head, one in zip(section.heads[1:], row[1:], strict=True):
        if words := value(reader, one):
            label = html(reader.text(head.label))
            tag = "b" if head.key == "caution" else "i"  # what must not be missed
            yield head.key, f"<{tag}>{label}:</{tag}> {words}" if label else str(words)


def _or_none(reader: Reader, one: Value) -> str:
    return value(reader, one) or "—"


def _paragraphs(reader: Reader, lines: Sequence[Value]) -> str:
    return "".join(f"<p>{value(reader, one)}</p>" for one in lines)


def value(reader: Reader, one: Value) -> Markup:
    """Return a value as HTML in a line."""
    out = []
    for piece in reader.pieces(one):
        words = html(piece.text)
        if piece.href:
            out.append(f'<a href="{html(piece.href)}">{words}</a>')
        else:
            out.append(f"<small>{words}</small>" if piece.small else words)
    return markup("".join(out))
