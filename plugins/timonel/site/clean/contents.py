"""llms.txt: what a site has and where, for whoever reads Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import unescape
from typing import Any

from timonel.languages import spelled as spelled_out
from timonel.settings import Settings
from timonel.site.clean.text import beside, spelled
from timonel.site.context import Context
from timonel.site.escape import line
from timonel.text import pick, said


def contents(ctx: Context, name: str, menu: Sequence[Any]) -> str:
    """Return the sections of a language's menu, with the pages in each.

    Args:
        ctx: the language.
        name: what the site is called.
        menu: the menu, as hosts take it.
    """
    return "\n".join(_lines(ctx, name, menu)) + "\n"


def languages(settings: Settings) -> str:
    """Return the same for the top of a site: where each of its languages has its own."""
    listed = "\n".join(f"- [{spelled_out(lang)}]({lang}/llms.txt)" for lang in settings.languages)
    return f"# {_plain(pick(settings.name, settings.lang))}\n\n{listed}\n"


def _lines(ctx: Context, name: str, menu: Sequence[Any]) -> Iterator[str]:
    yield f"# {_plain(name)}"
    yield ""
    told = said(
        "Who owns, decides and does what in a CRM programme, and what is missing. Every page is Markdown at its address with index.md, and every entry is JSON with index.json beside it; links lead from one to the other."
    )
    yield f"> {ctx.t(told)}"
    for entry in menu:
        for title, inside in entry.items():
            pages = inside if isinstance(inside, list) else [{title: inside}]
            yield ""
            yield f"## {_plain(unescape(title))}"
            yield ""
            for page in pages:
                for called, file in page.items() if isinstance(page, dict) else ():
                    if isinstance(file, str):
                        yield f"- [{_plain(unescape(called))}]({beside(ctx.urls.final(file.removesuffix('.md')) or '.')})"


def _plain(text: str) -> str:
    return spelled(line(text))
