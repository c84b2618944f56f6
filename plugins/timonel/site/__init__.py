"""Pages out of a result: plain Markdown, front matter and assets that know no host."""

from __future__ import annotations

from pathlib import Path

from timonel.cache import Cache
from timonel.governance import Result
from timonel.site.page import Page
from timonel.site.page_set import PageSet
from timonel.site.urls import Urls

__all__ = ["ASSETS", "OVERRIDES", "Page", "PageSet", "pages"]

ASSETS = Path(__file__).parent / "assets"
OVERRIDES = Path(__file__).parent / "overrides"


def pages(result: Result, lang: str, urls: Urls, cache: Cache) -> list[Page]:
    """Return every generated page of one language.

    Args:
        result: what the check says of the base.
        lang: the language.
        urls: how pages are addressed.
        cache: where drawn pictures and the past are kept.
    """
    return [*PageSet(result, lang, urls, cache).pages()]
