"""The one way from a document to a format: text, Markdown, JSON, HTML, or a workbook."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from timonel.governance import Result
from timonel.model import Entity
from timonel.notices.document import Document
from timonel.notices.reading import Reader

# Format → where it is: each is made where its like is made, and is loaded by those who ask for it.
_MADE = {
    "text": "timonel.report.documents.text:render",
    "markdown": "timonel.report.documents.markdown:render",
    "html": "timonel.site.documents:page",
    "json": "timonel.report.documents.json:render",
    "xlsx": "timonel.exchange.documents:render",
}
FORMATS = (*_MADE,)


def rendered(document: Document, form: str, reader: Reader) -> bytes:
    """Return a document in one of `FORMATS`.

    Args:
        document: what it says.
        form: the format.
        reader: who reads it: the language, and where links lead.
    """
    module, _sign, function = _MADE[form].partition(":")
    render: Callable[[Document, Reader], str | bytes] = getattr(import_module(module), function)
    made = render(document, reader._replace(most=document.most))
    return made if isinstance(made, bytes) else made.encode("utf-8", "backslashreplace")


def reader(result: Result, lang: str, address: str = "") -> Reader:
    """Return who reads a document of a base.

    Args:
        result: what the check says of it.
        lang: the language.
        address: where the site stands on the web; without it, nothing leads to its pages.
    """
    from timonel.site.urls import Urls, path_of  # noqa: PLC0415 - only who has an address asks

    def href(target: Entity | str) -> str | None:
        path = target if isinstance(target, str) else path_of(result.base.schema, target)
        return f"{address.rstrip('/')}/{lang}/{Urls().final(path)}" if path else None

    chosen = result.settings.read_in(lang)
    return Reader(chosen, href) if address else Reader(chosen)
