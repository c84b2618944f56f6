"""A document for a terminal, a log or a plain message."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from timonel.notices.document import Document, Section, Value
from timonel.notices.reading import Reader
from timonel.text import one_line


def render(document: Document, reader: Reader) -> str:
    """Return a document as text, a line for each thing that it says."""
    read = reader._replace(names_lead=False)
    return "\n".join(map(one_line, _lines(document, read))).rstrip("\n") + "\n"


def _lines(document: Document, reader: Reader) -> Iterator[str]:
    yield reader.text(document.title)
    yield from (_led(reader, one) for one in document.lines)
    for part in document.parts:
        if title := reader.text(part.title):
            yield from ("", title.upper())
        for one in part.sections:
            if one.says:
                yield ""
                yield from _section(reader, one)
    if document.foot:
        yield from ("", _led(reader, document.foot))


def _section(reader: Reader, section: Section) -> Iterator[str]:
    number = f" ({len(section.rows)})" if section.rows else ""
    yield f"{reader.text(section.title)}{number}"
    yield from (f"  {_led(reader, one)}" for one in section.lines)
    for row in section.rows:
        if section.form == "figures":
            yield f"  - {_led(reader, row[0])}: {' · '.join(filter(None, (_led(reader, one) for one in row[1:])))}"
            continue
        yield f"  - {_led(reader, row[0])}"
        told = [*_told(reader, section, row)]
        if section.form == "cards":
            yield from (f"    {one}" for one in told)
        elif told:
            yield f"    {' · '.join(told)}"
    if not section.rows and section.none:
        yield f"  {reader.text(section.none)}"
    if section.more:
        yield f"  … {_led(reader, section.more)}"


def _told(reader: Reader, section: Section, row: Sequence[Value]) -> Iterator[str]:
    """Yield what stands behind a row's first value, each under its heading."""
    for head, value in zip(section.heads[1:], row[1:], strict=True):
        if words := _led(reader, value):
            label = reader.text(head.label)
            yield f"{label}: {words}" if label else words


def _led(reader: Reader, value: Value) -> str:
    """Return words with the addresses that they lead to."""
    return "".join(f"{one.text} <{one.href}>" if one.href else one.text for one in reader.pieces(value))
