"""The page for addresses that do not exist, at the site's top: hosts show it at any depth, below whatever they stand under."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from timonel.engines.site_wide.policy import with_policy
from timonel.governance import Result
from timonel.languages import spelled
from timonel.site import ASSETS
from timonel.site.doors import doors, is_elsewhere
from timonel.site.escape import html
from timonel.site.urls import Urls
from timonel.text import pick, say

_HERE = Path(__file__).parent


def lost(result: Result, home: str, *, styles: str = "", wheel: bool = True) -> str:
    """Return the HTML of the page: it needs no other file, and says the same in every language.

    Args:
        result: what is published.
        home: the address of the site's top, "" where nobody knows it: then a script finds it.
        styles: the company's colours, as the site's other pages have them.
        wheel: whether Timonel's wheel stands for the site: a company's own logo would have to be another file.
    """
    settings, top = result.settings, f"{urlsplit(home).path}/" if home else "./"
    drawn = (ASSETS / "logo.svg").read_text(encoding="utf-8").replace("<svg", '<svg aria-hidden="true"', 1)
    logo = re.sub("<title>.*?</title>", "", drawn) if wheel else ""  # the site's name stands beside it
    sections = "".join(_section(result, lang, top, logo, is_known=bool(home)) for lang in settings.languages)
    values = {
        "lang": html(settings.lang),
        "languages": html(",".join(settings.languages)),
        "title": html(f"{say('This page does not exist', settings.lang)} - {pick(settings.name, settings.lang)}"),
        "styles": styles.replace('[data-md-color-scheme="slate"]', ":root").replace(
            "screen", "(prefers-color-scheme: dark)"
        ),
        "sections": sections,
    }
    page = (_HERE / "404.html").read_text(encoding="utf-8")
    for name, value in values.items():
        page = page.replace(f"{{{name}}}", value)
    return with_policy(page, (str(_HERE),))


def _section(result: Result, lang: str, top: str, logo: str, *, is_known: bool) -> str:
    def link(way: str, inside: str, extra: str = "") -> str:
        to = "" if is_known else f' data-to="{html(way)}"'
        return f'<a href="{html(top + way)}"{to}{extra}>{inside}</a>'

    def door(way: str, inside: str) -> str:
        return (
            f'<a href="{html(way)}">{inside}</a>' if is_elsewhere(way) else link(f"{lang}/{Urls().final(way)}", inside)
        )

    home = Urls().final("index")
    ways = "".join(
        f"<li>{door(one.href, f'<strong>{html(one.title)}</strong> <span>{html(one.text)}</span>')}</li>"
        for one in doors(result, lang)
    )
    others = " ".join(
        link(f"{other}/{home}", html(spelled(other)), f' lang="{html(other)}" hreflang="{html(other)}"')
        for other in result.settings.languages
        if other != lang
    )
    onward = link(f"{lang}/{home}", html(say("Go to the home page", lang)), ' class="home"')
    return (
        f'<section lang="{html(lang)}"><header>'
        f"{link(f'{lang}/{home}', f'{logo}{html(pick(result.settings.name, lang))}')}<nav>{others}</nav></header>"
        f"<h1>{html(say('This page does not exist', lang))}</h1>"
        f"<p>{html(say('It may have changed its name or its place.', lang))}</p>"
        f"<p>{onward}</p>"
        f"<ul>{ways}</ul></section>"
    )
