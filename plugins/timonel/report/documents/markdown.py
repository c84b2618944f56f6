"""A document as Markdown that code hosts and wikis show as it was written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from timonel.notices.document import Document, Section, Value
from timonel.notices.reading import Reader
from timonel.report.escape import literal


def render(document: Document, reader: Reader) -> str:
    """Return a document as Markdown: headings, sentences, lists and tables."""
    return "\n".join(_blocks(document, reader)).rstrip("\n") + "\n"


def _blocks(document: Document, reader: Reader) -> Iterator[str]:
    yield from (f"# {literal(reader.text(document.title))}", "")
    yield from _paragraphs(reader, document.lines)
    for part in document.parts:
        level = "##"
        if title := reader.text(part.title):
            yield from (f"## {literal(title)}", "")
            level = "###"
        for one in part.sections:
            if one.says:
                yield from (f"{level} {literal(reader.text(one.title))}", "")
                yield from _section(reader, one, level)
    if document.foot:
        yield from ("---", "", _line(reader, document.foot), "")


def _paragraphs(reader: Reader, lines: Sequence[Value]) -> Iterator[str]:
    for one in lines:
        yield from (_line(reader, one), "")


def _section(reader: Reader, section: Section, level: str) -> Iterator[str]:
    yield from _paragraphs(reader, section.lines)
    if section.rows:
        yield from _FORMS[section.form](reader, section, level)
    elif section.none:
        yield from (literal(reader.text(section.none)), "")
    if section.more:
        yield from (f"… {_line(reader, section.more)}", "")


def _table(reader: Reader, section: Section, _level: str) -> Iterator[str]:
    yield f"| {' | '.join(literal(reader.text(one.label)) for one in section.heads)} |"
    yield f"|{'|'.join('---' for _ in section.heads)}|"
    for row in section.rows:
        yield f"| {' | '.join(_line(reader, one) or '—' for one in row)} |"
    yield ""


def _list(reader: Reader, section: Section, _level: str) -> Iterator[str]:
    for row in section.rows:
        yield f"- {' · '.join([_line(reader, row[0]), *_told(reader, section, row, '{label}: {words}')])}"
    yield ""


def _cards(reader: Reader, section: Section, level: str) -> Iterator[str]:
    for row in section.rows:
        yield from (f"{level}# {_line(reader, row[0])}", "")
        yield from (f"- {one}" for one in _told(reader, section, row, "**{label}:** {words}"))
        yield ""


def _figures(reader: Reader, section: Section, _level: str) -> Iterator[str]:
    for what, figure, *note in section.rows:
        told = " · ".join(filter(None, (_line(reader, one) for one in note)))
        yield f"- {_line(reader, what)}: **{_line(reader, figure)}**{told and f' · {told}'}"
    yield ""


_FORMS = {"table": _table, "list": _list, "cards": _cards, "figures": _figures}


def _told(reader: Reader, section: Section, row: Sequence[Value], form: str) -> Iterator[str]:
    """Yield what stands behind a row's first value, each under its heading."""
    for head, value in zip(section.heads[1:], row[1:], strict=True):
        if words := _line(reader, value):
            label = literal(reader.text(head.label))
            yield form.format(label=label, words=words) if label else words


def _line(reader: Reader, value: Value) -> str:
    return "".join(
        f"[{literal(one.text)}](<{one.href}>)" if one.href else literal(one.text) for one in reader.pieces(value)
    )
