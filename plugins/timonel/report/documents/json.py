"""A document as JSON: its values for programs, and `text`, the whole of it, for whatever takes a message."""

from __future__ import annotations

from datetime import date

from timonel import __version__
from timonel.model import Entity
from timonel.notices.document import Document, Link, Section, Small, Value
from timonel.notices.reading import Reader, is_several
from timonel.report.documents import text
from timonel.report.machine import dump


def render(document: Document, reader: Reader) -> str:
    """Return a document as ``schemas/document.schema.json`` describes it."""
    return dump({
        "timonel": __version__,
        "document": document.key,
        "title": reader.text(document.title),
        **document.facts,
        "lines": [reader.text(one) for one in document.lines],
        "sections": [_section(reader, one) for one in document.sections],
        "text": text.render(document, reader),
    })  # fmt: skip


def _section(reader: Reader, section: Section) -> dict[str, object]:
    return {
        "key": section.key,
        "title": reader.text(section.title),
        "lines": [reader.text(one) for one in section.lines],
        "columns": {one.key: reader.text(one.label) for one in section.heads},
        "rows": [
            {head.key: _value(reader, one) for head, one in zip(section.heads, row, strict=True)}
            for row in section.rows
        ],
        "more": reader.text(section.more) or None,
    }


def _value(reader: Reader, value: Value) -> object:
    """Return a value for a program: numbers and days as such, an entity by its key, words in the reader's language."""
    if isinstance(value, Small):
        return _value(reader, value.value)
    if isinstance(value, Link):
        return {"text": reader.text(value.words), "to": value.to.key if isinstance(value.to, Entity) else value.to}
    if isinstance(value, date | Entity):
        return value.isoformat() if isinstance(value, date) else value.key
    if is_several(value):
        return [_value(reader, one) for one in value]
    return value if value is None or isinstance(value, int | float) else reader.text(value)
