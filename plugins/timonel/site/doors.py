"""The four doors: where those begin who come for one thing. They stand on the home page and where there is no page."""

from __future__ import annotations

from timonel.governance import Result
from timonel.site.context import written
from timonel.site.kit import Door
from timonel.text import say

_HOW = "guia/como-editar"  # the hand-written page for those who edit


def doors(result: Result, lang: str) -> list[Door]:
    """Return the four doors of a language; each leads to a page's path, or to an address elsewhere."""
    base = result.base
    told = written(base, lang)
    pages = [page.path.partition("/")[2].removesuffix(".md") for page in base.pages if page.lang == told]
    new = "paths/index" if base.of("path") else next(iter(pages), "terms/index")
    edit = result.settings.repository.get("url") or "governance/index"
    own = "roles/index" if base.of("role") else "governance/gaps"
    return [
        Door(say("I am new", lang), say("What to read first, in which order", lang), new, "new"),
        Door(say("I look for a word", lang), say("The vocabulary we share, A to Z", lang), "terms/index", "word"),
        Door(say("I own…", lang), say("Find your role and what waits for you", lang), own, "owner"),
        Door(
            say("I edit", lang),
            say("Change a fact without breaking another", lang),
            _HOW if _HOW in pages else edit,
            "edit",
        ),
    ]


def is_elsewhere(way: str) -> bool:
    """Whether a door leads out of the site."""
    return "://" in way
