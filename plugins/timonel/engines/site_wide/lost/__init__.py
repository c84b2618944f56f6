"""The page for addresses that do not exist, at the site's top: hosts show it at any depth, below whatever they stand under."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from timonel.engines.site_wide.policy import with_policy
from timonel.settings import Settings
from timonel.site.escape import html
from timonel.site.urls import Urls
from timonel.text import pick, say

_HERE = Path(__file__).parent


def lost(settings: Settings, home: str) -> str:
    """Return the HTML of the page: it needs no other file, and says the same in every language.

    Args:
        settings: the base's.
        home: the address of the site's top, "" where nobody knows it: then a script finds it.
    """
    top = f"{urlsplit(home).path}/" if home else "./"
    sections = "".join(_section(lang, top, is_known=bool(home)) for lang in settings.languages)
    values = {
        "lang": html(settings.lang),
        "languages": html(",".join(settings.languages)),
        "title": html(f"{say('This page does not exist', settings.lang)} - {pick(settings.name, settings.lang)}"),
        "sections": sections,
    }
    page = (_HERE / "404.html").read_text(encoding="utf-8")
    for name, value in values.items():
        page = page.replace(f"{{{name}}}", value)
    return with_policy(page, (str(_HERE),))


def _section(lang: str, top: str, *, is_known: bool) -> str:
    way = f"{lang}/{Urls().final('index')}"
    to = "" if is_known else f' data-to="{html(way)}"'
    return (
        f'<section lang="{html(lang)}"><h1>{html(say("This page does not exist", lang))}</h1>'
        f"<p>{html(say('It may have changed its name or its place.', lang))}</p>"
        f'<p><a href="{html(top + way)}"{to}>{html(say("Go to the home page", lang))}</a></p></section>'
    )
