"""The page at the site's root: it sends readers to their language, and offers all of them without a script."""

from __future__ import annotations

from timonel.engines.site_wide.policy import with_policy
from timonel.languages import spelled
from timonel.settings import Settings
from timonel.site.escape import html
from timonel.site.urls import Urls
from timonel.text import pick


def landing(settings: Settings, urls: Urls, icon: str) -> str:
    """Return the HTML of the root page; the script stands in the first language's assets, so no policy need allow inline ones.

    Args:
        settings: the base's.
        urls: how pages are addressed.
        icon: the name of the picture that browsers show beside its title.
    """
    home = urls.final("index")
    links = "".join(
        f'<li><a href="{html(lang)}/{home}" lang="{html(lang)}" hreflang="{html(lang)}">{html(spelled(lang))}</a></li>'
        for lang in settings.languages
    )
    first = html(settings.lang)
    return with_policy(
        f'<!doctype html>\n<html lang="{first}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark">'
        f"<title>{html(pick(settings.name, settings.lang))}</title>"
        f'<link rel="icon" href="{first}/{html(icon)}"><link rel="stylesheet" href="{first}/assets/landing.css">'
        f'<script src="{first}/assets/landing.js" data-languages="{html(",".join(settings.languages))}" data-home="{home}"></script></head>'
        f"<body><main><h1>{html(pick(settings.name, settings.lang))}</h1><ul>{links}</ul></main></body></html>\n"
    )
